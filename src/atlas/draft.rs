//! The state that a transaction's next action meets: the snapshot, and what the actions before
//! have done.

use std::collections::HashMap;

use super::{Layer, Snapshot};
use crate::{
    domain::{CollectionId, Edit, Feature, FeatureId, Role, Schema, Value},
    table::Column,
};

#[derive(Debug)]
pub(super) struct Draft<'s> {
    pub snapshot: &'s Snapshot,
    /// Features the transaction has touched; `None` is gone.
    touched: HashMap<CollectionId, HashMap<FeatureId, Option<Feature>>>,
}

impl<'s> Draft<'s> {
    pub fn new(snapshot: &'s Snapshot) -> Self {
        Self { snapshot, touched: HashMap::new() }
    }

    fn touched(&self, collection: &CollectionId, id: &FeatureId) -> Option<&Option<Feature>> {
        self.touched.get(collection)?.get(id)
    }

    pub fn has(&self, collection: &CollectionId, id: &FeatureId) -> bool {
        match self.touched(collection, id) {
            Some(feature) => feature.is_some(),
            None => {
                let layer = self.snapshot.layer(collection);
                layer.is_some_and(|layer| layer.table.row_of(id).is_some())
            }
        }
    }

    pub fn feature(&self, layer: &Layer, id: &FeatureId) -> Option<Feature> {
        match self.touched(&layer.schema().id, id) {
            Some(feature) => feature.clone(),
            None => layer.table.row_of(id).map(|row| layer.table.feature(row)),
        }
    }

    pub fn take(&mut self, edit: &Edit) {
        let (collection, id, feature) = match edit {
            Edit::Insert { collection, feature } | Edit::Replace { collection, feature } => {
                (collection, &feature.id, Some(feature.clone()))
            }
            Edit::Delete { collection, id } => (collection, id, None),
        };
        self.touched.entry(collection.clone()).or_default().insert(id.clone(), feature);
    }

    /// A feature that refers to this one, other than itself.
    pub fn referrer(
        &self,
        collection: &CollectionId,
        id: &FeatureId,
    ) -> Option<(CollectionId, FeatureId)> {
        let itself =
            |layer: &CollectionId, other: &str| layer == collection && other == id.as_str();
        for layer in self.snapshot.layers() {
            let schema = layer.schema();
            let touched = self.touched.get(&schema.id);
            for (index, named) in references(schema, collection, id) {
                let column = layer.table.column(index);
                let names = |row: usize| match column {
                    Column::TextList(rows) => rows.get(row).iter().any(|text| **text == *named),
                    column => column.text(row) == Some(&*named),
                };
                let holder = layer.table.used_rows().find(|row| {
                    let other = layer.table.id(*row).as_str();
                    let stands = touched.is_none_or(|touched| !touched.contains_key(other));
                    stands && !itself(&schema.id, other) && names(*row as usize)
                });
                if let Some(row) = holder {
                    return Some((schema.id.clone(), layer.table.id(row).to_id()));
                }
                let names = |feature: &Feature| match &feature.values[index] {
                    Value::TextList(list) => list.iter().any(|text| **text == *named),
                    value => value.as_text() == Some(&*named),
                };
                let holder = touched
                    .into_iter()
                    .flatten()
                    .filter_map(|(_, feature)| feature.as_ref())
                    .find(|feature| !itself(&schema.id, feature.id.as_str()) && names(feature));
                if let Some(feature) = holder {
                    return Some((schema.id.clone(), feature.id.clone()));
                }
            }
        }
        None
    }
}

/// Properties of a layer that can refer to the feature, and how they would name it.
fn references(
    schema: &Schema,
    collection: &CollectionId,
    id: &FeatureId,
) -> impl Iterator<Item = (usize, String)> {
    schema.properties.iter().enumerate().filter_map(move |(index, property)| match property.role {
        _ if property.refers.as_ref() == Some(collection) => Some((index, id.to_string())),
        Some(Role::Unit) => Some((index, format!("{collection}:{id}"))),
        _ => None,
    })
}
