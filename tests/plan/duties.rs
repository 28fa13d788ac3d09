//! Chains of responsibility beside SQL on the file, and hand-overs.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use chrono::{Datelike, NaiveDate, Weekday};
use geo::Contains;
use geo_types::{Geometry, Point};
use serde_json::{Value, json};

use crate::support::{TestApp, app::Reply, sql};

/// Free days of 2015 and 2016 that are no Saturday or Sunday, and weekend days that were worked;
/// typed in from the two circulars, not taken from the plan.
const FREE: [&str; 34] = [
    "2015-01-01",
    "2015-01-02",
    "2015-02-18",
    "2015-02-19",
    "2015-02-20",
    "2015-02-23",
    "2015-02-24",
    "2015-04-06",
    "2015-05-01",
    "2015-06-22",
    "2015-09-03",
    "2015-09-04",
    "2015-10-01",
    "2015-10-02",
    "2015-10-05",
    "2015-10-06",
    "2015-10-07",
    "2016-01-01",
    "2016-02-08",
    "2016-02-09",
    "2016-02-10",
    "2016-02-11",
    "2016-02-12",
    "2016-04-04",
    "2016-05-02",
    "2016-06-09",
    "2016-06-10",
    "2016-09-15",
    "2016-09-16",
    "2016-10-03",
    "2016-10-04",
    "2016-10-05",
    "2016-10-06",
    "2016-10-07",
];
const WORKED: [&str; 11] = [
    "2015-01-04",
    "2015-02-15",
    "2015-02-28",
    "2015-09-06",
    "2015-10-10",
    "2016-02-06",
    "2016-02-14",
    "2016-06-12",
    "2016-09-18",
    "2016-10-08",
    "2016-10-09",
];

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn is_working(day: NaiveDate) -> bool {
    let text = day.to_string();
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => WORKED.contains(&&*text),
        _ => !FREE.contains(&&*text),
    }
}

/// Working days after one day up to another, by walking.
pub fn walked(from: NaiveDate, to: NaiveDate) -> i64 {
    from.iter_days().skip(1).take_while(|day| *day <= to).filter(|day| is_working(*day)).count()
        as i64
}

fn array(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

async fn chains(app: &TestApp, query: &str) -> Value {
    app.json(&format!("/api/responsibilities?{query}")).await
}

/// Compounds whose secretary, director, group and leader are each there once, by the file's own
/// columns: the 片区 of a compound is that of its committee.
async fn complete(app: &TestApp, at: &str) -> BTreeSet<String> {
    let mut file = sql::open(&app.file).await;
    let now = format!("valid_from <= '{at}' and (valid_to is null or valid_to > '{at}')");
    let one = |role: &str, unit: &str| {
        format!(
            "(select count(*) from responsibilities where role = '{role}' and unit = {unit} and {now}) = 1"
        )
    };
    let statement = format!(
        "select c.id from compounds c join committees m on m.id = c.committee_id where {} and {} and {} and {}",
        one("secretary", "'compounds:' || c.id"),
        one("director", "'compounds:' || c.id"),
        one("group", "'compounds:' || c.id"),
        one("leader", "'pianqu:' || m.pianqu_id"),
    );
    sql::rows::<(String,)>(&mut file, &statement).await.into_iter().map(|(id,)| id).collect()
}

#[tokio::test]
async fn chains_are_complete_where_the_file_has_every_role() {
    let app = TestApp::shared().await;
    for at in ["2016-01-01", "2016-02-01", "2016-05-31", "2016-09-30"] {
        let answer = chains(app, &format!("at={at}")).await;
        let units = array(&answer["units"]);
        let whole: BTreeSet<String> = units
            .iter()
            .filter(|unit| unit["complete"] == true)
            .map(|unit| unit["id"].as_str().unwrap().to_owned())
            .collect();

        assert_eq!(whole, complete(app, at).await, "{at}");
        assert_eq!((&answer["by"], units.len()), (&json!("compounds"), 70));
        assert_eq!(answer["complete"], whole.len(), "{at}");
    }
    // Today 68 of 70, as the demonstration data are made; before anybody began, none.
    assert_eq!(chains(app, "").await["complete"], 68);
    assert_eq!(chains(app, "at=2016-01-01").await["complete"], 0);
}

#[tokio::test]
async fn what_is_missing_is_named_and_the_leader_is_inherited() {
    let app = TestApp::shared().await;
    let answer = chains(app, "within=compounds:310112006-C010").await;
    let units = array(&answer["units"]);
    assert_eq!(units.len(), 1);
    let roles: BTreeMap<&str, &Value> =
        array(&units[0]["roles"]).iter().map(|r| (r["role"].as_str().unwrap(), r)).collect();
    let state = |role: &str| roles[role]["state"].as_str().unwrap();
    assert_eq!(
        [state("leader"), state("secretary"), state("director"), state("group")],
        ["held", "missing", "missing", "held"]
    );
    assert!(
        roles["leader"]["unit"].as_str().unwrap().starts_with("pianqu:"),
        "{}",
        roles["leader"]
    );

    // The same at a spot inside it.
    let unit = app.json("/api/collections/compounds/items/310112006-C010").await;
    let point = geo::InteriorPoint::interior_point(&geometry(&unit)).unwrap();
    let spot = app.json(&format!("/api/where?lon={}&lat={}", point.x(), point.y())).await;
    assert_eq!(spot["chain"]["complete"], false, "{spot}");
    assert_eq!(spot["chain"]["roles"], units[0]["roles"]);
    assert_eq!(spot["load"]["unit"], "compounds:310112006-C010");
    assert_eq!(spot["load"]["overdue"], units[0]["load"]["overdue"]);
}

#[tokio::test]
async fn larger_units_tell_of_the_smaller_ones() {
    let app = TestApp::shared().await;
    let answer = chains(app, "by=pianqu").await;
    let units = array(&answer["units"]);
    assert_eq!(units.len(), 6);
    let below = |member: &str| -> u64 {
        units.iter().map(|unit| unit["below"][0][member].as_u64().unwrap()).sum()
    };
    assert_eq!((below("units"), below("complete")), (70, 68));
    // A leader was replaced without a day between.
    let p04 = units.iter().find(|unit| unit["id"] == "310112006-P04").unwrap();
    assert_eq!(p04["roles"][0]["holders"][0]["holder_ref"], "holder:L04");
    assert_eq!(p04["roles"][0]["gaps"], json!([]));
    let before = chains(app, "by=pianqu&at=2016-05-31").await;
    let p04 = array(&before["units"]).iter().find(|u| u["id"] == "310112006-P04").unwrap();
    assert_eq!(p04["roles"][0]["holders"][0]["holder_ref"], "holder:L07");
}

fn geometry(feature: &Value) -> Geometry<f64> {
    let geometry =
        serde_json::from_value::<geojson::Geometry>(feature["geometry"].clone()).unwrap();
    geometry.try_into().unwrap()
}

/// Overdue by SQL and by walking from day to day, in each unit by its polygon.
#[tokio::test]
async fn what_is_overdue_is_what_the_file_says() {
    let app = TestApp::shared().await;
    for at in ["2016-09-30", "2016-06-15"] {
        let mut file = sql::open(&app.file).await;
        let cases: Vec<(String, String)> = sql::rows(
            &mut file,
            &format!("select id, due_on from cases where reported_on <= '{at}' and (closed_on is null or closed_on > '{at}')"),
        )
        .await;
        let mut open: Vec<(String, String, i64)> = cases
            .into_iter()
            .map(|(id, due)| ("cases".to_owned(), id, (day(at) - day(&due)).num_days().max(0)))
            .collect();
        for (layer, limit, unless) in [
            (
                "violations",
                60,
                "status <> 'dismissed' and (resolved_on is null or resolved_on > 'AT' or status = 'relapsed')",
            ),
            ("hazards", 20, "(resolved_on is null or resolved_on > 'AT')"),
        ] {
            let unless = unless.replace("AT", at);
            let found: Vec<(String, String)> = sql::rows(
                &mut file,
                &format!("select id, found_on from {layer} where found_on <= '{at}' and {unless}"),
            )
            .await;
            for (id, found) in found {
                let found = day(&found);
                let mut due = found;
                let mut left = limit;
                while left > 0 {
                    due = due.succ_opt().unwrap();
                    left -= i32::from(is_working(due));
                }
                open.push((layer.to_owned(), id, (day(at) - due).num_days().max(0)));
            }
        }
        let mut places: BTreeMap<(String, String), Point<f64>> = BTreeMap::new();
        for layer in ["cases", "violations", "hazards"] {
            for feature in app.features(&format!("/api/collections/{layer}/items?at={at}")).await {
                let point = geo::InteriorPoint::interior_point(&geometry(&feature)).unwrap();
                places
                    .insert((layer.to_owned(), feature["id"].as_str().unwrap().to_owned()), point);
            }
        }

        for level in ["pianqu", "compounds"] {
            let answer = chains(app, &format!("by={level}&at={at}")).await;
            let shapes = app.features(&format!("/api/collections/{level}/items")).await;
            for unit in array(&answer["units"]) {
                let shape = shapes.iter().find(|shape| shape["id"] == unit["id"]).unwrap();
                let shape = geometry(shape);
                let inside = |(layer, id, _): &&(String, String, i64)| {
                    places
                        .get(&(layer.clone(), id.clone()))
                        .is_some_and(|place| shape.contains(place))
                };
                let here: Vec<_> = open.iter().filter(inside).collect();
                let load = &unit["load"];
                assert_eq!(load["open"], here.len(), "{at} {unit}");
                let overdue = here.iter().filter(|(.., days)| *days > 0).count();
                assert_eq!(load["overdue"], overdue, "{at} {unit}");
                let most = here.iter().map(|(.., days)| *days).max().unwrap_or(0);
                assert_eq!(load["most_days"], most, "{at} {unit}");
            }
        }
    }
}

#[tokio::test]
async fn a_holder_has_the_items_of_all_units_once() {
    let app = TestApp::shared().await;
    let answer = chains(app, "").await;
    let holders = array(&answer["holders"]);
    let group = holders.iter().find(|h| h["units"].as_array().unwrap().len() > 1).unwrap();
    let name = group["holder_ref"].as_str().unwrap();

    for state in ["overdue", "open"] {
        let items = app
            .json(&format!("/api/responsibilities/{name}/items?state={state}&limit=10000"))
            .await;
        assert_eq!(items["numberMatched"], group["load"][state], "{name}");
        let ids: BTreeSet<String> = array(&items["features"])
            .iter()
            .map(|f| format!("{}:{}", f["collection"], f["id"]))
            .collect();
        assert_eq!(items["numberMatched"], ids.len());
        let days: Vec<i64> =
            array(&items["features"]).iter().map(|f| f["overdue_days"].as_i64().unwrap()).collect();
        assert!(days.is_sorted_by(|a, b| a >= b), "{days:?}");
        assert_eq!(days[0], group["load"]["most_days"]);
    }
    let table = app.get("/api/responsibilities?by=compounds&f=csv").await.text();
    // Seventy compounds with four roles each, and a header.
    assert_eq!(table.lines().count(), 281, "{table}");
    assert!(table.contains("310112006-C010,") && table.contains(",missing,"));
    app.get("/api/responsibilities/nobody/items").await.problem(404, "not-found");
}

#[tokio::test]
async fn wrong_questions_about_duties_are_refused_by_name() {
    let app = TestApp::shared().await;
    for (target, parameter) in [
        ("/api/responsibilities?role=king", "role"),
        ("/api/responsibilities?by=cases", "by"),
        ("/api/responsibilities?within=pianqu:nowhere", "within"),
        ("/api/responsibilities/holder:L01/items?state=lost", "state"),
        ("/api/workflows/cases/items?step=lost", "step"),
        ("/api/workflows/cases?by=nothing", "by"),
    ] {
        let problem = app.get(target).await.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], parameter, "{target}");
    }
    app.get("/api/responsibilities?colour=red").await.problem(400, "unknown-parameter");
    app.get("/api/workflows/roads").await.problem(404, "not-found");
    let foreign = TestApp::foreign().await;
    for target in ["/api/responsibilities", "/api/workflows"] {
        foreign.get(target).await.problem(404, "not-found");
    }
}

async fn hand_over(app: &TestApp, body: Value) -> Reply {
    app.send_as("application/json", "POST", "/api/responsibilities/hand-over", &body).await
}

fn to(holder: &str, on: &str) -> Value {
    json!({ "unit": "pianqu:310112006-P01", "role": "leader", "holder_ref": holder, "on": on })
}

async fn leader(app: &TestApp, at: &str) -> Value {
    let answer = chains(app, &format!("by=pianqu&within=pianqu:310112006-P01&at={at}")).await;
    answer["units"][0]["roles"][0].clone()
}

#[tokio::test]
async fn a_hand_over_keeps_history() {
    let app = TestApp::own().await;

    let reply = hand_over(&app, to("holder:L09", "2016-08-01")).await;

    assert_eq!(reply.status, 200, "{}", reply.text());
    let done = reply.json();
    assert_eq!(done["ended"], "310112006-D0001");
    for (at, holder) in
        [("2016-07-31", "holder:L01"), ("2016-08-01", "holder:L09"), ("2016-09-30", "holder:L09")]
    {
        let role = leader(&app, at).await;
        assert_eq!(role["state"], "held", "{at}");
        assert_eq!(role["holders"][0]["holder_ref"], holder, "{at}: {role}");
    }
    let mut file = sql::open(&app.file).await;
    let lines: Vec<(String, String)> = sql::rows(
        &mut file,
        "select op, batch from changes where layer = 'responsibilities' order by seq",
    )
    .await;
    let batch = done["batch"].as_str().unwrap().to_owned();
    assert_eq!(lines, [("update".to_owned(), batch.clone()), ("insert".to_owned(), batch)]);

    // Before or on the day the present one began; to the present one; of what there is not.
    for (body, member) in [
        (to("holder:L10", "2016-08-01"), "on"),
        (to("holder:L10", "2016-03-01"), "on"),
        (to("holder:L09", "2016-09-01"), "holder_ref"),
        (
            json!({ "unit": "pianqu:nowhere", "role": "leader", "holder_ref": "h", "on": "2016-09-01" }),
            "unit",
        ),
        (
            json!({ "unit": "pianqu:310112006-P01", "role": "secretary", "holder_ref": "h", "on": "2016-09-01" }),
            "role",
        ),
        (
            json!({ "unit": "pianqu:310112006-P01", "role": "leader", "holder_ref": "h", "on": "2016-09-01", "from": "x" }),
            "from",
        ),
    ] {
        let problem = hand_over(&app, body).await.problem(422, "rule-broken");
        assert_eq!(problem["member"], member, "{problem}");
    }
    for (body, member) in [
        (to("", "2016-09-01"), "holder_ref"),
        (to("holder:L10", "tomorrow"), "on"),
        (json!({ "unit": "P01", "role": "leader", "holder_ref": "h", "on": "2016-09-01" }), "unit"),
    ] {
        assert_eq!(hand_over(&app, body).await.problem(400, "invalid-body")["member"], member);
    }
    let nobody = app
        .send(
            "POST",
            "/api/responsibilities/hand-over",
            &[("content-type", "application/json")],
            "{}",
        )
        .await;
    nobody.problem(401, "unauthorized");
}

#[tokio::test]
async fn a_vacant_role_is_taken_and_the_gap_stays_visible() {
    let app = TestApp::own().await;
    let row = "/api/collections/responsibilities/items/310112006-D0001";
    let ended = app.patch(row, &json!({ "properties": { "valid_to": "2016-07-01" } })).await;
    assert_eq!(ended.status, 204, "{}", ended.text());
    let vacant = leader(&app, "2016-07-10").await;
    assert_eq!(
        (&vacant["state"], &vacant["vacant_since"]),
        (&json!("missing"), &json!("2016-07-01"))
    );

    let reply = hand_over(&app, to("holder:L09", "2016-08-01")).await;

    assert_eq!(reply.json()["ended"], Value::Null, "{}", reply.text());
    let role = leader(&app, "2016-09-30").await;
    assert_eq!(role["state"], "held");
    assert_eq!(role["gaps"], json!([{ "from": "2016-07-01", "to": "2016-08-01" }]));
}

#[tokio::test]
async fn of_hand_overs_at_once_one_wins() {
    let app = TestApp::own().await;
    let bodies: Vec<Value> =
        (0..6).map(|n| to(&format!("holder:N{n}"), &format!("2016-08-{:02}", 10 - n))).collect();
    let etag = app.get("/api/collections/responsibilities/items/310112006-D0001").await;
    let etag = etag.header("etag").to_owned();
    let bearer = format!("Bearer {}", app.token.as_deref().unwrap());
    let headers =
        [("authorization", &*bearer), ("content-type", "application/json"), ("if-match", &*etag)];

    let sent = bodies.iter().map(|body| {
        app.send("POST", "/api/responsibilities/hand-over", &headers, body.to_string())
    });
    let statuses: Vec<StatusCode> =
        futures_util::future::join_all(sent).await.iter().map(|reply| reply.status).collect();

    let won = statuses.iter().filter(|status| **status == 200).count();
    assert_eq!(won, 1, "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [200, 412, 422].contains(&status.as_u16())),
        "{statuses:?}"
    );
    assert_eq!(array(&leader(&app, "2016-09-30").await["holders"]).len(), 1);
}
