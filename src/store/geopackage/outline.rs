use std::{collections::BTreeMap, path::Path, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use futures_util::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{Connection, Row, SqliteConnection, TypeInfo, ValueRef};

use super::{discover, log, plain_options};
use crate::store::{
    LogMark, Outline, StoreError,
    sql::{ident, safe},
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("looking at the tables", error)
}

/// A connection of its own: SQLite tells each connection whether others have committed.
#[derive(Debug)]
pub(super) struct Watch {
    connection: SqliteConnection,
    /// <https://www.sqlite.org/pragma.html#pragma_data_version>
    version: i64,
    outline: Outline,
}

impl Watch {
    pub async fn begin(path: &Path) -> Result<Self, StoreError> {
        let options = plain_options(path).read_only(true);
        let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
        let version = version(&mut connection).await?;
        let outline = outline(&mut connection).await?;
        Ok(Self { connection, version, outline })
    }

    /// Taken anew only after somebody's commit.
    pub async fn outline(&mut self) -> Result<&Outline, StoreError> {
        let version = version(&mut self.connection).await?;
        if version != self.version {
            self.outline = outline(&mut self.connection).await?;
            self.version = version;
        }
        Ok(&self.outline)
    }

    pub async fn close(self) {
        if let Err(error) = self.connection.close().await {
            tracing::warn!("a connection to the store was not closed in order: {error}");
        }
    }
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    sqlx::query_scalar("pragma data_version").fetch_one(connection).await.map_err(failed)
}

/// The rows of a table that no trigger follows stand for themselves by a hash of all of them.
async fn outline(connection: &mut SqliteConnection) -> Result<Outline, StoreError> {
    let mut read = connection.begin().await.map_err(failed)?;
    let mut rows = BTreeMap::new();
    for table in discover::unlogged(&mut read).await? {
        let hash = hash(&mut read, format!("select * from {}", ident(&table))).await?;
        rows.insert(table, text(hash));
    }
    let mut definitions = Sha256::new();
    for statement in [
        // Triggers that were taken away and put back have let changes past the log.
        "pragma schema_version",
        "select sql from sqlite_master order by name",
        "select table_name, data_type, identifier, description, srs_id from gpkg_contents order by 1",
        "select * from gpkg_geometry_columns order by 1",
        "select srs_id, organization, organization_coordsys_id from gpkg_spatial_ref_sys order by 1",
    ] {
        definitions.update(hash(&mut read, statement.to_owned()).await?);
    }
    Ok(Outline { definitions: text(definitions.finalize()), rows })
}

pub(super) async fn log_mark(
    connection: &mut SqliteConnection,
    position: i64,
) -> Result<LogMark, StoreError> {
    let (epoch, last) = log::position(connection).await?;
    let statement = format!(
        "select seq, layer, feature_id, fid, op, before, after, who, why, batch, at from changes
         where seq <= {position} order by seq desc limit {}",
        LogMark::LINES
    );
    Ok(LogMark { epoch, last, lines: text(hash(connection, statement).await?) })
}

fn text(hash: impl AsRef<[u8]>) -> Arc<str> {
    STANDARD_NO_PAD.encode(hash).into()
}

/// Of every value a statement gives.
async fn hash(
    connection: &mut SqliteConnection,
    statement: String,
) -> Result<impl AsRef<[u8]>, StoreError> {
    let mut hash = Sha256::new();
    let mut rows = sqlx::query(safe(statement)).fetch(connection);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        for index in 0..row.len() {
            let raw = row.try_get_raw(index).map_err(failed)?;
            // As text a real would lose its last digits.
            let real = (raw.type_info().name() == "REAL")
                .then(|| row.get_unchecked::<f64, _>(index).to_be_bytes());
            let bytes = match &real {
                Some(bytes) => Some(bytes.as_slice()),
                None => row.get_unchecked::<Option<&[u8]>, _>(index),
            };
            let length = bytes.map_or(-1, |bytes| bytes.len() as i64);
            hash.update(length.to_be_bytes());
            hash.update(bytes.unwrap_or_default());
        }
    }
    Ok(hash.finalize())
}
