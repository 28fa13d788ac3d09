use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
    response::Response,
};
use serde::Deserialize;
use serde_json::Value;

use super::{
    body as answer,
    features::{Parts, features},
};
use crate::{
    api::{
        body,
        crs::{self, Shown, declare},
        error::ApiError,
        filter::in_crs84,
        links::JSON,
        params::Params,
        state::{AppState, blocking},
        wire::search::Search,
    },
    atlas::{Layer, View},
    domain::{Bbox, CollectionId, Interval, UnitRef},
    formats::geojson::decode_shape,
    query::{Filter, Order, cql2},
    spatial::Reprojection,
    table::Row,
};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

fn refuse(member: &str, detail: impl std::fmt::Display) -> ApiError {
    ApiError::Body { member: Some(member.to_owned()), detail: format!("`{member}`: {detail}") }
}

/// Features of several collections at once: of each the exact number, and the first of them.
pub async fn search(
    State(state): State<AppState>,
    headers: HeaderMap,
    mut params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let json = body::json(&headers, body, &[JSON])?;
    let search = read(&json)?;
    let limit = match search.limit {
        Some(0) => return Err(refuse("limit", "it must be above 0")),
        Some(limit) => usize::try_from(limit).unwrap_or(MAX_LIMIT).min(MAX_LIMIT),
        None => DEFAULT_LIMIT,
    };
    let layers = layers(&view, &search)?;
    let filter = filter(&search, &layers)?;
    let shown = Shown::from(system("crs", search.crs.as_deref(), &layers)?);
    blocking(move || {
        let mut out = br#"{"collections":["#.to_vec();
        let mut total = 0;
        for (position, layer) in layers.iter().enumerate() {
            if position > 0 {
                out.push(b',');
            }
            let rows = view.select(layer, &filter).map_err(|error| named(error.into()))?;
            total += rows.len();
            let (page, _) = match search.counts {
                true => (Vec::new(), false),
                false => Order::default().after(&layer.table, &rows, None, limit),
            };
            let parts = Parts::new(layer.schema(), view.visible(layer), shown.clone());
            write(&mut out, layer, rows.len(), (!search.counts).then_some((&page, &parts)))
                .map_err(named)?;
        }
        out.extend_from_slice(format!("],\"numberMatched\":{total}}}").as_bytes());
        Ok(declare(answer(JSON, out), &shown.crs))
    })
    .await
}

/// The members of the body; one that is not what it should be is named.
fn read(json: &Value) -> Result<Search, ApiError> {
    let Value::Object(members) = json else {
        let detail = "the body is no JSON object".to_owned();
        return Err(ApiError::Body { member: None, detail });
    };
    Search::deserialize(json).map_err(|error| {
        // None is required, so that each can be tried alone.
        let alone = |(name, value): (&String, &Value)| {
            let alone = Value::from_iter([(name.clone(), value.clone())]);
            Some(refuse(name, Search::deserialize(&alone).err()?))
        };
        let named = members.iter().find_map(alone);
        named.unwrap_or_else(|| ApiError::Body { member: None, detail: error.to_string() })
    })
}

/// A member that cannot be read as the parameter of its name could not.
fn malformed(error: ApiError) -> ApiError {
    match error {
        ApiError::Parameter { parameter, detail } => refuse(&parameter, detail),
        other => other,
    }
}

/// A reference system that one of the members names.
fn system(
    member: &str,
    text: Option<&str>,
    layers: &[Arc<Layer>],
) -> Result<Reprojection, ApiError> {
    crs::of_all(member, text, layers).map_err(malformed)
}

/// What a parameter's error is called where it is a member of the body.
fn named(error: ApiError) -> ApiError {
    match error {
        ApiError::Parameter { parameter, detail } => {
            ApiError::Rule { member: Some(parameter), detail }
        }
        other => other,
    }
}

fn layers(view: &View, search: &Search) -> Result<Vec<Arc<Layer>>, ApiError> {
    let Some(names) = &search.collections else { return Ok(view.layers().cloned().collect()) };
    if names.is_empty() {
        return Err(refuse("collections", "name at least one collection, or leave it out"));
    }
    let mut layers = Vec::with_capacity(names.len());
    for (index, name) in names.iter().enumerate() {
        let member = format!("collections/{index}");
        if names[..index].contains(name) {
            return Err(refuse(&member, format!("`{name}` stands in it twice")));
        }
        let layer = CollectionId::new(name).ok().and_then(|id| view.layer(&id).ok());
        let layer = layer.ok_or_else(|| ApiError::Rule {
            detail: format!("`{member}`: there is no collection `{name}`"),
            member: Some(member.clone()),
        })?;
        layers.push(layer.clone());
    }
    Ok(layers)
}

fn filter(search: &Search, layers: &[Arc<Layer>]) -> Result<Filter, ApiError> {
    let mut parts = Vec::new();
    if let Some(json) = &search.geometry {
        let geometry = decode_shape(json).map_err(|error| refuse("geometry", error.reason))?;
        parts.push(Filter::Intersects(geometry));
    }
    let crs = system("filter-crs", search.filter_crs.as_deref(), layers)?;
    if let Some(json) = &search.filter {
        let expression = cql2::parse_json(json).map_err(|error| refuse("filter", error))?;
        let expression = in_crs84(expression, &crs).map_err(|error| refuse("filter", error))?;
        parts.push(Filter::Expression(expression.into()));
    }
    let crs = system("bbox-crs", search.bbox_crs.as_deref(), layers)?;
    if let Some(numbers) = &search.bbox {
        let text: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        let corners = Bbox::corners(&text.join(",")).map_err(|error| refuse("bbox", error))?;
        parts.push(crs.area(corners).map_err(|error| refuse("bbox", error))?.into());
    }
    if let Some(text) = &search.datetime {
        let interval: Interval = text.parse().map_err(|error| refuse("datetime", error))?;
        parts.push(Filter::During(interval));
    }
    if let Some(text) = &search.within {
        let unit: UnitRef = text.parse().map_err(|error| refuse("within", error))?;
        parts.push(Filter::Within(unit));
    }
    Ok(Filter::And(parts))
}

fn write(
    out: &mut Vec<u8>,
    layer: &Layer,
    matched: usize,
    page: Option<(&Vec<Row>, &Parts)>,
) -> Result<(), ApiError> {
    let id = Value::from(layer.schema().id.as_str());
    out.extend_from_slice(format!("{{\"collection\":{id},\"numberMatched\":{matched}").as_bytes());
    if let Some((page, parts)) = page {
        out.extend_from_slice(format!(",\"numberReturned\":{}", page.len()).as_bytes());
        out.extend_from_slice(b",\"features\":");
        features(out, layer, page, parts)?;
    }
    out.push(b'}');
    Ok(())
}
