use geo_types::Geometry;
use rayon::prelude::*;

use super::{
    NO_UNIT, Row, Table, UnitIndex,
    chunked::{Chunked, Shared},
};
use crate::spatial::interior_point;

/// The part of a line that lies in one unit, or in none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinePart {
    pub unit: Row,
    pub length_m: f64,
}

/// To which unit of one level each feature of a layer belongs.
///
/// A point belongs to exactly one unit (half-open rule); a polygon by an
/// interior point; a line by its midpoint, while its metres are cut at the
/// borders. What lies in no unit belongs to [`NO_UNIT`], so parts always sum
/// to the whole. Copies share what did not change.
#[derive(Debug, Clone, Default)]
pub struct Membership {
    pub(super) units: Chunked<Row>,
    pub(super) parts: Chunked<Shared<[LinePart]>>,
}

/// The unit that has the feature's interior point; none for a free row.
fn unit_of(table: &Table, index: &UnitIndex, row: Row) -> Row {
    if let Some([x, y]) = table.point(row) {
        return index.unit_at((x, y).into());
    }
    table
        .geometry(row)
        .and_then(|geometry| interior_point(&geometry))
        .map_or(NO_UNIT, |place| index.unit_at(place.into()))
}

/// Rows that are placed together.
const PIECE: usize = 1 << 18;

/// The units of a piece of the rows, asked in an order in which neighbours follow each other.
fn units_of(table: &Table, index: &UnitIndex, piece: usize) -> Vec<Row> {
    let start = piece * PIECE;
    let end = table.row_bound().min(start + PIECE);
    let cell = |row: Row| table.point(row).map_or(0, |[x, y]| index.cell((x, y).into()));
    let rows = start as Row..end as Row;
    let mut order: Vec<(u32, Row)> = rows.map(|row| (cell(row), row)).collect();
    order.sort_unstable();
    let mut units = vec![NO_UNIT; end - start];
    for (_, row) in order {
        units[row as usize - start] = unit_of(table, index, row);
    }
    units
}

/// The metres of a line by unit; none of what is not a line.
fn parts_of(table: &Table, index: &UnitIndex, row: Row) -> Shared<[LinePart]> {
    if table.point(row).is_some() {
        return Shared(None);
    }
    let geometry = table.geometry(row);
    let line = geometry.as_deref().filter(|geometry| {
        matches!(geometry, Geometry::LineString(_) | Geometry::MultiLineString(_))
    });
    Shared(line.map(|line| index.cut(line).into()))
}

impl Membership {
    pub fn new(table: &Table, index: &UnitIndex) -> Self {
        let rows = || (0..table.row_bound() as Row).into_par_iter();
        let mut membership = Self::default();
        if let Some((rows, points)) = table.curve() {
            // Neighbours ask the same units, which the processor then has at hand.
            let found: Vec<Row> =
                points.par_iter().map(|[x, y]| index.unit_at((*x, *y).into())).collect();
            let mut units = vec![NO_UNIT; table.row_bound()];
            for (row, unit) in rows.iter().zip(found) {
                units[*row as usize] = unit;
            }
            membership.units.append(units);
            membership.parts.resize(table.row_bound());
            return membership;
        }
        let pieces: Vec<Vec<Row>> = (0..table.row_bound().div_ceil(PIECE))
            .into_par_iter()
            .map(|piece| units_of(table, index, piece))
            .collect();
        pieces.into_iter().for_each(|units| membership.units.append(units));
        membership.parts.append(rows().map(|row| parts_of(table, index, row)).collect::<Vec<_>>());
        membership
    }

    /// Of the units themselves: each belongs to itself.
    pub fn of_units(table: &Table, index: &UnitIndex) -> Self {
        let mut units = Self::none(table);
        for row in index.rows() {
            units.units.set(*row as usize, *row);
        }
        units
    }

    /// Of features that are larger than the units: none belongs to any.
    pub fn none(table: &Table) -> Self {
        let mut membership = Self::default();
        membership.reserve(table.row_bound());
        membership
    }

    /// Makes room for rows up to `bound`; new ones belong to no unit until placed.
    pub fn reserve(&mut self, bound: usize) {
        self.units.resize(bound);
        self.parts.resize(bound);
    }

    /// Brings one row up to date after a change.
    pub fn place(&mut self, table: &Table, index: &UnitIndex, row: Row) {
        self.reserve(table.row_bound());
        self.units.set(row as usize, unit_of(table, index, row));
        self.parts.set(row as usize, parts_of(table, index, row));
    }

    /// The unit a feature counts for.
    pub fn unit(&self, row: Row) -> Row {
        *self.units.get(row as usize)
    }

    /// The units of one chunk of rows.
    pub fn units(&self, chunk: usize) -> &[Row] {
        self.units.chunk(chunk)
    }

    /// Whether both have the units of a chunk in common.
    pub fn shares(&self, other: &Self, chunk: usize) -> bool {
        self.units.shares(&other.units, chunk)
    }

    /// Whether there are lines, whose metres are cut at the borders.
    pub fn has_lines(&self) -> bool {
        !self.parts.is_blank()
    }

    /// The metres of a line by unit; `None` for what is not a line.
    pub fn parts(&self, row: Row) -> Option<&[LinePart]> {
        self.parts.get(row as usize).0.as_deref()
    }

    /// Whether the feature, or a part of it when it is a line, is in the unit.
    pub fn belongs(&self, row: Row, unit: Row) -> bool {
        match self.parts(row) {
            Some(parts) => parts.iter().any(|part| part.unit == unit),
            None => self.unit(row) == unit,
        }
    }
}
