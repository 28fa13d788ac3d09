//! What an edit must meet before it goes to the store.

use super::{AtlasError, Snapshot, Version};
use crate::{
    domain::{CollectionId, Edit, FeatureId, Role},
    seed::{RuleError, check_rules},
    store::StoreError,
    table::Column,
};

#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("there is no collection `{0}`")]
    UnknownCollection(CollectionId),
    #[error("collection `{0}` may not be edited")]
    NotEditable(CollectionId),
    #[error("collection `{0}` has no feature `{1}`")]
    UnknownFeature(CollectionId, FeatureId),
    #[error("collection `{0}` has a feature `{1}` already")]
    Exists(CollectionId, FeatureId),
    #[error("the feature is at version {current}, not at the one named in `If-Match`")]
    Version { current: Version },
    #[error("feature `{0}` is still referred to by {1} `{2}`")]
    ReferredTo(FeatureId, CollectionId, FeatureId),
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Atlas(#[from] AtlasError),
}

/// - `condition`: the version every edited feature must have.
pub(super) fn check(
    snapshot: &Snapshot,
    edits: &[Edit],
    condition: Option<Version>,
) -> Result<(), WriteError> {
    for edit in edits {
        let (Edit::Insert { collection, .. }
        | Edit::Replace { collection, .. }
        | Edit::Delete { collection, .. }) = edit;
        let layer = snapshot
            .layer(collection)
            .ok_or_else(|| WriteError::UnknownCollection(collection.clone()))?;
        if !layer.schema().editable {
            return Err(WriteError::NotEditable(collection.clone()));
        }
        let version_of = |id: &FeatureId| {
            let row = layer
                .table
                .row_of(id)
                .ok_or_else(|| WriteError::UnknownFeature(collection.clone(), id.clone()))?;
            let current = snapshot.version(layer, row);
            match condition {
                Some(wanted) if wanted != current => Err(WriteError::Version { current }),
                _ => Ok(row),
            }
        };
        match edit {
            Edit::Insert { feature, .. } => {
                if layer.table.row_of(&feature.id).is_some() {
                    return Err(WriteError::Exists(collection.clone(), feature.id.clone()));
                }
            }
            Edit::Replace { feature, .. } => {
                version_of(&feature.id)?;
            }
            Edit::Delete { id, .. } => {
                version_of(id)?;
                unreferenced(snapshot, collection, id)?;
            }
        }
        if let Edit::Insert { feature, .. } | Edit::Replace { feature, .. } = edit {
            check_rules(layer.schema(), feature, &snapshot.territory, |collection, id| {
                snapshot.layer(collection).is_some_and(|layer| {
                    FeatureId::new(id).is_ok_and(|id| layer.table.row_of(&id).is_some())
                })
            })?;
        }
    }
    Ok(())
}

/// A feature that others name cannot go; say which does, so that it can be found.
fn unreferenced(
    snapshot: &Snapshot,
    collection: &CollectionId,
    id: &FeatureId,
) -> Result<(), WriteError> {
    for layer in snapshot.layers() {
        for (index, property) in layer.schema().properties.iter().enumerate() {
            let named = match property.role {
                _ if property.refers.as_ref() == Some(collection) => id.to_string(),
                Some(Role::Unit) => format!("{collection}:{id}"),
                _ => continue,
            };
            let column = layer.table.column(index);
            let names = |row: usize| match column {
                Column::TextList(rows) => rows[row].iter().any(|text| **text == *named),
                column => column.text(row).is_some_and(|text| **text == *named),
            };
            let holder = layer.table.rows().find(|row| {
                let itself = layer.schema().id == *collection && layer.table.id(*row) == id;
                !itself && names(*row as usize)
            });
            if let Some(row) = holder {
                return Err(WriteError::ReferredTo(
                    id.clone(),
                    layer.schema().id.clone(),
                    layer.table.id(row).clone(),
                ));
            }
        }
    }
    Ok(())
}
