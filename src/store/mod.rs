//! The database holds the truth. One trait, one folder per kind of database.

use std::{collections::BTreeMap, fmt, sync::Arc, time::Duration};

use async_trait::async_trait;

use crate::domain::{Change, CollectionId, Edit, EditContext, Feature, FeatureId, Schema};

mod catalogue;
mod content;
mod copy;
mod discovery;
mod error;
mod ewkb;
pub mod geopackage;
mod image;
mod location;
mod outline;
pub mod postgis;
mod private;
mod related;
mod rows;
mod sql;
mod srs;
mod texts;

pub use content::{CatalogueColumn, CatalogueLayer, LogLine, PlanFile, Seed, SeedLayer};
pub use copy::{CopyError, copy};
pub use error::{SeedPlace, StoreError};
pub use location::{Location, Opened};
pub use outline::{Held, LogMark, Outline};
pub use private::{PrivateStore, Token};
pub use rows::{Chunks, Rows};

/// How often a store is asked for changes made by others.
pub const LOOK: Duration = Duration::from_millis(500);

pub type Schemas = BTreeMap<CollectionId, Arc<Schema>>;

/// Everything a store holds, read in one transaction.
#[derive(Debug)]
pub struct Loaded {
    /// Text of the territory file; `None` for a GeoPackage that is not ours.
    pub territory: Option<String>,
    /// Those that were read, in the order of listings.
    pub layers: Vec<LoadedLayer>,
    /// Those that the reader has already.
    pub kept: Vec<CollectionId>,
    /// Tables that cannot be served, with the reason.
    pub refused: Vec<Refused>,
    /// Which history `position` belongs to.
    pub epoch: Arc<str>,
    /// The last line of the change log that the rows contain.
    pub position: i64,
    /// Taken before the rows were read: what changed meanwhile shows as a difference.
    pub outline: Outline,
}

/// Takes the rows of layers as they are read.
pub trait Intake: Send {
    /// - `feature`: of the layer, values in schema order; they come by ascending `fid`.
    fn take(&mut self, schema: &Arc<Schema>, feature: Feature);
}

impl Intake for BTreeMap<CollectionId, Vec<Feature>> {
    fn take(&mut self, schema: &Arc<Schema>, feature: Feature) {
        match self.get_mut(&schema.id) {
            Some(features) => features.push(feature),
            None => {
                self.insert(schema.id.clone(), vec![feature]);
            }
        }
    }
}

#[derive(Debug)]
pub struct LoadedLayer {
    pub schema: Arc<Schema>,
    /// By ascending `fid`; empty where an [`Intake`] has taken them.
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
    async fn load(&self) -> Result<Loaded, StoreError> {
        let mut intake: BTreeMap<CollectionId, Vec<Feature>> = BTreeMap::new();
        let mut loaded = self.load_into(&mut intake, None).await?;
        for layer in &mut loaded.layers {
            layer.features = intake.remove(&layer.schema.id).unwrap_or_default();
        }
        Ok(loaded)
    }

    /// The same, but for the rows of layers that the reader holds; the others are handed over one
    /// by one, so that no more than one needs to be there as it was read. Those of a layer that is
    /// refused in the end are to be thrown away.
    async fn load_into(
        &self,
        intake: &mut dyn Intake,
        held: Option<&Held>,
    ) -> Result<Loaded, StoreError>;

    /// Tells cheaply whether something happened that the log does not tell.
    async fn outline(&self) -> Result<Outline, StoreError>;

    /// Whether [`Outline::rows`] still stand for the same rows after a restart of either side.
    fn marks_last(&self) -> bool {
        true
    }

    /// Stands for the change log up to `position`.
    async fn log_mark(&self, position: i64) -> Result<LogMark, StoreError>;

    /// Puts a table that someone has added under the log, and names it in the catalogue, so that
    /// it can be edited. Done again, it takes up columns that came since.
    ///
    /// # Errors
    /// [`StoreError::Unfit`] with the reason why the table cannot be served or edited.
    async fn adopt(&self, table: &str) -> Result<(), StoreError>;

    /// The change log after `position`, ascending, whoever wrote it; at most a page of it.
    ///
    /// # Errors
    /// [`StoreError::History`] when the log is another one than that of `epoch`, after a restore
    /// for instance: only a fresh [`load`](Self::load) helps then.
    async fn changes_since(
        &self,
        epoch: &str,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError>;

    /// The lines of the change log about one feature after `position`, ascending; at most a page.
    async fn history(
        &self,
        collection: &CollectionId,
        id: &FeatureId,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError>;

    /// Carries out all edits or none, durably, and logs them in the same transaction.
    ///
    /// - `seen`: the log position the edits were checked at.
    ///
    /// # Errors
    /// [`StoreError::Outdated`] when someone changed one of the features after `seen`, and
    /// [`StoreError::Constraint`], or [`StoreError::Edit`] of several, when the database refuses a
    /// row; nothing is written then.
    async fn write(
        &self,
        edits: &[Edit],
        schemas: &Schemas,
        context: &EditContext,
        seen: i64,
    ) -> Result<(), StoreError>;

    /// Returns when others may have written: at the database's word where it gives one, and after
    /// [`LOOK`] in any case, because a word can be lost.
    async fn changed(&self) {
        tokio::time::sleep(LOOK).await;
    }

    /// The work plan's files, by name; none in a store without a plan.
    async fn plan(&self) -> Result<Vec<PlanFile>, StoreError>;

    /// Puts these files in the place of the plan that is there. They are not in the change log.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] when the store is not ours.
    async fn replace_plan(&self, files: &[PlanFile]) -> Result<(), StoreError>;

    /// Everything, to fill another store with.
    ///
    /// # Errors
    /// [`StoreError::Foreign`] when the store is not ours.
    async fn content(&self) -> Result<Seed, StoreError>;

    /// What the store is, for people; never a password.
    fn describe(&self) -> String;

    /// Whether the database takes no writes for now, because it is a copy that follows another.
    fn is_standby(&self) -> bool {
        false
    }

    /// Releases the database; later calls fail.
    async fn close(&self);
}
