//! Columns of values of one size. One value of the type that cannot occur stands for null.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::{super::chunked::Chunked, misplaced};
use crate::domain::Value;

pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(flag) => Some(*flag),
        Value::Null => None,
        other => misplaced(other, "booleans"),
    }
}

pub(super) fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Null => None,
        other => misplaced(other, "integers"),
    }
}

pub(super) fn real(value: &Value) -> Option<f64> {
    match value {
        Value::Real(number) => Some(*number),
        Value::Null => None,
        other => misplaced(other, "reals"),
    }
}

pub(super) fn date(value: &Value) -> Option<NaiveDate> {
    match value {
        Value::Date(date) => Some(*date),
        Value::Null => None,
        other => misplaced(other, "dates"),
    }
}

pub(super) fn moment(value: &Value) -> Option<DateTime<Utc>> {
    match value {
        Value::DateTime(instant) => Some(*instant),
        Value::Null => None,
        other => misplaced(other, "times"),
    }
}

/// 0 and 1; 255 is null.
#[derive(Debug, Clone, Default)]
pub struct Booleans(pub(in crate::table) Chunked<u8>);

impl Booleans {
    pub fn get(&self, row: usize) -> Option<bool> {
        match self.0.get(row) {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn pack(value: Option<bool>) -> u8 {
        value.map_or(u8::MAX, u8::from)
    }

    pub(super) fn set(&mut self, row: usize, value: Option<bool>) {
        self.0.set(row, Self::pack(value));
    }

    pub(super) fn append(&mut self, values: impl Iterator<Item = Option<bool>>) {
        self.0.append(values.map(Self::pack));
    }
}

/// Four bytes each while all fit, the least of them being null; otherwise eight and a mark.
#[derive(Debug, Clone)]
pub enum Integers {
    Small(Chunked<i32>),
    Large(Chunked<Option<i64>>),
}

impl Default for Integers {
    fn default() -> Self {
        Self::Small(Chunked::default())
    }
}

/// `None` for what needs more room.
fn small(value: Option<i64>) -> Option<i32> {
    match value {
        None => Some(i32::MIN),
        Some(number) => i32::try_from(number).ok().filter(|number| *number != i32::MIN),
    }
}

impl Integers {
    pub fn get(&self, row: usize) -> Option<i64> {
        match self {
            Self::Small(rows) => Some(*rows.get(row)).filter(|n| *n != i32::MIN).map(i64::from),
            Self::Large(rows) => *rows.get(row),
        }
    }

    fn enlarge(&mut self) -> &mut Chunked<Option<i64>> {
        if let Self::Small(rows) = self {
            let mut large = Chunked::default();
            large.append(rows.iter().map(|n| Some(*n).filter(|n| *n != i32::MIN).map(i64::from)));
            *self = Self::Large(large);
        }
        match self {
            Self::Large(rows) => rows,
            Self::Small(_) => unreachable!("enlarged above"),
        }
    }

    pub(super) fn set(&mut self, row: usize, value: Option<i64>) {
        match (&mut *self, small(value)) {
            (Self::Small(rows), Some(number)) => rows.set(row, number),
            _ => self.enlarge().set(row, value),
        }
    }

    pub(super) fn append(&mut self, values: impl Iterator<Item = Option<i64>>) {
        let values: Vec<Option<i64>> = values.collect();
        let fitting: Option<Vec<i32>> = values.iter().map(|value| small(*value)).collect();
        match (&mut *self, fitting) {
            (Self::Small(rows), Some(numbers)) => rows.append(numbers),
            _ => self.enlarge().append(values),
        }
    }
}

/// Reals are finite; NaN is null.
#[derive(Debug, Clone, Default)]
pub struct Reals(pub(in crate::table) Chunked<f64>);

impl Reals {
    pub fn get(&self, row: usize) -> Option<f64> {
        Some(*self.0.get(row)).filter(|number| !number.is_nan())
    }

    pub(super) fn set(&mut self, row: usize, value: Option<f64>) {
        self.0.set(row, value.unwrap_or(f64::NAN));
    }

    pub(super) fn append(&mut self, values: impl Iterator<Item = Option<f64>>) {
        self.0.append(values.map(|value| value.unwrap_or(f64::NAN)));
    }
}

/// Days since the day before 0001-01-01; the least number is null.
#[derive(Debug, Clone, Default)]
pub struct Dates(pub(in crate::table) Chunked<i32>);

impl Dates {
    pub fn get(&self, row: usize) -> Option<NaiveDate> {
        self.days(row).and_then(NaiveDate::from_num_days_from_ce_opt)
    }

    /// The day as a number that rises from day to day: that of [`Datelike::num_days_from_ce`].
    pub fn days(&self, row: usize) -> Option<i32> {
        Some(*self.0.get(row)).filter(|days| *days != i32::MIN)
    }

    /// The days of one chunk of rows, the least number for none.
    pub fn chunk(&self, index: usize) -> &[i32] {
        self.0.chunk(index)
    }

    /// Whether both have a chunk of rows in common.
    pub fn shares(&self, other: &Self, chunk: usize) -> bool {
        self.0.shares(&other.0, chunk)
    }

    fn pack(value: Option<NaiveDate>) -> i32 {
        value.map_or(i32::MIN, |day| day.num_days_from_ce())
    }

    pub(super) fn set(&mut self, row: usize, value: Option<NaiveDate>) {
        self.0.set(row, Self::pack(value));
    }

    pub(super) fn append(&mut self, values: impl Iterator<Item = Option<NaiveDate>>) {
        self.0.append(values.map(Self::pack));
    }
}

#[derive(Debug, Clone, Default)]
pub struct Moments(pub(in crate::table) Chunked<Option<DateTime<Utc>>>);

impl Moments {
    pub fn get(&self, row: usize) -> Option<DateTime<Utc>> {
        *self.0.get(row)
    }

    pub(super) fn set(&mut self, row: usize, value: Option<DateTime<Utc>>) {
        self.0.set(row, value);
    }

    pub(super) fn append(&mut self, values: impl Iterator<Item = Option<DateTime<Utc>>>) {
        self.0.append(values);
    }
}
