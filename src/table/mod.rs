//! One layer in memory: typed columns, geometries under an R-tree, membership in units.

mod column;
mod membership;
mod table;

pub use column::Column;
pub use membership::{LinePart, Membership, NO_UNIT, UnitIndex};
pub use table::{Row, Table};
