use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::layer;
use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{Here, JSON, linked},
        params::{Params, Path},
        state::AppState,
        wire::collection::Collection,
    },
    domain::Crs,
};

pub async fn collections(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let language = Language::of(&headers);
    let collections: Vec<Collection> = view
        .layers()
        .map(|layer| Collection::new(&view, layer, &here, language).in_a_list())
        .collect();
    let crs = Crs::OFFERED.map(|crs| crs.to_string());
    let links = [here.itself(JSON)];
    let body = json!({ "links": links, "crs": crs, "collections": collections });
    Ok(linked(Json(body).into_response(), &links))
}

pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let layer = layer(&view, &id)?;
    let collection = Collection::new(&view, layer, &here, Language::of(&headers));
    let response = Json(&collection).into_response();
    Ok(linked(response, collection.links()))
}
