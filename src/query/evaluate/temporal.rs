//! Temporal predicates, by the definitions of OWL-Time that CQL2 refers to.
//!
//! Operands of one granularity compare as they are: dates as days, timestamps as moments. Where
//! both kinds meet, a date is its whole day in UTC, as in the parameter `datetime`. An interval
//! with a null end is unknown; `..` is before or after every instant.

use chrono::{DateTime, Utc};

use super::{
    ExpressionError,
    node::{Cost, Node},
    value::{Getter, Granularity, Instant, Interval, end_of_day},
};
use crate::query::TemporalPredicate;

pub(super) enum Temporal<'t> {
    Instant(Instant<'t>),
    Interval(Interval<'t>),
}

type Span = (DateTime<Utc>, DateTime<Utc>);

impl<'t> Temporal<'t> {
    fn granularities(&self) -> impl Iterator<Item = Granularity> {
        let (one, two) = match self {
            Self::Instant(instant) => (Some(instant), None),
            Self::Interval(interval) => (interval.start.as_ref(), interval.end.as_ref()),
        };
        one.into_iter().chain(two).map(Instant::granularity)
    }

    /// - `mixed`: whether dates meet timestamps, so that dates are days.
    fn span(self, mixed: bool) -> Getter<'t, Span> {
        let last = move |instant: Instant<'t>| -> Getter<'t, DateTime<Utc>> {
            let is_day = instant.granularity() == Granularity::Day;
            let get = instant.get();
            if mixed && is_day { Box::new(move |row| get(row).map(end_of_day)) } else { get }
        };
        match self {
            Self::Instant(instant) if mixed && instant.granularity() == Granularity::Day => {
                let get = instant.get();
                Box::new(move |row| get(row).map(|day| (day, end_of_day(day))))
            }
            Self::Instant(instant) => {
                let get = instant.get();
                Box::new(move |row| get(row).map(|moment| (moment, moment)))
            }
            Self::Interval(Interval { start, end }) => {
                let start = start.map_or_else(
                    || Box::new(|_| Some(DateTime::<Utc>::MIN_UTC)) as Getter<'t, DateTime<Utc>>,
                    Instant::get,
                );
                let end = end.map_or_else(
                    || Box::new(|_| Some(DateTime::<Utc>::MAX_UTC)) as Getter<'t, DateTime<Utc>>,
                    last,
                );
                Box::new(move |row| Some((start(row)?, end(row)?)))
            }
        }
    }

    fn is_constant(&self) -> bool {
        let constant =
            |instant: &Option<Instant>| matches!(instant, None | Some(Instant::Constant(..)));
        match self {
            Self::Instant(instant) => matches!(instant, Instant::Constant(..)),
            Self::Interval(interval) => constant(&interval.start) && constant(&interval.end),
        }
    }
}

/// The predicate on the ends of both operands.
fn holds(predicate: TemporalPredicate, (start1, end1): Span, (start2, end2): Span) -> bool {
    use TemporalPredicate as T;
    match predicate {
        T::After => start1 > end2,
        T::Before => end1 < start2,
        T::Disjoint => end1 < start2 || start1 > end2,
        T::Intersects => start1 <= end2 && end1 >= start2,
        T::Equals => start1 == start2 && end1 == end2,
        T::Contains => start1 < start2 && end1 > end2,
        T::During => start1 > start2 && end1 < end2,
        T::FinishedBy => end1 == end2 && start1 < start2,
        T::Finishes => end1 == end2 && start1 > start2,
        T::Meets => end1 == start2,
        T::MetBy => start1 == end2,
        T::OverlappedBy => start1 > start2 && start1 < end2 && end1 > end2,
        T::Overlaps => start1 < start2 && end1 > start2 && end1 < end2,
        T::StartedBy => start1 == start2 && end1 > end2,
        T::Starts => start1 == start2 && end1 < end2,
    }
}

/// The name of a predicate that takes intervals only.
fn interval_only(predicate: TemporalPredicate) -> Option<&'static str> {
    use TemporalPredicate as T;
    Some(match predicate {
        T::After | T::Before | T::Disjoint | T::Equals | T::Intersects => return None,
        T::Contains => "T_CONTAINS",
        T::During => "T_DURING",
        T::FinishedBy => "T_FINISHEDBY",
        T::Finishes => "T_FINISHES",
        T::Meets => "T_MEETS",
        T::MetBy => "T_METBY",
        T::OverlappedBy => "T_OVERLAPPEDBY",
        T::Overlaps => "T_OVERLAPS",
        T::StartedBy => "T_STARTEDBY",
        T::Starts => "T_STARTS",
    })
}

/// # Errors
/// [`ExpressionError::InstantForInterval`].
pub(super) fn compare<'t>(
    predicate: TemporalPredicate,
    left: Temporal<'t>,
    right: Temporal<'t>,
) -> Result<Node<'t>, ExpressionError> {
    let has_instant = [&left, &right].iter().any(|side| matches!(side, Temporal::Instant(_)));
    if let Some(name) = interval_only(predicate).filter(|_| has_instant) {
        return Err(ExpressionError::InstantForInterval(name));
    }
    let has = |wanted| left.granularities().chain(right.granularities()).any(|it| it == wanted);
    let mixed = has(Granularity::Day) && has(Granularity::Moment);
    let is_constant = left.is_constant() && right.is_constant();
    let (left, right) = (left.span(mixed), right.span(mixed));
    let test = move |row| Some(holds(predicate, left(row)?, right(row)?));
    Ok(if is_constant { Node::constant(test(0)) } else { Node::new(Cost::Column, test) })
}
