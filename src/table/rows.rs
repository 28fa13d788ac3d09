use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use geo_types::Geometry;

use super::{
    Column,
    chunked::{CHUNK, Chunked},
    geometries::Geometries,
    ids::{IdTable, Ids},
    index::{self, SpatialIndex},
    keys::Keys,
    packed::Packed,
};
use crate::domain::{Bbox, Feature, FeatureId, FeatureIdRef, Schema};

/// Position of a feature in its table; stable until the feature is deleted.
pub type Row = u32;

/// A layer's features in columns, found by id, by key and by place.
///
/// Loaded rows lie along a Hilbert curve: what is asked for together is mostly near each other, and
/// then in the same lines of memory, the wait for which is the limit of most work on many rows.
///
/// A copy is how a write makes the next snapshot. It shares everything; a write then copies the
/// chunks it touches, whatever the size of the layer.
#[derive(Debug, Clone)]
pub struct Table {
    pub(super) schema: Arc<Schema>,
    pub(super) keys: Keys,
    pub(super) ids: Ids,
    pub(super) by_id: IdTable,
    pub(super) versions: Chunked<i64>,
    pub(super) columns: Vec<Column>,
    pub(super) geometries: Geometries,
    /// Envelopes of the geometries. Features without one are not in it.
    pub(super) index: SpatialIndex,
}

/// A table in the making, which takes its features one after the other.
#[derive(Debug)]
pub struct TableBuilder {
    table: Table,
    /// Of the features that are in the table.
    keys: Chunked<i64>,
    /// Fewer than [`CHUNK`].
    waiting: Vec<Feature>,
}

impl TableBuilder {
    pub fn new(schema: Arc<Schema>) -> Self {
        let columns = schema.properties.iter().map(|p| Column::new(p.data_type)).collect();
        let ids = Ids::default();
        let table = Table {
            schema,
            keys: Keys::default(),
            by_id: IdTable::new(&ids, std::iter::empty(), 0),
            ids,
            versions: Chunked::default(),
            columns,
            geometries: Geometries::default(),
            index: SpatialIndex::default(),
        };
        Self { table, keys: Chunked::default(), waiting: Vec::new() }
    }

    /// - `feature`: no other has its id or `fid`.
    pub fn push(&mut self, feature: Feature) {
        self.waiting.push(feature);
        if self.waiting.len() == CHUNK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Table { ids, columns, geometries, .. } = &mut self.table;
        let features = &mut self.waiting;
        self.keys.append(features.iter().map(|feature| feature.fid));
        for feature in features.iter() {
            ids.set(ids.len() as Row, feature.id.as_str());
        }
        for (property, column) in columns.iter_mut().enumerate() {
            column.append(features.iter().map(|feature| &feature.values[property]));
        }
        geometries.append(features.drain(..).map(|feature| feature.geometry));
    }

    /// - `versions`: change-log positions by fid; 0 where absent.
    pub fn finish(mut self, versions: &BTreeMap<i64, i64>) -> Table {
        self.flush();
        let Self { mut table, mut keys, .. } = self;
        let packed = index::pack(&table.geometries);
        let mut order = packed.rows().to_vec();
        let rows = 0..keys.len() as Row;
        order.extend(rows.filter(|row| !table.geometries.is_some(*row)));
        keys.reorder(&order);
        table.columns.iter_mut().for_each(|column| column.reorder(&order));
        table.ids.reorder(&order);
        table.geometries.reorder(&order);
        drop(order);
        let ids = &table.ids;
        (table.keys, table.by_id) =
            rayon::join(|| Keys::new(keys), || IdTable::new(ids, 0..ids.len() as Row, ids.len()));
        table.index = SpatialIndex::on(packed.reordered());
        table.versions.resize(table.keys.bound());
        for (fid, version) in versions {
            if let Some(row) = table.keys.row_of(*fid) {
                table.versions.set(row as usize, *version);
            }
        }
        table
    }
}

impl Table {
    /// - `features`: as read from the store, values in schema order.
    /// - `versions`: change-log positions by fid; 0 where absent.
    pub fn new(schema: Arc<Schema>, features: Vec<Feature>, versions: &BTreeMap<i64, i64>) -> Self {
        let mut builder = TableBuilder::new(schema);
        features.into_iter().for_each(|feature| builder.push(feature));
        builder.finish(versions)
    }

    /// Inserts the feature, or replaces the one with the same id. One under the same `fid` goes
    /// too: SQLite's `insert or replace` removes it without a word in the log.
    pub fn put(&mut self, feature: Feature, version: i64) -> Row {
        let (same_id, same_fid) = (self.row_of(&feature.id), self.keys.row_of(feature.fid));
        let row = match same_fid {
            Some(row) if same_id == same_fid => row,
            _ => {
                same_id.into_iter().chain(same_fid).for_each(|row| self.free(row));
                self.keys.add(feature.fid)
            }
        };
        let place = row as usize;
        for (column, value) in self.columns.iter_mut().zip(&feature.values) {
            column.set(place, value);
        }
        self.ids.set(row, feature.id.as_str());
        if self.by_id.is_full() {
            self.by_id = IdTable::new(&self.ids, self.keys.used(), self.keys.count());
        }
        self.by_id.insert(feature.id.as_str(), row);
        self.versions.set(place, version);
        self.place(row, feature.geometry);
        row
    }

    /// Gives a row its geometry; one that stays where it is costs the index nothing.
    fn place(&mut self, row: Row, geometry: Option<Arc<Geometry<f64>>>) {
        if (row as usize) < self.geometries.len() {
            if self.geometries.get(row).as_deref() == geometry.as_deref() {
                return;
            }
            self.unplace(row);
        }
        self.geometries.set(row, geometry);
        if let Some(envelope) = self.geometries.envelope(row) {
            self.index.insert(row, envelope);
        }
    }

    /// Takes the feature out; its row number if it was there.
    pub fn remove(&mut self, id: &FeatureId) -> Option<Row> {
        let row = self.row_of(id)?;
        self.free(row);
        Some(row)
    }

    fn free(&mut self, row: Row) {
        self.unplace(row);
        self.keys.free(row);
    }

    fn unplace(&mut self, row: Row) {
        if let Some(envelope) = self.geometries.envelope(row) {
            self.index.remove(row, envelope);
            self.geometries.set(row, None);
        }
    }

    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.keys.count()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One past the largest row number in use; rows below it may be free.
    pub fn row_bound(&self) -> usize {
        self.keys.bound()
    }

    /// Live rows as they lie in memory, neighbours in space side by side but for what came later.
    pub fn used_rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.keys.used()
    }

    /// Puts live rows, each there once, in the order of their `fid`.
    pub fn sort(&self, rows: &mut Vec<Row>) {
        self.keys.sort(rows);
    }

    /// Live rows by ascending `fid`.
    pub fn rows(&self) -> impl Iterator<Item = Row> + '_ {
        self.keys.rows(None)
    }

    /// Live rows with a `fid` above `fid`, ascending.
    pub fn rows_after(&self, fid: i64) -> impl Iterator<Item = Row> + '_ {
        self.keys.rows(Some(fid))
    }

    /// Whether deletions, and keys out of order, have left so much behind that it should be made
    /// anew.
    pub fn is_worn(&self) -> bool {
        const LEAST: usize = 1 << 16;
        self.keys.disorder() > LEAST.max(self.len())
    }

    pub fn row_of(&self, id: &FeatureId) -> Option<Row> {
        let id = id.as_str();
        self.by_id.find(id, |row| self.ids.get(row) == id && self.keys.is_used(row))
    }

    /// Whether the row holds a feature.
    pub fn is_used(&self, row: Row) -> bool {
        self.keys.is_used(row)
    }

    /// Which rows of one chunk hold features.
    pub fn used(&self, chunk: usize) -> Vec<bool> {
        let rows = chunk * CHUNK..self.row_bound().min((chunk + 1) * CHUNK);
        match self.keys.disorder() {
            0 => vec![true; rows.len()],
            _ => rows.map(|row| self.is_used(row as Row)).collect(),
        }
    }

    /// Whether the same rows of a chunk hold features in both.
    pub fn uses_the_same(&self, other: &Self, chunk: usize) -> bool {
        self.keys.same_use(&other.keys, chunk)
    }

    /// Whether so much was written between two states of a table that one holds much of what the
    /// other has not.
    pub fn has_parted(&self, other: &Self) -> bool {
        let chunks = self.row_bound().max(other.row_bound()).div_ceil(CHUNK);
        let parted = (0..chunks).filter(|chunk| !self.versions.shares(&other.versions, *chunk));
        parted.count() > 2 + chunks / 16
    }

    pub fn fid(&self, row: Row) -> i64 {
        self.keys.get(row)
    }

    pub fn id(&self, row: Row) -> FeatureIdRef<'_> {
        FeatureIdRef::trusted(self.ids.get(row))
    }

    /// Change-log position of the feature's last change, 0 since the load.
    pub fn version(&self, row: Row) -> i64 {
        *self.versions.get(row as usize)
    }

    /// Of points a copy, of everything else what is there.
    pub fn geometry(&self, row: Row) -> Option<Cow<'_, Geometry<f64>>> {
        self.geometries.get(row)
    }

    /// Whether the row has a geometry; no copy.
    pub fn has_geometry(&self, row: Row) -> bool {
        self.geometries.is_some(row)
    }

    /// Longitude, latitude of a row whose geometry is one point; no copy.
    pub fn point(&self, row: Row) -> Option<[f64; 2]> {
        self.geometries.point(row)
    }

    pub fn column(&self, property: usize) -> &Column {
        &self.columns[property]
    }

    /// The feature's title, else its id.
    pub fn title(&self, row: Row) -> &str {
        let title =
            self.schema.title.and_then(|property| self.columns[property].text(row as usize));
        title.unwrap_or_else(|| self.ids.get(row))
    }

    pub fn feature(&self, row: Row) -> Feature {
        Feature {
            fid: self.fid(row),
            id: self.id(row).to_id(),
            geometry: self.geometries.shared(row),
            values: self.columns.iter().map(|column| column.get(row as usize)).collect(),
        }
    }

    /// Rows whose envelope meets the box, in no order: candidates for an exact test.
    pub fn candidates(&self, bbox: &Bbox) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut parts = 0;
        for part in bbox.unwrapped() {
            let window = [part.west(), part.south(), part.east(), part.north()];
            self.index.search(&window, &mut rows);
            parts += 1;
        }
        if parts > 1 {
            // A feature may meet both halves of a box across the antimeridian.
            rows.sort_unstable();
            rows.dedup();
        }
        rows
    }

    /// Rows without a geometry; by `/req/core/fc-bbox-response` they match every box.
    pub fn rows_without_geometry(&self) -> Vec<Row> {
        if self.index.len() == self.len() {
            return Vec::new();
        }
        self.rows().filter(|row| !self.has_geometry(*row)).collect()
    }

    /// Envelope of all geometries: west, south, east, north.
    pub fn extent(&self) -> Option<[f64; 4]> {
        self.index.extent()
    }

    /// Rows by rising distance of their envelope from the place, nearest first.
    pub fn near(&self, longitude: f64, latitude: f64) -> impl Iterator<Item = Row> + '_ {
        self.index.nearest(longitude, latitude)
    }

    /// The rows, all of them points, in an order in which neighbours follow each other; `None`
    /// when the index has no such order at hand.
    pub(super) fn curve(&self) -> Option<(&[Row], &[[f64; 2]])> {
        self.index.base().and_then(Packed::points)
    }

    /// Whether so much has changed beside what the index was built of that it should be rebuilt.
    pub fn is_behind(&self) -> bool {
        const LEAST: usize = 1 << 12;
        self.index.backlog() > LEAST + self.len() / 512
    }

    /// The index of the whole table, built anew: seconds of work for millions of rows, which no
    /// writer has to wait for.
    pub fn rebuild_index(&self) -> Rebuilt {
        Rebuilt {
            base: Arc::new(index::pack(&self.geometries)),
            geometries: self.geometries.clone(),
        }
    }

    /// Takes an index that was built of an earlier state of this table; what has changed since is
    /// kept beside it.
    pub fn take_index(&mut self, rebuilt: &Rebuilt) {
        let Rebuilt { base, geometries } = rebuilt;
        self.index = SpatialIndex::rebased(base.clone(), geometries, &self.geometries);
    }
}

/// An index, and what it was built of.
#[derive(Debug)]
pub struct Rebuilt {
    base: Arc<Packed>,
    geometries: Geometries,
}
