//! Dates beside timestamps in the `T_…` functions: a date is its whole day in UTC.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use gumei::query::{Expression, TemporalPredicate};

use super::things::{date, select, table};

/// Whether the predicate holds of two literals.
fn holds(predicate: TemporalPredicate, left: Expression, right: Expression) -> bool {
    let table = table(super::things::features(&mut crate::support::random::Random(1), 1));
    let (left, right) = (Box::new(left), Box::new(right));
    let (found, _) = select(&table, Expression::Temporal { predicate, left, right }).unwrap();
    found.len() == 1
}

fn interval(start: Expression, end: Expression) -> Expression {
    Expression::Interval { start: Some(Box::new(start)), end: Some(Box::new(end)) }
}

/// Around the ends of days, where a mistake would show.
fn moments() -> Vec<DateTime<Utc>> {
    let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0).unwrap().and_utc();
    let around = [TimeDelta::milliseconds(-1), TimeDelta::zero(), TimeDelta::hours(12)];
    (0..4).flat_map(|day| around.map(|off| midnight(date(day)) + off)).collect()
}

#[test]
fn an_instant_beside_a_day_is_before_in_or_after_it() {
    use TemporalPredicate as T;
    for moment in moments() {
        for day in (0..4).map(date) {
            let place = moment.date_naive();
            for (predicate, of_moment, of_day) in [
                (T::After, place > day, place < day),
                (T::Before, place < day, place > day),
                (T::Intersects, place == day, place == day),
                (T::Disjoint, place != day, place != day),
                // A moment is no whole day.
                (T::Equals, false, false),
            ] {
                let (moment, day) = (Expression::Timestamp(moment), Expression::Date(day));
                let there = holds(predicate, moment.clone(), day.clone());
                let back = holds(predicate, day.clone(), moment.clone());
                assert_eq!((there, back), (of_moment, of_day), "{predicate:?} {moment:?} {day:?}");
            }
        }
    }
}

#[test]
fn an_interval_of_days_beside_moments_has_its_last_day_whole() {
    use TemporalPredicate as T;
    for first in 0..3 {
        for last in first..3 {
            let days = interval(Expression::Date(date(first)), Expression::Date(date(last)));
            for moment in moments() {
                let place = moment.date_naive();
                let inside = date(first) <= place && place <= date(last);
                let instant = Expression::Timestamp(moment);
                for (predicate, expected) in [
                    (T::Intersects, inside),
                    (T::Disjoint, !inside),
                    (T::After, place > date(last)),
                    (T::Before, place < date(first)),
                ] {
                    let answer = holds(predicate, instant.clone(), days.clone());
                    assert_eq!(answer, expected, "{predicate:?} {moment} {first}-{last}");
                }
            }
            // From a second after the first midnight to a second before the last.
            let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0).unwrap().and_utc();
            let end = midnight(date(last) + Days::new(1)) - TimeDelta::seconds(1);
            let within = interval(
                Expression::Timestamp(midnight(date(first)) + TimeDelta::seconds(1)),
                Expression::Timestamp(end),
            );
            assert!(holds(T::During, within.clone(), days.clone()), "{first}-{last}");
            assert!(holds(T::Contains, days.clone(), within), "{first}-{last}");
            let started =
                interval(Expression::Timestamp(midnight(date(first))), Expression::Timestamp(end));
            assert!(holds(T::Starts, started.clone(), days.clone()), "{first}-{last}");
            assert!(!holds(T::During, started, days.clone()), "{first}-{last}");
        }
    }
}
