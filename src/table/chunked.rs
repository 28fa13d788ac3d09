use std::{iter::repeat_n, sync::Arc};

use geo_types::Geometry;
use rayon::prelude::*;

use super::LinePart;

/// Rows that are copied together when one of them is written.
pub const CHUNK: usize = 4096;

/// What a [`Chunked`] can hold: values of which one means that there is nothing.
pub trait Cell: Clone {
    const BLANK: Self;

    /// Whether both are the same value, bit by bit.
    fn same(&self, other: &Self) -> bool;
}

macro_rules! integer_cells {
    ($($kind:ty: $blank:expr),*) => {$(
        impl Cell for $kind {
            const BLANK: Self = $blank;

            fn same(&self, other: &Self) -> bool {
                self == other
            }
        }
    )*};
}

integer_cells!(u8: u8::MAX, u16: u16::MAX, u32: u32::MAX, i32: i32::MIN, i64: 0, u64: 0);

impl Cell for f64 {
    const BLANK: Self = f64::NAN;

    fn same(&self, other: &Self) -> bool {
        self.to_bits() == other.to_bits()
    }
}

impl Cell for [f64; 2] {
    const BLANK: Self = [f64::NAN; 2];

    fn same(&self, other: &Self) -> bool {
        self[0].same(&other[0]) && self[1].same(&other[1])
    }
}

impl<T: Copy + PartialEq> Cell for Option<T> {
    const BLANK: Self = None;

    fn same(&self, other: &Self) -> bool {
        self == other
    }
}

/// A pointer is the same only to the same place: what is behind it is not looked at.
macro_rules! shared_cells {
    ($($kind:ty),*) => {$(
        impl Cell for Shared<$kind> {
            const BLANK: Self = Self(None);

            fn same(&self, other: &Self) -> bool {
                match (&self.0, &other.0) {
                    (None, None) => true,
                    (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                    _ => false,
                }
            }
        }
    )*};
}

#[derive(Debug)]
pub struct Shared<T: ?Sized>(pub Option<Arc<T>>);

impl<T: ?Sized> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

shared_cells!(Geometry<f64>, [LinePart]);

/// A vector in chunks that its copies share.
///
/// A copy costs nothing; the first write to it copies the list of chunks and one chunk. Whole
/// chunks of blanks are one and the same, so that a column without values takes hardly any room.
#[derive(Debug, Clone)]
pub struct Chunked<T> {
    /// All are of [`CHUNK`] cells, but for the last, which grows in powers of two.
    pub(super) chunks: Arc<Vec<Arc<[T]>>>,
    pub(super) len: usize,
    pub(super) blank: Option<Arc<[T]>>,
}

impl<T: Cell> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Arc::default(), len: 0, blank: None }
    }
}

impl<T: Cell> Chunked<T> {
    pub fn len(&self) -> usize {
        self.len
    }

    /// # Panics
    /// Beyond the end.
    pub fn get(&self, index: usize) -> &T {
        &self.chunks[index / CHUNK][index % CHUNK]
    }

    /// Puts a value at `index`; blanks fill what lies between the end and it.
    pub fn set(&mut self, index: usize, value: T) {
        if index >= self.len {
            self.resize(index);
            self.push(value);
        } else if !self.get(index).same(&value) {
            let chunk = &mut Arc::make_mut(&mut self.chunks)[index / CHUNK];
            Arc::make_mut(chunk)[index % CHUNK] = value;
        }
    }

    fn push(&mut self, value: T) {
        let chunks = Arc::make_mut(&mut self.chunks);
        let place = self.len % CHUNK;
        if place == 0 {
            chunks.push(Arc::from([value].as_slice()));
        } else {
            let chunk = chunks.last_mut().expect("an open chunk is the last");
            if place == chunk.len() {
                let room = repeat_n(T::BLANK, place);
                *chunk = chunk.iter().cloned().chain(room).collect();
            }
            Arc::make_mut(chunk)[place] = value;
        }
        self.len += 1;
    }

    /// Makes it `len` long, if it is shorter, with blanks.
    pub fn resize(&mut self, len: usize) {
        if self.len < len {
            self.append(repeat_n(T::BLANK, len - self.len));
        }
    }

    /// Adds values at the end; quickest a whole number of chunks at a time.
    pub fn append(&mut self, values: impl IntoIterator<Item = T>) {
        let mut values = values.into_iter();
        while !self.len.is_multiple_of(CHUNK) {
            match values.next() {
                Some(value) => self.push(value),
                None => return,
            }
        }
        loop {
            let mut chunk: Vec<T> = values.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return;
            }
            self.len += chunk.len();
            let cells = chunk.len();
            chunk.resize(cells.next_power_of_two(), T::BLANK);
            let mut chunk = chunk.into();
            self.share_blanks(&mut chunk, cells);
            Arc::make_mut(&mut self.chunks).push(chunk);
        }
    }

    /// Puts the cell of each of `order`, which has every row once, where it stands there.
    pub(super) fn reorder(&mut self, order: &[u32])
    where
        T: Send + Sync,
    {
        if self.chunks.iter().all(|chunk| self.is_blank_chunk(chunk)) {
            return;
        }
        // Room is made by one thread, which then gives back that of the former chunks: allocators
        // keep what each thread had for that thread.
        let room = |cells: &[u32]| repeat_n(T::BLANK, cells.len().next_power_of_two()).collect();
        let mut chunks: Vec<Arc<[T]>> = order.chunks(CHUNK).map(room).collect();
        chunks.par_iter_mut().zip(order.par_chunks(CHUNK)).for_each(|(chunk, order)| {
            let cells = Arc::get_mut(chunk).expect("nobody else has it yet");
            for (cell, row) in cells.iter_mut().zip(order) {
                *cell = self.get(*row as usize).clone();
            }
        });
        for (chunk, cells) in chunks.iter_mut().zip(order.chunks(CHUNK)) {
            self.share_blanks(chunk, cells.len());
        }
        self.chunks = Arc::new(chunks);
    }

    /// Puts the one chunk of blanks in the place of another, when it is full.
    fn share_blanks(&mut self, chunk: &mut Arc<[T]>, cells: usize) {
        if cells == CHUNK && chunk.iter().all(|cell| cell.same(&T::BLANK)) {
            *chunk = self.blank.get_or_insert_with(|| chunk.clone()).clone();
        }
    }

    /// Whether a chunk is the one that all chunks of blanks are.
    fn is_blank_chunk(&self, chunk: &Arc<[T]>) -> bool {
        self.blank.as_ref().is_some_and(|blank| Arc::ptr_eq(blank, chunk))
    }

    /// Slices of [`CHUNK`] cells, the last of what is left.
    pub fn chunks(&self) -> impl ExactSizeIterator<Item = &[T]> {
        self.chunks.iter().enumerate().map(|(index, chunk)| {
            let end = (self.len - index * CHUNK).min(CHUNK);
            &chunk[..end]
        })
    }

    /// The cells of one chunk; none beyond the end.
    pub fn chunk(&self, index: usize) -> &[T] {
        let len = self.len.saturating_sub(index * CHUNK).min(CHUNK);
        self.chunks.get(index).map_or(&[], |chunk| &chunk[..len])
    }

    /// Whether both have the same chunk in common; what it holds is not looked at.
    pub fn shares(&self, other: &Self, index: usize) -> bool {
        let same = match (self.chunks.get(index), other.chunks.get(index)) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        same && self.chunk(index).len() == other.chunk(index).len()
    }

    /// Whether there are only blanks in it.
    pub fn is_blank(&self) -> bool {
        self.chunks.iter().all(|chunk| {
            self.is_blank_chunk(chunk) || chunk.iter().all(|cell| cell.same(&T::BLANK))
        })
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks().flatten()
    }

    /// Places at which two of them differ, and those that only the longer has. What they share is
    /// not looked at.
    pub fn differences<'c>(&'c self, other: &'c Self) -> impl Iterator<Item = usize> + 'c {
        let (longer, shorter) = if self.len > other.len { (self, other) } else { (other, self) };
        let differ =
            |index: usize| index >= shorter.len || !longer.get(index).same(shorter.get(index));
        (0..longer.chunks.len())
            .filter(|index| {
                let pair = (longer.chunks.get(*index), shorter.chunks.get(*index));
                !matches!(pair, (Some(one), Some(other)) if Arc::ptr_eq(one, other))
            })
            .flat_map(|chunk| chunk * CHUNK..(chunk + 1) * CHUNK)
            .take_while(|index| *index < longer.len)
            .filter(move |index| differ(*index))
    }
}

/// A set of rows, its copies sharing what did not change.
#[derive(Debug, Clone, Default)]
pub struct Bits {
    pub(super) words: Chunked<u64>,
    pub(super) count: usize,
}

impl Bits {
    pub fn get(&self, row: u32) -> bool {
        let word = row as usize / 64;
        word < self.words.len() && self.words.get(word) >> (row % 64) & 1 == 1
    }

    /// How many rows are in it.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether both hold the same of one chunk of [`CHUNK`] rows.
    pub(super) fn same_chunk(&self, other: &Self, chunk: usize) -> bool {
        const WORDS: usize = CHUNK / 64;
        let (first, end) = (chunk * WORDS, (chunk + 1) * WORDS);
        let word = |bits: &Self, word: usize| match word < bits.words.len() {
            true => *bits.words.get(word),
            false => 0,
        };
        self.words.shares(&other.words, first / CHUNK)
            || (first..end).all(|place| word(self, place) == word(other, place))
    }

    /// One past the largest row in it.
    pub(super) fn bound(&self) -> usize {
        let words: Vec<&u64> = self.words.iter().collect();
        let last = words.iter().rposition(|word| **word != 0);
        last.map_or(0, |last| last * 64 + 64 - words[last].leading_zeros() as usize)
    }

    /// Whether the set has changed by it.
    pub fn set(&mut self, row: u32, is_in: bool) -> bool {
        if self.get(row) == is_in {
            return false;
        }
        let word = row as usize / 64;
        self.words.resize(word + 1);
        self.words.set(word, self.words.get(word) ^ (1 << (row % 64)));
        self.count = if is_in { self.count + 1 } else { self.count - 1 };
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Set(usize, u32),
        Append(Vec<u32>),
        /// The last half comes first, backwards.
        Reorder,
        Keep,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let value = || prop_oneof![3 => Just(u32::BLANK), 1 => 0..4_u32];
        let step = prop_oneof![
            4 => (0..3 * CHUNK, value()).prop_map(|(index, value)| Step::Set(index, value)),
            1 => (value(), 0..2 * CHUNK).prop_map(|(value, len)| Step::Append(vec![value; len])),
            1 => prop::collection::vec(value(), 0..40).prop_map(Step::Append),
            1 => Just(Step::Reorder),
            1 => Just(Step::Keep),
        ];
        prop::collection::vec(step, 0..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Every copy that is kept stays what it was, whatever is written to the others.
        #[test]
        fn it_is_a_vector_and_its_copies_never_change(steps in steps()) {
            let mut chunked = Chunked::<u32>::default();
            let mut plain: Vec<u32> = Vec::new();
            let mut kept = vec![(chunked.clone(), plain.clone())];
            for step in steps {
                match step {
                    Step::Set(index, value) => {
                        chunked.set(index, value);
                        plain.resize(plain.len().max(index + 1), u32::BLANK);
                        plain[index] = value;
                    }
                    Step::Append(values) => {
                        chunked.append(values.iter().copied());
                        plain.extend(values);
                    }
                    Step::Reorder => {
                        let half = plain.len() as u32 / 2;
                        let order: Vec<u32> = (half..plain.len() as u32).rev().chain(0..half).collect();
                        chunked.reorder(&order);
                        plain = order.iter().map(|row| plain[*row as usize]).collect();
                    }
                    Step::Keep => kept.push((chunked.clone(), plain.clone())),
                }
            }
            kept.push((chunked, plain));
            for (chunked, plain) in &kept {
                prop_assert_eq!(chunked.len(), plain.len());
                prop_assert!(chunked.iter().eq(plain.iter()));
            }
            let ((last, last_plain), (first, first_plain)) = (&kept[kept.len() - 1], &kept[kept.len() / 2]);
            let differing: Vec<usize> = last.differences(first).collect();
            let wanted: Vec<usize> = (0..last_plain.len().max(first_plain.len()))
                .filter(|index| last_plain.get(*index) != first_plain.get(*index))
                .collect();
            for chunk in (0..4).filter(|chunk| last.shares(first, *chunk)) {
                prop_assert_eq!(last.chunk(chunk), first.chunk(chunk));
            }
            prop_assert_eq!(differing, wanted);
        }

        #[test]
        fn bits_are_a_set(steps in prop::collection::vec((0..9000_u32, any::<bool>()), 0..60)) {
            let (mut bits, mut set) = (Bits::default(), BTreeSet::new());
            for (row, is_in) in steps {
                let changed = if is_in { set.insert(row) } else { set.remove(&row) };
                prop_assert_eq!(bits.set(row, is_in), changed);
            }
            prop_assert_eq!(bits.count(), set.len());
            prop_assert!((0..9100).all(|row| bits.get(row) == set.contains(&row)));
        }
    }

    #[test]
    fn blank_chunks_are_one() {
        let mut chunked = Chunked::<f64>::default();
        chunked.resize(3 * CHUNK);
        assert!(Arc::ptr_eq(&chunked.chunks[0], &chunked.chunks[2]));
        chunked.set(CHUNK, 1.5);
        assert_eq!(chunked.iter().filter(|number| !number.is_nan()).count(), 1);
    }
}
