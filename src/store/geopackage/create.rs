//! Makes a new store from a territory's data: whole, or not at all.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use geo_types::Rect;
use sqlx::{
    Connection, SqliteConnection,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{discover, log, write};
use crate::{
    domain::Schema,
    store::{
        CatalogueColumn, CatalogueLayer, Seed, SeedLayer, SeedPlace, StoreError,
        sql::{ident, safe},
    },
};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/geopackage");

async fn insert_layer(
    connection: &mut SqliteConnection,
    layer: &CatalogueLayer,
    rank: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into catalogue_layers (layer, title_zh, title_en, description_zh, description_en,
         theme, rank, unit_level, title_column, time_start, time_end, access, editable)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&layer.id)
    .bind(&layer.title_zh)
    .bind(&layer.title_en)
    .bind(&layer.description_zh)
    .bind(&layer.description_en)
    .bind(&layer.theme)
    .bind(rank)
    .bind(layer.unit_level)
    .bind(&layer.title_column)
    .bind(&layer.time_start)
    .bind(&layer.time_end)
    .bind(&layer.access)
    .bind(layer.editable)
    .execute(&mut *connection)
    .await?;
    // What a desktop shows beside the table's name.
    sqlx::query("update gpkg_contents set identifier = ?, description = ? where table_name = ?")
        .bind(format!("{} {}", layer.title_zh, layer.id))
        .bind(&layer.description_zh)
        .bind(&layer.id)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_column(
    connection: &mut SqliteConnection,
    column: &CatalogueColumn,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into catalogue_columns (layer, \"column\", title_zh, title_en, unit, role, access)
         values (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&column.layer)
    .bind(&column.column)
    .bind(&column.title_zh)
    .bind(&column.title_en)
    .bind(&column.unit)
    .bind(&column.role)
    .bind(&column.access)
    .execute(connection)
    .await?;
    Ok(())
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("making the store", error)
}

/// Runs what is left of the migrations.
pub(super) async fn migrate(
    connection: &mut SqliteConnection,
    path: &Path,
) -> Result<(), StoreError> {
    MIGRATIONS.run(connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(migration) => {
            StoreError::Newer { path: path.to_owned(), migration }
        }
        other => StoreError::Backend { operation: "migrating the store", source: Box::new(other) },
    })
}

/// The schemas a store of this version will have, code lists and catalogue included.
pub async fn discover_empty(seed: &Seed) -> Result<Vec<Arc<Schema>>, StoreError> {
    let mut connection = SqliteConnection::connect("sqlite::memory:").await.map_err(failed)?;
    prepare(&mut connection, seed).await?;
    // Only a table that is logged can be edited.
    for schema in discover::discover(&mut connection, true).await?.schemas {
        for trigger in log::triggers(&schema) {
            sqlx::query(safe(trigger)).execute(&mut connection).await.map_err(failed)?;
        }
    }
    Ok(discover::discover(&mut connection, true).await?.schemas)
}

/// Creates the file at `path`. It appears under its name only when complete.
///
/// - returns: the number of features written.
///
/// # Errors
/// [`StoreError::Exists`] unless `replace`; [`StoreError::Unwritable`] for a folder that cannot
/// be written; [`StoreError::Seed`] when the database refuses a row. The place stays as it was.
pub async fn create(path: &Path, seed: &Seed, replace: bool) -> Result<u64, StoreError> {
    if path.exists() && !replace {
        return Err(StoreError::Exists(path.to_owned()));
    }
    let partial = with_suffix(path, ".partial");
    let unwritable = |error: std::io::Error| StoreError::Unwritable {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unwritable)?;
    }
    // Creating it by hand first gives the operating system's own words for what is wrong.
    std::fs::File::create(&partial).map_err(unwritable)?;
    let made = match fill(&partial, seed).await {
        Ok(made) => made,
        Err(error) => {
            let _ = std::fs::remove_file(&partial);
            return Err(error);
        }
    };
    std::fs::File::open(&partial).and_then(|file| file.sync_all()).map_err(unwritable)?;
    for leftover in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(with_suffix(path, leftover));
    }
    std::fs::rename(&partial, path).map_err(unwritable)?;
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder).and_then(|file| file.sync_all()).map_err(unwritable)?;
    }
    Ok(made)
}

pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

async fn fill(path: &Path, seed: &Seed) -> Result<u64, StoreError> {
    // Nobody sees the file before it is complete and synced, so it needs no journal on disk.
    let options = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-65536");
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    prepare(&mut connection, seed).await?;
    let mut transaction = connection.begin().await.map_err(failed)?;
    // A case may refer to one further down; the references were checked when the files were read.
    sqlx::query("pragma defer_foreign_keys = on")
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    let mut made = 0;
    for layer in &seed.layers {
        made += insert_rows(&mut transaction, layer).await?;
        for trigger in log::triggers(&layer.schema) {
            sqlx::query(safe(trigger)).execute(&mut *transaction).await.map_err(failed)?;
        }
    }
    sqlx::query("insert into territory (only_row, definition) values (1, ?)")
        .bind(&seed.territory)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    super::plan::replace(&mut transaction, &seed.plan).await?;
    if let Some(lines) = &seed.log {
        log::take_over(&mut transaction, lines, &seed.layers).await?;
    }
    transaction.commit().await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(made)
}

/// Writes a layer's rows and states their extent.
async fn insert_rows(
    connection: &mut SqliteConnection,
    layer: &SeedLayer,
) -> Result<u64, StoreError> {
    use geo::BoundingRect;
    let mut written = 0;
    let mut extent: Option<Rect> = None;
    for features in layer.rows.pieces() {
        write::insert_all(connection, &layer.schema, &features).await.map_err(
            |(index, error)| match error {
                StoreError::Constraint(reason) => StoreError::Seed {
                    place: SeedPlace::Feature {
                        layer: layer.schema.id.to_string(),
                        number: written + index + 1,
                        id: features[index].id.to_string(),
                    },
                    reason,
                },
                other => other,
            },
        )?;
        written += features.len();
        let rects = features.iter().filter_map(|f| f.geometry.as_deref()?.bounding_rect());
        extent = extent.into_iter().chain(rects).reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        });
    }
    if let Some(extent) = extent {
        state_extent(connection, layer, extent).await?;
    }
    Ok(written as u64)
}

/// Tables, code lists and catalogue; no rows yet.
async fn prepare(connection: &mut SqliteConnection, seed: &Seed) -> Result<(), StoreError> {
    MIGRATIONS.run(&mut *connection).await.map_err(|error| StoreError::Backend {
        operation: "making the tables",
        source: Box::new(error),
    })?;
    // Migrations log the tables they add to stores that are in use; here the rows come first.
    for trigger in log::made(&mut *connection).await? {
        let statement = format!("drop trigger {}", ident(&trigger));
        sqlx::query(safe(statement)).execute(&mut *connection).await.map_err(failed)?;
    }
    let mut transaction = connection.begin().await.map_err(failed)?;
    for (rank, [list, code, zh, en]) in seed.codes.iter().enumerate() {
        let statement = format!(
            "insert into {} (code, title_zh, title_en, rank) values (?, ?, ?, ?)",
            ident(&format!("code_{list}"))
        );
        sqlx::query(safe(statement))
            .bind(code)
            .bind(zh)
            .bind(en)
            .bind(rank as i64)
            .execute(&mut *transaction)
            .await
            .map_err(|error| StoreError::Seed {
                place: SeedPlace::Code { list: list.clone(), code: code.clone() },
                reason: super::short(&error),
            })?;
    }
    for (rank, layer) in seed.catalogue_layers.iter().enumerate() {
        insert_layer(&mut transaction, layer, rank as i64).await.map_err(|error| {
            StoreError::Seed {
                place: SeedPlace::CatalogueLayer(layer.id.clone()),
                reason: super::short(&error),
            }
        })?;
    }
    for column in &seed.catalogue_columns {
        insert_column(&mut transaction, column).await.map_err(|error| StoreError::Seed {
            place: SeedPlace::CatalogueColumn {
                layer: column.layer.clone(),
                column: column.column.clone(),
            },
            reason: super::short(&error),
        })?;
    }
    transaction.commit().await.map_err(failed)
}

async fn state_extent(
    connection: &mut SqliteConnection,
    layer: &SeedLayer,
    all: Rect,
) -> Result<(), StoreError> {
    sqlx::query(
        "update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ? where table_name = ?",
    )
    .bind(all.min().x)
    .bind(all.min().y)
    .bind(all.max().x)
    .bind(all.max().y)
    .bind(layer.schema.id.as_str())
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}
