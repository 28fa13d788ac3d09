//! Tiles of the layers: what of them is prepared ahead, what a tile is made from, and which tiles
//! a change leaves as they were.

mod archive;
mod cache;
mod content;
mod counted;
mod layer;
mod stand;
mod tags;

pub use archive::{ArchiveError, Archived, write_archive};
pub use cache::{Answer, Tiles, USUAL_MB};
pub use content::{Budget, Content, LARGEST, Part, build};
pub use counted::UnitCounts;
pub use layer::Tiled;
pub use stand::Stand;
pub use tags::{class_of, fields, shown};
