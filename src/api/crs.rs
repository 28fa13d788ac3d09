//! Reference systems on the wire: parameters, headers, lists (OGC API – Features Part 2).

use std::{borrow::Cow, sync::Arc};

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue},
    response::Response,
};
use geo_types::Geometry;

use super::{error::ApiError, params::Params};
use crate::{
    atlas::Layer,
    domain::{Bbox, Crs, Schema},
    query::Filter,
    spatial::Reprojection,
};

pub const CONTENT_CRS: HeaderName = HeaderName::from_static("content-crs");

/// The way to a system that a collection is offered in.
///
/// - `name`: of the parameter or header, for the error.
fn offered(name: &str, text: &str, schema: &Schema) -> Result<Reprojection, ApiError> {
    let crs: Crs = text.parse().map_err(|error| ApiError::parameter(name, error))?;
    if !schema.offered_crs().any(|offered| offered == crs) {
        let all: Vec<String> = schema.offered_crs().map(|crs| crs.to_string()).collect();
        let detail = format!("`{text}` is not offered here; known are {}", all.join(", "));
        return Err(ApiError::parameter(name, detail));
    }
    Reprojection::of(crs).map_err(ApiError::internal)
}

/// A system for several collections, which all of them must be offered in; CRS84 when absent.
///
/// - `name`: of the parameter, for the error.
///
/// # Errors
/// As [`Params::crs`].
pub fn of_all(
    name: &str,
    text: Option<&str>,
    layers: &[Arc<Layer>],
) -> Result<Reprojection, ApiError> {
    let mut crs = Reprojection::crs84();
    if let Some(text) = text {
        for layer in layers {
            crs = offered(name, text, layer.schema())?;
        }
    }
    Ok(crs)
}

impl Params {
    /// `crs`, `bbox-crs` or `filter-crs`: one of the collection's systems, CRS84 when absent.
    ///
    /// # Errors
    /// 400 that names the parameter and the collection's list (`/req/crs/fc-crs-valid-value`).
    pub fn crs(&mut self, name: &str, schema: &Schema) -> Result<Reprojection, ApiError> {
        match self.text(name)? {
            Some(text) => offered(name, &text, schema),
            None => Ok(Reprojection::crs84()),
        }
    }

    /// `bbox`, in the axis order of `bbox-crs`.
    pub fn bbox(&mut self, schema: &Schema) -> Result<Option<Filter>, ApiError> {
        let crs = self.crs("bbox-crs", schema)?;
        let Some(text) = self.text("bbox")? else { return Ok(None) };
        let corners = Bbox::corners(&text).map_err(|error| ApiError::parameter("bbox", error))?;
        let area = crs.area(corners).map_err(|error| ApiError::parameter("bbox", error))?;
        Ok(Some(area.into()))
    }
}

/// The system of a request's body (`Content-Crs`, Part 4): CRS84 when it does not say.
///
/// # Errors
/// 400 for one that the collection is not offered in.
pub fn of_body(headers: &HeaderMap, schema: &Schema) -> Result<Reprojection, ApiError> {
    let Some(value) = headers.get(CONTENT_CRS) else { return Ok(Reprojection::crs84()) };
    let text = String::from_utf8_lossy(value.as_bytes());
    let bare = text.trim();
    let bare = bare.strip_prefix('<').and_then(|bare| bare.strip_suffix('>')).unwrap_or(bare);
    offered("Content-Crs", bare, schema)
}

/// A reference system, and the order of its axes in an answer.
#[derive(Debug, Clone)]
pub struct Shown {
    pub crs: Reprojection,
    /// Easting or longitude first whatever the register says, as in files.
    pub as_stored: bool,
}

impl From<Reprojection> for Shown {
    /// In the register's order, as on the wire.
    fn from(crs: Reprojection) -> Self {
        Self { crs, as_stored: false }
    }
}

impl Shown {
    /// The geometry of a feature in the system asked for.
    ///
    /// # Errors
    /// 400 (`/per/crs/fc-crs-action`) when the system cannot show it: an answer with a place left
    /// out would pass for the whole.
    pub fn geometry<'g>(
        &self,
        id: &dyn std::fmt::Display,
        geometry: &'g Geometry,
    ) -> Result<Cow<'g, Geometry>, ApiError> {
        let Self { crs, as_stored } = self;
        if crs.is_crs84() {
            return Ok(Cow::Borrowed(geometry));
        }
        let shown = if *as_stored { crs.to_storage(geometry) } else { crs.forward(geometry) };
        shown.map(Cow::Owned).map_err(|error| {
            let detail =
                format!("feature `{id}`: {error}; leave it out with `bbox`, or take another `crs`");
            ApiError::parameter("crs", detail)
        })
    }
}

/// Says in the header what the body's coordinates are in (`/req/crs/ogc-crs-header`).
pub fn declare(mut response: Response, crs: &Reprojection) -> Response {
    let value = HeaderValue::try_from(format!("<{}>", crs.crs()));
    response.headers_mut().insert(CONTENT_CRS, value.expect("a URI is a header value"));
    response
}
