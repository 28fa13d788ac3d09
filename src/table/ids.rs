use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Row,
    chunked::{CHUNK, Cell, Chunked},
};

/// Texts by row, side by side in chunks that copies share.
#[derive(Debug, Clone, Default)]
pub(super) struct Ids {
    pub(super) chunks: Arc<Vec<Arc<Piece>>>,
    pub(super) len: usize,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Of each text in `text`, in bytes.
    pub(super) ends: Vec<u32>,
}

impl Piece {
    pub(super) fn range(&self, index: usize) -> std::ops::Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        start as usize..self.ends[index] as usize
    }

    fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(u32::try_from(self.text.len()).expect("4096 ids of 200 characters"));
    }
}

impl Ids {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn get(&self, row: Row) -> &str {
        let piece = &self.chunks[row as usize / CHUNK];
        &piece.text[piece.range(row as usize % CHUNK)]
    }

    /// Puts an id at `row`, which may be one past the end.
    pub(super) fn set(&mut self, row: Row, id: &str) {
        let (chunk, index) = (row as usize / CHUNK, row as usize % CHUNK);
        if row as usize == self.len {
            let chunks = Arc::make_mut(&mut self.chunks);
            if chunk == chunks.len() {
                chunks.push(Arc::default());
            }
            Arc::make_mut(&mut chunks[chunk]).push(id);
            self.len += 1;
        } else if self.get(row) != id {
            let piece = Arc::make_mut(&mut Arc::make_mut(&mut self.chunks)[chunk]);
            let range = piece.range(index);
            let (before, after) = (range.len() as u32, id.len() as u32);
            piece.text.replace_range(range, id);
            piece.ends[index..].iter_mut().for_each(|end| *end = *end - before + after);
        }
    }

    /// Puts the text of each of `order`, which has every row once, where it stands there.
    pub(super) fn reorder(&mut self, order: &[Row]) {
        let size = |rows: &[Row]| rows.iter().map(|row| self.get(*row).len()).sum();
        let sizes: Vec<usize> = order.par_chunks(CHUNK).map(size).collect();
        // One thread makes the room, as for columns.
        let room = |(rows, size): (&[Row], usize)| Piece {
            text: String::with_capacity(size),
            ends: Vec::with_capacity(rows.len()),
        };
        let mut pieces: Vec<Piece> = order.chunks(CHUNK).zip(sizes).map(room).collect();
        pieces
            .par_iter_mut()
            .zip(order.par_chunks(CHUNK))
            .for_each(|(piece, rows)| rows.iter().for_each(|row| piece.push(self.get(*row))));
        self.chunks = Arc::new(pieces.into_iter().map(Arc::new).collect());
    }
}

/// From ids to rows: a table of rows, the ids themselves being those of the rows.
///
/// Nothing is taken out: a row that is free or has another id by now is passed over.
#[derive(Debug, Clone)]
pub(super) struct IdTable {
    hasher: RandomState,
    slots: Chunked<u32>,
    /// Slots that are not empty.
    filled: usize,
}

impl IdTable {
    /// - `rows`: those in use.
    pub(super) fn new(ids: &Ids, rows: impl Iterator<Item = Row>, count: usize) -> Self {
        let hasher = RandomState::new();
        // Half as much again, so that it is built anew only after many writes.
        let mut slots = vec![u32::BLANK; (count + count / 2 + 8).next_power_of_two()];
        let mut filled = 0;
        for row in rows {
            let mut slot = hasher.hash_one(ids.get(row)) as usize & (slots.len() - 1);
            while slots[slot] != u32::BLANK {
                slot = (slot + 1) & (slots.len() - 1);
            }
            slots[slot] = row;
            filled += 1;
        }
        let mut chunked = Chunked::default();
        chunked.append(slots);
        Self { hasher, slots: chunked, filled }
    }

    /// Slots in the order in which an id is looked for, up to the first empty one.
    fn probe(&self, id: &str) -> impl Iterator<Item = (usize, u32)> + '_ {
        let mask = self.slots.len() - 1;
        let first = self.hasher.hash_one(id) as usize & mask;
        (0..self.slots.len()).map(move |step| {
            let slot = (first + step) & mask;
            (slot, *self.slots.get(slot))
        })
    }

    /// The row that `is_it`, of those that may have the id.
    pub(super) fn find(&self, id: &str, is_it: impl Fn(Row) -> bool) -> Option<Row> {
        let rows = self.probe(id).map(|(_, row)| row).take_while(|row| *row != u32::BLANK);
        rows.into_iter().find(|row| is_it(*row))
    }

    /// Whether it has become so full that it should be built anew.
    pub(super) fn is_full(&self) -> bool {
        self.filled * 4 >= self.slots.len() * 3
    }

    pub(super) fn insert(&mut self, id: &str, row: Row) {
        let place = self.probe(id).find(|(_, found)| *found == u32::BLANK || *found == row);
        let (slot, found) = place.expect("a quarter of the slots is empty");
        if found == u32::BLANK {
            self.slots.set(slot, row);
            self.filled += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn ids_are_a_list_and_their_table_finds_each(
            loaded in 0..2 * CHUNK,
            writes in prop::collection::vec((0..2 * CHUNK + 20, "[a-c龙]{1,4}"), 0..200),
        ) {
            let mut list: Vec<String> = (0..loaded).map(|number| format!("L{number}")).collect();
            let mut ids = Ids::default();
            for (row, id) in (0..).zip(&list) {
                ids.set(row, id);
            }
            let order: Vec<Row> = (0..loaded as Row).rev().collect();
            ids.reorder(&order);
            list.reverse();
            let mut table = IdTable::new(&ids, 0..loaded as Row, loaded);
            let (before, list_before) = (ids.clone(), list.clone());
            for (place, id) in writes {
                let row = place.min(list.len());
                if row == list.len() { list.push(id.clone()) } else { list[row] = id.clone() }
                ids.set(row as Row, &id);
                if table.is_full() {
                    table = IdTable::new(&ids, 0..ids.len() as Row, ids.len());
                }
                table.insert(&id, row as Row);
            }
            for (ids, list) in [(&ids, &list), (&before, &list_before)] {
                prop_assert_eq!(ids.len(), list.len());
                prop_assert!((0..).zip(list).all(|(row, id)| ids.get(row) == id));
            }
            for (row, id) in (0..).zip(&list) {
                prop_assert_eq!(table.find(id, |found| found == row && ids.get(found) == id), Some(row));
            }
            prop_assert_eq!(table.find("none", |found| ids.get(found) == "none"), None);
        }
    }
}
