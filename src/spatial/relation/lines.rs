//! Relations of lines to lines, decided without computing a point where they cross.
//!
//! What both share is either at a vertex of one of them, or inside two segments that cross. What
//! one has alone is what the collinear segments of the other leave uncovered; their ends are
//! vertices too. So orientation tests and comparisons of ordinates decide everything.

use std::collections::HashMap;

use geo::{
    Coord, Geometry, Line,
    dimensions::Dimensions,
    kernels::{Kernel, Orientation, RobustKernel},
};

use super::{
    Relation,
    contact::{Meeting, Segments},
    parts,
};

/// What decides every relation of lines `a` to lines `b`.
#[derive(Debug)]
pub(super) struct LinesMatrix {
    /// What the interiors share.
    inside: Dimensions,
    /// Some boundary point of one is on the other.
    boundary_met: bool,
    /// Something of `a` is not on `b`.
    a_alone: bool,
    /// Something of `b` is not on `a`.
    b_alone: bool,
}

type Spans = Vec<(f64, f64)>;

/// Extent of a segment along the axis it runs along most.
fn span(line: &Line, along: &Line) -> (f64, f64) {
    let level = along.dx().abs() >= along.dy().abs();
    let (start, end) = if level { (line.start.x, line.end.x) } else { (line.start.y, line.end.y) };
    (start.min(end), start.max(end))
}

/// Whether the spans leave nothing of the segment.
fn covered(line: &Line, spans: &mut Spans) -> bool {
    let (start, end) = span(line, line);
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let reached =
        spans.iter().fold(
            start,
            |reached, (from, until)| {
                if *from <= reached { reached.max(*until) } else { reached }
            },
        );
    reached >= end
}

/// The end, if any, at which the two segments cross.
fn end_at_crossing(ends: &[Coord], one: &Line, other: &Line) -> Option<Coord> {
    let on = |line: &Line, point: &Coord| {
        RobustKernel::orient2d(line.start, line.end, *point) == Orientation::Collinear
    };
    ends.iter().copied().find(|end| on(one, end) && on(other, end))
}

impl LinesMatrix {
    /// - `a`: lines.
    /// - `b`, `b_ends`: the segments of other lines and their boundary.
    pub(super) fn new(a: &Geometry, b: &Segments, b_ends: &[Coord]) -> Self {
        let a_ends = parts::line_ends(a);
        let mut matrix =
            Self { inside: Dimensions::Empty, boundary_met: false, a_alone: false, b_alone: false };
        let mut covers_b: HashMap<u32, Spans> = HashMap::new();
        for line in parts::segments(a) {
            let mut covers_a = Spans::new();
            for (index, other, meeting) in b.meetings(&line) {
                if meeting == Meeting::Crossing {
                    let ends = [a_ends.as_slice(), b_ends];
                    let end = ends.iter().find_map(|ends| end_at_crossing(ends, &line, other));
                    matrix.share(end, &a_ends, b_ends);
                    continue;
                }
                for vertex in shared_vertices(&line, other) {
                    matrix.share(Some(vertex), &a_ends, b_ends);
                }
                if meeting == Meeting::Collinear {
                    let (one, two) = (span(&line, &line), span(other, &line));
                    if one.0.max(two.0) < one.1.min(two.1) {
                        matrix.inside = Dimensions::OneDimensional;
                        covers_a.push(two);
                        covers_b.entry(index).or_default().push(span(&line, other));
                    }
                }
            }
            matrix.a_alone |= !covered(&line, &mut covers_a);
        }
        matrix.b_alone = b.iter().any(|(index, line)| {
            covers_b.get_mut(&index).is_none_or(|spans| !covered(line, spans))
        });
        matrix
    }

    /// A point that is on both.
    fn share(&mut self, vertex: Option<Coord>, a_ends: &[Coord], b_ends: &[Coord]) {
        let is_end = |ends: &[Coord]| vertex.is_some_and(|vertex| ends.contains(&vertex));
        if is_end(a_ends) || is_end(b_ends) {
            self.boundary_met = true;
        } else {
            self.inside = self.inside.max(Dimensions::ZeroDimensional);
        }
    }

    /// `a relation b`.
    pub(super) fn holds(&self, relation: Relation) -> bool {
        let inside = self.inside != Dimensions::Empty;
        match relation {
            Relation::Intersects => inside || self.boundary_met,
            Relation::Disjoint => !inside && !self.boundary_met,
            Relation::Within => inside && !self.a_alone,
            Relation::Contains => inside && !self.b_alone,
            Relation::Equals => inside && !self.a_alone && !self.b_alone,
            Relation::Touches => !inside && self.boundary_met,
            Relation::Crosses => self.inside == Dimensions::ZeroDimensional,
            Relation::Overlaps => {
                self.inside == Dimensions::OneDimensional && self.a_alone && self.b_alone
            }
        }
    }
}

/// Ends of either segment that are on the other.
fn shared_vertices(one: &Line, other: &Line) -> impl Iterator<Item = Coord> {
    let on = |line: &Line, point: Coord| {
        let within = |value: f64, a: f64, b: f64| (a.min(b)..=a.max(b)).contains(&value);
        within(point.x, line.start.x, line.end.x)
            && within(point.y, line.start.y, line.end.y)
            && RobustKernel::orient2d(line.start, line.end, point) == Orientation::Collinear
    };
    let (one, other) = (*one, *other);
    let ours = [one.start, one.end].into_iter().filter(move |point| on(&other, *point));
    ours.chain([other.start, other.end].into_iter().filter(move |point| on(&one, *point)))
}
