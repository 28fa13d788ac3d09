//! Features per unit, by group: violations per compound and class.

mod quick;
mod totals;

use std::{collections::HashMap, sync::Arc};

use self::quick::{Counted, Quick};
pub use self::totals::Totals;
use super::AnalysisError;
use crate::{
    atlas::{Layer, View},
    domain::{CollectionId, DataType, Schema, UnitRef, Value},
    query::Filter,
    table::{Column, Membership, NO_UNIT, Row},
};

/// What to count.
#[derive(Debug)]
pub struct Question {
    pub collection: CollectionId,
    /// Unit level.
    pub by: CollectionId,
    /// Properties whose values make the groups.
    pub group: Vec<String>,
    /// Numeric properties to add up.
    pub sum: Vec<String>,
    pub filter: Filter,
    /// Count only what is in this unit, and list only its units.
    pub within: Option<UnitRef>,
}

/// Numbers of one unit and one group, or of a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pub count: u64,
    /// Metres of lines, cut at the units' borders.
    pub length_m: f64,
    /// One sum for each property asked for; nulls add nothing.
    pub sums: Vec<f64>,
}

impl Tally {
    fn new(sums: usize) -> Self {
        Self { sums: vec![0.0; sums], ..Self::default() }
    }

    fn add(&mut self, other: &Tally) {
        self.count += other.count;
        self.length_m += other.length_m;
        for (sum, more) in self.sums.iter_mut().zip(&other.sums) {
            *sum += more;
        }
    }
}

/// A line of the answer: its total, and a tally for each group, in the order of `Counts::groups`.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub total: Tally,
    pub groups: Vec<Tally>,
}

#[derive(Debug)]
pub struct Counts {
    pub layer: Arc<Layer>,
    pub units_layer: Arc<Layer>,
    /// Values of the grouping properties, ascending; only groups that occur.
    pub groups: Vec<Vec<Value>>,
    /// Every unit of the level (inside `within`), also those with nothing.
    pub units: Vec<(Row, Arc<Line>)>,
    /// What lies in none of them.
    pub outside: Line,
    pub total: Line,
    /// Whether the features are lines, so that metres mean something.
    pub has_lines: bool,
}

/// Counts features by unit and group. Units and `outside` always sum to `total`.
///
/// A point counts for the unit that has it (half-open rule), a polygon for the
/// unit of an interior point, a line for that of its midpoint; a line's metres
/// go to the unit they lie in.
///
/// # Errors
/// [`AnalysisError`] for unknown collections, levels, units and properties.
pub fn counts(view: &View, question: &Question) -> Result<Counts, AnalysisError> {
    let layer = view.layer(&question.collection)?;
    let units_layer = view.layer(&question.by)?;
    let index = view.units(&question.by)?;
    let membership = view.membership(layer, &question.by)?;
    let within = question.within.as_ref().map(|unit| Within::new(view, layer, unit)).transpose()?;

    let filter = match &question.within {
        Some(unit) => question.filter.clone().and(Filter::Within(unit.clone())),
        None => question.filter.clone(),
    };
    let units = match &question.within {
        Some(unit) => view.select(units_layer, &Filter::Within(unit.clone()))?,
        None => index.rows().to_vec(),
    };
    let (units, slot_of) = places_of(units_layer, units);
    let outside = units.len();
    let slot = |unit: Row| if unit == NO_UNIT { outside } else { slot_of[unit as usize] };

    // The common question needs no list of rows.
    let quick = match question.sum.is_empty() && !membership.has_lines() {
        true => view.scan(layer, &filter).and_then(|scan| {
            Quick::new(layer, scan, &question.group, &membership, &slot_of, outside)
        }),
        false => None,
    };
    if let Some(quick) = quick {
        let Counted { groups, cells, .. } = quick.count();
        let cells = cells.into_iter().map(|count| Tally { count, ..Tally::default() }).collect();
        return Ok(assemble(layer, units_layer, groups, cells, units, false));
    }
    let rows = view.select(layer, &filter)?;
    let (groups, group_of) = groups(layer, &rows, &question.group)?;
    let sums = columns(layer, "sum", &question.sum)?;
    for (name, column) in question.sum.iter().zip(&sums) {
        if !matches!(column, Column::Integer(_) | Column::Real(_)) {
            return Err(parameter("sum", format!("`{name}` is not a number")));
        }
    }

    let mut cells = vec![Tally::new(sums.len()); (outside + 1) * groups.len()];
    let mut has_lines = false;
    for (row, group) in rows.iter().zip(&group_of) {
        let unit = slot(membership.unit(*row));
        let cell = &mut cells[unit * groups.len() + group];
        cell.count += 1;
        for (sum, column) in cell.sums.iter_mut().zip(&sums) {
            *sum += column.number(*row as usize).unwrap_or(0.0);
        }
        let Some(parts) = membership.parts(*row) else { continue };
        has_lines = true;
        let mut left = within.as_ref().map(|within| within.length_m(*row));
        for part in parts {
            let unit = slot(part.unit);
            if unit == outside && left.is_some() {
                continue;
            }
            if let Some(left) = &mut left {
                *left -= part.length_m;
            }
            cells[unit * groups.len() + group].length_m += part.length_m;
        }
        // Inside `within`, but in none of its units.
        if let Some(left) = left {
            cells[outside * groups.len() + group].length_m += left.max(0.0);
        }
    }

    Ok(assemble(layer, units_layer, groups, cells, units, has_lines))
}

/// Units in the order of the answer, and the place of each in it by its row; that of other rows is
/// one past the last.
fn places_of(units_layer: &Layer, mut units: Vec<Row>) -> (Vec<Row>, Vec<usize>) {
    units.sort_unstable_by_key(|row| units_layer.table.fid(*row));
    let mut slot_of = vec![units.len(); units_layer.table.row_bound()];
    for (slot, row) in units.iter().enumerate() {
        slot_of[*row as usize] = slot;
    }
    (units, slot_of)
}

/// The answer from its cells, for each unit and then the outside a cell for each group.
fn assemble(
    layer: &Arc<Layer>,
    units_layer: &Arc<Layer>,
    groups: Vec<Vec<Value>>,
    cells: Vec<Tally>,
    units: Vec<Row>,
    has_lines: bool,
) -> Counts {
    let sums = cells.first().map_or(0, |cell| cell.sums.len());
    let line = |slot: usize| {
        let groups: Vec<Tally> = cells[slot * groups.len()..(slot + 1) * groups.len()].to_vec();
        let mut total = Tally::new(sums);
        groups.iter().for_each(|group| total.add(group));
        Line { total, groups }
    };
    let lines: Vec<(Row, Arc<Line>)> =
        units.iter().enumerate().map(|(slot, row)| (*row, Arc::new(line(slot)))).collect();
    let outside = line(units.len());
    let mut total = outside.clone();
    for (_, unit) in &lines {
        total.total.add(&unit.total);
        for (sum, group) in total.groups.iter_mut().zip(&unit.groups) {
            sum.add(group);
        }
    }
    Counts {
        layer: layer.clone(),
        units_layer: units_layer.clone(),
        groups,
        units: lines,
        outside,
        total,
        has_lines,
    }
}

/// The unit that bounds the question, as the layer's membership knows it.
struct Within {
    membership: Arc<Membership>,
    unit: Row,
}

impl Within {
    fn new(view: &View, layer: &Layer, unit: &UnitRef) -> Result<Self, AnalysisError> {
        let (membership, unit) = view.unit(layer, unit)?;
        Ok(Self { membership, unit })
    }

    fn length_m(&self, row: Row) -> f64 {
        let parts = self.membership.parts(row).unwrap_or_default();
        parts.iter().filter(|part| part.unit == self.unit).map(|part| part.length_m).sum()
    }
}

fn parameter(parameter: &'static str, reason: String) -> AnalysisError {
    AnalysisError::Parameter { parameter, reason }
}

fn columns<'l>(
    layer: &'l Layer,
    asked_by: &'static str,
    names: &[String],
) -> Result<Vec<&'l Column>, AnalysisError> {
    names
        .iter()
        .map(|name| {
            layer.schema().index_of(name).map(|index| layer.table.column(index)).ok_or_else(|| {
                let collection = &layer.schema().id;
                parameter(asked_by, format!("collection `{collection}` has no property `{name}`"))
            })
        })
        .collect()
}

/// The groups that occur, in order, and the group of each row.
fn groups(
    layer: &Layer,
    rows: &[Row],
    names: &[String],
) -> Result<(Vec<Vec<Value>>, Vec<usize>), AnalysisError> {
    let columns = columns(layer, "group", names)?;
    let schema = layer.schema();
    for name in names {
        let property = &schema.properties[schema.index_of(name).expect("found above")];
        if property.data_type == DataType::TextList {
            return Err(parameter("group", format!("`{name}` has many values and makes no group")));
        }
    }
    // Each row's group as small numbers first: texts already have theirs.
    let mut interned: Vec<HashMap<String, u32>> = vec![HashMap::new(); columns.len()];
    let mut keys: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut values: Vec<Vec<Value>> = Vec::new();
    let mut key = Vec::with_capacity(columns.len());
    let mut group_of = Vec::with_capacity(rows.len());
    for row in rows {
        key.clear();
        for (column, interned) in columns.iter().zip(&mut interned) {
            key.push(match column {
                Column::Text(rows) => rows.code(*row as usize),
                other => {
                    let next = interned.len() as u32;
                    *interned.entry(other.get(*row as usize).to_string()).or_insert(next)
                }
            });
        }
        let group = match keys.get(&key) {
            Some(group) => *group,
            None => {
                values.push(columns.iter().map(|column| column.get(*row as usize)).collect());
                keys.insert(key.clone(), values.len() - 1);
                values.len() - 1
            }
        };
        group_of.push(group);
    }
    if values.is_empty() {
        // Nothing to count still has one empty group, so that sums have a place.
        values.push(Vec::new());
    }
    let order = in_order(schema, names, &values);
    let mut place = vec![0; values.len()];
    for (position, group) in order.iter().enumerate() {
        place[*group] = position;
    }
    let sorted = order.iter().map(|group| values[*group].clone()).collect();
    Ok((sorted, group_of.into_iter().map(|group| place[group]).collect()))
}

/// The order of groups: codes as their lists have them, everything else as text.
fn in_order(schema: &Schema, names: &[String], values: &[Vec<Value>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    let rank = |value: &Value, name: &String| {
        let property = &schema.properties[schema.index_of(name).expect("found above")];
        let code = property
            .codes
            .as_ref()
            .and_then(|codes| codes.iter().position(|code| Some(&*code.code) == value.as_text()));
        (code.unwrap_or(usize::MAX), value.to_string())
    };
    order.sort_by_cached_key(|group| {
        values[*group].iter().zip(names).map(|(v, n)| rank(v, n)).collect::<Vec<_>>()
    });
    order
}
