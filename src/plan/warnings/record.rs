//! Counts the levels and tells the log what changed.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use tracing::info;

use super::{
    super::{Plan, Plans},
    levels::{Levels, Reason, Standing, levels},
    log::{COLUMNS, Found, Log},
    model::Warnings,
};
use crate::{
    analysis::{AnalysisError, coverage::Grounds},
    atlas::{Action, Atlas, Condition, Intent, TransactionError, View, WriteError},
    domain::{Audience, Edit, EditContext, FeatureId, Value as Cell},
    store::StoreError,
};

/// Who writes the log.
const WHO: &str = "gumei";
/// How often the levels are counted anew when another instance was faster.
const TRIES: usize = 5;

#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    #[error(transparent)]
    Analysis(#[from] AnalysisError),
    #[error(transparent)]
    Write(#[from] TransactionError),
    #[error("counting the levels failed")]
    Count,
}

/// A unit whose level or reasons are not those of the log.
struct Difference {
    action: Action,
    /// `青年公寓: 蓝色 → 黄色`.
    told: String,
}

/// `超期案件 5/40 ≥ 10% (托底小区, 黄色)`.
fn told(rules: &Warnings, reason: &Reason, zh: bool) -> String {
    let rule = &rules.rules[reason.rule];
    let set = &rule.thresholds[reason.set];
    let level = &rules.levels[reason.level];
    let value = &reason.value;
    let of = value.den.map_or_else(String::new, |den| format!("/{den}"));
    let (title, name, level) = match zh {
        true => (&rule.zh, &set.zh, &level.zh),
        false => (&rule.en, &set.en, &level.en),
    };
    let percent = if set.is_percent() { "%" } else { "" };
    let whom = name.as_ref().map_or_else(String::new, |name| format!("{name}, "));
    let (num, sign, threshold) = (value.num, rule.warns.sign(), reason.threshold);
    format!("{title} {num}{of} {sign} {threshold}{percent} ({whom}{level})")
}

/// What the log must be told.
fn differences(
    plan: &Plan,
    warnings: &Warnings,
    view: &View,
    log: &Log,
    grounds: &Grounds,
) -> Result<Vec<Difference>, AnalysisError> {
    let snapshot = view.snapshot();
    let now = levels(plan, warnings, view, None, grounds)?;
    let collection = &log.layer.schema().id;
    let table = &log.layer.table;
    let mut old: HashMap<FeatureId, Found> =
        table.rows().map(|row| (table.id(row).to_id(), log.at(row))).collect();
    // Whoever writes on what is out of date is refused, and counts anew.
    let condition =
        |found: &Found| Some(Condition::OneOf(vec![snapshot.version(&log.layer, found.row)]));
    let name = |level: Option<&str>| match level.and_then(|key| warnings.level(key)) {
        Some(level) => warnings.levels[level].zh.clone(),
        None => level.unwrap_or("无").to_owned(),
    };
    let mut differences = Vec::new();
    for unit in &now.units {
        let id = now.layer.table.id(unit.unit).to_id();
        let found = old.remove(&id);
        let level = unit.level.map(|level| warnings.levels[level].key.clone());
        let rules = rules_of(warnings, unit);
        let is_same =
            found.as_ref().is_some_and(|found| found.level == level && found.rules == rules);
        if is_same || found.is_none() && level.is_none() {
            continue;
        }
        let since = found
            .as_ref()
            .filter(|found| found.level == level)
            .and_then(|found| found.since)
            .unwrap_or(now.days.at);
        let before = found.as_ref().and_then(|found| found.level.as_deref());
        let title = now.layer.table.title(unit.unit);
        let told = match before == level.as_deref() {
            true => format!("{title}: {} (依据变化)", name(before)),
            false => format!("{title}: {} → {}", name(before), name(level.as_deref())),
        };
        let is_made_up = !snapshot.territory.synthetic_note.zh.is_empty();
        let entry = Entry { level, since, rules, is_made_up };
        let feature = log.feature(id, values(plan, warnings, &now, unit, &entry));
        let collection = collection.clone();
        let edit = match &found {
            Some(_) => Edit::Replace { collection, feature },
            None => Edit::Insert { collection, feature },
        };
        let condition = found.as_ref().and_then(condition);
        differences
            .push(Difference { action: Action { intent: Intent::Edit(edit), condition }, told });
    }
    // Units that are no more.
    let mut gone: Vec<(FeatureId, Found)> = old.into_iter().collect();
    gone.sort_by_key(|(_, found)| found.row);
    for (id, found) in gone {
        let told = format!("{id}: {} → (无此单元)", name(found.level.as_deref()));
        let edit = Edit::Delete { collection: collection.clone(), id };
        let condition = condition(&found);
        differences
            .push(Difference { action: Action { intent: Intent::Edit(edit), condition }, told });
    }
    Ok(differences)
}

/// `cases_overdue:yellow, relapses:blue`, in the order of the rules.
fn rules_of(warnings: &Warnings, unit: &Standing) -> String {
    let mut reasons: Vec<&Reason> = unit.reasons.iter().collect();
    reasons.sort_by_key(|reason| reason.rule);
    let each = reasons.into_iter().map(|reason| {
        format!("{}:{}", warnings.rules[reason.rule].key, warnings.levels[reason.level].key)
    });
    each.collect::<Vec<_>>().join(", ")
}

/// What a row of the log says beside its reasons.
struct Entry {
    level: Option<String>,
    since: NaiveDate,
    rules: String,
    /// A level is worth what it is counted from.
    is_made_up: bool,
}

/// In the order of [`COLUMNS`].
fn values(
    plan: &Plan,
    warnings: &Warnings,
    now: &Levels,
    unit: &Standing,
    entry: &Entry,
) -> [Cell; COLUMNS.len()] {
    let text = |text: &str| Cell::Text(text.into());
    let told = |zh| {
        let each: Vec<String> =
            unit.reasons.iter().map(|reason| told(warnings, reason, zh)).collect();
        each.join("; ")
    };
    let table = &now.layer.table;
    [
        text(&format!("{}:{}", warnings.head.by, table.id(unit.unit))),
        text(table.title(unit.unit)),
        entry.level.as_deref().map_or(Cell::Null, text),
        Cell::Date(entry.since),
        text(&entry.rules),
        text(&told(true)),
        text(&told(false)),
        text(if entry.is_made_up { "synthetic" } else { "inferred" }),
        text(&format!("预警规则: {}", plan.title.zh)),
    ]
}

/// Whether another instance was faster.
fn is_outdated(error: &TransactionError) -> bool {
    matches!(
        error.error,
        WriteError::Exists(..)
            | WriteError::Version { .. }
            | WriteError::NoVersion(..)
            | WriteError::UnknownFeature(..)
            | WriteError::Store(StoreError::Outdated(_))
    )
}

/// Counts the levels of the territory's own day and logs those that changed; returns how many.
///
/// Nothing is logged without rules, without a log, and of a plan that is not the store's own.
///
/// # Errors
/// [`KeepError`]; nothing is written then.
pub async fn record(
    atlas: &Atlas,
    plans: &Plans,
    grounds: &Arc<Grounds>,
) -> Result<usize, KeepError> {
    for tries in 1.. {
        let Some(plan) = plans.current().filter(|_| plans.is_of_store()) else { return Ok(0) };
        let view = atlas.snapshot().view(Audience::Internal, None);
        let Some(log) = Log::of(&view) else { return Ok(0) };
        let found = tokio::task::spawn_blocking({
            let (plan, grounds) = (plan.clone(), grounds.clone());
            move || match &plan.warnings {
                Some(warnings) => differences(&plan, warnings, &view, &log, &grounds),
                None => Ok(Vec::new()),
            }
        });
        let found = found.await.map_err(|_| KeepError::Count)??;
        if found.is_empty() {
            return Ok(0);
        }
        // Another plan may be there since; who counts by the old one would undo what others log.
        plans.look_and_tell(atlas).await;
        if plans.current().is_none_or(|now| now.digest != plan.digest) {
            continue;
        }
        let why = match &found[..] {
            [one] => format!("预警等级 {}", one.told),
            several => format!("预警等级: {} 个单元有变化", several.len()),
        };
        let (count, actions): (usize, Vec<Action>) =
            (found.len(), found.into_iter().map(|one| one.action).collect());
        let context =
            EditContext { who: Some(WHO.to_owned()), why: Some(why.clone()), batch: None };
        match atlas.apply(&actions, &context).await {
            Ok(_) => {
                info!("{why}");
                return Ok(count);
            }
            Err(error) if is_outdated(&error) && tries < TRIES => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(0)
}
