//! The filter language (OGC API – Features Part 3) on its way into a query.

use std::sync::Arc;

use geo_types::{Coord, Geometry, Point};
use serde_json::Value;

use super::{error::ApiError, params::Params};
use crate::{
    domain::Schema,
    query::{
        Expression, Filter,
        cql2::{self, Cql2Error, Language},
    },
    spatial::{ReprojectError, Reprojection, reproject::BoxArea},
};

impl Params {
    /// `filter`, in the language of `filter-lang` (CQL2 Text without it), its coordinates in
    /// `filter-crs` (CRS84 without it).
    pub fn filter(&mut self, schema: &Schema) -> Result<Option<Filter>, ApiError> {
        let language = self.parse::<Language>("filter-lang")?.unwrap_or_default();
        let crs = self.crs("filter-crs", schema)?;
        let Some(text) = self.text("filter")? else { return Ok(None) };
        let refuse = |error: &dyn std::fmt::Display| ApiError::parameter("filter", error);
        let expression = cql2::parse(&text, language).map_err(|error| refuse(&error))?;
        let located = locate(expression, &crs).map_err(|error| refuse(&error))?;
        Ok(Some(Filter::Expression(Arc::new(located))))
    }
}

/// CQL2 as JSON, its coordinates in CRS84.
///
/// # Errors
/// [`Cql2Error`] with the place in the JSON.
pub fn from_json(json: &Value) -> Result<Filter, Cql2Error> {
    Ok(Filter::Expression(Arc::new(cql2::parse_json(json)?)))
}

/// The expression with its geometries and boxes brought to CRS84.
fn locate(expression: Expression, crs: &Reprojection) -> Result<Expression, ReprojectError> {
    if crs.is_crs84() {
        return Ok(expression);
    }
    let position = |position: Coord| match crs.inverse(&Point(position).into())? {
        Geometry::Point(place) => Ok(place.0),
        _ => unreachable!("a point stays one"),
    };
    let bbox = |corners| {
        Ok(match crs.area(corners)? {
            BoxArea::Aligned(bbox) => Expression::Bbox(bbox.to_array()),
            BoxArea::Curved(area) => Expression::Geometry(Arc::new(area.shape().clone())),
        })
    };
    expression.try_map_coords(position, bbox)
}
