use serde_json::{Value, json};

use crate::support::{TestApp, app::Reply, features::ids};

async fn search(app: &TestApp, body: Value) -> Reply {
    let headers = [("content-type", "application/json")];
    app.send("POST", "/api/search", &headers, body.to_string()).await
}

fn square(west: f64, south: f64, size: f64) -> Value {
    let (east, north) = (west + size, south + size);
    json!({ "type": "Polygon", "coordinates": [[
        [west, south], [east, south], [east, north], [west, north], [west, south],
    ]] })
}

/// For a box the answer must be that of `bbox`, which other tests compare with a scan.
#[tokio::test]
async fn a_drawn_geometry_finds_what_a_box_finds() {
    let app = TestApp::shared().await;
    let collections = ["violations", "elder_facilities", "compounds", "roads"];

    for (west, south, size) in [(121.39, 31.14, 0.01), (121.37, 31.13, 0.004)] {
        let shape = square(west, south, size);
        let feature = json!({ "type": "Feature", "properties": {}, "geometry": shape });
        for geometry in [shape, feature] {
            let body = json!({ "collections": collections, "geometry": geometry, "limit": 10000 });
            let found = search(app, body).await.json();
            let mut total = 0;
            for (answer, id) in found["collections"].as_array().unwrap().iter().zip(collections) {
                let (east, north) = (west + size, south + size);
                let bbox = format!("bbox={west},{south},{east},{north}");
                let mut expected =
                    app.features(&format!("/api/collections/{id}/items?{bbox}")).await;
                // Without a place there is nothing that could be inside of what was drawn.
                expected.retain(|feature| !feature["geometry"].is_null());
                assert_eq!(answer["collection"], id);
                assert_eq!(answer["numberMatched"], expected.len(), "{id}");
                let features = answer["features"].as_array().unwrap();
                assert_eq!(ids(features), ids(&expected), "{id}");
                total += expected.len();
            }
            assert_eq!(found["numberMatched"], total);
        }
    }
}

#[tokio::test]
async fn the_other_members_mean_what_the_parameters_mean() {
    let app = TestApp::shared().await;
    let within = "pianqu:310112006-P01";

    let found = search(
        app,
        json!({
            "collections": ["violations"], "within": within, "datetime": "2016-01-01/..",
            "bbox": [121.36, 31.12, 121.40, 31.16], "limit": 3,
        }),
    )
    .await
    .json();

    let same = app
        .json(&format!(
            "/api/collections/violations/items?within={within}&datetime=2016-01-01/..\
             &bbox=121.36,31.12,121.40,31.16&limit=3"
        ))
        .await;
    let answer = &found["collections"][0];
    assert_eq!(answer["numberMatched"], same["numberMatched"]);
    assert_eq!(answer["features"], same["features"]);
}

#[tokio::test]
async fn counts_are_of_all_collections_and_without_features() {
    let app = TestApp::shared().await;

    let found = search(app, json!({ "counts": true })).await.json();

    let collections = app.json("/api/collections").await;
    let expected: Vec<(Value, Value)> = collections["collections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|collection| (collection["id"].clone(), collection["count"].clone()))
        .collect();
    let answers = found["collections"].as_array().unwrap();
    let stated: Vec<(Value, Value)> = answers
        .iter()
        .map(|answer| (answer["collection"].clone(), answer["numberMatched"].clone()))
        .collect();
    assert_eq!(stated, expected);
    assert!(answers.iter().all(|answer| answer.get("features").is_none()));
}

#[tokio::test]
async fn a_body_that_is_no_search_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (body, status, member) in [
        (json!({ "collections": [] }), 400, "collections"),
        (json!({ "collections": ["pianqu", "nothing"] }), 422, "collections/1"),
        (json!({ "collections": ["pianqu", "pianqu"] }), 400, "collections/1"),
        (json!({ "geometry": { "type": "Circle" } }), 400, "geometry"),
        (
            json!({ "geometry": { "type": "Polygon", "coordinates": [[[0, 0], [1, 1]]] } }),
            400,
            "geometry",
        ),
        (json!({ "bbox": [1, 2, 3] }), 400, "bbox"),
        (json!({ "datetime": "yesterday" }), 400, "datetime"),
        (json!({ "within": "nowhere" }), 400, "within"),
        (json!({ "within": "pianqu:nowhere" }), 422, "within"),
        (json!({ "limit": 0 }), 400, "limit"),
    ] {
        let reply = search(app, body.clone()).await;
        let code = if status == 400 { "invalid-body" } else { "rule-broken" };
        assert_eq!(reply.problem(status, code)["member"], member, "{body}");
    }
    for (body, member) in [
        (json!({ "colour": 1 }), "colour"),
        (json!({ "limit": -1 }), "limit"),
        (json!({ "counts": 1 }), "counts"),
        (json!({ "limit": 5, "bbox": "1,2,3,4" }), "bbox"),
        (json!({ "collections": "pianqu" }), "collections"),
    ] {
        let reply = search(app, body.clone()).await;
        assert_eq!(reply.problem(400, "invalid-body")["member"], member, "{body}");
    }
    search(app, json!([])).await.problem(400, "invalid-body");
    let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
    let reply = app.send("POST", "/api/search", &headers, "{}").await;
    reply.problem(415, "unsupported-media-type");
    let headers = [("content-type", "text/plain")];
    let reply = app.send("POST", "/api/search", &headers, "{}").await;
    reply.problem(415, "unsupported-media-type");
    app.get("/api/search").await.problem(405, "method-not-allowed");
}
