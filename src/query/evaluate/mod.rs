//! Filters compiled against a table once, then asked row by row.
//!
//! Each condition becomes a [`node::Node`]: a test in three-valued logic (true, false, unknown),
//! and, where an index answers, the only rows for which it can be true and those for which it can
//! be false. `AND`, `OR` and `NOT` combine both, so the R-tree works below any of them.

mod array;
mod clock;
mod compare;
mod compile;
mod error;
mod filter;
pub mod functions;
mod like;
mod node;
mod number;
mod row_set;
mod scan;
mod spatial;
mod temporal;
mod text;
mod value;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDate;

pub use clock::Work;
pub use error::{EvaluateError, ExpressionError};
pub use scan::Scan;

use self::{clock::Clock, filter::Plan};
use super::Filter;
use crate::{
    domain::{Property, UnitRef},
    table::{Membership, Row, Table},
};

/// What a filter needs beyond the table itself.
pub trait Bound {
    /// The table's membership at the unit's level and the unit's row there.
    ///
    /// # Errors
    /// [`EvaluateError::UnknownUnit`].
    fn unit(&self, unit: &UnitRef) -> Result<(Arc<Membership>, Row), EvaluateError>;

    /// Whether an expression may name the property; one that may not is unknown to it.
    fn may_see(&self, property: &Property) -> bool;

    /// The day that `today()` stands for.
    fn today(&self) -> NaiveDate;
}

/// What a filter needs that names neither units nor `today()` of a request: the given day is today,
/// and every property may be named.
#[derive(Debug, Clone, Copy)]
pub struct Unbound(pub NaiveDate);

impl Bound for Unbound {
    fn unit(&self, unit: &UnitRef) -> Result<(Arc<Membership>, Row), EvaluateError> {
        Err(EvaluateError::UnknownUnit(unit.clone()))
    }

    fn may_see(&self, _: &Property) -> bool {
        true
    }

    fn today(&self) -> NaiveDate {
        self.0
    }
}

/// How much one evaluation may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// From the start of the evaluation.
    pub time: Duration,
    /// Candidates that the indexes hand over, in bytes, over all conditions of a filter.
    pub candidate_bytes: usize,
}

impl Limits {
    /// For what the service asks of itself, whose cost is known.
    pub const NONE: Self = Self { time: Duration::MAX, candidate_bytes: usize::MAX };
}

impl Default for Limits {
    /// Ten seconds and 256 MiB.
    fn default() -> Self {
        Self { time: Duration::from_secs(10), candidate_bytes: 256 << 20 }
    }
}

/// So many rows are asked together.
const BLOCK: usize = 256;

/// Rows that meet the filter, by ascending `fid`.
///
/// # Errors
/// [`EvaluateError`] when the filter names what the table does not have, or costs too much.
pub fn select(
    table: &Table,
    filter: &Filter,
    bound: &dyn Bound,
    limits: Limits,
) -> Result<Vec<Row>, EvaluateError> {
    select_counted(table, filter, bound, limits).map(|(rows, _)| rows)
}

/// [`select`], and what it took.
///
/// # Errors
/// As [`select`].
pub fn select_counted(
    table: &Table,
    filter: &Filter,
    bound: &dyn Bound,
    limits: Limits,
) -> Result<(Vec<Row>, Work), EvaluateError> {
    let clock = Clock::new(limits, Instant::now());
    let node = Plan { table, bound, clock: &clock }.node(filter)?;
    let mut selected = Vec::new();
    let mut rows: Box<dyn Iterator<Item = Row>> = match &node.may_hold {
        Some(rows) => rows.iter(),
        None => Box::new(table.used_rows()),
    };
    let mut block = Vec::with_capacity(BLOCK);
    loop {
        block.clear();
        block.extend(rows.by_ref().take(BLOCK));
        if block.is_empty() {
            break;
        }
        block.iter().try_for_each(|_| clock.row())?;
        node.retain(&mut block);
        selected.extend_from_slice(&block);
    }
    clock.check()?;
    table.sort(&mut selected);
    Ok((selected, clock.work()))
}
