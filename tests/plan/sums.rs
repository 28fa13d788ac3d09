//! Parts sum to the whole, on any day and level.

use serde_json::Value;

use super::target;
use crate::support::{TestApp, random::Random};

fn sum(target: &Value, member: &str) -> i64 {
    let units = target["units"].as_array().unwrap().iter().chain([&target["outside"]]);
    units.map(|line| line[member].as_i64().unwrap_or(0)).sum()
}

/// Kinds whose number is a sum of what the units have.
fn adds_up(score: &Value) -> bool {
    let basis = score["basis"].as_str().unwrap();
    basis != "days" && basis != "targets" && score["key"] != "river_path_1600"
}

#[tokio::test]
async fn units_and_outside_sum_to_the_whole() {
    let app = TestApp::shared().await;
    let mut random = Random(2016);
    let mut checked = 0;

    for _ in 0..4 {
        let day = 1 + random.below(28);
        let at = format!("2016-{:02}-{day:02}", 1 + random.below(12));
        for level in ["subdistricts", "pianqu", "committees", "compounds"] {
            for score in super::scores(app, &format!("at={at}&by={level}")).await.values() {
                if score.get("units").is_none() || !adds_up(score) {
                    continue;
                }
                let key = &score["key"];
                for member in ["num", "den", "unknown"] {
                    let whole = score[member].as_i64().unwrap_or(0);
                    assert_eq!(sum(score, member), whole, "{member} of {key} by {level} on {at}");
                }
                checked += 1;
            }
        }
    }
    assert!(checked > 300, "{checked} are not many");
}

#[tokio::test]
async fn a_unit_alone_has_what_it_has_among_all() {
    let app = TestApp::shared().await;

    for key in ["illegal_build_res", "waterlog_16", "party_consult_cov", "guards_certified"] {
        let all = target(app, key, "by=pianqu").await;
        for unit in all["units"].as_array().unwrap() {
            let id = unit["id"].as_str().unwrap();
            let alone = target(app, key, &format!("within=pianqu:{id}")).await;
            for member in ["num", "den", "unknown", "state"] {
                assert_eq!(alone[member], unit[member], "{member} of {key} in {id}");
            }
        }
    }
}

#[tokio::test]
async fn the_rows_behind_a_number_are_as_many() {
    let app = TestApp::shared().await;

    for key in ["illegal_build_res", "unlicensed_319", "waterlog_16", "restaurants_15"] {
        let score = target(app, key, "").await;
        for (part, member) in [("numerator", "num"), ("denominator", "den")] {
            let rows = app.json(&format!("/api/targets/{key}/rows?part={part}")).await;
            assert_eq!(rows["numberMatched"], score[member], "{part} of {key}");
        }
        let missing = score["den"].as_i64().unwrap() - score["num"].as_i64().unwrap();
        assert_eq!(score["laggards_matched"], missing, "{key}");
        let laggards = app.features(&format!("/api/targets/{key}/rows?part=laggards")).await;
        assert_eq!(laggards.len() as i64, missing, "{key}");
    }
}
