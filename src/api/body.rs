//! Bodies of requests: their media type, their size, their JSON.

use axum::{
    body::Bytes,
    extract::rejection::BytesRejection,
    http::{HeaderMap, StatusCode, header},
};
use serde_json::Value;

use super::error::ApiError;

/// The JSON of a body of one of the media types.
///
/// # Errors
/// [`ApiError::UnsupportedMediaType`], [`ApiError::TooLarge`], [`ApiError::Body`] with the place
/// where it stops being JSON.
pub fn json(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    accepted: &[&str],
) -> Result<Value, ApiError> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = media.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !accepted.iter().any(|known| media.eq_ignore_ascii_case(known)) {
        return Err(ApiError::UnsupportedMediaType {
            detail: format!("`{media}` is not {}", accepted.join(" or ")),
        });
    }
    // RFC 9110, 8.4: nothing is unpacked here.
    let coding = headers.get(header::CONTENT_ENCODING);
    if let Some(coding) =
        coding.filter(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        let coding = String::from_utf8_lossy(coding.as_bytes());
        return Err(ApiError::UnsupportedMediaType {
            detail: format!("the body is packed as `{coding}`; send it as it is"),
        });
    }
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::TooLarge { detail: "a body may have 10 MiB".to_owned() }
        }
        _ => ApiError::Body { member: None, detail: rejection.body_text() },
    })?;
    serde_json::from_slice(&body).map_err(|error| ApiError::Body {
        member: None,
        detail: format!("line {}, column {}: {error}", error.line(), error.column()),
    })
}
