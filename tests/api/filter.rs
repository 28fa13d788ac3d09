//! `filter`, `filter-lang` and `filter-crs` (OGC API – Features Part 3) on every door that takes them.

use gumei::query::cql2::{parse_text, write_json};
use serde_json::{Value, json};

use crate::support::{TestApp, app::Reply, features::ids};

const VIOLATIONS: &str = "/api/collections/violations/items";

fn escaped(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

async fn filtered(app: &TestApp, target: &str, filter: &str, further: &str) -> Reply {
    let join = if target.contains('?') { '&' } else { '?' };
    app.get(&format!("{target}{join}filter={}{further}", escaped(filter))).await
}

/// The annex of the standard names how many features each predicate finds (see
/// `tests/query/published.rs`, also for the three numbers that its data contradict).
#[tokio::test]
async fn the_published_predicates_find_the_published_numbers_in_both_languages() {
    let app = TestApp::foreign().await;
    let counts = include_str!("../fixtures/cql2_counts.tsv");
    let mut wrong = Vec::new();

    for line in counts.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [_, layer, predicate, expected] = columns[..] else { panic!("{line}") };
        if predicate.contains("Chiș%") || predicate.contains("Ch%") || predicate.contains("cHis%")
        {
            continue;
        }
        let items = format!("/api/collections/{layer}/items?limit=1");
        let text = filtered(&app, &items, predicate, "").await;
        let json = write_json(&parse_text(predicate).unwrap()).to_string();
        let json = filtered(&app, &items, &json, "&filter-lang=cql2-json").await;
        for reply in [text, json] {
            if reply.status != 200
                || reply.json()["numberMatched"].as_u64() != expected.parse().ok()
            {
                wrong.push(format!("{predicate}: {expected}, not {}", reply.text()));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `/req/filter/mixing-expressions`: all of them must hold.
#[tokio::test]
async fn a_filter_is_one_more_condition_beside_the_others() {
    let app = TestApp::shared().await;
    let others = "bbox=121.36,31.13,121.41,31.17&datetime=2016-01-01/..&class=trading,land\
                  &within=pianqu:310112006-P01";
    let filter = "found_by = 'survey' OR area_m2 > 100";
    let plain = app.features(&format!("{VIOLATIONS}?{others}")).await;
    let expected: Vec<Value> = plain
        .iter()
        .filter(|feature| {
            let properties = &feature["properties"];
            properties["found_by"] == "survey"
                || properties["area_m2"].as_f64().is_some_and(|area| area > 100.0)
        })
        .cloned()
        .collect();
    assert!(!expected.is_empty() && expected.len() < plain.len(), "{}", expected.len());

    let found =
        filtered(app, &format!("{VIOLATIONS}?limit=10000&{others}"), filter, "").await.json();

    assert_eq!(found["features"], json!(expected));
    assert_eq!(found["numberMatched"], expected.len());
}

#[tokio::test]
async fn pages_of_a_filtered_and_sorted_list_are_the_list() {
    let app = TestApp::shared().await;
    let target = format!("{VIOLATIONS}?sortby=-area_m2,class");
    let filter = "status <> 'resolved' AND found_on >= DATE('2016-01-01')";
    let whole = filtered(app, &format!("{target}&limit=10000"), filter, "").await.json();
    let whole = ids(whole["features"].as_array().unwrap());

    let mut seen = Vec::new();
    let mut page = filtered(app, &format!("{target}&limit=17"), filter, "").await.json();
    loop {
        seen.extend(ids(page["features"].as_array().unwrap()));
        let links = page["links"].as_array().unwrap().clone();
        let Some(next) = links.iter().find(|link| link["rel"] == "next") else { break };
        let path = next["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
        page = app.json(path).await;
    }

    assert!(whole.len() > 17, "{}", whole.len());
    assert_eq!(seen, whole);
    // The token is of no use with another filter.
    let other = filtered(app, &format!("{target}&limit=17"), "status = 'found'", "").await.json();
    let next = |page: &Value| {
        let links = page["links"].as_array().unwrap().clone();
        let link = links.into_iter().find(|link| link["rel"] == "next").unwrap();
        link["href"].as_str().unwrap().split("token=").nth(1).unwrap().to_owned()
    };
    let token = next(&other);
    let reply = filtered(app, &target, filter, &format!("&token={token}")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "token");
}

/// The same box in other systems and axis orders finds the same.
#[tokio::test]
async fn coordinates_of_a_filter_are_in_filter_crs() {
    let app = TestApp::shared().await;
    let crs84 = "S_INTERSECTS(geometry, POLYGON((121.38 31.14, 121.40 31.14, 121.40 31.16, 121.38 31.16, 121.38 31.14)))";
    let lat_lon = "S_INTERSECTS(geometry, POLYGON((31.14 121.38, 31.14 121.40, 31.16 121.40, 31.16 121.38, 31.14 121.38)))";
    let expected = filtered(app, VIOLATIONS, crs84, "&limit=10000").await.json();
    assert!(expected["numberMatched"].as_u64().unwrap() > 10);

    for (filter, crs) in [
        (crs84, "http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        (lat_lon, "http://www.opengis.net/def/crs/EPSG/0/4326"),
        (
            "S_INTERSECTS(geometry, BBOX(31.14, 121.38, 31.16, 121.40))",
            "http://www.opengis.net/def/crs/EPSG/0/4326",
        ),
        // The corners by the formulas of the Mercator projection on a sphere of 6,378,137 m.
        (
            "S_INTERSECTS(geometry, BBOX(13511959.7925, 3650944.1866, 13514186.1823, 3653545.6685))",
            "http://www.opengis.net/def/crs/EPSG/0/3857",
        ),
    ] {
        let further = format!("&limit=10000&filter-crs={crs}");
        let found = filtered(app, VIOLATIONS, filter, &further).await;
        assert_eq!(found.status, 200, "{filter}: {}", found.text());
        let found = found.json();
        assert_eq!(
            ids(found["features"].as_array().unwrap()),
            ids(expected["features"].as_array().unwrap()),
            "{filter} {crs}"
        );
    }
    let reply =
        filtered(app, VIOLATIONS, crs84, "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/9999")
            .await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "filter-crs");
}

#[tokio::test]
async fn counts_coverage_and_export_take_it_too() {
    let app = TestApp::shared().await;
    let filter = "class IN ('trading', 'land') AND found_on > DATE('2016-03-01')";
    let expected =
        filtered(app, VIOLATIONS, filter, "&limit=1").await.json()["numberMatched"].clone();
    assert!(expected.as_u64().unwrap() > 0);

    let counts = filtered(app, "/api/counts/violations?by=pianqu", filter, "").await.json();
    assert_eq!(counts["numberMatched"], expected);
    let export = filtered(app, "/api/export?collections=violations", filter, "").await.json();
    assert_eq!(export["numberMatched"], expected);
    let stations =
        filtered(app, "/api/coverage/elder_facilities", "tier = 'station'", "").await.json();
    let all = app.json("/api/coverage/elder_facilities").await;
    assert_eq!(stations["facilities"], 39);
    assert!(all["facilities"].as_u64() > stations["facilities"].as_u64());
}

/// `/req/features-filter/response`, E; and no word of a parser or engine but its own.
#[tokio::test]
async fn what_is_no_filter_of_the_collection_is_refused_by_name() {
    let app = TestApp::shared().await;
    let deep = format!("{}class = 'land'{}", "(".repeat(5_000), ")".repeat(5_000));

    for filter in [
        "",
        "class",
        "class =",
        "class = 'land' AND",
        "nothing = 1",
        "class > 5",
        "S_INTERSECTS(geometry, POINT(1))",
        "S_INTERSECTS(geometry, POINT(500 31))",
        "pg_sleep(5) = 1",
        "found_on = DATE('2016-02-30')",
        "class = 'land'; drop table violations",
        &deep,
    ] {
        let reply = filtered(app, VIOLATIONS, filter, "").await;
        let problem = reply.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "filter", "{filter}: {problem}");
    }
    for filter in ["{}", "[]", "{\"op\":\"=\"}", "class = 'land'"] {
        let reply = filtered(app, VIOLATIONS, filter, "&filter-lang=cql2-json").await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "filter", "{filter}");
    }
    let reply = filtered(app, VIOLATIONS, "class = 'land'", "&filter-lang=cql").await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "filter-lang");
    let reply = filtered(app, "/api/counts/violations?by=pianqu", "nothing = 1", "").await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "filter");
}

/// `/req/queryables/get-queryables-response`, G: a filter knows the queryables and no others.
#[tokio::test]
async fn every_queryable_may_stand_in_a_filter() {
    let app = TestApp::shared().await;

    for collection in ["violations", "elder_facilities", "unit_indicators"] {
        let path = format!("/api/collections/{collection}");
        let queryables = app.json(&format!("{path}/queryables")).await;
        for name in queryables["properties"].as_object().unwrap().keys() {
            let items = format!("{path}/items?limit=1");
            let reply = filtered(app, &items, &format!("\"{name}\" IS NULL"), "").await;
            assert_eq!(reply.status, 200, "{collection}.{name}: {}", reply.text());
        }
    }
}

#[tokio::test]
async fn a_search_takes_cql2_over_several_collections() {
    let app = TestApp::shared().await;
    let area = json!({ "type": "Polygon", "coordinates": [[
        [121.38, 31.14], [121.40, 31.14], [121.40, 31.16], [121.38, 31.16], [121.38, 31.14],
    ]] });
    let filter = json!({ "op": "and", "args": [
        { "op": "s_intersects", "args": [{ "property": "geometry" }, area] },
        { "op": "=", "args": [{ "property": "provenance" }, "synthetic"] },
    ] });
    let headers = [("content-type", "application/json")];
    let send = |body: Value| app.send("POST", "/api/search", &headers, body.to_string());

    let collections = ["elder_facilities", "businesses"];
    let body = json!({ "collections": collections, "filter": filter, "limit": 10000 });
    let found = send(body).await;
    assert_eq!(found.status, 200, "{}", found.text());
    for (answer, id) in found.json()["collections"].as_array().unwrap().iter().zip(collections) {
        let items = format!("/api/collections/{id}/items?limit=10000");
        let same =
            filtered(app, &items, &filter.to_string(), "&filter-lang=cql2-json").await.json();
        assert_eq!(answer["numberMatched"], same["numberMatched"], "{id}");
        assert_eq!(answer["features"], same["features"], "{id}");
    }

    // One of the two has no such property.
    let body = json!({ "collections": ["elder_facilities", "violations"], "filter": { "op": "=", "args": [{ "property": "tier" }, "station"] } });
    assert_eq!(send(body).await.problem(422, "rule-broken")["member"], "filter");
    let body = json!({ "collections": ["violations"], "filter": { "op": "nothing" } });
    assert_eq!(send(body).await.problem(400, "invalid-body")["member"], "filter");
    let body = json!({ "collections": ["violations"], "filter": "class = 'land'" });
    assert_eq!(send(body).await.problem(400, "invalid-body")["member"], "filter");
}

/// CQL2, `/req/functions/get-functions-response-json`.
#[tokio::test]
async fn the_functions_a_filter_may_call_are_listed() {
    let app = TestApp::shared().await;
    const TYPES: [&str; 6] = ["string", "number", "integer", "datetime", "geometry", "boolean"];

    let answer = app.json("/api/functions").await;

    let functions = answer["functions"].as_array().unwrap();
    let names: Vec<&str> = functions.iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"distance_m") && names.contains(&"lower"), "{names:?}");
    for function in functions {
        let arguments = function["arguments"].as_array().unwrap();
        let types = arguments.iter().flat_map(|argument| argument["type"].as_array().unwrap());
        for name in types.chain(function["returns"].as_array().unwrap()) {
            assert!(TYPES.contains(&name.as_str().unwrap()), "{function}");
        }
        assert!(function["description"].as_str().is_some_and(|text| !text.is_empty()));
    }
    let english = app.send("GET", "/api/functions", &[("accept-language", "en")], "").await.json();
    assert_ne!(english["functions"][0]["description"], functions[0]["description"]);
    let near = "distance_m(geometry, POINT(121.39 31.15)) < 300 AND lower(class) = 'trading'";
    let found = filtered(app, VIOLATIONS, near, "").await;
    assert_eq!(found.status, 200, "{}", found.text());
    app.get("/api/functions?x=1").await.problem(400, "unknown-parameter");
}

/// `belongs` is `within=`: membership, in which every feature has one unit at most.
#[tokio::test]
async fn a_filter_asks_for_the_unit_that_a_feature_belongs_to() {
    let app = TestApp::shared().await;

    for unit in ["pianqu:310112006-P02", "compounds:310112006-C010"] {
        let within = app.features(&format!("{VIOLATIONS}?within={unit}")).await;
        let all = app.json(&format!("{VIOLATIONS}?limit=1")).await["numberMatched"].clone();
        let target = format!("{VIOLATIONS}?limit=10000");
        let found = filtered(app, &target, &format!("belongs('{unit}')"), "").await.json();
        assert!(!within.is_empty());
        assert_eq!(ids(found["features"].as_array().unwrap()), ids(&within), "{unit}");

        let rest = filtered(app, &target, &format!("NOT belongs('{unit}')"), "").await.json();
        let rest = rest["numberMatched"].as_u64().unwrap();
        assert_eq!(rest + within.len() as u64, all.as_u64().unwrap(), "{unit}");

        let narrowed = format!("belongs('{unit}') AND class = 'building'");
        let narrowed = filtered(app, &target, &narrowed, "").await.json();
        let same = app.features(&format!("{VIOLATIONS}?within={unit}&class=building")).await;
        assert_eq!(ids(narrowed["features"].as_array().unwrap()), ids(&same), "{unit}");
    }
    for (unit, words) in [
        ("belongs('pianqu:nobody')", "there is no unit `pianqu:nobody`"),
        ("belongs('violations:310112006-V00001')", "there is no unit"),
        ("belongs('pianqu')", "is not a unit"),
        ("belongs(class)", "must be written out"),
    ] {
        let problem = filtered(app, VIOLATIONS, unit, "").await.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "filter", "{unit}");
        assert!(problem["detail"].as_str().unwrap().contains(words), "{problem}");
    }
}

/// A ring of as many vertices, in and out like a gear wheel.
fn wheel(vertices: usize) -> Vec<Value> {
    let corner = |index: usize| {
        let angle = std::f64::consts::TAU * index as f64 / vertices as f64;
        let radius = if index.is_multiple_of(2) { 0.012 } else { 0.0115 };
        json!([121.39 + radius * angle.cos(), 31.145 + radius * angle.sin()])
    };
    let mut ring: Vec<Value> = (0..vertices).map(corner).collect();
    ring.push(ring[0].clone());
    ring
}

#[tokio::test]
async fn a_polygon_of_ten_thousand_vertices_finds_what_a_scan_finds() {
    use crate::support::shape;
    use geo::{Contains, Intersects};
    let app = TestApp::shared().await;
    let area = json!({ "type": "Polygon", "coordinates": [wheel(10_000)] });
    let judge = shape::geometry(&area).unwrap();
    let headers = [("content-type", "application/json")];

    for collection in ["violations", "compounds", "roads"] {
        let all = app.features(&format!("/api/collections/{collection}/items")).await;
        let shapes = shape::shapes(&all);
        for (op, expected) in [
            ("s_intersects", shapes.iter().filter(|(_, g)| judge.intersects(g)).count()),
            ("s_disjoint", shapes.iter().filter(|(_, g)| !judge.intersects(g)).count()),
            ("s_within", shapes.iter().filter(|(_, g)| judge.contains(g)).count()),
        ] {
            let filter = json!({ "op": op, "args": [{ "property": "geometry" }, area] });
            let body = json!({ "collections": [collection], "filter": filter, "counts": true });
            let reply = app.send("POST", "/api/search", &headers, body.to_string()).await;
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert_eq!(reply.json()["numberMatched"], expected, "{collection} {op}");
            assert!(op != "s_intersects" || expected > 5 && expected < shapes.len());
        }
    }
}

#[tokio::test]
async fn a_filter_beyond_its_limits_is_refused_with_the_limit() {
    let app = TestApp::shared().await;
    let headers = [("content-type", "application/json")];
    let area = json!({ "type": "Polygon", "coordinates": [wheel(100_001)] });
    let filter = json!({ "op": "s_intersects", "args": [{ "property": "geometry" }, area] });
    let body = json!({ "filter": filter, "counts": true }).to_string();

    let problem = app.send("POST", "/api/search", &headers, body).await;
    let problem = problem.problem(400, "invalid-body");
    assert_eq!(problem["member"], "filter");
    assert!(problem["detail"].as_str().unwrap().contains("100000"), "{problem}");
}

#[tokio::test]
async fn a_collection_of_overlapping_areas_is_refused_where_it_has_no_boundary() {
    let app = TestApp::shared().await;
    let squares = "GEOMETRYCOLLECTION(\
        POLYGON((121.38 31.13,121.40 31.13,121.40 31.15,121.38 31.15,121.38 31.13)),\
        POLYGON((121.39 31.14,121.41 31.14,121.41 31.16,121.39 31.16,121.39 31.14)))";

    let meets = filtered(app, VIOLATIONS, &format!("S_INTERSECTS(geometry,{squares})"), "").await;
    assert_eq!(meets.status, 200, "{}", meets.text());
    let problem = filtered(app, VIOLATIONS, &format!("S_WITHIN(geometry,{squares})"), "").await;
    let problem = problem.problem(400, "invalid-parameter");
    assert_eq!(problem["parameter"], "filter");
    assert!(problem["detail"].as_str().unwrap().contains("`S_WITHIN`"), "{problem}");
}
