//! What the boxes around two geometries tell.

use geo::{Geometry, Rect};

use super::Relation;

/// Whether every point of `inner` is in `outer`, edges included.
pub(super) fn covers(outer: &Rect, inner: &Rect) -> bool {
    outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y
}

/// Whether it is one polygon with level and upright sides and no hole.
pub(super) fn is_rectangle(geometry: &Geometry) -> bool {
    let Geometry::Polygon(polygon) = geometry else { return false };
    let ring = polygon.exterior();
    let sides = || ring.lines();
    polygon.interiors().is_empty()
        && ring.0.len() == 5
        && sides().all(|side| (side.dx() == 0.0) != (side.dy() == 0.0))
        && sides().zip(sides().skip(1)).all(|(one, next)| (one.dx() == 0.0) == (next.dy() == 0.0))
}

/// What the boxes of `a` and `b` say about `a relation b`.
pub(super) fn by_bounds(relation: Relation, a: &Rect, b: &Rect) -> Option<bool> {
    let meet = a.min().x <= b.max().x
        && a.max().x >= b.min().x
        && a.min().y <= b.max().y
        && a.max().y >= b.min().y;
    if !meet {
        return Some(relation == Relation::Disjoint);
    }
    let possible = match relation {
        Relation::Within => covers(b, a),
        Relation::Contains => covers(a, b),
        Relation::Equals => a == b,
        _ => true,
    };
    (!possible).then_some(false)
}
