use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{Here, JSON, linked},
        params::Params,
        state::AppState,
        wire::Titles,
    },
    domain::Territory,
};

/// Classes of OGC API – Features and what it builds on that the tests hold the service to.
const CONFORMS_TO: &[&str] = &[
    // Part 1: Core.
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
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
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let language = Language::of(&headers);
    let snapshot = view.snapshot();
    let territory = &snapshot.territory;
    let links = [
        here.itself(JSON),
        here.link("conformance", JSON, "/conformance"),
        here.link("data", JSON, "/collections"),
    ];
    let body = json!({
        "title": language.pick(&territory.titles),
        "description": match language {
            Language::Chinese => "古美一张图：街道年度工作计划的空间服务",
            Language::English => "Gumei: one map for a subdistrict's work plan",
        },
        "links": links,
        "territory": territory_json(territory),
        "version": env!("CARGO_PKG_VERSION"),
        "seq": snapshot.seq,
        "epoch": &*snapshot.epoch,
    });
    Ok(linked(Json(body).into_response(), &links))
}

fn territory_json(territory: &Territory) -> Value {
    let coverage = &territory.coverage;
    json!({
        "code": territory.code,
        "title": Titles::from(&territory.titles),
        "period": { "from": territory.period.0, "to": territory.period.1 },
        "as_of": territory.as_of,
        "bbox": territory.bbox.to_array(),
        "unit_levels": territory.unit_levels.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "coverage": {
            "minutes": coverage.minutes,
            "speed_m_s": coverage.speed_m_s,
            "reach_m": coverage.reach_m(),
            "stops_m": coverage.stops_m,
            "by": coverage.by.to_string(),
            "demand": { "collection": coverage.demand.to_string(), "columns": coverage.columns },
        },
        "synthetic_note": Titles::from(&territory.synthetic_note),
    })
}

pub async fn conformance(params: Params) -> Result<Json<Value>, ApiError> {
    params.finish()?;
    Ok(Json(json!({ "conformsTo": CONFORMS_TO })))
}
