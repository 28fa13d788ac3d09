//! Vector tiles: the grids they lie on, and the encoding of what is handed over.
//!
//! Pure functions and values, which know no layer, filter or cache. Three kinds of coordinates:
//! longitude and latitude in degrees (CRS84) as stored; *units* of a matrix set, where a tile of
//! zoom 0 is 1 wide and `v` points south; and the whole numbers of a zoom's *grid*, of which a
//! tile has [`EXTENT`] each way.

pub mod clip;
pub mod grid;
pub mod mvt;
pub mod places;
mod protobuf;
pub mod shape;
pub mod simplify;
pub mod topology;
pub mod valid;

pub use grid::{MatrixSet, Tile, TileError};
pub use places::{Place, Places};
pub use shape::{Kind, Shape};

/// Grid steps from one side of a tile to the other.
pub const EXTENT: i64 = 4096;
/// What a tile holds of lines and areas beyond its own sides, in grid steps.
pub const BUFFER: i64 = 64;
/// The deepest zoom there are tiles of.
pub const MAX_ZOOM: u8 = 24;
