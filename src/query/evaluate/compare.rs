//! Comparisons of two values of one type.

use std::{cmp::Ordering, sync::Arc};

use chrono::{Datelike, NaiveTime};

use super::{
    node::{Cost, Node},
    number::{Num, Number},
    row_set::RowSet,
    value::{Granularity, Instant, Text, midnight},
};
use crate::{query::Comparison, table::Texts};

impl Comparison {
    fn holds(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::NotEqual => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }

    /// The operator with its sides exchanged.
    pub(super) fn converse(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

pub(super) fn numbers<'t>(operator: Comparison, left: Number<'t>, right: Number<'t>) -> Node<'t> {
    match (left, right) {
        (Number::Constant(left), Number::Constant(right)) => {
            Node::constant(Some(operator.holds(left.compare(right))))
        }
        (left @ Number::Constant(_), right) => numbers(operator.converse(), right, left),
        (Number::Integers(rows), Number::Constant(Num::Integer(wanted))) => {
            Node::new(Cost::Column, move |row| {
                rows.get(row as usize).map(|number| operator.holds(number.cmp(&wanted)))
            })
        }
        (Number::Reals(rows), Number::Constant(Num::Real(wanted))) => {
            Node::new(Cost::Column, move |row| {
                let number = rows.get(row as usize)?;
                Some(operator.holds(Num::Real(number).compare(Num::Real(wanted))))
            })
        }
        (left, right) => {
            let cost = cost_of(&left).max(cost_of(&right));
            let (left, right) = (left.get(), right.get());
            Node::new(cost, move |row| Some(operator.holds(left(row)?.compare(right(row)?))))
        }
    }
}

fn cost_of(number: &Number) -> Cost {
    match number {
        Number::Constant(_) | Number::Integers(_) | Number::Reals(_) => Cost::Column,
        Number::Computed(_) => Cost::Computed,
        Number::Distance(..) => Cost::Geometry,
    }
}

/// By code point.
pub(super) fn texts<'t>(operator: Comparison, left: Text<'t>, right: Text<'t>) -> Node<'t> {
    match (left, right) {
        (Text::Column(column, None), Text::Constant(wanted))
            if matches!(operator, Comparison::Equal | Comparison::NotEqual) =>
        {
            equals(column, &wanted, operator == Comparison::Equal)
        }
        (left, Text::Constant(wanted)) => left.test(move |text| operator.holds(text.cmp(&*wanted))),
        (Text::Constant(wanted), right) => {
            texts(operator.converse(), right, Text::Constant(wanted))
        }
        (left, right) => {
            let (left, right) = (left.get(), right.get());
            Node::new(Cost::Computed, move |row| {
                Some(operator.holds(left(row)?.as_ref().cmp(right(row)?.as_ref())))
            })
        }
    }
}

/// A text is compared by its number in the column.
fn equals<'t>(column: &'t Texts, wanted: &Arc<str>, equal: bool) -> Node<'t> {
    let (known, wanted) = (column.dictionary().count(), column.dictionary().number_of(wanted));
    let mut node = Node::new(Cost::Column, move |row| {
        let number = column.code(row as usize);
        ((number as usize) < known).then_some((Some(number) == wanted) == equal)
    });
    if wanted.is_none() {
        let none = Some(RowSet::empty());
        match equal {
            true => node.may_hold = none,
            false => node.may_fail = none,
        }
    }
    node
}

pub(super) fn instants<'t>(
    operator: Comparison,
    left: Instant<'t>,
    right: Instant<'t>,
) -> Node<'t> {
    match (left, right) {
        (Instant::Constant(left, _), Instant::Constant(right, _)) => {
            Node::constant(Some(operator.holds(left.cmp(&right))))
        }
        (left @ Instant::Constant(..), right) => instants(operator.converse(), right, left),
        (Instant::Dates(rows), Instant::Constant(wanted, Granularity::Day)) => {
            debug_assert_eq!(wanted.time(), NaiveTime::MIN);
            let wanted = wanted.date_naive().num_days_from_ce();
            Node::new(Cost::Column, move |row| {
                rows.days(row as usize).map(|day| operator.holds(day.cmp(&wanted)))
            })
        }
        (Instant::Moments(rows), Instant::Constant(wanted, _)) => {
            Node::new(Cost::Column, move |row| {
                rows.get(row as usize).map(|moment| operator.holds(moment.cmp(&wanted)))
            })
        }
        (Instant::Dates(rows), Instant::Dates(others)) => Node::new(Cost::Column, move |row| {
            Some(operator.holds(rows.days(row as usize)?.cmp(&others.days(row as usize)?)))
        }),
        (Instant::Dates(rows), Instant::Constant(wanted, Granularity::Moment)) => {
            Node::new(Cost::Column, move |row| {
                rows.get(row as usize).map(|day| operator.holds(midnight(day).cmp(&wanted)))
            })
        }
        (left, right) => {
            let (left, right) = (left.get(), right.get());
            Node::new(Cost::Computed, move |row| Some(operator.holds(left(row)?.cmp(&right(row)?))))
        }
    }
}

/// False before true.
pub(super) fn booleans<'t>(operator: Comparison, left: Node<'t>, right: Node<'t>) -> Node<'t> {
    let constant = left
        .constant
        .zip(right.constant)
        .map(|(left, right)| left.zip(right).map(|(left, right)| operator.holds(left.cmp(&right))));
    if let Some(value) = constant {
        return Node::constant(value);
    }
    // `condition = true` is the condition, so that its index is not lost.
    match (operator, left.constant, right.constant) {
        (Comparison::Equal, _, Some(Some(true))) | (Comparison::NotEqual, _, Some(Some(false))) => {
            left
        }
        (Comparison::Equal, _, Some(Some(false))) | (Comparison::NotEqual, _, Some(Some(true))) => {
            left.not()
        }
        _ => {
            let cost = left.cost.max(right.cost);
            let (left, right) = (left.test(), right.test());
            Node::new(cost, move |row| Some(operator.holds(left(row)?.cmp(&right(row)?))))
        }
    }
}
