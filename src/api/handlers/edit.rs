use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use geo_types::Geometry;
use serde_json::Value;

use super::{
    items::etag,
    layer,
    options::{MERGE_PATCH, READING, is_editable},
};
use crate::{
    api::{
        body, crs,
        error::ApiError,
        links::{GEOJSON, Here, JSON, segment},
        methods::allow,
        params::{Params, Path},
        state::AppState,
    },
    atlas::{Action, Condition, Intent, Layer, View},
    domain::{Edit, EditContext, Feature, FeatureId, Schema},
    formats::geojson::{decode_feature_in, decode_patch},
    spatial::Reprojection,
};

const FEATURE: [&str; 2] = [GEOJSON, JSON];

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

/// A new feature of this JSON, with the id it brings or a fresh one.
///
/// - `crs`: what its positions are in.
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
    let kind = layer.table.row_of(id).and_then(|row| layer.table.geometry(row)).map(|g| kind(&g));
    let (given, patch) = decode_patch(json, schema, kind, crs)?;
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

/// What every change begins with.
struct Writing {
    who: String,
    view: View,
    layer: Arc<Layer>,
}

impl Writing {
    /// # Errors
    /// 404, 405, 401 and 400, in this order: what is not there cannot be written with any token.
    async fn begin(
        state: &AppState,
        id: &str,
        headers: &HeaderMap,
        mut params: Params,
    ) -> Result<Self, ApiError> {
        let present = state.now(&params);
        if !is_editable(state, layer(&present, id)?) {
            return Err(ApiError::MethodNotAllowed { allow: Some(allow(&READING)) });
        }
        let who = writer(state, headers).await?;
        let view = state.view(&mut params)?;
        params.finish()?;
        let layer = layer(&view, id)?.clone();
        Ok(Self { who, view, layer })
    }

    fn schema(&self) -> &Schema {
        self.layer.schema()
    }

    /// Writes, and gives the state afterwards as the same audience sees it.
    async fn apply(
        self,
        state: &AppState,
        intent: Intent,
        condition: Option<Condition>,
    ) -> Result<View, ApiError> {
        let context = EditContext { who: Some(self.who), why: None, batch: None };
        let snapshot = state.atlas.apply(&[Action { intent, condition }], &context).await?;
        Ok(snapshot.view(self.view.audience(), None))
    }
}

/// `POST …/items`: a new feature, with the id it brings or a fresh one.
pub async fn create(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    headers: HeaderMap,
    params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let writing = Writing::begin(&state, &id, &headers, params).await?;
    let json = body::json(&headers, body, &FEATURE)?;
    let schema = writing.schema();
    let feature = new_feature(&json, schema, &crs::of_body(&headers, schema)?)?;
    let named = feature.id.clone();
    let edit = Edit::Insert { collection: schema.id.clone(), feature };
    let now = writing.apply(&state, Intent::Edit(edit), None).await?;
    let location = HeaderValue::from_str(&here.api(&address(&id, &named)));
    let location = location.map_err(ApiError::internal)?;
    let response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    Ok(tagged(response, &now, &id, &named))
}

/// `PUT …/items/{feature}`: replaces the whole feature.
pub async fn replace(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let writing = Writing::begin(&state, &id, &headers, params).await?;
    let condition = needed_condition(&state, &headers)?;
    let named = existing(&feature)?;
    let json = body::json(&headers, body, &FEATURE)?;
    let schema = writing.schema();
    let feature = replacement(&json, schema, &crs::of_body(&headers, schema)?, &named)?;
    let edit = Edit::Replace { collection: schema.id.clone(), feature };
    let now = writing.apply(&state, Intent::Edit(edit), condition).await?;
    Ok(changed(&now, &id, &named))
}

/// `PATCH …/items/{feature}`: changes the members that a merge patch names.
pub async fn patch(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let writing = Writing::begin(&state, &id, &headers, params).await?;
    let condition = needed_condition(&state, &headers)?;
    let named = existing(&feature)?;
    let json = body::json(&headers, body, &[MERGE_PATCH])?;
    let crs = crs::of_body(&headers, writing.schema())?;
    let intent = update(&json, &writing.layer, &crs, &named)?;
    let now = writing.apply(&state, intent, condition).await?;
    Ok(changed(&now, &id, &named))
}

/// `DELETE …/items/{feature}`.
pub async fn delete(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    headers: HeaderMap,
    params: Params,
) -> Result<StatusCode, ApiError> {
    let writing = Writing::begin(&state, &id, &headers, params).await?;
    let condition = needed_condition(&state, &headers)?;
    let edit = Edit::Delete { collection: writing.schema().id.clone(), id: existing(&feature)? };
    writing.apply(&state, Intent::Edit(edit), condition).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204, and the new version, so that the client can go on editing without reading again.
fn changed(now: &View, id: &str, named: &FeatureId) -> Response {
    tagged(StatusCode::NO_CONTENT.into_response(), now, id, named)
}

fn tagged(mut response: Response, now: &View, id: &str, named: &FeatureId) -> Response {
    if let Ok(layer) = layer(now, id)
        && let Some(row) = layer.table.row_of(named)
    {
        response.headers_mut().insert(header::ETAG, etag(now, layer, row, ""));
    }
    response
}
