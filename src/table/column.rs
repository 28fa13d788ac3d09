use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use indexmap::IndexSet;

use crate::domain::{DataType, Value};

/// No entry in a text column.
const NO_TEXT: u32 = u32::MAX;

/// The values of one property, by row.
#[derive(Debug, Clone)]
pub enum Column {
    Boolean(Vec<Option<bool>>),
    Integer(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    /// Each distinct text once; rows hold its number, `u32::MAX` for null.
    Text {
        dictionary: IndexSet<Arc<str>>,
        rows: Vec<u32>,
    },
    Date(Vec<Option<NaiveDate>>),
    DateTime(Vec<Option<DateTime<Utc>>>),
    TextList(Vec<Arc<[Arc<str>]>>),
}

impl Column {
    /// An empty column with room for as many rows.
    pub fn with_capacity(data_type: DataType, rows: usize) -> Self {
        match data_type {
            DataType::Boolean => Self::Boolean(Vec::with_capacity(rows)),
            DataType::Integer => Self::Integer(Vec::with_capacity(rows)),
            DataType::Real => Self::Real(Vec::with_capacity(rows)),
            DataType::Text => {
                Self::Text { dictionary: IndexSet::new(), rows: Vec::with_capacity(rows) }
            }
            DataType::Date => Self::Date(Vec::with_capacity(rows)),
            DataType::DateTime => Self::DateTime(Vec::with_capacity(rows)),
            DataType::TextList => Self::TextList(Vec::with_capacity(rows)),
        }
    }

    pub fn get(&self, row: usize) -> Value {
        match self {
            Self::Boolean(rows) => rows[row].map_or(Value::Null, Value::Boolean),
            Self::Integer(rows) => rows[row].map_or(Value::Null, Value::Integer),
            Self::Real(rows) => rows[row].map_or(Value::Null, Value::Real),
            Self::Text { .. } => {
                self.text(row).map_or(Value::Null, |text| Value::Text(text.clone()))
            }
            Self::Date(rows) => rows[row].map_or(Value::Null, Value::Date),
            Self::DateTime(rows) => rows[row].map_or(Value::Null, Value::DateTime),
            Self::TextList(rows) => Value::TextList(rows[row].clone()),
        }
    }

    /// The text of a row, for text columns; no copy.
    pub fn text(&self, row: usize) -> Option<&Arc<str>> {
        match self {
            Self::Text { dictionary, rows } => dictionary.get_index(rows[row] as usize),
            _ => None,
        }
    }

    /// The day of a row, for date columns.
    pub fn date(&self, row: usize) -> Option<NaiveDate> {
        match self {
            Self::Date(rows) => rows[row],
            Self::DateTime(rows) => rows[row].map(|instant| instant.date_naive()),
            _ => None,
        }
    }

    /// The number of a row, for integer and real columns.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Integer(rows) => rows[row].map(|number| number as f64),
            Self::Real(rows) => rows[row],
            _ => None,
        }
    }

    /// Puts a value at `row`, which may be one past the end.
    ///
    /// # Panics
    /// When the value is not of the column's type; the gates before it see to that.
    pub(super) fn set(&mut self, row: usize, value: &Value) {
        fn put<T>(rows: &mut Vec<T>, row: usize, value: T) {
            match rows.get_mut(row) {
                Some(place) => *place = value,
                None => rows.push(value),
            }
        }
        match (self, value) {
            (Self::Boolean(rows), Value::Boolean(flag)) => put(rows, row, Some(*flag)),
            (Self::Boolean(rows), Value::Null) => put(rows, row, None),
            (Self::Integer(rows), Value::Integer(number)) => put(rows, row, Some(*number)),
            (Self::Integer(rows), Value::Null) => put(rows, row, None),
            (Self::Real(rows), Value::Real(number)) => put(rows, row, Some(*number)),
            (Self::Real(rows), Value::Null) => put(rows, row, None),
            (Self::Text { dictionary, rows }, Value::Text(text)) => {
                let number = match dictionary.get_index_of(text) {
                    Some(number) => number,
                    None => dictionary.insert_full(text.clone()).0,
                };
                put(rows, row, number as u32);
            }
            (Self::Text { rows, .. }, Value::Null) => put(rows, row, NO_TEXT),
            (Self::Date(rows), Value::Date(date)) => put(rows, row, Some(*date)),
            (Self::Date(rows), Value::Null) => put(rows, row, None),
            (Self::DateTime(rows), Value::DateTime(instant)) => put(rows, row, Some(*instant)),
            (Self::DateTime(rows), Value::Null) => put(rows, row, None),
            (Self::TextList(rows), Value::TextList(list)) => put(rows, row, list.clone()),
            (Self::TextList(rows), Value::Null) => put(rows, row, Arc::from([])),
            (column, value) => unreachable!("{value:?} does not belong in {column:?}"),
        }
    }
}
