use std::{collections::BTreeMap, time::Duration};

use axum::body::Body;
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, violation, with},
    sql,
};

const VIOLATIONS: &str = "/api/collections/violations/items";
const FACILITIES: &str = "/api/collections/elder_facilities/items";

async fn changes(app: &TestApp, since: i64) -> Vec<Value> {
    let page = app.json(&format!("/api/changes?since={since}")).await;
    assert_eq!(page["more"], false);
    page["changes"].as_array().unwrap().clone()
}

async fn seq(app: &TestApp) -> i64 {
    app.json("/api").await["seq"].as_i64().unwrap()
}

#[tokio::test]
async fn every_change_is_told_in_order_with_who_made_it_and_deletions_too() {
    let app = TestApp::own().await;
    let start = seq(&app).await;
    let one = format!("{VIOLATIONS}/one");
    assert_eq!(app.write("POST", VIOLATIONS, &violation("one")).await.status, 201);
    let changed = with(violation("one"), "/properties/status", json!("ordered"));
    assert_eq!(app.write("PUT", &one, &changed).await.status, 204);
    assert_eq!(app.write("DELETE", &one, &Value::Null).await.status, 204);

    let told = changes(&app, start).await;

    let ops: Vec<&str> = told.iter().map(|change| change["op"].as_str().unwrap()).collect();
    assert_eq!(ops, ["insert", "update", "delete"]);
    for (offset, change) in told.iter().enumerate() {
        assert_eq!(change["seq"], start + 1 + offset as i64);
        assert_eq!(change["who"], "tester");
        assert_eq!((&change["collection"], &change["id"]), (&json!("violations"), &json!("one")));
    }
    assert_eq!(told[1]["feature"]["properties"]["status"], "ordered");
    assert_eq!(told[2]["feature"], Value::Null);
}

#[tokio::test]
async fn an_edit_from_outside_is_told_without_a_name() {
    let app = TestApp::own().await;
    let start = seq(&app).await;
    let mut connection = sql::open(&app.file).await;
    sql::execute(&mut connection, "delete from violations where id = '310112006-V00002'").await;
    app.atlas.follow().await.unwrap();

    let told = changes(&app, start).await;

    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["op"], &told[0]["who"]), (&json!("delete"), &Value::Null));
}

/// What a warehouse does: the layer once, then the feed.
#[tokio::test]
async fn the_layer_and_the_feed_give_the_layer_as_it_is() {
    let app = TestApp::own().await;
    let start = seq(&app).await;
    let mut copy = features(&app).await;
    assert_eq!(app.write("POST", FACILITIES, &facility("a")).await.status, 201);
    assert_eq!(app.write("POST", FACILITIES, &facility("b")).await.status, 201);
    let other = with(facility("a"), "/properties/services", json!(["meals", "day_care"]));
    let other = with(other, "/properties/name", json!("改名站"));
    assert_eq!(app.write("PUT", &format!("{FACILITIES}/a"), &other).await.status, 204);
    assert_eq!(app.write("DELETE", &format!("{FACILITIES}/b"), &Value::Null).await.status, 204);

    for change in changes(&app, start).await {
        let id = change["id"].as_str().unwrap().to_owned();
        match change["op"].as_str().unwrap() {
            "delete" => {
                copy.remove(&id);
            }
            "relation" => {
                let Some(feature) = copy.get_mut(&id) else { continue };
                let relation = &change["relation"];
                let property = relation["property"].as_str().unwrap();
                let list = feature["properties"][property].as_array_mut().unwrap();
                list.retain(|value| *value != relation["value"]);
                if relation["added"] == true {
                    list.push(relation["value"].clone());
                }
            }
            _ => {
                let mut feature = change["feature"].clone();
                for list in ["services", "serves"] {
                    let kept = copy.get(&id).map(|old| old["properties"][list].clone());
                    feature["properties"][list] = kept.unwrap_or_else(|| json!([]));
                }
                copy.insert(id, feature);
            }
        }
    }

    assert_eq!(copy, features(&app).await);
}

async fn features(app: &TestApp) -> BTreeMap<String, Value> {
    let page = app.json(&format!("{FACILITIES}?limit=10000")).await;
    let features = page["features"].as_array().unwrap().clone();
    features.into_iter().map(|f| (f["id"].as_str().unwrap().to_owned(), f)).collect()
}

#[tokio::test]
async fn pages_lose_and_repeat_nothing() {
    let app = TestApp::own().await;
    for number in 0..7 {
        let feature = violation(&format!("paged-{number}"));
        assert_eq!(app.write("POST", VIOLATIONS, &feature).await.status, 201);
    }
    let (mut since, mut told) = (0, Vec::new());
    loop {
        let page = app.json(&format!("/api/changes?since={since}&limit=3")).await;
        let lines = page["changes"].as_array().unwrap();
        told.extend(lines.iter().map(|line| line["seq"].as_i64().unwrap()));
        since = page["last"].as_i64().unwrap();
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(told, (1..=8).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_position_of_another_history_is_gone() {
    let app = TestApp::shared().await;

    app.get("/api/changes?since=99").await.problem(410, "gone");
    app.get("/api/changes?since=0&epoch=another").await.problem(410, "gone");
    let epoch = app.json("/api/changes").await["epoch"].as_str().unwrap().to_owned();
    assert_eq!(app.get(&format!("/api/changes?epoch={epoch}")).await.status, 200);
    let refused = app.get("/api/changes?since=-1").await;
    assert_eq!(refused.problem(400, "invalid-parameter")["parameter"], "since");
}

/// The events of a stream until `count` of them have come, as `(id, data)`.
async fn events(body: &mut axum::body::BodyDataStream, count: usize) -> Vec<(Option<i64>, Value)> {
    let mut text = String::new();
    let mut found = Vec::new();
    while found.len() < count {
        let chunk = tokio::time::timeout(Duration::from_secs(5), body.next());
        let chunk = chunk.await.expect("an event within five seconds").expect("no end").unwrap();
        text.push_str(std::str::from_utf8(&chunk).unwrap());
        while let Some(end) = text.find("\n\n") {
            let event: String = text.drain(..end + 2).collect();
            let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name));
            if let Some(data) = field("data: ") {
                let id = field("id: ").map(|id| id.parse().unwrap());
                found.push((id, serde_json::from_str(data).unwrap()));
            }
        }
    }
    found
}

#[tokio::test]
async fn a_stream_goes_on_with_what_comes_and_a_reader_that_returns_misses_nothing() {
    let app = TestApp::own().await;
    let start = seq(&app).await;
    let accept = ("accept", "text/event-stream");
    assert_eq!(app.write("POST", VIOLATIONS, &violation("before")).await.status, 201);

    let response = app.stream(&format!("/api/changes?since={start}"), &[accept]).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = Body::into_data_stream(response.into_body());
    let first = events(&mut body, 1).await;
    assert_eq!(first[0].1["id"], "before");
    assert_eq!(app.write("POST", VIOLATIONS, &violation("live")).await.status, 201);
    let second = events(&mut body, 1).await;
    assert_eq!(second[0].1["id"], "live");
    drop(body);

    assert_eq!(app.write("POST", VIOLATIONS, &violation("away")).await.status, 201);
    let last = second[0].0.unwrap().to_string();
    let back = app.stream("/api/changes?since=0", &[accept, ("last-event-id", &*last)]).await;
    let mut body = Body::into_data_stream(back.into_body());
    assert_eq!(events(&mut body, 1).await[0].1["id"], "away");
}

/// A layer that the log does not follow has no lines, but the map is told that it came.
#[tokio::test]
async fn a_stream_tells_of_layers_that_come_without_a_line() {
    let app = TestApp::own().await;
    let target = format!("/api/changes?since={}", seq(&app).await);
    let response = app.stream(&target, &[("accept", "text/event-stream")]).await;
    let mut body = Body::into_data_stream(response.into_body());
    let mut file = sql::open(&app.file).await;
    let statements = "create table trees (fid integer primary key, geom POINT, name TEXT);
        insert into trees (name) values ('香樟');
        insert into gpkg_contents (table_name, data_type, identifier, srs_id)
            values ('trees', 'features', 'trees', 4326);
        insert into gpkg_geometry_columns values ('trees', 'geom', 'POINT', 4326, 0, 0)";
    sql::execute(&mut file, statements).await;

    let following = app.atlas.clone();
    let follower = tokio::spawn(async move { following.keep_following().await });
    let told = events(&mut body, 1).await;
    assert_eq!(told, [(None, json!({ "collections": ["trees"] }))]);
    let item = "/api/collections/trees/items/1";
    let before = app.get(item).await;
    assert_eq!(before.json()["properties"]["name"], "香樟");

    // Its entity tag follows the rows.
    sql::execute(&mut file, "update trees set name = '银杏'").await;
    events(&mut body, 1).await;
    let after = app.get(item).await;
    assert_eq!(after.json()["properties"]["name"], "银杏");
    assert_ne!(before.headers["etag"], after.headers["etag"]);
    follower.abort();
}

#[tokio::test]
async fn a_position_that_is_none_is_refused_by_name() {
    let app = TestApp::shared().await;

    for last in ["x", "-1", "1.5", "9223372036854775808"] {
        let reply = app.send("GET", "/api/changes?f=json", &[("last-event-id", last)], "").await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "Last-Event-ID", "{last}");
    }
    // A browser that was never told a position.
    let reply = app.send("GET", "/api/changes?f=json", &[("last-event-id", "")], "").await;
    assert_eq!(reply.status, 200);
}
