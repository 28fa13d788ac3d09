use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;

/// The process answers.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Live {
    pub status: &'static str,
}

/// What is served, and what is not.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ready {
    pub status: Readiness,
    /// Since when the store cannot be read; answers come from memory.
    pub stale_since: Option<DateTime<Utc>>,
    /// Whether only a standby of the database is at hand, so that nothing can be written.
    pub standby: bool,
    pub seq: i64,
    pub territory: String,
    pub as_of: NaiveDate,
    pub layers: usize,
    pub features: usize,
    /// Tables that are not served.
    pub refused: Vec<Refused>,
    /// The store, without a password.
    pub store: String,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Readiness {
    Ready,
    Degraded,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Refused {
    pub table: String,
    pub reason: String,
}
