use serde_json::{Value, json};

use super::geometry::geojson;
use crate::query::{
    Expression,
    cql2::{
        instant::{write_date, write_timestamp},
        words::Operator,
    },
};

/// The expression in CQL2 JSON.
pub fn write_json(expression: &Expression) -> Value {
    use Expression as E;
    match expression {
        E::And(parts) => operation(Operator::And.name(), parts),
        E::Or(parts) => operation(Operator::Or.name(), parts),
        E::Not(inner) => operation(Operator::Not.name(), [&**inner]),
        E::Compare { operator, left, right } => {
            operation(Operator::Compare(*operator).name(), [&**left, right])
        }
        E::Like { value, pattern } => operation(Operator::Like.name(), [&**value, pattern]),
        E::Between { value, lower, upper } => {
            operation(Operator::Between.name(), [&**value, lower, upper])
        }
        E::In { value, list } => {
            json!({ "op": Operator::In.name(), "args": [write_json(value), array(list)] })
        }
        E::IsNull(inner) => operation(Operator::IsNull.name(), [&**inner]),
        E::Spatial { predicate, left, right } => {
            operation(Operator::Spatial(*predicate).name(), [&**left, right])
        }
        E::Temporal { predicate, left, right } => {
            operation(Operator::Temporal(*predicate).name(), [&**left, right])
        }
        E::Array { predicate, left, right } => {
            operation(Operator::Array(*predicate).name(), [&**left, right])
        }
        E::Arithmetic { operator, left, right } => {
            operation(Operator::Arithmetic(*operator).name(), [&**left, right])
        }
        E::Function { name, arguments } => operation(name, arguments),
        E::CaseI(inner) => operation(Operator::CaseI.name(), [&**inner]),
        E::AccentI(inner) => operation(Operator::AccentI.name(), [&**inner]),
        E::Property(name) => json!({ "property": &**name }),
        E::Boolean(value) => json!(value),
        E::Integer(value) => json!(value),
        E::Real(value) => json!(value),
        E::Text(text) => json!(&**text),
        E::Date(date) => json!({ "date": write_date(*date) }),
        E::Timestamp(timestamp) => json!({ "timestamp": write_timestamp(*timestamp) }),
        E::Interval { start, end } => {
            json!({ "interval": [interval_end(start.as_deref()), interval_end(end.as_deref())] })
        }
        E::Geometry(geometry) => geojson(geometry),
        E::Bbox(corners) => json!({ "bbox": corners }),
        E::List(items) => array(items),
    }
}

fn operation<'a>(op: &str, args: impl IntoIterator<Item = &'a Expression>) -> Value {
    json!({ "op": op, "args": array(args) })
}

fn array<'a>(items: impl IntoIterator<Item = &'a Expression>) -> Value {
    items.into_iter().map(write_json).collect()
}

fn interval_end(end: Option<&Expression>) -> Value {
    match end {
        None => json!(".."),
        Some(Expression::Date(date)) => json!(write_date(*date)),
        Some(Expression::Timestamp(timestamp)) => json!(write_timestamp(*timestamp)),
        Some(end) => write_json(end),
    }
}
