use std::{fmt, path::PathBuf};

use rusqlite::ErrorCode;

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

    #[error("`{path}` was made by a newer gumei (migration {migration}); update this one")]
    Newer { path: PathBuf, migration: i64 },

    #[error("`{0}` is open in another program; stop the service, or close the desktop, first")]
    InUse(PathBuf),

    #[error("cannot write `{path}`: {reason}")]
    Unwritable { path: PathBuf, reason: String },

    #[error(
        "`{0}` is not a store of gumei's own: it can be served, not copied, and no table adopted"
    )]
    Foreign(String),

    #[error("table `{}` cannot be adopted: {}", .0.table, .0.reason)]
    Unfit(Refused),

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

    /// One of several edits is refused; `index` counts from 0.
    #[error("edit {index}: the database refuses the change: {reason}")]
    Edit { index: usize, reason: String },

    /// The database refuses what a new store is made from.
    #[error("{place}: {reason}")]
    Seed { place: SeedPlace, reason: String },

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

/// What of a territory's data is meant, so that a caller who knows the files can name one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeedPlace {
    Code {
        list: String,
        code: String,
    },
    CatalogueLayer(String),
    CatalogueColumn {
        layer: String,
        column: String,
    },
    /// `number` counts the layer's features from 1.
    Feature {
        layer: String,
        number: usize,
        id: String,
    },
}

impl fmt::Display for SeedPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code { list, code } => write!(f, "code `{code}` of list `{list}`"),
            Self::CatalogueLayer(layer) => write!(f, "layer `{layer}` of the catalogue"),
            Self::CatalogueColumn { layer, column } => {
                write!(f, "column `{layer}.{column}` of the catalogue")
            }
            Self::Feature { layer, number, id } => {
                write!(f, "layer `{layer}`, feature {number} (`{id}`)")
            }
        }
    }
}

impl StoreError {
    /// Names the edit that is refused where there are several.
    pub(super) fn at(self, index: usize, edits: usize) -> Self {
        match self {
            Self::Constraint(reason) if edits > 1 => Self::Edit { index, reason },
            other => other,
        }
    }

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

    pub(super) fn from_rusqlite(operation: &'static str, error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Backend { operation, source: Box::new(error) },
        }
    }
}
