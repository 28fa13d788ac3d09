//! A table's parts as sections of a file, and back.
//!
//! Chunks go as they lie in memory, little-endian; one that holds the same value everywhere, or
//! numbers that rise by one, goes as its first value. Read back, an R-tree gets its order from the
//! file and its boxes from the geometries; the table of ids is made anew, as its hashes are secret.

mod cells;
mod chunks;
mod columns;
mod parts;
mod shapes;

use std::{io, sync::Arc};

use super::{
    LinePart, Membership, NO_UNIT, Row, Table,
    chunked::{Chunked, Shared},
    ids::IdTable,
};
use crate::{
    domain::Schema,
    saved::{Field, Fields, SavedError, Writer},
};

const UNEQUAL: SavedError = SavedError::Damaged("columns of different lengths");

impl Table {
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, to: &mut Writer) -> io::Result<()> {
        self.keys.save(to)?;
        self.ids.save(to)?;
        self.versions.save(to)?;
        for column in &self.columns {
            column.save(to)?;
        }
        self.geometries.save(to)?;
        self.index.order(&self.geometries).save(to)
    }

    /// # Errors
    /// [`SavedError`] when the parts do not make a table of that schema.
    pub fn load(schema: Arc<Schema>, from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let keys = super::keys::Keys::load(from)?;
        let ids = super::ids::Ids::load(from)?;
        let versions: Chunked<i64> = Chunked::load(from)?;
        let mut columns = Vec::with_capacity(schema.properties.len());
        for property in &schema.properties {
            columns.push(super::Column::load(property.data_type, from)?);
        }
        let geometries = super::geometries::Geometries::load(from)?;
        let order: Chunked<Row> = Chunked::load(from)?;
        let bound = keys.bound();
        let lengths = [ids.len(), versions.len(), geometries.len()];
        let mut lengths = lengths.into_iter().chain(columns.iter().map(super::Column::len));
        if lengths.any(|len| len != bound) {
            return Err(UNEQUAL);
        }
        let (index, by_id) = rayon::join(
            || super::index::SpatialIndex::in_order(&geometries, &order),
            || IdTable::new(&ids, keys.used(), keys.count()),
        );
        let index = index.ok_or(SavedError::Damaged("the index is not that of the geometries"))?;
        Ok(Self { schema, keys, ids, by_id, versions, columns, geometries, index })
    }
}

impl Membership {
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, to: &mut Writer) -> io::Result<()> {
        self.units.save(to)?;
        self.parts.save(to)
    }

    /// - `units`: one past the largest row of a unit.
    /// - `bound`: one past the largest row of the layer.
    ///
    /// # Errors
    /// [`SavedError`] when the parts do not make a membership of such a layer.
    pub fn load(bound: usize, units: usize, from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let membership = Self { units: Chunked::load(from)?, parts: Chunked::load(from)? };
        if membership.units.len() != bound || membership.parts.len() != bound {
            return Err(UNEQUAL);
        }
        let is_unit = |unit: Row| unit == NO_UNIT || (unit as usize) < units;
        let parts: &Chunked<Shared<[LinePart]>> = &membership.parts;
        let known = membership.units.iter().all(|unit| is_unit(*unit))
            && (parts.is_blank()
                || parts
                    .iter()
                    .flat_map(|line| line.0.as_deref().unwrap_or_default())
                    .all(|part| is_unit(part.unit)));
        if known { Ok(membership) } else { Err(SavedError::Damaged("a unit that there is not")) }
    }
}

/// A count of things that have at least one byte each, as the file has it.
fn put_count(count: usize, to: &mut Vec<u8>) {
    (count as u32).put(to);
}
