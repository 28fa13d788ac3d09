//! The layer that is the log of levels: a row for each unit that has or had one.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::{
    atlas::{Layer, View},
    domain::{DataType, Feature, FeatureId, Value as Cell},
    table::Row,
};

/// The layer that the log is.
pub const COLLECTION: &str = "warnings";
pub(super) const COLUMNS: [(&str, DataType); 9] = [
    ("unit", DataType::Text),
    ("name", DataType::Text),
    ("level", DataType::Text),
    ("since", DataType::Date),
    ("rules", DataType::Text),
    ("reasons_zh", DataType::Text),
    ("reasons_en", DataType::Text),
    ("provenance", DataType::Text),
    ("source", DataType::Text),
];
/// What the log says of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub row: Row,
    /// Key of the level; `None` where it has none any more.
    pub level: Option<String>,
    pub since: Option<NaiveDate>,
    /// The rules with the levels they raise.
    pub(super) rules: String,
}

/// The log as one state of the layers has it.
#[derive(Debug, Clone)]
pub struct Log {
    pub(super) layer: Arc<Layer>,
    /// Where each of [`COLUMNS`] is.
    columns: [usize; COLUMNS.len()],
}

impl Log {
    /// `None` in a store that has no such layer, or where it cannot be written.
    pub fn of(view: &View) -> Option<Self> {
        let layer = view.layer(&COLLECTION.parse().ok()?).ok()?;
        let schema = layer.schema();
        if !schema.editable || schema.properties.len() != COLUMNS.len() {
            return None;
        }
        let mut columns = [0; COLUMNS.len()];
        for (place, (name, data_type)) in columns.iter_mut().zip(COLUMNS) {
            *place = schema.index_of(name)?;
            if schema.properties[*place].data_type != data_type {
                return None;
            }
        }
        Some(Self { layer: layer.clone(), columns })
    }

    pub(super) fn at(&self, row: Row) -> Found {
        let [_, _, level, since, rules, ..] =
            self.columns.map(|index| self.layer.table.column(index));
        let text =
            |column: &crate::table::Column| column.text(row as usize).map(|text| text.to_string());
        Found {
            row,
            level: text(level),
            since: since.date(row as usize),
            rules: text(rules).unwrap_or_default(),
        }
    }

    /// - `unit`: its id.
    pub fn find(&self, unit: &FeatureId) -> Option<Found> {
        Some(self.at(self.layer.table.row_of(unit)?))
    }

    pub(super) fn feature(&self, id: FeatureId, values: [Cell; COLUMNS.len()]) -> Feature {
        let mut own = vec![Cell::Null; COLUMNS.len()];
        for (index, value) in self.columns.into_iter().zip(values) {
            own[index] = value;
        }
        Feature { fid: 0, id, geometry: None, values: own }
    }
}
