//! What a file says of its columns in the schema extension (GeoPackage 1.3, annex F.9).

use std::{collections::HashMap, sync::Arc};

use sqlx::SqliteConnection;

use crate::{
    domain::{Code, Titles},
    store::{StoreError, discovery::Facts},
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the schema", error)
}

async fn has(connection: &mut SqliteConnection, table: &str) -> Result<bool, StoreError> {
    sqlx::query_scalar("select exists (select 1 from sqlite_master where name = ?)")
        .bind(table)
        .fetch_one(connection)
        .await
        .map_err(failed)
}

/// Adds titles and lists of values where the file has them.
pub(super) async fn describe(
    connection: &mut SqliteConnection,
    tables: &mut [Facts],
) -> Result<(), StoreError> {
    if !has(connection, "gpkg_data_columns").await? {
        return Ok(());
    }
    type Row = (String, String, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Row> = sqlx::query_as(
        "select table_name, column_name, name, title, constraint_name from gpkg_data_columns",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let lists = lists(connection).await?;
    for (table, name, alias, title, constraint) in rows {
        let facts = tables.iter_mut().find(|facts| facts.table == table);
        let column = facts.and_then(|facts| facts.columns.iter_mut().find(|c| c.name == name));
        let Some(column) = column else { continue };
        column.title = title.or(alias).filter(|text| !text.trim().is_empty());
        column.codes = constraint.and_then(|constraint| lists.get(&constraint).cloned());
    }
    Ok(())
}

/// The values of each enumeration, in the order they were entered. Ranges and patterns limit what
/// is written, and another's file is not written to.
async fn lists(
    connection: &mut SqliteConnection,
) -> Result<HashMap<String, Arc<[Code]>>, StoreError> {
    if !has(connection, "gpkg_data_column_constraints").await? {
        return Ok(HashMap::new());
    }
    let rows: Vec<(String, String, Option<String>)> = sqlx::query_as(
        "select constraint_name, value, description from gpkg_data_column_constraints
         where constraint_type = 'enum' and value is not null order by constraint_name, rowid",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let mut lists: HashMap<String, Vec<Code>> = HashMap::new();
    for (name, value, description) in rows {
        let title = description.filter(|text| !text.is_empty()).unwrap_or_else(|| value.clone());
        let code = Code { code: value.into(), titles: Titles::both(&title) };
        lists.entry(name).or_default().push(code);
    }
    Ok(lists.into_iter().map(|(name, codes)| (name, codes.into())).collect())
}
