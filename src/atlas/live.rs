use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use arc_swap::{ArcSwap, ArcSwapOption};
use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, watch};
use tracing::{info, warn};

use super::{
    Action, Rule, Snapshot,
    snapshot::{Stale, Tables},
    write::{self, TransactionError, WriteError},
};
use crate::{
    domain::{Change, CollectionId, EditContext, FeatureId, Territory},
    seed::territory,
    spatial::project::ProjectError,
    store::{Store, StoreError},
};

#[derive(Debug, thiserror::Error)]
pub enum AtlasError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the store's territory cannot be read: {0}")]
    Territory(String),
    #[error(transparent)]
    Project(#[from] ProjectError),
}

/// How often a write is checked anew when another instance was faster.
const TRIES: usize = 5;

/// How often it is looked whether tables came or went. It costs some milliseconds.
const LOOK_AT_TABLES: Duration = Duration::from_secs(2);

/// The layers in memory, and the way to change them.
#[derive(Debug)]
pub struct Atlas {
    store: Arc<dyn Store>,
    current: ArcSwap<Snapshot>,
    /// One writer and one follower at a time; readers never take it. Holds when the tables were
    /// looked at last.
    turn: Mutex<Instant>,
    /// The snapshot's position, for those who wait for the next.
    position: watch::Sender<i64>,
    /// Since when the store cannot be read; reads go on from memory.
    stale_since: ArcSwapOption<DateTime<Utc>>,
    /// What every write must meet beyond the rules of the data.
    rule: OnceLock<Arc<dyn Rule>>,
}

/// - `text`: that of the territory file, where the store is ours.
pub(super) fn territory(text: Option<&str>) -> Result<Territory, String> {
    match text {
        Some(text) => territory::parse(text).map_err(|error| error.reason),
        None => Ok(territory::of_a_foreign_store()),
    }
}

/// - `before`: a state whose layers need not be read again, but for `stale`.
async fn load(
    store: &dyn Store,
    before: Option<(&Snapshot, Option<&CollectionId>)>,
) -> Result<Snapshot, AtlasError> {
    let held = before.map(|(before, stale)| before.held(stale));
    let mut tables = Tables::default();
    let loaded = store.load_into(&mut tables, held.as_ref()).await?;
    let territory = territory(loaded.territory.as_deref()).map_err(AtlasError::Territory)?;
    let known = before.map(|(before, _)| before.refused.clone()).unwrap_or_default();
    // Said once, not at every look.
    for refused in loaded.refused.iter().filter(|refused| !known.contains(refused)) {
        warn!(table = refused.table, "table `{}` is not served: {}", refused.table, refused.reason);
    }
    Ok(Snapshot::new(territory, loaded, tables, before.map(|(before, _)| before))?)
}

impl Atlas {
    /// Reads every layer of the store into memory.
    pub async fn open(store: Arc<dyn Store>) -> Result<Self, AtlasError> {
        Self::open_from(store, None).await
    }

    /// - `before`: an earlier state of the same history; what follows it in the log is yet to be
    ///   taken over.
    pub(super) async fn open_from(
        store: Arc<dyn Store>,
        before: Option<&Snapshot>,
    ) -> Result<Self, AtlasError> {
        let snapshot = load(&*store, before.map(|before| (before, None))).await?;
        let position = watch::Sender::new(snapshot.seq);
        Ok(Self {
            store,
            current: ArcSwap::from_pointee(snapshot),
            turn: Mutex::new(Instant::now()),
            position,
            stale_since: ArcSwapOption::empty(),
            rule: OnceLock::new(),
        })
    }

    /// Holds every write against this rule from now on. The first one given stays.
    pub fn obey(&self, rule: Arc<dyn Rule>) {
        let _ = self.rule.set(rule);
    }

    /// The newest state. Stays as it is for as long as it is held.
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.current.load_full()
    }

    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Tells whenever the snapshot has moved on.
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.position.subscribe()
    }

    /// A page of the change log after `position`, up to what the snapshot holds.
    ///
    /// # Errors
    /// [`AtlasError`] when the store cannot be read.
    pub async fn changes_since(&self, position: i64) -> Result<Vec<Change>, AtlasError> {
        let snapshot = self.snapshot();
        let mut changes =
            self.store.changes_since(&snapshot.epoch, position, &snapshot.schemas).await?;
        // A reader of the feed must find in the layers what the feed has told.
        changes.retain(|change| change.seq <= snapshot.seq);
        Ok(changes)
    }

    /// Takes over what the change log holds beyond the snapshot, whoever wrote it.
    ///
    /// # Errors
    /// [`AtlasError`] when the store cannot be read; the old state stays.
    pub async fn follow(&self) -> Result<(), AtlasError> {
        let mut turn = self.turn.lock().await;
        let caught_up = self.catch_up(&mut turn).await;
        match &caught_up {
            Ok(()) => self.stale_since.store(None),
            // Said once, not twice a second.
            Err(error) if self.stale_since.load().is_none() => {
                warn!("the store cannot be followed, answers come from memory: {error}");
                self.stale_since.store(Some(Arc::new(Utc::now())));
            }
            Err(_) => {}
        }
        caught_up
    }

    /// Takes over what others write to the store, for as long as it is polled.
    pub async fn keep_following(&self) {
        loop {
            self.store.changed().await;
            // A failure is kept in `stale_since`; the next look may succeed.
            let _ = self.follow().await;
        }
    }

    /// Rebuilds indexes of which much has changed, for as long as it is polled.
    ///
    /// Readers and writers go on meanwhile; a writer waits only while a finished one is taken.
    pub async fn keep_indexes(&self) {
        let mut moved = self.watch();
        loop {
            self.rebuild_indexes().await;
            if moved.changed().await.is_err() {
                return;
            }
        }
    }

    /// Rebuilds the indexes of layers of which much has changed.
    pub async fn rebuild_indexes(&self) {
        for layer in self.snapshot().layers().iter().filter(|layer| layer.table.is_behind()) {
            let behind = layer.clone();
            let rebuilding = tokio::task::spawn_blocking(move || behind.table.rebuild_index());
            let Ok(rebuilt) = rebuilding.await else { continue };
            let _turn = self.turn.lock().await;
            let next = self.snapshot().with_index(&layer.schema().id, &rebuilt);
            self.current.store(Arc::new(next));
        }
    }

    /// Since when the store could not be read and answers may be old.
    pub fn stale_since(&self) -> Option<DateTime<Utc>> {
        self.stale_since.load().as_deref().copied()
    }

    /// Applies all that is new before anyone sees any of it, so that a transaction is never shown
    /// in halves.
    async fn catch_up(&self, looked: &mut Instant) -> Result<(), AtlasError> {
        let before = self.snapshot();
        let mut next = before.clone();
        loop {
            let changes = match self.store.changes_since(&next.epoch, next.seq, &next.schemas).await
            {
                Ok(changes) => changes,
                // One unreadable line must not stop the map: the rows themselves are the truth.
                Err(error @ (StoreError::Log { .. } | StoreError::History)) => {
                    warn!("{error}; reading all layers anew");
                    next = Arc::new(load(&*self.store, None).await?);
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            if !changes.is_empty() {
                next = Arc::new(match next.apply(&changes) {
                    Ok(next) => next,
                    Err(Stale::Layer(id)) => {
                        info!("only a fresh look can tell what changed in `{id}`; reading it");
                        load(&*self.store, Some((&next, Some(&id)))).await?
                    }
                    Err(Stale::Everything) => {
                        info!("only a fresh look can tell what changed; reading all layers");
                        load(&*self.store, None).await?
                    }
                });
            } else if looked.elapsed() >= LOOK_AT_TABLES {
                *looked = Instant::now();
                if self.store.outline().await? != next.outline {
                    next = Arc::new(load(&*self.store, Some((&next, None))).await?);
                }
            } else {
                break;
            }
        }
        if !Arc::ptr_eq(&before, &next) {
            let seq = next.seq;
            self.current.store(next);
            self.position.send_replace(seq);
        }
        Ok(())
    }

    /// A page of what the change log tells of one feature after `position`, up to what the
    /// snapshot holds; also of one that is gone.
    ///
    /// # Errors
    /// [`AtlasError`] when the store cannot be read.
    pub async fn history(
        &self,
        snapshot: &Snapshot,
        collection: &CollectionId,
        id: &FeatureId,
        position: i64,
    ) -> Result<Vec<Change>, AtlasError> {
        let mut changes = self.store.history(collection, id, position, &snapshot.schemas).await?;
        changes.retain(|change| change.seq <= snapshot.seq);
        Ok(changes)
    }

    /// Checks the actions, writes them to the store, all or none, and shows them in the snapshot.
    ///
    /// When this returns, the change is durable and the next [`snapshot`](Self::snapshot) has it.
    ///
    /// # Errors
    /// [`TransactionError`]; nothing is written then.
    pub async fn apply(
        &self,
        actions: &[Action],
        context: &EditContext,
    ) -> Result<Arc<Snapshot>, TransactionError> {
        let mut turn = self.turn.lock().await;
        for _ in 1..TRIES {
            match self.attempt(&mut turn, actions, context).await {
                // Another instance was faster. The checks must see what it wrote.
                Err(TransactionError {
                    error: WriteError::Store(StoreError::Outdated(_)), ..
                }) => {}
                result => return result,
            }
        }
        self.attempt(&mut turn, actions, context).await
    }

    async fn attempt(
        &self,
        turn: &mut Instant,
        actions: &[Action],
        context: &EditContext,
    ) -> Result<Arc<Snapshot>, TransactionError> {
        // Others may have written meanwhile; the checks below need the newest state.
        self.catch_up(turn).await?;
        let snapshot = self.snapshot();
        let edits = write::edits(&snapshot, actions, self.rule.get().map(|rule| &**rule))?;
        match self.store.write(&edits, &snapshot.schemas, context, snapshot.seq).await {
            Err(StoreError::Edit { index, reason }) => {
                let error = StoreError::Constraint(reason).into();
                return Err(TransactionError { action: Some(index), error });
            }
            result => result?,
        }
        self.catch_up(turn).await?;
        Ok(self.snapshot())
    }
}
