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
    links::{HTML, Here, JSON, OPENAPI},
    params::Params,
    state::AppState,
    wire::landing::{Conformance, Landing},
};

/// Classes of the standards that the tests hold the service to.
pub const CONFORMS_TO: [&str; 4] = [
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
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
    ]);
    Ok(Json(Landing {
        title: language.pick(&territory.titles).to_owned(),
        description: language
            .say(
                "古美一张图：街道年度工作计划的空间服务",
                "Gumei: one map for a subdistrict's work plan",
            )
            .to_owned(),
        links,
        territory: (&**territory).into(),
        version: env!("CARGO_PKG_VERSION"),
        seq: snapshot.seq,
        epoch: snapshot.epoch.to_string(),
    })
    .into_response())
}

pub async fn conformance(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let format = format(&mut params, &headers, &PAGE)?;
    params.finish()?;
    if format == "html" {
        let view = state.now();
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::conformance::page(&context, &CONFORMS_TO));
    }
    Ok(Json(Conformance { conforms_to: CONFORMS_TO.to_vec() }).into_response())
}
