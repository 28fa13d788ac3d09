//! Array predicates: both sides are sets.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{
    node::{Cost, Node},
    number::Num,
    value::Getter,
};
use crate::{query::ArrayPredicate, table::Lists};

/// An element of an array.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Text(Arc<str>),
    Number(Num),
    Boolean(bool),
    Instant(DateTime<Utc>),
    List(Vec<Item>),
}

pub(super) enum List<'t> {
    Constant(Vec<Item>),
    /// A many-valued property; without entries it is empty, never null.
    Column(&'t Lists),
    /// Null when an element is.
    Computed(Getter<'t, Vec<Item>>),
}

impl<'t> List<'t> {
    pub(super) fn get(self) -> Getter<'t, Vec<Item>> {
        match self {
            Self::Constant(items) => Box::new(move |_| Some(items.clone())),
            Self::Column(rows) => Box::new(move |row| {
                Some(rows.get(row as usize).iter().cloned().map(Item::Text).collect())
            }),
            Self::Computed(get) => get,
        }
    }
}

fn holds<A, B>(predicate: ArrayPredicate, left: &[A], right: &[B]) -> bool
where
    A: PartialEq<B>,
{
    let all_left = || left.iter().all(|item| right.iter().any(|other| item == other));
    let all_right = || right.iter().all(|item| left.iter().any(|other| other == item));
    match predicate {
        ArrayPredicate::ContainedBy => all_left(),
        ArrayPredicate::Contains => all_right(),
        ArrayPredicate::Equals => all_left() && all_right(),
        ArrayPredicate::Overlaps => left.iter().any(|item| right.iter().any(|other| item == other)),
    }
}

impl PartialEq<Item> for Arc<str> {
    fn eq(&self, other: &Item) -> bool {
        matches!(other, Item::Text(text) if text == self)
    }
}

fn converse(predicate: ArrayPredicate) -> ArrayPredicate {
    match predicate {
        ArrayPredicate::ContainedBy => ArrayPredicate::Contains,
        ArrayPredicate::Contains => ArrayPredicate::ContainedBy,
        other => other,
    }
}

pub(super) fn compare<'t>(predicate: ArrayPredicate, left: List<'t>, right: List<'t>) -> Node<'t> {
    match (left, right) {
        (List::Constant(left), List::Constant(right)) => {
            Node::constant(Some(holds(predicate, &left, &right)))
        }
        (List::Column(rows), List::Constant(items)) => Node::new(Cost::Column, move |row| {
            Some(holds(predicate, rows.get(row as usize), &items))
        }),
        (List::Constant(items), List::Column(rows)) => {
            compare(converse(predicate), List::Column(rows), List::Constant(items))
        }
        (left, right) => {
            let (left, right) = (left.get(), right.get());
            Node::new(Cost::Computed, move |row| Some(holds(predicate, &left(row)?, &right(row)?)))
        }
    }
}
