use std::path::PathBuf;

use super::{
    Refused,
    postgis::{self, PostgisError},
};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("`{0}` does not exist; `gumei init` creates it")]
    Missing(PathBuf),

    #[error("`{0}` exists already; `gumei init --replace` makes it anew")]
    Exists(PathBuf),

    #[error("`{path}` is not a GeoPackage: {reason}")]
    NotGeoPackage { path: PathBuf, reason: String },

    #[error(
        "`{path}` is damaged: {reason}; restore it from a backup, or make it anew with `gumei init --replace`"
    )]
    Damaged { path: PathBuf, reason: String },

    #[error("cannot write `{path}`: {reason}")]
    Unwritable { path: PathBuf, reason: String },

    #[error("`{0}` is not a store of gumei's own; only such a store can be copied")]
    Foreign(String),

    #[error("table `{}` cannot be copied: {}", .0.table, .0.reason)]
    Incomplete(Refused),

    #[error(transparent)]
    Postgis(#[from] PostgisError),

    #[error("the database does not answer: {0}")]
    Away(String),

    #[error("the store was restored or filled anew; all layers must be read again")]
    History,

    #[error("feature `{0}` was changed by someone else meanwhile")]
    Outdated(String),

    #[error("the database refuses the change: {0}")]
    Constraint(String),

    #[error("the database is busy with another writer; try again")]
    Busy,

    #[error("line {seq} of the change log cannot be read: {reason}")]
    Log { seq: i64, reason: String },

    #[error("{operation} failed")]
    Backend {
        operation: &'static str,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// Sorts a database error into what a caller can act on.
    pub(super) fn from_sqlx(operation: &'static str, error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(database) = &error
            && database.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some()
        {
            // SQLite result codes: https://www.sqlite.org/rescode.html
            let code = database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or(0);
            match code & 0xff {
                19 => return Self::Constraint(database.message().to_owned()),
                5 | 6 => return Self::Busy,
                _ => {}
            }
        }
        if let Some(known) = postgis::recognise(&error) {
            return known;
        }
        Self::Backend { operation, source: Box::new(error) }
    }
}
