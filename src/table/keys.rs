use std::{collections::BTreeMap, sync::Arc};

use super::{
    Row,
    chunked::{Bits, CHUNK, Chunked},
};

/// The features' integer keys, by row and by key.
///
/// New features have new, larger keys, so that rows are in the order of keys: a key is found by
/// halving. What is out of order, which is rare, is kept aside.
#[derive(Debug, Clone, Default)]
pub(super) struct Keys {
    /// Never falls: a row out of order repeats the key before it, one that is free keeps its own.
    pub(super) keys: Chunked<i64>,
    /// Rows that are free or out of order.
    pub(super) aside: Bits,
    /// Rows out of order, by key, and their keys.
    pub(super) strays: Arc<BTreeMap<i64, Row>>,
    pub(super) stray_keys: Arc<BTreeMap<Row, i64>>,
}

impl Keys {
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

    /// The first row in order whose key is not below; rows in order before it have smaller ones.
    fn place(&self, key: i64) -> usize {
        let (mut low, mut high) = (0, self.keys.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if *self.keys.get(middle) < key { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// The row that has the key or, when it is free, had it.
    fn owner(&self, key: i64) -> Option<Row> {
        let place = self.place(key);
        (place < self.keys.len() && *self.keys.get(place) == key).then_some(place as Row)
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
        match row.checked_sub(1).map(|last| *self.keys.get(last)) {
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

    /// As many [`add`](Self::add); their rows are the next ones when the keys rise.
    pub(super) fn append(&mut self, keys: &[i64]) {
        let last = self.keys.len().checked_sub(1).map(|last| *self.keys.get(last));
        if keys.is_sorted_by(|a, b| a < b)
            && keys.first().is_none_or(|k| last.is_none_or(|l| l < *k))
        {
            self.keys.append(keys.iter().copied());
        } else {
            for key in keys {
                self.add(*key);
            }
        }
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
            let range = start as Row..end as Row;
            start = start.max(end);
            range.filter(move |row| is_plain || !self.aside.get(*row)).chain(stray)
        })
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
            steps in prop::collection::vec((any::<bool>(), 0..60_i64), 0..80),
        ) {
            let mut keys = Keys::default();
            keys.append(&loaded.iter().copied().collect::<Vec<_>>());
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
