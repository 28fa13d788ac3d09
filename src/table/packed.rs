//! An R-tree that is built at once and never changes: flat arrays in the order of a Hilbert curve.

use std::{cmp::Ordering, collections::BinaryHeap};

use rayon::prelude::*;

use super::Row;

/// West, south, east, north.
pub(super) type Envelope = [f64; 4];

const NOTHING: Envelope = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

/// Children of a node.
const FAN: usize = 16;

/// Rows under their envelopes.
///
/// A node's children lie side by side, so that only boxes are stored, no pointers: 22 bytes a
/// point, 38 a box. Neighbours in space are neighbours in memory.
#[derive(Debug, Default)]
pub(super) struct Packed {
    /// In the order of the curve.
    rows: Vec<Row>,
    leaves: Leaves,
    /// Boxes of [`FAN`] leaves each, then of as many of those, and so on up to one of all.
    levels: Vec<Vec<Envelope>>,
}

#[derive(Debug)]
enum Leaves {
    Points(Vec<[f64; 2]>),
    Boxes(Vec<Envelope>),
}

impl Default for Leaves {
    fn default() -> Self {
        Self::Points(Vec::new())
    }
}

fn joined(a: Envelope, b: Envelope) -> Envelope {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

pub(super) fn meet(a: &Envelope, b: &Envelope) -> bool {
    a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]
}

fn holds(outer: &Envelope, inner: &Envelope) -> bool {
    outer[0] <= inner[0] && outer[1] <= inner[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}

fn distance2(envelope: &Envelope, x: f64, y: f64) -> f64 {
    let beyond = |value: f64, low: f64, high: f64| (low - value).max(value - high).max(0.0);
    let (dx, dy) = (beyond(x, envelope[0], envelope[2]), beyond(y, envelope[1], envelope[3]));
    dx * dx + dy * dy
}

/// Place on a Hilbert curve through a square of 2^16 cells a side.
fn hilbert(mut x: u32, mut y: u32) -> u32 {
    let mut place = 0;
    for level in (0..16).rev() {
        let side = 1 << level;
        let (right, upper) = (u32::from(x & side != 0), u32::from(y & side != 0));
        place += side * side * ((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (u32::from(u16::MAX).wrapping_sub(x), u32::from(u16::MAX).wrapping_sub(y));
            }
            (x, y) = (y, x);
        }
    }
    place
}

impl Packed {
    /// - `envelope`: of each of the rows.
    pub(super) fn new(mut rows: Vec<Row>, envelope: impl Fn(Row) -> Envelope + Sync) -> Self {
        if rows.is_empty() {
            return Self::default();
        }
        let bounds = rows.par_iter().map(|row| envelope(*row)).reduce(|| NOTHING, joined);
        let cells = f64::from(u16::MAX);
        let scale = |low: f64, high: f64| if high > low { cells / (high - low) } else { 0.0 };
        let (x_scale, y_scale) = (scale(bounds[0], bounds[2]), scale(bounds[1], bounds[3]));
        let mut order: Vec<u64> = rows
            .par_iter()
            .map(|row| {
                let [west, south, east, north] = envelope(*row);
                let x = ((west + east) / 2.0 - bounds[0]) * x_scale;
                let y = ((south + north) / 2.0 - bounds[1]) * y_scale;
                u64::from(hilbert(x as u32, y as u32)) << 32 | u64::from(*row)
            })
            .collect();
        order.par_sort_unstable();
        rows.par_iter_mut().zip(&order).for_each(|(row, place)| *row = *place as Row);
        drop(order);
        Self::in_order(rows, envelope)
    }

    /// The same of rows that are in the order of the curve; in any other it only answers later.
    pub(super) fn in_order(rows: Vec<Row>, envelope: impl Fn(Row) -> Envelope + Sync) -> Self {
        if rows.is_empty() {
            return Self::default();
        }
        let is_point = |e: &Envelope| e[0] == e[2] && e[1] == e[3];
        let leaves = match rows.par_iter().all(|row| is_point(&envelope(*row))) {
            true => Leaves::Points(
                rows.par_iter().map(|row| envelope(*row)).map(|e| [e[0], e[1]]).collect(),
            ),
            false => Leaves::Boxes(rows.par_iter().map(|row| envelope(*row)).collect()),
        };
        let mut packed = Self { rows, leaves, levels: Vec::new() };
        let nodes = packed.rows.len().div_ceil(FAN);
        let mut level: Vec<Envelope> = (0..nodes)
            .into_par_iter()
            .map(|node| {
                packed.children(0, node).map(|leaf| packed.leaf(leaf)).fold(NOTHING, joined)
            })
            .collect();
        while level.len() > 1 {
            let above = level.chunks(FAN).map(|boxes| boxes.iter().copied().fold(NOTHING, joined));
            let above = above.collect();
            packed.levels.push(std::mem::replace(&mut level, above));
        }
        packed.levels.push(level);
        packed
    }

    /// The same of a table whose rows were put in the order of the curve.
    pub(super) fn reordered(mut self) -> Self {
        self.rows.iter_mut().zip(0..).for_each(|(row, place)| *row = place);
        self
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// All rows with the coordinates of their points, neighbours in space side by side; `None`
    /// when not all are points.
    pub(super) fn points(&self) -> Option<(&[Row], &[[f64; 2]])> {
        match &self.leaves {
            Leaves::Points(points) => Some((&self.rows, points)),
            Leaves::Boxes(_) => None,
        }
    }

    fn leaf(&self, index: usize) -> Envelope {
        match &self.leaves {
            Leaves::Points(points) => {
                let [x, y] = points[index];
                [x, y, x, y]
            }
            Leaves::Boxes(boxes) => boxes[index],
        }
    }

    /// Children of a node: leaves on level 0, else nodes of the level below.
    fn children(&self, level: usize, node: usize) -> std::ops::Range<usize> {
        let below = if level == 0 { self.rows.len() } else { self.levels[level - 1].len() };
        node * FAN..below.min((node + 1) * FAN)
    }

    fn root(&self) -> Option<(usize, usize)> {
        Some((self.levels.len().checked_sub(1)?, 0))
    }

    /// Rows whose envelopes meet the window, in no order.
    pub(super) fn search(&self, window: &Envelope, found: &mut Vec<Row>) {
        let mut open: Vec<(usize, usize)> = self.root().into_iter().collect();
        while let Some((level, node)) = open.pop() {
            let envelope = &self.levels[level][node];
            if !meet(envelope, window) {
                continue;
            }
            if holds(window, envelope) {
                let width = FAN.pow(level as u32 + 1);
                let end = self.rows.len().min((node + 1) * width);
                found.extend_from_slice(&self.rows[node * width..end]);
            } else if level == 0 {
                let met = self.children(0, node).filter(|leaf| meet(&self.leaf(*leaf), window));
                found.extend(met.map(|leaf| self.rows[leaf]));
            } else {
                open.extend(self.children(level, node).map(|child| (level - 1, child)));
            }
        }
    }

    /// Rows by rising distance of their envelopes, with its square.
    pub(super) fn nearest(&self, x: f64, y: f64) -> Nearest<'_> {
        let mut open = BinaryHeap::new();
        if let Some((level, node)) = self.root() {
            let distance2 = distance2(&self.levels[level][node], x, y);
            open.push(Open { distance2, of: Some(level), index: node });
        }
        Nearest { packed: self, x, y, open }
    }

    /// The `count` nearest of [`Self::nearest`] with the squares of their distances; of equally near
    /// ones the smallest rows. Quicker for a few of many: it goes depth first, and what is found
    /// so far rules out the rest, so that no queue is kept.
    pub(super) fn few(&self, x: f64, y: f64, count: usize, found: &mut Vec<(f64, Row)>) {
        found.clear();
        if let (Some((level, node)), 1..) = (self.root(), count) {
            self.descend(level, node, [x, y], count, found);
        }
    }

    fn descend(
        &self,
        level: usize,
        node: usize,
        [x, y]: [f64; 2],
        count: usize,
        found: &mut Vec<(f64, Row)>,
    ) {
        // Where the last of those found so far is nearer, nothing better can be.
        let too_far = |found: &[(f64, Row)], distance2: f64| {
            found.len() == count && found.last().is_none_or(|(worst, _)| distance2 > *worst)
        };
        let children = self.children(level, node);
        let Some(below) = level.checked_sub(1) else {
            for leaf in children {
                let one = (distance2(&self.leaf(leaf), x, y), self.rows[leaf]);
                if too_far(found, one.0) {
                    continue;
                }
                let place = found.partition_point(|other| *other < one);
                if place < count {
                    found.truncate(count - 1);
                    found.insert(place, one);
                }
            }
            return;
        };
        let mut near = [(0.0, 0); FAN];
        let near = &mut near[..children.len()];
        for (slot, child) in near.iter_mut().zip(children) {
            *slot = (distance2(&self.levels[below][child], x, y), child);
        }
        near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        for (distance2, child) in near.iter() {
            if too_far(found, *distance2) {
                break;
            }
            self.descend(below, *child, [x, y], count, found);
        }
    }

    /// How far the envelopes of those rows reach to one side: an index into [`Envelope`].
    pub(super) fn reach(&self, side: usize, counts: impl Fn(Row) -> bool) -> f64 {
        let further = |a: f64, b: f64| if side < 2 { a < b } else { a > b };
        let mut best = NOTHING[side];
        let mut open: Vec<(usize, usize)> = self.root().into_iter().collect();
        while let Some((level, node)) = open.pop() {
            if !further(self.levels[level][node][side], best) {
                continue;
            }
            if level > 0 {
                let start = open.len();
                open.extend(self.children(level, node).map(|child| (level - 1, child)));
                // The furthest on top, so that it rules out the others.
                let boxes = &self.levels[level - 1];
                open[start..].sort_by(|a, b| {
                    let ordering = boxes[a.1][side].total_cmp(&boxes[b.1][side]);
                    if side < 2 { ordering.reverse() } else { ordering }
                });
                continue;
            }
            for leaf in self.children(0, node) {
                let reach = self.leaf(leaf)[side];
                if further(reach, best) && counts(self.rows[leaf]) {
                    best = reach;
                }
            }
        }
        best
    }
}

/// A node on a level, or a leaf, that may be next.
#[derive(Debug)]
struct Open {
    distance2: f64,
    of: Option<usize>,
    index: usize,
}

impl Ord for Open {
    /// The nearest is the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other.distance2.total_cmp(&self.distance2)
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Open {}

#[derive(Debug)]
pub(super) struct Nearest<'p> {
    packed: &'p Packed,
    x: f64,
    y: f64,
    open: BinaryHeap<Open>,
}

impl Iterator for Nearest<'_> {
    type Item = (Row, f64);

    fn next(&mut self) -> Option<(Row, f64)> {
        loop {
            let Open { distance2: distance, of, index } = self.open.pop()?;
            let Some(level) = of else { return Some((self.packed.rows[index], distance)) };
            for child in self.packed.children(level, index) {
                let (envelope, of) = match level.checked_sub(1) {
                    Some(below) => (self.packed.levels[below][child], Some(below)),
                    None => (self.packed.leaf(child), None),
                };
                let distance2 = distance2(&envelope, self.x, self.y);
                self.open.push(Open { distance2, of, index: child });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_curve_visits_every_cell_once_and_goes_from_neighbour_to_neighbour() {
        // The first 4^4 cells are a curve of their own, in the corner.
        let mut cells: Vec<(u32, u32, u32)> =
            (0..16).flat_map(|x| (0..16).map(move |y| (hilbert(x, y), x, y))).collect();
        cells.sort_unstable();
        for (pair, place) in cells.windows(2).zip(0..) {
            assert_eq!(pair[0].0, place);
            assert_eq!(pair[0].1.abs_diff(pair[1].1) + pair[0].2.abs_diff(pair[1].2), 1);
        }
    }

    fn envelopes() -> impl Strategy<Value = Vec<Envelope>> {
        // On a grid, so that touching and equal boxes are common.
        let number = || (-40..40_i32).prop_map(f64::from);
        let envelope = (number(), number(), 0..4_i32, 0..4_i32)
            .prop_map(|(x, y, w, h)| [x, y, x + f64::from(w), y + f64::from(h)]);
        let point = (number(), number()).prop_map(|(x, y)| [x, y, x, y]);
        prop_oneof![prop::collection::vec(envelope, 0..700), prop::collection::vec(point, 0..700),]
    }

    proptest! {
        #[test]
        fn it_answers_as_a_list_does(
            envelopes in envelopes(),
            window in (-45..45_i32, -45..45_i32, 0..60_i32, 0..60_i32),
            place in (-50..50_i32, -50..50_i32),
            modulus in 1..5_u32,
        ) {
            let rows: Vec<Row> = (0..envelopes.len() as Row).rev().collect();
            let packed = Packed::new(rows, |row| envelopes[row as usize]);
            prop_assert_eq!(packed.len(), envelopes.len());

            let (x, y) = (f64::from(window.0), f64::from(window.1));
            let window = [x, y, x + f64::from(window.2), y + f64::from(window.3)];
            let mut found = Vec::new();
            packed.search(&window, &mut found);
            found.sort_unstable();
            let met = (0..).zip(&envelopes).filter(|(_, envelope)| meet(envelope, &window));
            prop_assert_eq!(found, met.map(|(row, _)| row).collect::<Vec<Row>>());

            let (x, y) = (f64::from(place.0), f64::from(place.1));
            let nearest: Vec<(Row, f64)> = packed.nearest(x, y).collect();
            prop_assert!(nearest.is_sorted_by(|a, b| a.1 <= b.1));
            let mut seen: Vec<Row> = nearest.iter().map(|(row, _)| *row).collect();
            seen.sort_unstable();
            prop_assert!(seen.iter().copied().eq(0..envelopes.len() as Row));
            for (row, distance) in nearest {
                prop_assert_eq!(distance, distance2(&envelopes[row as usize], x, y));
            }

            let mut few = Vec::new();
            for count in [0, 1, 5, 40, 900] {
                packed.few(x, y, count, &mut few);
                let mut all: Vec<(f64, Row)> = packed.nearest(x, y).map(|(r, d)| (d, r)).collect();
                all.sort_by(|a, b| a.partial_cmp(b).unwrap());
                all.truncate(count);
                prop_assert_eq!(&few, &all);
            }

            for side in 0..4 {
                let counts = |row: Row| row.is_multiple_of(modulus);
                let sides = (0..).zip(&envelopes).filter(|(row, _)| counts(*row)).map(|(_, e)| e[side]);
                let wanted = sides.reduce(if side < 2 { f64::min } else { f64::max });
                prop_assert_eq!(packed.reach(side, counts), wanted.unwrap_or(NOTHING[side]));
            }
            if let Some((rows, points)) = packed.points() {
                for (row, point) in rows.iter().zip(points) {
                    prop_assert_eq!(envelopes[*row as usize], [point[0], point[1], point[0], point[1]]);
                }
            }
        }
    }
}
