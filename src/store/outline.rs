//! What the change log does not tell: tables that come, go or change their columns, and rows of
//! tables that it does not follow.

use std::{collections::BTreeMap, sync::Arc};

use super::Schemas;
use crate::domain::Schema;

/// Stands for all that. While it stays the same, the log tells everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Of all tables, and of the catalogue.
    pub definitions: Arc<str>,
    /// The rows of each table that the log does not follow.
    pub rows: BTreeMap<String, Arc<str>>,
}

impl Outline {
    /// The rows of a layer, as far as the log does not follow them; empty where it follows all.
    pub fn of_layer(&self, schema: &Schema) -> String {
        schema.tables().filter_map(|table| self.rows.get(table)).fold(String::new(), |all, mark| {
            if all.is_empty() { mark.to_string() } else { format!("{all} {mark}") }
        })
    }
}

/// What a reader has in memory already.
#[derive(Debug, Clone)]
pub struct Held {
    pub epoch: Arc<str>,
    pub schemas: Schemas,
    pub outline: Outline,
}

impl Held {
    /// Whether the layer need not be read again: the log tells what happened to it since.
    pub(super) fn has(&self, epoch: &str, outline: &Outline, schema: &Schema) -> bool {
        *self.epoch == *epoch
            && self.schemas.get(&schema.id).is_some_and(|held| **held == *schema)
            && self.outline.of_layer(schema) == outline.of_layer(schema)
    }
}

/// What a change log is up to some position, so that it is known again.
///
/// Two copies of a store have the same epoch; once both are written to, their lines differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogMark {
    pub epoch: Arc<str>,
    /// Position of the last line there is, beyond those that count here.
    pub last: i64,
    /// A hash of the last [`Self::LINES`] lines up to the position.
    pub lines: Arc<str>,
}

impl LogMark {
    pub const LINES: usize = 100;

    /// Of a store without a log.
    pub(super) fn none(epoch: &str) -> Self {
        Self { epoch: epoch.into(), last: 0, lines: Arc::default() }
    }
}
