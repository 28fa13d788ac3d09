use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{PAGE, format};
use crate::api::{
    error::ApiError,
    html,
    language::Language,
    links::{HTML, Here, JSON, OPENAPI, linked},
    params::Params,
    state::AppState,
    wire::landing::{Conformance, Landing},
};

/// Classes of OGC API – Features and what it builds on that the tests hold the service to.
pub const CONFORMS_TO: &[&str] = &[
    // Part 1: Core.
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    // Part 2: Coordinate Reference Systems by Reference.
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    // Part 3: Filtering.
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    // CQL2.
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/case-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/accent-insensitive-comparison",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions-plus",
    "http://www.opengis.net/spec/cql2/1.0/conf/spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/temporal-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/array-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
    "http://www.opengis.net/spec/cql2/1.0/conf/functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/arithmetic",
    // Part 4: Create, Replace, Update and Delete.
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
    "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
    // Part 5: Schemas, which is Part 3 of OGC API – Common as well.
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/schemas",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/advanced-property-roles",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/references",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/returnables-and-receivables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf/sortables",
    // OGC API – Tiles, and the two-dimensional tile matrix sets.
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
    // Drafts: Part 6, Property Selection, and Part 8, Sorting.
    "http://www.opengis.net/spec/ogcapi-features-6/1.0/conf/properties",
    "http://www.opengis.net/spec/ogcapi-features-6/1.0/conf/properties-features",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/sortables",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/sorting",
    "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf/features-sorting",
];

pub async fn landing(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &PAGE)?;
    params.finish()?;
    if format == "html" {
        return Ok(html::landing::page(&html::Context { here: &here, language, view: &view }));
    }
    let snapshot = view.snapshot();
    let territory = &snapshot.territory;
    let mut links = here.representations(JSON, &PAGE);
    links.extend([
        here.link("service-desc", OPENAPI, "/openapi.json"),
        here.link("service-doc", HTML, "/docs"),
        here.link("conformance", JSON, "/conformance"),
        here.link("data", JSON, "/collections"),
        here.link("http://www.opengis.net/def/rel/ogc/1.0/functions", JSON, "/functions"),
        here.link("http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", JSON, "/tileMatrixSets"),
    ]);
    let body = Landing {
        title: language.pick(&territory.titles).to_owned(),
        description: language
            .say(
                "古美一张图：街道年度工作计划的空间服务",
                "Gumei: one map for a subdistrict's work plan",
            )
            .to_owned(),
        links: links.clone(),
        territory: (&**territory).into(),
        version: env!("CARGO_PKG_VERSION"),
        seq: snapshot.seq,
        epoch: snapshot.epoch.to_string(),
    };
    Ok(linked(Json(body).into_response(), &links))
}

pub async fn conformance(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let format = format(&mut params, &headers, &PAGE)?;
    let view = state.now(&params);
    params.finish()?;
    if format == "html" {
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::conformance::page(&context, CONFORMS_TO));
    }
    Ok(Json(Conformance { conforms_to: CONFORMS_TO.to_vec() }).into_response())
}
