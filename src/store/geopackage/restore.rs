//! Puts a backup in a store's place: whole, or not at all.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use sqlx::{
    Connection, SqliteConnection,
    sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use super::{
    backup::{Contents, Report, STORE, contents, integrity, parent, sync, unwritable},
    check,
    create::{migrate, with_suffix},
    plain_options,
    standstill::Standstill,
    sums,
};
use crate::store::{PrivateStore, StoreError};

#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error(transparent)]
    Store(#[from] StoreError),

    #[error("`{0}` exists already; `gumei restore --replace` puts the backup in its place")]
    Exists(PathBuf),

    #[error("`{folder}` is not a backup: {reason}")]
    NotBackup { folder: PathBuf, reason: String },

    #[error("the backup `{path}` is damaged: {reason}; use another one")]
    Damaged { path: PathBuf, reason: String },

    #[error(
        "`{path}` is not as it was backed up, by its check sum in `SHA256SUMS`; use another backup, or remove `SHA256SUMS` if it was changed on purpose"
    )]
    Changed { path: PathBuf },

    #[error(
        "`{0}` has a write-ahead log, so it is being served or was not closed; back it up with `gumei backup`, and restore that"
    )]
    Open(PathBuf),

    #[error("another restore of `{0}` is running")]
    Running(PathBuf),
}

/// Puts the backup in `from` in the place of `store`, with its tokens, and begins another history:
/// entity tags and feed positions of before are not taken for current ones.
///
/// Everything is checked, brought up to date and on the disk before the first file is renamed. The
/// tokens come first and the store last, so that a store is never seen that is not whole.
///
/// # Errors
/// [`RestoreError`]; the place stays as it was. [`StoreError::InUse`] while another process has
/// the present store open.
pub async fn restore(
    from: &Path,
    store: &Path,
    replace: bool,
    report: Report<'_>,
) -> Result<Contents, RestoreError> {
    if store.exists() && !replace {
        return Err(RestoreError::Exists(store.to_owned()));
    }
    let saved = from.join(STORE);
    let saved_accounts = PrivateStore::path_beside(&saved);
    let sums = look(from, &saved, &saved_accounts)?;
    fs::create_dir_all(parent(store)).map_err(|error| unwritable(store, error))?;
    let accounts = PrivateStore::path_beside(store);
    // The mistake that is quickest told.
    Standstill::probe(store).await?;
    Standstill::probe(&accounts).await?;
    let partial = Partial::copy(&saved, store, 0o666, sums.as_ref(), report)?;
    let partial_accounts = Partial::copy(&saved_accounts, &accounts, 0o600, sums.as_ref(), report)?;
    for (file, origin) in [(&partial, &saved), (&partial_accounts, &saved_accounts)] {
        integrity(&file.path)
            .await
            .map_err(|reason| RestoreError::Damaged { path: origin.clone(), reason })?;
    }
    renew(&partial.path, &saved).await?;
    let contents = contents(&partial.path, &partial_accounts.path).await.map_err(|_| {
        let reason = format!("`{}` holds no tokens of gumei's", saved_accounts.display());
        RestoreError::NotBackup { folder: from.to_owned(), reason }
    })?;
    let nobody = (Standstill::begin(store).await?, Standstill::begin(&accounts).await?);
    partial_accounts.put()?;
    partial.put()?;
    nobody.0.end().await;
    nobody.1.end().await;
    Ok(contents)
}

/// Whether the folder has what a backup has, and its check sums.
fn look(
    from: &Path,
    saved: &Path,
    saved_accounts: &Path,
) -> Result<Option<BTreeMap<String, String>>, RestoreError> {
    let not_backup = |reason| RestoreError::NotBackup { folder: from.to_owned(), reason };
    if !from.is_dir() {
        return Err(not_backup("there is no such folder".into()));
    }
    for file in [saved, saved_accounts] {
        if !file.is_file() {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(not_backup(format!("`{name}` is missing")));
        }
    }
    let sums = sums::read(from).map_err(|error| not_backup(error.to_string()))?;
    // With sums it is seen whether the file is the one that was saved.
    let log = with_suffix(saved, "-wal");
    if sums.is_none() && fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(RestoreError::Open(saved.to_owned()));
    }
    Ok(sums)
}

/// Brings the copy up to date and begins another history.
///
/// - `saved`: the file that is meant, in messages.
async fn renew(copy: &Path, saved: &Path) -> Result<(), RestoreError> {
    let ours = check(copy).await.map_err(|error| match error {
        StoreError::NotGeoPackage { reason, .. } => {
            StoreError::NotGeoPackage { path: saved.to_owned(), reason }
        }
        other => other,
    })?;
    if !ours {
        return Err(StoreError::Foreign(saved.display().to_string()).into());
    }
    // Nobody sees the file before it is complete and synced, so it needs no journal on disk.
    let options = plain_options(copy)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Memory)
        .synchronous(SqliteSynchronous::Off);
    let failed = |error| StoreError::from_sqlx("restoring the store", error);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    migrate(&mut connection, saved).await?;
    sqlx::query("update epoch set id = lower(hex(randomblob(16)))")
        .execute(&mut connection)
        .await
        .map_err(failed)?;
    Ok(connection.close().await.map_err(failed)?)
}

/// A file beside the one whose place it will take; removed when dropped.
#[derive(Debug)]
struct Partial {
    path: PathBuf,
    place: PathBuf,
    /// Held open to the end: it keeps a second restore out.
    file: File,
}

impl Partial {
    fn copy(
        from: &Path,
        place: &Path,
        mode: u32,
        sums: Option<&BTreeMap<String, String>>,
        report: Report<'_>,
    ) -> Result<Self, RestoreError> {
        let failed = |error| unwritable(place, error);
        let path = with_suffix(place, ".restoring");
        let mut options = OpenOptions::new();
        // Truncated below, once it is known that nobody else writes it.
        options.write(true).create(true).truncate(false).mode(mode);
        let file = options.open(&path).map_err(failed)?;
        file.try_lock().map_err(|_| RestoreError::Running(place.to_owned()))?;
        let mut partial = Self { path, place: place.to_owned(), file };
        partial.file.set_len(0).map_err(failed)?;
        partial.remove_leftovers();
        let sum = sums::pass(from, &mut partial.file, report).map_err(failed)?;
        let name = from.file_name().unwrap_or_default().to_string_lossy();
        match sums {
            Some(sums) if sums.get(&*name) != Some(&sum) => {
                Err(RestoreError::Changed { path: from.to_owned() })
            }
            _ => Ok(partial),
        }
    }

    /// What SQLite may have written beside a file of this name.
    fn remove_leftovers(&self) {
        remove_companions(&self.path);
    }

    fn put(self) -> Result<(), StoreError> {
        let failed = |error| unwritable(&self.place, error);
        sync(&self.path).map_err(failed)?;
        // Of a store that was damaged or is gone: the new one must not meet them.
        remove_companions(&self.place);
        fs::rename(&self.path, &self.place).map_err(failed)?;
        sync(parent(&self.place)).map_err(failed)
    }
}

fn remove_companions(database: &Path) {
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(with_suffix(database, suffix));
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // After `put` there is none under this name.
        let _ = fs::remove_file(&self.path);
        self.remove_leftovers();
    }
}
