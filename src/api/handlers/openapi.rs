use axum::{extract::State, response::Response};

use super::body;
use crate::api::{
    error::ApiError,
    html,
    language::Language,
    links::{Here, OPENAPI},
    params::Params,
    state::{AppState, blocking},
};

/// The OpenAPI document of what this store holds.
pub async fn openapi(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    params: Params,
) -> Result<Response, ApiError> {
    let view = state.now(&params);
    params.finish()?;
    blocking(move || {
        let document = state.documents.get(here.root(), language, &view);
        Ok(body(OPENAPI, document))
    })
    .await
}

/// The same for people.
pub async fn docs(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    params: Params,
) -> Result<Response, ApiError> {
    let view = state.now(&params);
    params.finish()?;
    Ok(html::docs::page(&html::Context { here: &here, language, view: &view }))
}
