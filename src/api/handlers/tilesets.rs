//! What there is of tiles: matrix sets, the tilesets of a collection, TileJSON.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::tiles::{matrix_set, names, read, tiled};
use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{GEOJSON, Here, JSON, MVT, segment},
        params::{Params, Path},
        state::AppState,
    },
    domain::{GeometryKind, Schema},
    tiles::{MAX_ZOOM, MatrixSet},
    tileset::{Tiled, fields, shown},
};

const SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";

fn uri(set: MatrixSet) -> String {
    format!("http://www.opengis.net/def/tilematrixset/OGC/1.0/{set}")
}

fn crs(set: MatrixSet) -> &'static str {
    match set {
        MatrixSet::WebMercatorQuad => "http://www.opengis.net/def/crs/EPSG/0/3857",
        MatrixSet::WorldCrs84Quad => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
    }
}

fn link(here: &Here, rel: &str, media: &str, path: &str) -> Value {
    json!({ "href": here.api(path), "rel": rel, "type": media })
}

/// The matrix sets that tiles are offered in.
pub async fn matrix_sets(here: Here, params: Params) -> Result<Response, ApiError> {
    params.finish()?;
    let listed = |set: MatrixSet| {
        let path = format!("/tileMatrixSets/{set}");
        json!({ "id": set.id(), "title": set.id(), "uri": uri(set), "crs": crs(set),
            "links": [link(&here, "self", JSON, &path)] })
    };
    let sets: Vec<Value> = MatrixSet::ALL.into_iter().map(listed).collect();
    Ok(Json(json!({ "tileMatrixSets": sets })).into_response())
}

/// One matrix set, as OGC 17-083r4 writes it.
pub async fn one_matrix_set(Path(id): Path<String>, params: Params) -> Result<Response, ApiError> {
    params.finish()?;
    let set = matrix_set(&id)?;
    let matrix = |zoom: u8| {
        let (columns, rows) = set.size(zoom);
        let (cell, scale) = set.cell_size(zoom);
        json!({
            "id": zoom.to_string(),
            "scaleDenominator": scale,
            "cellSize": cell,
            "cornerOfOrigin": "topLeft",
            "pointOfOrigin": set.origin(),
            "tileWidth": 256,
            "tileHeight": 256,
            "matrixWidth": columns,
            "matrixHeight": rows,
        })
    };
    let (axes, scales) = match set {
        MatrixSet::WebMercatorQuad => (["X", "Y"], "GoogleMapsCompatible"),
        MatrixSet::WorldCrs84Quad => (["Lon", "Lat"], "GoogleCRS84Quad"),
    };
    let matrices: Vec<Value> = (0..=MAX_ZOOM).map(matrix).collect();
    Ok(Json(json!({
        "id": set.id(),
        "title": set.id(),
        "uri": uri(set),
        "crs": crs(set),
        "orderedAxes": axes,
        "wellKnownScaleSet": format!("http://www.opengis.net/def/wkss/OGC/1.0/{scales}"),
        "tileMatrices": matrices,
    }))
    .into_response())
}

/// The tilesets of a collection: one for each matrix set.
pub async fn of_collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    params: Params,
) -> Result<Response, ApiError> {
    params.finish()?;
    let stand = state.tiles.stand(&state.atlas).await;
    let layers = tiled(&stand, &[id])?;
    let sets: Vec<Value> =
        MatrixSet::ALL.into_iter().map(|set| tileset(&here, language, &layers[0], set)).collect();
    let path = format!("/collections/{}/tiles", segment(layers[0].layer.schema().id.as_str()));
    let links = [link(&here, "self", JSON, &path)];
    Ok(Json(json!({ "links": links, "tilesets": sets })).into_response())
}

/// One tileset of a collection.
pub async fn one_of_collection(
    State(state): State<AppState>,
    Path((id, set)): Path<(String, String)>,
    here: Here,
    language: Language,
    mut params: Params,
) -> Result<Response, ApiError> {
    let set = matrix_set(&set)?;
    let stand = state.tiles.stand(&state.atlas).await;
    let layers = tiled(&stand, &[id])?;
    let view = AppState::view_of(&stand.snapshot, &mut params)?;
    params.finish()?;
    let layer = &layers[0].layer;
    let mut body = tileset(&here, language, &layers[0], set);
    let schema = layer.schema();
    let properties: serde_json::Map<String, Value> =
        fields(schema, &shown(schema, &view.visible(layer)))
            .into_iter()
            .map(|(name, kind)| (name, json!({ "type": kind.to_lowercase() })))
            .collect();
    body["layers"] = json!([{
        "id": schema.id.as_str(),
        "title": language.pick(&schema.titles),
        "dataType": "vector",
        "geometryDimension": dimension(schema),
        "propertiesSchema": { "type": "object", "properties": properties },
    }]);
    if let Some([west, south, east, north]) = layer.table.extent() {
        body["boundingBox"] = json!({
            "lowerLeft": [west, south], "upperRight": [east, north],
            "crs": crs(MatrixSet::WorldCrs84Quad),
        });
    }
    Ok(Json(body).into_response())
}

fn dimension(schema: &Schema) -> Option<u8> {
    use GeometryKind as K;
    match schema.geometry.as_ref()?.kind {
        K::Point | K::MultiPoint => Some(0),
        K::LineString | K::MultiLineString => Some(1),
        K::Polygon | K::MultiPolygon => Some(2),
        K::Geometry => None,
    }
}

fn tileset(here: &Here, language: Language, tiled: &Tiled, set: MatrixSet) -> Value {
    let schema = tiled.layer.schema();
    let base = format!("/collections/{}/tiles/{set}", segment(schema.id.as_str()));
    let items = format!("/collections/{}/items", segment(schema.id.as_str()));
    let template = here.api(&format!("{base}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"));
    json!({
        "title": language.pick(&schema.titles),
        "dataType": "vector",
        "crs": crs(set),
        "tileMatrixSetId": set.id(),
        "tileMatrixSetURI": uri(set),
        "links": [
            link(here, "self", JSON, &base),
            link(here, SCHEME, JSON, &format!("/tileMatrixSets/{set}")),
            link(here, "geodata", GEOJSON, &items),
            { "href": template, "rel": "item", "type": MVT, "templated": true },
        ],
    })
}

/// TileJSON 3.0 of one or several layers. The request's conditions are those of the tiles.
pub async fn tilejson(
    State(state): State<AppState>,
    Path(layers): Path<String>,
    here: Here,
    language: Language,
    params: Params,
) -> Result<Response, ApiError> {
    let stand = state.tiles.stand(&state.atlas).await;
    let ids = names(&layers)?;
    let layers = tiled(&stand, &ids)?;
    let (view, version) = read(&stand, &ids, params)?;
    let mut pairs = here.pairs();
    pairs.retain(|(name, _)| name != "v" && name != "lang");
    pairs.push(("v".to_owned(), version));
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    let names: Vec<String> = ids.iter().map(|id| segment(id)).collect();
    let tiles = here.api(&format!("/tiles/{}/{{z}}/{{x}}/{{y}}?{query}", names.join(",")));
    let titles: Vec<&str> =
        layers.iter().map(|tiled| language.pick(&tiled.layer.schema().titles)).collect();
    let described = |tiled: &Arc<Tiled>| {
        let schema = tiled.layer.schema();
        let fields: serde_json::Map<String, Value> =
            fields(schema, &shown(schema, &view.visible(&tiled.layer)))
                .into_iter()
                .map(|(name, kind)| (name, kind.into()))
                .collect();
        let mut described = vec![json!({
            "id": schema.id.as_str(),
            "description": language.pick(&schema.titles),
            "fields": fields, "minzoom": 0, "maxzoom": MAX_ZOOM,
        })];
        if dimension(schema).is_none_or(|dimension| dimension == 2) {
            described.push(json!({
                "id": format!("{}_labels", schema.id),
                "description": language.pick(&schema.titles),
                "fields": { "id": "String", "title": "String" },
                "minzoom": 0, "maxzoom": MAX_ZOOM,
            }));
        }
        described
    };
    let extents = layers.iter().filter_map(|tiled| tiled.layer.table.extent());
    let bounds =
        extents.reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    let mut body = json!({
        "tilejson": "3.0.0",
        "name": titles.join(" · "),
        "scheme": "xyz",
        "tiles": [tiles],
        "vector_layers": layers.iter().flat_map(described).collect::<Vec<_>>(),
        "minzoom": 0,
        "maxzoom": MAX_ZOOM,
    });
    if let Some(bounds) = bounds {
        body["bounds"] = json!(bounds);
        body["center"] = json!([(bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0, 12]);
    }
    Ok(Json(body).into_response())
}
