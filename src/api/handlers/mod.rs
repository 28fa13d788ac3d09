//! One file a resource. Extractors check, handlers orchestrate.

pub mod changes;
pub mod collections;
pub mod counts;
pub mod coverage;
pub mod edit;
pub mod export;
pub mod find;
pub mod functions;
pub mod health;
pub mod history;
pub mod items;
pub mod landing;
pub mod place;
pub mod schemas;
pub mod search;
pub mod transactions;

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{error::ApiError, params::Params};
use crate::{
    atlas::{Layer, View},
    domain::CollectionId,
};

/// Bytes with a media type.
fn body(media: &'static str, bytes: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(media))], bytes).into_response()
}

/// The layer a path names; a name that cannot exist is not found either.
fn layer<'v>(view: &'v View, id: &str) -> Result<&'v std::sync::Arc<Layer>, ApiError> {
    let id: CollectionId =
        id.parse().map_err(|_| ApiError::not_found(format!("there is no collection `{id}`")))?;
    Ok(view.layer(&id)?)
}

/// The representation asked for: `f` wins over `Accept`.
///
/// - `offered`: names for `f` with their media types; the first is the default.
fn format(
    params: &mut Params,
    headers: &HeaderMap,
    offered: &[(&'static str, &'static str)],
) -> Result<&'static str, ApiError> {
    let names = || offered.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = params.text("f")? {
        let found = offered.iter().find(|(name, _)| *name == wanted);
        return found.map(|(name, _)| *name).ok_or_else(|| {
            ApiError::parameter("f", format!("`{wanted}` is not one of {}", names()))
        });
    }
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let mut best: Option<(f32, &'static str)> = None;
    for wish in accept.split(',') {
        let mut parts = wish.split(';');
        let media = parts.next().unwrap_or_default().trim();
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
            .unwrap_or(1.0);
        let fits = |offer: &str| {
            media == "*/*"
                || media == offer
                || media
                    .strip_suffix("/*")
                    .is_some_and(|kind| offer.split('/').next() == Some(kind))
        };
        // A browser's address line accepts HTML first; what we have is still the best answer.
        let found = offered.iter().find(|(_, offer)| fits(offer));
        if let Some((name, _)) = found
            && quality > 0.0
            && best.is_none_or(|(known, _)| quality > known)
        {
            best = Some((quality, *name));
        }
    }
    match best {
        Some((_, name)) => Ok(name),
        None => Err(ApiError::NotAcceptable {
            detail: format!("none of `{accept}` is offered here; `f` takes {}", names()),
        }),
    }
}
