use std::path::Path;

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{code, short};
use crate::store::StoreError;

/// Whether the file is a sound GeoPackage, and whether it is one of ours.
pub(super) async fn check(path: &Path) -> Result<bool, StoreError> {
    let damaged = |reason: String| StoreError::Damaged { path: path.to_owned(), reason };
    let foreign = |reason: String| StoreError::NotGeoPackage { path: path.to_owned(), reason };
    let unreadable = |error: sqlx::Error| match code(&error) {
        Some(5 | 6) => StoreError::Busy,
        // The file is a database, but a broken one.
        Some(11) => damaged(short(&error)),
        _ => foreign(short(&error)),
    };
    let read_only = SqliteConnectOptions::new().filename(path).read_only(true);
    let mut connection = SqliteConnection::connect_with(&read_only).await.map_err(unreadable)?;
    let tables: Vec<String> =
        sqlx::query_scalar("select name from sqlite_master where type = 'table'")
            .fetch_all(&mut connection)
            .await
            .map_err(unreadable)?;
    for needed in ["gpkg_contents", "gpkg_spatial_ref_sys"] {
        if !tables.iter().any(|table| table == needed) {
            return Err(foreign(format!("the table `{needed}` is missing")));
        }
    }
    let verdict: String = sqlx::query_scalar("pragma quick_check(1)")
        .fetch_one(&mut connection)
        .await
        .map_err(|error| damaged(short(&error)))?;
    if verdict != "ok" {
        return Err(damaged(verdict));
    }
    let ours = ["changes", "change_context", "territory"]
        .iter()
        .all(|needed| tables.iter().any(|table| table == needed));
    connection.close().await.map_err(|error| damaged(short(&error)))?;
    Ok(ours)
}
