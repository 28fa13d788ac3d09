//! What the plan's files say, checked among themselves.

use std::fmt;

use chrono::NaiveDate;
use serde::Deserialize;

pub use super::days::{Condition, Days};
use super::warnings::model::Warnings;
use super::{WorkingDays, duties::Duties, workflow::Workflow};
use crate::domain::CollectionId;

/// A year's work plan. A plan is whole: every reference inside it leads somewhere.
#[derive(Debug, Clone)]
pub struct Plan {
    pub year: i32,
    pub title: Title,
    /// First and last day.
    pub period: (NaiveDate, NaiveDate),
    pub baseline: NaiveDate,
    pub public_levels: Vec<CollectionId>,
    pub themes: Vec<Theme>,
    pub denominators: Vec<Placed<Denominator>>,
    pub ambiguities: Vec<Ambiguity>,
    pub systems: Vec<System>,
    /// In the order of the plan's text.
    pub rows: Vec<Placed<Row>>,
    /// In the order of the files.
    pub targets: Vec<Placed<Target>>,
    /// Graded warnings, where the plan has rules for them.
    pub warnings: Option<Warnings>,
    /// Which days are worked.
    pub calendar: WorkingDays,
    pub duties: Duties,
    pub workflows: Vec<Placed<Workflow>>,
    /// Stands for the text of all files.
    pub digest: String,
}

/// Something with the place in the files where it is said.
#[derive(Debug, Clone)]
pub struct Placed<T> {
    pub file: String,
    pub line: usize,
    pub it: T,
}

impl<T> std::ops::Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.it
    }
}

impl Plan {
    pub fn target(&self, key: &str) -> Option<&Placed<Target>> {
        self.targets.iter().find(|target| target.key == key)
    }

    pub fn row(&self, id: &str) -> Option<&Placed<Row>> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The theme of the chapter that a phrase stands in; none for the preamble.
    pub fn theme_of(&self, row: &Row) -> Option<&Theme> {
        self.themes.iter().find(|theme| Some(&*theme.chapter) == row.place().chapter.as_deref())
    }

    /// A target has the theme of its first clause.
    pub fn theme(&self, target: &Target) -> Option<&Theme> {
        self.theme_of(self.row(target.clauses.first()?)?)
    }

    /// - `at`: any day; before and after the plan's period its first and last day stand for it.
    pub fn days(&self, at: NaiveDate) -> Days {
        let (from, to) = self.period;
        Days { at: at.clamp(from, to), from, to, base: self.baseline }
    }

    pub fn due(&self, target: &Target) -> NaiveDate {
        target.due.as_ref().map_or(self.period.1, |day| day.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Theme {
    pub key: String,
    pub zh: String,
    pub en: String,
    /// The plan's chapter, as the ids of its phrases begin.
    pub chapter: String,
}

/// A day as TOML writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "toml::value::Datetime")]
pub struct Day(pub NaiveDate);

impl TryFrom<toml::value::Datetime> for Day {
    type Error = String;

    fn try_from(day: toml::value::Datetime) -> Result<Self, String> {
        let text = day.to_string();
        text.parse().map(Self).map_err(|_| format!("`{text}` is not a date (2016-09-30)"))
    }
}

/// A number that the plan states itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Denominator {
    pub count: i64,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    pub layer: CollectionId,
    pub filter: Option<Condition>,
}

/// What the plan leaves open, and how it is read here.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ambiguity {
    pub id: String,
    pub issue: String,
    pub clauses: Vec<String>,
    pub handling: String,
    pub en: String,
}

/// A system with a life of its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct System {
    pub key: String,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    /// What the service receives from it; empty for nothing.
    pub receives: String,
    /// What the service gives to it; empty for nothing.
    pub gives: String,
    pub status: String,
}

/// One phrase of the plan and what became of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// `三(二)1-08`: chapter, part, item, serial number.
    pub id: String,
    /// As the text has it.
    pub phrase: String,
    /// With what the text has lost.
    pub restored: Option<String>,
    pub gloss: String,
    pub kind: String,
    pub unit: String,
    pub became: Became,
    #[serde(default)]
    pub targets: Vec<String>,
    #[serde(default)]
    pub indicators: Vec<String>,
    #[serde(default)]
    pub layers: Vec<CollectionId>,
    pub feature: Option<String>,
    #[serde(default)]
    pub status: Status,
    pub note: Option<String>,
}

/// The letters of the kinds of phrases.
pub const KINDS: [&str; 10] = ["T", "D", "N", "P", "F", "W", "M", "S", "O", "C"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// A target computed from the layers.
    Target,
    /// Reported numbers, with a target or without.
    Reported,
    /// A dated yes or no.
    Milestone,
    /// A work item on layers.
    Layer,
    /// A mechanism that the service has as a feature.
    Feature,
    /// Text only.
    Text,
}

impl Became {
    pub const ALL: [Self; 6] =
        [Self::Target, Self::Reported, Self::Milestone, Self::Layer, Self::Feature, Self::Text];

    pub fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Reported => "reported",
            Self::Milestone => "milestone",
            Self::Layer => "layer",
            Self::Feature => "feature",
            Self::Text => "text",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    #[default]
    Available,
    Planned,
}

/// Where a phrase stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// None for the preamble.
    pub chapter: Option<String>,
    pub part: Option<String>,
    pub item: Option<u32>,
    pub serial: u32,
}

impl Row {
    /// The place that the id tells; it was checked when the plan was read.
    pub fn place(&self) -> Place {
        place(&self.id).expect("it was checked when the plan was read")
    }
}

pub(super) fn place(id: &str) -> Option<Place> {
    let (place, serial) = id.rsplit_once('-')?;
    let serial = serial.parse().ok()?;
    if place == "0" {
        return Some(Place { chapter: None, part: None, item: None, serial });
    }
    let (chapter, rest) = place.split_once('(')?;
    let (part, item) = rest.split_once(')')?;
    let item = if item.is_empty() { None } else { Some(item.parse().ok()?) };
    Some(Place { chapter: Some(chapter.to_owned()), part: Some(part.to_owned()), item, serial })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Only rises.
    Progress,
    /// Must stay so until the end: one that is broken has failed.
    Guard,
    /// Moves both ways.
    State,
    /// Again each day or month.
    Cadence,
    /// A dated yes or no.
    Milestone,
    /// Every unit in exactly one class.
    Partition,
    /// Against a baseline.
    Direction,
    /// Parts that must all be met.
    Composite,
    /// A number without a threshold.
    Analysis,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Progress => "progress",
            Self::Guard => "guard",
            Self::State => "state",
            Self::Cadence => "cadence",
            Self::Milestone => "milestone",
            Self::Partition => "partition",
            Self::Direction => "direction",
            Self::Composite => "composite",
            Self::Analysis => "analysis",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    AtLeast,
    AtMost,
    Equal,
    Less,
    Greater,
}

impl Compare {
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => "≥",
            Self::AtMost => "≤",
            Self::Equal => "=",
            Self::Less => "<",
            Self::Greater => ">",
        }
    }

    pub fn holds<T: Ord>(self, left: T, right: T) -> bool {
        match self {
            Self::AtLeast => left >= right,
            Self::AtMost => left <= right,
            Self::Equal => left == right,
            Self::Less => left < right,
            Self::Greater => left > right,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Commitment {
    /// 确保
    Must,
    /// 力争、争取
    Strive,
    /// The plan says neither.
    #[default]
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The same days of the year before.
    LastYear,
    /// The plan's baseline day.
    Baseline,
    LastQuarter,
}

/// What the plan wants, and how it is counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub key: String,
    /// Number in the dictionary of targets.
    pub number: Option<u32>,
    pub zh: String,
    pub en: String,
    pub clauses: Vec<String>,
    #[serde(rename = "type")]
    pub kind: Kind,
    #[serde(default)]
    pub commitment: Commitment,
    pub compare: Option<Compare>,
    /// Of the denominator.
    pub percent: Option<i64>,
    /// Of the numerator alone.
    pub count: Option<i64>,
    /// A second, higher percentage to strive for.
    pub stretch: Option<i64>,
    pub against: Option<Against>,
    /// Unit levels it makes sense for, the largest first.
    pub levels: Vec<CollectionId>,
    pub public_levels: Option<Vec<CollectionId>>,
    pub due: Option<Day>,
    #[serde(default)]
    pub ambiguities: Vec<String>,
    #[serde(default)]
    pub proxy: bool,
    /// Its columns carry no dates: other days than today show today's state.
    #[serde(default)]
    pub undated: bool,
    /// What the denominator must be.
    pub declared: Option<i64>,
    /// The denominator of the whole where the plan states it and no layer tells.
    pub whole: Option<i64>,
    pub unit: Option<String>,
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// Other readings, which do not decide.
    #[serde(default)]
    pub also: Vec<Also>,
    /// What must have begun for a milestone to be on pace.
    #[serde(default)]
    pub begun: Vec<Measure>,
    /// Of a composite: tiles, each of targets that must all be met.
    #[serde(default)]
    pub all_of: Vec<Vec<String>>,
    /// Rates whose spread is compared.
    #[serde(default)]
    pub gap_of: Vec<String>,
    /// The column that says what comes next for a row that holds the target back.
    pub next_step: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    pub zh: String,
    pub en: String,
    pub measures: Vec<Measure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// The newest report of each unit in the period.
    Latest,
    /// All reports of the period.
    Sum,
}

/// Units with a feature that meets the condition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    pub layer: CollectionId,
    pub filter: Condition,
}

/// How a numerator and a denominator are counted.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    /// Features that meet `met`, of those that meet `among`.
    Features {
        layer: CollectionId,
        among: Option<Condition>,
        met: Condition,
        unknown: Option<Condition>,
        /// Columns to add up instead of counting.
        sum_met: Option<String>,
        sum_among: Option<String>,
        /// `met` is not a part of `among`.
        #[serde(default)]
        apart: bool,
    },
    /// Units of a level that have what is needed, of all that meet `among`.
    Units {
        level: CollectionId,
        among: Option<Condition>,
        needs: Vec<Need>,
        /// Units that have none of it.
        #[serde(default)]
        absent: bool,
    },
    /// Features in a unit, of any of the levels, that has what is needed.
    Inherits { layer: CollectionId, among: Condition, levels: Vec<CollectionId>, needs: Need },
    /// Numbers that units have reported.
    Reported {
        indicator: String,
        level: CollectionId,
        take: Take,
        /// Denominator of a unit that has reported nothing.
        den: Option<i64>,
        /// Expected of each unit in each month that is over.
        per_month: Option<i64>,
        /// Reported numbers are multiplied by this to be whole.
        scale: Option<i64>,
    },
    /// Days from one date to another; not a sum but a percentile.
    Days { layer: CollectionId, among: Condition, start: String, end: String, percentile: u8 },
    /// People within the territory's default reach of a facility.
    Coverage { layer: CollectionId, filter: Condition, people: String },
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
