use geo::BoundingRect;
use geo_types::{Coord, Geometry, MultiPolygon};
use rayon::prelude::*;
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::{LinePart, Row, Table, grid::Grid};
use crate::spatial::{PreparedArea, cut};

/// The row of “outside”: what lies in no unit.
pub const NO_UNIT: Row = Row::MAX;

/// The polygons of one unit level, prepared to say which of them a place is in.
#[derive(Debug)]
pub struct UnitIndex {
    /// Rows in the unit collection's table, in its order.
    rows: Vec<Row>,
    areas: Vec<PreparedArea>,
    grid: Grid,
    tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
}

impl UnitIndex {
    /// - `rows`: the units that count, e.g. those that exist at a date.
    pub fn new(table: &Table, rows: impl Iterator<Item = Row>) -> Self {
        let rows: Vec<Row> = rows.collect();
        let prepare = |row: Row| match table.geometry(row).as_deref() {
            Some(Geometry::MultiPolygon(area)) => Some((row, PreparedArea::new(area))),
            Some(Geometry::Polygon(area)) => {
                Some((row, PreparedArea::new(&MultiPolygon::new(vec![area.clone()]))))
            }
            _ => None,
        };
        let prepared = rows.into_par_iter().filter_map(prepare);
        let (rows, areas): (Vec<Row>, Vec<PreparedArea>) = prepared.unzip();
        let entries = areas.iter().enumerate().map(|(index, area)| {
            let (lower, upper) = area.bounds();
            GeomWithData::new(Rectangle::from_corners(lower.into(), upper.into()), index)
        });
        let tree = RTree::bulk_load(entries.collect());
        Self { rows, grid: Grid::new(&areas), areas, tree }
    }

    /// A number that near places share, to go through many of them in an order that asks the same
    /// units again.
    pub(super) fn cell(&self, place: Coord<f64>) -> u32 {
        self.grid.cell(place)
    }

    /// The one unit that has the place (half-open rule), or [`NO_UNIT`].
    ///
    /// Where units overlap, which they should not, the first in table order.
    pub fn unit_at(&self, place: Coord<f64>) -> Row {
        self.grid.first(&self.areas, place).map_or(NO_UNIT, |index| self.rows[index])
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The metres of a line in each unit it touches, and outside.
    pub(super) fn cut(&self, line: &Geometry<f64>) -> Box<[LinePart]> {
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
