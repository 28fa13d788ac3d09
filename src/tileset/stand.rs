use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use tracing::warn;

use super::Tiled;
use crate::{
    atlas::{Atlas, Layer, Snapshot},
    domain::{Audience, Change, CollectionId, Effect, FeatureId},
    table::Row,
};

/// All layers at one state, with what is prepared of them.
#[derive(Debug)]
pub struct Stand {
    pub snapshot: Arc<Snapshot>,
    /// Rises with every state.
    pub clock: u64,
    layers: HashMap<CollectionId, Arc<Tiled>>,
}

/// Stands for the state as a whole.
fn state(snapshot: &Snapshot) -> u64 {
    let state = snapshot.state();
    u64::from_be_bytes(state[..8].try_into().expect("eight bytes of thirty-two"))
}

impl Stand {
    pub fn layer(&self, id: &CollectionId) -> Option<&Arc<Tiled>> {
        self.layers.get(id)
    }

    /// Everything as it is read for the first time.
    pub(super) fn new(snapshot: Arc<Snapshot>) -> Self {
        let revision = state(&snapshot);
        let fresh = |layer: &Arc<Layer>| {
            (layer.schema().id.clone(), Arc::new(Tiled::new(layer.clone(), revision, 1)))
        };
        let layers = snapshot.view(Audience::Internal, None).layers().map(fresh).collect();
        Self { snapshot, clock: 1, layers }
    }

    /// The state that the atlas is in now, with what need not be prepared again.
    pub(super) async fn following(&self, atlas: &Atlas) -> Self {
        let next = atlas.snapshot();
        let (clock, revision) = (self.clock + 1, state(&next));
        let as_before = self.snapshot.epoch == next.epoch
            && self.snapshot.territory.as_of == next.territory.as_of;
        let changes =
            if as_before { changes(atlas, self.snapshot.seq, next.seq).await } else { None };
        let read_anew: BTreeSet<CollectionId> =
            next.read_anew_since(&self.snapshot).into_iter().collect();
        let view = next.view(Audience::Internal, None);
        let layers = view.layers().map(|layer| {
            let id = layer.schema().id.clone();
            let known = self.layers.get(&id).filter(|known| {
                as_before && !read_anew.contains(&id) && known.layer.same_reading(layer)
            });
            let tiled = match (known, &changes) {
                (Some(known), _) if Arc::ptr_eq(&known.layer, layer) => known.clone(),
                (Some(known), Some(changes)) => {
                    let edits = edits(&known.layer, layer, changes);
                    Arc::new(if edits.is_empty() {
                        known.with(layer.clone())
                    } else {
                        known.edited(layer.clone(), &view, &edits, revision, clock)
                    })
                }
                _ => Arc::new(Tiled::new(layer.clone(), revision, clock)),
            };
            (id, tiled)
        });
        let layers = layers.collect();
        Self { snapshot: next, clock, layers }
    }
}

/// What the log tells from one position to another; `None` when it cannot be read.
async fn changes(atlas: &Atlas, from: i64, to: i64) -> Option<Vec<Change>> {
    let mut all: Vec<Change> = Vec::new();
    let mut position = from;
    while position < to {
        match atlas.changes_since(position).await {
            Ok(page) if page.is_empty() => break,
            Ok(page) => {
                position = page.last().map_or(to, |change| change.seq);
                all.extend(page.into_iter().filter(|change| change.seq <= to));
            }
            Err(error) => {
                warn!("tiles are made anew, because it cannot be read what changed: {error}");
                return None;
            }
        }
    }
    Some(all)
}

/// Rows before and after of all features that the changes are about.
fn edits(old: &Layer, new: &Layer, changes: &[Change]) -> Vec<(Option<Row>, Option<Row>)> {
    let mut ids: BTreeSet<FeatureId> = BTreeSet::new();
    for change in changes.iter().filter(|change| change.collection == new.schema().id) {
        ids.extend(change.feature_id.clone());
        match &change.effect {
            Effect::Put { previous, feature } => {
                ids.insert(feature.id.clone());
                ids.extend(previous.clone());
                // A feature that had the same key goes without a word.
                let displaced = old.table.rows_after(feature.fid - 1).next();
                let displaced = displaced.filter(|row| old.table.fid(*row) == feature.fid);
                ids.extend(displaced.map(|row| old.table.id(row).to_id()));
            }
            Effect::Remove { id } | Effect::Relation { id, .. } => {
                ids.insert(id.clone());
            }
            Effect::Reload => {}
        }
    }
    let rows = |id: &FeatureId| (old.table.row_of(id), new.table.row_of(id));
    ids.iter().map(rows).filter(|rows| *rows != (None, None)).collect()
}
