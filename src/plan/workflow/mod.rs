//! Steps that the features of a layer go through, one after another: which may follow which, how
//! long each may take, and what brings them to an end.

mod check;
mod course;
mod figures;
mod rule;
mod stood;

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

pub(super) use check::{check, errors};
pub use course::{Course, Passed};
pub use figures::{Board, Figures, Stage};
pub use rule::Broken;
pub use stood::against;

use super::model::{Condition, Placed, Plan};
use crate::domain::CollectionId;

/// The steps of a layer, in the order they are usually taken.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Workflow {
    pub layer: CollectionId,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    /// The column with the step.
    pub status: String,
    pub steps: Vec<Step>,
    /// The column with the day by which it must be closed.
    pub due: Option<String>,
    /// The column with the tier that works on it.
    pub tier: Option<String>,
    /// How it may go from tier to tier.
    #[serde(default)]
    pub hand_off: Vec<HandOff>,
    /// The column that names the earlier feature that has come back.
    pub recurrence: Option<String>,
    /// What must be true of a feature that is closed.
    pub closing: Option<Condition>,
    /// Where the time limits come from.
    pub limits_from: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The status.
    pub code: String,
    /// The column with the day it was reached.
    pub on: Option<String>,
    /// Steps that may follow.
    #[serde(default)]
    pub next: Vec<String>,
    /// Earlier steps that it may go back to.
    #[serde(default)]
    pub back: Vec<String>,
    /// Working days it may stay here.
    pub limit: Option<u32>,
    /// The same by tier, before `limit`.
    #[serde(default)]
    pub limits: BTreeMap<String, u32>,
    /// Whether nothing is left to do here.
    #[serde(default)]
    pub closes: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    pub from: String,
    pub to: String,
}

impl Step {
    /// Working days it may stay here in a tier.
    pub fn limit(&self, tier: Option<&str>) -> Option<u32> {
        tier.and_then(|tier| self.limits.get(tier)).copied().or(self.limit)
    }

    /// All steps that may come after.
    pub fn allowed(&self) -> impl Iterator<Item = &str> {
        self.next.iter().chain(&self.back).map(String::as_str)
    }
}

impl Workflow {
    pub fn step(&self, code: &str) -> Option<&Step> {
        self.steps.iter().find(|step| step.code == code)
    }

    /// Codes that can be reached from a step going forward, without passing `avoid`.
    fn reached<'w>(&'w self, from: &'w str, avoid: Option<&str>) -> HashSet<&'w str> {
        let (mut seen, mut open) = (HashSet::new(), vec![from]);
        while let Some(code) = open.pop() {
            let next = self.step(code).into_iter().flat_map(|step| &step.next);
            open.extend(
                next.map(String::as_str).filter(|code| Some(*code) != avoid && seen.insert(*code)),
            );
        }
        seen
    }

    /// Steps that every way to this one passes, itself among them, in the order they are passed.
    pub fn passed(&self, code: &str) -> Vec<&Step> {
        let Some(first) = self.steps.first() else { return Vec::new() };
        let needed = |step: &&Step| {
            step.code == code
                || code != first.code
                    && (step.code == first.code
                        || !self.reached(&first.code, Some(&step.code)).contains(code))
        };
        let mut passed: Vec<&Step> = self.steps.iter().filter(needed).collect();
        // Of two steps on every way, the later one is reached from the earlier one.
        passed.sort_by_key(|step| std::cmp::Reverse(self.reached(&step.code, None).len()));
        passed
    }

    /// The steps after this one on the usual way: the first of each step's next, up to one that closes.
    pub fn usual(&self, code: &str) -> Vec<&Step> {
        let mut ahead: Vec<&Step> = Vec::new();
        let mut at = self.step(code);
        while let Some(step) = at.filter(|step| !step.closes) {
            let next = step.next.first().or(step.back.first());
            at = next.and_then(|next| self.step(next));
            match at {
                Some(step) if ahead.iter().all(|known| known.code != step.code) => ahead.push(step),
                _ => break,
            }
        }
        ahead
    }

    /// Steps that come only after this one.
    pub fn later(&self, code: &str) -> Vec<&Step> {
        let after = self.reached(code, None);
        self.steps.iter().filter(|step| after.contains(&*step.code)).collect()
    }
}

impl Plan {
    pub fn workflow(&self, layer: &CollectionId) -> Option<&Placed<Workflow>> {
        self.workflows.iter().find(|workflow| workflow.layer == *layer)
    }
}
