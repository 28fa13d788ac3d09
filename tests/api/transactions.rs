use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::Reply,
    features::{facility, violation, with},
    sql,
};

async fn transact(app: &TestApp, actions: Value) -> Reply {
    let body = json!({ "why": "测试", "actions": actions });
    app.send_as("application/json", "POST", "/api/transactions", &body).await
}

async fn logged(app: &TestApp) -> i64 {
    let mut connection = sql::open(&app.file).await;
    sql::number(&mut connection, "select count(*) from changes where op <> 'load'").await
}

#[tokio::test]
async fn all_actions_are_done_and_the_result_lists_them() {
    let app = TestApp::own().await;
    let violations = "/api/collections/violations/items";
    let old = app.get(&format!("{violations}/310112006-V00001")).await;
    // It is resolved, and stays so.
    let resolved = with(violation("310112006-V00001"), "/properties/status", "resolved".into());
    let resolved = with(resolved, "/properties/resolved_on", "2016-09-05".into());

    let reply = transact(
        &app,
        json!([
            { "action": "insert", "collection": "violations", "feature": violation("tx-1") },
            { "action": "insert", "collection": "elder_facilities", "feature": facility("tx-2") },
            { "action": "replace", "collection": "violations", "id": "310112006-V00001",
              "feature": with(resolved, "/properties/name", "改".into()),
              "if_match": old.header("etag") },
            // Later actions meet what earlier ones have done.
            { "action": "update", "collection": "violations", "id": "tx-1", "patch": { "name": "新" } },
            { "action": "delete", "collection": "violations", "id": "310112006-V00002" },
            { "action": "insert", "collection": "violations", "feature": violation("310112006-V00002") },
        ]),
    )
    .await;

    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 6);
    for result in results {
        let path = result["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
        let read = app.get(path).await;
        assert_eq!(read.status, 200, "{result}");
        assert_eq!(read.header("etag"), result["etag"], "{result}");
    }
    assert_eq!(app.json(&format!("{violations}/tx-1")).await["properties"]["name"], "新");
    assert_eq!(
        app.json(&format!("{violations}/310112006-V00001")).await["properties"]["name"],
        "改"
    );

    let mut connection = sql::open(&app.file).await;
    let lines: Vec<(String, String, String)> = sql::rows(
        &mut connection,
        "select distinct who, why, batch from changes where op <> 'load'",
    )
    .await;
    let batch = answer["batch"].as_str().unwrap().to_owned();
    assert_eq!(lines, [("tester".into(), "测试".into(), batch)]);
}

#[tokio::test]
async fn a_deleted_feature_is_listed_without_a_version() {
    let app = TestApp::own().await;

    let reply = transact(
        &app,
        json!([{ "action": "delete", "collection": "violations", "id": "310112006-V00003" }]),
    )
    .await;

    let result = &reply.json()["results"][0];
    assert_eq!(result["id"], "310112006-V00003");
    assert!(result.get("etag").is_none() && result.get("href").is_none(), "{result}");
}

/// Each is refused at the second action; the first, which is sound, leaves no trace either.
#[tokio::test]
async fn one_bad_action_stops_all_and_is_named() {
    let app = TestApp::own().await;
    let good =
        json!({ "action": "insert", "collection": "violations", "feature": violation("good") });
    let insert = |collection: &str, feature: Value| json!({ "action": "insert", "collection": collection, "feature": feature });
    let bad_place = json!({ "type": "Point", "coordinates": [0.0, 0.0] });

    for (bad, status, code, member) in [
        (
            insert("violations", with(violation("b"), "/properties/area_m2", json!("x"))),
            400,
            "invalid-body",
            "actions/1/feature/properties/area_m2",
        ),
        (
            insert("violations", with(violation("b"), "/properties/class", Value::Null)),
            400,
            "invalid-body",
            "actions/1/feature/properties/class",
        ),
        (
            insert("violations", with(violation("b"), "/geometry", bad_place.clone())),
            422,
            "rule-broken",
            "actions/1/feature/geometry",
        ),
        // Only the database knows this rule.
        (
            insert("violations", with(violation("b"), "/properties/area_m2", json!(-1))),
            422,
            "rule-broken",
            "actions/1",
        ),
        (insert("violations", violation("good")), 409, "conflict", "actions/1"),
        (insert("nothing", violation("b")), 422, "rule-broken", "actions/1/collection"),
        (
            json!({ "action": "update", "collection": "violations", "id": "310112006-V00001", "patch": { "nothing": 1 } }),
            400,
            "invalid-body",
            "actions/1/patch/nothing",
        ),
        (
            json!({ "action": "update", "collection": "violations", "id": "310112006-V00001", "patch": [] }),
            400,
            "invalid-body",
            "actions/1/patch",
        ),
        (
            json!({ "action": "update", "collection": "violations", "id": "nobody", "patch": {} }),
            422,
            "rule-broken",
            "actions/1",
        ),
        (
            json!({ "action": "update", "collection": "violations", "id": "310112006-V00001", "patch": {}, "if_match": "\"v9-00000000\"" }),
            412,
            "precondition-failed",
            "actions/1/if_match",
        ),
        (
            json!({ "action": "replace", "collection": "violations", "id": "310112006-V00001", "feature": violation("other") }),
            400,
            "invalid-body",
            "actions/1/feature/id",
        ),
        (
            json!({ "action": "delete", "collection": "violations", "id": "a\nb" }),
            400,
            "invalid-body",
            "actions/1/id",
        ),
        (
            json!({ "action": "delete", "collection": "pianqu", "id": "310112006-P01" }),
            409,
            "conflict",
            "actions/1",
        ),
        (
            json!({ "action": "move", "collection": "violations", "id": "x" }),
            400,
            "invalid-body",
            "actions/1",
        ),
        (
            json!({ "action": "delete", "collection": "violations" }),
            400,
            "invalid-body",
            "actions/1",
        ),
        (
            json!({ "action": "delete", "collection": "violations", "id": "x", "force": true }),
            400,
            "invalid-body",
            "actions/1",
        ),
        (json!(1), 400, "invalid-body", "actions/1"),
    ] {
        let reply = transact(&app, json!([good, bad])).await;
        let problem = reply.problem(status, code);
        assert_eq!(problem["member"], member, "{bad}: {problem}");
    }
    assert_eq!(logged(&app).await, 0);
    app.get("/api/collections/violations/items/good").await.problem(404, "not-found");
}

/// References are checked against what the transaction itself has done so far.
#[tokio::test]
async fn actions_may_refer_to_those_before_them() {
    let app = TestApp::own().await;
    let assets = app.json("/api/collections/assets/items?limit=1").await;
    let mut asset = assets["features"][0].clone();
    asset["id"] = "tx-asset".into();
    asset["properties"]["compound_id"] = "tx-compound".into();
    let mut compound = app.json("/api/collections/compounds/items/310112006-C001").await;
    compound["id"] = "tx-compound".into();
    if compound["properties"].get("code").is_some() {
        compound["properties"]["code"] = Value::Null;
    }
    let unit = json!({ "action": "insert", "collection": "compounds", "feature": compound });
    let door = json!({ "action": "insert", "collection": "assets", "feature": asset });
    let no_unit = json!({ "action": "delete", "collection": "compounds", "id": "tx-compound" });
    let no_door = json!({ "action": "delete", "collection": "assets", "id": "tx-asset" });

    let reply = transact(&app, json!([door, unit])).await;
    assert_eq!(
        reply.problem(422, "rule-broken")["member"],
        "actions/0/feature/properties/compound_id"
    );
    let reply = transact(&app, json!([unit, door, no_unit])).await;
    assert_eq!(reply.problem(409, "conflict")["member"], "actions/2");
    let reply = transact(&app, json!([unit, door, no_door, no_unit])).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    app.get("/api/collections/assets/items/tx-asset").await.problem(404, "not-found");
    let reply = transact(&app, json!([unit, door])).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!(app.get("/api/collections/assets/items/tx-asset").await.status, 200);
}

#[tokio::test]
async fn a_body_that_is_no_transaction_is_refused() {
    let app = TestApp::own().await;
    let many: Vec<Value> = (0..1_001)
        .map(|n| json!({ "action": "delete", "collection": "violations", "id": n.to_string() }))
        .collect();

    for (body, member) in [
        (json!({}), Value::Null),
        (json!([]), Value::Null),
        (json!({ "actions": {} }), Value::Null),
        (json!({ "actions": [], "semantic": "batch" }), Value::Null),
        (json!({ "actions": [] }), json!("actions")),
        (json!({ "actions": many }), json!("actions")),
        (json!({ "actions": [1], "why": "x".repeat(1_001) }), json!("why")),
    ] {
        let reply = app.send_as("application/json", "POST", "/api/transactions", &body).await;
        assert_eq!(reply.problem(400, "invalid-body")["member"], member, "{}", reply.text());
    }
    let reply = app.send_as("text/plain", "POST", "/api/transactions", &json!({})).await;
    reply.problem(415, "unsupported-media-type");
    let headers = [("content-type", "application/json")];
    let reply = app.send("POST", "/api/transactions", &headers, "{}").await;
    reply.problem(401, "unauthorized");
    let reply = transact(&app, json!([])).await;
    reply.problem(400, "invalid-body");
    assert_eq!(logged(&app).await, 0);
}
