//! `OPTIONS` and `Allow` (OGC API – Features Part 4, 6.2; RFC 9110, 9.3.7 and 10.2.1).

use crate::support::{TestApp, features::violation};

async fn allowed(app: &TestApp, target: &str) -> String {
    let reply = app.send("OPTIONS", target, &[], "").await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    assert!(reply.body.is_empty());
    reply.header("allow").to_owned()
}

#[tokio::test]
async fn every_resource_says_what_it_allows() {
    let app = TestApp::shared().await;

    for target in [
        "/api",
        "/api/conformance",
        "/api/collections",
        "/api/collections/violations",
        "/api/collections/violations/queryables",
        "/api/collections/violations/sortables",
        "/api/collections/violations/schema",
        "/api/collections/violations/items/310112006-V00001/history",
        "/api/counts/violations",
        "/api/coverage/elder_facilities",
        "/api/changes",
        "/api/where",
        "/api/find",
        "/api/export",
        "/health/live",
    ] {
        assert_eq!(allowed(app, target).await, "GET, HEAD, OPTIONS", "{target}");
    }
    for target in ["/api/search", "/api/transactions"] {
        assert_eq!(allowed(app, target).await, "POST, OPTIONS", "{target}");
    }
    let items = "/api/collections/violations/items";
    assert_eq!(allowed(app, items).await, "GET, HEAD, POST, OPTIONS");
    let item = format!("{items}/310112006-V00001");
    assert_eq!(allowed(app, &item).await, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS");
    let reply = app.send("OPTIONS", &item, &[], "").await;
    assert_eq!(reply.header("accept-patch"), "application/merge-patch+json");
}

#[tokio::test]
async fn what_may_not_be_edited_does_not_offer_it() {
    let app = TestApp::foreign().await;

    for collection in app.json("/api/collections").await["collections"].as_array().unwrap() {
        let items = format!("/api/collections/{}/items", collection["id"].as_str().unwrap());
        assert_eq!(allowed(&app, &items).await, "GET, HEAD, OPTIONS");
        let page = app.json(&format!("{items}?limit=1")).await;
        let item = format!("{items}/{}", page["features"][0]["id"].as_str().unwrap());
        assert_eq!(allowed(&app, &item).await, "GET, HEAD, OPTIONS");
        let body = violation("x").to_string();
        let headers = [("content-type", "application/geo+json")];
        app.send("POST", &items, &headers, body).await.problem(405, "method-not-allowed");
    }
}

#[tokio::test]
async fn what_is_not_there_allows_nothing() {
    let app = TestApp::shared().await;

    for target in [
        "/api/nothing",
        "/api/collections/nothing/items",
        "/api/collections/violations/items/nobody",
    ] {
        app.send("OPTIONS", target, &[], "").await.problem(404, "not-found");
    }
    let reply = app.send("OPTIONS", "/api/collections/violations/items?x=1", &[], "").await;
    reply.problem(400, "unknown-parameter");
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let app = TestApp::shared().await;

    for target in [
        "/api/collections/violations/queryables",
        "/api/collections/violations/items?limit=3",
        "/api/collections/violations/items/310112006-V00001",
        "/api/counts/violations?by=pianqu",
        "/api/find?q=gumei",
    ] {
        let (get, head) = (app.get(target).await, app.send("HEAD", target, &[], "").await);
        assert!(head.body.is_empty());
        assert_eq!(head.status, get.status, "{target}");
        for name in ["content-type", "etag", "link", "vary", "content-length"] {
            assert_eq!(head.header(name), get.header(name), "{target}: {name}");
        }
    }
}
