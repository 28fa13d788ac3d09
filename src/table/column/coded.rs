//! Columns of texts and lists: each distinct value once, rows hold its number.

use std::{hash::Hash, sync::Arc};

use indexmap::{Equivalent, IndexSet};

use super::{
    super::{
        Row,
        chunked::{CHUNK, Chunked},
    },
    misplaced,
};
use crate::domain::Value;

pub(super) fn text(value: &Value) -> Option<&Arc<str>> {
    match value {
        Value::Text(text) => Some(text),
        Value::Null => None,
        other => misplaced(other, "texts"),
    }
}

/// An empty list is null, and is read as an empty list.
pub(super) fn list(value: &Value) -> Option<&Arc<[Arc<str>]>> {
    match value {
        Value::TextList(list) if list.is_empty() => None,
        Value::TextList(list) => Some(list),
        Value::Null => None,
        other => misplaced(other, "lists"),
    }
}

/// Distinct values and their numbers, in the order in which they came.
///
/// Numbered piece after piece. A new value copies the last piece only, which is small: two pieces
/// become one when they are about as large, so that there are few.
#[derive(Debug, Clone)]
pub struct Dictionary<K> {
    pieces: Vec<Arc<IndexSet<K>>>,
    len: usize,
}

impl<K> Default for Dictionary<K> {
    fn default() -> Self {
        Self { pieces: Vec::new(), len: 0 }
    }
}

/// A piece that is shared is copied for a new value up to this size.
const PIECE: usize = 256;

impl<K: Clone + Eq + Hash> Dictionary<K> {
    /// - `values`: by number.
    pub(in crate::table) fn of(values: IndexSet<K>) -> Self {
        Self { len: values.len(), pieces: vec![Arc::new(values)] }
    }

    pub fn count(&self) -> usize {
        self.len
    }

    pub fn get(&self, number: u32) -> Option<&K> {
        let mut number = number as usize;
        for piece in &self.pieces {
            if let Some(value) = piece.get_index(number) {
                return Some(value);
            }
            number = number.checked_sub(piece.len())?;
        }
        None
    }

    pub fn number_of<Q: ?Sized + Hash + Equivalent<K>>(&self, value: &Q) -> Option<u32> {
        let mut start = 0;
        for piece in &self.pieces {
            if let Some(number) = piece.get_index_of(value) {
                return Some((start + number) as u32);
            }
            start += piece.len();
        }
        None
    }

    fn number(&mut self, value: &K) -> u32 {
        if let Some(number) = self.number_of(value) {
            return number;
        }
        // A piece that nobody else reads may grow to any size.
        let is_open =
            |last: &mut Arc<IndexSet<K>>| last.len() < PIECE || Arc::get_mut(last).is_some();
        if !self.pieces.last_mut().is_some_and(is_open) {
            self.pieces.push(Arc::default());
        }
        let last = self.pieces.last_mut().expect("there is one now");
        Arc::make_mut(last).insert(value.clone());
        self.len += 1;
        while let [.., one, other] = &mut self.pieces[..]
            && other.len() >= PIECE
            && one.len() < 2 * other.len()
        {
            Arc::make_mut(one).extend(other.iter().cloned());
            self.pieces.pop();
        }
        (self.len - 1) as u32
    }
}

/// Numbers of a dictionary by row, in as many bytes as the largest needs.
#[derive(Debug, Clone)]
pub(in crate::table) enum Codes {
    One(Chunked<u8>),
    Two(Chunked<u16>),
    Four(Chunked<u32>),
}

impl Default for Codes {
    fn default() -> Self {
        Self::One(Chunked::default())
    }
}

impl Codes {
    /// `u32::MAX` for null.
    pub(in crate::table) fn get(&self, row: usize) -> u32 {
        match self {
            Self::One(rows) => widen(*rows.get(row), u8::MAX),
            Self::Two(rows) => widen(*rows.get(row), u16::MAX),
            Self::Four(rows) => *rows.get(row),
        }
    }

    pub(in crate::table) fn len(&self) -> usize {
        match self {
            Self::One(rows) => rows.len(),
            Self::Two(rows) => rows.len(),
            Self::Four(rows) => rows.len(),
        }
    }

    pub(super) fn reorder(&mut self, order: &[Row]) {
        match self {
            Self::One(rows) => rows.reorder(order),
            Self::Two(rows) => rows.reorder(order),
            Self::Four(rows) => rows.reorder(order),
        }
    }

    /// Makes room for `count` numbers.
    fn fit(&mut self, count: usize) {
        let fits = match self {
            Self::One(_) => count <= usize::from(u8::MAX),
            Self::Two(_) => count <= usize::from(u16::MAX),
            Self::Four(_) => true,
        };
        if !fits {
            let codes = (0..self.len()).map(|row| self.get(row));
            let mut wider = match count <= usize::from(u16::MAX) {
                true => Self::Two(Chunked::default()),
                false => Self::Four(Chunked::default()),
            };
            wider.append(codes);
            *self = wider;
        }
    }

    fn set(&mut self, row: usize, code: u32) {
        match self {
            Self::One(rows) => rows.set(row, code as u8),
            Self::Two(rows) => rows.set(row, code as u16),
            Self::Four(rows) => rows.set(row, code),
        }
    }

    fn append(&mut self, codes: impl Iterator<Item = u32>) {
        match self {
            Self::One(rows) => rows.append(codes.map(|code| code as u8)),
            Self::Two(rows) => rows.append(codes.map(|code| code as u16)),
            Self::Four(rows) => rows.append(codes),
        }
    }
}

/// The null of a narrow code becomes the null of all; cut off, that becomes the narrow one again.
fn widen<T: Copy + PartialEq + Into<u32>>(code: T, null: T) -> u32 {
    if code == null { u32::MAX } else { code.into() }
}

#[derive(Debug, Clone)]
pub(in crate::table) struct Coded<K> {
    pub(in crate::table) dictionary: Dictionary<K>,
    pub(in crate::table) codes: Codes,
}

impl<K> Default for Coded<K> {
    fn default() -> Self {
        Self { dictionary: Dictionary::default(), codes: Codes::default() }
    }
}

impl<K: Clone + Eq + Hash> Coded<K> {
    fn get(&self, row: usize) -> Option<&K> {
        self.dictionary.get(self.codes.get(row))
    }

    fn set(&mut self, row: usize, value: Option<&K>) {
        let code = value.map_or(u32::MAX, |value| self.dictionary.number(value));
        self.codes.fit(self.dictionary.count());
        self.codes.set(row, code);
    }

    fn append<'v>(&mut self, values: impl Iterator<Item = Option<&'v K>>)
    where
        K: 'v,
    {
        let codes: Vec<u32> =
            values.map(|v| v.map_or(u32::MAX, |value| self.dictionary.number(value))).collect();
        self.codes.fit(self.dictionary.count());
        self.codes.append(codes.into_iter());
    }
}

/// Texts by row.
#[derive(Debug, Clone, Default)]
pub struct Texts(pub(in crate::table) Coded<Arc<str>>);

impl Texts {
    pub fn get(&self, row: usize) -> Option<&Arc<str>> {
        self.0.get(row)
    }

    /// The number of the row's text in the dictionary, `u32::MAX` for null.
    pub fn code(&self, row: usize) -> u32 {
        self.0.codes.get(row)
    }

    /// The same of one chunk of rows; `room` is where they may be put.
    pub fn codes<'r>(&'r self, chunk: usize, room: &'r mut [u32; CHUNK]) -> &'r [u32] {
        fn into<'r, T: Copy + PartialEq + Into<u32>>(
            codes: &[T],
            null: T,
            room: &'r mut [u32],
        ) -> &'r [u32] {
            let room = &mut room[..codes.len()];
            room.iter_mut().zip(codes).for_each(|(wide, code)| *wide = widen(*code, null));
            room
        }
        match &self.0.codes {
            Codes::One(rows) => into(rows.chunk(chunk), u8::MAX, room),
            Codes::Two(rows) => into(rows.chunk(chunk), u16::MAX, room),
            Codes::Four(rows) => rows.chunk(chunk),
        }
    }

    /// Whether both have the numbers of a chunk of rows in common.
    pub fn shares(&self, other: &Self, chunk: usize) -> bool {
        match (&self.0.codes, &other.0.codes) {
            (Codes::One(one), Codes::One(other)) => one.shares(other, chunk),
            (Codes::Two(one), Codes::Two(other)) => one.shares(other, chunk),
            (Codes::Four(one), Codes::Four(other)) => one.shares(other, chunk),
            _ => false,
        }
    }

    /// Distinct texts; some may be in no row any more.
    pub fn dictionary(&self) -> &Dictionary<Arc<str>> {
        &self.0.dictionary
    }

    pub(super) fn set(&mut self, row: usize, value: Option<&Arc<str>>) {
        self.0.set(row, value);
    }

    pub(super) fn append<'v>(&mut self, values: impl Iterator<Item = Option<&'v Arc<str>>>) {
        self.0.append(values);
    }
}

/// Lists of texts by row, never null.
#[derive(Debug, Clone)]
pub struct Lists {
    pub(in crate::table) coded: Coded<Arc<[Arc<str>]>>,
    empty: Arc<[Arc<str>]>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { coded: Coded::default(), empty: Arc::from([]) }
    }
}

impl Lists {
    pub fn get(&self, row: usize) -> &Arc<[Arc<str>]> {
        self.coded.get(row).unwrap_or(&self.empty)
    }

    pub(super) fn set(&mut self, row: usize, value: Option<&Arc<[Arc<str>]>>) {
        self.coded.set(row, value);
    }

    pub(super) fn append<'v>(&mut self, values: impl Iterator<Item = Option<&'v Arc<[Arc<str>]>>>) {
        self.coded.append(values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_that_is_shared_at_every_step_numbers_as_one_that_is_not() {
        let (mut shared, mut alone) = (Dictionary::default(), Dictionary::default());
        let mut copies = Vec::new();
        for number in 0..5000_u32 {
            let text: Arc<str> = (number % 3000).to_string().into();
            copies.push(shared.clone());
            assert_eq!(shared.number(&text), alone.number(&text));
            assert!(shared.pieces.len() < 12);
        }
        assert_eq!((shared.count(), alone.count(), alone.pieces.len()), (3000, 3000, 1));
        for number in 0..3000 {
            let text = number.to_string();
            assert_eq!(shared.get(number).map(|text| &**text), Some(&*text));
            assert_eq!(shared.number_of(&*text), Some(number));
        }
        assert_eq!(copies[1000].number_of("1000"), None);
        assert_eq!(copies[1000].count(), 1000);
    }
}
