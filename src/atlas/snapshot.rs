use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{Layer, Version, layer, view::View};
use crate::{
    domain::{Audience, Change, CollectionId, Effect, Territory, Value},
    query::{Filter, select},
    spatial::{LocalMetric, project::ProjectError},
    store::{Loaded, Refused, Schemas},
    table::{Membership, Row, Table, UnitIndex},
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
}

#[derive(Debug, Clone)]
pub(super) struct Level {
    pub collection: CollectionId,
    /// Units that exist today.
    pub index: Arc<UnitIndex>,
}

/// Rows of a unit collection that exist on a day.
fn existing(table: &Table, day: NaiveDate) -> Vec<Row> {
    select(table, &Filter::ExistsAt(day), &Unbound).expect("a date needs no unit and no property")
}

struct Unbound;

impl crate::query::Bound for Unbound {
    fn unit(
        &self,
        unit: &crate::domain::UnitRef,
    ) -> Result<(Arc<Membership>, Row), crate::query::EvaluateError> {
        Err(crate::query::EvaluateError::UnknownUnit(unit.clone()))
    }
}

impl Snapshot {
    /// # Errors
    /// [`ProjectError`] when no local projection can be set up.
    pub(super) fn new(territory: Territory, loaded: Loaded) -> Result<Self, ProjectError> {
        let bbox = territory.bbox;
        let middle = ((bbox.west() + bbox.east()) / 2.0, (bbox.south() + bbox.north()) / 2.0);
        let mut schemas = Schemas::new();
        let (mut layers, mut by_id) = (Vec::new(), BTreeMap::new());
        for read in loaded.layers {
            schemas.insert(read.schema.id.clone(), read.schema.clone());
            by_id.insert(read.schema.id.clone(), layers.len());
            let table = Table::new(read.schema, read.features, &read.versions);
            layers.push(Arc::new(Layer::new(table)));
        }
        let mut snapshot = Self {
            metric: LocalMetric::new(middle.0, middle.1)?,
            territory: Arc::new(territory),
            layers,
            by_id,
            levels: Vec::new(),
            schemas: Arc::new(schemas),
            refused: loaded.refused.into(),
            epoch: loaded.epoch,
            seq: loaded.position,
        };
        let mut levels: Vec<(i64, CollectionId)> = snapshot
            .schemas
            .values()
            .filter_map(|schema| Some((schema.unit_level?, schema.id.clone())))
            .collect();
        levels.sort();
        for (_, collection) in levels {
            let index = snapshot.unit_index(&collection, snapshot.territory.as_of);
            snapshot.levels.push(Level { collection, index: Arc::new(index) });
        }
        for level in snapshot.levels.clone() {
            snapshot.renew_level(&level);
        }
        Ok(snapshot)
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
        Version::new(layer.table.version(row), &self.epoch)
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

    fn renew_level(&mut self, level: &Level) {
        for position in 0..self.layers.len() {
            let layer = &self.layers[position];
            if layer.schema().geometry.is_none() {
                continue;
            }
            let membership = self.membership_of(layer, &level.collection, &level.index);
            Arc::make_mut(&mut self.layers[position])
                .memberships
                .insert(level.collection.clone(), Arc::new(membership));
        }
    }

    /// The state after further lines of the change log; `None` when only a
    /// fresh load can tell.
    pub(super) fn apply(&self, changes: &[Change]) -> Option<Self> {
        let mut next = self.clone();
        let mut levels_changed = Vec::new();
        for change in changes {
            next.seq = change.seq;
            let layer = next.layer_mut(&change.collection)?;
            layer.names = Default::default();
            let row = match &change.effect {
                Effect::Reload => return None,
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
            next.renew_level(&level);
            let place = next.levels.iter().position(|l| l.collection == level.collection);
            next.levels[place.expect("a changed level is a level")] = level;
        }
        Some(next)
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
