use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use geo::BoundingRect;
use geo_types::Geometry;
use hashbrown::HashMap;
use rayon::prelude::*;

use super::tags::{Classes, class_of};
use crate::{
    atlas::{Layer, View},
    domain::{Bbox, GeometryKind},
    spatial::interior_point,
    table::{Row, Table},
    tiles::{
        MatrixSet, Place, Places, Shape, Tile,
        places::Entry,
        shape::{self, DEEPEST, Shapes},
    },
};

/// More touched places than this are not told apart: all tiles of the layer are made anew.
const MOST_TOUCHES: usize = 2_000;

/// An edit: when it was taken over, and the box of what it took away or brought.
#[derive(Debug, Clone, Copy)]
struct Touch {
    clock: u64,
    bbox: Bbox,
}

/// The shapes of a layer on the grid of one zoom.
#[derive(Debug)]
pub(super) struct Grid {
    pub shapes: HashMap<Row, Shape>,
    /// The layer's state that they are made from.
    clock: u64,
    /// What changed on this grid since the layer was first drawn on it, in grid numbers: more than
    /// was edited, because neighbours share their borders.
    touches: Vec<(u64, [i32; 4])>,
}

/// A layer, and what is prepared of it for tiles; each preparation is made when first needed.
#[derive(Debug)]
pub struct Tiled {
    pub layer: Arc<Layer>,
    /// Stands for the layer's content: it differs whenever that does.
    pub revision: u64,
    /// When it was read as a whole.
    since: u64,
    /// When it changed last.
    clock: u64,
    touches: Vec<Touch>,
    /// By matrix set, in the order of [`MatrixSet::ALL`].
    points: [OnceLock<Places>; 2],
    labels: [OnceLock<Places>; 2],
    shapes: [OnceLock<Shapes>; 2],
    /// Also those of earlier states, until they are asked for again.
    grids: Mutex<HashMap<(MatrixSet, u8), Arc<Grid>>>,
}

fn number(set: MatrixSet) -> usize {
    MatrixSet::ALL.iter().position(|one| *one == set).expect("ALL has all")
}

fn bbox(geometry: &Geometry) -> Option<Bbox> {
    let rect = geometry.bounding_rect()?;
    Bbox::new(rect.min().x, rect.min().y, rect.max().x, rect.max().y).ok()
}

fn place(set: MatrixSet, table: &Table, row: Row) -> Option<Place> {
    table.point(row).map(|[longitude, latitude]| Place::new(set, longitude, latitude))
}

/// Where the label of an area stands.
pub(super) fn label_place(set: MatrixSet, table: &Table, row: Row) -> Option<Place> {
    let geometry = &*table.geometry(row)?;
    if shape::kind(geometry) != Some(shape::Kind::Areas) {
        return None;
    }
    interior_point(geometry).map(|point| Place::new(set, point.x(), point.y()))
}

impl Tiled {
    pub(super) fn new(layer: Arc<Layer>, revision: u64, clock: u64) -> Self {
        Self {
            layer,
            revision,
            since: clock,
            clock,
            touches: Vec::new(),
            points: Default::default(),
            labels: Default::default(),
            shapes: Default::default(),
            grids: Mutex::default(),
        }
    }

    /// The same features in a layer that differs in other things, such as membership.
    pub(super) fn with(&self, layer: Arc<Layer>) -> Self {
        self.next(layer, self.revision, self.clock, Vec::new(), |_, _| {})
    }

    /// The layer after edits.
    ///
    /// - `view`: of the new state on its own day.
    /// - `edits`: rows before and after, where there are such.
    pub(super) fn edited(
        &self,
        layer: Arc<Layer>,
        view: &View,
        edits: &[(Option<Row>, Option<Row>)],
        revision: u64,
        clock: u64,
    ) -> Self {
        let (old, new) = (self.layer.clone(), layer.clone());
        let mut touches = Vec::new();
        for (before, after) in edits {
            for (layer, row) in [(&old, before), (&new, after)] {
                let Some(row) = row else { continue };
                if let Some(geometry) = layer.table.geometry(*row) {
                    touches.extend(bbox(&geometry).map(|bbox| Touch { clock, bbox }));
                }
            }
        }
        if self.touches.len() + touches.len() > MOST_TOUCHES {
            return Self::new(layer, revision, clock);
        }
        let classes = Classes::new(&new, class_of(&new, &view.visible(&new)));
        self.next(layer, revision, clock, touches, |set, [points, labels]| {
            for (before, after) in edits {
                for (order, place) in
                    [(&mut *points, place as Placing), (&mut *labels, label_place as Placing)]
                {
                    let at = |layer: &Layer, row: Row| place(set, &layer.table, row);
                    let Some(order) = order else { continue };
                    if let Some((row, place)) = before.and_then(|row| Some((row, at(&old, row)?))) {
                        order.remove(place, row);
                    }
                    if let Some(row) = after.filter(|row| view.exists(&new, *row))
                        && let Some(place) = at(&new, row)
                    {
                        order.insert(Entry { place, row, class: classes.of(row) });
                    }
                }
            }
        })
    }

    fn next(
        &self,
        layer: Arc<Layer>,
        revision: u64,
        clock: u64,
        touches: Vec<Touch>,
        edit: impl Fn(MatrixSet, [&mut Option<Places>; 2]),
    ) -> Self {
        let next = Self::new(layer, revision, clock);
        for (index, set) in MatrixSet::ALL.into_iter().enumerate() {
            let mut points = self.points[index].get().cloned();
            let mut labels = self.labels[index].get().cloned();
            edit(set, [&mut points, &mut labels]);
            for (kept, order) in [(&next.points[index], points), (&next.labels[index], labels)] {
                if let Some(order) = order {
                    kept.set(order).expect("it was made a moment ago");
                }
            }
        }
        *next.grids.lock().unwrap_or_else(PoisonError::into_inner) =
            self.grids.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let touches = self.touches.iter().copied().chain(touches).collect();
        Self { since: self.since, touches, ..next }
    }

    fn kind(&self) -> Option<GeometryKind> {
        self.layer.schema().geometry.as_ref().map(|column| column.kind)
    }

    pub(super) fn has_points(&self) -> bool {
        matches!(self.kind(), Some(GeometryKind::Point | GeometryKind::Geometry))
    }

    pub(super) fn has_shapes(&self) -> bool {
        !matches!(self.kind(), None | Some(GeometryKind::Point))
    }

    pub(super) fn has_areas(&self) -> bool {
        use GeometryKind as K;
        matches!(self.kind(), Some(K::Polygon | K::MultiPolygon | K::Geometry))
    }

    /// The points that exist on the territory's day, with their classes.
    ///
    /// - `view`: of this state.
    pub(super) fn points(&self, view: &View, set: MatrixSet) -> &Places {
        self.points[number(set)].get_or_init(|| self.order(view, set, place))
    }

    /// The same for the areas' labels.
    pub(super) fn labels(&self, view: &View, set: MatrixSet) -> &Places {
        self.labels[number(set)].get_or_init(|| self.order(view, set, label_place))
    }

    fn order(&self, view: &View, set: MatrixSet, placing: Placing) -> Places {
        let today = view.snapshot().view(view.audience(), None);
        let layer = &self.layer;
        let classes = Classes::new(layer, class_of(layer, &today.visible(layer)));
        let entry = |row: Row| {
            if !layer.table.is_used(row) {
                return None;
            }
            let place = placing(set, &layer.table, row)?;
            today.exists(layer, row).then(|| Entry { place, row, class: classes.of(row) })
        };
        let rows = 0..layer.table.row_bound() as Row;
        Places::new(rows.into_par_iter().filter_map(entry).collect())
    }

    /// The shapes that exist on the territory's day on the grid of a zoom; `None` below
    /// [`DEEPEST`], where they are drawn as they are.
    pub(super) fn grid(&self, view: &View, set: MatrixSet, zoom: u8) -> Option<Arc<Grid>> {
        if zoom > DEEPEST || !self.has_shapes() {
            return None;
        }
        // Held while the grid is made, so that it is made once.
        let mut grids = self.grids.lock().unwrap_or_else(PoisonError::into_inner);
        let known = grids.get(&(set, zoom));
        if let Some(known) = known.filter(|grid| grid.clock == self.clock) {
            return Some(known.clone());
        }
        let shapes = self.shapes[number(set)].get_or_init(|| {
            let today = view.snapshot().view(view.audience(), None);
            let mut shapes = Shapes::collecting(set);
            for row in self.layer.table.used_rows().filter(|row| today.exists(&self.layer, *row)) {
                if let Some(geometry) = self.layer.table.geometry(row) {
                    shapes.add(row, &geometry);
                }
            }
            shapes.finish()
        });
        let shapes = shapes.at(zoom);
        let mut touches = Vec::new();
        if let Some(known) = known {
            touches.clone_from(&known.touches);
            let rows = known.shapes.keys().chain(shapes.keys());
            for row in rows {
                let (old, new) = (known.shapes.get(row), shapes.get(row));
                if old != new {
                    let bounds = old.into_iter().chain(new).map(Shape::bounds);
                    touches.extend(bounds.map(|bounds| (self.clock, bounds)));
                }
            }
        }
        let grid = Arc::new(Grid { shapes, clock: self.clock, touches });
        grids.insert((set, zoom), grid.clone());
        Some(grid)
    }

    /// When something was last edited that may show in the tile.
    pub(super) fn stamp(&self, view: &View, tile: &Tile) -> u64 {
        self.stamp_on(self.grid(view, tile.set, tile.zoom), tile)
    }

    /// The same, unless the tile's grid has to be made first.
    pub(super) fn ready_stamp(&self, tile: &Tile) -> Option<u64> {
        let grid = if tile.zoom > DEEPEST || !self.has_shapes() {
            None
        } else {
            // Who makes one holds the lock.
            let grids = self.grids.try_lock().ok()?;
            let grid = grids.get(&(tile.set, tile.zoom))?;
            Some(Some(grid).filter(|grid| grid.clock == self.clock)?.clone())
        };
        Some(self.stamp_on(grid, tile))
    }

    fn stamp_on(&self, grid: Option<Arc<Grid>>, tile: &Tile) -> u64 {
        let mut stamp = self.since;
        if !self.touches.is_empty() {
            let shown = tile.bbox();
            let hits = self.touches.iter().filter(|touch| overlap(&touch.bbox, &shown));
            stamp = hits.map(|touch| touch.clock).fold(stamp, u64::max);
        }
        if let Some(grid) = grid {
            let [west, north] = tile.origin();
            let buffer = crate::tiles::BUFFER;
            let reach = crate::tiles::EXTENT + buffer;
            let hits = grid.touches.iter().filter(|(_, [left, top, right, bottom])| {
                i64::from(*left) <= west + reach
                    && i64::from(*right) >= west - buffer
                    && i64::from(*top) <= north + reach
                    && i64::from(*bottom) >= north - buffer
            });
            stamp = hits.map(|(clock, _)| *clock).fold(stamp, u64::max);
        }
        stamp
    }
}

type Placing = fn(MatrixSet, &Table, Row) -> Option<Place>;

fn overlap(a: &Bbox, b: &Bbox) -> bool {
    a.west() <= b.east() && a.east() >= b.west() && a.south() <= b.north() && a.north() >= b.south()
}
