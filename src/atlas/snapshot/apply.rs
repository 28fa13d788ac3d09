//! The next state, from lines of the change log.

use std::sync::Arc;

use super::{Level, Snapshot};
use crate::{
    atlas::layer,
    domain::{Change, CollectionId, Effect, Feature, FeatureId, Operation, Value},
    table::{Row, Table},
};

/// What the log alone cannot bring up to date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::atlas) enum Stale {
    Everything,
    /// This layer, or a table that is no layer yet.
    Layer(CollectionId),
}

impl Snapshot {
    /// The state after further lines of the change log.
    ///
    /// # Errors
    /// [`Stale`]: what must be read from the store, because the lines do not tell it.
    pub(in crate::atlas) fn apply(&self, changes: &[Change]) -> Result<Self, Stale> {
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
fn keep_relations(table: &Table, id: &FeatureId, feature: &mut Feature) {
    let Some(row) = table.row_of(id) else { return };
    for relation in &table.schema().relations {
        feature.values[relation.property] = table.column(relation.property).get(row as usize);
    }
}
