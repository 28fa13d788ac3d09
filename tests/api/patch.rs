//! `PATCH` with a merge patch (OGC API – Features Part 4, Update; RFC 7396).

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, violation, with},
};

const FACILITIES: &str = "/api/collections/elder_facilities/items";
const VIOLATIONS: &str = "/api/collections/violations/items";

async fn with_facility() -> (TestApp, String) {
    let app = TestApp::own().await;
    let full = with(facility("patched"), "/properties/capacity", 12.into());
    assert_eq!(app.write("POST", FACILITIES, &full).await.status, 201);
    (app, format!("{FACILITIES}/patched"))
}

/// Both shapes: properties side by side as the schema has them, and a GeoJSON Feature.
#[tokio::test]
async fn only_what_the_patch_names_changes() {
    let (app, path) = with_facility().await;
    let before = app.json(&path).await;

    for (patch, name, value) in [
        (json!({ "name": "甲站" }), "name", json!("甲站")),
        (json!({ "properties": { "name": "乙站" } }), "name", json!("乙站")),
        (
            json!({ "type": "Feature", "id": "patched", "properties": { "capacity": 30 } }),
            "capacity",
            json!(30),
        ),
        (json!({ "services": ["stay"] }), "services", json!(["stay"])),
        (json!({ "capacity": null }), "capacity", Value::Null),
        (json!({ "services": null }), "services", json!([])),
    ] {
        let expected = with(app.json(&path).await, &format!("/properties/{name}"), value);
        let reply = app.patch(&path, &patch).await;
        assert_eq!(reply.status, 204, "{patch}: {}", reply.text());
        assert_eq!(reply.header("etag"), app.get(&path).await.header("etag"));
        assert_eq!(app.json(&path).await, expected, "{patch}");
    }
    assert_eq!(app.json(&path).await["geometry"], before["geometry"]);
}

#[tokio::test]
async fn a_geometry_is_changed_moved_and_taken_away() {
    let app = TestApp::own().await;
    assert_eq!(app.write("POST", VIOLATIONS, &violation("moved")).await.status, 201);
    let path = format!("{VIOLATIONS}/moved");
    let point = json!({ "type": "Point", "coordinates": [121.39, 31.15] });

    for (patch, expected) in [
        (json!({ "geometry": point }), point.clone()),
        // The rest of the geometry stays, by the rules of RFC 7396.
        (
            json!({ "geometry": { "coordinates": [121.391, 31.151] } }),
            json!({ "type": "Point", "coordinates": [121.391, 31.151] }),
        ),
        (json!({ "geometry": null }), Value::Null),
        (json!({ "properties": {}, "geometry": point }), point.clone()),
    ] {
        let reply = app.patch(&path, &patch).await;
        assert_eq!(reply.status, 204, "{patch}: {}", reply.text());
        assert_eq!(app.json(&path).await["geometry"], expected, "{patch}");
    }
}

#[tokio::test]
async fn a_patch_that_cannot_be_is_refused_by_name() {
    let (app, path) = with_facility().await;
    let before = app.get(&path).await;

    for (patch, status, member) in [
        (json!({ "nothing": 1 }), 400, "nothing"),
        (json!({ "capacity": "many" }), 400, "capacity"),
        (json!({ "state": "nonsense" }), 400, "state"),
        (json!({ "services": ["dancing"] }), 400, "services"),
        // Required.
        (json!({ "name": null }), 400, "name"),
        (json!({ "id": "other" }), 400, "id"),
        (json!({ "type": "Feature", "id": "other", "properties": {} }), 400, "id"),
        (json!({ "id": null }), 400, "id"),
        (json!({ "properties": null }), 400, "properties"),
        (json!({ "type": "Point", "properties": {} }), 400, "type"),
        (json!({ "properties": {}, "style": 1 }), 400, "style"),
        (
            json!({ "geometry": { "type": "LineString", "coordinates": [[121.39, 31.15], [121.391, 31.15]] } }),
            400,
            "geometry",
        ),
        (json!({ "geometry": { "type": "Point", "coordinates": [0, 0] } }), 422, "geometry"),
        (json!({ "serves": ["committees:nowhere"] }), 422, "serves"),
    ] {
        let reply = app.patch(&path, &patch).await;
        let code = if status == 400 { "invalid-body" } else { "rule-broken" };
        assert_eq!(reply.problem(status, code)["member"], member, "{patch}");
    }
    for patch in [json!([]), json!(null), json!("x")] {
        app.patch(&path, &patch).await.problem(400, "invalid-body");
    }
    let after = app.get(&path).await;
    assert_eq!((before.header("etag"), before.json()), (after.header("etag"), after.json()));
}

#[tokio::test]
async fn only_a_merge_patch_is_taken_and_only_of_what_is_there() {
    let (app, path) = with_facility().await;

    for media in ["application/json", "application/geo+json", "application/json-patch+json", ""] {
        let reply = app.send_as(media, "PATCH", &path, &json!({ "name": "x" })).await;
        reply.problem(415, "unsupported-media-type");
    }
    app.patch(&format!("{FACILITIES}/nothing"), &json!({ "name": "x" }))
        .await
        .problem(404, "not-found");
    let reply = app.send("PATCH", &path, &[], "{}").await;
    reply.problem(401, "unauthorized");
}

/// RFC 9110, 13.1.1: a list, `*`, and the tag of whichever representation was read.
#[tokio::test]
async fn if_match_takes_lists_and_the_tags_of_all_representations() {
    let (app, path) = with_facility().await;
    let bearer = format!("Bearer {}", app.token.as_deref().unwrap());
    let send = |value: String| {
        let (app, path, bearer) = (&app, &path, &bearer);
        async move {
            let media = "application/merge-patch+json";
            let headers =
                [("authorization", &**bearer), ("content-type", media), ("if-match", &*value)];
            app.send("PATCH", path, &headers, json!({ "name": value }).to_string()).await
        }
    };
    for target in
        [path.clone(), format!("{path}?properties=name"), format!("{path}?skipGeometry=true")]
    {
        let tag = app.get(&target).await.header("etag").to_owned();
        assert_eq!(send(format!("\"v1-00000000\", {tag}")).await.status, 204, "{target}");
        send(tag).await.problem(412, "precondition-failed");
    }
    assert_eq!(send("*".to_owned()).await.status, 204);
    let tag = app.get(&path).await.header("etag").to_owned();
    // A weak tag never matches strongly.
    send(format!("W/{tag}")).await.problem(412, "precondition-failed");
    send("".to_owned()).await.problem(412, "precondition-failed");
}

/// `/req/create-replace-delete/put-rid-exception`, B.
#[tokio::test]
async fn if_match_on_what_is_not_there_is_412() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/nothing");

    for value in ["*", "\"v1-00000000\""] {
        let headers = [("if-match", value)];
        let reply = app.write_if("PUT", &path, &violation("nothing"), &headers).await;
        reply.problem(412, "precondition-failed");
        let reply = app.write_if("DELETE", &path, &Value::Null, &headers).await;
        reply.problem(412, "precondition-failed");
    }
}

/// `/per/optimistic-locking-etags/ifmatch-patch-op`: an operator may insist.
#[tokio::test]
async fn without_if_match_it_is_428_where_the_operator_wants_it() {
    let settings = gumei::api::Settings { require_if_match: true, ..Default::default() };
    let app = TestApp::with(settings).await;
    assert_eq!(app.write("POST", VIOLATIONS, &violation("locked")).await.status, 201);
    let path = format!("{VIOLATIONS}/locked");

    app.write("PUT", &path, &violation("locked")).await.problem(428, "precondition-required");
    app.patch(&path, &json!({ "name": "x" })).await.problem(428, "precondition-required");
    app.delete(&path).await.problem(428, "precondition-required");
    let delete =
        json!({ "actions": [{ "action": "delete", "collection": "violations", "id": "locked" }] });
    let reply = app.send_as("application/json", "POST", "/api/transactions", &delete).await;
    assert_eq!(reply.problem(428, "precondition-required")["member"], "actions/0/if_match");

    let tag = app.get(&path).await.header("etag").to_owned();
    let reply = app.write_if("PUT", &path, &violation("locked"), &[("if-match", &tag)]).await;
    assert_eq!(reply.status, 204);
}
