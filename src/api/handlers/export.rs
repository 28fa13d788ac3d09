use std::{io::Write, sync::Arc};

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde_json::json;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    body,
    features::{Parts, feature_collection},
    layer,
};
use crate::{
    api::{
        crs::{self, Shown},
        error::ApiError,
        links::GEOJSON,
        params::{Params, Path},
        state::{AppState, blocking},
    },
    atlas::{Layer, View},
    domain::{Crs, GeometryKind},
    query::Filter,
    spatial::{Reprojection, gate},
};

/// Layers of one unit, or of a drawn polygon, for other systems.
///
/// One collection is a GeoJSON file; several are a ZIP of one file each and a
/// manifest that says what they are.
pub async fn export(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let collections = params.list("collections")?;
    if collections.is_empty() {
        return Err(ApiError::parameter("collections", "name at least one collection"));
    }
    let mut layers = Vec::new();
    for id in &collections {
        let found = layer(&view, id).map_err(|_| {
            ApiError::parameter("collections", format!("there is no collection `{id}`"))
        })?;
        layers.push(found.clone());
    }
    answer(view, params, layers).await
}

/// The same of one collection, with every condition that its list takes.
pub async fn one(
    State(state): State<AppState>,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?.clone();
    answer(view, params, vec![layer]).await
}

async fn answer(
    view: View,
    mut params: Params,
    layers: Vec<Arc<Layer>>,
) -> Result<Response, ApiError> {
    let within = params.within()?;
    let polygon = params.text("polygon")?;
    let crs = crs::of_all("crs", params.text("crs")?.as_deref(), &layers)?;
    let mut selection = Vec::new();
    if let Some(unit) = &within {
        selection.push(Filter::Within(unit.clone()));
    }
    if let Some(text) = &polygon {
        selection.push(Filter::Intersects(read_polygon(text)?.into()));
    }
    if let [only] = &layers[..] {
        selection.push(params.conditions(only.schema(), &view.visible(only))?);
    }
    params.finish()?;
    let filter = Filter::And(selection);
    // Files have x first, whatever the register says.
    let shown = Shown { crs, as_stored: true };
    blocking(move || {
        let stem = match &within {
            Some(unit) => {
                format!("{}-{}", view.snapshot().territory.code, file_name(unit.id.as_str()))
            }
            None => view.snapshot().territory.code.clone(),
        };
        let mut files = Vec::new();
        for layer in &layers {
            let rows = view.select(layer, &filter)?;
            let parts = Parts::new(layer.schema(), view.visible(layer), shown.clone());
            let bytes = feature_collection(layer, &rows, &parts, rows.len(), &[])?;
            files.push((layer.schema().id.to_string(), rows.len(), bytes));
        }
        if let [(name, _, bytes)] = &mut files[..] {
            let name = format!("{stem}-{name}.geojson");
            return Ok(attachment(GEOJSON, &name, std::mem::take(bytes)));
        }
        let within = within.as_ref().map(ToString::to_string);
        let manifest = manifest(&view, &files, &shown.crs, within, polygon);
        files.push(("manifest".to_owned(), 0, manifest));
        let zipped = zip(&files).map_err(ApiError::internal)?;
        Ok(attachment("application/zip", &format!("{stem}.zip"), zipped))
    })
    .await
}

fn read_polygon(text: &str) -> Result<geo_types::Geometry<f64>, ApiError> {
    let refuse = |reason: String| ApiError::parameter("polygon", reason);
    let parsed: wkt::Wkt<f64> = text.parse().map_err(|error: &str| refuse(error.to_owned()))?;
    // `geo` would close an open ring without a word.
    if !closed(&parsed) {
        return Err(refuse("every ring must end where it starts".to_owned()));
    }
    let geometry =
        geo_types::Geometry::try_from(parsed).map_err(|error| refuse(error.to_string()))?;
    let kind = match geometry {
        geo_types::Geometry::MultiPolygon(_) => GeometryKind::MultiPolygon,
        _ => GeometryKind::Polygon,
    };
    gate::admit(geometry, kind, gate::Limits::default()).map_err(|error| refuse(error.to_string()))
}

fn closed(wkt: &wkt::Wkt<f64>) -> bool {
    let ring = |ring: &wkt::types::LineString<f64>| ring.coords().first() == ring.coords().last();
    match wkt {
        wkt::Wkt::Polygon(polygon) => polygon.rings().iter().all(ring),
        wkt::Wkt::MultiPolygon(parts) => {
            parts.polygons().iter().all(|part| part.rings().iter().all(ring))
        }
        _ => true,
    }
}

/// Letters, digits, dot, dash and underscore; all else a dash.
fn file_name(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._".contains(c) { c } else { '-' };
    text.chars().map(plain).collect()
}

fn attachment(media: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let mut response = body(media, bytes);
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

fn manifest(
    view: &View,
    files: &[(String, usize, Vec<u8>)],
    crs: &Reprojection,
    within: Option<String>,
    polygon: Option<String>,
) -> Vec<u8> {
    let snapshot = view.snapshot();
    let layers: Vec<_> = files
        .iter()
        .map(|(name, rows, bytes)| {
            use sha2::{Digest, Sha256};
            let hash: String = Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect();
            json!({ "layer": name, "file": format!("{name}.geojson"), "rows": rows, "sha256": hash })
        })
        .collect();
    let manifest = json!({
        "territory": snapshot.territory.code,
        "as_of": view.at(),
        "seq": snapshot.seq,
        "crs": described(crs),
        "encoding": "UTF-8",
        "within": within,
        "polygon": polygon,
        "synthetic_note": snapshot.territory.synthetic_note.zh,
        "layers": layers,
    });
    serde_json::to_vec_pretty(&manifest).expect("a JSON value can be written")
}

/// The system's code and name, and the axes in the order in which files have them.
fn described(crs: &Reprojection) -> String {
    if crs.crs() == Crs::Crs84 {
        return "OGC:CRS84 (longitude, latitude, WGS 84)".to_owned();
    }
    let definition = crs.definition();
    format!("{} ({}, {})", crs.crs().short_name(), definition.storage_axes(), definition.name)
}

fn zip(files: &[(String, usize, Vec<u8>)]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, _, bytes) in files {
        let extension = if name == "manifest" { "json" } else { "geojson" };
        writer.start_file(format!("{name}.{extension}"), SimpleFileOptions::default())?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
