use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, NaiveDate, Utc};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::{Layer, Version, layer, live, view::View};
use crate::{
    domain::{
        Audience, Change, CollectionId, Effect, Feature, Operation, Schema, Territory, Value,
    },
    query::{Filter, Limits, Unbound, select},
    spatial::{LocalMetric, project::ProjectError},
    store::{Held, Intake, Loaded, Outline, Refused, Schemas},
    table::{Membership, Rebuilt, Row, Table, TableBuilder, UnitIndex},
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

/// What the log alone cannot bring up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stale {
    Everything,
    /// This layer, or a table that is no layer yet.
    Layer(CollectionId),
}

#[derive(Debug, Clone)]
pub(super) struct Level {
    pub collection: CollectionId,
    /// Units that exist today.
    pub index: Arc<UnitIndex>,
}

/// Rows of a unit collection that exist on a day.
fn existing(table: &Table, day: NaiveDate) -> Vec<Row> {
    select(table, &Filter::ExistsAt(day), &Unbound(day), Limits::NONE)
        .expect("a date needs no unit and no property")
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

    /// The unit collections, the largest units first.
    fn level_names(&self) -> Vec<CollectionId> {
        let mut levels: Vec<(i64, CollectionId)> = self
            .schemas
            .values()
            .filter_map(|schema| Some((schema.unit_level?, schema.id.clone())))
            .collect();
        levels.sort();
        levels.into_iter().map(|(_, collection)| collection).collect()
    }

    /// Unit levels, and the units of every feature; those of kept layers at kept levels stay.
    fn place_all(&mut self, before: Option<&Self>, read: &[CollectionId]) {
        let same_day = before.is_some_and(|before| before.territory.as_of == self.territory.as_of);
        for collection in self.level_names() {
            let kept = before
                .filter(|_| same_day && !read.contains(&collection))
                .and_then(|before| before.levels.iter().find(|l| l.collection == collection));
            let level = match kept {
                Some(level) => level.clone(),
                None => {
                    let index = self.unit_index(&collection, self.territory.as_of);
                    Level { collection, index: Arc::new(index) }
                }
            };
            let placed = kept.is_some();
            self.renew_level(&level, |layer| !placed || read.contains(layer));
            self.levels.push(level);
        }
        // Of levels that are gone.
        for layer in &mut self.layers {
            let is_level = |id: &CollectionId| self.levels.iter().any(|l| l.collection == *id);
            if !layer.memberships.keys().all(is_level) {
                Arc::make_mut(layer).memberships.retain(|id, _| is_level(id));
            }
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

    pub(super) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// What an audience sees of the territory as of a day.
    pub fn view(self: &Arc<Self>, audience: Audience, at: Option<NaiveDate>) -> View {
        View::new(self.clone(), audience, at.unwrap_or(self.territory.as_of))
    }

    pub(super) fn unit_index(&self, collection: &CollectionId, day: NaiveDate) -> UnitIndex {
        let table = &self.layer(collection).expect("a level is a layer").table;
        UnitIndex::new(table, existing(table, day).into_iter())
    }

    /// Membership of a layer at a level, made from scratch.
    pub(super) fn membership_of(
        &self,
        layer: &Layer,
        collection: &CollectionId,
        index: &UnitIndex,
    ) -> Membership {
        let own = layer.schema().unit_level;
        let level = self.schemas[collection].unit_level;
        match own {
            Some(_) if own == level => Membership::of_units(&layer.table, index),
            // A 片区 does not belong to one of its compounds.
            Some(_) if own < level => Membership::none(&layer.table),
            _ => Membership::new(&layer.table, index),
        }
    }

    fn renew_level(&mut self, level: &Level, concerns: impl Fn(&CollectionId) -> bool) {
        for position in 0..self.layers.len() {
            let layer = &self.layers[position];
            if layer.schema().geometry.is_none() || !concerns(&layer.schema().id) {
                continue;
            }
            let membership = self.membership_of(layer, &level.collection, &level.index);
            Arc::make_mut(&mut self.layers[position])
                .memberships
                .insert(level.collection.clone(), Arc::new(membership));
        }
    }

    /// The state after further lines of the change log.
    ///
    /// # Errors
    /// [`Stale`]: what must be read from the store, because the lines do not tell it.
    pub(super) fn apply(&self, changes: &[Change]) -> Result<Self, Stale> {
        let mut next = self.clone();
        let mut levels_changed = Vec::new();
        for change in changes {
            next.seq = change.seq;
            next.changed_at = Some(change.at);
            if change.operation == Operation::Load {
                return Err(Stale::Everything);
            }
            let stale = || Stale::Layer(change.collection.clone());
            let looked_at = next.looked_at;
            let Some(layer) = next.layer_mut(&change.collection) else {
                // It was no layer when that was looked at last, after this line.
                if change.seq <= looked_at {
                    continue;
                }
                return Err(stale());
            };
            if change.seq <= layer.read_at {
                continue;
            }
            // Read anew, it has neither holes nor rows out of order.
            if layer.table.is_worn() {
                return Err(stale());
            }
            layer.names = Default::default();
            let row = match &change.effect {
                Effect::Reload => return Err(stale()),
                Effect::Put { previous, feature } => {
                    let mut feature = feature.clone();
                    let before = previous.as_ref().unwrap_or(&feature.id).clone();
                    keep_relations(&layer.table, &before, &mut feature);
                    if before != feature.id {
                        layer.table.remove(&before);
                    }
                    Some(layer.table.put(feature, change.seq))
                }
                Effect::Remove { id } => {
                    layer.table.remove(id);
                    None
                }
                Effect::Relation { property, id, value, added } => {
                    // A relation of a feature that is deleted in the same transaction.
                    let Some(row) = layer.table.row_of(id) else { continue };
                    let mut feature = layer.table.feature(row);
                    let Value::TextList(list) = &feature.values[*property] else { continue };
                    let kept = list.iter().filter(|text| ***text != **value).cloned();
                    let list = kept.chain(added.then(|| value.as_str().into())).collect();
                    feature.values[*property] = Value::TextList(list);
                    Some(layer.table.put(feature, change.seq))
                }
            };
            let is_level = layer.schema().unit_level.is_some();
            if is_level && !levels_changed.contains(&change.collection) {
                levels_changed.push(change.collection.clone());
            }
            if let Some(row) = row {
                next.place(&change.collection, row);
            }
        }
        for collection in levels_changed {
            let index = Arc::new(next.unit_index(&collection, next.territory.as_of));
            let level = Level { collection, index };
            next.renew_level(&level, |_| true);
            let place = next.levels.iter().position(|l| l.collection == level.collection);
            next.levels[place.expect("a changed level is a level")] = level;
        }
        Ok(next)
    }

    /// The same state with a layer's index rebuilt.
    pub(super) fn with_index(&self, id: &CollectionId, rebuilt: &Rebuilt) -> Self {
        let mut next = self.clone();
        if let Some(layer) = next.layer_mut(id) {
            layer.table.take_index(rebuilt);
        }
        next
    }

    /// Brings the membership of one changed feature up to date at every level.
    fn place(&mut self, collection: &CollectionId, row: Row) {
        let levels = self.levels.clone();
        let own = self.schemas[collection].unit_level;
        for level in levels {
            let above = self.schemas[&level.collection].unit_level;
            // Equal levels are renewed as a whole; smaller units do not hold larger ones.
            if own.is_some() && own <= above {
                continue;
            }
            let layer = self.layer_mut(collection).expect("a changed layer is a layer");
            let layer::Layer { table, memberships, .. } = layer;
            if let Some(membership) = memberships.get_mut(&level.collection) {
                Arc::make_mut(membership).place(table, &level.index, row);
            }
        }
        let layer = self.layer_mut(collection).expect("a changed layer is a layer");
        let layer::Layer { table, memberships, .. } = layer;
        for membership in memberships.values_mut() {
            Arc::make_mut(membership).reserve(table.row_bound());
        }
    }
}

/// A row's log line has no many-valued properties: those have lines of their own.
fn keep_relations(
    table: &Table,
    id: &crate::domain::FeatureId,
    feature: &mut crate::domain::Feature,
) {
    let Some(row) = table.row_of(id) else { return };
    for relation in &table.schema().relations {
        feature.values[relation.property] = table.column(relation.property).get(row as usize);
    }
}
