//! The embedded store: one SQLite file that is a valid OGC GeoPackage.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    Held, Intake, Loaded, LoadedLayer, LogMark, Outline, PlanFile, Schemas, Seed, SeedLayer, Store,
    StoreError,
};
use tokio::{
    sync::{Mutex, Semaphore},
    time::{Duration, Instant},
};

use crate::domain::{Change, CollectionId, Edit, EditContext, Feature, FeatureId};

mod adopt;
mod backup;
pub mod blob;
mod check;
mod create;
mod data_columns;
mod discover;
mod log;
mod outline;
mod plan;
mod restore;
mod row;
mod scan;
mod standstill;
mod sums;
mod write;

pub use backup::{BackupError, Report, backup};
pub use create::{create, discover_empty};
pub use restore::{RestoreError, restore};

use check::check;
use scan::Scan;

/// A GeoPackage opened for reading and writing.
#[derive(Debug)]
pub struct GeoPackage {
    path: PathBuf,
    /// One connection: SQLite has one writer, and a second would only meet `SQLITE_BUSY`.
    writer: SqlitePool,
    readers: SqlitePool,
    /// Places for connections that go through all rows.
    scans: Arc<Semaphore>,
    /// Whether the file carries our change log; another's GeoPackage is read-only.
    has_log: bool,
    /// `None` until somebody asks.
    watch: Mutex<Option<outline::Watch>>,
}

const READERS: u32 = 4;
/// One more, because the watch keeps one.
const SCANS: u32 = READERS + 1;

/// How long a read waits for a moment in which nobody commits.
const PATIENCE: Duration = Duration::from_secs(5);

/// Of another's GeoPackage, which has no log.
const NO_EPOCH: &str = "file";

impl GeoPackage {
    /// Opens an existing file, checks that it is sound, and brings our own up to date.
    ///
    /// # Errors
    /// One clear sentence each for a missing, foreign, damaged or read-only file.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let has_log = check(path).await?;
        // Another's file is not switched to a write-ahead log.
        let options = if has_log { options(path) } else { plain_options(path) };
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone().read_only(!has_log))
            .await
            .map_err(|error| unwritable(path, &error))?;
        if has_log {
            // A write that changes nothing shows now, not at the first edit, that the file or
            // its folder is read-only.
            sqlx::query("update change_context set who = null where only_row = 1")
                .execute(&writer)
                .await
                .map_err(|error| unwritable(path, &error))?;
            let mut connection =
                writer.acquire().await.map_err(|error| unwritable(path, &error))?;
            create::migrate(&mut connection, path).await?;
        }
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true))
            .await
            .map_err(|error| StoreError::from_sqlx("opening the store", error))?;
        let scans = Arc::new(Semaphore::new(SCANS as usize));
        let watch = Mutex::default();
        Ok(Self { path: path.to_owned(), writer, readers, scans, has_log, watch })
    }
}

impl GeoPackage {
    /// Whether the file carries our change log, and so can be written to.
    pub fn is_ours(&self) -> bool {
        self.has_log
    }

    /// Two connections that see one state of the file, whoever writes meanwhile: for questions, and for
    /// going through all rows.
    async fn one_state(&self) -> Result<(Transaction<'static, Sqlite>, Scan), StoreError> {
        let failed = |error| StoreError::from_sqlx("reading the store", error);
        let mut scan = Scan::open(&self.path, &self.scans).await?;
        let end = Instant::now() + PATIENCE;
        loop {
            // The second begins after the first. When nothing was committed since before that, there is
            // no other state that one of them could have met.
            let before = scan.version().await?;
            let mut read = self.readers.begin().await.map_err(failed)?;
            sqlx::query("select count(*) from sqlite_master")
                .fetch_one(&mut *read)
                .await
                .map_err(failed)?;
            if before.is_some() && scan.begin().await? == before {
                return Ok((read, scan));
            }
            // Without a write-ahead log, a writer waits for the first, and the second for the writer.
            scan.end().await?;
            read.rollback().await.map_err(failed)?;
            if Instant::now() > end {
                return Err(StoreError::Busy);
            }
        }
    }
}

fn unwritable(path: &Path, error: &sqlx::Error) -> StoreError {
    StoreError::Unwritable { path: path.to_owned(), reason: short(error) }
}

/// The database's own words without the wrapper's prefix.
fn short(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    }
}

/// SQLite's result code without its details: <https://www.sqlite.org/rescode.html>.
fn code(error: &sqlx::Error) -> Option<i32> {
    let code: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(code & 0xff)
}

fn plain_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(std::time::Duration::from_secs(5))
}

pub(in crate::store) fn options(path: &Path) -> SqliteConnectOptions {
    plain_options(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
}

#[async_trait]
impl Store for GeoPackage {
    async fn load_into(
        &self,
        intake: &mut dyn Intake,
        held: Option<&Held>,
    ) -> Result<Loaded, StoreError> {
        let outline = self.outline().await?;
        let failed = |error| StoreError::from_sqlx("reading the store", error);
        let (mut read, mut scan) = self.one_state().await?;
        let (territory, epoch, position) = if self.has_log {
            let territory = sqlx::query_scalar("select definition from territory")
                .fetch_optional(&mut *read)
                .await
                .map_err(failed)?;
            let (epoch, position) = log::position(&mut read).await?;
            (territory, epoch, position)
        } else {
            (None, NO_EPOCH.into(), 0)
        };
        let discovery = discover::discover(&mut read, self.has_log).await?;
        let mut refused = discovery.refused;
        let (mut layers, mut kept) = (Vec::new(), Vec::new());
        for schema in discovery.schemas {
            if held.is_some_and(|held| held.has(&epoch, &outline, &schema)) {
                kept.push(schema.id.clone());
                continue;
            }
            match row::read_layer(&mut scan, &schema, intake).await? {
                Ok(()) => {
                    let versions = if self.has_log {
                        log::versions(&mut read, &schema).await?
                    } else {
                        Default::default()
                    };
                    layers.push(LoadedLayer { schema, features: Vec::new(), versions });
                }
                Err(refusal) => refused.push(refusal),
            }
        }
        Ok(Loaded { territory, layers, kept, refused, epoch, position, outline })
    }

    async fn outline(&self) -> Result<Outline, StoreError> {
        let mut slot = self.watch.lock().await;
        if self.readers.is_closed() {
            return Err(StoreError::from_sqlx("looking at the tables", sqlx::Error::PoolClosed));
        }
        // One that is not put back has been given up halfway.
        let mut watch = match slot.take() {
            Some(watch) => watch,
            None => outline::Watch::new(Scan::open(&self.path, &self.scans).await?),
        };
        let version = watch.scan.version().await?;
        if version.is_none() || version != watch.version {
            let (mut read, mut scan) = self.one_state().await?;
            watch.outline = outline::outline(&mut read, &mut scan).await?;
            watch.version = version;
        }
        Ok(slot.insert(watch).outline.clone())
    }

    async fn log_mark(&self, position: i64) -> Result<LogMark, StoreError> {
        if !self.has_log {
            return Ok(LogMark::none(NO_EPOCH));
        }
        let (mut read, mut scan) = self.one_state().await?;
        outline::log_mark(&mut read, &mut scan, position).await
    }

    async fn adopt(&self, table: &str) -> Result<(), StoreError> {
        if !self.has_log {
            return Err(StoreError::Foreign(self.path.display().to_string()));
        }
        adopt::adopt(&self.writer, table).await
    }

    async fn changes_since(
        &self,
        // A file has one history for as long as it is open; a new one is another file.
        _epoch: &str,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        if !self.has_log {
            return Ok(Vec::new());
        }
        log::changes_since(&self.readers, position, schemas).await
    }

    async fn history(
        &self,
        collection: &CollectionId,
        id: &FeatureId,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        match schemas.get(collection) {
            Some(schema) if self.has_log => {
                log::history(&self.readers, schema, id, position, schemas).await
            }
            _ => Ok(Vec::new()),
        }
    }

    async fn write(
        &self,
        edits: &[Edit],
        schemas: &Schemas,
        context: &EditContext,
        seen: i64,
    ) -> Result<(), StoreError> {
        write::write(&self.writer, edits, schemas, context, seen).await
    }

    async fn plan(&self) -> Result<Vec<PlanFile>, StoreError> {
        if !self.has_log {
            return Ok(Vec::new());
        }
        let failed = |error| StoreError::from_sqlx("reading the plan", error);
        plan::read(&mut *self.readers.acquire().await.map_err(failed)?).await
    }

    async fn replace_plan(&self, files: &[PlanFile]) -> Result<(), StoreError> {
        if !self.has_log {
            return Err(StoreError::Foreign(self.path.display().to_string()));
        }
        let failed = |error| StoreError::from_sqlx("keeping the plan", error);
        plan::replace(&mut *self.writer.acquire().await.map_err(failed)?, files).await
    }

    async fn content(&self) -> Result<Seed, StoreError> {
        let failed = |error| StoreError::from_sqlx("reading the store", error);
        if !self.has_log {
            return Err(StoreError::Foreign(self.path.display().to_string()));
        }
        let (mut read, mut scan) = self.one_state().await?;
        let discovery = discover::discover(&mut read, true).await?;
        if let Some(refused) = discovery.refused.into_iter().next() {
            return Err(StoreError::Incomplete(refused));
        }
        let log = log::all(&mut read, &discovery.schemas).await?;
        let mut layers = Vec::new();
        for schema in discovery.schemas {
            let mut intake: BTreeMap<CollectionId, Vec<Feature>> = BTreeMap::new();
            let read = row::read_layer(&mut scan, &schema, &mut intake).await?;
            read.map_err(StoreError::Incomplete)?;
            let features = intake.remove(&schema.id).unwrap_or_default();
            layers.push(SeedLayer { schema, rows: features.into() });
        }
        let catalogue = discover::read_catalogue(&mut read).await?;
        Ok(Seed {
            plan: plan::read(&mut read).await?,
            territory: sqlx::query_scalar("select definition from territory")
                .fetch_one(&mut *read)
                .await
                .map_err(failed)?,
            codes: discover::all_codes(&mut read).await?,
            catalogue_layers: catalogue.layers.into_iter().map(|(layer, _)| layer).collect(),
            catalogue_columns: catalogue.columns,
            layers,
            log: Some(log),
        })
    }

    fn describe(&self) -> String {
        format!("GeoPackage {}", self.path.display())
    }

    async fn close(&self) {
        // One that is merely dropped closes when its thread gets to it, and may then be the last: it
        // cannot write, so it would leave the log beside the file.
        // It is held to the end, so that nobody begins another.
        let mut watch = self.watch.lock().await;
        drop(watch.take());
        // The same holds for those that are still at work for a reader who has gone.
        if let Ok(all) = self.scans.acquire_many(SCANS).await {
            self.scans.close();
            drop(all);
        }
        self.readers.close().await;
        // The last connection to close folds the write-ahead log back into the file.
        self.writer.close().await;
    }
}
