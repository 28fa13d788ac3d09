//! One layer in memory: typed columns, geometries under an R-tree, membership in units.
//!
//! A table of any size is copied in an instant and shares with its copy what neither changes:
//! columns are vectors in chunks ([`chunked`]), texts stand once in a dictionary, ids lie side by
//! side, and the index is a packed tree that never changes with a small one beside it.

mod chunked;
mod column;
mod geometries;
mod grid;
mod ids;
mod index;
mod keys;
mod membership;
mod packed;
mod rows;
mod saved;
mod units;

pub use chunked::CHUNK;
pub use column::{Booleans, Column, Dates, Dictionary, Integers, Lists, Moments, Reals, Texts};
pub use membership::{LinePart, Membership};
pub use rows::{Rebuilt, Row, Table, TableBuilder};
pub use units::{NO_UNIT, UnitIndex};
