use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, violation, with},
};

const FACILITIES: &str = "/api/collections/elder_facilities/items";
const VIOLATIONS: &str = "/api/collections/violations/items";

fn operations(history: &Value) -> Vec<&str> {
    history["changes"].as_array().unwrap().iter().map(|c| c["op"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_feature_tells_what_became_of_it_and_by_whom() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/lived");
    app.write("POST", VIOLATIONS, &violation("lived")).await;
    app.write("POST", VIOLATIONS, &violation("beside")).await;
    app.patch(&path, &json!({ "name": "二" })).await;
    let changed = with(violation("lived"), "/properties/name", "三".into());
    app.write("PUT", &path, &changed).await;

    let history = app.json(&format!("{path}/history")).await;

    assert_eq!(operations(&history), ["insert", "update", "update"]);
    assert_eq!(history["deleted"], false);
    let names: Vec<&Value> = history["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["feature"]["properties"]["name"])
        .collect();
    assert_eq!(names, [&Value::Null, &json!("二"), &json!("三")]);
    for change in history["changes"].as_array().unwrap() {
        assert_eq!((&change["who"], &change["id"]), (&json!("tester"), &json!("lived")));
        let at = change["at"].as_str().unwrap();
        assert!(chrono::DateTime::parse_from_rfc3339(at).is_ok(), "{at}");
    }
    // The same lines as in the feed.
    let feed = app.json("/api/changes").await;
    for change in history["changes"].as_array().unwrap() {
        assert!(feed["changes"].as_array().unwrap().contains(change), "{change}");
    }
}

#[tokio::test]
async fn a_feature_that_is_gone_has_its_history_still() {
    let app = TestApp::own().await;
    let path = format!("{FACILITIES}/gone");
    app.write("POST", FACILITIES, &facility("gone")).await;
    app.delete(&path).await;

    let history = app.json(&format!("{path}/history")).await;

    assert_eq!(history["deleted"], true);
    // Many-valued properties have lines of their own.
    let operations = operations(&history);
    assert_eq!(operations.iter().filter(|op| **op == "insert").count(), 1);
    assert_eq!(operations.iter().filter(|op| **op == "delete").count(), 1);
    assert!(operations.iter().filter(|op| **op == "relation").count() >= 2, "{operations:?}");
    app.write("POST", FACILITIES, &facility("gone")).await;
    let again = app.json(&format!("{path}/history")).await;
    assert_eq!(again["deleted"], false);
    assert!(again["numberReturned"].as_u64() > history["numberReturned"].as_u64());
}

#[tokio::test]
async fn a_feature_nobody_changed_has_an_empty_history_and_one_nobody_knows_has_none() {
    let app = TestApp::shared().await;

    let history = app.json(&format!("{VIOLATIONS}/310112006-V00001/history")).await;
    assert_eq!(history["numberReturned"], 0);
    app.get(&format!("{VIOLATIONS}/nobody/history")).await.problem(404, "not-found");
    app.get(&format!("{VIOLATIONS}/a%0Ab/history")).await.problem(404, "not-found");
    app.get("/api/collections/nothing/items/x/history").await.problem(404, "not-found");
    let reply = app.get(&format!("{VIOLATIONS}/310112006-V00001/history?since=-1")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "since");
    let reply = app.get(&format!("{VIOLATIONS}/310112006-V00001/history?x=1")).await;
    reply.problem(400, "unknown-parameter");
}

#[tokio::test]
async fn a_long_history_comes_in_pages() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/long");
    app.write("POST", VIOLATIONS, &violation("long")).await;
    for number in 0..6 {
        app.patch(&path, &json!({ "area_m2": number })).await;
    }
    let whole = app.json(&format!("{path}/history")).await;

    let (mut all, mut target) = (Vec::new(), Some(format!("{path}/history?limit=3")));
    while let Some(here) = target {
        let page = app.json(&here).await;
        all.extend(page["changes"].as_array().unwrap().clone());
        let links = page["links"].as_array().unwrap();
        let next = links.iter().find(|link| link["rel"] == "next");
        target = next.map(|link| {
            link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap().to_owned()
        });
    }

    assert_eq!(all.len(), 7);
    assert_eq!(&all, whole["changes"].as_array().unwrap());
}
