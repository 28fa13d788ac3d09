use std::{collections::BTreeMap, ops::ControlFlow, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::{
    discover, log,
    scan::{Row, Scan},
};
use crate::store::{LogMark, Outline, StoreError, sql::ident};

/// The outline as it was last taken.
#[derive(Debug)]
pub(super) struct Watch {
    /// SQLite tells each connection whether others have committed.
    pub scan: Scan,
    /// The connection's [`version`](Scan::version) before that.
    pub version: Option<i64>,
    pub outline: Outline,
}

impl Watch {
    pub fn new(scan: Scan) -> Self {
        Self { scan, version: None, outline: Outline::default() }
    }
}

/// The rows of a table that no trigger follows stand for themselves by a hash of all of them.
pub(super) async fn outline(
    connection: &mut SqliteConnection,
    scan: &mut Scan,
) -> Result<Outline, StoreError> {
    let mut rows = BTreeMap::new();
    for table in discover::unlogged(connection).await? {
        let hash = hash(scan, format!("select * from {}", ident(&table))).await?;
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
        definitions.update(hash(scan, statement.to_owned()).await?);
    }
    Ok(Outline { definitions: text(definitions.finalize()), rows })
}

pub(super) async fn log_mark(
    connection: &mut SqliteConnection,
    scan: &mut Scan,
    position: i64,
) -> Result<LogMark, StoreError> {
    let (epoch, last) = log::position(connection).await?;
    let statement = format!(
        "select seq, layer, feature_id, fid, op, before, after, who, why, batch, at from changes
         where seq <= {position} order by seq desc limit {}",
        LogMark::LINES
    );
    Ok(LogMark { epoch, last, lines: text(hash(scan, statement).await?) })
}

fn text(hash: impl AsRef<[u8]>) -> Arc<str> {
    STANDARD_NO_PAD.encode(hash).into()
}

/// Of every value a statement gives.
async fn hash(scan: &mut Scan, statement: String) -> Result<impl AsRef<[u8]>, StoreError> {
    let mut hash = Sha256::new();
    let take = |row: Row<'_>| {
        for value in row.values() {
            let (kind, length) = match value {
                ValueRef::Null => (0, 0),
                ValueRef::Integer(_) => (1, 8),
                ValueRef::Real(_) => (2, 8),
                ValueRef::Text(bytes) => (3, bytes.len()),
                ValueRef::Blob(bytes) => (4, bytes.len()),
            };
            hash.update([kind]);
            hash.update((length as u64).to_be_bytes());
            match value {
                ValueRef::Null => {}
                ValueRef::Integer(number) => hash.update(number.to_be_bytes()),
                ValueRef::Real(number) => hash.update(number.to_be_bytes()),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => hash.update(bytes),
            }
        }
        ControlFlow::<()>::Continue(())
    };
    scan.rows(statement, Vec::new(), take).await.map(|_| ())?;
    Ok(hash.finalize())
}
