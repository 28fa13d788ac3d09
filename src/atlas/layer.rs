use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock},
};

use super::find::NameIndex;
use crate::{
    domain::{CollectionId, Schema},
    table::{Column, Membership, Table},
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

    /// Whether both come from one reading of the store, so that a row means the same in both.
    pub fn same_reading(&self, other: &Self) -> bool {
        self.read_at == other.read_at && self.mark == other.mark
    }

    /// How many features have which `provenance`; empty without such a property.
    pub fn provenance(&self) -> BTreeMap<String, usize> {
        let Some(property) = self.schema().index_of("provenance") else {
            return BTreeMap::new();
        };
        let Column::Text(texts) = self.table.column(property) else { return BTreeMap::new() };
        let mut counts = vec![0; texts.dictionary().count()];
        for row in self.table.used_rows() {
            if let Some(count) = counts.get_mut(texts.code(row as usize) as usize) {
                *count += 1;
            }
        }
        let named = (0..).zip(counts).filter(|(_, count)| *count > 0);
        named
            .filter_map(|(number, count)| {
                Some((texts.dictionary().get(number)?.to_string(), count))
            })
            .collect()
    }
}
