//! What can be wrong with duties and obligations.

use std::collections::HashSet;

use super::{COLUMNS, layer_id};
use crate::{
    domain::DataType,
    plan::{Plan, PlanError, check::Check, model::Placed, say},
};

const DATE: [DataType; 2] = [DataType::Date, DataType::DateTime];
/// More working days than four years have are no time limit.
const LONGEST: u32 = 1_000;

fn clauses<T>(
    plan: &Plan,
    at: &Placed<T>,
    name: &str,
    ids: &[String],
    errors: &mut Vec<PlanError>,
) {
    for id in ids.iter().filter(|id| plan.row(id).is_none()) {
        say(errors, at, format!("{name}: there is no row `{id}`"));
    }
}

/// Without any data.
pub(in crate::plan) fn errors(plan: &Plan) -> Vec<PlanError> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for duty in &plan.duties.duties {
        let name = format!("duty `{}` of `{}`", duty.role, duty.level);
        if !seen.insert((&duty.level, &duty.role)) {
            say(&mut errors, duty, format!("{name} stands there twice"));
        }
        if duty.holders == 0 {
            say(&mut errors, duty, format!("{name}: nobody can hold it"));
        }
        clauses(plan, duty, &name, &duty.clauses, &mut errors);
    }
    let mut seen = HashSet::new();
    for obligation in &plan.duties.obligations {
        let name = format!("obligation `{}`", obligation.key);
        if !seen.insert(&obligation.key) {
            say(&mut errors, obligation, format!("{name} stands there twice"));
        }
        let limited = obligation.start.is_some() && obligation.limit.is_some();
        let half = obligation.start.is_some() != obligation.limit.is_some();
        if half || obligation.due.is_some() == limited {
            let reason = format!("{name} needs either `due`, or `start` and `limit`");
            say(&mut errors, obligation, reason);
        }
        if let Some(limit) = obligation.limit.filter(|limit| !(1..=LONGEST).contains(limit)) {
            let reason = format!("{name}: a limit of {limit} days is not 1 to {LONGEST}");
            say(&mut errors, obligation, reason);
        }
        clauses(plan, obligation, &name, &obligation.clauses, &mut errors);
    }
    errors
}

/// Against the layers.
pub(in crate::plan) fn check(plan: &Plan, check: &mut Check<'_>) {
    for duty in &plan.duties.duties {
        check.at(duty, &format!("duty `{}` of `{}`", duty.role, duty.level), |check| {
            check.level(&duty.level);
            let Some(schema) = check.layer(&layer_id()) else { return };
            for (column, types) in COLUMNS {
                match schema.index_of(column) {
                    Some(_) => check.column(&schema.id, column, types),
                    None => check.say(format!("layer `{}` has no column `{column}`", schema.id)),
                }
            }
            let role = schema.index_of("role").map(|index| &schema.properties[index]);
            let codes = role.and_then(|role| role.codes.as_ref());
            if codes.is_some_and(|codes| codes.iter().all(|code| *code.code != *duty.role)) {
                check.say("there is no such role in the code list".to_owned());
            }
        });
    }
    for obligation in &plan.duties.obligations {
        check.at(obligation, &format!("obligation `{}`", obligation.key), |check| {
            check.condition(&obligation.layer, Some(&obligation.open));
            for column in obligation.due.iter().chain(&obligation.start) {
                check.column(&obligation.layer, column, &DATE);
            }
        });
    }
}
