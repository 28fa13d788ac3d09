//! Entity tags, dates and conditional requests (RFC 9110, 8.8 and 13).

use std::collections::{HashMap, HashSet};

use serde_json::json;

use crate::support::{TestApp, features::violation, gdal};

const VIOLATIONS: &str = "/api/collections/violations/items";

/// All that can be read.
const CACHEABLE: [&str; 15] = [
    "/api",
    "/api/conformance",
    "/api/collections",
    "/api/collections/violations",
    "/api/collections/violations/queryables",
    "/api/collections/violations/sortables",
    "/api/collections/violations/schema",
    "/api/collections/violations/items?limit=5",
    "/api/collections/violations/items/310112006-V00001",
    "/api/collections/violations/items/310112006-V00001/history",
    "/api/counts/violations?by=pianqu",
    "/api/coverage/elder_facilities",
    "/api/where?lon=121.39&lat=31.15",
    "/api/find?q=gumei",
    "/api/export?collections=pianqu,metro",
];

#[tokio::test]
async fn everything_that_is_read_has_a_strong_tag_and_is_not_sent_twice() {
    let app = TestApp::shared().await;
    let mut tags = HashMap::new();

    for target in CACHEABLE {
        let first = app.get(target).await;
        assert_eq!(first.status, 200, "{target}");
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 8, "{target}: {tag}");
        assert_eq!(first.header("cache-control"), "no-cache", "{target}");
        let vary: HashSet<&str> = first
            .headers
            .get_all("vary")
            .iter()
            .flat_map(|value| value.to_str().unwrap().split(", "))
            .collect();
        assert!(vary.contains("accept") && vary.contains("accept-language"), "{target}: {vary:?}");
        // A strong tag stands for the very bytes.
        let second = app.get(target).await;
        assert_eq!(second.header("etag"), tag, "{target}");
        assert_eq!(second.body, first.body, "{target}");
        for value in [tag.clone(), format!("\"x\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
            for method in ["GET", "HEAD"] {
                let again = app.send(method, target, &[("if-none-match", &value)], "").await;
                assert_eq!(again.status, 304, "{method} {target} {value}");
                assert!(again.body.is_empty());
                assert_eq!(again.header("etag"), tag);
                assert_eq!(again.header("cache-control"), "no-cache");
                assert!(again.headers.contains_key("vary"));
            }
        }
        let other = app.send("GET", target, &[("if-none-match", "\"other\"")], "").await;
        assert_eq!(other.status, 200);
        assert!(tags.insert(tag, target).is_none(), "{target} has another's tag");
    }
}

#[tokio::test]
async fn each_representation_has_a_tag_of_its_own() {
    let app = TestApp::shared().await;

    for targets in [
        vec![
            "/api/collections/violations/items?limit=5",
            "/api/collections/violations/items?limit=6",
            "/api/collections/violations/items?limit=5&properties=class",
            "/api/collections/violations/items?limit=5&skipGeometry=true",
            "/api/collections/violations/items?limit=5&sortby=-id",
        ],
        vec![
            "/api/collections/violations/items/310112006-V00001",
            "/api/collections/violations/items/310112006-V00001?properties=class",
            "/api/collections/violations/items/310112006-V00001?skipGeometry=true",
        ],
    ] {
        let mut tags = HashSet::new();
        for target in &targets {
            assert!(tags.insert(app.get(target).await.header("etag").to_owned()), "{target}");
        }
    }
    let target = "/api/collections/violations";
    let mut tags = HashSet::new();
    for language in ["zh", "en"] {
        let reply = app.send("GET", target, &[("accept-language", language)], "").await;
        assert!(tags.insert(reply.header("etag").to_owned()));
    }
}

/// RFC 9110, 8.8.3.3: a strong tag of compressed bytes is another one than that of the plain ones.
#[tokio::test]
async fn each_content_coding_has_a_tag_of_its_own() {
    let app = TestApp::shared().await;

    for target in [
        "/api/collections/violations/items?limit=50",
        "/api/collections/violations/items/310112006-V00001",
    ] {
        let plain = app.get(target).await;
        let tag = plain.header("etag").to_owned();
        let mut tags = HashSet::from([tag.clone()]);
        for coding in ["gzip", "br"] {
            let reply = app.send("GET", target, &[("accept-encoding", coding)], "").await;
            assert_eq!(reply.header("content-encoding"), coding, "{target}");
            let coded = reply.header("etag").to_owned();
            assert!(coded.starts_with('"') && tags.insert(coded.clone()), "{coded}");
            let headers = [("accept-encoding", coding), ("if-none-match", &*coded)];
            let again = app.send("GET", target, &headers, "").await;
            assert_eq!(again.status, 304, "{target} {coding}");
            assert_eq!(again.header("etag"), coded);
        }
    }
}

#[tokio::test]
async fn the_tag_of_a_compressed_feature_may_be_written_against() {
    let app = TestApp::own().await;
    let path = format!("{VIOLATIONS}/310112006-V00001");
    let headers = [("accept-encoding", "gzip")];
    let read = app.send("GET", &path, &headers, "").await;
    assert_eq!(read.header("content-encoding"), "gzip");
    let feature = app.json(&path).await;

    let tag = read.header("etag").to_owned();
    let reply = app.write_if("PUT", &path, &feature, &[("if-match", &tag)]).await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    let again = app.write_if("PUT", &path, &feature, &[("if-match", &tag)]).await;
    again.problem(412, "precondition-failed");
}

#[tokio::test]
async fn whatever_changes_gives_lists_another_tag() {
    let app = TestApp::own().await;
    let target = format!("{VIOLATIONS}?limit=1");
    let path = format!("{VIOLATIONS}/tagged");
    let mut tags = HashSet::from([app.get(&target).await.header("etag").to_owned()]);

    app.write("POST", VIOLATIONS, &violation("tagged")).await;
    assert!(tags.insert(app.get(&target).await.header("etag").to_owned()));
    app.patch(&path, &json!({ "name": "x" })).await;
    assert!(tags.insert(app.get(&target).await.header("etag").to_owned()));
    app.delete(&path).await;
    let last = app.get(&target).await.header("etag").to_owned();
    assert!(tags.insert(last.clone()));
    // What nobody touched keeps its own.
    let item = format!("{VIOLATIONS}/310112006-V00001");
    let before = app.get(&item).await.header("etag").to_owned();
    app.write("POST", VIOLATIONS, &violation("beside")).await;
    assert_eq!(app.get(&item).await.header("etag"), before);
    // The same rows in a store made anew are another history.
    let anew = TestApp::made_anew().await;
    assert_ne!(
        anew.get(&target).await.header("etag"),
        TestApp::shared().await.get(&target).await.header("etag")
    );
}

/// The tag is kept in step with the bytes, also for what no log tells of.
#[tokio::test]
async fn a_foreign_files_tags_change_with_the_file() {
    let app = TestApp::foreign().await;
    let collections = app.json("/api/collections").await;
    let id = collections["collections"][0]["id"].as_str().unwrap().to_owned();
    let items = format!("/api/collections/{id}/items");
    let feature = app.json(&format!("{items}?limit=1")).await["features"][0].clone();
    let item = format!("{items}/{}", feature["id"].as_str().unwrap());
    let tags = [app.get(&items).await, app.get(&item).await].map(|r| r.header("etag").to_owned());

    let named = feature["properties"].as_object().unwrap().iter().find(|(_, v)| v.is_string());
    let column = named.unwrap().0;
    // Its triggers need functions that GDAL has.
    let update = format!("update \"{id}\" set \"{column}\" = 'changed'");
    gdal::run("ogrinfo", &[app.file.to_str().unwrap(), "-sql", &update]);
    // The tables are looked at every two seconds.
    tokio::time::sleep(std::time::Duration::from_millis(2_100)).await;
    app.atlas.follow().await.unwrap();

    assert_eq!(app.json(&item).await["properties"][column], "changed");
    for (target, tag) in [&items, &item].into_iter().zip(tags) {
        let reply = app.send("GET", target, &[("if-none-match", &tag)], "").await;
        assert_eq!(reply.status, 200, "{target}");
        assert_ne!(reply.header("etag"), tag);
    }
}

/// A date has whole seconds: it is told once its second is over.
#[tokio::test]
async fn the_time_of_the_last_change_is_told_where_it_is_known() {
    let app = TestApp::own().await;
    let target = format!("{VIOLATIONS}?limit=1");
    assert!(!app.get(&target).await.headers.contains_key("last-modified"));
    let before = chrono::Utc::now();
    app.write("POST", VIOLATIONS, &violation("dated")).await;
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;

    let reply = app.get(&target).await;

    let told = reply.header("last-modified").to_owned();
    let at = chrono::DateTime::parse_from_rfc2822(&told).unwrap();
    assert!((before.timestamp()..=before.timestamp() + 5).contains(&at.timestamp()), "{told}");
    assert!(told.ends_with(" GMT"));
    let since = |value: String, further: &'static [(&'static str, &'static str)]| {
        let (app, target) = (&app, &target);
        async move {
            let mut headers = vec![("if-modified-since", &*value)];
            headers.extend_from_slice(further);
            app.send("GET", target, &headers, "").await.status
        }
    };
    let day = |offset: i64| {
        let at = at + chrono::TimeDelta::seconds(offset);
        at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    assert_eq!(since(told.clone(), &[]).await, 304);
    assert_eq!(since(day(60), &[]).await, 304);
    assert_eq!(since(day(-1), &[]).await, 200);
    assert_eq!(since("yesterday".to_owned(), &[]).await, 200);
    // A tag is the better question (RFC 9110, 13.1.3).
    assert_eq!(since(told.clone(), &[("if-none-match", "\"other\"")]).await, 200);
}

/// What is wrong stays wrong, whatever the client says it has.
#[tokio::test]
async fn a_refusal_is_never_a_304() {
    let app = TestApp::shared().await;

    for (target, status) in [
        ("/api/collections/nothing", 404),
        ("/api/collections/violations/items?bbox=1", 400),
        ("/api/collections/violations/items/nobody", 404),
        ("/api?x=1", 400),
    ] {
        let reply = app.send("GET", target, &[("if-none-match", "*")], "").await;
        assert_eq!(reply.status, status, "{target}");
        assert!(!reply.headers.contains_key("etag"), "{target}");
        assert_eq!(reply.header("cache-control"), "no-store");
    }
    for target in ["/health/live", "/health/ready"] {
        assert!(!app.get(target).await.headers.contains_key("etag"), "{target}");
    }
    let headers = [("accept", "text/event-stream")];
    let stream = app.stream("/api/changes", &headers).await;
    assert!(!stream.headers().contains_key("etag"));
}

#[tokio::test]
async fn links_are_told_in_headers_too() {
    let app = TestApp::shared().await;

    for target in [
        "/api",
        "/api/collections",
        "/api/collections/violations",
        "/api/collections/violations/items?limit=5&sortby=-id",
        "/api/collections/violations/items/310112006-V00001",
    ] {
        let reply = app.get(target).await;
        let told: Vec<&str> =
            reply.headers.get_all("link").iter().map(|link| link.to_str().unwrap()).collect();
        let expected: Vec<String> = reply.json()["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| {
                let text = |name: &str| link[name].as_str().unwrap();
                format!("<{}>; rel=\"{}\"; type=\"{}\"", text("href"), text("rel"), text("type"))
            })
            .collect();
        assert_eq!(told, expected, "{target}");
    }
}

#[tokio::test]
async fn a_compressed_answer_says_so_and_is_the_same() {
    let app = TestApp::shared().await;
    let target = format!("{VIOLATIONS}?limit=50");

    let reply = app.send("GET", &target, &[("accept-encoding", "gzip")], "").await;

    let vary: Vec<&str> =
        reply.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(vary.iter().any(|value| value.contains("accept-encoding")), "{vary:?}");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &reply.body).unwrap();
    let plain =
        std::process::Command::new("gzip").arg("-dc").stdin(file.into_file()).output().unwrap();
    assert_eq!(plain.stdout, app.get(&target).await.body);
}

/// A second line of `Accept` can choose another representation, which has a tag of its own.
#[tokio::test]
async fn every_line_of_a_wish_counts_for_the_tag() {
    let app = TestApp::shared().await;
    let headers = |second| [("accept", "image/png"), ("accept", second)];

    let page = app.send("GET", "/api/collections", &headers("text/html"), "").await;
    let data = app.send("GET", "/api/collections", &headers("application/json"), "").await;

    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(data.header("content-type"), "application/json");
    assert_ne!(page.header("etag"), data.header("etag"));
    let language = [("accept-language", "de"), ("accept-language", "en")];
    let english = app.send("GET", "/api/nothing", &language, "").await;
    assert_eq!(english.header("content-language"), "en");
}
