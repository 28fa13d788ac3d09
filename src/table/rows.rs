use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use geo::BoundingRect;
use geo_types::{Geometry, Rect};
use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::Column;
use crate::domain::{Bbox, Feature, FeatureId, Schema};

/// Position of a feature in its table; stable until the feature is deleted.
pub type Row = u32;

type Entry = GeomWithData<Rectangle<[f64; 2]>, Row>;

/// A layer's features in columns, found by id, by key and by place.
///
/// Copying is how a write makes the next snapshot: columns are plain vectors,
/// geometries are shared.
#[derive(Debug, Clone)]
pub struct Table {
    schema: Arc<Schema>,
    /// Live rows by ascending `fid`, the order of every listing.
    by_fid: BTreeMap<i64, Row>,
    by_id: HashMap<FeatureId, Row>,
    fids: Vec<i64>,
    ids: Vec<FeatureId>,
    versions: Vec<i64>,
    columns: Vec<Column>,
    geometries: Vec<Option<Arc<Geometry<f64>>>>,
    /// Envelopes of the geometries. Features without one are not in it.
    tree: RTree<Entry>,
    without_geometry: usize,
    free: Vec<Row>,
}

fn entry(geometry: &Geometry<f64>, row: Row) -> Option<Entry> {
    let rect: Rect<f64> = geometry.bounding_rect()?;
    let rectangle = Rectangle::from_corners(rect.min().into(), rect.max().into());
    Some(Entry::new(rectangle, row))
}

fn tree(geometries: &[Option<Arc<Geometry<f64>>>]) -> RTree<Entry> {
    let entries = geometries.iter().zip(0..);
    RTree::bulk_load(entries.filter_map(|(geometry, row)| entry(geometry.as_ref()?, row)).collect())
}

impl Table {
    /// - `features`: as read from the store, values in schema order.
    /// - `versions`: change-log positions by fid; 0 where absent.
    pub fn new(schema: Arc<Schema>, features: Vec<Feature>, versions: &BTreeMap<i64, i64>) -> Self {
        let count = features.len();
        let mut columns: Vec<Column> =
            schema.properties.iter().map(|p| Column::with_capacity(p.data_type, count)).collect();
        let mut fids = Vec::with_capacity(count);
        let mut ids = Vec::with_capacity(count);
        let mut geometries = Vec::with_capacity(count);
        for (row, feature) in features.into_iter().enumerate() {
            for (column, value) in columns.iter_mut().zip(&feature.values) {
                column.set(row, value);
            }
            fids.push(feature.fid);
            ids.push(feature.id);
            geometries.push(feature.geometry);
        }
        let versions = fids.iter().map(|fid| versions.get(fid).copied().unwrap_or(0)).collect();
        // Half of the time each, for many points.
        let (tree, (by_fid, by_id)) = rayon::join(
            || tree(&geometries),
            || {
                let by_fid = fids.iter().copied().zip(0..).collect();
                let by_id = ids.iter().cloned().zip(0..).collect();
                (by_fid, by_id)
            },
        );
        Self {
            schema,
            by_fid,
            by_id,
            without_geometry: count - tree.size(),
            fids,
            ids,
            versions,
            columns,
            geometries,
            tree,
            free: Vec::new(),
        }
    }

    /// Fills a row, which may be one past the end; the caller keeps the tree.
    fn write(&mut self, row: Row, feature: Feature, version: i64) -> Option<Entry> {
        let place = row as usize;
        for (column, value) in self.columns.iter_mut().zip(&feature.values) {
            column.set(place, value);
        }
        let entry = feature.geometry.as_deref().and_then(|geometry| entry(geometry, row));
        self.by_fid.insert(feature.fid, row);
        self.by_id.insert(feature.id.clone(), row);
        if place == self.fids.len() {
            self.fids.push(feature.fid);
            self.ids.push(feature.id);
            self.versions.push(version);
            self.geometries.push(feature.geometry);
        } else {
            self.fids[place] = feature.fid;
            self.ids[place] = feature.id;
            self.versions[place] = version;
            self.geometries[place] = feature.geometry;
        }
        entry
    }

    /// Inserts the feature, or replaces the one with the same id. One under the same `fid` goes
    /// too: SQLite's `insert or replace` removes it without a word in the log.
    pub fn put(&mut self, feature: Feature, version: i64) -> Row {
        self.remove(&feature.id);
        if let Some(row) = self.by_fid.get(&feature.fid) {
            let displaced = self.ids[*row as usize].clone();
            self.remove(&displaced);
        }
        let row = self.free.pop().unwrap_or(self.fids.len() as Row);
        match self.write(row, feature, version) {
            Some(entry) => self.tree.insert(entry),
            None => self.without_geometry += 1,
        }
        row
    }

    /// Takes the feature out; its row number if it was there.
    pub fn remove(&mut self, id: &FeatureId) -> Option<Row> {
        let row = self.by_id.remove(id)?;
        self.by_fid.remove(&self.fids[row as usize]);
        match self.geometries[row as usize].take().and_then(|geometry| entry(&geometry, row)) {
            Some(entry) => {
                self.tree.remove(&entry);
            }
            None => self.without_geometry -= 1,
        }
        self.free.push(row);
        Some(row)
    }

    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// Number of features.
    pub fn len(&self) -> usize {
        self.by_fid.len()
    }

    pub fn is_empty(&self) -> bool {
        self.by_fid.is_empty()
    }

    /// One past the largest row number in use; rows below it may be free.
    pub fn row_bound(&self) -> usize {
        self.fids.len()
    }

    /// Live rows by ascending `fid`.
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row> + '_ {
        self.by_fid.values().copied()
    }

    /// Live rows with a `fid` above `fid`, ascending.
    pub fn rows_after(&self, fid: i64) -> impl Iterator<Item = Row> + '_ {
        use std::ops::Bound::{Excluded, Unbounded};
        self.by_fid.range((Excluded(fid), Unbounded)).map(|(_, row)| *row)
    }

    pub fn row_of(&self, id: &FeatureId) -> Option<Row> {
        self.by_id.get(id).copied()
    }

    pub fn fid(&self, row: Row) -> i64 {
        self.fids[row as usize]
    }

    pub fn id(&self, row: Row) -> &FeatureId {
        &self.ids[row as usize]
    }

    /// Change-log position of the feature's last change, 0 since the load.
    pub fn version(&self, row: Row) -> i64 {
        self.versions[row as usize]
    }

    pub fn geometry(&self, row: Row) -> Option<&Arc<Geometry<f64>>> {
        self.geometries[row as usize].as_ref()
    }

    pub fn column(&self, property: usize) -> &Column {
        &self.columns[property]
    }

    /// The feature's title, else its id.
    pub fn title(&self, row: Row) -> &str {
        let title =
            self.schema.title.and_then(|property| self.columns[property].text(row as usize));
        title.map_or_else(|| self.id(row).as_str(), |title| &**title)
    }

    pub fn feature(&self, row: Row) -> Feature {
        Feature {
            fid: self.fid(row),
            id: self.id(row).clone(),
            geometry: self.geometry(row).cloned(),
            values: self.columns.iter().map(|column| column.get(row as usize)).collect(),
        }
    }

    /// Rows whose envelope meets the box, in no order: candidates for an exact test.
    pub fn candidates(&self, bbox: &Bbox) -> Vec<Row> {
        let mut rows = Vec::new();
        for part in bbox.unwrapped() {
            let envelope =
                AABB::from_corners([part.west(), part.south()], [part.east(), part.north()]);
            rows.extend(
                self.tree.locate_in_envelope_intersecting(&envelope).map(|entry| entry.data),
            );
        }
        // A feature may meet both halves of a box across the antimeridian.
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// Rows without a geometry; by `/req/core/fc-bbox-response` they match every box.
    pub fn rows_without_geometry(&self) -> Vec<Row> {
        if self.without_geometry == 0 {
            return Vec::new();
        }
        self.rows().filter(|row| self.geometries[*row as usize].is_none()).collect()
    }

    /// Envelope of all geometries: west, south, east, north.
    pub fn extent(&self) -> Option<[f64; 4]> {
        if self.tree.size() == 0 {
            return None;
        }
        let envelope = self.tree.root().envelope();
        let (lower, upper) = (envelope.lower(), envelope.upper());
        Some([lower[0], lower[1], upper[0], upper[1]])
    }

    /// Rows by rising distance of their envelope from the place, nearest first.
    pub fn near(&self, longitude: f64, latitude: f64) -> impl Iterator<Item = Row> + '_ {
        self.tree.nearest_neighbor_iter(&[longitude, latitude]).map(|entry| entry.data)
    }
}
