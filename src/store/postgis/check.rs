//! Whether a database can be used, before anything is read or written.

use std::collections::BTreeMap;

use sqlx::{PgConnection, migrate::Migrator};

use super::{
    DatabaseUrl, PostgisError,
    connections::{self, Host},
};
use crate::store::{
    StoreError,
    sql::{ident, safe},
};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgis");

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("looking at the database", error)
}

/// A connection to a server and database that we can work with: where several are named, to the
/// one that takes writes.
pub(super) async fn connect(url: &DatabaseUrl) -> Result<PgConnection, StoreError> {
    Ok(host(url).await?.connection)
}

/// The same, with where it leads.
pub(super) async fn host(url: &DatabaseUrl) -> Result<Host, StoreError> {
    let mut host = connections::find(url, url.primary_only()).await?;
    let server: Server = sqlx::query_as(
        "select current_setting('server_version_num')::int4 as number,
         current_setting('server_version') as shown,
         current_setting('server_encoding') as encoding, current_schema()::text as schema",
    )
    .fetch_one(&mut host.connection)
    .await
    .map_err(failed)?;
    server.check()?;
    Ok(host)
}

/// What a server says of itself.
#[derive(Debug, sqlx::FromRow)]
struct Server {
    /// 150004 for 15.4, 90624 for 9.6.24.
    number: i32,
    shown: String,
    encoding: String,
    /// The schema in use.
    schema: Option<String>,
}

impl Server {
    fn check(self) -> Result<(), PostgisError> {
        // 13 has gen_random_uuid() and the triggers the log needs on partitioned tables.
        if self.number < 130_000 {
            return Err(PostgisError::ServerTooOld(self.shown));
        }
        if self.encoding != "UTF8" {
            return Err(PostgisError::Encoding(self.encoding));
        }
        if self.schema.is_none() {
            return Err(PostgisError::NoSchema);
        }
        Ok(())
    }
}

fn check_postgis(version: &str) -> Result<(), PostgisError> {
    let major: u32 = version.split('.').next().and_then(|part| part.parse().ok()).unwrap_or(0);
    match major {
        0..3 => Err(PostgisError::PostgisTooOld(version.to_owned())),
        _ => Ok(()),
    }
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
    Ok(check_postgis(&version)?)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn server(number: i32, shown: &str) -> Server {
        let (encoding, schema) = ("UTF8".to_owned(), Some("public".to_owned()));
        Server { number, shown: shown.to_owned(), encoding, schema }
    }

    #[test]
    fn a_server_that_is_too_old_is_told_by_its_version() {
        for (number, shown) in [(90_624, "9.6.24"), (100_023, "10.23"), (120_017, "12.17")] {
            assert_eq!(
                server(number, shown).check().unwrap_err().to_string(),
                format!("PostgreSQL {shown} is too old; 13 or newer is needed")
            );
        }
        for (number, shown) in [(130_000, "13.0"), (150_018, "15.18 (Debian)"), (180_000, "18.0")] {
            assert_eq!(server(number, shown).check(), Ok(()));
        }
    }

    #[test]
    fn encoding_and_search_path_are_looked_at() {
        let other = Server { encoding: "SQL_ASCII".into(), ..server(150_000, "15.0") };
        assert_eq!(other.check(), Err(PostgisError::Encoding("SQL_ASCII".into())));
        let other = Server { schema: None, ..server(150_000, "15.0") };
        assert_eq!(other.check(), Err(PostgisError::NoSchema));
    }

    #[test]
    fn a_postgis_that_is_too_old_is_told_by_its_version() {
        for version in ["2.5.5", "1.5", ""] {
            assert_eq!(
                check_postgis(version).unwrap_err().to_string(),
                format!(
                    "PostGIS {version} is too old; 3.0 or newer is needed: let an administrator update it"
                )
            );
        }
        for version in ["3.0.0", "3.3.2", "4.0.0dev"] {
            assert_eq!(check_postgis(version), Ok(()));
        }
    }
}
