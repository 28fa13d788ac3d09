//! Who answers for which unit, and what of it is open: 领导包片区, 书记·主任包小区, 小组包户.
//!
//! The plan says which roles a level has and what counts as overdue; the layer of
//! responsibilities says who holds them.

mod chain;
mod check;
mod holdings;
mod items;

use chrono::NaiveDate;
use serde::Deserialize;

pub use chain::{Below, Chain, Chains, Link};
pub(super) use check::{check, errors};
pub use holdings::{COLUMNS, Gap, Holding, Holdings, Standing, State, layer_id};
pub use items::{Item, Load, Loads, Obliged};

use super::{
    WorkingDays,
    model::{Condition, Placed},
};
use crate::domain::CollectionId;

/// A role that every unit of a level has.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    pub level: CollectionId,
    /// A code of the list of roles.
    pub role: String,
    /// How many hold it at once.
    #[serde(default = "one")]
    pub holders: usize,
    pub clauses: Vec<String>,
}

fn one() -> usize {
    1
}

/// What those who answer for a place must bring to an end in time.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Obligation {
    pub key: String,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    pub layer: CollectionId,
    /// Which features are open on the day.
    pub open: Condition,
    /// The column with the day it is due.
    pub due: Option<String>,
    /// Where there is none: working days from the day in the column `start`.
    pub start: Option<String>,
    pub limit: Option<u32>,
}

impl Obligation {
    /// - `date`: a feature's day in a column.
    pub fn due_on(
        &self,
        calendar: &WorkingDays,
        date: impl Fn(&str) -> Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let by_limit = || Some(calendar.after(date(self.start.as_deref()?)?, self.limit?));
        self.due.as_deref().and_then(&date).or_else(by_limit)
    }
}

#[derive(Debug, Clone, Default)]
pub struct Duties {
    pub duties: Vec<Placed<Duty>>,
    pub obligations: Vec<Placed<Obligation>>,
}

impl Duties {
    /// Levels that have roles, in the order of the files.
    pub fn levels(&self) -> Vec<&CollectionId> {
        let mut levels: Vec<&CollectionId> = Vec::new();
        for duty in &self.duties {
            if !levels.contains(&&duty.level) {
                levels.push(&duty.level);
            }
        }
        levels
    }

    /// The role at a level.
    pub fn of<'d, 'l>(
        &'d self,
        level: &'l CollectionId,
    ) -> impl Iterator<Item = &'d Placed<Duty>> + use<'d, 'l> {
        self.duties.iter().filter(move |duty| duty.level == *level)
    }
}
