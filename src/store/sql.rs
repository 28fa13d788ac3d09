//! The one place where SQL text is put together. Values are always bound; only
//! identifiers, quoted here, and literals of our own go into the text.

use sqlx::AssertSqlSafe;

use crate::domain::{DataType, Property, Schema};

/// An SQL identifier in double quotes.
pub(super) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An SQL text literal; where nothing can be bound, as in a trigger's body.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Marks a statement built from [`ident`] and [`literal`] only.
pub(super) fn safe(statement: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement)
}

/// Properties kept in the layer's own table, with their place among a feature's values.
pub(super) fn own(schema: &Schema) -> impl Iterator<Item = (usize, &Property)> {
    let kept = |(_, property): &(usize, &Property)| property.data_type != DataType::TextList;
    schema.properties.iter().enumerate().filter(kept)
}

/// The columns a write fills, in binding order: id, geometry, own properties. A table without
/// an `id` takes its key from the database.
pub(super) fn columns(schema: &Schema) -> Vec<&str> {
    let mut columns = Vec::new();
    if schema.id_column != schema.fid_column {
        columns.push(schema.id_column.as_str());
    }
    columns.extend(schema.geometry.iter().map(|geometry| geometry.name.as_str()));
    columns.extend(own(schema).map(|(_, property)| &*property.name));
    columns
}
