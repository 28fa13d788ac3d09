//! How much of an area lies in one, and in two or more, of many equal discs.
//!
//! Exact for true discs, without building a polygon: by Green's theorem the
//! area of the ground that at least k discs cover is an integral along its
//! border, which consists of
//!
//! - pieces of the area's edges with at least k discs over them, and
//! - arcs of circles within the area where the other discs lie k - 1 deep.
//!
//! Edges and circles are cut where they meet; each piece goes by its middle. A
//! middle that rounding puts on the wrong side belongs to a piece of rounding
//! length, so errors stay that small. Costs about discs × (discs + edges) near
//! the area.

use std::f64::consts::TAU;

use geo::Coord;

use super::half_open::PreparedArea;

mod strips;

pub use strips::{Strips, overlaps};

/// `count` discs about the same centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc {
    pub centre: Coord,
    pub count: u32,
}

/// Lattice on which centres are put, in metres. Discs of one centre then are
/// one disc, and discs of two centres have circles that can be told apart.
const LATTICE_M: f64 = 1e-3;

/// How near, relative to the radius, two curves are cut as if they touched.
const NEAR_TOUCH: f64 = 1e-6;

/// Discs about `centres`, moved by up to half a millimetre, without repeats.
///
/// - `centres`: finite, in metres.
/// - returns: ascending by x.
pub fn discs(centres: impl IntoIterator<Item = Coord>) -> Vec<Disc> {
    let mut discs: Vec<Disc> = centres
        .into_iter()
        .map(|centre| Disc {
            centre: Coord {
                x: (centre.x / LATTICE_M).round() * LATTICE_M,
                y: (centre.y / LATTICE_M).round() * LATTICE_M,
            },
            count: 1,
        })
        .collect();
    discs.sort_by(|a, b| {
        let (a, b) = (a.centre, b.centre);
        a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y))
    });
    discs.dedup_by(|later, kept| {
        let same = later.centre == kept.centre;
        kept.count += if same { later.count } else { 0 };
        same
    });
    discs
}

/// The discs that matter to an area.
#[derive(Debug)]
pub struct Near {
    /// Discs that cover all of it.
    covering: u32,
    /// Those that may cover a part, ascending by x.
    partial: Vec<Disc>,
    radius: f64,
}

impl Near {
    /// Sorts out the discs of `radius` near `area`.
    ///
    /// - `discs`: from [`discs`], or a part of them in the same order.
    pub fn new(area: &PreparedArea, discs: &[Disc], radius: f64) -> Self {
        let (min, max) = area.bounds();
        let mut near = Self { covering: 0, partial: Vec::new(), radius };
        for disc in window(discs, min.x - radius, max.x + radius) {
            let Coord { x, y } = disc.centre;
            let outside = |at: f64, low: f64, high: f64| (low - at).max(at - high).max(0.0);
            let farthest = |at: f64, low: f64, high: f64| (at - low).abs().max((at - high).abs());
            if farthest(x, min.x, max.x).hypot(farthest(y, min.y, max.y)) <= radius {
                near.covering += disc.count;
            } else if outside(x, min.x, max.x).hypot(outside(y, min.y, max.y)) < radius {
                near.partial.push(*disc);
            }
        }
        near
    }

    /// Discs that cover all of the area.
    pub fn covering(&self) -> u32 {
        self.covering
    }

    /// Centres of the discs that may cover a part of the area.
    pub fn partial(&self) -> impl Iterator<Item = Coord> {
        self.partial.iter().map(|disc| disc.centre)
    }

    /// Planar area of `area` in at least one disc, and in at least two.
    ///
    /// - `area`: the one this was made for, in metres.
    /// - returns: m², `area.area() >= once >= twice >= 0`.
    pub fn areas(&self, area: &PreparedArea) -> [f64; 2] {
        let whole = area.area();
        let of_covering = [1, 2].map(|depth| if self.covering >= depth { whole } else { 0.0 });
        if self.covering >= 2 || self.partial.is_empty() {
            return of_covering;
        }
        let (min, max) = area.bounds();
        // From the middle, so that large coordinates cost no digits.
        let sums = Sums { origin: (min + max) / 2.0, doubled: [0.0; 2] };
        let sums = self.along_circles(area, self.along_edges(area, sums));
        let once = (sums.doubled[0] / 2.0).clamp(of_covering[0], whole);
        [once, (sums.doubled[1] / 2.0).clamp(0.0, once)]
    }

    fn along_edges(&self, area: &PreparedArea, mut sums: Sums) -> Sums {
        let mut cuts = Vec::new();
        for edge in area.edges() {
            let (from, to) = edge.directed();
            let at = |fraction: f64| from + (to - from) * fraction;
            cuts.clear();
            cuts.extend([0.0, 1.0]);
            let low = from.x.min(to.x) - self.radius;
            let high = from.x.max(to.x) + self.radius;
            for disc in window(&self.partial, low, high) {
                let met = meet_line(disc.centre, self.radius, from, to);
                cuts.extend(met.into_iter().flatten().filter(|t| (0.0..1.0).contains(t)));
            }
            cuts.sort_by(f64::total_cmp);
            for cut in cuts.windows(2) {
                let depth = self.depth(at((cut[0] + cut[1]) / 2.0), None);
                sums.add_straight(at(cut[0]), at(cut[1]), 0, depth);
            }
        }
        sums
    }

    fn along_circles(&self, area: &PreparedArea, mut sums: Sums) -> Sums {
        let mut cuts = Vec::new();
        for disc in &self.partial {
            cuts.clear();
            self.cut_circle(area, disc.centre, &mut cuts);
            cuts.sort_by(f64::total_cmp);
            let first = cuts.first().copied().unwrap_or(0.0);
            // Once round, from the first cut back to it.
            cuts.push(first + TAU);
            let starts = std::iter::once(first).chain(cuts.iter().copied());
            for (start, end) in starts.zip(&cuts).filter(|(start, end)| start < *end) {
                let (sin, cos) = ((start + end) / 2.0).sin_cos();
                let middle = disc.centre + Coord { x: cos, y: sin } * self.radius;
                let others = self.depth(middle, Some(disc.centre));
                if others < 2 && area.contains(middle) {
                    let inside = others + disc.count;
                    sums.add_arc(disc.centre, self.radius, [start, *end], others, inside);
                }
            }
        }
        sums
    }

    /// Angles, 0 to 2π, at which the circle meets the other ones and the edges.
    fn cut_circle(&self, area: &PreparedArea, centre: Coord, cuts: &mut Vec<f64>) {
        let radius = self.radius;
        let mut cut = |angle: f64| cuts.push(angle.rem_euclid(TAU));
        let two = 2.0 * radius * (1.0 + NEAR_TOUCH);
        for other in window(&self.partial, centre.x - two, centre.x + two) {
            let apart = other.centre - centre;
            let distance = apart.x.hypot(apart.y);
            // Circles that barely touch or miss are cut there all the same, lest
            // the middle of a long piece be that point.
            if distance > 0.0 && distance < two {
                let half = (distance / 2.0 / radius).min(1.0).acos();
                let towards = apart.y.atan2(apart.x);
                cut(towards - half);
                cut(towards + half);
            }
        }
        for (_, edge) in area.edges_between(centre.y - radius, centre.y + radius) {
            let (from, to) = (edge.lower, edge.upper);
            for t in meet_line(centre, radius, from, to).into_iter().flatten() {
                // A cut too many is harmless, one missed at a corner is not.
                if (-1e-6..=1.0 + 1e-6).contains(&t) {
                    let met = from + (to - from) * t - centre;
                    cut(met.y.atan2(met.x));
                }
            }
        }
    }

    /// Discs over `point`, but for those about `except`; counted until there
    /// are two, since more make no difference.
    fn depth(&self, point: Coord, except: Option<Coord>) -> u32 {
        let reach = window(&self.partial, point.x - self.radius, point.x + self.radius);
        let mut depth = self.covering;
        for disc in reach {
            if depth >= 2 {
                break;
            }
            let (dx, dy) = (disc.centre.x - point.x, disc.centre.y - point.y);
            let is_over = dx * dx + dy * dy <= self.radius * self.radius;
            if is_over && Some(disc.centre) != except {
                depth += disc.count;
            }
        }
        depth
    }
}

/// Twice the areas at least one and two discs deep, as they add up.
struct Sums {
    origin: Coord,
    doubled: [f64; 2],
}

impl Sums {
    fn add_straight(&mut self, from: Coord, to: Coord, outside: u32, inside: u32) {
        let (a, b) = (from - self.origin, to - self.origin);
        self.add(a.x * b.y - b.x * a.y, outside, inside);
    }

    /// Counter-clockwise from the first angle to the second.
    fn add_arc(&mut self, centre: Coord, radius: f64, angles: [f64; 2], outside: u32, inside: u32) {
        let c = centre - self.origin;
        let [(sin_a, cos_a), (sin_b, cos_b)] = angles.map(f64::sin_cos);
        let straight = c.x * (sin_b - sin_a) - c.y * (cos_b - cos_a);
        let turned = radius * (angles[1] - angles[0]);
        self.add(radius * (turned + straight), outside, inside);
    }

    /// A piece of the border of the ground k deep for outside < k <= inside.
    fn add(&mut self, doubled: f64, outside: u32, inside: u32) {
        for (sum, depth) in self.doubled.iter_mut().zip(1..) {
            if outside < depth && depth <= inside {
                *sum += doubled;
            }
        }
    }
}

/// The discs with centres from `low` to `high` in x.
fn window(discs: &[Disc], low: f64, high: f64) -> &[Disc] {
    let from = discs.partition_point(|disc| disc.centre.x < low);
    let to = discs.partition_point(|disc| disc.centre.x <= high);
    &discs[from..to.max(from)]
}

/// Fractions at which the straight through `from` and `to` meets the circle.
fn meet_line(centre: Coord, radius: f64, from: Coord, to: Coord) -> Option<[f64; 2]> {
    let (along, offset) = (to - from, from - centre);
    let squared = along.x * along.x + along.y * along.y;
    let nearest = -(offset.x * along.x + offset.y * along.y) / squared;
    let across = (offset.x * along.y - offset.y * along.x) / squared.sqrt();
    let left = radius * radius - across * across;
    // Also refuses an edge of no length; barely missing is touching, as above.
    (left > -radius * radius * NEAR_TOUCH).then(|| {
        let half = (left.max(0.0) / squared).sqrt();
        [nearest - half, nearest + half]
    })
}

#[cfg(test)]
mod tests;
