use std::io;

use sqlx::postgres::{PgConnectOptions, PgDatabaseError};

use super::{DatabaseUrl, url::server};
use crate::store::StoreError;

/// Why a PostgreSQL database cannot be used as it is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostgisError {
    #[error(
        "the store's URL cannot be read: {0}; write `postgres://user:password@host:5432/database`, with special characters percent-encoded"
    )]
    Url(String),

    #[error("no PostgreSQL answers at `{server}`: {reason}; start it, or correct the URL")]
    Unreachable { server: String, reason: String },

    #[error("none of the hosts in the URL will do: {0}")]
    NoHost(String),

    #[error(
        "PostgreSQL at `{0}` is a standby, and a primary is needed; promote it, or name the primary's host"
    )]
    Standby(String),

    #[error(
        "PostgreSQL at `{0}` offers no TLS, and `sslmode` asks for it; set `ssl = on` there, or write `sslmode=prefer`"
    )]
    NoTls(String),

    #[error(
        "the certificate of PostgreSQL at `{server}` is not trusted: {reason}; name the root that signed it with `sslrootcert=FILE`, and the host as the certificate does"
    )]
    Certificate { server: String, reason: String },

    #[error(
        "PostgreSQL at `{server}` does not let `{user}` in: {reason}; correct user and password in the URL, or let an administrator admit the user"
    )]
    Login { server: String, user: String, reason: String },

    #[error(
        "there is no database `{database}` at `{server}`; make it with `createdb {database}`, then run `gumei init`"
    )]
    NoDatabase { server: String, database: String },

    #[error("PostgreSQL {0} is too old; 13 or newer is needed")]
    ServerTooOld(String),

    #[error(
        "the database's encoding is {0}; make it anew with `createdb --encoding UTF8 --template template0`"
    )]
    Encoding(String),

    #[error(
        "the search path names no schema that exists; create it, or correct `options` in the URL"
    )]
    NoSchema,

    #[error(
        "PostGIS is not installed on the database server; install it there, e.g. the package `postgresql-{0}-postgis-3`"
    )]
    NotInstalled(String),

    #[error(
        "the extension PostGIS is missing in database `{database}`, and `{user}` may not create it; let an administrator run `create extension postgis` in that database"
    )]
    NoExtension { database: String, user: String },

    #[error("PostGIS {0} is too old; 3.0 or newer is needed: let an administrator update it")]
    PostgisTooOld(String),

    #[error("`{0}` holds no territory yet; `gumei init` fills it")]
    Empty(String),

    #[error("`{0}` holds a territory already; `gumei init --replace` makes it anew")]
    Exists(String),

    #[error(
        "the table `_sqlx_migrations` in `{0}` belongs to another program; use another database, or a schema of its own (`?options=-csearch_path%3Dgumei,public`)"
    )]
    ForeignMigrations(String),

    #[error("`{0}` was made by a newer gumei (migration {1}); update this one")]
    Newer(String, i64),

    #[error(
        "`{0}` was made by another build of gumei: migration {1} is not the one of this build; use the build that made it"
    )]
    OtherMigration(String, i64),

    #[error(
        "migration {1} of `{0}` was broken off; restore the database from a backup, or empty it and run `gumei init`"
    )]
    HalfApplied(String, i64),

    #[error(
        "the schema in use has a table of another program: {0}; use another database, or a schema of its own (`?options=-csearch_path%3Dgumei,public`)"
    )]
    InTheWay(String),

    #[error(
        "the database user lacks a right: {0}; let the owner grant it, or log in as the user who ran `gumei init`"
    )]
    Rights(String),

    #[error(
        "the database takes no writes: it is a standby, or set to read-only; write to the primary"
    )]
    ReadOnly,
}

fn database(error: &sqlx::Error) -> Option<&PgDatabaseError> {
    error.as_database_error()?.try_downcast_ref()
}

/// An error on the way into the database.
pub(super) fn connecting(
    url: &DatabaseUrl,
    host: &PgConnectOptions,
    error: sqlx::Error,
) -> PostgisError {
    let server = server(host);
    let Some(told) = database(&error) else {
        return match error {
            sqlx::Error::Tls(reason) if reason.to_string().contains("does not support TLS") => {
                PostgisError::NoTls(server)
            }
            sqlx::Error::Tls(reason) => {
                PostgisError::Certificate { server, reason: reason.to_string() }
            }
            // So the handshake puts it.
            sqlx::Error::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
                PostgisError::Certificate { server, reason: error.to_string() }
            }
            sqlx::Error::Io(error) => {
                PostgisError::Unreachable { server, reason: error.to_string() }
            }
            other => PostgisError::Unreachable { server, reason: other.to_string() },
        };
    };
    // SQLSTATE codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
    match told.code() {
        "3D000" => PostgisError::NoDatabase { server, database: url.database().to_owned() },
        "28P01" | "28000" => PostgisError::Login {
            server,
            user: url.user().to_owned(),
            reason: told.message().to_owned(),
        },
        _ => PostgisError::Unreachable { server, reason: told.message().to_owned() },
    }
}

/// Sorts an error of PostgreSQL, or of the way to it, into what a caller can act on.
pub(in crate::store) fn recognise(error: &sqlx::Error) -> Option<StoreError> {
    if let sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed = error {
        return Some(StoreError::Away(error.to_string()));
    }
    let told = database(error)?;
    let message = || match told.detail() {
        Some(detail) => format!("{}: {}", told.message(), detail.trim_end_matches('.')),
        None => told.message().to_owned(),
    };
    Some(match told.code() {
        "42501" => PostgisError::Rights(told.message().to_owned()).into(),
        "25006" => PostgisError::ReadOnly.into(),
        "42P07" => PostgisError::InTheWay(told.message().to_owned()).into(),
        // Deadlock, serialisation, lock not available, too many connections.
        "40P01" | "40001" | "55P03" | "53300" => StoreError::Busy,
        // Shutting down, crashed, starting up, closed to connections.
        "57P01" | "57P02" | "57P03" | "55000" => StoreError::Away(told.message().to_owned()),
        // Integrity constraints, values out of range, and what a trigger raises.
        code if code.starts_with("23") || code.starts_with("22") || code == "P0001" => {
            StoreError::Constraint(message())
        }
        _ => return None,
    })
}

/// Where in a COPY something is wrong: the row's number, from 1.
pub(super) fn copied_row(error: &sqlx::Error) -> Option<usize> {
    let place = database(error)?.r#where()?;
    let digits = place.split(" line ").nth(1)?;
    let row = digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    (row > 0).then_some(row)
}

/// What a key that cannot be added after the rows is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BrokenKey {
    pub table: String,
    pub columns: Vec<String>,
    /// As the server writes them: `a, b`.
    pub values: String,
    /// Whether the values stand there twice; else they refer to nothing.
    pub twice: bool,
}

/// Reads `Key (class)=(x) is not present in table …` and `Key (id)=(x) is duplicated.`
pub(super) fn broken_key(error: &sqlx::Error) -> Option<BrokenKey> {
    let told = database(error)?;
    let (twice, end) = match told.code() {
        "23503" => (false, ") is not present"),
        "23505" => (true, ") is duplicated"),
        _ => return None,
    };
    let (columns, values) = key(told.detail()?, end)?;
    Some(BrokenKey { table: told.table()?.to_owned(), columns, values, twice })
}

fn key(detail: &str, end: &str) -> Option<(Vec<String>, String)> {
    let (columns, rest) = detail.strip_prefix("Key (")?.split_once(")=(")?;
    let (values, _) = rest.rsplit_once(end)?;
    let columns = columns.split(", ").map(|column| column.trim_matches('"').to_owned()).collect();
    Some((columns, values.to_owned()))
}

/// Whether something else stands on what was to be dropped.
pub(super) fn has_dependents(error: &sqlx::Error) -> bool {
    database(error).is_some_and(|told| told.code() == "2BP01")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_words_about_a_key_are_understood() {
        for (detail, end, columns, values) in [
            (
                "Key (class)=(x) is not present in table \"code_class\".",
                ") is not present",
                &["class"][..],
                "x",
            ),
            (
                "Key (unit, \"order\")=(a)=(b, 2016-01-01) is duplicated.",
                ") is duplicated",
                &["unit", "order"],
                "a)=(b, 2016-01-01",
            ),
        ] {
            let (found, text) = key(detail, end).unwrap();
            assert_eq!(
                (found.as_slice(), text.as_str()),
                (&columns.iter().map(|c| c.to_string()).collect::<Vec<_>>()[..], values)
            );
        }
        assert_eq!(key("Failing row contains (1)", ") is duplicated"), None);
    }
}
