use chrono::NaiveDate;
use geo::Intersects;
use geo_types::{Geometry, Rect};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{ids, sorted_ids, violation, with},
    random::Random,
    shape, sql,
};

const VIOLATIONS: &str = "/api/collections/violations/items";

#[tokio::test]
async fn a_value_that_is_empty_is_refused_by_name() {
    let app = TestApp::shared().await;

    for query in ["name=", "name=a,,b", "id=", "id=310112006-C001,", "class=land,"] {
        let reply = app.get(&format!("/api/collections/violations/items?{query}")).await;
        let name = query.split('=').next().unwrap();
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], name, "{query}");
    }
    let reply = app.get("/api/collections/violations/items?properties=class,,status").await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "properties");
}

#[tokio::test]
async fn a_page_has_the_members_of_the_standard() {
    let app = TestApp::shared().await;

    let reply = app.get(&format!("{VIOLATIONS}?limit=7")).await;

    assert_eq!(reply.header("content-type"), "application/geo+json");
    let page = reply.json();
    assert_eq!(page["type"], "FeatureCollection");
    assert_eq!(page["numberReturned"], 7);
    assert_eq!(page["features"].as_array().unwrap().len(), 7);
    let relations: Vec<&str> =
        page["links"].as_array().unwrap().iter().map(|l| l["rel"].as_str().unwrap()).collect();
    assert_eq!(relations, ["self", "alternate", "next", "collection"]);
    for feature in page["features"].as_array().unwrap() {
        assert_eq!(feature["type"], "Feature");
        assert!(feature["id"].is_string());
        // Null columns are there, as null.
        assert!(feature["properties"].as_object().unwrap().contains_key("register"));
    }
}

#[tokio::test]
async fn head_answers_like_get_without_a_body() {
    let app = TestApp::shared().await;

    for target in ["/api", "/api/collections", "/api/collections/pianqu/items", "/health/live"] {
        let get = app.get(target).await;
        let head = app.send("HEAD", target, &[], "").await;
        assert_eq!(head.status, 200, "{target}");
        assert!(head.body.is_empty(), "{target}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{target}");
    }
}

// bbox

/// Features whose geometry meets one of the boxes, found by looking at each.
fn scan(features: &[Value], boxes: &[[f64; 4]]) -> Vec<String> {
    let boxes: Vec<Geometry<f64>> =
        boxes.iter().map(|b| Rect::new((b[0], b[1]), (b[2], b[3])).into()).collect();
    let meets = |feature: &&Value| match shape::geometry(&feature["geometry"]) {
        Some(geometry) => boxes.iter().any(|shape| geometry.intersects(shape)),
        None => true,
    };
    let found: Vec<Value> = features.iter().filter(meets).cloned().collect();
    sorted_ids(&found)
}

#[tokio::test]
async fn bbox_gives_exactly_what_meets_it() {
    let app = TestApp::shared().await;
    let mut random = Random(1);

    for collection in ["violations", "roads", "compounds", "metro", "key_areas", "cases"] {
        let items = format!("/api/collections/{collection}/items");
        let all = app.features(&items).await;
        for _ in 0..12 {
            let (x, y) = (random.between(121.36, 121.41), random.between(31.12, 31.17));
            let size = random.between(0.0, 0.01);
            let bbox = [x, y, x + size, y + size];
            let [w, s, e, n] = bbox;
            let found = app.features(&format!("{items}?bbox={w},{s},{e},{n}")).await;
            assert_eq!(sorted_ids(&found), scan(&all, &[bbox]), "{collection} {bbox:?}");
        }
    }
}

#[tokio::test]
async fn bbox_takes_six_numbers_and_ignores_the_heights() {
    let app = TestApp::shared().await;

    let four = app.features(&format!("{VIOLATIONS}?bbox=121.38,31.14,121.39,31.15")).await;
    let six = app.features(&format!("{VIOLATIONS}?bbox=121.38,31.14,-5,121.39,31.15,900")).await;

    assert!(!four.is_empty());
    assert_eq!(ids(&four), ids(&six));
}

#[tokio::test]
async fn bbox_has_its_edges() {
    let app = TestApp::shared().await;
    let point = &app.json("/api/collections/waterlogging/items?limit=1").await["features"][0];
    let (x, y) = (&point["geometry"]["coordinates"][0], &point["geometry"]["coordinates"][1]);

    let found =
        app.features(&format!("/api/collections/waterlogging/items?bbox={x},{y},{x},{y}")).await;

    assert_eq!(ids(&found), ids(std::slice::from_ref(point)));
}

#[tokio::test]
async fn bbox_may_cross_the_antimeridian() {
    let app = TestApp::foreign().await;

    for collection in ["ne_110m_admin_0_countries", "ne_110m_populated_places_simple"] {
        let items = format!("/api/collections/{collection}/items");
        let all = app.features(&items).await;
        let found = app.features(&format!("{items}?bbox=170,-50,-170,0")).await;
        let halves = [[170.0, -50.0, 180.0, 0.0], [-180.0, -50.0, -170.0, 0.0]];
        assert_eq!(sorted_ids(&found), scan(&all, &halves), "{collection}");
        assert!(!found.is_empty() && found.len() < 20, "{collection}: {}", found.len());
    }
}

#[tokio::test]
async fn a_feature_without_a_place_matches_every_bbox() {
    let app = TestApp::own().await;
    let placeless = with(violation("placeless"), "/geometry", Value::Null);
    assert_eq!(app.write("POST", VIOLATIONS, &placeless).await.status, 201);

    for bbox in ["0,0,1,1", "121.38,31.14,121.39,31.15", "170,-20,-170,-10"] {
        let found = app.features(&format!("{VIOLATIONS}?bbox={bbox}")).await;
        assert!(ids(&found).contains(&"placeless".to_owned()), "{bbox}");
    }
    let found = app.features(&format!("{VIOLATIONS}?bbox=0,0,1,1")).await;
    assert_eq!(ids(&found), ["placeless"]);
    assert!(found[0]["geometry"].is_null());
}

#[tokio::test]
async fn a_malformed_bbox_is_refused_by_name() {
    let app = TestApp::shared().await;

    for bbox in [
        "",
        "1",
        "1,2,3",
        "1,2,3,4,5",
        "1,2,3,4,5,6,7",
        "a,b,c,d",
        "1,2,NaN,4",
        "1,2,inf,4",
        "1,2,3,",
        "1 2 3 4",
        "121,32,122,31",
        "121,31,200,32",
        "-181,0,0,1",
        "0,0,1,91",
        "1,2,3,4;5",
        "1e999,0,1,1",
    ] {
        let problem = app.get(&format!("{VIOLATIONS}?bbox={bbox}")).await;
        let problem = problem.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "bbox", "{bbox}");
    }
}

// datetime

/// Whether found_on..resolved_on shares a day with from..until.
fn meets(feature: &Value, from: Option<&str>, until: Option<&str>) -> bool {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    let property = |name: &str| feature["properties"][name].as_str().map(day);
    let (start, end) = (property("found_on"), property("resolved_on"));
    let begins = until.is_none_or(|until| start.is_none_or(|start| start <= day(until)));
    let ends = from.is_none_or(|from| end.is_none_or(|end| end >= day(from)));
    begins && ends
}

#[tokio::test]
async fn datetime_takes_days_instants_and_intervals_with_open_ends() {
    let app = TestApp::shared().await;
    let all = app.features(VIOLATIONS).await;

    for (datetime, from, until) in [
        ("2016-03-15", Some("2016-03-15"), Some("2016-03-15")),
        ("2016-03-15T12:00:00Z", Some("2016-03-15"), Some("2016-03-15")),
        ("2016-03-16T07:59:59%2B08:00", Some("2016-03-15"), Some("2016-03-15")),
        ("2016-01-01/2016-03-31", Some("2016-01-01"), Some("2016-03-31")),
        ("2016-01-01T00:00:00Z/2016-03-31T00:00:00Z", Some("2016-01-01"), Some("2016-03-31")),
        ("../2016-01-01", None, Some("2016-01-01")),
        ("/2016-01-01", None, Some("2016-01-01")),
        ("2016-09-01/..", Some("2016-09-01"), None),
        ("2016-09-01/", Some("2016-09-01"), None),
        ("1990-01-01", Some("1990-01-01"), Some("1990-01-01")),
    ] {
        let found = app.features(&format!("{VIOLATIONS}?datetime={datetime}")).await;
        let wanted: Vec<Value> =
            all.iter().filter(|feature| meets(feature, from, until)).cloned().collect();
        assert_eq!(ids(&found), ids(&wanted), "{datetime}");
    }
}

#[tokio::test]
async fn a_collection_without_time_ignores_datetime() {
    let app = TestApp::shared().await;

    let gates = "/api/collections/gates/items?limit=1";
    let all = app.json(gates).await;
    let then = app.json(&format!("{gates}&datetime=1950-01-01")).await;

    assert_eq!(all["numberMatched"], then["numberMatched"]);
}

#[tokio::test]
async fn a_malformed_datetime_is_refused_by_name() {
    let app = TestApp::shared().await;

    for datetime in [
        "",
        "..",
        "/",
        "../..",
        "yesterday",
        "2016",
        "2016-13-01",
        "2016-02-30",
        "2016-9-3",
        "2016-09-30T25:00:00Z",
        "2016-09-30T12:00:00",
        "2016-09-30/2016-01-01",
        "a/b",
        "2016-01-01/2016-02-01/2016-03-01",
    ] {
        let reply = app.get(&format!("{VIOLATIONS}?datetime={datetime}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "datetime", "{datetime}");
    }
}

#[tokio::test]
async fn at_decides_what_exists() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;

    for at in ["1990-01-01", "2010-06-30", "2016-01-31", "2016-09-30", "2017-01-01"] {
        for (collection, from, until) in [
            ("compounds", "valid_from", "valid_to"),
            ("roads", "valid_from", "valid_to"),
            ("violations", "found_on", "null"),
        ] {
            let matched = app
                .json(&format!("/api/collections/{collection}/items?limit=1&at={at}"))
                .await["numberMatched"]
                .as_i64();
            let existing = format!(
                "select count(*) from {collection} where coalesce({from}, '0') <= '{at}'
                 and coalesce({until}, '9') > '{at}'"
            );
            assert_eq!(
                matched,
                Some(sql::number(&mut connection, &existing).await),
                "{collection} {at}"
            );
        }
    }
    let reply = app.get(&format!("{VIOLATIONS}?at=today")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "at");
}

// limit

#[tokio::test]
async fn limit_is_clamped_above_and_refused_below() {
    let app = TestApp::shared().await;

    let all = app.json(&format!("{VIOLATIONS}?limit=1")).await["numberMatched"].clone();
    for limit in ["10000", "10001", "4294967296", "18446744073709551615"] {
        let page = app.json(&format!("{VIOLATIONS}?limit={limit}")).await;
        assert_eq!(page["numberReturned"], all, "{limit}");
    }
    assert_eq!(app.json(VIOLATIONS).await["numberReturned"], 100);
    for limit in ["0", "-1", "abc", "", "1.5", "1e3"] {
        let reply = app.get(&format!("{VIOLATIONS}?limit={limit}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "limit", "{limit}");
    }
}

/// `/req/core/fc-limit-response-1`: a limit above the maximum is not an error, however large.
#[tokio::test]
async fn limit_may_have_any_number_of_digits() {
    let app = TestApp::shared().await;

    let page = app.get(&format!("{VIOLATIONS}?limit=99999999999999999999999")).await;

    assert_eq!(page.status, 200, "{}", page.text());
}

// property filters

#[tokio::test]
async fn a_property_filter_is_equality_and_a_list_is_either() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;

    for (collection, query, condition) in [
        ("violations", "class=trading", "class = 'trading'"),
        ("violations", "class=trading,land", "class in ('trading', 'land')"),
        (
            "violations",
            "class=building&status=found,ordered",
            "class = 'building' and status in ('found', 'ordered')",
        ),
        ("violations", "register=319", "register = '319'"),
        (
            "violations",
            "found_on=2016-03-01,2016-03-02",
            "found_on in ('2016-03-01', '2016-03-02')",
        ),
        ("violations", "area_m2=12", "area_m2 = 12"),
        ("compounds", "name=九星苑,中友嘉园", "name in ('九星苑', '中友嘉园')"),
        ("compounds", "tech_standard_met=true", "tech_standard_met = 1"),
        ("compounds", "tech_standard_met=0&class=base", "tech_standard_met = 0 and class = 'base'"),
        ("compounds", "residents=3495,1331", "residents in (3495, 1331)"),
        ("compounds", "name=nobody's", "name = 'nobody''s'"),
        (
            "elder_facilities",
            "services=stay",
            "id in (select feature_id from elder_facilities_services where service = 'stay')",
        ),
        (
            "elder_facilities",
            "services=stay,meals",
            "id in (select feature_id from elder_facilities_services where service in ('stay', 'meals'))",
        ),
        ("unit_indicators", "unit=subdistricts:310112006", "unit = 'subdistricts:310112006'"),
    ] {
        let found = app.json(&format!("/api/collections/{collection}/items?limit=1&{query}")).await;
        let time =
            app.json(&format!("/api/collections/{collection}")).await["time"]["start"].clone();
        let begun = time
            .as_str()
            .map_or("1".to_owned(), |column| format!("coalesce({column}, '0') <= '2016-09-30'"));
        let ended = match collection {
            "compounds" | "elder_facilities" => "coalesce(valid_to, '9') > '2016-09-30'",
            _ => "1",
        };
        let number =
            format!("select count(*) from {collection} where {condition} and {begun} and {ended}");
        assert_eq!(
            found["numberMatched"].as_i64(),
            Some(sql::number(&mut connection, &number).await),
            "{query}"
        );
    }
}

#[tokio::test]
async fn what_a_property_cannot_be_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (collection, parameter, value) in [
        ("violations", "class", "nonsense"),
        ("violations", "class", "building,nonsense"),
        ("violations", "class", ""),
        ("violations", "found_on", "2016-02-30"),
        ("violations", "area_m2", "NaN"),
        ("violations", "area_m2", "large"),
        ("compounds", "residents", "1.5"),
        ("compounds", "tech_standard_met", "yes"),
        ("elder_facilities", "services", "meals,dancing"),
    ] {
        let reply =
            app.get(&format!("/api/collections/{collection}/items?{parameter}={value}")).await;
        let problem = reply.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], parameter, "{parameter}={value}");
    }
}

#[tokio::test]
async fn an_unknown_parameter_is_refused_by_name() {
    let app = TestApp::shared().await;

    for target in [
        "/api?bbxo=1",
        "/api/conformance?bbxo=1",
        "/api/collections?bbxo=1",
        "/api/collections/violations?bbxo=1",
        "/api/collections/violations/items?bbxo=0,0,1,1",
        "/api/collections/pianqu/items?limit=1&bbxo",
        "/api/collections/violations/items/310112006-V00001?bbxo=1",
        "/api/counts/violations?by=pianqu&bbxo=1",
        "/api/coverage/elder_facilities?bbxo=1",
        "/api/where?lon=121.39&lat=31.15&bbxo=1",
        "/api/find?q=a&bbxo=1",
        "/api/export?collections=pianqu&bbxo=1",
        "/api/changes?bbxo=1",
        "/api/collections/violations/queryables?bbxo=1",
        "/api/collections/violations/sortables?bbxo=1",
        "/api/collections/violations/schema?bbxo=1",
        "/api/collections/violations/items/310112006-V00001/history?bbxo=1",
        "/health/live?bbxo=1",
        "/health/ready?bbxo=1",
    ] {
        let problem = app.get(target).await.problem(400, "unknown-parameter");
        assert_eq!(problem["parameter"], "bbxo", "{target}");
    }
    let reply = app.send("POST", "/api/search?bbxo=1", &[], "{}").await;
    assert_eq!(reply.problem(400, "unknown-parameter")["parameter"], "bbxo");
    for (method, target) in [
        ("POST", "/api/transactions?bbxo=1"),
        ("POST", "/api/collections/violations/items?bbxo=1"),
        ("PUT", "/api/collections/violations/items/310112006-V00001?bbxo=1"),
        ("PATCH", "/api/collections/violations/items/310112006-V00001?bbxo=1"),
        ("DELETE", "/api/collections/violations/items/310112006-V00001?bbxo=1"),
    ] {
        let reply = app.write(method, target, &Value::Null).await;
        assert_eq!(reply.problem(400, "unknown-parameter")["parameter"], "bbxo", "{target}");
    }
}

#[tokio::test]
async fn a_misspelt_parameter_is_told_what_is_known() {
    let app = TestApp::shared().await;

    let problem = app.get("/api/collections/waterlogging/items?bbxo=0,0,1,1").await;

    crate::support::assert_answer!("problem", problem.problem(400, "unknown-parameter"));
}

#[tokio::test]
async fn a_parameter_given_twice_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (query, parameter) in [
        ("limit=1&limit=1", "limit"),
        ("bbox=0,0,1,1&bbox=2,2,3,3", "bbox"),
        ("class=land&limit=3&class=building", "class"),
        ("at=2016-01-01&at=2016-01-01", "at"),
        ("within=pianqu:a&within=pianqu:b", "within"),
    ] {
        let problem = app.get(&format!("{VIOLATIONS}?{query}")).await;
        assert_eq!(problem.problem(400, "invalid-parameter")["parameter"], parameter);
    }
}

// within

#[tokio::test]
async fn within_names_a_unit_of_any_level() {
    let app = TestApp::shared().await;

    for level in ["pianqu", "committees", "compounds"] {
        let unit = app.json(&format!("/api/collections/{level}/items?limit=1")).await["features"]
            [0]
        .clone();
        let id = unit["id"].as_str().unwrap();
        let inside = app.json(&format!("{VIOLATIONS}?limit=1&within={level}:{id}")).await;
        let counted = app.json(&format!("/api/counts/violations?by={level}")).await;
        let line = counted["units"]
            .as_array()
            .unwrap()
            .iter()
            .find(|unit| unit["id"] == id)
            .unwrap()
            .clone();
        assert_eq!(inside["numberMatched"], line["count"], "{level}:{id}");
    }
    let everything =
        app.json("/api/collections/committees/items?limit=1&within=subdistricts:310112006").await;
    assert_eq!(everything["numberMatched"], 39);
}

#[tokio::test]
async fn within_something_else_than_a_unit_is_refused_by_name() {
    let app = TestApp::shared().await;

    for within in [
        "pianqu:nowhere",
        "nothing:310112006",
        "waterlogging:310112006-WL01",
        "pianqu",
        "",
        ":",
        "pianqu:",
    ] {
        let reply = app.get(&format!("{VIOLATIONS}?within={within}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "within", "{within}");
    }
}

// geometry

/// RFC 7946, 3.1.6.
#[tokio::test]
async fn rings_are_wound_by_the_right_hand_rule() {
    use geo::Winding;
    let app = TestApp::shared().await;
    let mut polygons = 0;

    for collection in [
        "subdistricts",
        "pianqu",
        "committees",
        "compounds",
        "grid_cells",
        "violations",
        "key_areas",
        "road_works",
    ] {
        let features = app.features(&format!("/api/collections/{collection}/items")).await;
        for (id, shape) in shape::shapes(&features) {
            let parts = match shape {
                Geometry::Polygon(polygon) => vec![polygon],
                Geometry::MultiPolygon(parts) => parts.0,
                _ => continue,
            };
            for polygon in parts {
                polygons += 1;
                assert!(polygon.exterior().is_ccw(), "{collection} {id}");
                assert!(polygon.interiors().iter().all(Winding::is_cw), "{collection} {id}");
            }
        }
    }
    assert!(polygons > 200, "{polygons}");
}

#[tokio::test]
async fn a_ring_wound_the_other_way_is_turned() {
    let app = TestApp::own().await;
    let clockwise = json!([
        [121.39, 31.15],
        [121.39, 31.151],
        [121.391, 31.151],
        [121.391, 31.15],
        [121.39, 31.15]
    ]);
    let feature = with(
        violation("turned"),
        "/geometry",
        json!({ "type": "Polygon", "coordinates": [clockwise] }),
    );
    assert_eq!(app.write("POST", VIOLATIONS, &feature).await.status, 201);

    let read = app.json(&format!("{VIOLATIONS}/turned")).await;

    let ring = read["geometry"]["coordinates"][0].as_array().unwrap();
    assert_eq!(ring.len(), 5);
    let Some(Geometry::Polygon(polygon)) = shape::geometry(&read["geometry"]) else {
        panic!("{read}")
    };
    assert!(geo::Winding::is_ccw(polygon.exterior()));
}
