use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{items::etag, layer};
use crate::{
    api::{
        crs,
        error::ApiError,
        links::{Here, segment},
        params::{Params, Path},
        state::AppState,
    },
    atlas::{Version, View},
    domain::{Edit, EditContext, Feature, FeatureId, Schema},
    formats::geojson::decode_feature_in,
};

/// Who may write: the name behind the bearer token.
async fn writer(state: &AppState, headers: &HeaderMap) -> Result<String, ApiError> {
    let unauthorized = |detail: &str| ApiError::Unauthorized { detail: detail.to_owned() };
    let Some(private) = &state.private else {
        return Err(ApiError::Forbidden { detail: "this store is read-only".to_owned() });
    };
    let secret = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, secret)| secret)
        .ok_or_else(|| {
            unauthorized("send `Authorization: Bearer <token>`; `gumei token create` makes one")
        })?;
    private.verify(secret.trim()).await?.ok_or_else(|| unauthorized("the token is not valid"))
}

/// Reads the body as a feature of the schema, in the system that `Content-Crs` names.
fn feature(
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
    schema: &Schema,
) -> Result<(Option<FeatureId>, Feature), ApiError> {
    let media = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = media.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if !["application/geo+json", "application/json"].iter().any(|m| media.eq_ignore_ascii_case(m)) {
        return Err(ApiError::UnsupportedMediaType {
            detail: format!("`{media}` is not application/geo+json"),
        });
    }
    let crs = crs::of_body(headers, schema)?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            ApiError::TooLarge { detail: "a body may have 10 MiB".to_owned() }
        }
        _ => ApiError::Body { member: None, detail: rejection.body_text() },
    })?;
    let json = serde_json::from_slice(&body).map_err(|error| ApiError::Body {
        member: None,
        detail: format!("line {}, column {}: {error}", error.line(), error.column()),
    })?;
    Ok(decode_feature_in(&json, schema, &crs)?)
}

/// The version in `If-Match`, if the client made its write depend on one.
fn condition(headers: &HeaderMap) -> Result<Option<Version>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    if text == "*" {
        return Ok(None);
    }
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| ApiError::PreconditionFailed {
            detail: format!("`{text}` is no entity tag of a feature"),
        })
}

fn context(who: String) -> EditContext {
    EditContext { who: Some(who), why: None, batch: None }
}

/// `POST …/items`: a new feature, with the id it brings or a fresh one.
pub async fn create(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let who = writer(&state, &headers).await?;
    let view = state.view(&mut params)?;
    params.finish()?;
    let schema = layer(&view, &id)?.schema().clone();
    let (given, mut feature) = feature(&headers, body, &schema)?;
    feature.id = match given {
        Some(id) => id,
        None => FeatureId::new(&uuid::Uuid::now_v7().to_string()).expect("a UUID is an identifier"),
    };
    let feature_id = feature.id.clone();
    let edit = Edit::Insert { collection: schema.id.clone(), feature };
    let snapshot = state.atlas.apply(vec![edit], None, &context(who)).await?;
    let path = format!("/collections/{}/items/{}", segment(&id), segment(feature_id.as_str()));
    let location = HeaderValue::from_str(&here.api(&path)).map_err(ApiError::internal)?;
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    tag(&mut response, &snapshot.view(view.audience(), None), &id, &feature_id);
    Ok(response)
}

/// `PUT …/items/{feature}`: replaces the whole feature.
pub async fn replace(
    State(state): State<AppState>,
    Path((id, feature_id)): Path<(String, String)>,
    headers: HeaderMap,
    mut params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let who = writer(&state, &headers).await?;
    let view = state.view(&mut params)?;
    params.finish()?;
    let condition = condition(&headers)?;
    let schema = layer(&view, &id)?.schema().clone();
    let named = existing(&feature_id)?;
    let (given, mut feature) = feature(&headers, body, &schema)?;
    if given.is_some_and(|given| given != named) {
        return Err(ApiError::Body {
            member: Some("id".to_owned()),
            detail: "`id` differs from the id in the address".to_owned(),
        });
    }
    feature.id = named.clone();
    let edit = Edit::Replace { collection: schema.id.clone(), feature };
    let snapshot = state.atlas.apply(vec![edit], condition, &context(who)).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    tag(&mut response, &snapshot.view(view.audience(), None), &id, &named);
    Ok(response)
}

/// `DELETE …/items/{feature}`.
pub async fn delete(
    State(state): State<AppState>,
    Path((id, feature_id)): Path<(String, String)>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<StatusCode, ApiError> {
    let who = writer(&state, &headers).await?;
    let view = state.view(&mut params)?;
    params.finish()?;
    let condition = condition(&headers)?;
    let collection = layer(&view, &id)?.schema().id.clone();
    let edit = Edit::Delete { collection, id: existing(&feature_id)? };
    state.atlas.apply(vec![edit], condition, &context(who)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn existing(id: &str) -> Result<FeatureId, ApiError> {
    FeatureId::new(id).map_err(|_| ApiError::not_found(format!("there is no feature `{id}`")))
}

/// The new version, so that the client can go on editing without reading again.
fn tag(response: &mut Response, view: &View, collection: &str, id: &FeatureId) {
    let Ok(layer) = layer(view, collection) else { return };
    if let Some(row) = layer.table.row_of(id) {
        response.headers_mut().insert(header::ETAG, etag(view, layer, row));
    }
}
