//! Who answers for which place, and what of it is overdue.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Titles;
use crate::{
    api::links::Link,
    atlas::Layer,
    domain::UnitRef,
    plan::{
        Plan,
        duties::{Chain, Chains, Holding, Load, Loads},
    },
    table::Row,
};

/// The chain of responsibility of every unit of a level.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Responsibilities {
    pub at: NaiveDate,
    pub by: String,
    /// The plan's roles.
    pub duties: Vec<DutyOf>,
    pub obligations: Vec<ObligationOf>,
    pub calendar: CalendarOf,
    pub number_matched: usize,
    /// Of which with every role held as it should be.
    pub complete: usize,
    pub units: Vec<UnitChain>,
    /// Who answers for these units.
    pub holders: Vec<HolderLoad>,
    pub links: Vec<Link>,
}

/// A role that every unit of a level has.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DutyOf {
    level: String,
    role: String,
    /// How many hold it at once.
    holders: usize,
    clauses: Vec<String>,
}

/// What must be brought to an end in time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ObligationOf {
    key: String,
    title: Titles,
    layer: String,
    clauses: Vec<String>,
    /// The column with the day it is due.
    due: Option<String>,
    /// Without one: working days from this column's day.
    start: Option<String>,
    limit: Option<u32>,
}

/// The days that count as working days.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarOf {
    /// Who published it; null without one: then Mondays to Fridays count.
    source: Option<String>,
    /// Outside these days Mondays to Fridays count.
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl CalendarOf {
    pub fn new(plan: &Plan) -> Self {
        let (from, to) = plan.calendar.known.unzip();
        Self { source: plan.calendar.source.clone(), from, to }
    }
}

/// A unit's chain: its own roles and those of the larger units it lies in.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitChain {
    pub id: String,
    pub name: String,
    #[serde(flatten)]
    pub chain: ChainOf,
    pub load: LoadOf,
}

/// The roles of a place, the largest unit's first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChainOf {
    /// Whether every role is held as it should be.
    pub complete: bool,
    pub roles: Vec<RoleOf>,
    /// Smaller units with roles of their own.
    pub below: Vec<BelowOf>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct RoleOf {
    role: String,
    /// `<collection>:<id>` of the unit that has the role.
    unit: String,
    unit_name: String,
    /// held, missing or twice.
    state: &'static str,
    holders: Vec<HolderOf>,
    /// Days between two holders, in the plan's period.
    gaps: Vec<GapOf>,
    /// The day the last holder left, where nobody holds it any more.
    vacant_since: Option<NaiveDate>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct HolderOf {
    /// The row of `responsibilities`.
    id: String,
    /// A reference, never a person's name.
    holder_ref: String,
    from: Option<NaiveDate>,
    /// The first day on which it is over.
    to: Option<NaiveDate>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct GapOf {
    from: NaiveDate,
    /// The first day with a holder again.
    to: NaiveDate,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct BelowOf {
    level: String,
    units: usize,
    complete: usize,
}

/// What is open, and of it overdue.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct LoadOf {
    pub open: usize,
    pub overdue: usize,
    /// Days of the item that has been overdue for longest.
    pub most_days: i64,
    /// By obligation.
    pub by: BTreeMap<String, PartOf>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct PartOf {
    open: usize,
    overdue: usize,
    most_days: i64,
}

/// Somebody with the units they answer for, and what is open there.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HolderLoad {
    pub holder_ref: String,
    pub roles: Vec<String>,
    /// `<collection>:<id>`
    pub units: Vec<String>,
    pub load: LoadOf,
}

impl Responsibilities {
    pub fn duties(plan: &Plan) -> Vec<DutyOf> {
        let duties = plan.duties.duties.iter().map(|duty| DutyOf {
            level: duty.level.to_string(),
            role: duty.role.clone(),
            holders: duty.holders,
            clauses: duty.clauses.clone(),
        });
        duties.collect()
    }

    pub fn obligations(plan: &Plan) -> Vec<ObligationOf> {
        let obligations = plan.duties.obligations.iter().map(|one| ObligationOf {
            key: one.key.clone(),
            title: Titles { zh: one.zh.clone(), en: one.en.clone() },
            layer: one.layer.to_string(),
            clauses: one.clauses.clone(),
            due: one.due.clone(),
            start: one.start.clone(),
            limit: one.limit,
        });
        obligations.collect()
    }
}

impl UnitChain {
    pub fn new(
        layer: &Layer,
        row: Row,
        chains: &Chains<'_>,
        chain: &Chain<'_>,
        loads: &Loads<'_>,
    ) -> Self {
        let id = layer.table.id(row).to_id();
        let unit = UnitRef { collection: layer.schema().id.clone(), id };
        Self {
            id: unit.id.to_string(),
            name: layer.table.title(row).to_owned(),
            chain: ChainOf::new(chains, chain),
            load: LoadOf::new(loads, &[unit]),
        }
    }
}

impl ChainOf {
    pub fn new(chains: &Chains<'_>, chain: &Chain<'_>) -> Self {
        let table = &chains.holdings.layer.table;
        let holder = |held: &Holding| HolderOf {
            id: table.id(held.row).to_string(),
            holder_ref: held.holder.clone(),
            from: held.from,
            to: held.to,
        };
        let roles = chain.links.iter().map(|link| RoleOf {
            role: link.duty.role.clone(),
            unit: link.unit.to_string(),
            unit_name: link.name.clone(),
            state: link.standing.state.name(),
            holders: link.standing.present.iter().map(holder).collect(),
            gaps: link.standing.gaps.iter().map(|g| GapOf { from: g.from, to: g.to }).collect(),
            vacant_since: link.standing.vacant_since,
        });
        let below = chain.below.iter().map(|below| BelowOf {
            level: below.level.to_string(),
            units: below.units,
            complete: below.complete,
        });
        Self { complete: chain.is_complete(), roles: roles.collect(), below: below.collect() }
    }
}

impl LoadOf {
    /// What lies in any of the units, each thing once.
    pub fn new(loads: &Loads<'_>, units: &[UnitRef]) -> Self {
        let parts = loads.of(units);
        let Load { open, overdue, most_days } = Load::sum(&parts);
        let by = loads.obliged.iter().zip(&parts).map(|(one, part)| {
            let Load { open, overdue, most_days } = *part;
            (one.obligation.key.clone(), PartOf { open, overdue, most_days })
        });
        Self { open, overdue, most_days, by: by.collect() }
    }
}

/// A role goes from one holder to the next.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// `<collection>:<id>`
    pub unit: String,
    pub role: String,
    /// The new holder: a reference, never a person's name.
    pub holder_ref: String,
    /// The new holder's first day.
    pub on: String,
    /// The one who hands over; needed only where several hold the role.
    pub from: Option<String>,
    /// For the log.
    pub why: Option<String>,
}

/// What a hand-over has written.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HandedOver {
    /// Of the change log: both rows have it.
    pub batch: String,
    pub seq: i64,
    /// The row that ends; null where nobody held the role.
    pub ended: Option<String>,
    /// The row that begins.
    pub began: String,
}
