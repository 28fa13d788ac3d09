//! The borders of areas as arcs that neighbours share, so that simplifying cannot part them.

use std::collections::HashMap;

use rayon::prelude::*;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::{Shape, grid, simplify, valid};

/// How far a border may move, in grid steps; what would cross another border moves less, and at
/// last not at all.
const TOLERANCES: [f64; 3] = [3.0, 1.0, 0.0];
/// Areas whose box is smaller than this, in grid steps squared, cannot be seen.
const SMALLEST: f64 = 16.0;

type P = [i64; 2];

#[derive(Debug, Clone, Copy)]
struct Use {
    arc: u32,
    reversed: bool,
}

/// One area: its rings as arcs.
#[derive(Debug)]
struct Body {
    row: u32,
    rings: Vec<Vec<Use>>,
    /// Of its box, in units.
    size: [f64; 2],
}

/// The areas of a layer, cut where three borders meet.
#[derive(Debug, Default)]
pub struct Topology {
    /// Positions in units. One that ends where it starts has no end others share.
    arcs: Vec<Vec<[f64; 2]>>,
    bodies: Vec<Body>,
}

/// Vertices by their number, so that rings are lists of numbers.
#[derive(Default)]
struct Vertices {
    numbers: HashMap<[u64; 2], u32>,
    places: Vec<[f64; 2]>,
}

impl Vertices {
    fn number(&mut self, place: [f64; 2]) -> u32 {
        *self.numbers.entry(place.map(f64::to_bits)).or_insert_with(|| {
            self.places.push(place);
            self.places.len() as u32 - 1
        })
    }
}

/// Vertices where a border ends: rings go different ways from there.
fn ends(rings: &[Vec<u32>], vertices: usize) -> Vec<bool> {
    let mut neighbours = vec![None; vertices];
    let mut ends = vec![false; vertices];
    for ring in rings {
        for (index, vertex) in ring.iter().enumerate() {
            let before = ring[(index + ring.len() - 1) % ring.len()];
            let after = ring[(index + 1) % ring.len()];
            let pair = (before.min(after), before.max(after));
            let known = neighbours[*vertex as usize].get_or_insert(pair);
            if *known != pair {
                ends[*vertex as usize] = true;
            }
        }
    }
    ends
}

impl Topology {
    /// - `areas`: rows with their rings in units, closed or not.
    pub fn new(areas: impl IntoIterator<Item = (u32, Vec<Vec<[f64; 2]>>)>) -> Self {
        let mut vertices = Vertices::default();
        let mut rings = Vec::new();
        let mut owners = Vec::new();
        for (row, parts) in areas {
            let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
            let first = rings.len();
            for part in parts {
                for axis in 0..2 {
                    for place in &part {
                        low[axis] = low[axis].min(place[axis]);
                        high[axis] = high[axis].max(place[axis]);
                    }
                }
                let mut ring: Vec<u32> = part.into_iter().map(|p| vertices.number(p)).collect();
                ring.dedup();
                while ring.len() > 1 && ring.first() == ring.last() {
                    ring.pop();
                }
                if ring.len() > 2 {
                    rings.push(ring);
                }
            }
            owners.push((row, first..rings.len(), [high[0] - low[0], high[1] - low[1]]));
        }
        let ends = ends(&rings, vertices.places.len());
        let mut arcs = Arcs::default();
        let cut: Vec<Vec<Use>> = rings.iter().map(|ring| arcs.cut(ring, &ends)).collect();
        let places = |arc: Vec<u32>| arc.into_iter().map(|v| vertices.places[v as usize]).collect();
        Self {
            arcs: arcs.arcs.into_iter().map(places).collect(),
            bodies: owners
                .into_iter()
                .map(|(row, range, size)| Body { row, rings: cut[range].to_vec(), size })
                .collect(),
        }
    }

    /// The areas on the grid of a zoom, simplified alike on both sides of every border. Areas too
    /// small to be seen there are left out.
    ///
    /// - `zoom`: at most [`super::shape::DEEPEST`].
    pub fn at(&self, zoom: u8) -> Vec<(u32, Shape)> {
        let scale = grid::scale(zoom);
        let seen = |body: &&Body| body.size[0] * scale * body.size[1] * scale >= SMALLEST;
        let bodies: Vec<&Body> = self.bodies.iter().filter(seen).collect();
        let mut used = vec![false; self.arcs.len()];
        for piece in bodies.iter().flat_map(|body| body.rings.iter().flatten()) {
            used[piece.arc as usize] = true;
        }
        let draw = |arc: usize, level: usize| {
            if used[arc] {
                simplified(&self.arcs[arc], scale, TOLERANCES[level])
            } else {
                Vec::new()
            }
        };
        let mut levels = vec![0; self.arcs.len()];
        let mut exact: Vec<Vec<[f64; 2]>> =
            (0..self.arcs.len()).into_par_iter().map(|arc| draw(arc, 0)).collect();
        let mut arcs: Vec<Vec<P>> = exact.iter().map(|arc| rounded(arc)).collect();
        loop {
            let last = TOLERANCES.len() - 1;
            let meeting = conflicts(&arcs);
            let again: Vec<usize> =
                meeting.iter().copied().filter(|arc| levels[*arc] < last).collect();
            if again.is_empty() {
                if !meeting.is_empty() {
                    arcs = snapped(&exact, &arcs);
                }
                break;
            }
            for arc in again {
                levels[arc] += 1;
                exact[arc] = draw(arc, levels[arc]);
                arcs[arc] = rounded(&exact[arc]);
            }
        }
        bodies
            .into_par_iter()
            .filter_map(|body| {
                let rings: Vec<valid::Ring> =
                    body.rings.iter().map(|ring| assembled(ring, &arcs)).collect();
                Some((body.row, Shape::areas(valid::areas(&rings))?))
            })
            .collect()
    }
}

/// Arcs by the numbers of their vertices, each once.
#[derive(Default)]
struct Arcs {
    arcs: Vec<Vec<u32>>,
    known: HashMap<Vec<u32>, u32>,
}

impl Arcs {
    fn cut(&mut self, ring: &[u32], ends: &[bool]) -> Vec<Use> {
        let at = |index: usize| ring[index % ring.len()];
        let cuts: Vec<usize> =
            (0..ring.len()).filter(|index| ends[ring[*index] as usize]).collect();
        let Some(first) = cuts.first() else {
            // Whichever ring has it, it starts at one vertex.
            let start = (0..ring.len()).min_by_key(|index| ring[*index]).unwrap_or(0);
            return vec![self.number((start..=start + ring.len()).map(at).collect())];
        };
        let next = cuts[1..].iter().copied().chain([first + ring.len()]);
        cuts.iter()
            .zip(next)
            .map(|(from, to)| self.number((*from..=to).map(at).collect()))
            .collect()
    }

    fn number(&mut self, arc: Vec<u32>) -> Use {
        let backward: Vec<u32> = arc.iter().rev().copied().collect();
        let reversed = backward < arc;
        let arc = if reversed { backward } else { arc };
        let next = self.arcs.len() as u32;
        let number = *self.known.entry(arc).or_insert_with_key(|arc| {
            self.arcs.push(arc.clone());
            next
        });
        Use { arc: number, reversed }
    }
}

/// An arc in grid steps with the positions that count.
fn simplified(arc: &[[f64; 2]], scale: f64, tolerance: f64) -> Vec<[f64; 2]> {
    let scaled: Vec<[f64; 2]> = arc.iter().map(|p| p.map(|c| c * scale)).collect();
    let closed = arc.first() == arc.last();
    let kept = if closed {
        simplify::ring(&scaled, tolerance)
    } else {
        simplify::line(&scaled, tolerance)
    };
    let kept: Vec<[f64; 2]> = kept.into_iter().map(|index| scaled[index]).collect();
    // A ring of its own that would fall together stays as it is.
    if closed && tolerance > 0.0 && rounded(&kept).len() < 4 { scaled } else { kept }
}

fn round(place: [f64; 2]) -> P {
    place.map(|c| c.round() as i64)
}

fn rounded(arc: &[[f64; 2]]) -> Vec<P> {
    let mut rounded: Vec<P> = arc.iter().copied().map(round).collect();
    rounded.dedup();
    rounded
}

/// The arcs on the grid, each bent to every position that it passes within half a step of (snap
/// rounding, Hobby 1999): where rounding would let borders cross, they meet instead.
///
/// - `exact`, `arcs`: before and after rounding.
fn snapped(exact: &[Vec<[f64; 2]>], arcs: &[Vec<P>]) -> Vec<Vec<P>> {
    let mut places: Vec<P> = arcs.iter().flatten().copied().collect();
    places.sort_unstable();
    places.dedup();
    let tree = RTree::bulk_load(places);
    let bent = |arc: &Vec<[f64; 2]>| {
        let mut bent: Vec<P> = arc.first().copied().map(round).into_iter().collect();
        for pair in arc.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            let (one, other) = (round(a), round(b));
            let near = AABB::from_corners(
                [one[0].min(other[0]) - 1, one[1].min(other[1]) - 1],
                [one[0].max(other[0]) + 1, one[1].max(other[1]) + 1],
            );
            let along =
                |p: &P| (p[0] as f64 - a[0]) * (b[0] - a[0]) + (p[1] as f64 - a[1]) * (b[1] - a[1]);
            let mut passed: Vec<P> = tree
                .locate_in_envelope(&near)
                .filter(|place| **place != one && **place != other && passes(a, b, **place))
                .copied()
                .collect();
            passed.sort_by(|p, q| along(p).total_cmp(&along(q)));
            bent.extend(passed);
            bent.push(other);
        }
        bent.dedup();
        bent
    };
    exact.par_iter().map(bent).collect()
}

/// Whether a segment comes within half a step of a position on both axes.
fn passes(a: [f64; 2], b: [f64; 2], place: P) -> bool {
    // The stretch of the segment, from 0 to 1, that is near on both axes.
    let (mut from, mut to) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let (low, high) = (place[axis] as f64 - 0.5, place[axis] as f64 + 0.5);
        let (start, way) = (a[axis], b[axis] - a[axis]);
        if way == 0.0 {
            if start < low || start >= high {
                return false;
            }
        } else {
            let (one, other) = ((low - start) / way, (high - start) / way);
            (from, to) = (from.max(one.min(other)), to.min(one.max(other)));
        }
    }
    from < to
}

fn assembled(ring: &[Use], arcs: &[Vec<P>]) -> valid::Ring {
    let mut whole = Vec::new();
    for piece in ring {
        let arc = &arcs[piece.arc as usize];
        if piece.reversed {
            whole.extend(arc.iter().rev());
        } else {
            whole.extend(arc);
        }
        // The next begins where this ends.
        whole.pop();
    }
    whole.dedup();
    whole
}

/// Arcs that meet themselves or others elsewhere than at their ends.
fn conflicts(arcs: &[Vec<P>]) -> Vec<usize> {
    let segments: Vec<_> = arcs
        .iter()
        .enumerate()
        .flat_map(|(arc, positions)| {
            positions.windows(2).map(move |pair| {
                GeomWithData::new(
                    Rectangle::from_corners(pair[0], pair[1]),
                    (arc, pair[0], pair[1]),
                )
            })
        })
        .collect();
    let tree = RTree::bulk_load(segments);
    let mut found: Vec<usize> = tree
        .intersection_candidates_with_other_tree(&tree)
        .filter(|(one, other)| {
            one.data < other.data && meet((one.data.1, one.data.2), (other.data.1, other.data.2))
        })
        .flat_map(|(one, other)| [one.data.0, other.data.0])
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Positive when `c` lies on one side of the line through `a` and `b`, negative on the other.
fn side(a: P, b: P, c: P) -> i64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])).signum()
}

/// Whether `p`, on the line through both ends, lies between them or at one.
fn between(a: P, b: P, p: P) -> bool {
    (0..2).all(|axis| (a[axis].min(b[axis])..=a[axis].max(b[axis])).contains(&p[axis]))
}

/// Whether two segments have more in common than one end of both.
fn meet((a, b): (P, P), (c, d): (P, P)) -> bool {
    let on = |a: P, b: P, p: P| side(a, b, p) == 0 && between(a, b, p);
    let shared = [a, b].into_iter().find(|end| *end == c || *end == d);
    match shared {
        Some(end) => {
            let (one, other) = (if end == a { b } else { a }, if end == c { d } else { c });
            one == other || on(c, d, one) || on(a, b, other)
        }
        None => {
            let crosses = side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
            crosses || on(a, b, c) || on(a, b, d) || on(c, d, a) || on(c, d, b)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wavy columns side by side: every inner border is shared.
    fn columns(count: u32) -> Vec<(u32, Vec<Vec<[f64; 2]>>)> {
        let border = |x: u32| {
            (0..=40).map(move |step: i32| {
                let y = f64::from(step) / 40.0;
                [(f64::from(x) + 0.2 * (y * 19.0 + f64::from(x)).sin()) / 8.0, y]
            })
        };
        let column = |x: u32| {
            let mut ring: Vec<[f64; 2]> = border(x).collect();
            let right: Vec<[f64; 2]> = border(x + 1).collect();
            ring.extend(right.into_iter().rev());
            ring.push(ring[0]);
            (x, vec![ring])
        };
        (0..count).map(column).collect()
    }

    #[test]
    fn a_border_between_two_is_one_arc() {
        let topology = Topology::new(columns(3));
        // Two outer outlines, two shared borders, and top and bottom of the middle one.
        assert_eq!(topology.arcs.len(), 2 + 2 + 2);
    }

    #[test]
    fn neighbours_neither_overlap_nor_part_at_any_zoom() {
        let topology = Topology::new(columns(6));
        for zoom in 0..=6 {
            let shapes = topology.at(zoom);
            assert_eq!(shapes.len(), 6);
            let rings: Vec<valid::Ring> =
                shapes.iter().flat_map(|(_, shape)| shape.parts_of_world()).collect();
            let single: i64 = rings.iter().map(|ring| valid::double_area(ring)).sum();
            let together = valid::areas(&rings);
            assert_eq!(together.len(), 1, "one whole at zoom {zoom}");
            assert_eq!(valid::double_area(&together[0]), single);
        }
    }

    #[test]
    fn cells_of_a_few_steps_neither_overlap_nor_part() {
        // A slanted lattice whose cells are about five steps wide at zoom 0.
        let at = |i: u32, j: u32| {
            let (i, j) = (f64::from(i), f64::from(j));
            [0.2 + (5.0 * i + 2.2 * j + (i * j).sin()) / 4096.0, 0.2 + (5.3 * j - 1.7 * i) / 4096.0]
        };
        let cells = (0..900).map(|n| (n % 30, n / 30)).map(|(i, j)| {
            (i + 30 * j, vec![vec![at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)]])
        });
        let topology = Topology::new(cells);
        for zoom in 0..4 {
            let rings: Vec<valid::Ring> =
                topology.at(zoom).iter().flat_map(|(_, shape)| shape.parts_of_world()).collect();
            let single: i64 = rings.iter().map(|ring| valid::double_area(ring)).sum();
            let together: i64 =
                valid::areas(&rings).iter().map(|ring| valid::double_area(ring)).sum();
            assert_eq!(together, single, "zoom {zoom}");
        }
    }

    #[test]
    fn simplifying_takes_positions_away() {
        let positions = |zoom| {
            let shapes = Topology::new(columns(2)).at(zoom);
            shapes.iter().map(|(_, s)| s.parts_of_world().concat().len()).sum::<usize>()
        };
        assert!(positions(0) < positions(8), "{} {}", positions(0), positions(8));
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        let dot = |at: f64, size: f64| {
            vec![vec![[at, at], [at + size, at], [at + size, at + size], [at, at + size]]]
        };
        let topology = Topology::new([(7, dot(0.3, 1e-5)), (8, dot(0.5, 0.1))]);
        assert_eq!(topology.at(0).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [8]);
        assert_eq!(topology.at(12).len(), 2);
    }
}
