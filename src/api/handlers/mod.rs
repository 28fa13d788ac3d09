//! One file a resource. Extractors check, handlers orchestrate.

pub mod changes;
pub mod collections;
pub mod counts;
pub mod coverage;
pub mod edit;
pub mod export;
pub mod features;
pub mod find;
pub mod functions;
pub mod hand_over;
pub mod health;
pub mod history;
pub mod items;
pub mod landing;
pub mod nearest;
pub mod openapi;
pub mod options;
pub mod place;
pub mod plan;
pub mod responsibilities;
pub mod schemas;
pub mod search;
mod shaped;
pub mod tiles;
pub mod tilesets;
pub mod transactions;
pub mod warnings;
pub mod workflows;

use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{
    error::ApiError,
    links::{HTML, JSON},
    negotiation::format,
};
use crate::{
    atlas::{Layer, View},
    domain::CollectionId,
};

/// What resources without features are offered as.
const PAGE: [(&str, &str); 2] = [("json", JSON), ("html", HTML)];

/// Bytes with a media type.
fn body(media: &'static str, bytes: impl Into<Bytes>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(media))], bytes.into()).into_response()
}

/// The layer a path names; a name that cannot exist is not found either.
fn layer<'v>(view: &'v View, id: &str) -> Result<&'v std::sync::Arc<Layer>, ApiError> {
    let id: CollectionId =
        id.parse().map_err(|_| ApiError::not_found(format!("there is no collection `{id}`")))?;
    Ok(view.layer(&id)?)
}
