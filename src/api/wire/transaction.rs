use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::geojson;

/// Several changes of several collections: all of them or none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Transaction {
    /// Why, for the log.
    #[schemars(length(max = 1_000))]
    pub why: Option<String>,
    #[schemars(with = "Vec<Step>", length(min = 1, max = 1_000))]
    pub actions: Vec<Value>,
}

/// One change.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
pub enum Step {
    Insert {
        collection: String,
        #[schemars(with = "geojson::Feature")]
        feature: Value,
    },
    Replace {
        collection: String,
        id: String,
        #[schemars(with = "geojson::Feature")]
        feature: Value,
        /// The version the feature must still have.
        if_match: Option<String>,
    },
    Update {
        collection: String,
        id: String,
        /// A merge patch (RFC 7396).
        #[schemars(with = "serde_json::Map<String, Value>")]
        patch: Value,
        /// The version the feature must still have.
        if_match: Option<String>,
    },
    Delete {
        collection: String,
        id: String,
        /// The version the feature must still have.
        if_match: Option<String>,
    },
}

/// What became of a transaction.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TransactionResult {
    /// Its name in the log.
    pub batch: String,
    /// The position of the log behind it.
    pub seq: i64,
    /// One for each action.
    pub results: Vec<StepResult>,
}

/// What became of one action.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StepResult {
    pub action: &'static str,
    pub collection: String,
    pub id: String,
    /// The version of a feature that is there now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}
