use std::{fmt, sync::Arc};

use chrono::NaiveDate;

use crate::domain::{Feature, Schema};

/// A rule that somebody above keeps, asked before anything is written.
pub trait Rule: fmt::Debug + Send + Sync {
    /// - `before`: the feature as the actions before have left it; `None` for a new one.
    /// - `today`: the territory's day.
    ///
    /// # Errors
    /// Why the feature may not become so.
    fn allows(
        &self,
        schema: &Arc<Schema>,
        before: Option<&Feature>,
        after: &Feature,
        today: NaiveDate,
    ) -> Result<(), Refusal>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{property}`: {reason}")]
pub struct Refusal {
    pub property: String,
    pub reason: String,
}
