//! Holds the rules against themselves, and against the layers.

use std::collections::HashSet;

use super::{
    super::{
        PlanError,
        model::{Measure, Placed, Plan},
    },
    model::{Head, Level, Rule, Side, Thresholds, Warnings},
};
use crate::domain::CollectionId;

/// The parts that the files state, put together; `None` where they state none.
///
/// # Errors
/// [`PlanError`] for levels or rules without what holds for all of them.
pub fn complete(
    head: Option<Head>,
    levels: Vec<Placed<Level>>,
    rules: Vec<Placed<Rule>>,
) -> Result<Option<Warnings>, PlanError> {
    let first = levels.first().map(|level| (level.file.clone(), level.line));
    let first = first.or_else(|| rules.first().map(|rule| (rule.file.clone(), rule.line)));
    match (head, first) {
        (Some(head), _) => Ok(Some(Warnings { head, levels, rules })),
        (None, None) => Ok(None),
        (None, Some((file, line))) => {
            let reason = "warnings need a table `[warnings]` with `by` and `note`".to_owned();
            Err(PlanError { file, line: Some(line), reason })
        }
    }
}

/// What is wrong with the rules, as far as no layer is needed.
pub fn check(plan: &Plan, warnings: &Warnings) -> Vec<PlanError> {
    let mut errors = Vec::new();
    let mut say = |file: &str, line: Option<usize>, reason: String| {
        errors.push(PlanError { file: file.to_owned(), line, reason });
    };
    let head = &warnings.head;
    for id in head.clauses.iter().filter(|id| plan.row(id).is_none()) {
        say("the plan", None, format!("`[warnings]`: there is no row `{id}`"));
    }
    if warnings.levels.is_empty() {
        say("the plan", None, "warnings need a `[[warning_level]]`".to_owned());
    }
    let mut seen = HashSet::new();
    for level in &warnings.levels {
        if level.key == "none" || level.key.is_empty() {
            let reason = format!("warning level `{}`: the key means no level", level.key);
            say(&level.file, Some(level.line), reason);
        }
        if !seen.insert(&level.key) {
            let reason = format!("warning level `{}` stands there twice", level.key);
            say(&level.file, Some(level.line), reason);
        }
    }
    for pair in warnings.levels.windows(2).filter(|pair| pair[0].colour >= pair[1].colour) {
        let reason = format!(
            "warning level `{}`: {} does not come after {}; the mildest stands first",
            pair[1].key,
            pair[1].colour.name(),
            pair[0].colour.name()
        );
        say(&pair[1].file, Some(pair[1].line), reason);
    }
    let mut seen = HashSet::new();
    for rule in &warnings.rules {
        let key = &rule.key;
        let mut wrong = Vec::new();
        if !seen.insert(key) {
            wrong.push("it stands there twice".to_owned());
        }
        if rule.clauses.is_empty() {
            wrong.push("it names no clause".to_owned());
        }
        let unknown = rule.clauses.iter().filter(|id| plan.row(id).is_none());
        wrong.extend(unknown.map(|id| format!("there is no row `{id}`")));
        wrong.extend(measures(rule));
        if rule.thresholds.is_empty() {
            wrong.push("it has no `thresholds`".to_owned());
        }
        // What stands behind a set for all units is never asked.
        if let Some(all) = rule.thresholds.iter().position(|set| set.among.is_none())
            && all + 1 < rule.thresholds.len()
        {
            wrong.push("thresholds without `among` are for all units, and stand last".to_owned());
        }
        for set in &rule.thresholds {
            wrong.extend(thresholds(rule, set, warnings));
        }
        for reason in wrong {
            say(&rule.file, Some(rule.line), format!("warning `{key}`: {reason}"));
        }
    }
    errors
}

/// Whether a measure counts against something.
fn has_den(measure: &Measure) -> bool {
    match measure {
        Measure::Features { among, sum_among, .. } => among.is_some() || sum_among.is_some(),
        Measure::Days { .. } => false,
        _ => true,
    }
}

fn measures(rule: &Rule) -> Vec<String> {
    let mut wrong = Vec::new();
    if rule.measures.is_empty() {
        wrong.push("it has no `measures`".to_owned());
    }
    if rule.measures.windows(2).any(|pair| has_den(&pair[0]) != has_den(&pair[1])) {
        wrong.push("some of its measures count against something and others do not".to_owned());
    }
    let days = |measure: &&Measure| matches!(measure, Measure::Days { .. });
    if rule.measures.len() > 1 && rule.measures.iter().any(|measure| days(&measure)) {
        wrong.push("percentiles cannot be added up".to_owned());
    }
    for measure in &rule.measures {
        if let Measure::Days { percentile, .. } = measure
            && !(1..=100).contains(percentile)
        {
            wrong.push(format!("percentile {percentile} is not 1 to 100"));
        }
    }
    wrong
}

fn thresholds(rule: &Rule, set: &Thresholds, warnings: &Warnings) -> Vec<String> {
    let mut wrong = Vec::new();
    if set.zh.is_some() != set.en.is_some() {
        wrong.push("thresholds are named in both languages or in none".to_owned());
    }
    let steps = match (&set.count, &set.percent) {
        (Some(steps), None) | (None, Some(steps)) => steps,
        _ => {
            wrong.push("thresholds need one of `count`, `percent`".to_owned());
            return wrong;
        }
    };
    if steps.is_empty() {
        wrong.push("thresholds name no level".to_owned());
    }
    let unknown = steps.keys().filter(|key| warnings.level(key).is_none());
    wrong.extend(unknown.map(|key| format!("there is no warning level `{key}`")));
    if set.is_percent() && rule.measures.iter().any(|measure| !has_den(measure)) {
        wrong.push("a percentage needs something to count against (`among`)".to_owned());
    }
    for number in steps.values() {
        let (least, most) = match (rule.warns, set.is_percent()) {
            // From 0 on everything would warn, up to 100 % too.
            (Side::AtLeast, true) => (1, 100),
            (Side::AtLeast, false) => (1, i64::MAX),
            (Side::AtMost, true) => (0, 99),
            (Side::AtMost, false) => (0, i64::MAX),
        };
        if !(least..=most).contains(number) {
            let unit = if set.is_percent() { " %" } else { "" };
            wrong.push(format!("a threshold of {number}{unit} is impossible"));
        }
    }
    let ordered: Vec<(&str, i64)> = warnings
        .levels
        .iter()
        .filter_map(|level| Some((level.key.as_str(), set.of(&level.key)?)))
        .collect();
    for pair in ordered.windows(2) {
        let ((mild, before), (severe, number)) = (pair[0], pair[1]);
        let rises = match rule.warns {
            Side::AtLeast => number > before,
            Side::AtMost => number < before,
        };
        if !rises {
            wrong.push(format!(
                "the threshold of `{severe}` ({number}) is not more severe than that of `{mild}` \
                 ({before})"
            ));
        }
    }
    wrong
}

/// Layers that the rules read; `None` where any may count.
pub fn layers(warnings: &Warnings) -> Option<HashSet<CollectionId>> {
    let mut layers = HashSet::from([warnings.head.by.clone()]);
    for measure in warnings.rules.iter().flat_map(|rule| &rule.measures) {
        match measure {
            Measure::Features { layer, .. } | Measure::Days { layer, .. } => {
                layers.insert(layer.clone());
            }
            Measure::Units { level, needs, .. } => {
                layers.insert(level.clone());
                layers.extend(needs.iter().map(|need| need.layer.clone()));
            }
            Measure::Inherits { layer, levels, needs, .. } => {
                layers.insert(layer.clone());
                layers.extend(levels.iter().cloned());
                layers.insert(needs.layer.clone());
            }
            Measure::Reported { level, .. } => {
                layers.insert(level.clone());
                layers.extend(super::super::measure::INDICATORS.parse::<CollectionId>());
            }
            // People are those of the territory's default demand, which may be any layer.
            Measure::Coverage { .. } => return None,
        }
    }
    Some(layers)
}
