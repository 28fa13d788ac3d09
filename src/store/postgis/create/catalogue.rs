//! Code lists and catalogue.

use sqlx::PgConnection;

use super::name::refused;
use crate::store::{
    Seed, SeedPlace, StoreError,
    sql::{ident, safe},
};

pub(super) async fn fill_catalogue(
    connection: &mut PgConnection,
    seed: &Seed,
) -> Result<(), StoreError> {
    for (rank, [list, code, zh, en]) in seed.codes.iter().enumerate() {
        let statement = format!(
            "insert into {} (code, title_zh, title_en, rank) values ($1, $2, $3, $4)",
            ident(&format!("code_{list}"))
        );
        sqlx::query(safe(statement))
            .bind(code)
            .bind(zh)
            .bind(en)
            .bind(rank as i64)
            .execute(&mut *connection)
            .await
            .map_err(|error| {
                refused(SeedPlace::Code { list: list.clone(), code: code.clone() }, error)
            })?;
    }
    for (rank, layer) in seed.catalogue_layers.iter().enumerate() {
        sqlx::query(
            "insert into catalogue_layers (layer, title_zh, title_en, description_zh,
             description_en, theme, rank, unit_level, title_column, time_start, time_end, access,
             editable) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(&layer.id)
        .bind(&layer.title_zh)
        .bind(&layer.title_en)
        .bind(&layer.description_zh)
        .bind(&layer.description_en)
        .bind(&layer.theme)
        .bind(rank as i64)
        .bind(layer.unit_level)
        .bind(&layer.title_column)
        .bind(&layer.time_start)
        .bind(&layer.time_end)
        .bind(&layer.access)
        .bind(layer.editable)
        .execute(&mut *connection)
        .await
        .map_err(|error| refused(SeedPlace::CatalogueLayer(layer.id.clone()), error))?;
    }
    for column in &seed.catalogue_columns {
        sqlx::query(
            "insert into catalogue_columns (layer, \"column\", title_zh, title_en, unit, role,
             access) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&column.layer)
        .bind(&column.column)
        .bind(&column.title_zh)
        .bind(&column.title_en)
        .bind(&column.unit)
        .bind(&column.role)
        .bind(&column.access)
        .execute(&mut *connection)
        .await
        .map_err(|error| {
            let (layer, column) = (column.layer.clone(), column.column.clone());
            refused(SeedPlace::CatalogueColumn { layer, column }, error)
        })?;
    }
    Ok(())
}
