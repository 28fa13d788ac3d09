//! The one place where SQL text is put together. Values are always bound; only
//! identifiers, quoted here, and literals of our own go into the text.

use sqlx::AssertSqlSafe;

/// An SQL identifier in double quotes.
pub(super) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// An SQL text literal; for trigger bodies, where nothing can be bound.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Marks a statement built from [`ident`] and [`literal`] only.
pub(super) fn safe(statement: String) -> AssertSqlSafe<String> {
    AssertSqlSafe(statement)
}
