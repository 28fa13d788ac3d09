//! Conditions that columns alone decide, asked a chunk of rows at a time.
//!
//! A filter that has nothing else is a [`Scan`]: it can be asked by several threads at once, and
//! by slices instead of row by row. It selects what [`select`](super::select) does.

use std::sync::Arc;

use chrono::Datelike;

use super::Bound;
use crate::{
    domain::{Value, parse_date},
    query::{Comparison, Expression, Filter},
    table::{CHUNK, Column, Dates, Membership, Row, Table, Texts},
};

enum Test<'t> {
    /// The text's number in the dictionary is one of these; null is not.
    Texts(&'t Texts, Vec<bool>),
    /// The day is in the range, both ends inclusive, or there is none and that holds too.
    Days { column: &'t Dates, first: i32, last: i32, null: bool },
    /// The feature, which is no line, belongs to the unit.
    Unit(Arc<Membership>, Row),
}

/// A filter as tests of columns, all of which must hold.
pub struct Scan<'t> {
    table: &'t Table,
    tests: Vec<Test<'t>>,
}

impl std::fmt::Debug for Scan<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scan").field("tests", &self.tests.len()).finish_non_exhaustive()
    }
}

impl<'t> Scan<'t> {
    /// `None` for a filter that has other conditions than these, or is wrong.
    pub fn new(table: &'t Table, filter: &Filter, bound: &dyn Bound) -> Option<Self> {
        let mut scan = Self { table, tests: Vec::new() };
        scan.take(filter, bound)?;
        Some(scan)
    }

    fn take(&mut self, filter: &Filter, bound: &dyn Bound) -> Option<()> {
        let table = self.table;
        let schema = table.schema();
        match filter {
            Filter::And(parts) => parts.iter().try_for_each(|part| self.take(part, bound)),
            Filter::In { property, values } => {
                let column = table.column(schema.index_of(property)?);
                self.texts(column, values.iter().filter_map(Value::as_text))
            }
            Filter::Within(unit) => {
                let (membership, unit) = bound.unit(unit).ok()?;
                if membership.has_lines() {
                    return None;
                }
                self.tests.push(Test::Unit(membership, unit));
                Some(())
            }
            Filter::During(interval) => {
                let Some(start) = schema.time_start.or(schema.time_end) else { return Some(()) };
                let (from, until) = interval.days();
                let until = until.map_or(i32::MAX, |day| day.num_days_from_ce());
                let from = from.map_or(i32::MIN, |day| day.num_days_from_ce());
                self.days(table.column(start), i32::MIN, until, true)?;
                self.days(table.column(schema.time_end.unwrap_or(start)), from, i32::MAX, true)
            }
            Filter::ExistsAt(day) => {
                let day = day.num_days_from_ce();
                if let Some(start) = schema.existence_start() {
                    self.days(table.column(start), i32::MIN, day, true)?;
                }
                if let Some(end) = schema.existence_end() {
                    self.days(table.column(end), day + 1, i32::MAX, true)?;
                }
                Some(())
            }
            Filter::Expression(expression) => self.condition(expression, bound),
            _ => None,
        }
    }

    fn condition(&mut self, expression: &Expression, bound: &dyn Bound) -> Option<()> {
        let table = self.table;
        let column = |expression: &Expression| {
            let Expression::Property(name) = expression else { return None };
            let index = table.schema().index_of(name)?;
            let visible = bound.may_see(&table.schema().properties[index]);
            visible.then(|| table.column(index))
        };
        match expression {
            Expression::And(parts) => parts.iter().try_for_each(|part| self.condition(part, bound)),
            Expression::Compare { operator, left, right } => match (column(left)?, &**right) {
                (texts @ Column::Text(_), Expression::Text(text))
                    if *operator == Comparison::Equal =>
                {
                    self.texts(texts, std::iter::once(&**text))
                }
                (dates @ Column::Date(_), literal) => {
                    let day = day(literal)?;
                    let (first, last) = match operator {
                        Comparison::Equal => (day, day),
                        Comparison::Less => (i32::MIN, day - 1),
                        Comparison::LessOrEqual => (i32::MIN, day),
                        Comparison::Greater => (day + 1, i32::MAX),
                        Comparison::GreaterOrEqual => (day, i32::MAX),
                        Comparison::NotEqual => return None,
                    };
                    self.days(dates, first, last, false)
                }
                _ => None,
            },
            Expression::Between { value, lower, upper } => {
                self.days(column(value)?, day(lower)?, day(upper)?, false)
            }
            Expression::In { value, list } => {
                let texts: Option<Vec<&str>> = list
                    .iter()
                    .map(|item| match item {
                        Expression::Text(text) => Some(&**text),
                        _ => None,
                    })
                    .collect();
                self.texts(column(value)?, texts?.into_iter())
            }
            _ => None,
        }
    }

    fn texts<'w>(
        &mut self,
        column: &'t Column,
        wanted: impl Iterator<Item = &'w str>,
    ) -> Option<()> {
        let Column::Text(texts) = column else { return None };
        let mut holds = vec![false; texts.dictionary().count()];
        for number in wanted.filter_map(|text| texts.dictionary().number_of(text)) {
            holds[number as usize] = true;
        }
        self.tests.push(Test::Texts(texts, holds));
        Some(())
    }

    fn days(&mut self, column: &'t Column, first: i32, last: i32, null: bool) -> Option<()> {
        let Column::Date(column) = column else { return None };
        self.tests.push(Test::Days { column, first, last, null });
        Some(())
    }

    /// How many chunks of [`CHUNK`] rows there are, the last of what is left.
    pub fn chunks(&self) -> usize {
        self.table.row_bound().div_ceil(CHUNK)
    }

    /// Whether a chunk of another state of the table is known to meet the same filter by the same
    /// rows. What both share is not looked at.
    pub fn shares(&self, other: &Self, chunk: usize) -> bool {
        let same = |(one, other): (&Test<'_>, &Test<'_>)| match (one, other) {
            (
                Test::Days { column, first, last, null },
                Test::Days { column: other, first: from, last: until, null: open },
            ) => (first, last, null) == (from, until, open) && column.shares(other, chunk),
            // Numbers of texts and rows of units may have become others.
            _ => false,
        };
        self.tests.len() == other.tests.len()
            && self.tests.iter().zip(&other.tests).all(same)
            && self.table.uses_the_same(other.table, chunk)
    }

    /// Puts the rows of a chunk that meet the filter into `found`, ascending.
    pub fn select(&self, chunk: usize, found: &mut Vec<Row>) {
        let start = (chunk * CHUNK) as Row;
        let mut mask = self.table.used(chunk);
        for test in &self.tests {
            match test {
                Test::Texts(texts, holds) => {
                    let mut codes = [0; CHUNK];
                    let codes = texts.codes(chunk, &mut codes);
                    for (keep, code) in mask.iter_mut().zip(codes) {
                        *keep &= holds.get(*code as usize).is_some_and(|holds| *holds);
                    }
                }
                Test::Days { column, first, last, null } => {
                    for (keep, day) in mask.iter_mut().zip(column.chunk(chunk)) {
                        let is_in = *first <= *day && *day <= *last;
                        *keep &= if *day == i32::MIN { *null } else { is_in };
                    }
                }
                Test::Unit(membership, unit) => {
                    for (keep, found) in mask.iter_mut().zip(membership.units(chunk)) {
                        *keep &= found == unit;
                    }
                }
            }
        }
        // Every row is written and only those that meet it stay: no branch for the processor to miss.
        found.clear();
        found.resize(mask.len(), start);
        let mut count = 0;
        for (row, keep) in (start..).zip(mask) {
            found[count] = row;
            count += usize::from(keep);
        }
        found.truncate(count);
    }
}

/// The day that a literal is.
fn day(literal: &Expression) -> Option<i32> {
    match literal {
        Expression::Date(day) => Some(day.num_days_from_ce()),
        Expression::Text(text) => parse_date(text).map(|day| day.num_days_from_ce()),
        _ => None,
    }
}
