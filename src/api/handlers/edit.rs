use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use geo_types::Geometry;
use serde_json::Value;

use super::{items::etag, layer};
use crate::{
    api::{
        body, crs,
        error::ApiError,
        links::{GEOJSON, Here, JSON, segment},
        methods::allow,
        params::{Params, Path},
        state::AppState,
    },
    atlas::{Action, Condition, Intent, Layer, Snapshot, View},
    domain::{Edit, EditContext, Feature, FeatureId, Schema},
    formats::geojson::{decode_feature_in, decode_patch},
    spatial::Reprojection,
};

const FEATURE: [&str; 2] = [GEOJSON, JSON];
/// RFC 7396.
const MERGE_PATCH: &str = "application/merge-patch+json";

/// Who may write: the name behind the bearer token.
pub async fn writer(state: &AppState, headers: &HeaderMap) -> Result<String, ApiError> {
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

/// The states in which `If-Match` lets a feature be changed; tags are compared strongly
/// (RFC 9110, 13.1.1). Any representation's tag names the state.
fn condition(headers: &HeaderMap) -> Result<Option<Condition>, ApiError> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    if_match(value.to_str().unwrap_or_default()).map(Some)
}

/// The same from the text of the header.
pub fn if_match(text: &str) -> Result<Condition, ApiError> {
    if text.trim() == "*" {
        return Ok(Condition::Exists);
    }
    let version = |tag: &str| {
        let tag = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
        tag.split('.').next()?.parse().ok()
    };
    let versions: Vec<_> = text.split(',').filter_map(version).collect();
    if versions.is_empty() {
        let detail = format!("`{text}` is no entity tag of a feature");
        return Err(ApiError::PreconditionFailed { detail });
    }
    Ok(Condition::OneOf(versions))
}

/// The same, but for an operator who wants no writing without it.
fn needed_condition(state: &AppState, headers: &HeaderMap) -> Result<Option<Condition>, ApiError> {
    let condition = condition(headers)?;
    if condition.is_none() && state.settings.require_if_match {
        return Err(ApiError::precondition_required());
    }
    Ok(condition)
}

fn context(who: String) -> EditContext {
    EditContext { who: Some(who), why: None, batch: None }
}

/// A new feature of this JSON, with the id it brings or a fresh one.
pub fn new_feature(json: &Value, schema: &Schema, crs: &Reprojection) -> Result<Feature, ApiError> {
    let (given, mut feature) = decode_feature_in(json, schema, crs)?;
    feature.id = match given {
        Some(id) => id,
        None => FeatureId::new(&uuid::Uuid::now_v7().to_string()).expect("a UUID is an identifier"),
    };
    Ok(feature)
}

/// The feature of this JSON that takes the place of the named one.
pub fn replacement(
    json: &Value,
    schema: &Schema,
    crs: &Reprojection,
    id: &FeatureId,
) -> Result<Feature, ApiError> {
    let (given, mut feature) = decode_feature_in(json, schema, crs)?;
    same_id(given, id)?;
    feature.id = id.clone();
    Ok(feature)
}

/// What this merge patch does to the named feature.
pub fn update(
    json: &Value,
    layer: &Layer,
    crs: &Reprojection,
    id: &FeatureId,
) -> Result<Intent, ApiError> {
    let schema = layer.schema();
    let kind = layer.table.row_of(id).and_then(|row| layer.table.geometry(row)).map(|g| kind(g));
    let (given, patch) = decode_patch(json, schema, crs, kind)?;
    same_id(given, id)?;
    Ok(Intent::Update { collection: schema.id.clone(), id: id.clone(), patch })
}

fn kind(geometry: &Geometry<f64>) -> &'static str {
    match geometry {
        Geometry::Point(_) => "Point",
        Geometry::MultiPoint(_) => "MultiPoint",
        Geometry::LineString(_) | Geometry::Line(_) => "LineString",
        Geometry::MultiLineString(_) => "MultiLineString",
        Geometry::MultiPolygon(_) => "MultiPolygon",
        _ => "Polygon",
    }
}

fn same_id(given: Option<FeatureId>, id: &FeatureId) -> Result<(), ApiError> {
    match given {
        Some(given) if given != *id => Err(ApiError::Body {
            member: Some("id".to_owned()),
            detail: "`id` differs from the id in the address".to_owned(),
        }),
        _ => Ok(()),
    }
}

pub fn existing(id: &str) -> Result<FeatureId, ApiError> {
    FeatureId::new(id).map_err(|_| ApiError::not_found(format!("there is no feature `{id}`")))
}

/// The address of a feature below `/api`.
pub fn address(collection: &str, id: &FeatureId) -> String {
    format!("/collections/{}/items/{}", segment(collection), segment(id.as_str()))
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
    let json = body::json(&headers, body, &FEATURE)?;
    let feature = new_feature(&json, &schema, &crs::of_body(&headers, &schema)?)?;
    let feature_id = feature.id.clone();
    let edit = Edit::Insert { collection: schema.id.clone(), feature };
    let snapshot = state.atlas.apply(&[edit.into()], &context(who)).await?;
    let location = HeaderValue::from_str(&here.api(&address(&id, &feature_id)));
    let location = location.map_err(ApiError::internal)?;
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
    let condition = needed_condition(&state, &headers)?;
    let schema = layer(&view, &id)?.schema().clone();
    let named = existing(&feature_id)?;
    let json = body::json(&headers, body, &FEATURE)?;
    let crs = crs::of_body(&headers, &schema)?;
    let feature = replacement(&json, &schema, &crs, &named)?;
    let edit = Edit::Replace { collection: schema.id.clone(), feature };
    let action = Action { intent: Intent::Edit(edit), condition };
    let snapshot = state.atlas.apply(&[action], &context(who)).await?;
    Ok(changed(&snapshot, &view, &id, &named))
}

/// `PATCH …/items/{feature}`: changes the members that a merge patch names.
pub async fn patch(
    State(state): State<AppState>,
    Path((id, feature_id)): Path<(String, String)>,
    headers: HeaderMap,
    mut params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let who = writer(&state, &headers).await?;
    let view = state.view(&mut params)?;
    params.finish()?;
    let condition = needed_condition(&state, &headers)?;
    let named = existing(&feature_id)?;
    let json = body::json(&headers, body, &[MERGE_PATCH])?;
    let layer = layer(&view, &id)?;
    let intent = update(&json, layer, &crs::of_body(&headers, layer.schema())?, &named)?;
    let action = Action { intent, condition };
    let snapshot = state.atlas.apply(&[action], &context(who)).await?;
    Ok(changed(&snapshot, &view, &id, &named))
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
    let condition = needed_condition(&state, &headers)?;
    let collection = layer(&view, &id)?.schema().id.clone();
    let edit = Edit::Delete { collection, id: existing(&feature_id)? };
    let action = Action { intent: Intent::Edit(edit), condition };
    state.atlas.apply(&[action], &context(who)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204, and the new version, so that the client can go on editing without reading again.
fn changed(
    snapshot: &std::sync::Arc<Snapshot>,
    view: &View,
    id: &str,
    named: &FeatureId,
) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    tag(&mut response, &snapshot.view(view.audience(), None), id, named);
    response
}

fn tag(response: &mut Response, view: &View, collection: &str, id: &FeatureId) {
    let Ok(layer) = layer(view, collection) else { return };
    if let Some(row) = layer.table.row_of(id) {
        response.headers_mut().insert(header::ETAG, etag(view, layer, row, ""));
    }
}

/// `OPTIONS …/items`: a collection that may not be edited takes no new features.
pub async fn options_of_items(
    State(state): State<AppState>,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let methods: &[&str] = if is_editable(&state, layer(&view, &id)?) {
        &["GET", "HEAD", "POST", "OPTIONS"]
    } else {
        &["GET", "HEAD", "OPTIONS"]
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
    let mut response = if is_editable(&state, layer) {
        let methods = allow(&["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]);
        (StatusCode::OK, [(header::ALLOW, methods)]).into_response()
    } else {
        (StatusCode::OK, [(header::ALLOW, allow(&["GET", "HEAD", "OPTIONS"]))]).into_response()
    };
    // RFC 5789, 3.1.
    if is_editable(&state, layer) {
        let media = HeaderValue::from_static(MERGE_PATCH);
        response.headers_mut().insert("accept-patch", media);
    }
    Ok(response)
}

fn is_editable(state: &AppState, layer: &Layer) -> bool {
    state.private.is_some() && layer.schema().editable
}
