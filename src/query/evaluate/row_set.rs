use crate::table::Row;

/// A set of rows of one table: a sorted list when few, a bit for each row when many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowSet {
    Few(Vec<Row>),
    Many(Vec<u64>),
}

/// A list takes as much room as bits when it holds one row in 32.
const ROWS_PER_LISTED: usize = 64;

impl RowSet {
    pub(super) fn empty() -> Self {
        Self::Few(Vec::new())
    }

    /// - `rows`: in any order.
    /// - `bound`: one past the largest row of the table.
    pub(super) fn new(mut rows: Vec<Row>, bound: usize) -> Self {
        if rows.len() <= bound / ROWS_PER_LISTED {
            rows.sort_unstable();
            rows.dedup();
            return Self::Few(rows);
        }
        let mut bits = vec![0_u64; bound.div_ceil(64)];
        for row in rows {
            set(&mut bits, row);
        }
        Self::Many(bits)
    }

    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Few(rows) => rows.len() * size_of::<Row>(),
            Self::Many(bits) => bits.len() * size_of::<u64>(),
        }
    }

    pub(super) fn contains(&self, row: Row) -> bool {
        match self {
            Self::Few(rows) => rows.binary_search(&row).is_ok(),
            Self::Many(bits) => bits[row as usize / 64] >> (row % 64) & 1 == 1,
        }
    }

    /// Ascending.
    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = Row> + '_> {
        match self {
            Self::Few(rows) => Box::new(rows.iter().copied()),
            Self::Many(bits) => Box::new((0_u32..).zip(bits).flat_map(|(index, &word)| {
                let mut word = word;
                std::iter::from_fn(move || {
                    (word != 0).then(|| {
                        let bit = word.trailing_zeros();
                        word &= word - 1;
                        index * 64 + bit
                    })
                })
            })),
        }
    }

    pub(super) fn intersection(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Few(mut rows), other) => {
                rows.retain(|row| other.contains(*row));
                Self::Few(rows)
            }
            (many, Self::Few(rows)) => {
                Self::Few(rows.iter().copied().filter(|row| many.contains(*row)).collect())
            }
            (Self::Many(mut bits), Self::Many(others)) => {
                bits.iter_mut().zip(others).for_each(|(word, other)| *word &= other);
                Self::Many(bits)
            }
        }
    }

    pub(super) fn union(self, other: Self, bound: usize) -> Self {
        match (self, other) {
            (Self::Few(mut rows), Self::Few(more)) => {
                rows.extend(more);
                Self::new(rows, bound)
            }
            (Self::Many(mut bits), Self::Few(rows)) | (Self::Few(rows), Self::Many(mut bits)) => {
                rows.into_iter().for_each(|row| set(&mut bits, row));
                Self::Many(bits)
            }
            (Self::Many(mut bits), Self::Many(others)) => {
                bits.iter_mut().zip(others).for_each(|(word, other)| *word |= other);
                Self::Many(bits)
            }
        }
    }
}

fn set(bits: &mut [u64], row: Row) {
    bits[row as usize / 64] |= 1 << (row % 64);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const BOUND: usize = 1000;

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        prop_oneof![
            prop::collection::vec(0..BOUND as Row, 0..12),
            prop::collection::vec(0..BOUND as Row, 0..400),
        ]
    }

    proptest! {
        #[test]
        fn few_and_many_are_the_same_set(a in rows(), b in rows()) {
            let (one, two) = (RowSet::new(a.clone(), BOUND), RowSet::new(b.clone(), BOUND));
            let a: BTreeSet<Row> = a.into_iter().collect();
            let b: BTreeSet<Row> = b.into_iter().collect();
            prop_assert!(one.iter().eq(a.iter().copied()));
            prop_assert!((0..BOUND as Row).all(|row| one.contains(row) == a.contains(&row)));
            let both: Vec<Row> = one.clone().intersection(&two).iter().collect();
            prop_assert!(both.iter().eq(a.intersection(&b)));
            let either: Vec<Row> = one.union(two, BOUND).iter().collect();
            prop_assert!(either.iter().eq(a.union(&b)));
        }
    }
}
