use std::{fmt, path::PathBuf, str::FromStr, sync::Arc};

use super::{
    PrivateStore, Seed, Store, StoreError,
    geopackage::{self, GeoPackage},
    postgis::{self, DatabaseUrl, PostGis, PostgisError},
};

/// Where a store is: a file, or a database. Shows itself without a password.
#[derive(Debug, Clone)]
pub enum Location {
    File(PathBuf),
    Database(Box<DatabaseUrl>),
}

/// A store, and the tokens that allow writing to it.
#[derive(Debug, Clone)]
pub struct Opened {
    pub store: Arc<dyn Store>,
    /// `None` for a store that cannot be written to.
    pub private: Option<Arc<PrivateStore>>,
}

impl Opened {
    pub async fn close(&self) {
        // In a database both use one pool, and only the store lets go of the connection that listens.
        self.store.close().await;
        if let Some(private) = &self.private {
            private.close().await;
        }
    }
}

impl Location {
    /// Opens the store that stands there.
    ///
    /// # Errors
    /// [`StoreError`]: in one sentence, why it cannot be used.
    pub async fn open(&self) -> Result<Opened, StoreError> {
        Ok(match self {
            Self::File(path) => {
                let store = GeoPackage::open(path).await?;
                let private = match store.is_ours() {
                    true => Some(PrivateStore::open(&PrivateStore::path_beside(path)).await?),
                    false => None,
                };
                Opened { store: Arc::new(store), private: private.map(Arc::new) }
            }
            Self::Database(url) => {
                let store = PostGis::open(url).await?;
                let connections = store.is_ours().then(|| store.connections().clone());
                let private = connections.map(PrivateStore::of_database);
                Opened { store: Arc::new(store), private: private.map(Arc::new) }
            }
        })
    }

    /// Makes a new store there: whole, or not at all.
    ///
    /// - returns: the number of features written.
    ///
    /// # Errors
    /// [`StoreError`]; what stands there stays as it was.
    pub async fn create(&self, seed: &Seed, replace: bool) -> Result<u64, StoreError> {
        match self {
            Self::File(path) => geopackage::create(path, seed, replace).await,
            Self::Database(url) => postgis::create(url, seed, replace).await,
        }
    }

    /// Whether a store stands there.
    ///
    /// # Errors
    /// [`StoreError`] for a database that does not answer, or is another program's.
    pub async fn exists(&self) -> Result<bool, StoreError> {
        match self {
            Self::File(path) => Ok(path.exists()),
            Self::Database(url) => PostGis::exists(url).await,
        }
    }
}

impl FromStr for Location {
    type Err = PostgisError;

    fn from_str(text: &str) -> Result<Self, PostgisError> {
        // What looks like a URL is meant as one; a file of such a name would be a surprise.
        if DatabaseUrl::fits(text) || text.contains("://") {
            text.parse().map(|url| Self::Database(Box::new(url)))
        } else {
            Ok(Self::File(text.into()))
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Database(url) => url.fmt(f),
        }
    }
}
