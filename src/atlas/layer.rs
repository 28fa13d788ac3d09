use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use super::find::NameIndex;
use crate::{
    domain::{CollectionId, Schema},
    table::{Membership, Table},
};

/// A layer of the snapshot: its table and where its features belong.
#[derive(Debug, Clone)]
pub struct Layer {
    pub table: Table,
    /// The position of the log that the rows were read at: earlier lines are in them.
    pub(super) read_at: i64,
    /// Stands for rows that the log does not follow; empty where it follows all.
    pub(super) mark: Arc<str>,
    /// By unit collection, of the units that exist today.
    pub(super) memberships: HashMap<CollectionId, Arc<Membership>>,
    /// Names for the search; made at the first search after a change.
    pub(super) names: OnceLock<Arc<NameIndex>>,
}

impl Layer {
    pub(super) fn new(table: Table, read_at: i64, mark: Arc<str>) -> Self {
        Self { table, read_at, mark, memberships: HashMap::new(), names: OnceLock::new() }
    }

    pub fn schema(&self) -> &Arc<Schema> {
        self.table.schema()
    }

    /// How many features have which `provenance`; empty without such a property.
    pub fn provenance(&self) -> BTreeMap<String, usize> {
        let Some(property) = self.schema().index_of("provenance") else {
            return BTreeMap::new();
        };
        let column = self.table.column(property);
        let mut counts = BTreeMap::new();
        for row in self.table.rows() {
            if let Some(text) = column.text(row as usize) {
                *counts.entry(text.to_string()).or_default() += 1;
            }
        }
        counts
    }
}
