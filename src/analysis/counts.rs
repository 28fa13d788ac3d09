//! Features per unit, by group: violations per compound and class.

use std::{collections::HashMap, sync::Arc};

use rayon::prelude::*;

use super::AnalysisError;
use crate::{
    atlas::{Layer, View},
    domain::{CollectionId, DataType, Schema, UnitRef, Value},
    query::{Filter, Scan},
    table::{CHUNK, Column, Membership, NO_UNIT, Row, Texts},
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
    pub units: Vec<(Row, Line)>,
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
    let units: Vec<Row> = match &question.within {
        Some(unit) => view.select(units_layer, &Filter::Within(unit.clone()))?,
        None => {
            let mut units = index.rows().to_vec();
            units.sort_unstable_by_key(|row| units_layer.table.fid(*row));
            units
        }
    };
    let outside = units.len();
    let mut slot_of = vec![outside; units_layer.table.row_bound()];
    for (slot, row) in units.iter().enumerate() {
        slot_of[*row as usize] = slot;
    }
    let slot = |unit: Row| if unit == NO_UNIT { outside } else { slot_of[unit as usize] };

    // The common question needs no list of rows.
    let quick = match question.sum.is_empty() && !membership.has_lines() {
        true => view
            .scan(layer, &filter)
            .and_then(|scan| tally(layer, &scan, &question.group, &membership, &slot_of, outside)),
        false => None,
    };
    if let Some((groups, cells)) = quick {
        let numbers = cells.into_iter().map(|count| Tally { count, ..Tally::default() }).collect();
        return Ok(assemble(layer, units_layer, groups, numbers, units, false));
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
    let lines: Vec<(Row, Line)> =
        units.iter().enumerate().map(|(slot, row)| (*row, line(slot))).collect();
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

/// Cells of a scan beyond which the rows are better listed.
const MOST_CELLS: usize = 1 << 23;

/// Groups that occur, in order, and for each unit and then the outside the count of each; `None`
/// when not all groups are texts, or when there could be too many.
fn tally(
    layer: &Layer,
    scan: &Scan<'_>,
    names: &[String],
    membership: &Membership,
    slot_of: &[usize],
    outside: usize,
) -> Option<(Vec<Vec<Value>>, Vec<u64>)> {
    let columns: Option<Vec<&Texts>> = names
        .iter()
        .map(|name| match layer.table.column(layer.schema().index_of(name)?) {
            Column::Text(texts) => Some(texts),
            _ => None,
        })
        .collect();
    let columns = columns?;
    // A group's number has a digit for each column; its last value is null.
    let bases: Vec<usize> = columns.iter().map(|texts| texts.dictionary().count() + 1).collect();
    let width = bases.iter().try_fold(1_usize, |width, base| width.checked_mul(*base))?;
    if width.checked_mul(outside + 1)? > MOST_CELLS {
        return None;
    }
    let parts = rayon::current_num_threads().min(scan.chunks()).max(1);
    let chunks_of = |part: usize| scan.chunks() * part / parts..scan.chunks() * (part + 1) / parts;
    let count = |part: usize| {
        let mut cells = vec![0_u32; width * (outside + 1)];
        let mut seen = vec![false; width];
        let (mut rows, mut groups) = (Vec::new(), Vec::new());
        let mut room = [0; CHUNK];
        for chunk in chunks_of(part) {
            scan.select(chunk, &mut rows);
            groups.clear();
            groups.resize(rows.len(), 0);
            for (texts, base) in columns.iter().zip(&bases) {
                let codes = texts.codes(chunk, &mut room);
                for (group, row) in groups.iter_mut().zip(&rows) {
                    let code = codes[*row as usize % CHUNK] as usize;
                    *group = *group * base + code.min(base - 1);
                }
            }
            let units = membership.units(chunk);
            for (group, row) in groups.iter().zip(&rows) {
                let unit = units[*row as usize % CHUNK];
                let slot = slot_of.get(unit as usize).map_or(outside, |slot| *slot);
                cells[slot * width + group] += 1;
                seen[*group] = true;
            }
        }
        (cells, seen)
    };
    let counted: Vec<(Vec<u32>, Vec<bool>)> = (0..parts).into_par_iter().map(count).collect();
    let total = |cell: usize| counted.iter().map(|(cells, _)| u64::from(cells[cell])).sum::<u64>();
    let occurs = |group: &usize| counted.iter().any(|(_, seen)| seen[*group]);
    let found: Vec<usize> = (0..width).filter(occurs).collect();
    let values_of = |group: &usize| {
        let mut left = *group;
        let mut values: Vec<Value> = columns
            .iter()
            .zip(&bases)
            .rev()
            .map(|(texts, base)| {
                let code = left % base;
                left /= base;
                texts.dictionary().get(code as u32).map_or(Value::Null, |t| Value::Text(t.clone()))
            })
            .collect();
        values.reverse();
        values
    };
    let values: Vec<Vec<Value>> = found.iter().map(values_of).collect();
    if values.is_empty() {
        // Nothing to count still has one empty group, so that sums have a place.
        return Some((vec![Vec::new()], vec![0; outside + 1]));
    }
    let order = in_order(layer.schema(), names, &values);
    let cells = (0..=outside)
        .flat_map(|slot| order.iter().map(move |place| (slot, *place)))
        .map(|(slot, place)| total(slot * width + found[place]))
        .collect();
    Some((order.iter().map(|place| values[*place].clone()).collect(), cells))
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
