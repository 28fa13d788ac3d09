//! The lattice of streets everything is built on.
//!
//! Its nodes are moved a little and its edges bent, each keyed by its own place, so that the
//! blocks on both sides of an edge, and all units made of blocks, share every vertex exactly.

use std::collections::{HashMap, HashSet};

use geo_types::{Coord, LineString};

use super::random::{Random, Stream};

/// Blocks from west to east, and from south to north, of the whole city.
const BLOCKS: [usize; 2] = [160, 165];
/// Metres.
const BLOCK: [f64; 2] = [375.0, 364.0];
/// The middle of the city: longitude, latitude.
const MIDDLE: [f64; 2] = [121.4, 31.2];
/// Metres to one degree there; the city is made in a plane and its degrees are even.
const DEGREE: [f64; 2] = [95_336.0, 110_872.0];

/// Straight pieces of one edge; a power of two.
pub(super) const PIECES: usize = 8;

/// Column and row of a block, or of the node at its south-west corner.
pub(super) type Cell = [usize; 2];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// West to east.
    Across,
    /// South to north.
    Along,
}

#[derive(Debug)]
pub(super) struct Lattice {
    pub(super) seed: u64,
}

impl Lattice {
    /// A node, in metres from the middle.
    fn node(&self, node: Cell) -> Coord {
        let mut random = Random::new(self.seed, Stream::Node, node);
        let mut ordinate = |axis: usize| {
            let even = node[axis] as f64 - BLOCKS[axis] as f64 / 2.0;
            // Up to 0.12 edges stay at least 55° apart, of which each edge's bends take 21°.
            (even + random.between(-0.12, 0.12)) * BLOCK[axis]
        };
        Coord { x: ordinate(0), y: ordinate(1) }
    }

    /// The edge that starts at a node, bent by midpoint displacement, in metres.
    pub(super) fn edge(&self, from: Cell, direction: Direction) -> [Coord; PIECES + 1] {
        let [i, j] = from;
        let (stream, to) = match direction {
            Direction::Across => (Stream::Across, [i + 1, j]),
            Direction::Along => (Stream::Along, [i, j + 1]),
        };
        let mut random = Random::new(self.seed, stream, from);
        let mut points = [Coord::zero(); PIECES + 1];
        points[0] = self.node(from);
        points[PIECES] = self.node(to);
        let mut step = PIECES;
        while step > 1 {
            for start in (0..PIECES).step_by(step) {
                let (a, b) = (points[start], points[start + step]);
                let aside = Coord { x: a.y - b.y, y: b.x - a.x };
                points[start + step / 2] = (a + b) / 2.0 + aside * random.between(-0.06, 0.06);
            }
            step /= 2;
        }
        points
    }

    /// From one node to a neighbour, without the last point.
    fn side(&self, from: Cell, to: Cell) -> impl Iterator<Item = Coord> + use<> {
        let lower = from.min(to);
        let direction = if from[1] == to[1] { Direction::Across } else { Direction::Along };
        let mut points = self.edge(lower, direction);
        if lower != from {
            points.reverse();
        }
        points.into_iter().take(PIECES)
    }

    /// The block's border counter-clockwise from its south-west corner, in metres, not closed.
    pub(super) fn block(&self, [i, j]: Cell) -> Vec<Coord> {
        let corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        (0..4).flat_map(|k| self.side(corners[k], corners[(k + 1) % 4])).collect()
    }

    /// Mean of the block's corners, in metres.
    pub(super) fn centre(&self, [i, j]: Cell) -> Coord {
        let corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
        corners.map(|corner| self.node(corner)).into_iter().fold(Coord::zero(), |a, b| a + b) / 4.0
    }

    /// The closed outer border of connected blocks, counter-clockwise, in degrees.
    ///
    /// The blocks must leave no hole and not touch at a mere corner.
    pub(super) fn outline(&self, blocks: &[Cell]) -> LineString {
        let inside: HashSet<Cell> = blocks.iter().copied().collect();
        let mut follows: HashMap<Cell, Cell> = HashMap::new();
        for [i, j] in blocks.iter().copied() {
            let corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
            let beside = [
                j.checked_sub(1).map(|south| [i, south]),
                Some([i + 1, j]),
                Some([i, j + 1]),
                i.checked_sub(1).map(|west| [west, j]),
            ];
            for (k, neighbour) in beside.into_iter().enumerate() {
                if !neighbour.is_some_and(|cell| inside.contains(&cell)) {
                    follows.insert(corners[k], corners[(k + 1) % 4]);
                }
            }
        }
        let first = *follows.keys().min().expect("a unit has blocks");
        let mut ring = Vec::with_capacity((follows.len() * PIECES) + 1);
        let mut node = first;
        loop {
            let next = follows[&node];
            ring.extend(self.side(node, next).map(degrees));
            node = next;
            if node == first {
                break;
            }
        }
        ring.push(ring[0]);
        LineString(ring)
    }
}

/// Longitude, latitude of a place in metres from the middle, to 1e-7 degrees (about 1 cm).
pub(super) fn degrees(place: Coord) -> Coord {
    let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
    Coord { x: round(MIDDLE[0] + place.x / DEGREE[0]), y: round(MIDDLE[1] + place.y / DEGREE[1]) }
}

/// The nodes of a lattice rectangle lie within this box: west, south, east, north, in degrees.
pub(super) fn bounds(from: Cell, to: Cell) -> [f64; 4] {
    let even = |node: Cell, axis: usize, margin: f64| {
        let place = (node[axis] as f64 - BLOCKS[axis] as f64 / 2.0 + margin) * BLOCK[axis];
        // To 1e-3 degrees, outwards.
        let degrees = (MIDDLE[axis] + place / DEGREE[axis]) * 1e3;
        if margin < 0.0 { degrees.floor() / 1e3 } else { degrees.ceil() / 1e3 }
    };
    [even(from, 0, -0.5), even(from, 1, -0.5), even(to, 0, 0.5), even(to, 1, 0.5)]
}
