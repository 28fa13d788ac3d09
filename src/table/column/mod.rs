//! The values of one property, packed.

mod coded;
mod plain;

use chrono::{Datelike, NaiveDate};

pub(super) use coded::{Coded, Codes};
pub use coded::{Dictionary, Lists, Texts};
pub use plain::{Booleans, Dates, Integers, Moments, Reals};

use super::Row;
use crate::domain::{DataType, Value, ValueRef};

/// The values of one property, by row.
#[derive(Debug, Clone)]
pub enum Column {
    Boolean(Booleans),
    Integer(Integers),
    Real(Reals),
    Text(Texts),
    Date(Dates),
    DateTime(Moments),
    TextList(Lists),
}

impl Column {
    pub fn new(data_type: DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Boolean(Booleans::default()),
            DataType::Integer => Self::Integer(Integers::default()),
            DataType::Real => Self::Real(Reals::default()),
            DataType::Text => Self::Text(Texts::default()),
            DataType::Date => Self::Date(Dates::default()),
            DataType::DateTime => Self::DateTime(Moments::default()),
            DataType::TextList => Self::TextList(Lists::default()),
        }
    }

    pub fn get(&self, row: usize) -> Value {
        match self {
            Self::Boolean(rows) => rows.get(row).map_or(Value::Null, Value::Boolean),
            Self::Integer(rows) => rows.get(row).map_or(Value::Null, Value::Integer),
            Self::Real(rows) => rows.get(row).map_or(Value::Null, Value::Real),
            Self::Text(rows) => rows.get(row).map_or(Value::Null, |text| Value::Text(text.clone())),
            Self::Date(rows) => rows.get(row).map_or(Value::Null, Value::Date),
            Self::DateTime(rows) => rows.get(row).map_or(Value::Null, Value::DateTime),
            Self::TextList(rows) => Value::TextList(rows.get(row).clone()),
        }
    }

    /// The same without a copy.
    pub fn value(&self, row: usize) -> ValueRef<'_> {
        match self {
            Self::Boolean(rows) => rows.get(row).map_or(ValueRef::Null, ValueRef::Boolean),
            Self::Integer(rows) => rows.get(row).map_or(ValueRef::Null, ValueRef::Integer),
            Self::Real(rows) => rows.get(row).map_or(ValueRef::Null, ValueRef::Real),
            Self::Text(rows) => rows.get(row).map_or(ValueRef::Null, |text| ValueRef::Text(text)),
            Self::Date(rows) => rows.get(row).map_or(ValueRef::Null, ValueRef::Date),
            Self::DateTime(rows) => rows.get(row).map_or(ValueRef::Null, ValueRef::DateTime),
            Self::TextList(rows) => ValueRef::TextList(rows.get(row)),
        }
    }

    /// The text of a row, for text columns; no copy.
    pub fn text(&self, row: usize) -> Option<&str> {
        match self {
            Self::Text(rows) => rows.get(row).map(|text| &**text),
            _ => None,
        }
    }

    /// The day of a row, for date columns.
    pub fn date(&self, row: usize) -> Option<NaiveDate> {
        self.days(row).and_then(NaiveDate::from_num_days_from_ce_opt)
    }

    /// The same as a number that rises from day to day: that of [`Datelike::num_days_from_ce`].
    pub fn days(&self, row: usize) -> Option<i32> {
        match self {
            Self::Date(rows) => rows.days(row),
            Self::DateTime(rows) => rows.get(row).map(|instant| instant.num_days_from_ce()),
            _ => None,
        }
    }

    /// The number of a row, for integer and real columns.
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Integer(rows) => rows.get(row).map(|number| number as f64),
            Self::Real(rows) => rows.get(row),
            _ => None,
        }
    }

    /// Puts a value at `row`, which may be one past the end.
    ///
    /// # Panics
    /// When the value is not of the column's type; the gates before it see to that.
    pub(super) fn set(&mut self, row: usize, value: &Value) {
        match (self, value) {
            (Self::Boolean(rows), value) => rows.set(row, plain::boolean(value)),
            (Self::Integer(rows), value) => rows.set(row, plain::integer(value)),
            (Self::Real(rows), value) => rows.set(row, plain::real(value)),
            (Self::Text(rows), value) => rows.set(row, coded::text(value)),
            (Self::Date(rows), value) => rows.set(row, plain::date(value)),
            (Self::DateTime(rows), value) => rows.set(row, plain::moment(value)),
            (Self::TextList(rows), value) => rows.set(row, coded::list(value)),
        }
    }

    /// Puts the value of each of `order`, which has every row once, where it stands there.
    pub(super) fn reorder(&mut self, order: &[Row]) {
        match self {
            Self::Boolean(rows) => rows.0.reorder(order),
            Self::Integer(Integers::Small(rows)) => rows.reorder(order),
            Self::Integer(Integers::Large(rows)) => rows.reorder(order),
            Self::Real(rows) => rows.0.reorder(order),
            Self::Text(rows) => rows.0.codes.reorder(order),
            Self::Date(rows) => rows.0.reorder(order),
            Self::DateTime(rows) => rows.0.reorder(order),
            Self::TextList(rows) => rows.coded.codes.reorder(order),
        }
    }

    /// Adds values at the end; quickest a whole number of chunks at a time.
    ///
    /// # Panics
    /// As [`Self::set`].
    pub(super) fn append<'v>(&mut self, values: impl Iterator<Item = &'v Value>) {
        match self {
            Self::Boolean(rows) => rows.append(values.map(plain::boolean)),
            Self::Integer(rows) => rows.append(values.map(plain::integer)),
            Self::Real(rows) => rows.append(values.map(plain::real)),
            Self::Text(rows) => rows.append(values.map(coded::text)),
            Self::Date(rows) => rows.append(values.map(plain::date)),
            Self::DateTime(rows) => rows.append(values.map(plain::moment)),
            Self::TextList(rows) => rows.append(values.map(coded::list)),
        }
    }
}

fn misplaced(value: &Value, column: &str) -> ! {
    unreachable!("{value:?} does not belong in a column of {column}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;
    use crate::domain::parse_instant;

    fn value(data_type: DataType) -> BoxedStrategy<Value> {
        let null = || Just(Value::Null);
        match data_type {
            DataType::Boolean => {
                prop_oneof![null(), any::<bool>().prop_map(Value::Boolean)].boxed()
            }
            DataType::Integer => prop_oneof![
                null(),
                (-3..3_i64).prop_map(Value::Integer),
                any::<i64>().prop_map(Value::Integer),
                Just(Value::Integer(i64::from(i32::MIN))),
                Just(Value::Integer(i64::MIN)),
            ]
            .boxed(),
            DataType::Real => {
                prop_oneof![null(), (-9..9_i32).prop_map(|n| Value::Real(f64::from(n) / 3.0))]
                    .boxed()
            }
            DataType::Text => {
                prop_oneof![null(), (0..600_u32).prop_map(|n| Value::Text(n.to_string().into()))]
                    .boxed()
            }
            DataType::Date => prop_oneof![
                null(),
                any::<i16>().prop_map(|day| {
                    Value::Date(NaiveDate::from_num_days_from_ce_opt(i32::from(day)).unwrap())
                }),
                Just(Value::Date(NaiveDate::MIN)),
                Just(Value::Date(NaiveDate::MAX)),
            ]
            .boxed(),
            DataType::DateTime => prop_oneof![
                null(),
                (1..9_u32).prop_map(|d| {
                    Value::DateTime(parse_instant(&format!("2016-01-01T00:00:00.0{d}Z")).unwrap())
                }),
            ]
            .boxed(),
            DataType::TextList => prop::collection::vec("[ab]", 0..3)
                .prop_map(|list| Value::TextList(list.into_iter().map(Arc::from).collect()))
                .boxed(),
        }
    }

    const TYPES: [DataType; 7] = [
        DataType::Boolean,
        DataType::Integer,
        DataType::Real,
        DataType::Text,
        DataType::Date,
        DataType::DateTime,
        DataType::TextList,
    ];

    fn contents() -> impl Strategy<Value = (DataType, Vec<Value>, Vec<(usize, Value)>)> {
        prop::sample::select(TYPES.to_vec()).prop_flat_map(|data_type| {
            let loaded = prop::collection::vec(value(data_type), 1..700);
            let written = prop::collection::vec((0..800_usize, value(data_type)), 0..200);
            (Just(data_type), loaded, written)
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_column_is_a_list_of_values((data_type, mut list, writes) in contents()) {
            let mut column = Column::new(data_type);
            column.append(list.iter());
            let (before, list_before) = (column.clone(), list.clone());
            for (place, value) in writes {
                let place = place.min(list.len());
                column.set(place, &value);
                if place == list.len() { list.push(value) } else { list[place] = value }
            }
            for (column, list) in [(&column, &list), (&before, &list_before)] {
                for (row, value) in list.iter().enumerate() {
                    prop_assert_eq!(&column.get(row), value);
                    prop_assert_eq!(column.value(row), ValueRef::from(value));
                    prop_assert_eq!(column.text(row), value.as_text());
                    prop_assert_eq!(column.date(row), value.as_date());
                    prop_assert_eq!(column.number(row), value.as_f64());
                }
            }
        }
    }
}
