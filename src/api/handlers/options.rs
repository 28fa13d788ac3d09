//! `OPTIONS` where what is allowed depends on the collection.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{edit::existing, layer};
use crate::{
    api::{
        error::ApiError,
        methods::allow,
        params::{Params, Path},
        state::AppState,
    },
    atlas::Layer,
};

/// RFC 7396.
pub const MERGE_PATCH: &str = "application/merge-patch+json";
/// What there is for what may not be edited.
pub const READING: [&str; 3] = ["GET", "HEAD", "OPTIONS"];

/// `OPTIONS …/items`: a collection that may not be edited takes no new features.
pub async fn options_of_items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let methods: &[&str] = match is_editable(&state, layer(&view, &id)?) {
        true => &["GET", "HEAD", "POST", "OPTIONS"],
        false => &READING,
    };
    Ok((StatusCode::OK, [(header::ALLOW, allow(methods))]).into_response())
}

/// `OPTIONS …/items/{feature}`.
pub async fn options_of_item(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let layer = layer(&view, &id)?;
    let named = existing(&feature)?;
    if layer.table.row_of(&named).is_none() {
        let detail = format!("collection `{id}` has no feature `{feature}`");
        return Err(ApiError::not_found(detail));
    }
    if !is_editable(&state, layer) {
        return Ok((StatusCode::OK, [(header::ALLOW, allow(&READING))]).into_response());
    }
    let methods = allow(&["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]);
    let mut response = (StatusCode::OK, [(header::ALLOW, methods)]).into_response();
    // RFC 5789, 3.1.
    response.headers_mut().insert("accept-patch", HeaderValue::from_static(MERGE_PATCH));
    Ok(response)
}

/// Whether features of the collection may be written here.
pub fn is_editable(state: &AppState, layer: &Layer) -> bool {
    state.private.is_some() && layer.schema().editable
}
