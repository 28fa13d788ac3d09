//! What expressions other than conditions come to, typed.

use std::{borrow::Cow, rc::Rc, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{
    array::List,
    node::{Cost, Node},
    number::Number,
    spatial::Place,
};
use crate::table::{Dates, Moments, Row, Texts};

/// The value in a row, `None` for null.
pub(super) type Getter<'t, T> = Box<dyn Fn(Row) -> Option<T> + 't>;

pub(super) enum Typed<'t> {
    Boolean(Node<'t>),
    Number(Number<'t>),
    Text(Text<'t>),
    Instant(Instant<'t>),
    Interval(Interval<'t>),
    List(List<'t>),
    Place(Place),
}

impl Typed<'_> {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Boolean(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::Instant(instant) if instant.granularity() == Granularity::Day => "a date",
            Self::Instant(_) => "a timestamp",
            Self::Interval(_) => "an interval",
            Self::List(_) => "an array",
            Self::Place(_) => "a geometry",
        }
    }
}

pub(super) type TextMap = Rc<dyn Fn(&str) -> String>;

pub(super) enum Text<'t> {
    Constant(Arc<str>),
    /// A column as it is, or what a pure function makes of it.
    Column(&'t Texts, Option<TextMap>),
    Computed(Getter<'t, Cow<'t, str>>),
}

impl<'t> Text<'t> {
    pub(super) fn get(self) -> Getter<'t, Cow<'t, str>> {
        match self {
            Self::Constant(text) => Box::new(move |_| Some(Cow::Owned(text.to_string()))),
            Self::Column(column, None) => {
                Box::new(move |row| column.get(row as usize).map(|text| Cow::Borrowed(&**text)))
            }
            Self::Column(column, Some(map)) => {
                Box::new(move |row| column.get(row as usize).map(|text| Cow::Owned(map(text))))
            }
            Self::Computed(get) => get,
        }
    }

    /// The text changed by a pure function.
    pub(super) fn map(self, change: fn(&str) -> String) -> Self {
        match self {
            Self::Constant(text) => Self::Constant(change(&text).into()),
            Self::Column(column, None) => Self::Column(column, Some(Rc::new(change))),
            Self::Column(column, Some(before)) => {
                Self::Column(column, Some(Rc::new(move |text| change(&before(text)))))
            }
            Self::Computed(get) => {
                Self::Computed(Box::new(move |row| get(row).map(|text| Cow::Owned(change(&text)))))
            }
        }
    }

    /// A condition on the text alone.
    ///
    /// A column with few distinct texts is asked once for each of them.
    pub(super) fn test(self, holds: impl Fn(&str) -> bool + 't) -> Node<'t> {
        const MOST_REMEMBERED: usize = 1 << 16;
        match self {
            Self::Constant(text) => Node::constant(Some(holds(&text))),
            Self::Column(column, map) => {
                let holds = move |text: &str| match &map {
                    Some(map) => holds(&map(text)),
                    None => holds(text),
                };
                if column.dictionary().count() > MOST_REMEMBERED {
                    let test = move |row: Row| column.get(row as usize).map(|text| holds(text));
                    return Node::new(Cost::Computed, test);
                }
                let answers = vec![std::cell::Cell::new(None::<bool>); column.dictionary().count()];
                Node::new(Cost::Column, move |row: Row| {
                    let number = column.code(row as usize);
                    let answer = answers.get(number as usize)?;
                    if answer.get().is_none() {
                        answer.set(column.dictionary().get(number).map(|text| holds(text)));
                    }
                    answer.get()
                })
            }
            Self::Computed(get) => {
                Node::new(Cost::Computed, move |row| get(row).map(|text| holds(&text)))
            }
        }
    }
}

/// To what an instant is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Granularity {
    Day,
    Moment,
}

/// Dates stand for their midnight in UTC, as SQL casts them, unless said otherwise.
pub(super) enum Instant<'t> {
    Constant(DateTime<Utc>, Granularity),
    Dates(&'t Dates),
    Moments(&'t Moments),
}

pub(super) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The last moment of the day that starts at `midnight`.
pub(super) fn end_of_day(midnight: DateTime<Utc>) -> DateTime<Utc> {
    let end = TimeDelta::days(1) - TimeDelta::nanoseconds(1);
    midnight.checked_add_signed(end).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

impl<'t> Instant<'t> {
    pub(super) fn granularity(&self) -> Granularity {
        match self {
            Self::Constant(_, granularity) => *granularity,
            Self::Dates(_) => Granularity::Day,
            Self::Moments(_) => Granularity::Moment,
        }
    }

    pub(super) fn get(self) -> Getter<'t, DateTime<Utc>> {
        match self {
            Self::Constant(instant, _) => Box::new(move |_| Some(instant)),
            Self::Dates(rows) => Box::new(move |row| rows.get(row as usize).map(midnight)),
            Self::Moments(rows) => Box::new(move |row| rows.get(row as usize)),
        }
    }
}

/// Closed at both ends; `None` is unbounded.
pub(super) struct Interval<'t> {
    pub(super) start: Option<Instant<'t>>,
    pub(super) end: Option<Instant<'t>>,
}
