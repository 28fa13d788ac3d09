use std::{path::Path, time::Duration};

use sqlx::{Connection, SqliteConnection};

use super::{code, plain_options, short};
use crate::store::StoreError;

/// Nobody else has the database open, and nobody can open it while this lives.
#[derive(Debug)]
pub(super) struct Standstill {
    /// `None` where there is no database, or a broken one.
    connection: Option<SqliteConnection>,
}

impl Standstill {
    /// Whether one could begin now; changes nothing.
    pub async fn probe(path: &Path) -> Result<(), StoreError> {
        // In this mode even a reader wants the file for itself.
        hold(path, "pragma locking_mode = exclusive").await?.end().await;
        Ok(())
    }

    /// Folds the write-ahead log back into the file, so that the file alone is the database, and
    /// keeps everyone out. A program that has a file without such a log open and is idle cannot
    /// be noticed.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when somebody else has it open.
    pub async fn begin(path: &Path) -> Result<Self, StoreError> {
        // Nobody can leave this mode while others are in it.
        hold(path, "pragma journal_mode = delete").await
    }

    pub async fn end(self) {
        if let Some(connection) = self.connection {
            // The file may have been replaced; there is nothing to be done about a failure.
            let _ = connection.close().await;
        }
    }
}

async fn hold(path: &Path, mode: &'static str) -> Result<Standstill, StoreError> {
    if !path.exists() {
        return Ok(Standstill { connection: None });
    }
    let held = async {
        let options = plain_options(path).busy_timeout(Duration::from_secs(2));
        let mut connection = SqliteConnection::connect_with(&options).await?;
        sqlx::query(mode).execute(&mut connection).await?;
        sqlx::query("begin exclusive").execute(&mut connection).await?;
        // The lock above may be one on the log only; reading takes the one on the file.
        sqlx::query("select count(*) from sqlite_master").execute(&mut connection).await?;
        Ok(connection)
    };
    match held.await {
        Ok(connection) => Ok(Standstill { connection: Some(connection) }),
        Err(error) => match code(&error) {
            Some(5 | 6) => Err(StoreError::InUse(path.to_owned())),
            // Broken, or no database at all: that is what restores are for.
            Some(11 | 26) => Ok(Standstill { connection: None }),
            _ => Err(StoreError::Unwritable { path: path.to_owned(), reason: short(&error) }),
        },
    }
}
