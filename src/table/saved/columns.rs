//! Columns, and the dictionaries of those that have one.

use std::{hash::Hash, io};

use indexmap::IndexSet;

use super::super::{
    chunked::Chunked,
    column::{Coded, Codes, Column, Dictionary, Integers},
};
use crate::{
    domain::DataType,
    saved::{Field, Fields, SavedError, Writer},
};

impl Column {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        match self {
            Self::Boolean(rows) => rows.0.save(to),
            Self::Integer(Integers::Small(rows)) => {
                to.put(&0_u8);
                rows.save(to)
            }
            Self::Integer(Integers::Large(rows)) => {
                to.put(&1_u8);
                rows.save(to)
            }
            Self::Real(rows) => rows.0.save(to),
            Self::Text(rows) => rows.0.save(to),
            Self::Date(rows) => rows.0.save(to),
            Self::DateTime(rows) => rows.0.save(to),
            Self::TextList(rows) => rows.coded.save(to),
        }
    }

    pub(super) fn load(data_type: DataType, from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let mut column = Self::new(data_type);
        match &mut column {
            Self::Boolean(rows) => rows.0 = Chunked::load(from)?,
            Self::Integer(rows) => {
                *rows = match u8::take(from)? {
                    0 => Integers::Small(Chunked::load(from)?),
                    1 => Integers::Large(Chunked::load(from)?),
                    _ => return Err(SavedError::Damaged("integers of an unknown size")),
                }
            }
            Self::Real(rows) => rows.0 = Chunked::load(from)?,
            Self::Text(rows) => rows.0 = Coded::load(from)?,
            Self::Date(rows) => rows.0 = Chunked::load(from)?,
            Self::DateTime(rows) => rows.0 = Chunked::load(from)?,
            Self::TextList(rows) => rows.coded = Coded::load(from)?,
        }
        Ok(column)
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Boolean(rows) => rows.0.len(),
            Self::Integer(Integers::Small(rows)) => rows.len(),
            Self::Integer(Integers::Large(rows)) => rows.len(),
            Self::Real(rows) => rows.0.len(),
            Self::Text(rows) => rows.0.codes.len(),
            Self::Date(rows) => rows.0.len(),
            Self::DateTime(rows) => rows.0.len(),
            Self::TextList(rows) => rows.coded.codes.len(),
        }
    }
}

impl<K: Field + Clone + Eq + Hash> Coded<K> {
    fn save(&self, to: &mut Writer) -> io::Result<()> {
        to.put(&to.next_section());
        let mut values = Vec::new();
        super::put_count(self.dictionary.count(), &mut values);
        for number in 0..self.dictionary.count() as u32 {
            self.dictionary.get(number).expect("a number below the count").put(&mut values);
        }
        to.section(&values)?;
        match &self.codes {
            Codes::One(rows) => {
                to.put(&1_u8);
                rows.save(to)
            }
            Codes::Two(rows) => {
                to.put(&2_u8);
                rows.save(to)
            }
            Codes::Four(rows) => {
                to.put(&4_u8);
                rows.save(to)
            }
        }
    }

    fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let section = usize::take(from)?;
        let bytes = from.reader().section(section)?;
        let mut values = from.reader().fields(&bytes);
        let count = values.count(1)?;
        let mut distinct = IndexSet::with_capacity(count);
        for _ in 0..count {
            // Two of the same would have two numbers.
            if !distinct.insert(K::take(&mut values)?) {
                return Err(SavedError::Damaged("a dictionary that says something twice"));
            }
        }
        values.end()?;
        let codes = match u8::take(from)? {
            1 => Codes::One(Chunked::load(from)?),
            2 => Codes::Two(Chunked::load(from)?),
            4 => Codes::Four(Chunked::load(from)?),
            _ => return Err(SavedError::Damaged("codes of an unknown size")),
        };
        let is_known = |row: usize| {
            let code = codes.get(row);
            code == u32::MAX || (code as usize) < count
        };
        if !(0..codes.len()).all(is_known) {
            return Err(SavedError::Damaged("a code that stands for nothing"));
        }
        Ok(Self { dictionary: Dictionary::of(distinct), codes })
    }
}
