//! Points in the order of tiles, so that a tile of any zoom holds one stretch of them.

use std::sync::Arc;

use rayon::slice::ParallelSliceMut;

use super::{EXTENT, MatrixSet, Tile};

/// Binary digits of a place within one unit.
const FRACTION: u32 = 31;
/// Points of one leaf; twice as many split it.
const LEAF: usize = 4096;

/// A place in whole 2^-31 of a unit, from the west and from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub x: u32,
    pub y: u32,
}

impl Place {
    /// The place of a position; what lies beyond the world's edge, or on its eastern and southern
    /// one, lies in the last place before it, so that every point has a tile.
    pub fn new(set: MatrixSet, longitude: f64, latitude: f64) -> Self {
        let [u, v] = set.units(longitude, latitude);
        let whole = |units: f64, world: f64| {
            let steps = (1_u64 << FRACTION) as f64;
            // A cast of a float stays in range.
            ((units * steps).floor() as u64).min((world * steps) as u64 - 1) as u32
        };
        Self { x: whole(u, set.width()), y: whole(v, 1.0) }
    }

    /// Column and row of the tile that has it.
    pub fn tile(self, zoom: u8) -> (u32, u32) {
        let shift = FRACTION - u32::from(zoom);
        (self.x >> shift, self.y >> shift)
    }

    /// Its grid numbers in that tile, from 0 to [`EXTENT`] - 1.
    pub fn in_tile(self, zoom: u8) -> [i64; 2] {
        let shift = FRACTION - u32::from(zoom);
        let local = |whole: u32| ((i64::from(whole) & ((1 << shift) - 1)) * EXTENT) >> shift;
        [local(self.x), local(self.y)]
    }

    /// The digits of both by turns: all places of a tile have one beginning.
    fn code(self) -> u64 {
        spread(self.x) | spread(self.y) << 1
    }
}

/// Every digit at twice its place.
fn spread(number: u32) -> u64 {
    let mut n = u64::from(number);
    for (shift, mask) in [
        (16, 0x0000_ffff_0000_ffff),
        (8, 0x00ff_00ff_00ff_00ff),
        (4, 0x0f0f_0f0f_0f0f_0f0f),
        (2, 0x3333_3333_3333_3333),
        (1, 0x5555_5555_5555_5555_u64),
    ] {
        n = (n | n << shift) & mask;
    }
    n
}

/// A point of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    pub place: Place,
    pub row: u32,
    /// Number of its class.
    pub class: u8,
}

impl Entry {
    fn key(&self) -> (u64, u32) {
        (self.place.code(), self.row)
    }
}

#[derive(Debug, Clone, Default)]
struct Leaf {
    places: Vec<Place>,
    rows: Vec<u32>,
    classes: Vec<u8>,
}

impl Leaf {
    fn new(entries: &[Entry]) -> Self {
        Self {
            places: entries.iter().map(|entry| entry.place).collect(),
            rows: entries.iter().map(|entry| entry.row).collect(),
            classes: entries.iter().map(|entry| entry.class).collect(),
        }
    }

    fn key(&self, index: usize) -> (u64, u32) {
        (self.places[index].code(), self.rows[index])
    }

    /// How many of its entries come before a key.
    fn before(&self, key: (u64, u32)) -> usize {
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = (low + high) / 2;
            if self.key(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// A stretch of points: their places, rows and classes.
#[derive(Debug, Clone, Copy)]
pub struct Stretch<'p> {
    pub places: &'p [Place],
    pub rows: &'p [u32],
    pub classes: &'p [u8],
}

/// A layer's points in the order of tiles, in leaves that copies share: the next state after an
/// edit costs the leaves it touches.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The first key of each leaf; no leaf is empty.
    firsts: Vec<(u64, u32)>,
    leaves: Vec<Arc<Leaf>>,
}

impl Places {
    /// - `entries`: in any order; each row once.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.par_sort_unstable_by_key(Entry::key);
        let leaves = entries.chunks(LEAF);
        Self {
            firsts: leaves.clone().map(|leaf| leaf[0].key()).collect(),
            leaves: leaves.map(|leaf| Arc::new(Leaf::new(leaf))).collect(),
        }
    }

    pub fn len(&self) -> usize {
        self.leaves.iter().map(|leaf| leaf.rows.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    /// The leaf that has a key, or would have it.
    fn leaf(&self, key: (u64, u32)) -> usize {
        self.firsts.partition_point(|first| *first <= key).saturating_sub(1)
    }

    pub fn insert(&mut self, entry: Entry) {
        if self.leaves.is_empty() {
            *self = Self::new(vec![entry]);
            return;
        }
        let number = self.leaf(entry.key());
        let leaf = Arc::make_mut(&mut self.leaves[number]);
        let at = leaf.before(entry.key());
        leaf.places.insert(at, entry.place);
        leaf.rows.insert(at, entry.row);
        leaf.classes.insert(at, entry.class);
        if leaf.rows.len() > 2 * LEAF {
            let half = Leaf {
                places: leaf.places.split_off(LEAF),
                rows: leaf.rows.split_off(LEAF),
                classes: leaf.classes.split_off(LEAF),
            };
            self.firsts.insert(number + 1, half.key(0));
            self.leaves.insert(number + 1, Arc::new(half));
        }
        self.firsts[number] = self.leaves[number].key(0);
    }

    /// Takes a point out; nothing happens where it is not.
    pub fn remove(&mut self, place: Place, row: u32) {
        let key = (place.code(), row);
        let number = self.leaf(key);
        let Some(leaf) = self.leaves.get_mut(number) else { return };
        let at = leaf.before(key);
        if at == leaf.rows.len() || leaf.key(at) != key {
            return;
        }
        let leaf = Arc::make_mut(leaf);
        leaf.places.remove(at);
        leaf.rows.remove(at);
        leaf.classes.remove(at);
        if leaf.rows.is_empty() {
            self.firsts.remove(number);
            self.leaves.remove(number);
        } else {
            self.firsts[number] = leaf.key(0);
        }
    }

    /// The points of a tile: its western and northern side are in it, the others are not.
    pub fn of_tile(&self, tile: &Tile) -> Vec<Stretch<'_>> {
        let digits = 2 * (FRACTION - u32::from(tile.zoom));
        let shift = FRACTION - u32::from(tile.zoom);
        let from = Place { x: tile.column << shift, y: tile.row << shift }.code();
        let (from, to) = ((from, 0), (from | ((1_u64 << digits) - 1), u32::MAX));
        let mut found = Vec::new();
        for number in self.leaf(from)..self.leaves.len() {
            if self.firsts[number] > to {
                break;
            }
            let leaf = &self.leaves[number];
            let start = if self.firsts[number] < from { leaf.before(from) } else { 0 };
            let end = match self.firsts.get(number + 1) {
                Some(next) if *next <= to => leaf.rows.len(),
                _ => leaf.before(to),
            };
            if start < end {
                found.push(Stretch {
                    places: &leaf.places[start..end],
                    rows: &leaf.rows[start..end],
                    classes: &leaf.classes[start..end],
                });
            }
        }
        found
    }
}

/// What lies in one cell of a tile.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'c> {
    /// The mean of its points, in grid numbers of the tile.
    pub position: [i64; 2],
    pub count: u32,
    /// How many of each class.
    pub classes: &'c [u32],
}

/// The points of a tile counted in square cells, each point in exactly one.
#[derive(Debug)]
pub struct Cells {
    zoom: u8,
    classes: usize,
    counts: Vec<u32>,
    sums: Vec<[u64; 2]>,
}

impl Cells {
    /// - `per_side`: cells from one side to the other, a power of two.
    /// - `classes`: number of classes; every class of a point is below it.
    pub fn new<'s>(
        stretches: impl IntoIterator<Item = Stretch<'s>>,
        tile: &Tile,
        per_side: u32,
        classes: usize,
    ) -> Self {
        let cells = (per_side * per_side) as usize;
        let mut counts = vec![0; cells * classes];
        let mut sums = vec![[0; 2]; cells];
        let side = FRACTION - u32::from(tile.zoom);
        let shift = side - per_side.ilog2();
        let (inside, step) = ((1_u32 << side) - 1, per_side as usize);
        for stretch in stretches {
            for (place, class) in stretch.places.iter().zip(stretch.classes) {
                let (x, y) = (place.x & inside, place.y & inside);
                let cell = (y >> shift) as usize * step + (x >> shift) as usize;
                counts[cell * classes + usize::from(*class)] += 1;
                sums[cell][0] += u64::from(x);
                sums[cell][1] += u64::from(y);
            }
        }
        Self { zoom: tile.zoom, classes, counts, sums }
    }

    /// Those with something in them, row by row from the north-west.
    pub fn iter(&self) -> impl Iterator<Item = Cell<'_>> {
        self.counts.chunks(self.classes).zip(&self.sums).filter_map(|(classes, sums)| {
            let count: u32 = classes.iter().sum();
            let mean = |sum: u64| (sum / u64::from(count.max(1))) as u32;
            let place = Place { x: mean(sums[0]), y: mean(sums[1]) };
            (count > 0).then(|| Cell { position: place.in_tile(self.zoom), count, classes })
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SET: MatrixSet = MatrixSet::WebMercatorQuad;

    fn rows(places: &Places, tile: &Tile) -> Vec<u32> {
        let mut rows: Vec<u32> =
            places.of_tile(tile).iter().flat_map(|s| s.rows.iter().copied()).collect();
        rows.sort_unstable();
        rows
    }

    /// Positions that often lie on the sides of tiles.
    fn positions() -> impl Strategy<Value = Vec<(f64, f64)>> {
        let longitude = prop_oneof![
            -180.0..=180.0_f64,
            (-16_i32..=16).prop_map(|n| f64::from(n) * 360.0 / 32.0),
        ];
        let latitude = prop_oneof![-90.0..=90.0_f64, Just(0.0), Just(-90.0), Just(90.0)];
        prop::collection::vec((longitude, latitude), 0..200)
    }

    proptest! {
        #[test]
        fn every_point_is_in_exactly_one_tile_of_a_zoom(positions in positions(), zoom in 0_u8..6) {
            for set in MatrixSet::ALL {
                let entry = |(row, p): (usize, &(f64, f64))| Entry {
                    place: Place::new(set, p.0, p.1), row: row as u32, class: 0,
                };
                let places = Places::new(positions.iter().enumerate().map(entry).collect());
                let (columns, all) = set.size(zoom);
                let mut found = Vec::new();
                let mut counted = 0;
                for column in 0..columns {
                    for row in 0..all {
                        let tile = Tile { set, zoom, column, row };
                        found.extend(rows(&places, &tile));
                        let cells = Cells::new(places.of_tile(&tile), &tile, 32, 1);
                        counted += cells.iter().map(|cell| cell.count).sum::<u32>();
                    }
                }
                found.sort_unstable();
                prop_assert_eq!(found, (0..positions.len() as u32).collect::<Vec<_>>());
                prop_assert_eq!(counted as usize, positions.len());
            }
        }

        #[test]
        fn edits_leave_what_a_fresh_order_has(
            edits in prop::collection::vec((0_u32..300, -180.0..180.0_f64, any::<bool>()), 0..400),
        ) {
            let mut edited = Places::default();
            let mut truth: std::collections::BTreeMap<u32, Place> = Default::default();
            for (row, longitude, keep) in edits {
                if let Some(place) = truth.remove(&row) {
                    edited.remove(place, row);
                }
                if keep {
                    let place = Place::new(SET, longitude, longitude / 2.5);
                    truth.insert(row, place);
                    edited.insert(Entry { place, row, class: 0 });
                }
            }
            prop_assert_eq!(edited.len(), truth.len());
            for column in 0..8 {
                for row in 0..8 {
                    let tile = Tile { set: SET, zoom: 3, column, row };
                    let expected: Vec<u32> = truth.iter()
                        .filter(|(_, place)| place.tile(3) == (column, row))
                        .map(|(row, _)| *row)
                        .collect();
                    prop_assert_eq!(rows(&edited, &tile), expected);
                }
            }
        }
    }

    #[test]
    fn many_points_at_one_place_split_leaves_and_stay_together() {
        let place = Place::new(SET, 121.4, 31.1);
        let mut places = Places::default();
        for row in 0..3 * LEAF as u32 {
            places.insert(Entry { place, row, class: 0 });
        }
        let (column, row) = place.tile(24);
        let tile = Tile { set: SET, zoom: 24, column, row };
        assert_eq!(rows(&places, &tile).len(), 3 * LEAF);
        for row in 0..3 * LEAF as u32 {
            places.remove(place, row);
        }
        assert!(places.is_empty());
    }
}
