//! How targets stand, and what a wrong question is told.

use gumei::{analysis::coverage::Grounds, domain::Audience, plan::Board};
use serde_json::Value;

use super::{scores, target};
use crate::support::TestApp;

#[tokio::test]
async fn a_guard_is_clean_so_far_or_failed() {
    let app = TestApp::shared().await;
    let all = scores(app, "").await;

    for (key, score) in all.iter().filter(|(_, score)| score["type"] == "guard") {
        let (num, of) = (score["num"].as_i64().unwrap(), score["den"].as_i64());
        let kept = match (score["percent"].as_i64(), score["compare"].as_str().unwrap()) {
            (Some(percent), "≥") => 100 * num >= percent * of.unwrap(),
            (Some(percent), _) => 100 * num <= percent * of.unwrap(),
            (None, _) => num == score["count"].as_i64().unwrap(),
        };
        assert_eq!(score["state"], if kept { "clean_so_far" } else { "failed" }, "{key}");
    }
    let states: Vec<&Value> = all.values().map(|score| &score["state"]).collect();
    for state in ["clean_so_far", "failed", "behind", "met"] {
        assert!(states.contains(&&Value::from(state)), "no target is {state}");
    }
}

#[tokio::test]
async fn a_composite_is_as_good_as_the_worst_of_its_parts() {
    let app = TestApp::shared().await;
    let all = scores(app, "").await;
    let order = ["failed", "no_data", "behind", "on_pace", "clean_so_far", "met"];

    for key in ["five_zeros", "elder_3639", "wuge1_cadence"] {
        let tiles = all[key]["tiles"].as_array().unwrap();
        let parts: Vec<&Value> = tiles.iter().flat_map(|tile| tile.as_array().unwrap()).collect();
        for part in &parts {
            assert_eq!(part["state"], all[part["key"].as_str().unwrap()]["state"], "{key}");
        }
        let worst = order.iter().find(|state| parts.iter().any(|part| part["state"] == **state));
        assert_eq!(all[key]["state"], **worst.unwrap(), "{key}");
        assert_eq!(all[key]["den"], tiles.len(), "{key}");
    }
}

#[tokio::test]
async fn a_unit_without_stock_is_neither_good_nor_bad() {
    let app = TestApp::shared().await;

    let score = target(app, "illegal_build_res", "by=compounds").await;

    let units = score["units"].as_array().unwrap();
    let without: Vec<&Value> = units.iter().filter(|unit| unit["den"] == 0).collect();
    for unit in &without {
        assert_eq!(unit["state"], "not_applicable", "{unit}");
    }
    assert_eq!(score["spread"]["without"], without.len());
    let rated = units.iter().filter(|unit| unit["den"] != 0);
    let worst = rated.min_by(|a, b| {
        let rate = |unit: &Value| unit["num"].as_f64().unwrap() / unit["den"].as_f64().unwrap();
        rate(a).total_cmp(&rate(b))
    });
    let worst = worst.unwrap();
    let spread = &score["spread"]["worst"];
    let cross = |a: &Value, b: &Value| a["num"].as_i64().unwrap() * b["den"].as_i64().unwrap();
    assert_eq!(cross(worst, spread), cross(spread, worst));
}

#[tokio::test]
async fn one_target_explains_itself() {
    let app = TestApp::shared().await;

    let score = target(app, "illegal_build_res", "").await;

    assert_eq!(score["phrases"][0]["id"], "三(二)1-08");
    assert_eq!((&score["percent"], &score["stretch"]), (&95.into(), &100.into()));
    let formula = &score["formula"][0];
    assert_eq!((&formula["kind"], &formula["of"]), (&"features".into(), &"violations".into()));
    // The conditions can be asked as they stand.
    for (condition, member) in [("numerator", "num"), ("denominator", "den")] {
        let mut filter = formula["denominator"].as_str().unwrap().to_owned();
        if condition == "numerator" {
            filter = format!("({filter}) AND ({})", formula["numerator"].as_str().unwrap());
        }
        let found =
            app.json(&format!("/api/collections/violations/items?limit=1&filter={filter}")).await;
        assert_eq!(found["numberMatched"], score[member], "{filter}");
    }
    let trend = score["trend"].as_array().unwrap();
    assert_eq!(trend.len(), 9);
    assert_eq!((&trend[0]["at"], &trend[8]["at"]), (&"2016-01-31".into(), &"2016-09-30".into()));
    assert_eq!(trend[8]["num"], score["num"]);
    assert!(trend.windows(2).all(|t| t[0]["num"].as_i64() <= t[1]["num"].as_i64()), "{trend:?}");
    let spring = target(app, "illegal_build_res", "at=2016-03-31").await;
    assert_eq!(spring["num"], trend[2]["num"]);
}

#[tokio::test]
async fn units_come_as_a_table_and_as_a_map() {
    let app = TestApp::shared().await;
    let score = target(app, "waterlog_16", "by=committees").await;

    let map = app.json("/api/targets/waterlog_16?by=committees&f=geojson").await;
    let table = app.get("/api/targets/waterlog_16?by=committees&f=csv").await;

    let units = score["units"].as_array().unwrap();
    let features = map["features"].as_array().unwrap();
    assert_eq!((units.len(), features.len()), (39, 39));
    for (unit, feature) in units.iter().zip(features) {
        for member in ["id", "name", "num", "den", "state"] {
            assert_eq!(feature["properties"][member], unit[member]);
        }
        assert_eq!(
            feature["geometry"]["type"].as_str().map(|t| t.ends_with("Polygon")),
            Some(true)
        );
    }
    // A header and what lies in no unit.
    assert_eq!(table.text().lines().count(), 41);
    // Without a level, the smallest.
    let smallest = app.get("/api/targets/waterlog_16?f=csv").await;
    assert_eq!(smallest.text().lines().count(), 72);
}

#[tokio::test]
async fn wrong_questions_are_refused_by_name() {
    let app = TestApp::shared().await;

    for (target, parameter) in [
        ("/api/plan?kind=X", "kind"),
        ("/api/plan?became=nothing", "became"),
        ("/api/plan?theme=nothing", "theme"),
        ("/api/targets?theme=nothing", "theme"),
        ("/api/targets?by=violations", "by"),
        ("/api/targets?at=yesterday", "at"),
        ("/api/targets?within=pianqu:nowhere", "within"),
        ("/api/targets?within=violations:nowhere", "within"),
        ("/api/targets/jianzhi_10?by=compounds", "by"),
        ("/api/targets/waterlog_16/rows?part=half", "part"),
        ("/api/targets/waterlog_16/rows?limit=0", "limit"),
    ] {
        let problem = app.get(target).await.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], parameter, "{target}: {problem}");
    }
    for target in ["/api/plan/nowhere", "/api/targets/nothing", "/api/targets/nothing/rows"] {
        app.get(target).await.problem(404, "not-found");
    }
    let foreign = TestApp::foreign().await;
    for target in ["/api/plan", "/api/targets"] {
        foreign.get(target).await.problem(404, "not-found");
    }
}

/// What is internal is which units and rows are shown, never what is counted.
#[tokio::test]
async fn the_public_gets_the_same_wholes() {
    let app = TestApp::shared().await;
    let plan = app.plans.current().unwrap();
    let snapshot = app.atlas.snapshot();
    let grounds = Grounds::default();
    let [public, internal] =
        [Audience::Public, Audience::Internal].map(|audience| snapshot.view(audience, None));

    for target in &plan.targets {
        let total =
            |view| Board::new(&plan, view, None, &grounds).score(target, None).unwrap().total;
        assert_eq!(total(&public), total(&internal), "{}", target.key);
    }
}
