//! The database holds the truth. One trait, one folder per kind of database.

use std::{collections::BTreeMap, fmt, sync::Arc};

use async_trait::async_trait;

use crate::domain::{Change, CollectionId, Edit, EditContext, Feature, Schema};

mod error;
pub mod geopackage;
mod private;
mod rows;

pub use error::{SeedPlace, StoreError};
pub use private::{PrivateStore, Token};
pub use rows::{Chunks, Rows};

pub type Schemas = BTreeMap<CollectionId, Arc<Schema>>;

/// Everything a store holds, read in one transaction.
#[derive(Debug)]
pub struct Loaded {
    /// Text of the territory file; `None` for a GeoPackage that is not ours.
    pub territory: Option<String>,
    pub layers: Vec<LoadedLayer>,
    /// Tables that cannot be served, with the reason.
    pub refused: Vec<Refused>,
    /// The last line of the change log that the rows contain.
    pub position: i64,
}

#[derive(Debug)]
pub struct LoadedLayer {
    pub schema: Arc<Schema>,
    /// By ascending `fid`.
    pub features: Vec<Feature>,
    /// For features changed since the load: the `seq` of their last change, by fid.
    pub versions: BTreeMap<i64, i64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub table: String,
    pub reason: String,
}

/// A database that keeps layers and their change log.
#[async_trait]
pub trait Store: Send + Sync + fmt::Debug {
    /// Schemas, rows and log position as of one moment.
    async fn load(&self) -> Result<Loaded, StoreError>;

    /// The change log after `position`, ascending, whoever wrote it.
    async fn changes_since(
        &self,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError>;

    /// Carries out all edits or none, durably, and logs them in the same transaction.
    ///
    /// # Errors
    /// [`StoreError::Constraint`] when the database refuses a row; nothing is written then.
    async fn write(
        &self,
        edits: &[Edit],
        schemas: &Schemas,
        context: &EditContext,
    ) -> Result<(), StoreError>;

    /// What the store is, for people; never a password.
    fn describe(&self) -> String;

    /// Releases the database; later calls fail.
    async fn close(&self);
}
