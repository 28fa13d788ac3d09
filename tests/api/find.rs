use serde_json::Value;

use crate::support::{
    TestApp,
    features::{facility, violation, with},
};

async fn results(app: &TestApp, q: &str) -> Vec<Value> {
    app.json(&format!("/api/find?q={q}")).await["results"].as_array().unwrap().clone()
}

/// The first result's collection, name, and what matched.
async fn first(app: &TestApp, q: &str) -> (String, String, String) {
    let results = results(app, q).await;
    let first = results.first().unwrap_or_else(|| panic!("nothing for `{q}`"));
    let text = |member: &str| first[member].as_str().unwrap().to_owned();
    (text("collection"), text("name"), text("match"))
}

#[track_caller]
fn check(found: (String, String, String), collection: &str, name: &str, matched: &str) {
    assert_eq!((&*found.0, &*found.1, &*found.2), (collection, name, matched));
}

#[tokio::test]
async fn a_name_is_found_by_itself_its_pinyin_and_its_initials() {
    let app = TestApp::shared().await;

    check(first(app, "九星苑").await, "compounds", "九星苑", "name");
    check(first(app, "jiuxingyuan").await, "compounds", "九星苑", "pinyin");
    check(first(app, "jxy").await, "compounds", "九星苑", "initials");
    check(first(app, "JXY").await, "compounds", "九星苑", "initials");
    check(first(app, "Jiu Xing Yuan").await, "compounds", "九星苑", "pinyin");
    check(first(app, "星苑").await, "compounds", "九星苑", "name");
}

#[tokio::test]
async fn latin_letters_in_a_name_are_found_in_either_case() {
    let app = TestApp::shared().await;

    for q in ["万源城E1", "万源城e1", "wanyuanchenge1"] {
        assert_eq!(first(app, q).await.1, "万源城E1", "{q}");
    }
}

#[tokio::test]
async fn a_code_and_an_id_are_found() {
    let app = TestApp::shared().await;

    let (collection, _, matched) = first(app, "310112006-C001").await;
    assert_eq!((&*collection, &*matched), ("compounds", "code"));
    let committees = app.features("/api/collections/committees/items").await;
    let coded = committees.iter().find(|c| c["properties"]["code"].is_string()).unwrap();
    let (collection, name, matched) =
        first(app, coded["properties"]["code"].as_str().unwrap()).await;
    assert_eq!((&*collection, &*matched), ("committees", "code"));
    assert_eq!(name, coded["properties"]["name"].as_str().unwrap());
}

#[tokio::test]
async fn another_name_is_found_and_says_so() {
    let app = TestApp::own().await;
    let items = "/api/collections/compounds/items";
    let compound = app.json(&format!("{items}/310112006-C001")).await;
    let mut renamed = compound.clone();
    renamed["properties"]["alias"] = "老古美".into();
    assert_eq!(app.write("PUT", &format!("{items}/310112006-C001"), &renamed).await.status, 204);

    check(
        first(&app, "老古美").await,
        "compounds",
        compound["properties"]["name"].as_str().unwrap(),
        "alias",
    );
}

#[tokio::test]
async fn a_result_says_where_it_is() {
    let app = TestApp::shared().await;

    let found = results(app, "九星苑").await.remove(0);

    let bbox: [f64; 4] = serde_json::from_value(found["bbox"].clone()).unwrap();
    assert!(bbox[0] < bbox[2] && bbox[1] < bbox[3], "{bbox:?}");
    assert_eq!(found["detail"], "小区");
    let english = app.send("GET", "/api/find?q=九星苑", &[("accept-language", "en")], "").await;
    assert_eq!(english.json()["results"][0]["detail"], "Residential compound");
}

#[tokio::test]
async fn nothing_found_is_an_empty_answer() {
    let app = TestApp::shared().await;

    for q in ["zzzzqq", "", "%20", "。，", "💡", "'; drop table compounds; --"] {
        assert_eq!(results(app, q).await, Vec::<Value>::new(), "{q}");
    }
}

#[tokio::test]
async fn limit_holds_and_bad_questions_are_refused_by_name() {
    let app = TestApp::shared().await;

    let few = app.json("/api/find?q=古美&limit=3").await;
    assert_eq!(few["results"].as_array().unwrap().len(), 3);
    for (query, parameter) in [("", "q"), ("q=a&limit=0", "limit"), ("q=a&limit=x", "limit")] {
        let reply = app.get(&format!("/api/find?{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
    let reply = app.get(&format!("/api/find?q={}", "古".repeat(101))).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "q");
}

#[tokio::test]
async fn what_is_written_is_found_and_what_is_deleted_is_not() {
    let app = TestApp::own().await;
    let items = "/api/collections/elder_facilities/items";
    let made = with(facility("new"), "/properties/name", "凤凰驿站".into());
    assert_eq!(results(&app, "fhyz").await.len(), 0);
    assert_eq!(app.write("POST", items, &made).await.status, 201);
    check(first(&app, "fhyz").await, "elder_facilities", "凤凰驿站", "initials");

    assert_eq!(app.delete(&format!("{items}/new")).await.status, 204);

    assert_eq!(results(&app, "fhyz").await.len(), 0);
    // Another layer's edit leaves the index of this one in place.
    assert_eq!(
        app.write("POST", "/api/collections/violations/items", &violation("v")).await.status,
        201
    );
    check(first(&app, "jxy").await, "compounds", "九星苑", "initials");
}
