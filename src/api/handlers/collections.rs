use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{PAGE, format, layer};
use crate::{
    api::{
        error::ApiError,
        html,
        language::Language,
        links::{Here, JSON, linked},
        params::{Params, Path},
        state::AppState,
        wire::collection::{Collection, Collections},
    },
    domain::Crs,
};

pub async fn collections(
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
        return Ok(html::collections::page(&html::Context { here: &here, language, view: &view }));
    }
    let links = here.representations(JSON, &PAGE);
    let tiled_above = state.settings.tiled_above;
    let body = Collections {
        links: links.clone(),
        crs: Crs::OFFERED.iter().map(ToString::to_string).collect(),
        collections: view
            .layers()
            .map(|layer| Collection::new(&view, layer, &here, language, tiled_above).in_a_list())
            .collect(),
    };
    Ok(linked(Json(body).into_response(), &links))
}

pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &PAGE)?;
    params.finish()?;
    let layer = layer(&view, &id)?;
    if format == "html" {
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::collection::page(&context, layer));
    }
    let tiled_above = state.settings.tiled_above;
    let collection = Collection::new(&view, layer, &here, language, tiled_above);
    let response = Json(&collection).into_response();
    Ok(linked(response, collection.links()))
}
