//! The meaning of an expression, feature by feature: no index, no types, no memory.

use std::{cmp::Ordering, collections::BTreeSet};

use chrono::{DateTime, NaiveTime, Utc};
use geo::Relate;
use geo_types::{Geometry, Rect};
use gumei::{
    domain::{Feature, Value},
    query::{
        Arithmetic, ArrayPredicate, Comparison, Expression, SpatialPredicate, TemporalPredicate,
    },
};

use super::things::COLUMNS;

#[derive(Debug, Clone)]
pub enum Meaning {
    Unknown,
    Boolean(bool),
    Integer(i128),
    Real(f64),
    Text(String),
    Time(DateTime<Utc>),
    Span(DateTime<Utc>, DateTime<Utc>),
    Set(BTreeSet<String>),
    Place(Geometry<f64>),
}

use Meaning::{Boolean, Integer, Place, Real, Set, Span, Text, Time, Unknown};

fn of_truth(truth: Option<bool>) -> Meaning {
    truth.map_or(Unknown, Boolean)
}

fn truth(meaning: Meaning) -> Option<bool> {
    match meaning {
        Boolean(value) => Some(value),
        Unknown => None,
        other => panic!("{other:?} is no condition"),
    }
}

/// SQL's tables for three values.
fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn order(a: &Meaning, b: &Meaning) -> Option<Ordering> {
    Some(match (a, b) {
        (Unknown, _) | (_, Unknown) => return None,
        (Integer(a), Integer(b)) => a.cmp(b),
        // Numbers of the tests are small halves, so floats are exact.
        (Integer(a), Real(b)) => (*a as f64).partial_cmp(b).unwrap(),
        (Real(a), Integer(b)) => a.partial_cmp(&(*b as f64)).unwrap(),
        (Real(a), Real(b)) => a.partial_cmp(b).unwrap(),
        (Text(a), Text(b)) => a.chars().cmp(b.chars()),
        (Boolean(a), Boolean(b)) => a.cmp(b),
        (Time(a), Time(b)) => a.cmp(b),
        other => panic!("{other:?} do not compare"),
    })
}

fn compare(operator: Comparison, a: &Meaning, b: &Meaning) -> Option<bool> {
    let order = order(a, b)?;
    Some(match operator {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    })
}

fn real(meaning: &Meaning) -> f64 {
    match meaning {
        Integer(number) => *number as f64,
        Real(number) => *number,
        other => panic!("{other:?} is no number"),
    }
}

fn arithmetic(operator: Arithmetic, a: &Meaning, b: &Meaning) -> Meaning {
    let fits = |number: i128| if i64::try_from(number).is_ok() { Integer(number) } else { Unknown };
    let finite = |number: f64| if number.is_finite() { Real(number) } else { Unknown };
    match (operator, a, b) {
        (_, Unknown, _) | (_, _, Unknown) => Unknown,
        (Arithmetic::Add, Integer(a), Integer(b)) => fits(a + b),
        (Arithmetic::Subtract, Integer(a), Integer(b)) => fits(a - b),
        (Arithmetic::Multiply, Integer(a), Integer(b)) => fits(a * b),
        (Arithmetic::IntegerDivide, Integer(a), Integer(b)) => {
            a.checked_div(*b).map_or(Unknown, fits)
        }
        (Arithmetic::Modulo, Integer(a), Integer(b)) => a.checked_rem(*b).map_or(Unknown, fits),
        (Arithmetic::Power, Integer(a), Integer(b)) if *b >= 0 => {
            a.checked_pow(*b as u32).map_or(Unknown, fits)
        }
        (Arithmetic::Add, a, b) => finite(real(a) + real(b)),
        (Arithmetic::Subtract, a, b) => finite(real(a) - real(b)),
        (Arithmetic::Multiply, a, b) => finite(real(a) * real(b)),
        (Arithmetic::Divide, a, b) => finite(real(a) / real(b)),
        (Arithmetic::IntegerDivide, a, b) => finite((real(a) / real(b)).trunc()),
        (Arithmetic::Modulo, a, b) => finite(real(a) % real(b)),
        (Arithmetic::Power, a, b) => finite(real(a).powf(real(b))),
    }
}

fn like(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], rest) => rest.is_empty(),
        (['%', pattern @ ..], _) => (0..=text.len()).any(|skip| like(pattern, &text[skip..])),
        (['_', pattern @ ..], [_, text @ ..]) => like(pattern, text),
        (['\\', wanted, pattern @ ..], [found, text @ ..])
        | ([wanted, pattern @ ..], [found, text @ ..]) => wanted == found && like(pattern, text),
        (_, []) => false,
    }
}

/// Enough for the letters of the tests.
fn without_accents(text: &str) -> String {
    text.replace('Ä', "A").replace('ä', "a").replace('É', "E")
}

fn relation(predicate: SpatialPredicate, a: &Geometry<f64>, b: &Geometry<f64>) -> bool {
    let matrix = a.relate(b);
    match predicate {
        SpatialPredicate::Contains => matrix.is_contains(),
        SpatialPredicate::Crosses => matrix.is_crosses(),
        SpatialPredicate::Disjoint => matrix.is_disjoint(),
        SpatialPredicate::Equals => matrix.is_equal_topo(),
        SpatialPredicate::Intersects => matrix.is_intersects(),
        SpatialPredicate::Overlaps => matrix.is_overlaps(),
        SpatialPredicate::Touches => matrix.is_touches(),
        SpatialPredicate::Within => matrix.is_within(),
    }
}

/// Allen's thirteen relations of two pairs of ends, and CQL2's four more.
fn temporal(predicate: TemporalPredicate, a: &Meaning, b: &Meaning) -> Option<bool> {
    let ends = |meaning: &Meaning| match meaning {
        Time(time) => Some((*time, *time)),
        Span(start, end) => Some((*start, *end)),
        Unknown => None,
        other => panic!("{other:?} is no time"),
    };
    let ((a1, a2), (b1, b2)) = (ends(a)?, ends(b)?);
    use Ordering::{Equal, Greater, Less};
    use TemporalPredicate as T;
    let starts = a1.cmp(&b1);
    let stops = a2.cmp(&b2);
    Some(match predicate {
        T::After => b2 < a1,
        T::Before => a2 < b1,
        T::Disjoint => b2 < a1 || a2 < b1,
        T::Intersects => !(b2 < a1 || a2 < b1),
        T::Equals => (starts, stops) == (Equal, Equal),
        T::Contains => (starts, stops) == (Less, Greater),
        T::During => (starts, stops) == (Greater, Less),
        T::FinishedBy => (starts, stops) == (Less, Equal),
        T::Finishes => (starts, stops) == (Greater, Equal),
        T::StartedBy => (starts, stops) == (Equal, Greater),
        T::Starts => (starts, stops) == (Equal, Less),
        T::Meets => a2 == b1,
        T::MetBy => a1 == b2,
        T::Overlaps => (starts, stops) == (Less, Less) && b1 < a2,
        T::OverlappedBy => (starts, stops) == (Greater, Greater) && a1 < b2,
    })
}

pub fn meaning(expression: &Expression, feature: &Feature) -> Meaning {
    let of = |part: &Expression| meaning(part, feature);
    let condition = |part: &Expression| truth(of(part));
    match expression {
        Expression::And(parts) => of_truth(parts.iter().map(condition).fold(Some(true), and)),
        Expression::Or(parts) => {
            let not = |value: Option<bool>| value.map(|value| !value);
            let none = parts.iter().map(|part| not(condition(part))).fold(Some(true), and);
            of_truth(not(none))
        }
        Expression::Not(part) => of_truth(condition(part).map(|value| !value)),
        Expression::Compare { operator, left, right } => {
            of_truth(compare(*operator, &of(left), &of(right)))
        }
        Expression::Like { value, pattern } => match (of(value), of(pattern)) {
            (Text(value), Text(pattern)) => {
                let (value, pattern): (Vec<char>, Vec<char>) =
                    (value.chars().collect(), pattern.chars().collect());
                Boolean(like(&pattern, &value))
            }
            _ => Unknown,
        },
        Expression::Between { value, lower, upper } => {
            let (value, lower, upper) = (of(value), of(lower), of(upper));
            let above = compare(Comparison::GreaterOrEqual, &value, &lower);
            let below = compare(Comparison::LessOrEqual, &value, &upper);
            of_truth(above.zip(below).map(|(above, below)| above && below))
        }
        Expression::In { value, list } => {
            let value = of(value);
            let found: Vec<Option<bool>> =
                list.iter().map(|item| compare(Comparison::Equal, &value, &of(item))).collect();
            if found.contains(&Some(true)) {
                Boolean(true)
            } else if found.contains(&None) {
                Unknown
            } else {
                Boolean(false)
            }
        }
        Expression::IsNull(value) => Boolean(matches!(of(value), Unknown)),
        Expression::Spatial { predicate, left, right } => match (of(left), of(right)) {
            (Place(left), Place(right)) => Boolean(relation(*predicate, &left, &right)),
            _ => Unknown,
        },
        Expression::Temporal { predicate, left, right } => {
            of_truth(temporal(*predicate, &of(left), &of(right)))
        }
        Expression::Array { predicate, left, right } => {
            let (Set(left), Set(right)) = (of(left), of(right)) else { panic!("no arrays") };
            Boolean(match predicate {
                ArrayPredicate::ContainedBy => left.is_subset(&right),
                ArrayPredicate::Contains => left.is_superset(&right),
                ArrayPredicate::Equals => left == right,
                ArrayPredicate::Overlaps => !left.is_disjoint(&right),
            })
        }
        Expression::Arithmetic { operator, left, right } => {
            arithmetic(*operator, &of(left), &of(right))
        }
        Expression::CaseI(text) => match of(text) {
            Text(text) => Text(text.to_lowercase()),
            _ => Unknown,
        },
        Expression::AccentI(text) => match of(text) {
            Text(text) => Text(without_accents(&text)),
            _ => Unknown,
        },
        Expression::Property(name) if &**name == "place" => {
            feature.geometry.as_deref().cloned().map_or(Unknown, Place)
        }
        Expression::Property(name) => {
            let index = COLUMNS.iter().position(|(column, _)| *column == &**name).unwrap();
            match &feature.values[index] {
                Value::Null => Unknown,
                Value::Boolean(value) => Boolean(*value),
                Value::Integer(value) => Integer((*value).into()),
                Value::Real(value) => Real(*value),
                Value::Text(value) => Text(value.to_string()),
                Value::Date(value) => Time(value.and_time(NaiveTime::MIN).and_utc()),
                Value::DateTime(value) => Time(*value),
                Value::TextList(list) => Set(list.iter().map(ToString::to_string).collect()),
            }
        }
        Expression::Boolean(value) => Boolean(*value),
        Expression::Integer(value) => Integer((*value).into()),
        Expression::Real(value) => Real(*value),
        Expression::Text(value) => Text(value.to_string()),
        Expression::Date(value) => Time(value.and_time(NaiveTime::MIN).and_utc()),
        Expression::Timestamp(value) => Time(*value),
        Expression::Interval { start, end } => {
            let time = |end: &Option<Box<Expression>>, open: DateTime<Utc>| match end {
                None => Some(open),
                Some(end) => match of(end) {
                    Time(time) => Some(time),
                    _ => None,
                },
            };
            let start = time(start, DateTime::<Utc>::MIN_UTC);
            let end = time(end, DateTime::<Utc>::MAX_UTC);
            start.zip(end).map_or(Unknown, |(start, end)| Span(start, end))
        }
        Expression::Geometry(geometry) => Place((**geometry).clone()),
        Expression::Bbox([west, south, east, north]) => {
            Place(Rect::new((*west, *south), (*east, *north)).to_polygon().into())
        }
        Expression::List(items) => Set(items
            .iter()
            .map(|item| match of(item) {
                Text(text) => text,
                other => panic!("{other:?} in a list"),
            })
            .collect()),
        Expression::Function { name, .. } => panic!("`{name}` is not interpreted"),
    }
}
