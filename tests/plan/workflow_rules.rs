//! Writes go along the steps, on both stores and in transactions; what SQL writes is found.

use std::fs;

use serde_json::{Value, json};

use super::files::{copied_plan, line, spoil};
use crate::{
    postgres::server,
    support::{TestApp, command::gumei, features::with, server::Server, sql},
};

const CASES: &str = "/api/collections/cases/items";

fn case(id: &str) -> Value {
    json!({
        "type": "Feature", "id": id,
        "geometry": { "type": "Point", "coordinates": [121.3975, 31.1452] },
        "properties": {
            "type": "noise", "tier": "front", "address": "测试", "source_channel": "12345",
            "reported_on": "2016-09-19", "due_on": "2016-09-30", "complex": false,
            "stage": "collected", "provenance": "reported", "source": "test",
        },
    })
}

/// What is sent one after another to one case; those with a name are refused for that property.
fn moves() -> Vec<(Value, Option<&'static str>)> {
    vec![
        // Two steps at once.
        (json!({ "stage": "dispatched", "dispatched_on": "2016-09-20" }), Some("stage")),
        // Without the date of the step, and with one before the step before.
        (json!({ "stage": "filed" }), Some("accepted_on")),
        (json!({ "stage": "filed", "accepted_on": "2016-09-18" }), Some("accepted_on")),
        // The date of a step that is still to come.
        (json!({ "closed_on": "2016-09-20" }), Some("closed_on")),
        (json!({ "stage": "filed", "accepted_on": "2016-09-20" }), None),
        (json!({ "tier": "back" }), None),
        (json!({ "tier": "front" }), Some("tier")),
        (json!({ "stage": "dispatched", "dispatched_on": "2016-09-20" }), None),
        (json!({ "stage": "handled", "handled_on": "2016-09-22" }), None),
        (json!({ "stage": "checked", "checked_on": "2016-09-23" }), None),
        // Back, as the steps have it: the dates of what is undone go.
        (json!({ "stage": "dispatched" }), Some("handled_on")),
        (json!({ "stage": "dispatched", "handled_on": null, "checked_on": null }), None),
        (json!({ "stage": "closed", "closed_on": "2016-09-26" }), Some("stage")),
        (json!({ "stage": "handled", "handled_on": "2016-09-26" }), None),
        (json!({ "stage": "checked", "checked_on": "2016-09-26" }), None),
        (json!({ "stage": "closed", "closed_on": "2016-09-26" }), None),
        (json!({ "stage": "collected" }), Some("stage")),
        // What is no part of the workflow can still be changed.
        (json!({ "address": "改" }), None),
    ]
}

#[tokio::test]
async fn a_case_moves_along_the_steps_only() {
    let app = TestApp::own().await;
    assert_eq!(app.write("POST", CASES, &case("way")).await.status, 201);
    let target = format!("{CASES}/way");
    for (properties, refused) in moves() {
        let reply = app.patch(&target, &json!({ "properties": properties })).await;
        match refused {
            None => assert_eq!(reply.status, 204, "{properties}: {}", reply.text()),
            Some(property) => {
                let problem = reply.problem(422, "rule-broken");
                assert_eq!(problem["member"], property, "{properties}: {problem}");
            }
        }
    }

    // The words name from, to and what there is.
    app.write("POST", CASES, &case("words")).await;
    let patch = json!({ "properties": { "stage": "checked" } });
    let problem = app.patch(&format!("{CASES}/words"), &patch).await.problem(422, "rule-broken");
    let words = "`stage`: from `collected` to `checked` is no step; allowed is `filed`";
    assert_eq!(problem["detail"], words);
    // The same by replacing the whole.
    let jumped = with(case("words"), "/properties/stage", json!("handled"));
    let problem = app.write("PUT", &format!("{CASES}/words"), &jumped).await;
    assert_eq!(problem.problem(422, "rule-broken")["member"], "stage");
}

#[tokio::test]
async fn a_new_case_may_come_with_its_past_but_not_with_half_of_it() {
    let app = TestApp::own().await;
    let mut closed = case("past");
    for (name, value) in [
        ("stage", "closed"),
        ("accepted_on", "2016-09-19"),
        ("dispatched_on", "2016-09-20"),
        ("handled_on", "2016-09-21"),
        ("checked_on", "2016-09-21"),
        ("closed_on", "2016-09-22"),
    ] {
        closed = with(closed, &format!("/properties/{name}"), json!(value));
    }
    assert_eq!(app.write("POST", CASES, &closed).await.status, 201);

    let half = with(with(closed, "/id", json!("half")), "/properties/checked_on", Value::Null);
    let problem = app.write("POST", CASES, &half).await.problem(422, "rule-broken");
    assert_eq!(problem["member"], "checked_on");
}

#[tokio::test]
async fn a_transaction_goes_through_the_steps_one_after_another() {
    let app = TestApp::own().await;
    app.write("POST", CASES, &case("tx")).await;
    let step = |patch: Value| json!({ "action": "update", "collection": "cases", "id": "tx", "patch": { "properties": patch } });
    let send = async |actions: Value| {
        let body = json!({ "actions": actions });
        app.send_as("application/json", "POST", "/api/transactions", &body).await
    };
    let filed = step(json!({ "stage": "filed", "accepted_on": "2016-09-19" }));
    let handled = step(json!({ "stage": "handled", "handled_on": "2016-09-21" }));
    let dispatched = step(json!({ "stage": "dispatched", "dispatched_on": "2016-09-20" }));

    let problem = send(json!([filed, handled])).await.problem(422, "rule-broken");
    assert_eq!(problem["member"], "actions/1/patch/stage", "{problem}");
    // Nothing of it is there.
    let now = app.json(&format!("{CASES}/tx")).await;
    assert_eq!(now["properties"]["stage"], "collected");

    assert_eq!(send(json!([filed, dispatched, handled])).await.status, 200);
    assert_eq!(app.json(&format!("{CASES}/tx")).await["properties"]["stage"], "handled");
}

#[tokio::test]
async fn violations_and_hazards_have_steps_too() {
    let app = TestApp::own().await;
    let violations = app.features("/api/collections/violations/items?status=resolved").await;
    let target =
        format!("/api/collections/violations/items/{}", violations[0]["id"].as_str().unwrap());
    let send = async |properties: Value| {
        app.patch(&target, &json!({ "properties": properties })).await.status.as_u16()
    };
    assert_eq!(send(json!({ "status": "found" })).await, 422);
    assert_eq!(send(json!({ "status": "relapsed" })).await, 204);
    // It is being dealt with again, so that it is not resolved.
    assert_eq!(send(json!({ "status": "under_way" })).await, 422);
    assert_eq!(send(json!({ "status": "under_way", "resolved_on": null })).await, 204);
    assert_eq!(send(json!({ "status": "resolved" })).await, 422);
    assert_eq!(send(json!({ "status": "resolved", "resolved_on": "2016-09-30" })).await, 204);

    let hazards = app.features("/api/collections/hazards/items?status=ordered").await;
    let target = format!("/api/collections/hazards/items/{}", hazards[0]["id"].as_str().unwrap());
    let patch = json!({ "properties": { "status": "checked", "checked_on": "2016-09-30" } });
    app.patch(&target, &patch).await.problem(422, "rule-broken");
    let patch = json!({ "properties": { "status": "resolved", "resolved_on": "2016-09-30" } });
    assert_eq!(app.patch(&target, &patch).await.status, 204);
}

/// A service on PostGIS, by its own binary: the wiring is that of `serve`.
#[tokio::test(flavor = "multi_thread")]
async fn postgis_has_the_same_steps() {
    let url = server().url(&server().filled().await);
    let run = gumei(["token", "create", "steps", "--store", &url]);
    let token = run.stdout.trim().to_owned();
    tokio::task::spawn_blocking(move || {
        let service = Server::start(&url);
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let bearer = format!("Bearer {token}");
        let created = agent
            .post(format!("{}{CASES}", service.address))
            .header("authorization", &bearer)
            .header("content-type", "application/geo+json")
            .send(case("way").to_string())
            .unwrap();
        assert_eq!(created.status(), 201);
        for (properties, refused) in moves() {
            let mut reply = agent
                .patch(format!("{}{CASES}/way", service.address))
                .header("authorization", &bearer)
                .header("content-type", "application/merge-patch+json")
                .send(json!({ "properties": properties }).to_string())
                .unwrap();
            let text = reply.body_mut().read_to_string().unwrap();
            assert_eq!(reply.status(), if refused.is_some() { 422 } else { 204 }, "{properties}: {text}");
            if let Some(property) = refused {
                let problem: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(problem["member"], property, "{properties}");
            }
        }
        let hand_over = json!({ "unit": "pianqu:310112006-P01", "role": "leader", "holder_ref": "holder:L09", "on": "2016-08-01" });
        let done = agent
            .post(format!("{}/api/responsibilities/hand-over", service.address))
            .header("authorization", &bearer)
            .header("content-type", "application/json")
            .send(hand_over.to_string())
            .unwrap();
        assert_eq!(done.status(), 200);
        for (at, holder) in [("2016-07-31", "holder:L01"), ("2016-08-01", "holder:L09")] {
            let answer = service.json(&format!("/api/responsibilities?by=pianqu&within=pianqu:310112006-P01&at={at}"));
            assert_eq!(answer["units"][0]["roles"][0]["holders"][0]["holder_ref"], holder);
        }
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn rows_that_sql_has_moved_are_reported() {
    let app = TestApp::own().await;
    let check = || gumei(["plan", "check", "--store", app.file.to_str().unwrap()]);
    assert!(check().success, "{:?}", check());

    let mut file = sql::open(&app.file).await;
    sql::execute(&mut file, "update cases set handled_on = null where id = '310112006-K00003'")
        .await;
    let run = check();
    assert!(!run.success);
    let words = "workflows.toml, line ";
    assert!(run.stderr.contains(words) && run.stderr.contains("K00003"), "{}", run.stderr);
    assert!(run.stderr.contains("`handled_on`: `closed` needs this date"), "{}", run.stderr);
}

#[tokio::test]
async fn wrong_duties_and_workflows_are_refused_with_their_line() {
    let app = TestApp::shared().await;
    let (duties, workflows) = ("duties.toml", "workflows.toml");
    for (file, from, to, words) in [
        (duties, "role = \"leader\"", "role = \"king\"", "no such role"),
        (duties, "level = \"pianqu\"", "level = \"cases\"", "`cases` is no unit level"),
        (duties, "clauses = [\"三(二)1-03\"]", "clauses = [\"九(九)1-03\"]", "there is no row"),
        (duties, "due = \"due_on\"", "due = \"dew_on\"", "dew_on"),
        (duties, "limit = 60", "limit = 0", "a limit of 0 days"),
        (duties, "limit = 60", "due = \"found_on\"", "either `due`, or `start` and `limit`"),
        (duties, "layer = \"hazards\"", "layer = \"hazard\"", "there is no layer `hazard`"),
        (duties, "key = \"hazards\"", "key = \"cases\"", "stands there twice"),
        (duties, "status <> 'dismissed'", "status <> 'lost'", "lost"),
        (workflows, "next = [\"filed\"]", "next = [\"field\"]", "there is no step `field`"),
        (workflows, "code = \"filed\"", "code = \"field\"", "cannot be reached"),
        (
            workflows,
            "next = [\"checked\"], back",
            "next = [\"checked\", \"filed\"], back",
            "leads to itself",
        ),
        (workflows, "back = [\"dispatched\"]", "back = [\"closed\"]", "is no step before it"),
        (workflows, "on = \"handled_on\"", "on = \"tier\"", "`tier` of `cases` is"),
        (
            workflows,
            "limits = { back = 15 }",
            "limits = { side = 15 }",
            "`side` is not in the code list",
        ),
        (workflows, "to = \"back\"", "to = \"up\"", "`up` is not in the code list"),
        (workflows, "closing = \"handled_on", "closing = \"handed_on", "handed_on"),
        (workflows, "{ code = \"dismissed\", closes = true },", "", "there is no step `dismissed`"),
        (workflows, "to = 2015-01-03", "to = 2014-01-03", "`元旦` lasts"),
        (workflows, "2015-01-04, ", "2015-01-05, ", "2015-01-05 is a working day anyway"),
        (workflows, "recurrence =", "recurrences =", "recurrences"),
    ] {
        let folder = copied_plan();
        spoil(folder.path(), file, from, to);
        let files = gumei::seed::plan_files(folder.path()).unwrap();
        let wrong = match gumei::plan::parse(&files) {
            Err(wrong) => wrong,
            Ok(plan) => gumei::plan::check(&plan, &app.atlas.snapshot().schemas),
        };
        let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        let place = format!("{file}, line ");
        assert!(told.iter().any(|t| t.contains(words) && t.starts_with(&place)), "{to}: {told:?}");
    }
}

#[tokio::test]
async fn the_line_is_that_of_the_workflow() {
    let folder = copied_plan();
    spoil(folder.path(), "workflows.toml", "next = [\"filed\"]", "next = [\"field\"]");
    let files = gumei::seed::plan_files(folder.path()).unwrap();
    let wrong = gumei::plan::parse(&files).unwrap_err();
    let header = line(folder.path(), "workflows.toml", "[[workflow]]");
    assert_eq!(wrong[0].line, Some(header), "{wrong:?}");
}

#[tokio::test]
async fn a_plan_without_them_is_fine_and_keeps_nothing_back() {
    let app = TestApp::own().await;
    let folder = copied_plan();
    for file in ["duties.toml", "workflows.toml"] {
        fs::remove_file(folder.path().join(file)).unwrap();
    }
    let files = gumei::seed::plan_files(folder.path()).unwrap();
    app.atlas.store().replace_plan(&files).await.unwrap();
    app.plans.look(&app.atlas).await.unwrap();

    app.get("/api/responsibilities").await.problem(404, "not-found");
    app.get("/api/workflows/cases").await.problem(404, "not-found");
    assert_eq!(app.json("/api/workflows").await["numberMatched"], 0);
    assert_eq!(app.json("/api/where?lon=121.3975&lat=31.1452").await["chain"], Value::Null);
    let patch = json!({ "properties": { "stage": "collected" } });
    assert_eq!(app.patch(&format!("{CASES}/310112006-K00003"), &patch).await.status, 204);
}
