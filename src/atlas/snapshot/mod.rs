mod apply;
mod levels;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub(super) use apply::Stale;
use levels::Level;

use super::{Layer, Version, live, view::View};
use crate::{
    domain::{Audience, CollectionId, Feature, Schema, Territory},
    spatial::{LocalMetric, project::ProjectError},
    store::{Held, Intake, Loaded, Outline, Refused, Schemas},
    table::{Rebuilt, Row, TableBuilder},
};

/// All layers at one position of the change log. Never changes; the next
/// state is a new one that shares what did not change.
#[derive(Debug, Clone)]
pub struct Snapshot {
    pub territory: Arc<Territory>,
    /// In the catalogue's order.
    layers: Vec<Arc<Layer>>,
    by_id: BTreeMap<CollectionId, usize>,
    /// Unit collections by level, the largest units first.
    levels: Vec<Level>,
    pub schemas: Arc<Schemas>,
    pub refused: Arc<[Refused]>,
    /// Metres around the middle of the territory.
    pub metric: LocalMetric,
    /// Which history `seq` belongs to.
    pub epoch: Arc<str>,
    /// Position in the change log.
    pub seq: i64,
    /// When the last line was written; `None` where only the rows themselves told of a change.
    pub changed_at: Option<DateTime<Utc>>,
    /// What the log does not tell.
    pub(super) outline: Outline,
    /// The position at which it was last looked which layers there are.
    looked_at: i64,
    /// What `territory` was made of; `None` for a store that is not ours.
    territory_text: Option<Arc<str>>,
}

/// A snapshot but for its layers and what is made of them.
#[derive(Debug)]
pub(super) struct Parts {
    pub epoch: Arc<str>,
    pub seq: i64,
    pub looked_at: i64,
    pub territory: Option<Arc<str>>,
    pub outline: Outline,
    pub refused: Arc<[Refused]>,
}

/// Tables of layers that are being read.
#[derive(Debug, Default)]
pub(super) struct Tables(BTreeMap<CollectionId, TableBuilder>);

impl Intake for Tables {
    fn take(&mut self, schema: &Arc<Schema>, feature: Feature) {
        match self.0.get_mut(&schema.id) {
            Some(table) => table.push(feature),
            None => {
                let table = self.0.entry(schema.id.clone());
                table.or_insert_with(|| TableBuilder::new(schema.clone())).push(feature);
            }
        }
    }
}

impl Snapshot {
    /// - `before`: holds the layers that were kept.
    ///
    /// # Errors
    /// [`ProjectError`] when no local projection can be set up.
    pub(super) fn new(
        territory: Territory,
        loaded: Loaded,
        mut tables: Tables,
        before: Option<&Self>,
    ) -> Result<Self, ProjectError> {
        let mut layers: Vec<Arc<Layer>> =
            loaded.kept.iter().filter_map(|id| before?.layer(id).cloned()).collect();
        // Kept layers are where the log has been followed to, the others further.
        let seq = before.filter(|_| !layers.is_empty()).map_or(loaded.position, |b| b.seq);
        let read: Vec<CollectionId> =
            loaded.layers.iter().map(|layer| layer.schema.id.clone()).collect();
        for read in loaded.layers {
            let mark = loaded.outline.of_layer(&read.schema).into();
            let table = tables.0.remove(&read.schema.id);
            let table = table.unwrap_or_else(|| TableBuilder::new(read.schema));
            let table = table.finish(&read.versions);
            layers.push(Arc::new(Layer::new(table, loaded.position, mark)));
        }
        let parts = Parts {
            epoch: loaded.epoch,
            seq,
            looked_at: loaded.position,
            territory: loaded.territory.map(Arc::from),
            outline: loaded.outline,
            refused: loaded.refused.into(),
        };
        let mut snapshot = Self::assembled(territory, parts, layers)?;
        snapshot.place_all(before, &read);
        Ok(snapshot)
    }

    /// Without unit levels.
    fn assembled(
        territory: Territory,
        parts: Parts,
        mut layers: Vec<Arc<Layer>>,
    ) -> Result<Self, ProjectError> {
        let bbox = territory.bbox;
        let middle = ((bbox.west() + bbox.east()) / 2.0, (bbox.south() + bbox.north()) / 2.0);
        layers.sort_by(|a, b| {
            let (a, b) = (a.schema(), b.schema());
            (a.rank, a.id.as_str()).cmp(&(b.rank, b.id.as_str()))
        });
        let by_id =
            layers.iter().enumerate().map(|(index, l)| (l.schema().id.clone(), index)).collect();
        let schemas: Schemas = layers
            .iter()
            .map(|layer| (layer.schema().id.clone(), layer.schema().clone()))
            .collect();
        let Parts { epoch, seq, looked_at, territory: text, outline, refused } = parts;
        Ok(Self {
            metric: LocalMetric::new(middle.0, middle.1)?,
            territory: Arc::new(territory),
            layers,
            by_id,
            levels: Vec::new(),
            schemas: Arc::new(schemas),
            refused,
            epoch,
            seq,
            changed_at: None,
            outline,
            looked_at,
            territory_text: text,
        })
    }

    /// A snapshot that was kept with its memberships; `None` when its territory cannot be read.
    ///
    /// - `as_of`: the day of the memberships, whatever the territory's clock says now.
    pub(super) fn of_parts(parts: Parts, as_of: NaiveDate, layers: Vec<Layer>) -> Option<Self> {
        let territory = live::territory(parts.territory.as_deref()).ok()?;
        let territory = Territory { as_of, ..territory };
        let layers = layers.into_iter().map(Arc::new).collect();
        let mut snapshot = Self::assembled(territory, parts, layers).ok()?;
        let levels: Vec<Level> = snapshot
            .level_names()
            .into_par_iter()
            .map(|collection| {
                let index = Arc::new(snapshot.unit_index(&collection, as_of));
                Level { collection, index }
            })
            .collect();
        snapshot.levels = levels;
        Some(snapshot)
    }

    pub(super) fn parts(&self) -> Parts {
        Parts {
            epoch: self.epoch.clone(),
            seq: self.seq,
            looked_at: self.looked_at,
            territory: self.territory_text.clone(),
            outline: self.outline.clone(),
            refused: self.refused.clone(),
        }
    }

    /// What need not be read again, but for `stale`.
    pub(super) fn held(&self, stale: Option<&CollectionId>) -> Held {
        let mut schemas = (*self.schemas).clone();
        if let Some(stale) = stale {
            schemas.remove(stale);
        }
        Held { epoch: self.epoch.clone(), schemas, outline: self.outline.clone() }
    }

    /// Layers that came, went or were read anew since `before`, other than by lines of the log.
    pub fn read_anew_since(&self, before: &Self) -> Vec<CollectionId> {
        let reading = |snapshot: &Self, id: &CollectionId| {
            snapshot.layer(id).map(|layer| (layer.schema().clone(), layer.mark.clone()))
        };
        let ids: BTreeSet<&CollectionId> = self.by_id.keys().chain(before.by_id.keys()).collect();
        ids.into_iter().filter(|id| reading(self, id) != reading(before, id)).cloned().collect()
    }

    pub(super) fn layer(&self, id: &CollectionId) -> Option<&Arc<Layer>> {
        self.by_id.get(id).map(|index| &self.layers[*index])
    }

    /// A layer's own copy, made when it is still shared with older snapshots.
    fn layer_mut(&mut self, id: &CollectionId) -> Option<&mut Layer> {
        let index = *self.by_id.get(id)?;
        let layer = Arc::make_mut(&mut self.layers[index]);
        Some(layer)
    }

    /// The state a feature is in.
    pub fn version(&self, layer: &Layer, row: Row) -> Version {
        Version::new(layer.table.version(row), &self.epoch, &layer.mark)
    }

    /// Stands for everything an answer can be made from: it differs whenever anything does.
    pub fn state(&self) -> [u8; 32] {
        let mut hash = Sha256::new()
            .chain_update(&*self.epoch)
            .chain_update(self.seq.to_be_bytes())
            .chain_update(self.territory.as_of.to_string())
            .chain_update(&*self.outline.definitions);
        for (table, mark) in &self.outline.rows {
            hash.update(table);
            hash.update(&**mark);
        }
        hash.finalize().into()
    }

    pub(super) fn layers(&self) -> &[Arc<Layer>] {
        &self.layers
    }

    /// What an audience sees of the territory as of a day.
    pub fn view(self: &Arc<Self>, audience: Audience, at: Option<NaiveDate>) -> View {
        View::new(self.clone(), audience, at.unwrap_or(self.territory.as_of))
    }

    /// The same state with a layer's index rebuilt.
    pub(super) fn with_index(&self, id: &CollectionId, rebuilt: &Rebuilt) -> Self {
        let mut next = self.clone();
        if let Some(layer) = next.layer_mut(id) {
            layer.table.take_index(rebuilt);
        }
        next
    }
}
