use crate::support::{TestApp, features::violation};

#[tokio::test]
async fn ready_says_what_is_served() {
    let app = TestApp::own().await;

    let ready = app.json("/health/ready").await;

    assert_eq!(ready["status"], "ready");
    assert_eq!(ready["territory"], "310112006");
    assert_eq!(ready["as_of"], "2016-09-30");
    assert_eq!(ready["layers"], 26);
    assert_eq!(ready["refused"], serde_json::json!([]));
    assert!(ready["store"].as_str().unwrap().starts_with("GeoPackage "));
    assert_eq!(app.json("/health/live").await["status"], "live");

    app.write("POST", "/api/collections/violations/items", &violation("one more")).await;
    let after = app.json("/health/ready").await;
    assert_eq!(after["features"].as_i64(), ready["features"].as_i64().map(|n| n + 1));
    assert_eq!(after["seq"].as_i64(), ready["seq"].as_i64().map(|n| n + 1));
}
