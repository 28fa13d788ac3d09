use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::geojson;
use crate::api::links::Link;

/// One page of the change log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Changes {
    /// The history that positions count in.
    pub epoch: String,
    pub since: i64,
    /// The position to go on from.
    pub last: i64,
    /// Whether there is more behind `last`.
    pub more: bool,
    pub changes: Vec<Change>,
}

/// What the change log tells of one feature.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct History {
    pub collection: String,
    pub id: String,
    /// The history that positions count in.
    pub epoch: String,
    pub deleted: bool,
    pub number_returned: usize,
    pub links: Vec<Link>,
    pub changes: Vec<Change>,
}

/// One line of the change log.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Change {
    pub seq: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// `null` for an edit from outside the service.
    pub who: Option<String>,
    pub why: Option<String>,
    pub batch: Option<String>,
    pub collection: String,
    pub id: Option<String>,
    pub op: Op,
    /// The feature as it stands now; `null` when it is gone.
    #[schemars(with = "Option<geojson::Feature>")]
    pub feature: Option<Value>,
    /// The id the feature had before, when the change gave it another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Op {
    Insert,
    Update,
    Delete,
    Load,
    Relation,
}

/// A value that a many-valued property gained or lost.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Relation {
    pub property: String,
    pub value: String,
    pub added: bool,
}
