//! What the plan's files say of warnings.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::model::{Condition, Measure, Placed, Title};
use crate::domain::CollectionId;

/// What holds for all warnings: the table `[warnings]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The unit level whose units have a warning level.
    pub by: CollectionId,
    /// What everyone who reads a level must know of the rules.
    pub note: Title,
    /// Where the rules come from.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// The colours of China's graded warnings, the mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    Blue,
    Yellow,
    Orange,
    Red,
}

impl Colour {
    pub const ALL: [Self; 4] = [Self::Blue, Self::Yellow, Self::Orange, Self::Red];

    pub fn name(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }
}

/// `[[warning_level]]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    pub key: String,
    pub zh: String,
    pub en: String,
    pub colour: Colour,
}

/// Which side of a threshold warns; the threshold itself does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// 以上
    #[default]
    AtLeast,
    /// 以下
    AtMost,
}

impl Side {
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
        }
    }

    pub fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
        }
    }
}

/// The thresholds of the units that meet `among`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Which units; all without it.
    pub among: Option<Condition>,
    /// Whom they are for.
    pub zh: Option<String>,
    pub en: Option<String>,
    /// Level to the numerator that reaches it.
    pub count: Option<BTreeMap<String, i64>>,
    /// Level to the percentage of the denominator that reaches it.
    pub percent: Option<BTreeMap<String, i64>>,
}

impl Thresholds {
    pub fn is_percent(&self) -> bool {
        self.percent.is_some()
    }

    /// The threshold of a level, where it has one.
    pub fn of(&self, level: &str) -> Option<i64> {
        let steps = self.percent.as_ref().or(self.count.as_ref())?;
        steps.get(level).copied()
    }
}

/// `[[warning]]`, a rule: one number of each unit and what it must reach.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub key: String,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    #[serde(default)]
    pub warns: Side,
    pub measures: Vec<Measure>,
    /// The first whose `among` a unit meets is the unit's; a unit that meets none is not judged.
    pub thresholds: Vec<Thresholds>,
    /// Its columns carry no dates: other days than today show today's state.
    #[serde(default)]
    pub undated: bool,
}

/// All that a plan says of warnings.
#[derive(Debug, Clone)]
pub struct Warnings {
    pub head: Head,
    /// The mildest first.
    pub levels: Vec<Placed<Level>>,
    pub rules: Vec<Placed<Rule>>,
}

impl Warnings {
    pub fn level(&self, key: &str) -> Option<usize> {
        self.levels.iter().position(|level| level.key == key)
    }
}
