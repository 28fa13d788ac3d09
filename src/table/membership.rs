use std::{collections::HashMap, sync::Arc};

use geo::BoundingRect;
use geo_types::{Coord, Geometry, MultiPolygon};
use rayon::prelude::*;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::{Row, Table};
use crate::spatial::{PreparedArea, cut, interior_point};

/// The row of “outside”: what lies in no unit.
pub const NO_UNIT: Row = Row::MAX;

/// The polygons of one unit level, prepared to say which of them a place is in.
#[derive(Debug)]
pub struct UnitIndex {
    /// Rows in the unit collection's table, in its order.
    rows: Vec<Row>,
    areas: Vec<PreparedArea>,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl UnitIndex {
    /// - `rows`: the units that count, e.g. those that exist at a date.
    pub fn new(table: &Table, rows: impl Iterator<Item = Row>) -> Self {
        let (mut kept, mut areas, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            let area = match table.geometry(row).map(|geometry| &**geometry) {
                Some(Geometry::MultiPolygon(area)) => PreparedArea::new(area),
                Some(Geometry::Polygon(area)) => {
                    PreparedArea::new(&MultiPolygon::new(vec![area.clone()]))
                }
                _ => continue,
            };
            let (lower, upper) = area.bounds();
            let rectangle = Rectangle::from_corners(lower.into(), upper.into());
            entries.push(GeomWithData::new(rectangle, kept.len()));
            kept.push(row);
            areas.push(area);
        }
        Self { rows: kept, areas, tree: RTree::bulk_load(entries) }
    }

    /// The one unit that has the place (half-open rule), or [`NO_UNIT`].
    ///
    /// Where units overlap, which they should not, the first in table order.
    pub fn unit_at(&self, place: Coord<f64>) -> Row {
        self.tree
            .locate_in_envelope_intersecting(&AABB::from_point([place.x, place.y]))
            .map(|entry| entry.data)
            .filter(|index| self.areas[*index].contains(place))
            .min()
            .map_or(NO_UNIT, |index| self.rows[index])
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The metres of a line in each unit it touches, and outside.
    fn cut(&self, line: &Geometry<f64>) -> Box<[LinePart]> {
        let Some(rect) = line.bounding_rect() else { return Box::default() };
        let envelope = AABB::from_corners(rect.min().into(), rect.max().into());
        let mut near: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data).collect();
        near.sort_unstable();
        cut::cut_line(line, near.into_iter().map(|index| (index, &self.areas[index])))
            .into_iter()
            .map(|(index, length_m)| LinePart {
                unit: index.map_or(NO_UNIT, |index| self.rows[index]),
                length_m,
            })
            .collect()
    }
}

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
/// to the whole.
#[derive(Debug, Clone)]
pub struct Membership {
    units: Vec<Row>,
    parts: HashMap<Row, Arc<[LinePart]>>,
}

/// The unit that has the feature's interior point; none for a free row.
fn unit_of(table: &Table, index: &UnitIndex, row: Row) -> Row {
    table
        .geometry(row)
        .and_then(|geometry| interior_point(geometry))
        .map_or(NO_UNIT, |place| index.unit_at(place.into()))
}

/// The feature's geometry when it is a line.
fn line(table: &Table, row: Row) -> Option<&Geometry<f64>> {
    let is_line = |geometry: &&Arc<Geometry<f64>>| {
        matches!(***geometry, Geometry::LineString(_) | Geometry::MultiLineString(_))
    };
    table.geometry(row).filter(is_line).map(|geometry| &**geometry)
}

impl Membership {
    pub fn new(table: &Table, index: &UnitIndex) -> Self {
        let rows = 0..table.row_bound() as Row;
        let units = rows.clone().into_par_iter().map(|row| unit_of(table, index, row)).collect();
        let parts = rows
            .into_par_iter()
            .filter_map(|row| Some((row, index.cut(line(table, row)?).into())))
            .collect();
        Self { units, parts }
    }

    /// Of the units themselves: each belongs to itself.
    pub fn of_units(table: &Table, index: &UnitIndex) -> Self {
        let mut units = vec![NO_UNIT; table.row_bound()];
        for row in index.rows() {
            units[*row as usize] = *row;
        }
        Self { units, parts: HashMap::new() }
    }

    /// Of features that are larger than the units: none belongs to any.
    pub fn none(table: &Table) -> Self {
        Self { units: vec![NO_UNIT; table.row_bound()], parts: HashMap::new() }
    }

    /// Makes room for rows up to `bound`; new ones belong to no unit until placed.
    pub fn reserve(&mut self, bound: usize) {
        if self.units.len() < bound {
            self.units.resize(bound, NO_UNIT);
        }
    }

    /// Brings one row up to date after a change.
    pub fn place(&mut self, table: &Table, index: &UnitIndex, row: Row) {
        self.reserve(table.row_bound());
        self.units[row as usize] = unit_of(table, index, row);
        match line(table, row) {
            Some(line) => self.parts.insert(row, index.cut(line).into()),
            None => self.parts.remove(&row),
        };
    }

    /// The unit a feature counts for.
    pub fn unit(&self, row: Row) -> Row {
        self.units[row as usize]
    }

    /// The metres of a line by unit; `None` for what is not a line.
    pub fn parts(&self, row: Row) -> Option<&[LinePart]> {
        self.parts.get(&row).map(|parts| &**parts)
    }

    /// Whether the feature, or a part of it when it is a line, is in the unit.
    pub fn belongs(&self, row: Row, unit: Row) -> bool {
        match self.parts(row) {
            Some(parts) => parts.iter().any(|part| part.unit == unit),
            None => self.unit(row) == unit,
        }
    }
}
