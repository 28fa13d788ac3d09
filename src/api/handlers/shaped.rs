//! A page of features of several layers, each with what an analysis says of it.

use std::{collections::HashMap, sync::Arc};

use axum::response::Response;
use serde_json::Value;

use super::{
    body,
    features::{Parts, write},
};
use crate::{
    api::{
        error::ApiError,
        links::{GEOJSON, Here, linked},
    },
    atlas::{Layer, View},
    domain::CollectionId,
    spatial::Reprojection,
    table::Row,
};

/// A feature, and members it has beside its properties.
#[derive(Debug)]
pub struct Shown {
    pub layer: Arc<Layer>,
    pub row: Row,
    /// A JSON object.
    pub extra: Value,
}

/// - `all`: only those of the page are looked at.
pub fn page<T>(
    view: &View,
    here: &Here,
    all: &[T],
    limit: usize,
    offset: usize,
    shown: impl Fn(&T) -> Result<Shown, ApiError>,
) -> Result<Response, ApiError> {
    let mut links = vec![here.itself(GEOJSON)];
    let end = offset.saturating_add(limit);
    if end < all.len() {
        links.push(here.with("next", GEOJSON, "offset", &end.to_string()));
    }
    let mut parts: HashMap<CollectionId, Parts> = HashMap::new();
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    let mut returned = 0;
    for one in all.iter().skip(offset).take(limit) {
        let one = shown(one)?;
        if returned > 0 {
            out.extend_from_slice(b",\n");
        }
        returned += 1;
        let schema = one.layer.schema();
        let new = || Parts::new(schema, view.visible(&one.layer), Reprojection::crs84());
        let parts = parts.entry(schema.id.clone()).or_insert_with(new);
        let extra = one.extra.to_string();
        let extra = extra.trim_start_matches('{').strip_suffix('}').unwrap_or_default();
        write(&mut out, &one.layer, one.row, parts, Some(extra))?;
    }
    let links_json = serde_json::to_string(&links).map_err(ApiError::internal)?;
    out.extend_from_slice(
        format!(
            "\n],\"numberMatched\":{},\"numberReturned\":{returned},\"links\":{links_json}}}",
            all.len()
        )
        .as_bytes(),
    );
    Ok(linked(body(GEOJSON, out), &links))
}
