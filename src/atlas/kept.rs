//! The snapshot file beside a store: used at the start, and written as the state moves on.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use tokio::sync::Mutex;
use tracing::{debug, info, warn};

use super::{
    Atlas, Snapshot,
    saved::{Saved, outline, write},
};
use crate::{
    saved::{self, SavedError},
    store::{Outline, Store},
};

/// Which state a file holds.
#[derive(Debug, Clone, PartialEq)]
struct State {
    epoch: Arc<str>,
    seq: i64,
    as_of: NaiveDate,
    outline: Outline,
}

impl State {
    /// - `whole`: as in [`write`].
    fn of(snapshot: &Snapshot, whole: bool) -> Self {
        let (epoch, outline) = (snapshot.epoch.clone(), outline(snapshot, whole));
        Self { epoch, seq: snapshot.seq, as_of: snapshot.territory.as_of, outline }
    }

    /// Changes between the two; `None` when not only changes are.
    fn changes_to(&self, later: &Self) -> Option<i64> {
        let same = Self { seq: later.seq, ..self.clone() };
        (same == *later).then(|| later.seq - self.seq)
    }
}

/// The file beside a store that holds what was in memory.
#[derive(Debug)]
pub struct SnapshotFile {
    path: PathBuf,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Debug)]
struct Kept {
    state: Option<State>,
    /// Before this it is not written again, unless the service stops.
    due_at: Instant,
    /// Why it could not be written the last time, if so.
    failure: Option<String>,
}

impl Kept {
    /// Says once why the file is not written, however often that is tried.
    fn fails(&mut self, path: &Path, reason: String) {
        let shown = path.display();
        if self.failure.as_ref() == Some(&reason) {
            debug!("the snapshot file `{shown}` is still not written: {reason}");
        } else {
            warn!("the snapshot file `{shown}` is not written: {reason}; the service goes on");
            self.failure = Some(reason);
        }
    }
}

/// So many changes are much: catching them up takes part of a second.
const MUCH: i64 = 10_000;
/// Of the time, at most a hundredth goes into writing.
const SHARE: u32 = 100;
/// After a failure, a full disk for instance.
const AGAIN_AFTER: Duration = Duration::from_secs(600);
/// While another service writes the file.
const ANOTHER_AFTER: Duration = Duration::from_secs(60);

impl SnapshotFile {
    /// The file and what it holds, or why that cannot be used. Nothing is said in the log before
    /// the store is open.
    pub fn read(path: PathBuf) -> (Self, Result<Saved, SavedError>) {
        let began = Instant::now();
        let saved = Saved::read(&path);
        let state = saved.as_ref().ok().map(|saved| State::of(&saved.snapshot, true));
        let kept = Arc::new(Mutex::new(Kept { state, due_at: began, failure: None }));
        (Self { path, kept }, saved)
    }
}

impl Atlas {
    /// As [`open`](Self::open), reading from the store only what the file does not have.
    ///
    /// # Errors
    /// [`AtlasError`](super::AtlasError) when the store cannot be read; never because of the file.
    pub async fn open_with(
        store: Arc<dyn Store>,
        file: &SnapshotFile,
        saved: Result<Saved, SavedError>,
    ) -> Result<Self, super::AtlasError> {
        let shown = file.path.display();
        let saved = match saved {
            Ok(saved) => saved,
            Err(error) => {
                match error {
                    SavedError::Missing | SavedError::Program => {
                        info!("the snapshot file `{shown}` is not used: {error}");
                    }
                    error => warn!("the snapshot file `{shown}` is not used: {error}"),
                }
                return Self::open(store).await;
            }
        };
        let took = saved.took.as_millis();
        info!(duration_ms = took, "read the snapshot file `{shown}` in {took} ms");
        let before = match saved.of_store(&*store).await? {
            Ok(before) => before,
            Err(reason) => {
                file.kept.lock().await.state = None;
                info!("the snapshot file `{shown}` is not used: {reason}");
                return Self::open(store).await;
            }
        };
        let atlas = Self::open_from(store, Some(&before)).await?;
        // What was written since.
        atlas.follow().await?;
        let seq = atlas.snapshot().seq;
        info!(seq, "{} changes caught up from the log", seq - before.seq);
        Ok(atlas)
    }

    /// Writes the file when it is behind.
    pub async fn save(&self, file: &SnapshotFile) {
        let mut kept = file.kept.clone().lock_owned().await;
        let snapshot = self.snapshot();
        let whole = self.store().marks_last();
        let state = State::of(&snapshot, whole);
        if kept.state.as_ref() == Some(&state) {
            return;
        }
        // Whatever goes wrong is not tried again at every change.
        kept.due_at = Instant::now() + AGAIN_AFTER;
        let lines = match self.store().log_mark(snapshot.seq).await {
            Ok(mark) if mark.epoch == snapshot.epoch => mark.lines,
            // All is about to be read anew.
            Ok(_) => {
                kept.due_at = Instant::now();
                return;
            }
            Err(error) => return kept.fails(&file.path, error.to_string()),
        };
        let path = file.path.clone();
        // Whoever waits for this meanwhile gives up, the file gets written all the same.
        let writing = tokio::task::spawn_blocking(move || {
            let began = Instant::now();
            let written = saved::replace(&path, |to| write(&snapshot, lines, whole, to));
            let (took, shown) = (began.elapsed(), path.display());
            match written {
                Ok(len) => {
                    let (megabytes, took_ms) = (len / 1_000_000, took.as_millis());
                    let seq = state.seq;
                    info!(
                        seq,
                        duration_ms = took_ms,
                        "wrote the snapshot file `{shown}`: {megabytes} MB in {took_ms} ms"
                    );
                    kept.state = Some(state);
                    kept.due_at = Instant::now() + took * SHARE;
                    kept.failure = None;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    info!("the snapshot file `{shown}` is being written by another service");
                    kept.due_at = Instant::now() + ANOTHER_AFTER;
                }
                Err(error) => kept.fails(&path, error.to_string()),
            }
        });
        if let Err(error) = writing.await {
            file.kept.lock().await.fails(&file.path, error.to_string());
        }
    }

    /// Writes the file whenever much has changed, for as long as it is polled.
    pub async fn keep_saved(&self, file: &SnapshotFile) {
        let mut moved = self.watch();
        loop {
            let now = State::of(&self.snapshot(), self.store().marks_last());
            let due = {
                let kept = file.kept.lock().await;
                let changes = kept.state.as_ref().and_then(|state| state.changes_to(&now));
                changes.is_none_or(|changes| changes >= MUCH).then_some(kept.due_at)
            };
            if let Some(due_at) = due {
                tokio::time::sleep_until(due_at.into()).await;
                self.save(file).await;
            }
            if moved.changed().await.is_err() {
                return;
            }
        }
    }
}
