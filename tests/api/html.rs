//! Pages for people.

use std::collections::{BTreeSet, VecDeque};

use crate::support::{
    TestApp,
    features::{violation, with},
};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
const VIOLATIONS: &str = "/api/collections/violations/items";

/// Resources with a page and with data.
const BOTH: [&str; 6] = [
    "/api",
    "/api/conformance",
    "/api/collections",
    "/api/collections/violations",
    "/api/collections/violations/items?limit=5",
    "/api/collections/pianqu/items/310112006-P02",
];

async fn page(app: &TestApp, target: &str) -> String {
    let reply = app.send("GET", target, &[("accept", BROWSER)], "").await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.text());
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{target}");
    reply.text()
}

/// The addresses in a page, as they would be asked for.
fn addresses(page: &str) -> Vec<String> {
    let parts = page.split("href=\"").skip(1);
    let found = parts.map(|part| part.split('"').next().unwrap().replace("&amp;", "&"));
    found.filter_map(|href| href.strip_prefix("http://localhost").map(str::to_owned)).collect()
}

#[tokio::test]
async fn a_browser_gets_a_page_and_a_script_gets_data() {
    let app = TestApp::shared().await;

    for target in BOTH {
        page(app, target).await;
        for accept in
            ["*/*", "application/json", "application/json, text/html;q=0.9", "text/html;q=0.1, */*"]
        {
            let reply = app.send("GET", target, &[("accept", accept)], "").await;
            assert!(reply.header("content-type").ends_with("json"), "{target} for {accept}");
            assert!(reply.json().is_object());
        }
        let join = if target.contains('?') { '&' } else { '?' };
        let asked = app.get(&format!("{target}{join}f=html")).await;
        assert_eq!(asked.header("content-type"), "text/html; charset=utf-8", "{target}");
        let asked =
            app.send("GET", &format!("{target}{join}f=json"), &[("accept", BROWSER)], "").await;
        assert!(asked.header("content-type").ends_with("json"), "{target}");
    }
}

/// `/req/html/definition`, and the recommendation to link other representations.
#[tokio::test]
async fn data_and_page_link_to_each_other() {
    let app = TestApp::shared().await;

    for target in BOTH.into_iter().filter(|target| *target != "/api/conformance") {
        let data = app.json(target).await;
        let alternate = data["links"]
            .as_array()
            .unwrap()
            .iter()
            .find(|link| link["rel"] == "alternate" && link["type"] == "text/html")
            .unwrap_or_else(|| panic!("{target} has no page"));
        let href = alternate["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
        let reply = app.get(href).await;
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{href}");
        let back = addresses(&reply.text())
            .into_iter()
            .find(|address| address.contains("f=json") || address.contains("f=geojson"))
            .unwrap_or_else(|| panic!("{href} has no data"));
        let again = app.send("GET", &back, &[("accept", BROWSER)], "").await.json();
        assert_eq!(again["id"], data["id"], "{back}");
        assert_eq!(again["title"], data["title"], "{back}");
    }
}

#[tokio::test]
async fn every_link_of_every_page_answers() {
    let app = TestApp::shared().await;
    let mut waiting = VecDeque::from(["/api".to_owned()]);
    let mut seen = BTreeSet::new();
    let mut of_a_kind = std::collections::BTreeMap::<String, usize>::new();

    while let Some(target) = waiting.pop_front() {
        let path = target.split('?').next().unwrap();
        // Some of each kind of page: a kind is its path without the ids, and what it asks for.
        let mut kind: Vec<&str> = path.split('/').collect();
        for index in [5, 3] {
            if kind.len() > index && kind[2] == "collections" {
                kind[index] = "…";
            }
        }
        let names: Vec<&str> = target
            .split_once('?')
            .map_or("", |(_, query)| query)
            .split('&')
            .map(|pair| pair.split('=').next().unwrap())
            .collect();
        let taken = of_a_kind.entry(format!("{}?{}", kind.join("/"), names.join("&"))).or_default();
        if *taken == 2 || path == "/" || !seen.insert(target.clone()) {
            continue;
        }
        *taken += 1;
        let reply = app.send("GET", &target, &[("accept", BROWSER)], "").await;
        assert_eq!(reply.status, 200, "{target}: {}", reply.text());
        if reply.header("content-type").starts_with("text/html") {
            waiting.extend(addresses(&reply.text()));
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
}

#[tokio::test]
async fn a_page_runs_nothing_and_fetches_nothing() {
    let app = TestApp::shared().await;

    for target in BOTH.into_iter().chain(["/api/docs"]) {
        let reply = app.send("GET", target, &[("accept", BROWSER)], "").await;
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        let text = reply.text();
        for forbidden in
            ["<script", " style=\"", "javascript:", " src=", "url(", "@import", " onclick"]
        {
            assert!(!text.contains(forbidden), "{target} has {forbidden}");
        }
        for outside in text.split("href=\"").skip(1) {
            let href = outside.split('"').next().unwrap();
            let inside =
                ["http://localhost/", "#", "data:,"].iter().any(|start| href.starts_with(start));
            assert!(inside || href == "http://localhost", "{target} leads to {href}");
        }
        assert!(text.contains("name=\"viewport\""));
    }
}

#[tokio::test]
async fn the_style_is_the_one_the_policy_names() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use sha2::{Digest, Sha256};
    let app = TestApp::shared().await;

    let reply = app.get("/api?f=html").await;

    let text = reply.text();
    let style = text.split("<style>").nth(1).unwrap().split("</style>").next().unwrap();
    let hash = STANDARD.encode(Sha256::digest(style));
    assert!(reply.header("content-security-policy").contains(&format!("'sha256-{hash}'")));
}

#[tokio::test]
async fn pages_speak_the_readers_language() {
    let app = TestApp::shared().await;

    for (target, wish, language, title) in [
        ("/api?f=html", "en", "en", "Gumei Road Subdistrict"),
        ("/api?f=html", "zh-CN,en;q=0.5", "zh", "古美路街道"),
        ("/api?f=html&lang=zh", "en", "zh", "古美路街道"),
        ("/api?f=html&lang=en", "zh", "en", "Gumei Road Subdistrict"),
        ("/api?f=html", "de", "zh", "古美路街道"),
    ] {
        let reply = app.send("GET", target, &[("accept-language", wish)], "").await;
        assert_eq!(reply.header("content-language"), language, "{target} for {wish}");
        assert!(reply.text().contains(&format!("<h1>{title}</h1>")), "{target} for {wish}");
        let vary: Vec<&str> =
            reply.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.join(", ").contains("accept, accept-language"), "{vary:?}");
    }
}

#[tokio::test]
async fn the_language_that_was_asked_for_stays_in_the_links() {
    let app = TestApp::shared().await;

    let text = page(app, "/api/collections?lang=en").await;
    let inside: Vec<String> =
        addresses(&text).into_iter().filter(|href| href.starts_with("/api")).collect();
    assert!(inside.len() > 25);
    for href in inside {
        assert!(href.contains("lang=en") || href.contains("lang=zh"), "{href}");
    }
    let data = app.json("/api/collections/pianqu?lang=en").await;
    assert_eq!(data["title"], data["titles"]["en"]);
    for link in data["links"].as_array().unwrap() {
        assert!(link["href"].as_str().unwrap().contains("lang=en"), "{link}");
    }
    let without = app.json("/api/collections/pianqu").await.to_string();
    assert!(!without.contains("lang="));
}

#[tokio::test]
async fn another_language_is_refused_on_every_route() {
    let app = TestApp::shared().await;

    for target in BOTH.into_iter().chain([
        "/api/docs",
        "/api/openapi.json",
        "/api/where?lon=121.4&lat=31.1",
        "/api/find?q=a",
        "/api/changes",
        "/health/live",
    ]) {
        let join = if target.contains('?') { '&' } else { '?' };
        for query in ["lang=fr", "lang=", "lang=en&lang=en"] {
            let reply = app.get(&format!("{target}{join}{query}")).await;
            assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "lang", "{target}");
        }
    }
    let reply = app.get("/api/nothing?lang=en").await;
    assert_eq!(reply.problem(404, "not-found")["title"], "Not found");
}

#[tokio::test]
async fn what_is_stored_is_text_and_never_markup() {
    let app = TestApp::own().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;";
    let body = with(violation("evil"), "/properties/name", evil.into());
    let body = with(body, "/properties/address", evil.into());
    assert_eq!(app.write("POST", VIOLATIONS, &body).await.status, 201);
    let asked: String = form_urlencoded::byte_serialize(evil.as_bytes()).collect();

    for target in [
        format!("{VIOLATIONS}/evil"),
        format!("{VIOLATIONS}?name={asked}"),
        format!("{VIOLATIONS}?address={asked}"),
        "/api/collections/violations?at=2016-09-30".to_owned(),
    ] {
        let text = page(&app, &target).await;
        assert!(!text.contains("<script") && !text.contains("<img"), "{target}");
        if target.contains("items") {
            assert!(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{target}");
        }
    }
    let reply =
        app.send("GET", &format!("/api/collections/{asked}"), &[("accept", BROWSER)], "").await;
    assert_eq!(reply.status, 404);
    assert!(!reply.text().contains("<script"));
}

#[tokio::test]
async fn a_browser_is_told_of_problems_in_a_page() {
    let app = TestApp::shared().await;

    for (target, status) in [
        ("/api/collections/nothing", 404),
        ("/api/nothing", 404),
        ("/api/collections/violations/items?limit=x", 400),
        ("/api/collections/violations/items?zzz=1&f=html", 400),
    ] {
        let reply =
            app.send("GET", target, &[("accept", BROWSER), ("accept-language", "en")], "").await;
        assert_eq!(reply.status, status, "{target}");
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8", "{target}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"));
        assert_eq!(reply.header("cache-control"), "no-store");
        assert!(reply.text().contains(&status.to_string()));
    }
    let reply =
        app.send("GET", "/api/collections/nothing?f=json", &[("accept", BROWSER)], "").await;
    reply.problem(404, "not-found");
}

#[tokio::test]
async fn pages_lead_through_everything_once() {
    let app = TestApp::shared().await;
    let mut target = Some("/api/collections/compounds/items?limit=30&f=html".to_owned());
    let mut shown = Vec::new();

    while let Some(here) = target {
        let text = page(app, &here).await;
        let table = text.split("<table class=\"grid\">").nth(1).unwrap();
        let rows = table.split("<tr><td><a href=\"").skip(1);
        shown.extend(rows.map(|row| row.split('"').next().unwrap().to_owned()));
        target = text
            .split("rel=\"next\" href=\"http://localhost")
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    }

    assert_eq!(shown.len(), 70);
    assert_eq!(shown.iter().collect::<BTreeSet<_>>().len(), 70);
}

#[tokio::test]
async fn a_feature_shows_titles_of_codes_links_and_units() {
    let app = TestApp::shared().await;
    let found = app.json(&format!("{VIOLATIONS}?class=building&limit=1")).await;
    let id = found["features"][0]["id"].as_str().unwrap();

    let text = page(app, &format!("{VIOLATIONS}/{id}?lang=en")).await;

    let collection = app.json("/api/collections/violations").await;
    let property = collection["properties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|property| property["name"] == "class")
        .unwrap();
    let code =
        property["codes"].as_array().unwrap().iter().find(|c| c["code"] == "building").unwrap();
    assert!(text.contains(&format!(
        "<span title=\"building\">{}</span>",
        code["titles"]["en"].as_str().unwrap()
    )));
    assert!(text.contains("/api/collections/pianqu/items/"), "the unit it belongs to");
    assert!(text.contains("<svg") && text.contains("class=\"features\""));
}

/// The page has the numbers of the data, and its links lead to the features that were counted.
#[tokio::test]
async fn counts_have_a_page_with_a_map_and_the_numbers() {
    let app = TestApp::shared().await;
    let target = "/api/counts/violations?by=pianqu&group=class&class=building,trading&lang=en";

    let text = page(app, target).await;
    let data = app.json(target).await;

    assert!(text.contains("<svg") && text.contains("class=\"shade-4\""));
    let rows: Vec<&str> = text.split("<tr>").skip(2).collect();
    let units = data["units"].as_array().unwrap();
    assert_eq!(rows.len(), units.len() + 2);
    let cells = |row: &str| -> Vec<String> {
        let cells = row.split("<td class=\"number\">").skip(1);
        cells.map(|cell| cell.split('<').next().unwrap().replace(',', "")).collect()
    };
    for (row, unit) in rows.iter().zip(units) {
        assert!(row.contains(unit["name"].as_str().unwrap()), "{row}");
        assert_eq!(cells(row)[0], unit["count"].to_string());
        let href = addresses(row).remove(0);
        assert!(href.contains("class=building%2Ctrading") && href.contains("lang=en"), "{href}");
        let listed = app.json(&href).await;
        assert_eq!(listed["numberMatched"], unit["count"], "{href}");
    }
    assert_eq!(cells(rows[units.len()])[0], data["outside"]["count"].to_string());
    let total = cells(rows[units.len() + 1]);
    assert_eq!(total[0], data["numberMatched"].to_string());
    let groups: u64 = total[1..].iter().map(|count| count.parse::<u64>().unwrap()).sum();
    assert_eq!(groups, data["numberMatched"].as_u64().unwrap());

    let collection = page(app, "/api/collections/violations").await;
    let counts = addresses(&collection).into_iter().find(|href| href.starts_with("/api/counts/"));
    page(app, &counts.expect("the collection leads to its counts")).await;
    // A script without a wish gets data, as ever.
    let reply = app.send("GET", target, &[("accept", "*/*")], "").await;
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn anothers_geopackage_has_pages_too() {
    let app = TestApp::foreign().await;

    for target in [
        "/api",
        "/api/collections",
        "/api/docs",
        "/api/collections/ne_110m_admin_0_countries",
        "/api/collections/ne_110m_admin_0_countries/items",
        "/api/collections/ne_110m_rivers_lake_centerlines/items?limit=3",
    ] {
        let text = page(&app, target).await;
        assert!(text.contains("<h1>"), "{target}");
    }
}
