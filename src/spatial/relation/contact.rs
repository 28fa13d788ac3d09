//! How the segments of one geometry meet those of another.

use std::collections::HashSet;

use geo::{
    Coord, Geometry, Line,
    kernels::{Kernel, Orientation, RobustKernel},
};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::parts;

/// How two sets of segments meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Contact {
    None,
    /// They share points, and no plain crossing was found.
    Touch,
    /// Two segments cross inside both, at a point where nothing else of either geometry is.
    Crossing,
}

/// Segments under an R-tree.
#[derive(Debug)]
pub(super) struct Segments {
    segments: Vec<Line>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, u32>>,
}

fn envelope(line: &Line) -> AABB<[f64; 2]> {
    AABB::from_corners(line.start.into(), line.end.into())
}

/// How two segments meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meeting {
    /// Inside both, not along each other.
    Crossing,
    /// At an end of one, not along each other.
    Touching,
    /// On one line, sharing a point or more.
    Collinear,
}

/// How the segments meet, whose envelopes do.
fn meet(s: &Line, u: &Line) -> Option<Meeting> {
    let side = |line: &Line, point: Coord| RobustKernel::orient2d(line.start, line.end, point);
    let apart = |a: Orientation, b: Orientation| a == b && a != Orientation::Collinear;
    let (s_start, s_end) = (side(u, s.start), side(u, s.end));
    if apart(s_start, s_end) {
        return None;
    }
    let (u_start, u_end) = (side(s, u.start), side(s, u.end));
    if apart(u_start, u_end) {
        return None;
    }
    let on_line = |side: &Orientation| *side == Orientation::Collinear;
    let sides = [s_start, s_end, u_start, u_end];
    Some(if sides.iter().all(on_line) {
        // They share a point because their envelopes do.
        Meeting::Collinear
    } else if sides.iter().any(on_line) {
        Meeting::Touching
    } else {
        Meeting::Crossing
    })
}

impl Segments {
    pub(super) fn new(geometry: &Geometry) -> Self {
        let segments = parts::segments(geometry);
        let entries = (0_u32..).zip(&segments).map(|(index, line)| {
            let rectangle = Rectangle::from_corners(line.start.into(), line.end.into());
            GeomWithData::new(rectangle, index)
        });
        let tree = RTree::bulk_load(entries.collect());
        Self { segments, tree }
    }

    /// Segments that a line meets.
    pub(super) fn meetings(&self, line: &Line) -> impl Iterator<Item = (u32, &Line, Meeting)> {
        let line = *line;
        self.tree.locate_in_envelope_intersecting(&envelope(&line)).filter_map(move |entry| {
            let other = &self.segments[entry.data as usize];
            Some((entry.data, other, meet(&line, other)?))
        })
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &Line)> {
        (0..).zip(&self.segments)
    }

    pub(super) fn hold(&self, point: Coord) -> bool {
        self.tree.locate_in_envelope_intersecting(&AABB::from_point(point.into())).any(|entry| {
            let line = self.segments[entry.data as usize];
            RobustKernel::orient2d(line.start, line.end, point) == Orientation::Collinear
        })
    }

    pub(super) fn intersect(&self, geometry: &Geometry) -> bool {
        parts::segments(geometry).iter().any(|line| self.meetings(line).next().is_some())
    }

    pub(super) fn contact(&self, geometry: &Geometry) -> Contact {
        let mut crossings = Vec::new();
        let mut touched = HashSet::new();
        let mut meets = false;
        for line in parts::segments(geometry) {
            let mut crossed = Vec::new();
            let mut touches = false;
            for (index, _, meeting) in self.meetings(&line) {
                if meeting == Meeting::Crossing {
                    crossed.push(index);
                } else {
                    touched.insert(index);
                    touches = true;
                }
            }
            meets |= touches || !crossed.is_empty();
            if !touches {
                crossings.extend(crossed);
            }
        }
        // Where a segment also touches, the crossing may lie at a vertex of a third ring.
        if crossings.iter().any(|index| !touched.contains(index)) {
            Contact::Crossing
        } else if meets {
            Contact::Touch
        } else {
            Contact::None
        }
    }
}
