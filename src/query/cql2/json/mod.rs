//! CQL2 JSON to the tree.

mod geometry;
mod operation;

use serde_json::{Map, Number, Value};

use super::{
    error::{Cql2Error, Position, Problem, shortened},
    instant,
    limits::{Budget, MAX_JSON_BYTES},
    slot::Slot,
    words::Operator,
};
use crate::query::Expression;

/// The filter that a document in CQL2 JSON stands for.
///
/// Ordinates are as written, in the CRS of the filter. Members the schema does not know are passed
/// over; an `op` is taken in any case.
///
/// # Errors
///
/// [`Cql2Error`], with a JSON pointer to the value that is wrong.
pub fn parse_json(document: &Value) -> Result<Expression, Cql2Error> {
    let mut reader = Reader::default();
    reader.slot(document, 1, Slot::Condition).map_err(|problem| reader.error(problem))
}

/// As [`parse_json`], from the bytes of the document.
///
/// # Errors
///
/// [`Cql2Error`], also when they are no JSON.
pub fn parse_json_bytes(document: &[u8]) -> Result<Expression, Cql2Error> {
    let whole = |problem| Cql2Error::new(Position::Whole, problem);
    if document.len() > MAX_JSON_BYTES {
        return Err(whole(Problem::JsonTooLong(document.len())));
    }
    let value = serde_json::from_slice(document).map_err(|error| {
        let message = error.to_string();
        let too_deep = message.starts_with("recursion limit");
        whole(if too_deep { Problem::JsonTooDeep } else { Problem::Json(message) })
    })?;
    parse_json(&value)
}

/// A step from a value to one within it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Member(&'static str),
    Item(usize),
}

/// Reads with the path to where it is; after a failure the path stays where it happened.
#[derive(Debug, Default)]
struct Reader {
    path: Vec<Step>,
    budget: Budget,
}

type Read<T> = Result<T, Problem>;

impl Reader {
    fn error(&self, problem: Problem) -> Cql2Error {
        if self.path.is_empty() {
            return Cql2Error::new(Position::Whole, problem);
        }
        let pointer = self
            .path
            .iter()
            .map(|step| match step {
                Step::Member(name) => format!("/{name}"),
                Step::Item(index) => format!("/{index}"),
            })
            .collect();
        Cql2Error::new(Position::Pointer(pointer), problem)
    }

    fn within<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> Read<T>) -> Read<T> {
        self.path.push(step);
        let value = read(self)?;
        self.path.pop();
        Ok(value)
    }

    fn each<T>(
        &mut self,
        items: &[Value],
        mut read: impl FnMut(&mut Self, &Value) -> Read<T>,
    ) -> Read<Vec<T>> {
        items
            .iter()
            .enumerate()
            .map(|(index, item)| self.within(Step::Item(index), |reader| read(reader, item)))
            .collect()
    }

    /// The expression, where only some belong.
    ///
    /// - `level`: 1 for the whole filter.
    fn slot(&mut self, value: &Value, level: usize, slot: Slot) -> Read<Expression> {
        let expression = self.expression(value, level, slot)?;
        slot.check(&expression)?;
        Ok(expression)
    }

    fn expression(&mut self, value: &Value, level: usize, slot: Slot) -> Read<Expression> {
        self.budget.node(level)?;
        Ok(match value {
            Value::Null => {
                let expected = format!("{}, or the operator `isNull`", slot.describe());
                return Err(Problem::expected(expected, "`null`"));
            }
            Value::Bool(value) => Expression::Boolean(*value),
            Value::Number(number) => match number.as_i64() {
                Some(integer) => Expression::Integer(integer),
                None => Expression::Real(finite(number)?),
            },
            Value::String(text) => Expression::Text(text.as_str().into()),
            Value::Array(items) => Expression::List(
                self.each(items, |reader, item| reader.slot(item, level + 1, Slot::Any))?,
            ),
            Value::Object(members) => self.object(members, level, slot)?,
        })
    }

    fn object(
        &mut self,
        members: &Map<String, Value>,
        level: usize,
        slot: Slot,
    ) -> Read<Expression> {
        if let Some(op) = members.get("op") {
            return self.operation(op, members.get("args"), level);
        }
        if let Some(name) = members.get("property") {
            return self.within(Step::Member("property"), |_| {
                let name = text(name, "the name of a property")?;
                if name.is_empty() {
                    return Err(Problem::EmptyName);
                }
                Ok(Expression::Property(name.into()))
            });
        }
        if let Some(date) = members.get("date") {
            return self.within(Step::Member("date"), |_| {
                instant::date(text(date, "a date")?).map(Expression::Date)
            });
        }
        if let Some(timestamp) = members.get("timestamp") {
            return self.within(Step::Member("timestamp"), |_| {
                instant::timestamp(text(timestamp, "a timestamp")?).map(Expression::Timestamp)
            });
        }
        if let Some(interval) = members.get("interval") {
            return self
                .within(Step::Member("interval"), |reader| reader.interval(interval, level));
        }
        if members.contains_key("type") {
            return Ok(Expression::Geometry(self.geometry(members)?.into()));
        }
        if let Some(bbox) = members.get("bbox") {
            let bbox = self.within(Step::Member("bbox"), |reader| reader.bbox(bbox))?;
            return Ok(Expression::Bbox(bbox));
        }
        let names: Vec<&str> = members.keys().map(String::as_str).take(5).collect();
        let known = "with `op`, `property`, `date`, `timestamp`, `interval`, `bbox` or `type`";
        let expected = format!("{} (an object {known})", slot.describe());
        let found = match names[..] {
            [] => "an empty object".to_owned(),
            _ => format!("an object with `{}`", shortened(&names.join("`, `"))),
        };
        Err(Problem::Expected { expected, found })
    }

    fn interval(&mut self, interval: &Value, level: usize) -> Read<Expression> {
        let [start, end] = array(interval, "an array of two ends")? else {
            return Err(Problem::expected("an array of two ends", describe(interval)));
        };
        let start = self.within(Step::Item(0), |reader| reader.interval_end(start, level + 1))?;
        let end = self.within(Step::Item(1), |reader| reader.interval_end(end, level + 1))?;
        Ok(Expression::Interval { start: start.map(Box::new), end: end.map(Box::new) })
    }

    fn interval_end(&mut self, end: &Value, level: usize) -> Read<Option<Expression>> {
        if let Value::String(end) = end {
            self.budget.node(level)?;
            return instant::interval_end(end);
        }
        self.slot(end, level, Slot::IntervalEnd).map(Some)
    }
}

fn text<'a>(value: &'a Value, expected: &str) -> Read<&'a str> {
    value.as_str().ok_or_else(|| Problem::expected(expected, describe(value)))
}

fn array<'a>(value: &'a Value, expected: &str) -> Read<&'a [Value]> {
    let array = value.as_array().ok_or_else(|| Problem::expected(expected, describe(value)))?;
    Ok(array)
}

fn finite(number: &Number) -> Read<f64> {
    number
        .as_f64()
        .filter(|real| real.is_finite())
        .ok_or_else(|| Problem::NotFinite(shortened(&number.to_string())))
}

/// The value as a phrase.
fn describe(value: &Value) -> String {
    match value {
        Value::Null => "`null`".to_owned(),
        Value::Bool(value) => format!("`{value}`"),
        Value::Number(number) => format!("the number `{number}`"),
        Value::String(text) => format!("the text `{}`", shortened(text)),
        Value::Array(items) => format!("an array of {}", items.len()),
        Value::Object(_) => "an object".to_owned(),
    }
}
