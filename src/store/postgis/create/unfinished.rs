//! A first load is committed step by step, and counts only when the territory's row is there. A
//! table says meanwhile how to take back what a broken load has left.

use sqlx::{Connection, PgConnection};

use super::{failed, run};
use crate::store::{StoreError, sql::safe};

/// - `statements`: take out all rows and put back what was set aside.
pub(super) async fn record(
    connection: &mut PgConnection,
    statements: &[String],
) -> Result<(), StoreError> {
    run(connection, "create table gumei_unfinished (rank bigint, statement text)").await?;
    sqlx::query("insert into gumei_unfinished select row_number() over (), * from unnest($1)")
        .bind(statements)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Forgets how, in the transaction that finishes the load.
pub(super) async fn finish(connection: &mut PgConnection) -> Result<(), StoreError> {
    run(connection, "drop table if exists gumei_unfinished").await
}

/// Empties the tables when a load was broken off, and leaves them as they were made.
pub(super) async fn take_back(connection: &mut PgConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(failed)?;
    let broken: bool = sqlx::query_scalar(
        "select to_regclass(format('%I.gumei_unfinished', current_schema())) is not null",
    )
    .fetch_one(&mut *transaction)
    .await
    .map_err(failed)?;
    if !broken {
        return Ok(());
    }
    let statements: Vec<String> =
        sqlx::query_scalar("select statement from gumei_unfinished order by rank")
            .fetch_all(&mut *transaction)
            .await
            .map_err(failed)?;
    for statement in statements {
        sqlx::query(safe(statement)).execute(&mut *transaction).await.map_err(failed)?;
    }
    finish(&mut transaction).await?;
    transaction.commit().await.map_err(failed)
}
