//! Filters over a table. A small tree that any filter language can be read into;
//! evaluation asks the R-tree first and tests exactly after it.

pub mod cql2;
mod evaluate;
mod expression;
mod filter;
mod order;
mod traverse;

pub use evaluate::{
    Bound, EvaluateError, ExpressionError, Limits, Scan, Unbound, Work, functions, select,
    select_counted,
};
pub use expression::{
    Arithmetic, ArrayPredicate, Comparison, Expression, SpatialPredicate, TemporalPredicate,
};
pub use filter::Filter;
pub use order::{Key, Order, Position, SortKey, is_sortable};
