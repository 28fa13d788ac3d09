//! Point in polygon by a half-open rule: in a tiling, exactly one.
//!
//! The point is taken to lie infinitely little to the right and up of where it
//! is (simulation of simplicity, Edelsbrunner & Mücke 1990,
//! doi:10.1145/77635.77639). So it lies on no edge and no vertex any more, and
//! of the areas that share one, exactly one has it: an upright square has its
//! left and lower sides and not its right and upper ones. Crossings are counted
//! on the ray to +x; edges are half-open in y and compared with an exact
//! orientation test (Shewchuk 1997).
//!
//! Planar, in degrees or metres. Areas tile exactly when they share vertices,
//! number by number. The rule is membership, not `S_WITHIN`.

use geo::Coord;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::lines_iter::LinesIter;

mod prepared;

pub use prepared::PreparedArea;

/// Whether `area` (polygon or multipolygon) has `point`, by the half-open rule.
///
/// Looks at every edge; use [`PreparedArea`] to ask an area many times.
pub fn contains<'a, A>(area: &'a A, point: Coord) -> bool
where
    A: LinesIter<'a, Scalar = f64>,
{
    let crossings =
        area.lines_iter().filter(|line| Edge::new(line.start, line.end).is_right_of(point));
    crossings.count() % 2 == 1
}

/// One edge of an area, `lower` before `upper` by y, then x.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::spatial) struct Edge {
    pub(in crate::spatial) lower: Coord,
    pub(in crate::spatial) upper: Coord,
    /// Whether the area lies to the left when going from lower to upper.
    rising: bool,
}

impl Edge {
    fn new(start: Coord, end: Coord) -> Self {
        let rising = (start.y, start.x) <= (end.y, end.x);
        let (lower, upper) = if rising { (start, end) } else { (end, start) };
        Self { lower, upper, rising }
    }

    /// Whether the ray from `point` to +x crosses this edge.
    fn is_right_of(&self, point: Coord) -> bool {
        let Self { lower, upper, .. } = *self;
        let surely_left = || point.x < lower.x.min(upper.x);
        let exactly_left =
            || RobustKernel::orient2d(lower, upper, point) == Orientation::CounterClockwise;
        lower.y <= point.y
            && point.y < upper.y
            && point.x < lower.x.max(upper.x)
            && (surely_left() || exactly_left())
    }

    /// Whether the bounding box of the edge meets that from `min` to `max`.
    pub(in crate::spatial) fn meets_box(&self, min: Coord, max: Coord) -> bool {
        let Self { lower, upper, .. } = *self;
        lower.x.min(upper.x) <= max.x
            && lower.x.max(upper.x) >= min.x
            && lower.y <= max.y
            && upper.y >= min.y
    }

    /// From and to, with the area on the left.
    pub(in crate::spatial) fn directed(&self) -> (Coord, Coord) {
        if self.rising { (self.lower, self.upper) } else { (self.upper, self.lower) }
    }
}

#[cfg(test)]
mod tests;
