//! How cases, violations and hazards stand, beside SQL on the file.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::duties::{day, walked};
use crate::support::{TestApp, sql};

async fn workflow(app: &TestApp, target: &str) -> Value {
    app.json(&format!("/api/workflows/{target}")).await
}

/// The steps of cases with their dates, and working days each may take in front and back.
const STEPS: [(&str, &str, [i64; 2]); 5] = [
    ("collected", "reported_on", [1, 1]),
    ("filed", "accepted_on", [1, 2]),
    ("dispatched", "dispatched_on", [7, 15]),
    ("handled", "handled_on", [2, 2]),
    ("checked", "checked_on", [2, 2]),
];

#[derive(Debug, sqlx::FromRow)]
struct Case {
    id: String,
    tier: String,
    due_on: String,
    reported_on: String,
    accepted_on: Option<String>,
    dispatched_on: Option<String>,
    handled_on: Option<String>,
    checked_on: Option<String>,
    closed_on: Option<String>,
    recurrence_of: Option<String>,
}

/// How a case stood: its step, and whether it was late there and past its day.
fn stood(case: &Case, at: &str) -> Option<(usize, bool, bool)> {
    let dates = [
        Some(&case.reported_on),
        case.accepted_on.as_ref(),
        case.dispatched_on.as_ref(),
        case.handled_on.as_ref(),
        case.checked_on.as_ref(),
    ];
    let passed = |date: Option<&String>| date.is_some_and(|date| &**date <= at);
    if passed(case.closed_on.as_ref()) || !passed(dates[0]) {
        return None;
    }
    let step = dates.iter().rposition(|date| passed(*date)).unwrap();
    let limit = STEPS[step].2[usize::from(case.tier == "back")];
    let late = walked(day(dates[step].unwrap()), day(at)) > limit;
    Some((step, late, &*case.due_on < at))
}

#[tokio::test]
async fn cases_stand_as_the_file_says() {
    let app = TestApp::shared().await;
    let mut file = sql::open(&app.file).await;
    let cases: Vec<Case> = sql::rows(
        &mut file,
        "select id, tier, due_on, reported_on, accepted_on, dispatched_on, handled_on, checked_on, closed_on, recurrence_of from cases",
    )
    .await;
    for at in ["2016-09-30", "2016-10-09", "2016-02-14", "2015-06-30"] {
        let answer = workflow(app, &format!("cases?at={at}")).await;
        let total = &answer["total"];
        let open: Vec<_> = cases.iter().filter_map(|case| Some((case, stood(case, at)?))).collect();

        assert_eq!(total["open"], open.len(), "{at}");
        let count = |test: &dyn Fn(bool, bool) -> bool| {
            open.iter().filter(|(_, (_, late, past))| test(*late, *past)).count()
        };
        assert_eq!(total["late"], count(&|late, _| late), "{at}");
        assert_eq!(total["past_due"], count(&|_, past| past), "{at}");
        assert_eq!(total["overdue"], count(&|late, past| late || past), "{at}");
        assert_eq!(total["within"], count(&|late, past| !late && !past), "{at}");
        for (number, (code, ..)) in STEPS.iter().enumerate() {
            let here: Vec<_> = open.iter().filter(|(_, (step, ..))| *step == number).collect();
            assert_eq!(total["stages"][code]["open"], here.len(), "{at} {code}");
            let overdue = here.iter().filter(|(_, (_, late, past))| *late || *past).count();
            assert_eq!(total["stages"][code]["overdue"], overdue, "{at} {code}");
        }
        // Closed, handed on and come back are of the plan's year.
        let this_year = |date: &str| ("2016-01-01"..=at).contains(&date);
        let mut took: Vec<i64> = cases
            .iter()
            .filter(|case| case.closed_on.as_deref().is_some_and(this_year))
            .map(|case| walked(day(&case.reported_on), day(case.closed_on.as_ref().unwrap())))
            .collect();
        took.sort_unstable();
        assert_eq!(total["closed"], took.len(), "{at}");
        let median = took.get(took.len().div_ceil(2).saturating_sub(1));
        assert_eq!(total["median_days"], json!(median), "{at}");
        let begun: Vec<_> = cases.iter().filter(|case| this_year(&case.reported_on)).collect();
        assert_eq!(total["hand_offs"], begun.iter().filter(|case| case.tier == "back").count());
        let back = begun.iter().filter(|case| case.recurrence_of.is_some()).count();
        assert_eq!(total["recurrences"], back, "{at}");

        let mut listed: Vec<String> = app
            .features(&format!("/api/workflows/cases/items?state=overdue&at={at}"))
            .await
            .iter()
            .map(|feature| feature["id"].as_str().unwrap().to_owned())
            .collect();
        listed.sort();
        let overdue = open.iter().filter(|(_, (_, late, past))| *late || *past);
        assert_eq!(listed, overdue.map(|(case, _)| case.id.clone()).collect::<Vec<_>>(), "{at}");
    }
}

#[tokio::test]
async fn units_and_tiers_sum_to_the_whole() {
    let app = TestApp::shared().await;
    for (layer, level) in
        [("cases", "pianqu"), ("violations", "compounds"), ("hazards", "committees")]
    {
        let answer = workflow(app, &format!("{layer}?by={level}")).await;
        for member in ["open", "overdue", "late", "closed", "hand_offs", "recurrences"] {
            let units: u64 = answer["units"]
                .as_array()
                .unwrap()
                .iter()
                .chain([&answer["outside"]])
                .map(|unit| unit[member].as_u64().unwrap())
                .sum();
            assert_eq!(answer["total"][member], units, "{layer} {member}");
            let tiers = answer["tiers"].as_object().unwrap();
            if !tiers.is_empty() {
                let sum: u64 = tiers.values().map(|tier| tier[member].as_u64().unwrap()).sum();
                assert_eq!(answer["total"][member], sum, "{layer} {member}");
            }
        }
    }
    let table = app.get("/api/workflows/cases?by=pianqu&f=csv").await.text();
    // A header, six units, and what lies outside.
    assert_eq!(table.lines().count(), 8, "{table}");
    let items = app.get("/api/workflows/cases/items?state=overdue&f=csv").await.text();
    let overdue = workflow(app, "cases").await["total"]["overdue"].as_u64().unwrap();
    assert_eq!(items.lines().count() as u64, overdue + 1);
}

#[tokio::test]
async fn the_answer_says_where_the_calendar_ends() {
    let app = TestApp::shared().await;
    let answer = workflow(app, "cases").await;
    assert_eq!(answer["calendar"]["from"], "2015-01-01");
    assert_eq!(answer["calendar"]["to"], "2016-12-31");
    assert!(answer["calendar"]["source"].as_str().unwrap().contains("〔2015〕18号"));
    let open = app.features("/api/workflows/cases/items?at=2017-01-20").await;
    assert!(!open.is_empty() && open.iter().all(|item| item["beyond_calendar"] == true));
    let now = app.features("/api/workflows/cases/items").await;
    assert!(now.iter().all(|item| item["beyond_calendar"] == false));
}

#[tokio::test]
async fn one_case_shows_its_way() {
    let app = TestApp::shared().await;
    let open = app.features("/api/workflows/cases/items?step=dispatched").await;
    let id = open[0]["id"].as_str().unwrap();
    let answer = workflow(app, &format!("cases/items/{id}")).await;

    let codes = |member: &str| -> Vec<String> {
        let list = answer[member].as_array().unwrap();
        list.iter().map(|step| step["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(codes("passed"), ["collected", "filed", "dispatched"]);
    assert_eq!(codes("ahead"), ["handled", "checked", "closed"]);
    assert_eq!((&answer["step"], &answer["next"]), (&json!("dispatched"), &json!(["handled"])));
    let passed = answer["passed"].as_array().unwrap();
    for pair in passed.windows(2) {
        let [from, to] = [&pair[0], &pair[1]].map(|step| day(step["on"].as_str().unwrap()));
        assert_eq!(pair[0]["used"], walked(from, to));
    }
    let since = day(answer["since"].as_str().unwrap());
    assert_eq!(answer["used"], walked(since, day("2016-09-30")));
    assert_eq!(
        walked(since, day(answer["by"].as_str().unwrap())),
        answer["limit"].as_i64().unwrap()
    );
    app.get("/api/workflows/cases/items/nobody").await.problem(404, "not-found");
}

#[tokio::test]
async fn every_workflow_is_listed_with_its_steps() {
    let app = TestApp::shared().await;
    let answer = app.json("/api/workflows").await;
    let found: BTreeMap<&str, &Value> = answer["workflows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|workflow| (workflow["layer"].as_str().unwrap(), workflow))
        .collect();
    assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["cases", "hazards", "violations"]);
    assert_eq!(found["cases"]["steps"][0]["title"]["zh"], "采集");
    assert_eq!(found["cases"]["closing"], "handled_on IS NOT NULL AND checked_on IS NOT NULL");
    assert_eq!(found["cases"]["hand_off"], json!([{ "from": "front", "to": "back" }]));
    // Another plan, or another write, is another answer.
    let tag = app.get("/api/workflows").await.header("etag").to_owned();
    let again = app.send("GET", "/api/workflows", &[("if-none-match", &tag)], "").await;
    assert_eq!(again.status, 304);
}
