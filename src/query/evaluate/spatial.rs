//! Spatial predicates: the R-tree first, then DE-9IM.

use std::rc::Rc;

use geo::HasDimensions;
use geo_types::{
    Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Rect,
};

use super::{
    EvaluateError, ExpressionError,
    clock::Clock,
    node::{Cost, Node},
    row_set::RowSet,
};
use crate::{
    domain::{Bbox, GeometryKind},
    query::SpatialPredicate,
    spatial::{Limits, PreparedShape, Relation, admit},
    table::Table,
};

/// A geometry of an expression.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The feature's own.
    Column,
    Literal(Rc<PreparedShape>),
}

impl From<SpatialPredicate> for Relation {
    fn from(predicate: SpatialPredicate) -> Self {
        match predicate {
            SpatialPredicate::Contains => Self::Contains,
            SpatialPredicate::Crosses => Self::Crosses,
            SpatialPredicate::Disjoint => Self::Disjoint,
            SpatialPredicate::Equals => Self::Equals,
            SpatialPredicate::Intersects => Self::Intersects,
            SpatialPredicate::Overlaps => Self::Overlaps,
            SpatialPredicate::Touches => Self::Touches,
            SpatialPredicate::Within => Self::Within,
        }
    }
}

/// `left predicate right`, unknown where the feature has no geometry.
pub(super) fn compare<'t>(
    table: &'t Table,
    clock: &'t Clock,
    predicate: SpatialPredicate,
    left: Place,
    right: Place,
) -> Result<Node<'t>, EvaluateError> {
    let relation = Relation::from(predicate);
    for place in [&left, &right] {
        if let Place::Literal(shape) = place
            && !shape.defines(relation)
        {
            let predicate = format!("S_{predicate:?}").to_uppercase();
            return Err(ExpressionError::Collection { predicate }.into());
        }
    }
    match (left, right) {
        (Place::Column, Place::Literal(shape)) => node(table, clock, relation, shape),
        (Place::Literal(shape), Place::Column) => node(table, clock, relation.converse(), shape),
        (Place::Literal(left), Place::Literal(right)) => {
            let value = right.relates(relation, left.geometry()).map_err(EvaluateError::Engine)?;
            Ok(Node::constant(Some(value)))
        }
        (Place::Column, Place::Column) => {
            let value = relation.is_reflexive();
            Ok(Node::new(Cost::Column, move |row| table.has_geometry(row).then_some(value)))
        }
    }
}

/// `feature relation shape`.
///
/// Only features whose envelope meets that of the shape are tested; to all others it is disjoint.
pub(super) fn node<'t>(
    table: &'t Table,
    clock: &'t Clock,
    relation: Relation,
    shape: Rc<PreparedShape>,
) -> Result<Node<'t>, EvaluateError> {
    let outside = relation == Relation::Disjoint;
    let Some(bounds) = shape.bounds() else {
        return Ok(Node::new(Cost::Column, move |row| table.has_geometry(row).then_some(outside)));
    };
    let (min, max) = (bounds.min(), bounds.max());
    let candidates = candidates(table, clock, [[min.x, min.y, max.x, max.y]].into_iter())?;
    let near = candidates.clone();
    let mut node = Node::new(Cost::Geometry, move |row| {
        if near.as_ref().is_some_and(|near| !near.contains(row)) {
            return table.has_geometry(row).then_some(outside);
        }
        let geometry = table.geometry(row)?;
        if !clock.geometry() {
            return None;
        }
        shape.relates(relation, &geometry).map_err(|error| clock.fail(error)).ok()
    });
    match outside {
        true => node.may_fail = candidates,
        false => node.may_hold = candidates,
    }
    Ok(node)
}

/// Rows whose envelope meets one of the boxes (west, south, east, north); `None` when a box holds
/// all of them.
pub(super) fn candidates(
    table: &Table,
    clock: &Clock,
    boxes: impl Iterator<Item = [f64; 4]>,
) -> Result<Option<RowSet>, EvaluateError> {
    let Some([west, south, east, north]) = table.extent() else {
        return Ok(Some(RowSet::empty()));
    };
    let mut rows = Vec::new();
    for found in boxes {
        if found[0] <= west && found[1] <= south && found[2] >= east && found[3] >= north {
            return Ok(None);
        }
        let bbox = Bbox::new(found[0], found[1], found[2], found[3]);
        rows.extend(table.candidates(&bbox.map_err(ExpressionError::Bbox)?));
    }
    let rows = RowSet::new(rows, table.row_bound());
    clock.candidates(rows.bytes())?;
    Ok(Some(rows))
}

/// A geometry literal, cleaned and valid. An empty one stays empty.
pub(super) fn literal(geometry: &Geometry<f64>) -> Result<Place, ExpressionError> {
    let geometry = admitted(geometry).map_err(ExpressionError::Geometry)?;
    Ok(Place::Literal(Rc::new(PreparedShape::new(geometry))))
}

fn admitted(geometry: &Geometry<f64>) -> Result<Geometry<f64>, crate::spatial::GateError> {
    if geometry.is_empty() {
        return Ok(geometry.clone());
    }
    match geometry {
        Geometry::GeometryCollection(members) => {
            let members = members.iter().filter(|member| !member.is_empty());
            let members = members.map(admitted).collect::<Result<Vec<_>, _>>()?;
            let merged = of_one_kind(&members);
            Ok(merged.unwrap_or(Geometry::GeometryCollection(GeometryCollection(members))))
        }
        plain => admit(plain.clone(), GeometryKind::Geometry, Limits::default()),
    }
}

/// The members as one geometry, where they are of one kind and share no more than points of their
/// borders.
///
/// Simple Features (06-103r4, 6.1.1) knows the boundary of a collection only where the interiors are
/// apart. Polygons that share an edge or overlap are no valid MULTIPOLYGON and stay as they are.
fn of_one_kind(members: &[Geometry<f64>]) -> Option<Geometry<f64>> {
    fn all<T, P>(parts: Vec<Option<Vec<P>>>, make: fn(Vec<P>) -> T) -> Option<Geometry<f64>>
    where
        Geometry<f64>: From<T>,
    {
        let parts: Option<Vec<Vec<P>>> = parts.into_iter().collect();
        Some(make(parts?.into_iter().flatten().collect()).into())
    }
    let points = members.iter().map(|member| match member {
        Geometry::Point(point) => Some(vec![*point]),
        Geometry::MultiPoint(points) => Some(points.0.clone()),
        _ => None,
    });
    let lines = members.iter().map(|member| match member {
        Geometry::LineString(line) => Some(vec![line.clone()]),
        Geometry::MultiLineString(lines) => Some(lines.0.clone()),
        _ => None,
    });
    let areas = members.iter().map(|member| match member {
        Geometry::Polygon(polygon) => Some(vec![polygon.clone()]),
        Geometry::MultiPolygon(polygons) => Some(polygons.0.clone()),
        _ => None,
    });
    all(points.collect(), MultiPoint).or_else(|| all(lines.collect(), MultiLineString)).or_else(
        || {
            let areas = all(areas.collect(), MultiPolygon)?;
            admit(areas, GeometryKind::Geometry, Limits::default()).ok()
        },
    )
}

/// A `BBOX` literal: a rectangle, or one on each side of the antimeridian. Without width or height
/// it is a line or a point.
pub(super) fn bbox(ordinates: [f64; 4]) -> Result<Place, ExpressionError> {
    let [west, south, east, north] = ordinates;
    let bbox = Bbox::new(west, south, east, north).map_err(ExpressionError::Bbox)?;
    let mut parts: Vec<Geometry<f64>> = bbox.unwrapped().map(|part| box_geometry(&part)).collect();
    let geometry = match parts.len() {
        1 => parts.remove(0),
        _ => {
            let polygons: Vec<_> = parts
                .iter()
                .filter_map(|part| match part {
                    Geometry::Polygon(polygon) => Some(polygon.clone()),
                    _ => None,
                })
                .collect();
            if polygons.len() == parts.len() {
                MultiPolygon(polygons).into()
            } else {
                Geometry::GeometryCollection(GeometryCollection(parts))
            }
        }
    };
    Ok(Place::Literal(Rc::new(PreparedShape::new(geometry))))
}

fn box_geometry(bbox: &Bbox) -> Geometry<f64> {
    let (lower, upper) = ((bbox.west(), bbox.south()), (bbox.east(), bbox.north()));
    match (lower.0 == upper.0, lower.1 == upper.1) {
        (true, true) => Point::from(lower).into(),
        (false, false) => Rect::new(lower, upper).to_polygon().into(),
        _ => LineString::from(vec![lower, upper]).into(),
    }
}
