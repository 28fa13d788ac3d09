use std::{collections::HashSet, sync::Arc};

use geo::BoundingRect;
use geo_types::{Geometry, Rect};

use crate::{
    domain::{Bbox, UnitRef, Value},
    query::Filter,
    spatial::predicate,
    table::{Column, Membership, Row, Table},
};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    #[error("collection `{collection}` has no property `{property}`")]
    UnknownProperty { collection: String, property: String },
    #[error("there is no unit `{0}`")]
    UnknownUnit(UnitRef),
}

/// What a filter needs beyond the table itself.
pub trait Bound {
    /// The table's membership at the unit's level and the unit's row there.
    ///
    /// # Errors
    /// [`EvaluateError::UnknownUnit`].
    fn unit(&self, unit: &UnitRef) -> Result<(Arc<Membership>, Row), EvaluateError>;
}

type Test<'t> = Box<dyn Fn(Row) -> bool + 't>;

/// Rows that meet the filter, by ascending `fid`.
///
/// # Errors
/// [`EvaluateError`] when the filter names what the table does not have.
pub fn select(
    table: &Table,
    filter: &Filter,
    bound: &dyn Bound,
) -> Result<Vec<Row>, EvaluateError> {
    let mut plan =
        Plan { table, bound, boxes: Vec::new(), boxes_match_nothing: true, tests: Vec::new() };
    plan.add(filter)?;
    // The box with the fewest candidates leads; all other conditions are tested row by row.
    let candidates = plan.boxes.iter().map(|bbox| table.candidates(bbox)).min_by_key(Vec::len);
    let Some(mut rows) = candidates else {
        return Ok(table.rows().filter(|row| plan.holds(*row)).collect());
    };
    if plan.boxes_match_nothing {
        rows.extend(table.rows_without_geometry());
    }
    rows.retain(|row| plan.holds(*row));
    rows.sort_unstable_by_key(|row| table.fid(*row));
    Ok(rows)
}

struct Plan<'t> {
    table: &'t Table,
    bound: &'t dyn Bound,
    /// Boxes every match must meet, unless it has no geometry.
    boxes: Vec<Bbox>,
    /// Whether features without geometry can match all of `boxes`.
    boxes_match_nothing: bool,
    tests: Vec<Test<'t>>,
}

impl<'t> Plan<'t> {
    fn holds(&self, row: Row) -> bool {
        self.tests.iter().all(|test| test(row))
    }

    fn add(&mut self, filter: &Filter) -> Result<(), EvaluateError> {
        let table = self.table;
        match filter {
            Filter::And(parts) => {
                for part in parts {
                    self.add(part)?;
                }
            }
            Filter::In { property, values } => {
                let index = table.schema().index_of(property).ok_or_else(|| {
                    EvaluateError::UnknownProperty {
                        collection: table.schema().id.to_string(),
                        property: property.to_string(),
                    }
                })?;
                self.tests.push(in_values(table.column(index), values));
            }
            Filter::Ids(ids) => {
                let rows: HashSet<Row> = ids.iter().filter_map(|id| table.row_of(id)).collect();
                self.tests.push(Box::new(move |row| rows.contains(&row)));
            }
            Filter::Bbox(bbox) => {
                let bbox = *bbox;
                let shapes: Vec<_> = bbox.unwrapped().map(rectangle).collect();
                self.boxes.push(bbox);
                self.tests.push(Box::new(move |row| match table.geometry(row) {
                    None => true,
                    Some(geometry) => {
                        shapes.iter().any(|shape| predicate::intersects(geometry, shape))
                    }
                }));
            }
            Filter::Intersects(shape) => {
                if let Some(bbox) = envelope(shape) {
                    self.boxes.push(bbox);
                }
                self.boxes_match_nothing = false;
                let shape = shape.clone();
                self.tests.push(Box::new(move |row| {
                    table
                        .geometry(row)
                        .is_some_and(|geometry| predicate::intersects(geometry, &shape))
                }));
            }
            Filter::Within(unit) => {
                let (membership, unit) = self.bound.unit(unit)?;
                self.tests.push(Box::new(move |row| membership.belongs(row, unit)));
            }
            Filter::During(interval) => {
                let (start, end) = (table.schema().time_start, table.schema().time_end);
                let interval = *interval;
                let Some(start) = start.or(end) else { return Ok(()) };
                let start = table.column(start);
                // A start without an end column is an instant; an empty end is open.
                let end = end.map(|end| table.column(end));
                self.tests.push(Box::new(move |row| {
                    let from = start.date(row as usize);
                    let until = end.map_or(from, |end| end.date(row as usize));
                    interval.intersects_days(from, until)
                }));
            }
            Filter::ExistsAt(day) => {
                let day = *day;
                let schema = table.schema();
                if let Some(start) = schema.existence_start().map(|index| table.column(index)) {
                    self.tests.push(Box::new(move |row| {
                        start.date(row as usize).is_none_or(|from| from <= day)
                    }));
                }
                if let Some(end) = schema.existence_end().map(|index| table.column(index)) {
                    self.tests.push(Box::new(move |row| {
                        end.date(row as usize).is_none_or(|until| day < until)
                    }));
                }
            }
        }
        Ok(())
    }
}

fn in_values<'t>(column: &'t Column, values: &[Value]) -> Test<'t> {
    match column {
        Column::Text { dictionary, rows } => {
            let wanted: HashSet<u32> = values
                .iter()
                .filter_map(Value::as_text)
                .filter_map(|text| dictionary.get_index_of(text))
                .map(|number| number as u32)
                .collect();
            Box::new(move |row| wanted.contains(&rows[row as usize]))
        }
        Column::TextList(rows) => {
            let wanted: HashSet<Arc<str>> = values
                .iter()
                .filter_map(|value| match value {
                    Value::TextList(list) => Some(list.to_vec()),
                    _ => None,
                })
                .flatten()
                .collect();
            Box::new(move |row| rows[row as usize].iter().any(|value| wanted.contains(value)))
        }
        other => {
            let wanted = values.to_vec();
            Box::new(move |row| {
                let value = other.get(row as usize);
                !value.is_null() && wanted.contains(&value)
            })
        }
    }
}

/// The box as a geometry, for the exact test.
fn rectangle(bbox: Bbox) -> Geometry<f64> {
    Rect::new((bbox.west(), bbox.south()), (bbox.east(), bbox.north())).to_polygon().into()
}

fn envelope(geometry: &Geometry<f64>) -> Option<Bbox> {
    let rect = geometry.bounding_rect()?;
    Bbox::new(rect.min().x, rect.min().y, rect.max().x, rect.max().y).ok()
}
