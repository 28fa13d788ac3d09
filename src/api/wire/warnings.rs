use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::Titles;
use crate::{
    api::links::Link,
    plan::{
        Plan,
        model::Title,
        warnings::{
            Levels, Log, Reason, Standing,
            model::{Level, Rule, Thresholds, Warnings},
        },
    },
};

/// The warning levels of units.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct WarningsAnswer {
    /// The day the levels hold for.
    at: NaiveDate,
    /// The unit level whose units have warnings.
    by: String,
    /// What everyone who reads a level must know of the rules.
    note: Titles,
    /// Phrases of the plan that the rules come from.
    clauses: Vec<WarningPhrase>,
    /// Whether changes of level are logged: offered in the change feed and as history of the
    /// collection `warnings`.
    logged: bool,
    /// The mildest first, with how many units have each.
    levels: Vec<WarningLevel>,
    /// Units without a warning.
    none: usize,
    rules: Vec<WarningRule>,
    /// Units of the levels asked for.
    number_matched: usize,
    /// The worst first. Absent for the public where the units are internal.
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<Vec<WarningUnit>>,
    pub links: Vec<Link>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WarningPhrase {
    id: String,
    phrase: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WarningLevel {
    key: String,
    title: Titles,
    /// blue, yellow, orange, red.
    colour: &'static str,
    units: usize,
}

/// What must be reached, and by whom.
#[derive(Debug, Serialize, JsonSchema)]
struct WarningThresholds {
    /// The units it is for; null for all (others).
    title: Option<Titles>,
    /// Whether the thresholds are percentages of the denominator.
    percent: bool,
    steps: Vec<WarningStep>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WarningStep {
    level: String,
    threshold: i64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WarningRule {
    key: String,
    title: Titles,
    clauses: Vec<WarningPhrase>,
    /// ≥ or ≤: which side of the threshold warns; the threshold itself does.
    compare: &'static str,
    /// The first that is a unit's own counts.
    thresholds: Vec<WarningThresholds>,
    /// Whether past days show today's state, for want of dates.
    undated: bool,
}

/// A rule that raises a level.
#[derive(Debug, Serialize, JsonSchema)]
struct WarningReason {
    rule: String,
    level: String,
    num: i64,
    /// None where only the numerator means something.
    den: Option<i64>,
    /// The part of the denominator that nothing is known of.
    unknown: i64,
    threshold: i64,
    percent: bool,
    /// Whose thresholds these are; null for everyone's.
    class: Option<Titles>,
}

/// How a unit stands.
#[derive(Debug, Serialize, JsonSchema)]
struct WarningUnit {
    id: String,
    name: String,
    /// Null without a warning.
    level: Option<String>,
    /// Since when it has been logged at this level; null where that is not known, and on other days
    /// than the territory's own.
    since: Option<NaiveDate>,
    /// The worst first.
    reasons: Vec<WarningReason>,
    /// Rules of which nothing is known for the unit.
    unknown: Vec<String>,
}

fn titles(title: &Title) -> Titles {
    Titles { zh: title.zh.clone(), en: title.en.clone() }
}

fn class(set: &Thresholds) -> Option<Titles> {
    Some(Titles { zh: set.zh.clone()?, en: set.en.clone()? })
}

fn phrases(plan: &Plan, ids: &[String]) -> Vec<WarningPhrase> {
    let rows = ids.iter().filter_map(|id| plan.row(id));
    rows.map(|row| WarningPhrase { id: row.id.clone(), phrase: row.phrase.clone() }).collect()
}

/// What an answer is made from.
#[derive(Debug)]
pub struct Question<'a> {
    pub plan: &'a Plan,
    pub warnings: &'a Warnings,
    pub levels: &'a Levels,
    /// Of the territory's own day; `None` on others, and where nothing is logged.
    pub log: Option<Log>,
    pub logged: bool,
}

impl Question<'_> {
    /// Key of a unit's level.
    pub fn level<'a>(&'a self, unit: &Standing) -> Option<&'a str> {
        unit.level.map(|level| self.warnings.levels[level].key.as_str())
    }

    pub fn since(&self, unit: &Standing) -> Option<NaiveDate> {
        let found = self.log.as_ref()?.find(&self.levels.layer.table.id(unit.unit).to_id())?;
        // A moment after an edit, the log is not there yet.
        found.since.filter(|_| found.level.is_some() && found.level.as_deref() == self.level(unit))
    }

    fn rule(&self, rule: &Rule) -> WarningRule {
        let steps = |set: &Thresholds| {
            let levels = self.warnings.levels.iter();
            let step = |level: &str| {
                Some(WarningStep { level: level.to_owned(), threshold: set.of(level)? })
            };
            levels.filter_map(|level| step(&level.key)).collect()
        };
        let thresholds = |set: &Thresholds| WarningThresholds {
            title: class(set),
            percent: set.is_percent(),
            steps: steps(set),
        };
        WarningRule {
            key: rule.key.clone(),
            title: Titles { zh: rule.zh.clone(), en: rule.en.clone() },
            clauses: phrases(self.plan, &rule.clauses),
            compare: rule.warns.sign(),
            thresholds: rule.thresholds.iter().map(thresholds).collect(),
            undated: rule.undated,
        }
    }

    fn reason(&self, reason: &Reason) -> WarningReason {
        let rule = &self.warnings.rules[reason.rule];
        let set = &rule.thresholds[reason.set];
        WarningReason {
            rule: rule.key.clone(),
            level: self.warnings.levels[reason.level].key.clone(),
            num: reason.value.num,
            den: reason.value.den,
            unknown: reason.value.unknown,
            threshold: reason.threshold,
            percent: set.is_percent(),
            class: class(set),
        }
    }

    fn unit(&self, unit: &Standing) -> WarningUnit {
        let table = &self.levels.layer.table;
        let key = |rule: &usize| self.warnings.rules[*rule].key.clone();
        WarningUnit {
            id: table.id(unit.unit).to_string(),
            name: table.title(unit.unit).to_owned(),
            level: self.level(unit).map(str::to_owned),
            since: self.since(unit),
            reasons: unit.reasons.iter().map(|reason| self.reason(reason)).collect(),
            unknown: unit.unknown.iter().map(key).collect(),
        }
    }

    /// - `units`: those listed, in their order.
    /// - `are_seen`: whether the audience may see single units.
    pub fn answer(&self, units: &[&Standing], are_seen: bool, links: Vec<Link>) -> WarningsAnswer {
        let with = |level: Option<usize>| {
            self.levels.units.iter().filter(|unit| unit.level == level).count()
        };
        let level = |(index, level): (usize, &Level)| WarningLevel {
            key: level.key.clone(),
            title: Titles { zh: level.zh.clone(), en: level.en.clone() },
            colour: level.colour.name(),
            units: with(Some(index)),
        };
        let head = &self.warnings.head;
        let levels = self.warnings.levels.iter().map(|level| &level.it).enumerate();
        WarningsAnswer {
            at: self.levels.days.at,
            by: head.by.to_string(),
            note: titles(&head.note),
            clauses: phrases(self.plan, &head.clauses),
            logged: self.logged,
            levels: levels.map(level).collect(),
            none: with(None),
            rules: self.warnings.rules.iter().map(|rule| self.rule(rule)).collect(),
            number_matched: units.len(),
            units: are_seen.then(|| units.iter().map(|unit| self.unit(unit)).collect()),
            links,
        }
    }
}
