//! The file asked directly, past the service.

use std::path::Path;

use sqlx::{
    AssertSqlSafe, Connection, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteRow},
};

/// A connection as another program would have it.
pub async fn open(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_secs(5));
    SqliteConnection::connect_with(&options).await.unwrap()
}

pub async fn execute(connection: &mut SqliteConnection, statement: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(connection).await;
    done.unwrap_or_else(|error| panic!("{statement}: {error}"));
}

pub async fn rows<R>(connection: &mut SqliteConnection, statement: &str) -> Vec<R>
where
    R: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin,
{
    let found = sqlx::query_as(AssertSqlSafe(statement.to_owned())).fetch_all(connection).await;
    found.unwrap_or_else(|error| panic!("{statement}: {error}"))
}

/// One number.
pub async fn number(connection: &mut SqliteConnection, statement: &str) -> i64 {
    let (number,) = rows::<(i64,)>(connection, statement).await[0];
    number
}
