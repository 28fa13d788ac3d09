//! One layer in memory: typed columns, geometries under an R-tree, membership in units.

mod column;
mod membership;
mod rows;

pub use column::Column;
pub use membership::{LinePart, Membership, NO_UNIT, UnitIndex};
pub use rows::{Row, Table};
