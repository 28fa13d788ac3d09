use super::Version;
use crate::domain::{CollectionId, Edit, Feature, FeatureId, Patch};

/// What must be true of a feature for it to be changed (`If-Match`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It is there.
    Exists,
    /// It is in one of these states.
    OneOf(Vec<Version>),
}

/// What one action does.
#[derive(Debug, Clone)]
pub enum Intent {
    Edit(Edit),
    Update { collection: CollectionId, id: FeatureId, patch: Patch },
}

/// One step of a transaction.
#[derive(Debug, Clone)]
pub struct Action {
    pub intent: Intent,
    pub condition: Option<Condition>,
}

impl From<Edit> for Action {
    fn from(edit: Edit) -> Self {
        Self { intent: Intent::Edit(edit), condition: None }
    }
}

impl Action {
    pub fn collection(&self) -> &CollectionId {
        match &self.intent {
            Intent::Edit(
                Edit::Insert { collection, .. }
                | Edit::Replace { collection, .. }
                | Edit::Delete { collection, .. },
            )
            | Intent::Update { collection, .. } => collection,
        }
    }

    pub fn feature_id(&self) -> &FeatureId {
        match &self.intent {
            Intent::Edit(
                Edit::Insert { feature: Feature { id, .. }, .. }
                | Edit::Replace { feature: Feature { id, .. }, .. }
                | Edit::Delete { id, .. },
            )
            | Intent::Update { id, .. } => id,
        }
    }
}
