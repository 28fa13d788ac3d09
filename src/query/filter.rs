use std::sync::Arc;

use chrono::NaiveDate;
use geo_types::Geometry;

use super::Expression;
use crate::{
    domain::{Bbox, FeatureId, Interval, UnitRef, Value},
    spatial::reproject::{BoxArea, Curved},
};

/// A condition on features.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Every part holds; an empty one is always true.
    And(Vec<Filter>),
    /// The property equals one of the values. Null equals nothing. For a
    /// many-valued property: the two sets share a value.
    In { property: Arc<str>, values: Vec<Value> },
    /// The feature has one of the ids.
    Ids(Vec<FeatureId>),
    /// The geometry intersects the box, edges included. Features without a
    /// geometry match (`/req/core/fc-bbox-response`).
    Bbox(Bbox),
    /// The same for a box of another reference system, whose edges are curves in CRS84.
    CurvedBbox(Arc<Curved>),
    /// The geometry intersects this one (DE-9IM, CRS84).
    Intersects(Arc<Geometry<f64>>),
    /// The feature belongs to the unit (membership, see `table::Membership`).
    Within(UnitRef),
    /// The feature's time shares an instant with the interval. Features and
    /// collections without time match.
    During(Interval),
    /// The feature exists on that day: it has begun and is still valid.
    ExistsAt(NaiveDate),
    /// The expression is true; where it is unknown it is not.
    Expression(Arc<Expression>),
}

impl From<BoxArea> for Filter {
    fn from(area: BoxArea) -> Self {
        match area {
            BoxArea::Aligned(bbox) => Self::Bbox(bbox),
            BoxArea::Curved(curved) => Self::CurvedBbox(Arc::new(curved)),
        }
    }
}

impl Filter {
    /// Both conditions, flat.
    pub fn and(self, other: Filter) -> Filter {
        match (self, other) {
            (Filter::And(mut parts), Filter::And(more)) => {
                parts.extend(more);
                Filter::And(parts)
            }
            (Filter::And(mut parts), one) | (one, Filter::And(mut parts)) => {
                parts.push(one);
                Filter::And(parts)
            }
            (one, two) => Filter::And(vec![one, two]),
        }
    }
}
