use axum::{extract::State, response::Response};

use super::body;
use crate::api::{
    error::ApiError,
    html,
    language::Language,
    links::{Here, OPENAPI},
    openapi::{Scope, document},
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
    params.finish()?;
    let view = state.now();
    blocking(move || {
        let document = document(Scope { root: here.root(), language, view: Some(&view) });
        Ok(body(OPENAPI, document.to_string().into_bytes()))
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
    params.finish()?;
    let view = state.now();
    Ok(html::docs::page(&html::Context { here: &here, language, view: &view }))
}
