//! Accounts' side of the store: never part of what is handed out. Beside a GeoPackage a second
//! file, in a database a schema of its own.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use sqlx::{SqlitePool, migrate::Migrator, sqlite::SqlitePoolOptions};

use super::{StoreError, postgis::Connections};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/private");

/// A writer's token, as listed: never the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Token {
    pub name: String,
    pub created_at: String,
}

#[derive(Debug)]
pub enum PrivateStore {
    File(SqlitePool),
    /// The table is made by the store's own migrations.
    Database(Arc<Connections>),
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the accounts", error)
}

fn hash(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

/// Held while the file is made, so that programs which start at once do not all make its tables.
///
/// The lock is on the folder: closing the file itself a second time would end SQLite's own locks
/// on it. Where a folder cannot be locked there is none.
async fn turn(path: &Path) -> Option<std::fs::File> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).to_owned();
    let lock = move || {
        let folder = std::fs::File::open(folder).ok()?;
        folder.lock().ok().map(|()| folder)
    };
    tokio::task::spawn_blocking(lock).await.ok().flatten()
}

impl PrivateStore {
    /// `gumei-private.sqlite` beside the GeoPackage.
    pub fn path_beside(store: &Path) -> PathBuf {
        store.with_file_name("gumei-private.sqlite")
    }

    /// An empty file that its owner alone can read.
    pub(super) fn create_file(path: &Path) -> Result<(), StoreError> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let made = options.open(path);
        made.map_err(|error| StoreError::Unwritable {
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        Ok(())
    }

    /// Opens the file, or makes it, readable by its owner only.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let unwritable = |reason: String| StoreError::Unwritable { path: path.to_owned(), reason };
        let _turn = turn(path).await;
        if !path.exists() {
            Self::create_file(path)?;
        }
        let pool = SqlitePoolOptions::new()
            .max_connections(2)
            .connect_with(super::geopackage::options(path))
            .await
            .map_err(|error| unwritable(error.to_string()))?;
        MIGRATIONS.run(&pool).await.map_err(|error| unwritable(error.to_string()))?;
        Ok(Self::File(pool))
    }

    pub(super) fn of_database(connections: Arc<Connections>) -> Self {
        Self::Database(connections)
    }

    /// A new token for `name`; the secret is shown this once.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the name is taken.
    pub async fn create_token(&self, name: &str) -> Result<String, StoreError> {
        let mut bits = [0_u8; 32];
        getrandom::fill(&mut bits).map_err(|error| StoreError::Backend {
            operation: "drawing a token",
            source: error.to_string().into(),
        })?;
        let secret = format!("gumei_{}", URL_SAFE_NO_PAD.encode(bits));
        let done = match self {
            Self::File(pool) => sqlx::query("insert into tokens (name, hash) values (?, ?)")
                .bind(name)
                .bind(hash(&secret))
                .execute(pool)
                .await
                .map(drop),
            Self::Database(database) => {
                sqlx::query("insert into gumei_private.tokens (name, hash) values ($1, $2)")
                    .bind(name)
                    .bind(hash(&secret))
                    .execute(&*database.pool()?)
                    .await
                    .map(drop)
            }
        };
        done.map_err(|error| match failed(error) {
            StoreError::Constraint(_) => {
                StoreError::Constraint(format!("a token named `{name}` exists already"))
            }
            other => other,
        })?;
        Ok(secret)
    }

    pub async fn tokens(&self) -> Result<Vec<Token>, StoreError> {
        match self {
            Self::File(pool) => {
                sqlx::query_as("select name, created_at from tokens order by name")
                    .fetch_all(pool)
                    .await
            }
            Self::Database(database) => {
                sqlx::query_as("select name, created_at from gumei_private.tokens order by name")
                    .fetch_all(&*database.pool()?)
                    .await
            }
        }
        .map_err(failed)
    }

    /// Whether there was such a token.
    pub async fn revoke_token(&self, name: &str) -> Result<bool, StoreError> {
        let rows = match self {
            Self::File(pool) => sqlx::query("delete from tokens where name = ?")
                .bind(name)
                .execute(pool)
                .await
                .map(|done| done.rows_affected()),
            Self::Database(database) => {
                sqlx::query("delete from gumei_private.tokens where name = $1")
                    .bind(name)
                    .execute(&*database.pool()?)
                    .await
                    .map(|done| done.rows_affected())
            }
        };
        Ok(rows.map_err(failed)? > 0)
    }

    /// The name behind a secret, if it is one of ours.
    pub async fn verify(&self, secret: &str) -> Result<Option<String>, StoreError> {
        match self {
            Self::File(pool) => {
                sqlx::query_scalar("select name from tokens where hash = ?")
                    .bind(hash(secret))
                    .fetch_optional(pool)
                    .await
            }
            Self::Database(database) => {
                sqlx::query_scalar("select name from gumei_private.tokens where hash = $1")
                    .bind(hash(secret))
                    .fetch_optional(&*database.pool()?)
                    .await
            }
        }
        .map_err(failed)
    }

    pub async fn close(&self) {
        match self {
            Self::File(pool) => pool.close().await,
            // The connections are the store's, which closes them.
            Self::Database(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn programs_that_start_at_once_make_the_file_once() {
        for _ in 0..5 {
            let folder = tempfile::tempdir().unwrap();
            let path = PrivateStore::path_beside(&folder.path().join("gumei.gpkg"));
            let open = || {
                let path = path.clone();
                tokio::spawn(async move { PrivateStore::open(&path).await })
            };
            let opening: Vec<_> = (0..8).map(|_| open()).collect();
            for (number, opened) in opening.into_iter().enumerate() {
                let store = opened.await.unwrap().unwrap();
                store.create_token(&format!("writer-{number}")).await.unwrap();
            }
            let store = PrivateStore::open(&path).await.unwrap();
            assert_eq!(store.tokens().await.unwrap().len(), 8);
        }
    }
}
