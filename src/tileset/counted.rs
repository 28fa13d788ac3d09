use std::collections::HashMap;

use serde_json::Value as Json;

use crate::{
    analysis::{
        AnalysisError,
        counts::{Question, Totals},
    },
    atlas::View,
    table::Row,
    tiles::mvt::LayerWriter,
};

/// Counts of the units of one level, to be joined to their tiles.
#[derive(Debug)]
pub struct UnitCounts {
    names: Vec<String>,
    units: HashMap<Row, Vec<Json>>,
}

impl UnitCounts {
    /// - `named`: makes names and numbers of the counts' columns, as `/api/counts` has them.
    ///
    /// # Errors
    /// As [`Totals::counts`].
    pub fn new(
        view: &View,
        question: &Question,
        totals: &Totals,
        named: impl Fn(&crate::analysis::counts::Counts) -> (Vec<String>, HashMap<Row, Vec<Json>>),
    ) -> Result<Self, AnalysisError> {
        let (names, units) = named(&*totals.counts(view, question)?);
        Ok(Self { names, units })
    }

    /// Names of the numbers of a unit, in their order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Appends the numbers of a unit as tags.
    pub(super) fn write(&self, writer: &mut LayerWriter, row: Row, tags: &mut Vec<u32>) {
        let Some(numbers) = self.units.get(&row) else { return };
        for (name, number) in self.names.iter().zip(numbers) {
            let key = writer.key(name);
            let value = match (number.as_u64(), number.as_f64()) {
                (Some(whole), _) => writer.unsigned(whole),
                (None, Some(real)) => writer.real(real),
                (None, None) => continue,
            };
            tags.extend([key, value]);
        }
    }
}
