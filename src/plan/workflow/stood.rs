//! Rows that stand against their workflow: nobody can stop SQL or a desktop program from writing them.

use crate::{
    analysis::AnalysisError,
    atlas::View,
    plan::{Plan, PlanError},
    query::Filter,
};

/// Rows of one workflow that are named one by one.
const NAMED: usize = 20;

/// # Errors
/// [`AnalysisError`] of a plan that has not been checked against the layers.
pub fn against(plan: &Plan, view: &View) -> Result<Vec<PlanError>, AnalysisError> {
    let days = plan.days(view.at());
    let mut errors = Vec::new();
    for workflow in &plan.workflows {
        let layer = view.layer(&workflow.layer)?;
        let mut say = |reason: String| {
            let reason = format!("workflow of `{}`: {reason}", workflow.layer);
            errors.push(PlanError {
                file: workflow.file.clone(),
                line: Some(workflow.line),
                reason,
            });
        };
        let mut found = 0;
        for row in view.select(layer, &Filter::And(Vec::new()))? {
            let feature = layer.table.feature(row);
            if let Err(broken) = workflow.stands(layer.schema(), &feature, &days) {
                found += 1;
                if found <= NAMED {
                    say(format!("`{}` stands against it: {broken}", feature.id));
                }
            }
        }
        if found > NAMED {
            say(format!("{} more rows stand against it", found - NAMED));
        }
    }
    Ok(errors)
}
