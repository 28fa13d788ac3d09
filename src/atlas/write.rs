//! What an edit must meet before it goes to the store.

use super::{
    Action, AtlasError, Condition, Intent, Layer, Refusal, Rule, Snapshot, Version, draft::Draft,
};
use crate::{
    domain::{CollectionId, Edit, FeatureId},
    seed::{RuleError, check_rules},
    store::StoreError,
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
    #[error("collection `{0}` has no feature `{1}`, in whatever version")]
    NoVersion(CollectionId, FeatureId),
    #[error("feature `{0}` is still referred to by {1} `{2}`")]
    ReferredTo(FeatureId, CollectionId, FeatureId),
    #[error("`{property}`: it is required")]
    Required { property: String },
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Atlas(#[from] AtlasError),
}

/// Why a transaction is refused, and at which of its actions where one is at fault.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct TransactionError {
    /// Counted from 0.
    pub action: Option<usize>,
    #[source]
    pub error: WriteError,
}

impl<E: Into<WriteError>> From<E> for TransactionError {
    fn from(error: E) -> Self {
        Self { action: None, error: error.into() }
    }
}

/// The actions as edits of the store, each checked against what those before it leave.
pub(super) fn edits(
    snapshot: &Snapshot,
    actions: &[Action],
    rule: Option<&dyn Rule>,
) -> Result<Vec<Edit>, TransactionError> {
    let mut draft = Draft::new(snapshot);
    let mut edits = Vec::with_capacity(actions.len());
    for (index, action) in actions.iter().enumerate() {
        let edit = edit(&draft, action, rule)
            .map_err(|error| TransactionError { action: Some(index), error })?;
        // One action alone has none to follow.
        if actions.len() > 1 {
            draft.take(&edit);
        }
        edits.push(edit);
    }
    Ok(edits)
}

fn edit(draft: &Draft<'_>, action: &Action, rule: Option<&dyn Rule>) -> Result<Edit, WriteError> {
    let (collection, id) = (action.collection(), action.feature_id());
    let snapshot = draft.snapshot;
    let layer = snapshot
        .layer(collection)
        .ok_or_else(|| WriteError::UnknownCollection(collection.clone()))?;
    if !layer.schema().editable {
        return Err(WriteError::NotEditable(collection.clone()));
    }
    let edit = match &action.intent {
        Intent::Edit(edit @ Edit::Insert { .. }) => {
            if draft.has(collection, id) {
                return Err(WriteError::Exists(collection.clone(), id.clone()));
            }
            edit.clone()
        }
        Intent::Edit(edit @ Edit::Replace { .. }) => {
            meets(draft, layer, id, action.condition.as_ref())?;
            edit.clone()
        }
        Intent::Edit(edit @ Edit::Delete { .. }) => {
            meets(draft, layer, id, action.condition.as_ref())?;
            // A feature that others name cannot go; say which does, so that it can be found.
            if let Some((other, holder)) = draft.referrer(collection, id) {
                return Err(WriteError::ReferredTo(id.clone(), other, holder));
            }
            edit.clone()
        }
        Intent::Update { patch, .. } => {
            meets(draft, layer, id, action.condition.as_ref())?;
            let mut feature = draft
                .feature(layer, id)
                .ok_or_else(|| WriteError::UnknownFeature(collection.clone(), id.clone()))?;
            patch.apply(&mut feature);
            Edit::Replace { collection: collection.clone(), feature }
        }
    };
    if let Edit::Insert { feature, .. } | Edit::Replace { feature, .. } = &edit {
        let properties = layer.schema().properties.iter().zip(&feature.values);
        let missing = |value: &crate::domain::Value| value.is_null();
        if let Some((property, _)) = properties.into_iter().find(|(p, v)| p.required && missing(v))
        {
            return Err(WriteError::Required { property: property.name.to_string() });
        }
        check_rules(layer.schema(), feature, &snapshot.territory, |collection, id| {
            FeatureId::new(id).is_ok_and(|id| draft.has(collection, &id))
        })?;
        if let Some(rule) = rule {
            let before = draft.feature(layer, id);
            let today = snapshot.territory.as_of;
            rule.allows(layer.schema(), before.as_ref(), feature, today)?;
        }
    }
    Ok(edit)
}

/// Whether the feature is there and in the state the writer knows.
fn meets(
    draft: &Draft<'_>,
    layer: &Layer,
    id: &FeatureId,
    condition: Option<&Condition>,
) -> Result<(), WriteError> {
    let collection = &layer.schema().id;
    if !draft.has(collection, id) {
        let names = (collection.clone(), id.clone());
        return Err(match condition {
            Some(_) => WriteError::NoVersion(names.0, names.1),
            None => WriteError::UnknownFeature(names.0, names.1),
        });
    }
    let Some(Condition::OneOf(wanted)) = condition else { return Ok(()) };
    // One that the transaction itself has made has no version that anybody could know.
    let Some(row) = layer.table.row_of(id) else {
        return Err(WriteError::NoVersion(collection.clone(), id.clone()));
    };
    let current = draft.snapshot.version(layer, row);
    if wanted.contains(&current) { Ok(()) } else { Err(WriteError::Version { current }) }
}
