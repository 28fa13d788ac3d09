//! All layers in memory as one consistent snapshot; reads never wait, writes
//! go to the store first and reach memory through the change log.

mod action;
mod draft;
mod find;
mod kept;
mod layer;
mod live;
mod rule;
mod saved;
mod snapshot;
mod version;
mod view;
mod write;

pub use action::{Action, Condition, Intent};
pub use find::{Found, Match};
pub use kept::SnapshotFile;
pub use layer::Layer;
pub use live::{Atlas, AtlasError};
pub use rule::{Refusal, Rule};
pub use saved::Saved;
pub use snapshot::Snapshot;
pub use version::{NoVersion, Version};
pub use view::{View, ViewError};
pub use write::{TransactionError, WriteError};
