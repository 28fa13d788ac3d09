//! Tiles of the layers: what of them is prepared ahead, what a tile is made from, and which tiles
//! a change leaves as they were.

mod archive;
mod cache;
mod content;
mod counted;
mod fitting;
mod layer;
mod makers;
mod sketch;
mod stand;
mod tags;

pub use archive::{ArchiveError, Archived, write_archive};
pub use cache::{Answer, Tiles, USUAL_MB};
pub use content::{Content, Part, build};
pub use counted::UnitCounts;
pub use fitting::{Budget, LARGEST};
pub use layer::Tiled;
pub use makers::in_turn;
pub use stand::Stand;
pub use tags::{can_class, class_of, fields, shown};
