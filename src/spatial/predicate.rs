//! Exact predicates on one pair of geometries, without anything made ready first.
//!
//! Where one geometry is asked about many others, [`PreparedShape`](super::PreparedShape) is quicker
//! and knows all relations.

use geo::{Geometry, HasDimensions, Intersects, Relate};

/// Whether the two share a point, borders included; an empty one shares none.
///
/// Both in the same planar coordinates, degrees or metres. Robust: decided by
/// exact orientation tests, not by computed intersections.
pub fn intersects(a: &Geometry, b: &Geometry) -> bool {
    !a.is_empty() && !b.is_empty() && a.intersects(b)
}

/// Whether `a` lies within `b` as DE-9IM has it: no point of `a` outside `b`,
/// and some interior shared. A point on the border of a polygon is **not**
/// within it; membership of a unit is another question, see
/// [`half_open`](super::half_open). An empty geometry is within nothing.
pub fn within(a: &Geometry, b: &Geometry) -> bool {
    !a.is_empty() && !b.is_empty() && a.relate(b).is_within()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, Point, wkt};

    #[track_caller]
    fn check(a: impl Into<Geometry>, b: impl Into<Geometry>, intersecting: bool, inside: bool) {
        let (a, b) = (a.into(), b.into());
        assert_eq!(intersects(&a, &b), intersecting);
        assert_eq!(intersects(&b, &a), intersecting);
        assert_eq!(within(&a, &b), inside);
    }

    #[test]
    fn borders_intersect_and_are_not_within() {
        let square = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)));
        check(Point::new(2.0, 2.0), square.clone(), true, true);
        check(Point::new(4.0, 2.0), square.clone(), true, false);
        check(Point::new(4.1, 2.0), square.clone(), false, false);
        check(wkt!(LINESTRING(0. 0.,4. 4.)), square.clone(), true, true);
        check(wkt!(LINESTRING(0. 0.,4. 0.)), square.clone(), true, false);
        check(square.clone(), square, true, true);
    }

    #[test]
    fn empty_geometries_meet_nothing() {
        let square = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)));
        let empty = MultiPolygon::new(vec![]);
        check(empty.clone(), square, false, false);
        check(empty.clone(), empty, false, false);
    }
}
