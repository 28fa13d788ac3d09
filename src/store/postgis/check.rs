//! Whether a database can be used, before anything is read or written.

use std::collections::BTreeMap;

use sqlx::{Connection, PgConnection, migrate::Migrator};

use super::{DatabaseUrl, PostgisError, error::connecting};
use crate::store::{
    StoreError,
    sql::{ident, safe},
};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgis");

/// How long a server may take to let us in.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("looking at the database", error)
}

/// A connection to a server and database that we can work with.
pub(super) async fn connect(url: &DatabaseUrl) -> Result<PgConnection, StoreError> {
    let attempt = PgConnection::connect_with(url.options());
    let mut connection = match tokio::time::timeout(PATIENCE, attempt).await {
        Ok(Ok(connection)) => connection,
        Ok(Err(error)) => return Err(connecting(url, error).into()),
        Err(_) => {
            let reason = format!("no answer within {} s", PATIENCE.as_secs());
            return Err(PostgisError::Unreachable { server: url.server(), reason }.into());
        }
    };
    server(&mut connection).await?;
    Ok(connection)
}

async fn server(connection: &mut PgConnection) -> Result<(), StoreError> {
    let (version, shown, encoding, schema): (i32, String, String, Option<String>) = sqlx::query_as(
        "select current_setting('server_version_num')::int4, current_setting('server_version'),
         current_setting('server_encoding'), current_schema()::text",
    )
    .fetch_one(connection)
    .await
    .map_err(failed)?;
    // 13 has gen_random_uuid() and the triggers the log needs on partitioned tables.
    if version < 130_000 {
        return Err(PostgisError::ServerTooOld(shown).into());
    }
    if encoding != "UTF8" {
        return Err(PostgisError::Encoding(encoding).into());
    }
    if schema.is_none() {
        return Err(PostgisError::NoSchema.into());
    }
    Ok(())
}

/// Makes sure that PostGIS is there and new enough, creating it if we may.
pub(super) async fn extension(
    connection: &mut PgConnection,
    url: &DatabaseUrl,
) -> Result<(), StoreError> {
    let (installed, available, major): (Option<String>, bool, i32) = sqlx::query_as(
        "select (select extversion from pg_extension where extname = 'postgis'),
         exists (select from pg_available_extensions where name = 'postgis'),
         current_setting('server_version_num')::int4 / 10000",
    )
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    let version = match installed {
        Some(version) => version,
        None if !available => return Err(PostgisError::NotInstalled(major.to_string()).into()),
        None => {
            let made = sqlx::query("create extension postgis").execute(&mut *connection).await;
            made.map_err(|error| match failed(error) {
                StoreError::Postgis(PostgisError::Rights(_)) => PostgisError::NoExtension {
                    database: url.database().to_owned(),
                    user: url.user().to_owned(),
                }
                .into(),
                other => other,
            })?;
            return Ok(());
        }
    };
    let major: u32 = version.split('.').next().and_then(|part| part.parse().ok()).unwrap_or(0);
    if major < 3 {
        return Err(PostgisError::PostgisTooOld(version).into());
    }
    Ok(())
}

/// How far the schema in use has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// None of our tables.
    Bare,
    /// Our tables without a territory.
    Unfilled,
    Filled {
        /// Whether this build has migrations that have not run.
        outdated: bool,
    },
}

/// # Errors
/// [`PostgisError`] for a schema that is not ours, or not of this build.
pub(super) async fn state(
    connection: &mut PgConnection,
    url: &DatabaseUrl,
) -> Result<State, StoreError> {
    let schema: String = sqlx::query_scalar("select current_schema()::text")
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    // Only the first schema of the search path counts; another program's table may lie further on.
    let table = format!("{}._sqlx_migrations", ident(&schema));
    let exists: bool = sqlx::query_scalar("select to_regclass($1) is not null")
        .bind(&table)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if !exists {
        return Ok(State::Bare);
    }
    let shape: i64 = sqlx::query_scalar(
        "select count(*) from pg_attribute where attrelid = to_regclass($1)
         and attname in ('version', 'checksum', 'success') and not attisdropped",
    )
    .bind(&table)
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    let shown = url.to_string();
    if shape != 3 {
        return Err(PostgisError::ForeignMigrations(shown).into());
    }
    let statement = format!("select version, checksum, success from {table} order by version");
    let applied: Vec<(i64, Vec<u8>, bool)> =
        sqlx::query_as(safe(statement)).fetch_all(&mut *connection).await.map_err(failed)?;
    let outdated = compare(&applied, shown)?;
    if applied.is_empty() {
        return Ok(State::Bare);
    }
    let exists: bool = sqlx::query_scalar("select to_regclass($1 || '.territory') is not null")
        .bind(ident(&schema))
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
    if !exists {
        return Ok(State::Unfilled);
    }
    let statement = format!("select exists (select from {}.territory)", ident(&schema));
    let filled: bool =
        sqlx::query_scalar(safe(statement)).fetch_one(connection).await.map_err(failed)?;
    Ok(if filled { State::Filled { outdated } } else { State::Unfilled })
}

/// Whether the schema has a table that could be a layer: with a geometry and a primary key.
pub(super) async fn has_layers(connection: &mut PgConnection) -> Result<bool, StoreError> {
    sqlx::query_scalar(
        "select exists (
             select from pg_class c
             join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             join pg_type t on t.oid = a.atttypid
             where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
             and t.typname = 'geometry'
             and exists (select from pg_index i where i.indrelid = c.oid and i.indisprimary)
             and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                             and d.objid = c.oid and d.deptype = 'e'))",
    )
    .fetch_one(connection)
    .await
    .map_err(failed)
}

/// Whether migrations of ours are still to run.
fn compare(applied: &[(i64, Vec<u8>, bool)], shown: String) -> Result<bool, PostgisError> {
    let known: BTreeMap<i64, &[u8]> =
        MIGRATIONS.iter().map(|migration| (migration.version, &*migration.checksum)).collect();
    if !applied.is_empty() && !applied.iter().any(|(version, ..)| known.contains_key(version)) {
        return Err(PostgisError::ForeignMigrations(shown));
    }
    for (version, checksum, success) in applied {
        match known.get(version) {
            None => return Err(PostgisError::Newer(shown, *version)),
            Some(_) if !success => return Err(PostgisError::HalfApplied(shown, *version)),
            Some(ours) if *ours != checksum.as_slice() => {
                return Err(PostgisError::OtherMigration(shown, *version));
            }
            Some(_) => {}
        }
    }
    Ok(applied.len() < known.len())
}

/// Runs what is left of the migrations.
pub(super) async fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    use sqlx::migrate::MigrateError;
    MIGRATIONS.run(connection).await.map_err(|error| match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
            StoreError::from_sqlx("migrating the store", error)
        }
        other => StoreError::Backend { operation: "migrating the store", source: Box::new(other) },
    })
}
