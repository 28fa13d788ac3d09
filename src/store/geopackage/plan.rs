//! The work plan's files.

use sqlx::{Connection, SqliteConnection};

use crate::store::{PlanFile, StoreError};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("keeping the plan", error)
}

/// By name.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<PlanFile>, StoreError> {
    sqlx::query_as("select name, text from plan_files order by name")
        .fetch_all(connection)
        .await
        .map_err(failed)
}

/// Puts these in the place of those that are there.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    files: &[PlanFile],
) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(failed)?;
    sqlx::query("delete from plan_files").execute(&mut *transaction).await.map_err(failed)?;
    for file in files {
        sqlx::query("insert into plan_files (name, text) values (?, ?)")
            .bind(&file.name)
            .bind(&file.text)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}
