//! Answers that are sent again: what they may and may not be the same for.

use serde_json::json;

use crate::support::{TestApp, features::violation};

const ONE: &str = "/api/collections/violations/items/310112006-V00001";
const PAGE: &str = "/api/collections/violations/items?limit=3";

#[tokio::test]
async fn an_answer_sent_again_is_the_same_to_the_byte() {
    let app = TestApp::own().await;
    for target in [
        ONE,
        PAGE,
        "/api/counts/violations?by=pianqu",
        "/api/collections/compounds/tiles/WebMercatorQuad/14/6699/13716",
        "/api/collections/compounds/tiles/WebMercatorQuad/14/0/0",
        "/api/export/pianqu",
    ] {
        for coding in ["identity", "gzip", "br"] {
            let mut answers = Vec::new();
            for _ in 0..3 {
                answers.push(app.send("GET", target, &[("accept-encoding", coding)], "").await);
            }
            for again in &answers[1..] {
                assert_eq!(again.status, answers[0].status, "{target}, {coding}");
                assert_eq!(again.headers, answers[0].headers, "{target}, {coding}");
                assert_eq!(again.body, answers[0].body, "{target}, {coding}");
            }
        }
        let plain = app.get(target).await;
        let packed = app.send("GET", target, &[("accept-encoding", "gzip")], "").await;
        let is_packed = packed.headers.contains_key("content-encoding");
        assert_eq!(is_packed, packed.body != plain.body, "{target}");
        // Who has it need not be sent it.
        let tag = plain.header("etag").to_owned();
        let known = app.send("GET", target, &[("if-none-match", &tag)], "").await;
        assert_eq!(known.status, if plain.status == 204 { 204 } else { 304 }, "{target}");
        assert!(known.body.is_empty(), "{target}");
    }
}

#[tokio::test]
async fn others_who_ask_get_their_own_answer() {
    let app = TestApp::own().await;
    let variants: [&[(&str, &str)]; 6] = [
        &[("host", "one.cn")],
        &[("host", "two.cn")],
        &[("host", "one.cn"), ("accept", "text/html"), ("accept-language", "en")],
        &[("host", "one.cn"), ("accept", "text/html"), ("accept-language", "zh")],
        &[("host", "two.cn"), ("accept", "text/html"), ("accept-language", "zh")],
        &[("host", "one.cn"), ("accept", "application/xml")],
    ];
    for target in [ONE, PAGE, "/api"] {
        for _ in 0..2 {
            let mut bodies = Vec::new();
            for headers in variants {
                let answer = app.send("GET", target, headers, "").await;
                let refused = headers.iter().any(|(_, value)| *value == "application/xml");
                assert_eq!(answer.status, if refused { 406 } else { 200 }, "{target} {headers:?}");
                let host = headers[0].1;
                assert!(refused || answer.text().contains(host), "{target} {headers:?}");
                let other = if host == "one.cn" { "//two.cn" } else { "//one.cn" };
                assert!(!answer.text().contains(other), "{target} {headers:?}");
                bodies.push(answer.body);
            }
            let distinct: std::collections::HashSet<_> = bodies.iter().collect();
            assert_eq!(distinct.len(), variants.len(), "{target}");
        }
    }
    // The same address, another method.
    assert!(app.send("HEAD", PAGE, &[], "").await.body.is_empty());
    assert!(!app.get(PAGE).await.body.is_empty());
}

#[tokio::test]
async fn after_a_write_nobody_is_sent_what_was() {
    let app = TestApp::own().await;
    let list = "/api/collections/violations/items?limit=1&sortby=-found_on&status=found";
    let counted = "/api/counts/violations?by=pianqu";
    let total = |answer: serde_json::Value| answer["total"]["count"].as_u64().unwrap();
    let mut before = total(app.json(counted).await);
    for number in 0..20 {
        let matched = app.json(list).await["numberMatched"].as_u64().unwrap();
        let id = format!("310112006-V9{number:04}");
        let made = app.write("POST", "/api/collections/violations/items", &violation(&id)).await;
        assert_eq!(made.status, 201, "{}", made.text());
        assert_eq!(app.json(list).await["numberMatched"], matched + 1);
        assert_eq!(total(app.json(counted).await), before + 1);
        before += 1;
        let one = format!("/api/collections/violations/items/{id}");
        assert_eq!(app.json(&one).await["properties"]["area_m2"], json!(null));
        let changed = app.patch(&one, &json!({ "properties": { "area_m2": 12.5 } })).await;
        assert_eq!(changed.status, 204, "{}", changed.text());
        assert_eq!(app.json(&one).await["properties"]["area_m2"], 12.5);
    }
}
