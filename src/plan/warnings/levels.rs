//! The warning level of each unit on a day, with its reasons.

use std::{collections::HashMap, sync::Arc};

use super::{
    super::{
        board::unit_rows,
        measure::{Atom, Counter, Part, Value},
        model::{Days, Plan},
    },
    model::{Rule, Thresholds, Warnings},
};
use crate::{
    analysis::{AnalysisError, coverage::Grounds},
    atlas::{Layer, View},
    domain::{Audience, UnitRef},
    query::Filter,
    table::Row,
};

/// A rule that raises a level.
#[derive(Debug, Clone)]
pub struct Reason {
    /// Place among the rules.
    pub rule: usize,
    /// Place among the rule's thresholds.
    pub set: usize,
    /// Place among the levels.
    pub level: usize,
    /// What the number had to reach.
    pub threshold: i64,
    pub value: Value,
}

/// How one unit stands.
#[derive(Debug, Clone)]
pub struct Standing {
    pub unit: Row,
    /// The worst of its rules.
    pub level: Option<usize>,
    /// The worst first.
    pub reasons: Vec<Reason>,
    /// Rules of which nothing is known here.
    pub unknown: Vec<usize>,
}

/// All units on a day.
#[derive(Debug, Clone)]
pub struct Levels {
    pub layer: Arc<Layer>,
    pub days: Days,
    /// In the layer's order.
    pub units: Vec<Standing>,
}

/// The level of each unit, or of those in a unit.
///
/// # Errors
/// [`AnalysisError`] for an unknown unit, and where the plan names what the layers do not have.
pub fn levels(
    plan: &Plan,
    warnings: &Warnings,
    view: &View,
    within: Option<&UnitRef>,
    grounds: &Grounds,
) -> Result<Levels, AnalysisError> {
    let days = plan.days(view.at());
    // A level is made of all there is, whoever asks for it.
    let view = view.snapshot().view(Audience::Internal, Some(days.at));
    let counter = Counter { view: &view, days: &days, grounds };
    let by = &warnings.head.by;
    let layer = view.layer(by)?.clone();
    let rows = unit_rows(&view, by, within)?;
    let slots: HashMap<Row, usize> =
        rows.iter().enumerate().map(|(slot, row)| (*row, slot)).collect();
    let mut units: Vec<Standing> = rows
        .iter()
        .map(|unit| Standing { unit: *unit, level: None, reasons: Vec::new(), unknown: Vec::new() })
        .collect();
    for (rule_index, rule) in warnings.rules.iter().enumerate() {
        let sets = sets(rule, &view, &layer, &days, &slots)?;
        for (slot, value) in values(rule, &counter, by, &slots)?.into_iter().enumerate() {
            let Some(set) = sets[slot] else { continue };
            if value.is_empty() {
                continue;
            }
            let unit = &mut units[slot];
            if value.is_unknown() {
                unit.unknown.push(rule_index);
            } else if let Some((level, threshold)) =
                reached(rule, &rule.thresholds[set], warnings, &value)
            {
                unit.reasons.push(Reason { rule: rule_index, set, level, threshold, value });
            }
        }
    }
    for unit in &mut units {
        // Stable: equal levels stay in the order of the rules.
        unit.reasons.sort_by_key(|reason| std::cmp::Reverse(reason.level));
        unit.level = unit.reasons.first().map(|reason| reason.level);
    }
    Ok(Levels { layer, days, units })
}

/// Which of the rule's thresholds are each unit's: the first whose condition it meets.
fn sets(
    rule: &Rule,
    view: &View,
    layer: &Layer,
    days: &Days,
    slots: &HashMap<Row, usize>,
) -> Result<Vec<Option<usize>>, AnalysisError> {
    let mut sets = vec![None; slots.len()];
    for (index, set) in rule.thresholds.iter().enumerate() {
        let everything = Filter::And(Vec::new());
        let filter = set.among.as_ref().map_or(everything, |among| among.filter(days));
        for row in view.select(layer, &filter)? {
            if let Some(slot) = slots.get(&row) {
                sets[*slot].get_or_insert(index);
            }
        }
    }
    Ok(sets)
}

/// The rule's number of each unit.
fn values(
    rule: &Rule,
    counter: &Counter<'_>,
    by: &crate::domain::CollectionId,
    slots: &HashMap<Row, usize>,
) -> Result<Vec<Value>, AnalysisError> {
    let parts: Vec<Part> =
        rule.measures.iter().map(|measure| counter.part(measure)).collect::<Result<_, _>>()?;
    let mut cells: Vec<Vec<(&Part, &Atom)>> = vec![Vec::new(); slots.len()];
    for part in &parts {
        let membership = counter.view.membership(&part.layer, by)?;
        for atom in &part.atoms {
            if let Some(slot) = slots.get(&membership.unit(atom.row)) {
                cells[*slot].push((part, atom));
            }
        }
    }
    Ok(cells.into_iter().map(|cell| Value::sum(cell.into_iter(), &parts)).collect())
}

/// The worst level whose threshold the number reaches.
fn reached(
    rule: &Rule,
    set: &Thresholds,
    warnings: &Warnings,
    value: &Value,
) -> Option<(usize, i64)> {
    let mut found = None;
    for (index, level) in warnings.levels.iter().enumerate() {
        let Some(threshold) = set.of(&level.key) else { continue };
        let holds = match (set.is_percent(), value.den) {
            // In whole numbers: 1 of 10 is 10 %, and inclusive.
            (true, Some(den)) => rule
                .warns
                .holds(100 * i128::from(value.num), i128::from(threshold) * i128::from(den)),
            (true, None) => false,
            (false, _) => rule.warns.holds(value.num, threshold),
        };
        if holds {
            found = Some((index, threshold));
        }
    }
    found
}
