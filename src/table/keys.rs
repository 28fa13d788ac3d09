use std::{collections::BTreeMap, sync::Arc};

use rayon::prelude::*;

use super::{
    Row,
    chunked::{Bits, CHUNK, Chunked},
};

/// The features' integer keys, by row and by key.
///
/// Loaded rows lie in any order, and a list has them by key. New features have new, larger keys, so
/// that the rows behind those are in the order of keys: a key is found by halving. What is out of
/// order, which is rare, is kept aside.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// By row. Behind the loaded rows it never falls: a row out of order repeats the key before
    /// it. One that is free keeps its own.
    pub(super) keys: Chunked<i64>,
    /// The loaded rows by ascending key; none when they lie in that order.
    pub(super) order: Chunked<Row>,
    /// Rows that are free or out of order.
    pub(super) aside: Bits,
    /// Rows out of order, by key, and their keys.
    pub(super) strays: Arc<BTreeMap<i64, Row>>,
    pub(super) stray_keys: Arc<BTreeMap<Row, i64>>,
}

impl Keys {
    /// - `keys`: by row, each once.
    pub(super) fn new(keys: Chunked<i64>) -> Self {
        let mut order = Chunked::default();
        if !keys.iter().is_sorted() {
            let mut pairs: Vec<(i64, Row)> = keys.iter().copied().zip(0..).collect();
            pairs.par_sort_unstable();
            order.append(pairs.into_iter().map(|(_, row)| row));
        }
        Self { keys, order, ..Self::default() }
    }

    /// One past the largest row.
    pub(super) fn bound(&self) -> usize {
        self.keys.len()
    }

    /// How many rows are in use.
    pub(super) fn count(&self) -> usize {
        self.keys.len() - self.aside.count() + self.strays.len()
    }

    /// How many rows are free or out of order: they cost room and time.
    pub(super) fn disorder(&self) -> usize {
        self.aside.count()
    }

    pub(super) fn is_used(&self, row: Row) -> bool {
        !self.aside.get(row) || self.stray_keys.contains_key(&row)
    }

    /// Rows in use, as they lie in memory.
    pub(super) fn used(&self) -> impl Iterator<Item = Row> + '_ {
        let is_plain = self.aside.count() == 0;
        (0..self.keys.len() as Row).filter(move |row| is_plain || self.is_used(*row))
    }

    /// Whether the same rows of a chunk are in use in both.
    pub(super) fn same_use(&self, other: &Self, chunk: usize) -> bool {
        let rows = (chunk * CHUNK) as Row..((chunk + 1) * CHUNK) as Row;
        let bound = |keys: &Self| keys.bound().clamp(rows.start as usize, rows.end as usize);
        bound(self) == bound(other)
            && self.aside.same_chunk(&other.aside, chunk)
            && (Arc::ptr_eq(&self.stray_keys, &other.stray_keys)
                || self.strays_in(rows.clone()).eq(other.strays_in(rows)))
    }

    /// Rows in use, out of order.
    fn strays_in(&self, rows: std::ops::Range<Row>) -> impl Iterator<Item = Row> + '_ {
        self.stray_keys.range(rows).map(|(row, _)| *row)
    }

    /// The key of a row in use.
    pub(super) fn get(&self, row: Row) -> i64 {
        if !self.stray_keys.is_empty()
            && let Some(key) = self.stray_keys.get(&row)
        {
            return *key;
        }
        *self.keys.get(row as usize)
    }

    /// The row at a place in the order of keys, but for strays, of which each is at the place of
    /// its row.
    fn at(&self, place: usize) -> Row {
        if place < self.order.len() { *self.order.get(place) } else { place as Row }
    }

    fn key_at(&self, place: usize) -> i64 {
        *self.keys.get(self.at(place) as usize)
    }

    /// Whether the keys rise, or stay, from place to place.
    pub(super) fn is_in_order(&self) -> bool {
        (0..self.keys.len()).map(|place| self.key_at(place)).is_sorted()
    }

    /// The first place in order whose key is not below; places before it have smaller ones.
    fn place(&self, key: i64) -> usize {
        let (mut low, mut high) = (0, self.keys.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key_at(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The row that has the key or, when it is free, had it.
    fn owner(&self, key: i64) -> Option<Row> {
        let place = self.place(key);
        (place < self.keys.len() && self.key_at(place) == key).then(|| self.at(place))
    }

    pub(super) fn row_of(&self, key: i64) -> Option<Row> {
        if let Some(row) = self.strays.get(&key) {
            return Some(*row);
        }
        self.owner(key).filter(|row| !self.aside.get(*row))
    }

    /// A row for a key that none has.
    pub(super) fn add(&mut self, key: i64) -> Row {
        if let Some(row) = self.owner(key) {
            self.aside.set(row, false);
            return row;
        }
        let row = self.keys.len();
        match row.checked_sub(1).map(|last| self.key_at(last)) {
            Some(last) if last > key => {
                self.keys.set(row, last);
                self.aside.set(row as Row, true);
                Arc::make_mut(&mut self.strays).insert(key, row as Row);
                Arc::make_mut(&mut self.stray_keys).insert(row as Row, key);
            }
            _ => self.keys.set(row, key),
        }
        row as Row
    }

    /// Frees a row in use.
    pub(super) fn free(&mut self, row: Row) {
        if self.stray_keys.contains_key(&row) {
            let key = Arc::make_mut(&mut self.stray_keys).remove(&row).expect("seen above");
            Arc::make_mut(&mut self.strays).remove(&key);
        } else {
            self.aside.set(row, true);
        }
    }

    /// Rows in use by ascending key, of keys above `after`.
    pub(super) fn rows(&self, after: Option<i64>) -> impl Iterator<Item = Row> + '_ {
        use std::ops::Bound::{Excluded, Unbounded};
        // The key may be the largest there is, which has none above it.
        let above = |key: i64| key.checked_add(1).map_or(self.keys.len(), |next| self.place(next));
        let strays = self.strays.range((after.map_or(Unbounded, Excluded), Unbounded));
        let mut start = after.map_or(0, above);
        let pieces = strays
            .map(move |(key, row)| (above(*key), Some(*row)))
            .chain(std::iter::once((self.keys.len(), None)));
        let is_plain = self.aside.count() == 0;
        pieces.flat_map(move |(end, stray)| {
            let places = start..end;
            start = start.max(end);
            let rows = places.map(|place| self.at(place));
            rows.filter(move |row| is_plain || !self.aside.get(*row)).chain(stray)
        })
    }

    /// Puts rows in use, each there once, in the order of their keys.
    pub(super) fn sort(&self, rows: &mut Vec<Row>) {
        // Many are picked from all, which are in order.
        const MANY: usize = 32;
        if rows.is_sorted_by_key(|row| self.get(*row)) {
            return;
        }
        if rows.len() > self.bound() / MANY {
            let mut wanted = vec![0_u64; self.bound().div_ceil(64)];
            rows.iter().for_each(|row| wanted[*row as usize / 64] |= 1 << (row % 64));
            rows.clear();
            let is_wanted = |row: &Row| wanted[*row as usize / 64] >> (row % 64) & 1 == 1;
            rows.extend(self.rows(None).filter(is_wanted));
        } else {
            let mut pairs: Vec<(i64, Row)> =
                rows.iter().map(|row| (self.get(*row), *row)).collect();
            pairs.sort_unstable();
            rows.iter_mut().zip(pairs).for_each(|(row, (_, sorted))| *row = sorted);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_are_a_sorted_map(
            loaded in prop::collection::btree_set(0..40_i64, 0..30),
            shuffled in any::<bool>(),
            steps in prop::collection::vec((any::<bool>(), 0..60_i64), 0..80),
        ) {
            let mut loaded: Vec<i64> = loaded.into_iter().collect();
            if shuffled {
                loaded.sort_by_key(|key| key * 7 % 41);
            }
            let mut by_row = Chunked::default();
            by_row.append(loaded.iter().copied());
            let mut keys = Keys::new(by_row);
            let mut map: BTreeMap<i64, Row> = loaded.into_iter().zip(0..).collect();
            let mut kept = (keys.clone(), map.clone());
            for (index, (adds, key)) in steps.iter().enumerate() {
                if index == steps.len() / 2 {
                    kept = (keys.clone(), map.clone());
                }
                match (adds, map.get(key).copied()) {
                    (true, None) => {
                        let row = keys.add(*key);
                        prop_assert!(!map.values().any(|used| *used == row));
                        map.insert(*key, row);
                    }
                    (false, Some(row)) => {
                        keys.free(row);
                        map.remove(key);
                    }
                    _ => {}
                }
            }
            for (keys, map) in [(keys, map), kept] {
                prop_assert_eq!(keys.count(), map.len());
                prop_assert!(keys.rows(None).eq(map.values().copied()));
                for key in [i64::MIN, -1, 3, 17, 59, 60, i64::MAX] {
                    use std::ops::Bound::{Excluded, Unbounded};
                    let after = map.range((Excluded(key), Unbounded)).map(|(_, row)| *row);
                    prop_assert!(keys.rows(Some(key)).eq(after));
                }
                for key in 0..60 {
                    prop_assert_eq!(keys.row_of(key), map.get(&key).copied());
                }
                for share in [1, 3, 40] {
                    let picked = map.values().copied().filter(|row| row % share == 0);
                    let mut sorted: Vec<Row> = picked.clone().collect();
                    sorted.sort_unstable_by_key(|row| row % 5);
                    keys.sort(&mut sorted);
                    prop_assert!(sorted.into_iter().eq(picked));
                }
                for row in 0..keys.bound() as Row {
                    let key = map.iter().find(|(_, used)| **used == row).map(|(key, _)| *key);
                    prop_assert_eq!(keys.is_used(row), key.is_some());
                    if let Some(key) = key {
                        prop_assert_eq!(keys.get(row), key);
                    }
                }
            }
        }
    }
}
