//! A copy of the file and its tokens, taken while others write.

use std::{
    fs::{self, DirBuilder, File},
    io,
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{Connection, SqliteConnection};

use super::{check, create::with_suffix, plain_options, short, sums};
use crate::store::{PrivateStore, StoreError};

/// What a store is called inside a backup, whatever its own name; the tokens lie beside it.
pub(super) const STORE: &str = "gumei.gpkg";

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error(transparent)]
    Store(#[from] StoreError),

    #[error("`{0}` exists already; name a folder that does not")]
    Exists(PathBuf),

    #[error("another backup to `{0}` is being made")]
    Running(PathBuf),

    #[error("the copy is damaged, so there is no backup: {0}")]
    Copy(String),
}

/// What a backup holds, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contents {
    pub bytes: u64,
    /// The last line of the change log.
    pub position: i64,
    pub tokens: i64,
}

/// Told now and then how far long work is: the file, its bytes that are done, all its bytes.
pub type Report<'a> = &'a (dyn Fn(&Path, u64, u64) + Send + Sync);

/// Makes the folder `to` with a copy of the store as of one moment, the tokens, and the check sums
/// of both. It appears under its name only when it is complete, checked and on the disk.
///
/// Every write that was committed before is in the copy. Writers do not wait for it. The file is
/// packed (`VACUUM INTO`), so it can be smaller than the store.
///
/// # Errors
/// [`BackupError`]; there is no folder `to` then.
pub async fn backup(store: &Path, to: &Path, report: Report<'_>) -> Result<Contents, BackupError> {
    if !store.exists() {
        return Err(StoreError::Missing(store.to_owned()).into());
    }
    // A link that leads nowhere is something, too.
    if to.symlink_metadata().is_ok() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    if !check(store).await? {
        return Err(StoreError::Foreign(store.display().to_string()).into());
    }
    let partial = Partial::make(to)?;
    let contents = fill(store, &partial.path, report).await?;
    partial.finish(to)?;
    Ok(contents)
}

async fn fill(store: &Path, folder: &Path, report: Report<'_>) -> Result<Contents, BackupError> {
    let copy = folder.join(STORE);
    copy_now(store, &copy, report).await?;
    let (accounts, copied_accounts) =
        (PrivateStore::path_beside(store), PrivateStore::path_beside(&copy));
    // A store that nobody has served yet has none; a backup always has.
    PrivateStore::open(&accounts).await?.close().await;
    PrivateStore::create_file(&copied_accounts)?;
    copy_now(&accounts, &copied_accounts, report).await?;
    for file in [&copy, &copied_accounts] {
        integrity(file).await.map_err(BackupError::Copy)?;
    }
    let contents = contents(&copy, &copied_accounts).await?;
    let unwritable = |error| unwritable(folder, error);
    sums::write(folder, &[&copy, &copied_accounts], report).map_err(unwritable)?;
    for file in [&copy, &copied_accounts] {
        sync(file).map_err(unwritable)?;
    }
    sync(folder).map_err(unwritable)?;
    Ok(contents)
}

/// Copies a database as of one moment.
async fn copy_now(from: &Path, to: &Path, report: Report<'_>) -> Result<(), StoreError> {
    let name = to.to_str().ok_or_else(|| StoreError::Unwritable {
        path: to.to_owned(),
        reason: "its name is not UTF-8".into(),
    })?;
    let failed = |error| StoreError::from_sqlx("copying the store", error);
    let mut connection =
        SqliteConnection::connect_with(&plain_options(from)).await.map_err(failed)?;
    let copying = async {
        let copied = sqlx::query("vacuum into ?").bind(name).execute(&mut connection).await;
        copied.map_err(|error| match failed(error) {
            // A full disk, for instance.
            StoreError::Backend { source, .. } => {
                StoreError::Unwritable { path: to.to_owned(), reason: source.to_string() }
            }
            other => other,
        })
    };
    let watching = async {
        loop {
            tokio::time::sleep(Duration::from_secs(1)).await;
            report(to, size(to), size(from));
        }
    };
    let copied: Result<_, StoreError> = tokio::select! {
        copied = copying => copied,
        () = watching => unreachable!("it watches without an end"),
    };
    copied?;
    connection.close().await.map_err(failed)
}

/// Everything SQLite can check of a file: pages, records, indexes, constraints. The reason why not.
pub(super) async fn integrity(path: &Path) -> Result<(), String> {
    let options = plain_options(path).read_only(true);
    let checked = async {
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let verdict: String =
            sqlx::query_scalar("pragma integrity_check(1)").fetch_one(&mut connection).await?;
        connection.close().await?;
        Ok(verdict)
    };
    match checked.await {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(verdict) => Err(verdict),
        Err(error) => Err(short(&error)),
    }
}

/// What a store and its tokens hold.
pub(super) async fn contents(store: &Path, accounts: &Path) -> Result<Contents, StoreError> {
    Ok(Contents {
        bytes: size(store) + size(accounts),
        position: number(store, "select coalesce(max(seq), 0) from changes").await?,
        tokens: number(accounts, "select count(*) from tokens").await?,
    })
}

async fn number(file: &Path, statement: &'static str) -> Result<i64, StoreError> {
    let failed = |error| StoreError::from_sqlx("reading the backup", error);
    let options = plain_options(file).read_only(true);
    let mut connection = SqliteConnection::connect_with(&options).await.map_err(failed)?;
    let number = sqlx::query_scalar(statement).fetch_one(&mut connection).await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(number)
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |metadata| metadata.len())
}

pub(super) fn unwritable(path: &Path, error: io::Error) -> StoreError {
    StoreError::Unwritable { path: path.to_owned(), reason: error.to_string() }
}

/// Makes a file, or what a folder lists, survive a power failure.
pub(super) fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// The folder that a path lies in; one without a folder lies here.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The folder in the making; removed when dropped, and by the next backup when we are killed.
#[derive(Debug)]
struct Partial {
    path: PathBuf,
    /// Tells one that is being filled from one that was left behind.
    _lock: File,
    finished: bool,
}

impl Partial {
    fn make(to: &Path) -> Result<Self, BackupError> {
        let path = with_suffix(to, ".partial");
        let failed = |error| unwritable(to, error);
        fs::create_dir_all(parent(to)).map_err(failed)?;
        if let Ok(leftover) = File::open(&path) {
            if leftover.try_lock().is_err() {
                return Err(BackupError::Running(to.to_owned()));
            }
            fs::remove_dir_all(&path).map_err(failed)?;
        }
        // Internal layers are in it.
        DirBuilder::new().mode(0o700).create(&path).map_err(failed)?;
        let lock = File::open(&path).map_err(failed)?;
        lock.try_lock().map_err(|_| BackupError::Running(to.to_owned()))?;
        Ok(Self { path, _lock: lock, finished: false })
    }

    fn finish(mut self, to: &Path) -> Result<(), BackupError> {
        let failed = |error| unwritable(to, error);
        fs::rename(&self.path, to).map_err(failed)?;
        self.finished = true;
        Ok(sync(parent(to)).map_err(failed)?)
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.finished {
            // What failed before is what is told.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}
