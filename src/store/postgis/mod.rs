//! The shared store: PostgreSQL with PostGIS, for several users and instances.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use sqlx::{PgPool, postgres::PgListener};
use tokio::sync::Mutex;

use super::{
    Held, Intake, LOOK, Loaded, LoadedLayer, LogMark, Outline, PlanFile, Schemas, Seed, SeedLayer,
    Store, StoreError,
};
use crate::domain::{Change, CollectionId, Edit, EditContext, Feature, FeatureId};

mod adopt;
mod check;
mod connections;
mod copy;
mod create;
mod discover;
mod error;
mod geometry_column;
mod log;
mod outline;
mod plan;
mod row;
mod url;
mod write;

pub use connections::Connections;
pub use create::create;
pub use error::PostgisError;
pub(super) use error::recognise;
pub use url::DatabaseUrl;

/// A PostGIS database that holds a territory.
#[derive(Debug)]
pub struct PostGis {
    connections: Arc<Connections>,
    /// Whether the schema carries our change log; another's is read-only.
    has_log: bool,
    /// With the pool it belongs to. `None` until somebody waits, and again when the connection is
    /// lost.
    listener: Mutex<Option<(Arc<PgPool>, PgListener)>>,
}

/// Of another's schema, which has no log.
const NO_EPOCH: &str = "database";

/// How long a look at the log may take. Beyond that the server is frozen, or the way to it is cut.
const LOOKING: Duration = Duration::from_secs(30);

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the store", error)
}

impl PostGis {
    /// Opens a database that `create` has filled, and brings it up to date; or another's, to
    /// read the tables it has.
    ///
    /// # Errors
    /// [`PostgisError`]: one clear sentence each for what can be wrong with a database.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        let mut host = check::host(url).await?;
        let connection = &mut host.connection;
        let has_log = match check::state(connection, url).await {
            Ok(check::State::Filled { outdated }) => {
                check::extension(connection, url).await?;
                if outdated {
                    check::migrate(connection).await?;
                }
                true
            }
            Ok(check::State::Bare)
            | Err(StoreError::Postgis(PostgisError::ForeignMigrations(_)))
                if check::has_layers(connection).await? =>
            {
                false
            }
            Ok(check::State::Bare | check::State::Unfilled) => {
                return Err(PostgisError::Empty(url.to_string()).into());
            }
            Err(error) => return Err(error),
        };
        let connections = Arc::new(Connections::new(url, &host));
        Ok(Self { connections, has_log, listener: Mutex::default() })
    }

    /// Whether the schema carries our change log, and so can be written to.
    pub fn is_ours(&self) -> bool {
        self.has_log
    }

    pub(super) fn connections(&self) -> &Arc<Connections> {
        &self.connections
    }

    /// Whether the database holds a territory.
    ///
    /// # Errors
    /// As [`open`](Self::open), but for a database that is merely empty.
    pub async fn exists(url: &DatabaseUrl) -> Result<bool, StoreError> {
        let mut connection = check::connect(url).await?;
        Ok(matches!(check::state(&mut connection, url).await?, check::State::Filled { .. }))
    }

    /// A transaction that sees one state, whoever writes meanwhile.
    async fn read(&self) -> Result<sqlx::Transaction<'static, sqlx::Postgres>, StoreError> {
        self.connections
            .pool()?
            .begin_with("begin isolation level repeatable read, read only")
            .await
            .map_err(failed)
    }
}

/// A connection that hears of commits.
async fn listen(pool: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    // When its connection is lost we want to know, and not wait for another to the same host.
    listener.eager_reconnect(false);
    listener.listen("gumei_changes").await?;
    Ok(listener)
}

#[async_trait]
impl Store for PostGis {
    async fn load_into(
        &self,
        intake: &mut dyn Intake,
        held: Option<&Held>,
    ) -> Result<Loaded, StoreError> {
        let outline = self.outline().await?;
        let mut read = self.read().await?;
        let (epoch, position) = match self.has_log {
            true => log::position(&mut read).await?,
            false => (NO_EPOCH.into(), 0),
        };
        let discovery = discover::discover(&mut read, self.has_log).await?;
        let mut refused = discovery.refused;
        let (mut layers, mut kept) = (Vec::new(), Vec::new());
        for schema in discovery.schemas {
            if held.is_some_and(|held| held.has(&epoch, &outline, &schema)) {
                kept.push(schema.id.clone());
                continue;
            }
            match row::read_layer(&mut read, &schema, intake).await? {
                Ok(()) => {
                    let versions = match self.has_log {
                        true => log::versions(&mut read, &schema).await?,
                        false => Default::default(),
                    };
                    layers.push(LoadedLayer { schema, features: Vec::new(), versions });
                }
                Err(refusal) => refused.push(refusal),
            }
        }
        let territory = match self.has_log {
            true => sqlx::query_scalar("select definition from territory")
                .fetch_optional(&mut *read)
                .await
                .map_err(failed)?,
            false => None,
        };
        Ok(Loaded { territory, layers, kept, refused, epoch, position, outline })
    }

    async fn outline(&self) -> Result<Outline, StoreError> {
        let pool = self.connections.pool()?;
        outline::outline(&mut *pool.acquire().await.map_err(failed)?, self.has_log).await
    }

    /// The server's counters begin again after a crash.
    fn marks_last(&self) -> bool {
        false
    }

    async fn log_mark(&self, position: i64) -> Result<LogMark, StoreError> {
        if !self.has_log {
            return Ok(LogMark::none(NO_EPOCH));
        }
        let pool = self.connections.pool()?;
        log::mark(&mut *pool.acquire().await.map_err(failed)?, position).await
    }

    async fn adopt(&self, table: &str) -> Result<(), StoreError> {
        if !self.has_log {
            return Err(StoreError::Foreign(self.connections.url().to_string()));
        }
        adopt::adopt(&*self.connections.pool()?, table).await
    }

    async fn changes_since(
        &self,
        epoch: &str,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        if !self.has_log {
            return Ok(Vec::new());
        }
        let pool = self.connections.reach().await?;
        let look = async {
            let page = log::page(&mut *pool.acquire().await.map_err(failed)?, position).await?;
            self.connections.met(page.is_standby)?;
            page.changes(epoch, position, schemas)
        };
        let found = match tokio::time::timeout(LOOKING, look).await {
            Ok(found) => found,
            Err(_) => Err(StoreError::Away(format!("no answer within {} s", LOOKING.as_secs()))),
        };
        if let Err(StoreError::Away(_)) = found {
            self.connections.lose(&pool);
        }
        found
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
                log::history(&*self.connections.pool()?, schema, id, position, schemas).await
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
        write::write(&*self.connections.pool()?, edits, schemas, context, seen).await
    }

    async fn changed(&self) {
        if !self.has_log {
            return tokio::time::sleep(LOOK).await;
        }
        let mut slot = self.listener.lock().await;
        let current = self.connections.current();
        // A listener of a host that was given up hears nothing more.
        slot.take_if(|(pool, _)| !current.as_ref().is_some_and(|it| Arc::ptr_eq(it, pool)));
        let Some(current) = current else { return tokio::time::sleep(LOOK).await };
        let Some((pool, listener)) = &mut *slot else {
            // A standby refuses to tell of commits.
            if self.connections.is_standby() {
                tokio::time::sleep(LOOK).await;
                return self.connections.prefer_primary().await;
            }
            match listen(&current).await {
                // What was written before we listened is there to be found: do not wait.
                Ok(listener) => *slot = Some((current, listener)),
                Err(_) => tokio::time::sleep(LOOK).await,
            }
            return;
        };
        match tokio::time::timeout(LOOK, listener.try_recv()).await {
            Ok(Ok(Some(_))) | Err(_) => {}
            // The connection is gone, and words with it; so may the host be.
            Ok(Ok(None) | Err(_)) => {
                self.connections.lose(pool);
                *slot = None;
            }
        }
    }

    async fn plan(&self) -> Result<Vec<PlanFile>, StoreError> {
        if !self.has_log {
            return Ok(Vec::new());
        }
        let pool = self.connections.pool()?;
        plan::read(&mut *pool.acquire().await.map_err(failed)?).await
    }

    async fn replace_plan(&self, files: &[PlanFile]) -> Result<(), StoreError> {
        if !self.has_log {
            return Err(StoreError::Foreign(self.connections.url().to_string()));
        }
        let pool = self.connections.pool()?;
        plan::replace(&mut *pool.acquire().await.map_err(failed)?, files).await
    }

    async fn content(&self) -> Result<Seed, StoreError> {
        if !self.has_log {
            return Err(StoreError::Foreign(self.connections.url().to_string()));
        }
        let mut read = self.read().await?;
        let discovery = discover::discover(&mut read, true).await?;
        if let Some(refused) = discovery.refused.into_iter().next() {
            return Err(StoreError::Incomplete(refused));
        }
        let mut layers = Vec::new();
        for schema in discovery.schemas {
            let mut intake: BTreeMap<CollectionId, Vec<Feature>> = BTreeMap::new();
            let read = row::read_layer(&mut read, &schema, &mut intake).await?;
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
            log: Some(log::all(&mut read).await?),
        })
    }

    fn describe(&self) -> String {
        format!("PostGIS {}", self.connections.url())
    }

    fn is_standby(&self) -> bool {
        self.connections.is_standby()
    }

    async fn close(&self) {
        // It holds a connection that the pool would wait for.
        *self.listener.lock().await = None;
        self.connections.close().await;
    }
}
