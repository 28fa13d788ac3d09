use sqlx::{SqliteConnection, SqlitePool};

use super::{discover, log};
use crate::{
    domain::Schema,
    store::{
        StoreError,
        sql::{ident, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("adopting the table", error)
}

pub(super) async fn adopt(writer: &SqlitePool, table: &str) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("begin immediate").await.map_err(failed)?;
    let schema = discover::discover(&mut transaction, true).await?.find(table)?;
    for name in schema.tables() {
        let old: Vec<String> = sqlx::query_scalar(
            "select name from sqlite_master where type = 'trigger' and tbl_name = ?
             and (name like 'gumei\\_log\\_%' escape '\\' or name like 'gumei\\_tidy\\_%' escape '\\')",
        )
        .bind(name)
        .fetch_all(&mut *transaction)
        .await
        .map_err(failed)?;
        for trigger in old {
            let statement = format!("drop trigger {}", ident(&trigger));
            sqlx::query(safe(statement)).execute(&mut *transaction).await.map_err(failed)?;
        }
    }
    drop_spatial_index(&mut transaction, &schema).await?;
    for trigger in log::triggers(&schema) {
        sqlx::query(safe(trigger)).execute(&mut *transaction).await.map_err(failed)?;
    }
    sqlx::query(
        "insert into catalogue_layers (layer, title_zh, title_en, description_zh, rank, editable)
         select ?, ?, ?, ?, coalesce(max(rank), 0) + 1, true from catalogue_layers where true
         on conflict (layer) do update set editable = true",
    )
    .bind(table)
    .bind(&schema.titles.zh)
    .bind(&schema.titles.en)
    .bind(&schema.descriptions.zh)
    .execute(&mut *transaction)
    .await
    .map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

/// Takes away the desktop's spatial index, whose triggers would refuse every write of ours.
/// Desktops read the layer without it, and may make it again.
async fn drop_spatial_index(
    connection: &mut SqliteConnection,
    schema: &Schema,
) -> Result<(), StoreError> {
    let Some(geometry) = &schema.geometry else { return Ok(()) };
    let index = format!("rtree_{}_{}", schema.id, geometry.name);
    let triggers: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'trigger' and tbl_name = ?
         and substr(name, 1, length(?2) + 1) = ?2 || '_'",
    )
    .bind(schema.id.as_str())
    .bind(&index)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let triggers = triggers.iter().map(|trigger| format!("drop trigger {}", ident(trigger)));
    let table = format!("drop table if exists {}", ident(&index));
    for statement in triggers.chain([table]) {
        sqlx::query(safe(statement)).execute(&mut *connection).await.map_err(failed)?;
    }
    sqlx::query(
        "delete from gpkg_extensions where extension_name = 'gpkg_rtree_index'
         and lower(table_name) = lower(?)",
    )
    .bind(schema.id.as_str())
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}
