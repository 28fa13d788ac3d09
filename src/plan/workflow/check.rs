//! What can be wrong with a workflow.

use std::collections::HashSet;

use super::Workflow;
use crate::{
    domain::{DataType, Schema},
    plan::{Plan, PlanError, check::Check, model::Placed, say},
};

const DATE: [DataType; 2] = [DataType::Date, DataType::DateTime];
const TEXT: [DataType; 1] = [DataType::Text];
/// More working days than four years have are no time limit.
const LONGEST: u32 = 1_000;

/// Without any data.
pub(in crate::plan) fn errors(plan: &Plan) -> Vec<PlanError> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for workflow in &plan.workflows {
        let name = format!("workflow of `{}`", workflow.layer);
        if !seen.insert(&workflow.layer) {
            say(&mut errors, workflow, format!("{name} stands there twice"));
        }
        for id in workflow.clauses.iter().filter(|id| plan.row(id).is_none()) {
            say(&mut errors, workflow, format!("{name}: there is no row `{id}`"));
        }
        for reason in steps(workflow) {
            say(&mut errors, workflow, format!("{name}: {reason}"));
        }
    }
    errors
}

fn steps(workflow: &Placed<Workflow>) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(first) = workflow.steps.first() else { return vec!["it has no steps".to_owned()] };
    let mut seen = HashSet::new();
    for step in &workflow.steps {
        let code = &step.code;
        if !seen.insert(code) {
            wrong.push(format!("step `{code}` stands there twice"));
        }
        for named in step.allowed().filter(|named| workflow.step(named).is_none()) {
            wrong.push(format!("step `{code}`: there is no step `{named}`"));
        }
        if workflow.reached(code, None).contains(&**code) {
            wrong.push(format!("step `{code}` leads to itself; a way back belongs into `back`"));
        }
        if code != &first.code && !workflow.reached(&first.code, None).contains(&**code) {
            wrong.push(format!("step `{code}` cannot be reached from `{}`", first.code));
        }
        for back in step.back.iter().filter(|back| workflow.step(back).is_some()) {
            if !workflow.reached(back, None).contains(&**code) {
                wrong.push(format!("step `{code}`: `{back}` is no step before it"));
            }
        }
        if step.next.is_empty() && !step.closes && step.back.is_empty() {
            wrong.push(format!("step `{code}` neither closes nor leads anywhere"));
        }
        for limit in step.limit.iter().chain(step.limits.values()) {
            if !(1..=LONGEST).contains(limit) {
                wrong.push(format!("step `{code}`: a limit of {limit} days is not 1 to {LONGEST}"));
            }
            if step.closes {
                wrong.push(format!("step `{code}` closes and has a time limit"));
            }
        }
        if !step.limits.is_empty() && workflow.tier.is_none() {
            wrong.push(format!("step `{code}` has limits by tier, but there is no `tier`"));
        }
    }
    if !workflow.steps.iter().any(|step| step.closes) {
        wrong.push("no step closes".to_owned());
    }
    if !workflow.hand_off.is_empty() && workflow.tier.is_none() {
        wrong.push("`hand_off` needs `tier`".to_owned());
    }
    wrong
}

/// Whether a column's list has the code.
fn code(check: &mut Check<'_>, schema: &Schema, column: &str, code: &str) {
    let codes = schema.index_of(column).and_then(|index| schema.properties[index].codes.as_ref());
    if codes.is_some_and(|codes| codes.iter().all(|known| *known.code != *code)) {
        check.say(format!("`{code}` is not in the code list of `{column}` of `{}`", schema.id));
    }
}

/// Against the layers.
pub(in crate::plan) fn check(plan: &Plan, check: &mut Check<'_>) {
    for workflow in &plan.workflows {
        check.at(workflow, &format!("workflow of `{}`", workflow.layer), |check| {
            let layer = &workflow.layer;
            let Some(schema) = check.layer(layer) else { return };
            check.condition(layer, workflow.closing.as_ref());
            check.column(layer, &workflow.status, &TEXT);
            for column in workflow.tier.iter().chain(&workflow.recurrence) {
                check.column(layer, column, &TEXT);
            }
            for column in
                workflow.steps.iter().filter_map(|step| step.on.as_ref()).chain(&workflow.due)
            {
                check.column(layer, column, &DATE);
            }
            for step in &workflow.steps {
                code(check, &schema, &workflow.status, &step.code);
            }
            // A status without a step could be neither reached nor left.
            let status = schema.index_of(&workflow.status).map(|index| &schema.properties[index]);
            for known in
                status.and_then(|status| status.codes.as_ref()).map_or(&[][..], |codes| &codes[..])
            {
                if workflow.step(&known.code).is_none() {
                    check.say(format!("there is no step for `{}`", known.code));
                }
            }
            let Some(tier) = &workflow.tier else { return };
            let of_limits = workflow.steps.iter().flat_map(|step| step.limits.keys());
            let of_hand_off =
                workflow.hand_off.iter().flat_map(|hand_off| [&hand_off.from, &hand_off.to]);
            for name in of_limits.chain(of_hand_off) {
                code(check, &schema, tier, name);
            }
        });
    }
}
