//! Relations of a set of points, from where each of them lies.

use geo::coordinate_position::CoordPos;

use super::Relation;

/// What decides every relation of points `p` to a geometry `g`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PointsMatrix {
    /// Some point in the interior of `g`.
    pub(super) inside: bool,
    /// Some point on the boundary of `g`.
    pub(super) on_boundary: bool,
    /// Some point outside `g`.
    pub(super) outside: bool,
    /// Something of `g` that is none of the points.
    pub(super) rest: bool,
    /// Whether `g` is points too.
    pub(super) both_points: bool,
}

impl PointsMatrix {
    pub(super) fn add(&mut self, position: CoordPos) {
        match position {
            CoordPos::Inside => self.inside = true,
            CoordPos::OnBoundary => self.on_boundary = true,
            CoordPos::Outside => self.outside = true,
        }
    }

    /// Whether the points have the relation to `g`; neither is empty.
    pub(super) fn holds(self, relation: Relation) -> bool {
        let intersects = self.inside || self.on_boundary;
        match relation {
            Relation::Intersects => intersects,
            Relation::Disjoint => !intersects,
            Relation::Within => self.inside && !self.outside,
            Relation::Contains => self.inside && !self.rest,
            Relation::Equals => self.inside && !self.outside && !self.rest,
            Relation::Touches => !self.inside && self.on_boundary,
            Relation::Crosses => !self.both_points && self.inside && self.outside,
            Relation::Overlaps => self.both_points && self.inside && self.outside && self.rest,
        }
    }
}
