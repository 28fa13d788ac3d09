use axum::{Json, extract::State, http::HeaderMap};
use serde_json::{Value, json};

use super::layer;
use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{Here, JSON},
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
) -> Result<Json<Value>, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let language = Language::of(&headers);
    let collections: Vec<Collection> = view
        .layers()
        .map(|layer| Collection::new(&view, layer, &here, language).in_a_list())
        .collect();
    let crs = Crs::OFFERED.map(|crs| crs.to_string());
    Ok(Json(json!({ "links": [here.itself(JSON)], "crs": crs, "collections": collections })))
}

pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Json<Collection>, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let layer = layer(&view, &id)?;
    Ok(Json(Collection::new(&view, layer, &here, Language::of(&headers))))
}
