//! Everything a store of ours holds, as one value: what a new store is filled with, and what is
//! carried from one kind of store to another.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value as Json;

use super::Rows;
use crate::domain::{Operation, Schema};

/// What a new store is filled with.
#[derive(Debug, Clone, PartialEq)]
pub struct Seed {
    /// Text of the territory file.
    pub territory: String,
    /// The work plan's files, by name; none without a plan.
    pub plan: Vec<PlanFile>,
    /// `(list, code, title_zh, title_en)`, in the order of the lists.
    pub codes: Vec<[String; 4]>,
    /// In the order of listings.
    pub catalogue_layers: Vec<CatalogueLayer>,
    pub catalogue_columns: Vec<CatalogueColumn>,
    /// In an order in which references can be resolved.
    pub layers: Vec<SeedLayer>,
    /// The history to take over; `None` begins a new one with a single `load`.
    pub log: Option<Vec<LogLine>>,
}

/// A file of the work plan, as it was written.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlanFile {
    /// Without its folder.
    pub name: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SeedLayer {
    pub schema: Arc<Schema>,
    /// A `fid` of 0 is given by the store, ascending.
    pub rows: Rows,
}

/// A row of `catalogue_layers`.
#[derive(Debug, Clone, PartialEq, serde::Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct CatalogueLayer {
    #[sqlx(rename = "layer")]
    pub id: String,
    pub title_zh: String,
    pub title_en: String,
    #[serde(default)]
    pub description_zh: String,
    #[serde(default)]
    pub description_en: String,
    pub theme: Option<String>,
    pub unit_level: Option<i64>,
    pub title_column: Option<String>,
    pub time_start: Option<String>,
    pub time_end: Option<String>,
    pub access: String,
    #[serde(default)]
    pub editable: bool,
}

/// A row of `catalogue_columns`.
#[derive(Debug, Clone, PartialEq, serde::Deserialize, sqlx::FromRow)]
#[serde(deny_unknown_fields)]
pub struct CatalogueColumn {
    pub layer: String,
    pub column: String,
    pub title_zh: String,
    pub title_en: String,
    pub unit: Option<String>,
    pub role: Option<String>,
    #[serde(default = "internal")]
    pub access: String,
}

fn internal() -> String {
    "internal".to_owned()
}

/// A line of the change log as it is stored.
///
/// Between stores, geometries in the images are hexadecimal EWKB and booleans are booleans.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    pub seq: i64,
    /// The table: a layer, or a relation of one.
    pub table: String,
    pub feature_id: Option<String>,
    pub fid: Option<i64>,
    pub operation: Operation,
    pub before: Option<Json>,
    pub after: Option<Json>,
    pub who: Option<String>,
    pub why: Option<String>,
    pub batch: Option<String>,
    pub at: DateTime<Utc>,
}
