use std::{collections::HashSet, rc::Rc, sync::Arc};

use chrono::Datelike;
use geo_types::{Geometry, Rect};

use super::{
    Bound, EvaluateError,
    clock::Clock,
    compile::Compiler,
    node::{Cost, Node, Truth},
    row_set::RowSet,
    spatial,
};
use crate::{
    domain::{Bbox, Value},
    query::Filter,
    spatial::{PreparedShape, Relation},
    table::{Column, Row, Table},
};

/// Turns filters into conditions on one table.
pub(super) struct Plan<'t> {
    pub(super) table: &'t Table,
    pub(super) bound: &'t dyn Bound,
    pub(super) clock: &'t Clock,
}

impl<'t> Plan<'t> {
    pub(super) fn node(&self, filter: &Filter) -> Result<Node<'t>, EvaluateError> {
        let table = self.table;
        let schema = table.schema();
        Ok(match filter {
            Filter::And(parts) => {
                let nodes = parts.iter().map(|part| self.node(part)).collect::<Result<_, _>>()?;
                Node::all(nodes, table.row_bound())
            }
            Filter::In { property, values } => {
                let index =
                    schema.index_of(property).ok_or_else(|| EvaluateError::UnknownProperty {
                        collection: schema.id.to_string(),
                        property: property.to_string(),
                    })?;
                in_values(table.column(index), values)
            }
            Filter::Ids(ids) => {
                let rows = ids.iter().filter_map(|id| table.row_of(id)).collect();
                let rows = RowSet::new(rows, table.row_bound());
                let named = rows.clone();
                let mut node = Node::new(Cost::Column, move |row| Some(named.contains(row)));
                node.may_hold = Some(rows);
                node
            }
            Filter::Bbox(bbox) => {
                let shapes: Vec<PreparedShape> =
                    bbox.unwrapped().map(|part| PreparedShape::new(rectangle(part))).collect();
                self.boxed(*bbox, move |geometry| {
                    let meets =
                        |shape: &PreparedShape| shape.relates(Relation::Intersects, geometry);
                    shapes.iter().any(|shape| meets(shape) == Ok(true))
                })?
            }
            Filter::CurvedBbox(area) => {
                let shape = PreparedShape::new(area.shape().clone());
                self.boxed(area.envelope(), move |geometry| {
                    shape.relates(Relation::Intersects, geometry) == Ok(true)
                })?
            }
            Filter::Intersects(shape) => {
                let shape = PreparedShape::new((**shape).clone());
                spatial::node(table, self.clock, Relation::Intersects, Rc::new(shape))?
            }
            Filter::Within(unit) => {
                let (membership, unit) = self.bound.unit(unit)?;
                Node::new(Cost::Column, move |row| Some(membership.belongs(row, unit)))
            }
            Filter::During(interval) => {
                let interval = *interval;
                let Some(start) = schema.time_start.or(schema.time_end) else {
                    return Ok(Node::constant(Some(true)));
                };
                let start = table.column(start);
                // A start without an end column is an instant; an empty end is open.
                let end = schema.time_end.map(|end| table.column(end));
                Node::new(Cost::Column, move |row| {
                    let from = start.date(row as usize);
                    let until = end.map_or(from, |end| end.date(row as usize));
                    Some(interval.intersects_days(from, until))
                })
            }
            Filter::ExistsAt(day) => {
                let day = day.num_days_from_ce();
                let mut nodes = Vec::new();
                if let Some(start) = schema.existence_start().map(|index| table.column(index)) {
                    nodes.push(Node::new(Cost::Column, move |row| {
                        Some(start.days(row as usize).is_none_or(|from| from <= day))
                    }));
                }
                if let Some(end) = schema.existence_end().map(|index| table.column(index)) {
                    nodes.push(Node::new(Cost::Column, move |row| {
                        Some(end.days(row as usize).is_none_or(|until| day < until))
                    }));
                }
                Node::all(nodes, table.row_bound())
            }
            Filter::Expression(expression) => {
                Compiler { table, bound: self.bound, clock: self.clock }.condition(expression)?
            }
        })
    }

    /// Features without a geometry match every box, so their value here is true.
    fn boxed(
        &self,
        envelope: Bbox,
        meets: impl Fn(&Geometry<f64>) -> bool + 't,
    ) -> Result<Node<'t>, EvaluateError> {
        let table = self.table;
        let near = RowSet::new(table.candidates(&envelope), table.row_bound());
        let bare = RowSet::new(table.rows_without_geometry(), table.row_bound());
        self.clock.candidates(near.bytes() + bare.bytes())?;
        let (candidates, clock) = (near.clone(), self.clock);
        let mut node = Node::new(Cost::Geometry, move |row| -> Truth {
            if !candidates.contains(row) {
                return Some(!table.has_geometry(row));
            }
            let Some(geometry) = table.geometry(row) else { return Some(true) };
            if !clock.geometry() {
                return None;
            }
            Some(meets(&geometry))
        });
        node.may_hold = Some(near.union(bare, table.row_bound()));
        Ok(node)
    }
}

fn in_values<'t>(column: &'t Column, values: &[Value]) -> Node<'t> {
    match column {
        Column::Text(rows) => {
            let wanted: HashSet<u32> = values
                .iter()
                .filter_map(Value::as_text)
                .filter_map(|text| rows.dictionary().number_of(text))
                .collect();
            Node::new(Cost::Column, move |row: Row| Some(wanted.contains(&rows.code(row as usize))))
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
            Node::new(Cost::Column, move |row: Row| {
                Some(rows.get(row as usize).iter().any(|value| wanted.contains(value)))
            })
        }
        other => {
            let wanted = values.to_vec();
            Node::new(Cost::Column, move |row| {
                let value = other.get(row as usize);
                Some(!value.is_null() && wanted.contains(&value))
            })
        }
    }
}

/// The box as a geometry, for the exact test.
fn rectangle(bbox: Bbox) -> Geometry<f64> {
    Rect::new((bbox.west(), bbox.south()), (bbox.east(), bbox.north())).to_polygon().into()
}
