use std::sync::Arc;

use rstar::{
    AABB, RTree,
    primitives::{GeomWithData, Rectangle},
};

use super::{
    Row,
    chunked::Bits,
    geometries::Geometries,
    packed::{Envelope, Packed},
};

type Entry = GeomWithData<Rectangle<[f64; 2]>, Row>;

/// Which rows are where.
///
/// A packed tree of what was there when it was built, which copies share, and a tree of what has
/// changed since, which is small enough to be copied for a write. Both are made one again from
/// time to time, see [`Self::rebased`].
#[derive(Debug, Clone, Default)]
pub(super) struct SpatialIndex {
    pub(super) base: Arc<Packed>,
    /// Rows of the base that are elsewhere now, or nowhere.
    stale: Bits,
    changed: Arc<RTree<Entry>>,
}

fn entry(envelope: Envelope, row: Row) -> Entry {
    let [west, south, east, north] = envelope;
    Entry::new(Rectangle::from_corners([west, south], [east, north]), row)
}

/// A packed tree of all that have a geometry.
pub(super) fn pack(geometries: &Geometries) -> Packed {
    let rows = (0..geometries.len() as Row).filter(|row| geometries.is_some(*row)).collect();
    let envelope =
        |row| geometries.envelope(row).expect("nothing without envelope passes the gate");
    Packed::new(rows, envelope)
}

impl SpatialIndex {
    pub(super) fn on(base: Packed) -> Self {
        Self { base: Arc::new(base), ..Self::default() }
    }

    /// The index of geometries that stand on a base built of earlier ones.
    pub(super) fn rebased(base: Arc<Packed>, then: &Geometries, now: &Geometries) -> Self {
        let mut index = Self { base, ..Self::default() };
        let mut entries = Vec::new();
        for row in now.differences(then) {
            if (row as usize) < then.len() && then.is_some(row) {
                index.stale.set(row, true);
            }
            let envelope = ((row as usize) < now.len()).then(|| now.envelope(row)).flatten();
            entries.extend(envelope.map(|envelope| entry(envelope, row)));
        }
        index.changed = Arc::new(RTree::bulk_load(entries));
        index
    }

    /// How many rows are in it.
    pub(super) fn len(&self) -> usize {
        self.base.len() - self.stale.count() + self.changed.size()
    }

    /// How much has changed since the base was built.
    pub(super) fn backlog(&self) -> usize {
        self.stale.count() + self.changed.size()
    }

    /// The base, when it is all there is.
    pub(super) fn base(&self) -> Option<&Packed> {
        (self.backlog() == 0).then_some(&*self.base)
    }

    pub(super) fn insert(&mut self, row: Row, envelope: Envelope) {
        Arc::make_mut(&mut self.changed).insert(entry(envelope, row));
    }

    /// Takes out what was inserted, or built, with that envelope.
    pub(super) fn remove(&mut self, row: Row, envelope: Envelope) {
        let entry = entry(envelope, row);
        if !self.changed.contains(&entry) {
            self.stale.set(row, true);
        } else {
            Arc::make_mut(&mut self.changed).remove(&entry);
        }
    }

    /// Rows whose envelopes meet the window, in no order.
    pub(super) fn search(&self, window: &Envelope, found: &mut Vec<Row>) {
        let start = found.len();
        self.base.search(window, found);
        if self.stale.count() > 0 {
            let mut kept = start;
            for index in start..found.len() {
                if !self.stale.get(found[index]) {
                    found[kept] = found[index];
                    kept += 1;
                }
            }
            found.truncate(kept);
        }
        let [west, south, east, north] = *window;
        let window = AABB::from_corners([west, south], [east, north]);
        found.extend(self.changed.locate_in_envelope_intersecting(&window).map(|entry| entry.data));
    }

    /// Rows by rising distance of their envelopes.
    pub(super) fn nearest(&self, x: f64, y: f64) -> impl Iterator<Item = Row> + '_ {
        let base = self.base.nearest(x, y).filter(|(row, _)| !self.stale.get(*row));
        let changed = self.changed.nearest_neighbor_iter_with_distance_2(&[x, y]);
        let (mut base, mut changed) = (base.peekable(), changed.peekable());
        std::iter::from_fn(move || {
            let base_is_next = match (base.peek(), changed.peek()) {
                (Some((_, one)), Some((_, other))) => one <= other,
                (base, _) => base.is_some(),
            };
            match base_is_next {
                true => base.next().map(|(row, _)| row),
                false => changed.next().map(|(entry, _)| entry.data),
            }
        })
    }

    pub(super) fn extent(&self) -> Option<Envelope> {
        if self.len() == 0 {
            return None;
        }
        let mut extent = [0, 1, 2, 3].map(|side| self.base.reach(side, |row| !self.stale.get(row)));
        if self.changed.size() > 0 {
            let envelope = self.changed.root().envelope();
            let (lower, upper) = (envelope.lower(), envelope.upper());
            extent = [
                extent[0].min(lower[0]),
                extent[1].min(lower[1]),
                extent[2].max(upper[0]),
                extent[3].max(upper[1]),
            ];
        }
        Some(extent)
    }
}
