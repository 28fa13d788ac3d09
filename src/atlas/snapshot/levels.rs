//! Unit levels, and which units features belong to.

use std::sync::Arc;

use chrono::NaiveDate;

use super::Snapshot;
use crate::{
    atlas::Layer,
    domain::CollectionId,
    query::{Filter, Limits, Unbound, select},
    table::{Membership, Row, Table, UnitIndex},
};

#[derive(Debug, Clone)]
pub(in crate::atlas) struct Level {
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
    pub(in crate::atlas) fn levels(&self) -> &[Level] {
        &self.levels
    }

    /// The unit collections, the largest units first.
    pub(super) fn level_names(&self) -> Vec<CollectionId> {
        let mut levels: Vec<(i64, CollectionId)> = self
            .schemas
            .values()
            .filter_map(|schema| Some((schema.unit_level?, schema.id.clone())))
            .collect();
        levels.sort();
        levels.into_iter().map(|(_, collection)| collection).collect()
    }

    /// Unit levels, and the units of every feature; those of kept layers at kept levels stay.
    pub(super) fn place_all(&mut self, before: Option<&Self>, read: &[CollectionId]) {
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

    pub(in crate::atlas) fn unit_index(
        &self,
        collection: &CollectionId,
        day: NaiveDate,
    ) -> UnitIndex {
        let table = &self.layer(collection).expect("a level is a layer").table;
        UnitIndex::new(table, existing(table, day).into_iter())
    }

    /// Membership of a layer at a level, made from scratch.
    pub(in crate::atlas) fn membership_of(
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

    pub(super) fn renew_level(&mut self, level: &Level, concerns: impl Fn(&CollectionId) -> bool) {
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
}
