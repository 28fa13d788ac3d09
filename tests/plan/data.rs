//! The plan of 2016 is complete: every phrase is there once, and every target leads somewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::TestApp;

fn rows(plan: &Value) -> &Vec<Value> {
    plan["rows"].as_array().unwrap()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_phrase_is_there_once() {
    let app = TestApp::shared().await;

    let plan = app.json("/api/plan").await;

    assert_eq!((&plan["year"], &plan["numberMatched"]), (&2016.into(), &199.into()));
    let ids: BTreeSet<&str> = rows(&plan).iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 199);
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows(&plan) {
        *kinds.entry(row["kind"].as_str().unwrap()).or_default() += 1;
        for member in ["phrase", "gloss", "unit"] {
            assert!(!row[member].as_str().unwrap().is_empty(), "{} has no {member}", row["id"]);
        }
    }
    let counted = [
        ("C", 11),
        ("D", 29),
        ("F", 9),
        ("M", 72),
        ("N", 3),
        ("O", 8),
        ("P", 2),
        ("S", 13),
        ("T", 40),
        ("W", 12),
    ];
    assert_eq!(kinds, BTreeMap::from(counted));
}

#[tokio::test]
async fn every_phrase_with_a_number_has_a_target_or_a_report() {
    let app = TestApp::shared().await;
    let scores = super::scores(app, "").await;

    let plan = app.json("/api/plan?kind=T").await;

    assert_eq!(plan["numberMatched"], 40);
    for row in rows(&plan) {
        let (targets, indicators) = (texts(&row["targets"]), texts(&row["indicators"]));
        assert!(!targets.is_empty() || !indicators.is_empty(), "{row}");
        for key in targets {
            let clauses = texts(&scores[key]["clauses"]);
            assert!(clauses.contains(&row["id"].as_str().unwrap()), "{key} of {}", row["id"]);
        }
    }
    // The numbers of the dictionary of targets, and those without one.
    assert_eq!(scores.len(), 54);
}

#[tokio::test]
async fn phrases_are_found_by_theme_kind_and_what_they_became() {
    let app = TestApp::shared().await;
    let all = app.json("/api/plan").await;

    for (query, member, value) in [
        ("theme=beautiful", "theme", "beautiful"),
        ("kind=M", "kind", "M"),
        ("became=feature", "became", "feature"),
    ] {
        let found = app.json(&format!("/api/plan?{query}")).await;
        let expected = rows(&all).iter().filter(|row| row[member] == value);
        let expected: Vec<&Value> = expected.collect();
        assert!(!expected.is_empty(), "{query}");
        assert_eq!(rows(&found).iter().collect::<Vec<_>>(), expected, "{query}");
    }
    let one = app.json("/api/plan/三(二)1-08").await;
    let (place, percent) = ([&one["chapter"], &one["part"], &one["item"]], &one["phrase"]);
    assert_eq!(place, [&Value::from("三"), &"二".into(), &1.into()]);
    assert_eq!(percent, "居民区内违法建筑拆除率达到95%以上,力争100%");
    assert_eq!(one["targets"], serde_json::json!(["illegal_build_res"]));
}
