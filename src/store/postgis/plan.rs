//! The work plan's files.

use sqlx::{Connection, PgConnection};

use crate::store::{PlanFile, StoreError};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("keeping the plan", error)
}

/// By name.
pub(super) async fn read(connection: &mut PgConnection) -> Result<Vec<PlanFile>, StoreError> {
    sqlx::query_as("select name, text from plan_files order by name collate \"C\"")
        .fetch_all(connection)
        .await
        .map_err(failed)
}

/// Puts these in the place of those that are there.
pub(super) async fn replace(
    connection: &mut PgConnection,
    files: &[PlanFile],
) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await.map_err(failed)?;
    sqlx::query("delete from plan_files").execute(&mut *transaction).await.map_err(failed)?;
    for file in files {
        sqlx::query("insert into plan_files (name, text) values ($1, $2)")
            .bind(&file.name)
            .bind(&file.text)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
    }
    transaction.commit().await.map_err(failed)
}
