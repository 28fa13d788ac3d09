//! The work plan: its data, its numbers, and how they stand.

mod answers;
mod command;
mod data;
mod duties;
mod files;
mod numbers;
mod statements;
mod sums;
mod warnings;
mod workflow;
mod workflow_rules;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::TestApp;

/// The scoreboard by key.
async fn scores(app: &TestApp, query: &str) -> BTreeMap<String, Value> {
    let answer = app.json(&format!("/api/targets?{query}")).await;
    let targets = answer["targets"].as_array().unwrap();
    assert_eq!(answer["numberMatched"], targets.len());
    targets.iter().map(|t| (t["key"].as_str().unwrap().to_owned(), t.clone())).collect()
}

async fn target(app: &TestApp, key: &str, query: &str) -> Value {
    app.json(&format!("/api/targets/{key}?{query}")).await
}
