use std::sync::Arc;

use chrono::{DateTime, Utc};
use geo_types::Geometry;

use super::{CollectionId, Feature, FeatureId, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    Insert,
    Update,
    Delete,
    /// A whole territory was loaded; the log has no row images of it.
    Load,
}

/// One line of the change log.
#[derive(Debug, Clone)]
pub struct Change {
    /// Position in the log; rises by commit order.
    pub seq: i64,
    pub operation: Operation,
    /// The layer the line is about. A relation table's line names the layer that owns it.
    pub collection: CollectionId,
    pub feature_id: Option<FeatureId>,
    pub effect: Effect,
    /// When it was written: transaction time, not the time the feature tells of.
    pub at: DateTime<Utc>,
    /// `who` is `None` for an edit from outside the service.
    pub context: EditContext,
}

/// What a change does to the state in memory.
#[derive(Debug, Clone)]
pub enum Effect {
    /// The row stands like this now. `previous` is the id it had before, which an edit may change.
    Put { previous: Option<FeatureId>, feature: Feature },
    /// The row is gone.
    Remove { id: FeatureId },
    /// A many-valued property gained or lost a value.
    Relation { property: usize, id: FeatureId, value: String, added: bool },
    /// Everything may have changed: read the store anew.
    Reload,
}

/// One wish of a writer.
#[derive(Debug, Clone)]
pub enum Edit {
    Insert {
        collection: CollectionId,
        feature: Feature,
    },
    /// Replaces all properties and the geometry of the feature with the same id.
    Replace {
        collection: CollectionId,
        feature: Feature,
    },
    Delete {
        collection: CollectionId,
        id: FeatureId,
    },
}

/// Some members of a feature, to be changed in whatever state it is found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Patch {
    /// Properties by index; null takes a value away.
    pub values: Vec<(usize, Value)>,
    /// `Some(None)` takes the geometry away.
    pub geometry: Option<Option<Arc<Geometry<f64>>>>,
}

impl Patch {
    pub fn apply(&self, feature: &mut Feature) {
        for (index, value) in &self.values {
            feature.values[*index] = value.clone();
        }
        if let Some(geometry) = &self.geometry {
            feature.geometry = geometry.clone();
        }
    }
}

/// Who writes, why, and as part of which batch; goes to the log with the change.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EditContext {
    pub who: Option<String>,
    pub why: Option<String>,
    pub batch: Option<String>,
}
