//! `filter`, `filter-lang` and `filter-crs` (OGC API – Features Part 3).

use std::sync::Arc;

use geo::Point;
use geo_types::Geometry;

use super::{error::ApiError, params::Params};
use crate::{
    domain::Schema,
    query::{
        Expression, Filter,
        cql2::{self, Language},
    },
    spatial::{ReprojectError, Reprojection, reproject::BoxArea},
};

impl Params {
    /// `filter` in the language of `filter-lang` (CQL2 Text unless it says otherwise), its
    /// geometries in `filter-crs`.
    ///
    /// # Errors
    /// 400 that names `filter` and the place in it.
    pub fn filter(&mut self, schema: &Schema) -> Result<Option<Filter>, ApiError> {
        let language = self.parse::<Language>("filter-lang")?.unwrap_or_default();
        let crs = self.crs("filter-crs", schema)?;
        let Some(text) = self.text("filter")? else { return Ok(None) };
        let refuse = |error: &dyn std::fmt::Display| ApiError::parameter("filter", error);
        let expression = cql2::parse(&text, language).map_err(|error| refuse(&error))?;
        let expression = in_crs84(expression, &crs).map_err(|error| refuse(&error))?;
        Ok(Some(Filter::Expression(Arc::new(expression))))
    }
}

/// The expression with its geometries brought from `crs`, in its own axis order, to CRS84.
pub fn in_crs84(expression: Expression, crs: &Reprojection) -> Result<Expression, ReprojectError> {
    if crs.is_crs84() {
        return Ok(expression);
    }
    expression.try_map_coords(
        |position| match crs.inverse(&Geometry::Point(Point(position)))? {
            Geometry::Point(Point(place)) => Ok(place),
            other => unreachable!("a point stays a point, not {other:?}"),
        },
        |corners| {
            Ok(match crs.area(corners)? {
                BoxArea::Aligned(bbox) => Expression::Bbox(bbox.to_array()),
                BoxArea::Curved(area) => Expression::Geometry(Arc::new(area.shape().clone())),
            })
        },
    )
}
