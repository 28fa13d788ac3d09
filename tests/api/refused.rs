//! Bodies that are refused, and what the refusal names.

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, violation, with},
    sql,
};

const VIOLATIONS: &str = "/api/collections/violations/items";

/// Posts the body to a collection and asserts what is said of it.
async fn check(app: &TestApp, collection: &str, body: Value, status: u16, member: &str) {
    let items = format!("/api/collections/{collection}/items");
    let reply = app.write("POST", &items, &body).await;
    let code = if status == 400 { "invalid-body" } else { "rule-broken" };
    let problem = reply.problem(status, code);
    assert_eq!(problem["member"], member, "{body}: {problem}");
}

async fn violation_with(app: &TestApp, pointer: &str, value: Value, status: u16) {
    let member = pointer.rsplit('/').next().unwrap();
    check(app, "violations", with(violation("bad"), pointer, value), status, member).await;
}

async fn geometry(app: &TestApp, geometry: Value, status: u16) {
    check(app, "violations", with(violation("bad"), "/geometry", geometry), status, "geometry")
        .await;
}

/// Nothing of what is refused may leave a trace.
async fn untouched(app: &TestApp) {
    let mut connection = sql::open(&app.file).await;
    assert_eq!(
        sql::number(&mut connection, "select count(*) from changes where op <> 'load'").await,
        0
    );
    app.get(&format!("{VIOLATIONS}/bad")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_property_of_the_wrong_type_is_named() {
    let app = TestApp::own().await;

    for (name, value) in [
        ("area_m2", json!("12")),
        ("area_m2", json!(true)),
        ("area_m2", json!([1])),
        ("found_on", json!("2016-02-30")),
        ("found_on", json!(20160901)),
        ("found_on", json!("2016-09-01T00:00:00Z")),
        ("name", json!(1)),
        ("name", json!({})),
        ("name", json!("a\u{0}b")),
    ] {
        violation_with(&app, &format!("/properties/{name}"), value, 400).await;
    }
    for (name, value) in [
        ("capacity", json!(1.5)),
        ("capacity", json!(9.3e18)),
        ("services", json!("meals")),
        ("services", json!([1])),
    ] {
        let body = with(facility("bad"), &format!("/properties/{name}"), value);
        check(&app, "elder_facilities", body, 400, name).await;
    }
    untouched(&app).await;
}

#[tokio::test]
async fn an_unknown_code_is_named() {
    let app = TestApp::own().await;

    violation_with(&app, "/properties/class", json!("nonsense"), 400).await;
    violation_with(&app, "/properties/status", json!(""), 400).await;
    for services in [json!(["meals", "dancing"]), json!(["meals", "meals"])] {
        let body = with(facility("bad"), "/properties/services", services);
        check(&app, "elder_facilities", body, 400, "services").await;
    }
    untouched(&app).await;
}

#[tokio::test]
async fn a_missing_property_is_named() {
    let app = TestApp::own().await;

    for name in ["class", "zone", "found_on", "found_by", "status", "provenance", "source"] {
        let mut body = violation("bad");
        body["properties"].as_object_mut().unwrap().remove(name);
        check(&app, "violations", body, 400, name).await;
        violation_with(&app, &format!("/properties/{name}"), Value::Null, 400).await;
    }
    untouched(&app).await;
}

#[tokio::test]
async fn an_unknown_member_is_named() {
    let app = TestApp::own().await;

    violation_with(&app, "/properties/colour", json!("red"), 400).await;
    violation_with(&app, "/properties/fid", json!(7), 400).await;
    violation_with(&app, "/style", json!({}), 400).await;
    untouched(&app).await;
}

#[tokio::test]
async fn a_reference_to_nothing_is_named() {
    let app = TestApp::own().await;
    let asset = json!({
        "type": "Feature", "id": "bad", "geometry": Value::Null,
        "properties": { "kind": "camera", "state": "in_order", "compound_id": "nowhere", "provenance": "reported", "source": "test" },
    });
    let codes = app.json("/api/collections/assets").await;
    let code = |name: &str| {
        let properties = codes["properties"].as_array().unwrap();
        properties.iter().find(|p| p["name"] == name).unwrap()["codes"][0]["code"].clone()
    };
    let asset =
        with(with(asset, "/properties/kind", code("kind")), "/properties/state", code("state"));

    check(&app, "assets", asset, 422, "compound_id").await;
    for unit in ["committees:nowhere", "nothing:310112006-J01"] {
        let body = with(facility("bad"), "/properties/serves", json!([unit]));
        check(&app, "elder_facilities", body, 422, "serves").await;
    }
    let body = with(facility("bad"), "/properties/serves", json!(["310112006-J01"]));
    check(&app, "elder_facilities", body, 422, "serves").await;
    untouched(&app).await;
}

#[tokio::test]
async fn an_end_before_the_beginning_is_named() {
    let app = TestApp::own().await;

    violation_with(&app, "/properties/resolved_on", json!("2016-08-31"), 422).await;
    untouched(&app).await;
}

/// What only the database checks is a broken rule as well.
#[tokio::test]
async fn what_the_tables_refuse_is_refused() {
    let app = TestApp::own().await;

    let reply = app
        .write("POST", VIOLATIONS, &with(violation("bad"), "/properties/area_m2", json!(-1)))
        .await;

    reply.problem(422, "rule-broken");
    untouched(&app).await;
}

#[tokio::test]
async fn a_place_outside_the_territory_is_refused() {
    let app = TestApp::own().await;

    for place in [[121.5, 31.15], [121.39, 31.0], [0.0, 0.0], [-121.39, 31.15]] {
        geometry(&app, json!({ "type": "Point", "coordinates": place }), 422).await;
    }
    let line = json!({ "type": "LineString", "coordinates": [[121.39, 31.15], [121.5, 31.15]] });
    geometry(&app, line, 422).await;
    untouched(&app).await;
}

#[tokio::test]
async fn a_geometry_that_is_none_is_refused() {
    let app = TestApp::own().await;
    let polygon = |ring: Value| json!({ "type": "Polygon", "coordinates": [ring] });

    for bad in [
        // Not closed.
        polygon(json!([[121.39, 31.15], [121.391, 31.15], [121.391, 31.151], [121.39, 31.151]])),
        // Too few.
        polygon(json!([[121.39, 31.15], [121.391, 31.15], [121.39, 31.15]])),
        polygon(json!([])),
        // A bow-tie.
        polygon(json!([
            [121.39, 31.15],
            [121.391, 31.151],
            [121.391, 31.15],
            [121.39, 31.151],
            [121.39, 31.15]
        ])),
        // Flat.
        polygon(json!([[121.39, 31.15], [121.391, 31.15], [121.392, 31.15], [121.39, 31.15]])),
        // A hole outside.
        json!({ "type": "Polygon", "coordinates": [
            [[121.39, 31.15], [121.391, 31.15], [121.391, 31.151], [121.39, 31.15]],
            [[121.395, 31.15], [121.396, 31.15], [121.396, 31.151], [121.395, 31.15]],
        ] }),
        json!({ "type": "Polygon", "coordinates": [] }),
        json!({ "type": "LineString", "coordinates": [[121.39, 31.15]] }),
        json!({ "type": "LineString", "coordinates": [[121.39, 31.15], [121.39, 31.15]] }),
        // Numbers that are none.
        json!({ "type": "Point", "coordinates": ["121.39", "31.15"] }),
        json!({ "type": "Point", "coordinates": ["NaN", 31.15] }),
        json!({ "type": "Point", "coordinates": [null, 31.15] }),
        json!({ "type": "Point", "coordinates": [121.39] }),
        json!({ "type": "Point", "coordinates": [] }),
        json!({ "type": "Point", "coordinates": 121.39 }),
        json!({ "type": "Point", "coordinates": [121.39, 131.15] }),
        json!({ "type": "Point" }),
        json!({ "coordinates": [121.39, 31.15] }),
        json!({ "type": "Circle", "coordinates": [121.39, 31.15] }),
        json!({ "type": "GeometryCollection", "geometries": [] }),
        json!({ "type": "MultiPoint", "coordinates": [] }),
        json!({ "type": "Feature" }),
        json!([121.39, 31.15]),
        json!("POINT(121.39 31.15)"),
        json!({}),
    ] {
        geometry(&app, bad, 400).await;
    }
    untouched(&app).await;
}

#[tokio::test]
async fn a_geometry_of_another_kind_is_refused() {
    let app = TestApp::own().await;

    for shape in [
        json!({ "type": "LineString", "coordinates": [[121.39, 31.15], [121.391, 31.15]] }),
        json!({ "type": "MultiPoint", "coordinates": [[121.39, 31.15]] }),
    ] {
        check(&app, "elder_facilities", with(facility("bad"), "/geometry", shape), 400, "geometry")
            .await;
    }
    let reported = json!({
        "type": "Feature", "id": "bad", "geometry": { "type": "Point", "coordinates": [121.39, 31.15] },
        "properties": {},
    });
    check(&app, "unit_indicators", reported, 400, "geometry").await;
    untouched(&app).await;
}

#[tokio::test]
async fn a_body_that_is_no_feature_is_refused() {
    let app = TestApp::own().await;
    let bearer = format!("Bearer {}", app.token.as_deref().unwrap());
    let headers = [("authorization", &*bearer), ("content-type", "application/geo+json")];
    let nested = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    let infinite = violation("bad").to_string().replace("31.1452", "1e999");
    let bare_nan = violation("bad").to_string().replace("31.1452", "NaN");

    for body in [
        "",
        "{",
        "null",
        "[]",
        "1",
        "\u{feff}{}",
        "{}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
        &nested,
        &infinite,
        &bare_nan,
        "\u{0}",
    ] {
        let reply = app.send("POST", VIOLATIONS, &headers, body.to_owned()).await;
        reply.problem(400, "invalid-body");
    }
    let reply = app.send("POST", VIOLATIONS, &headers, vec![0xff, 0xfe, b'{']).await;
    reply.problem(400, "invalid-body");
    for (pointer, value) in [
        ("/type", json!("feature")),
        ("/properties", json!([])),
        ("/id", json!(true)),
        ("/id", json!("")),
        ("/id", json!("a\nb")),
        ("/id", json!("x".repeat(201))),
    ] {
        violation_with(&app, pointer, value, 400).await;
    }
    untouched(&app).await;
}

#[tokio::test]
async fn another_id_than_the_addresss_is_refused() {
    let app = TestApp::own().await;

    let reply =
        app.write("PUT", &format!("{VIOLATIONS}/310112006-V00001"), &violation("bad")).await;

    assert_eq!(reply.problem(400, "invalid-body")["member"], "id");
    untouched(&app).await;
}

#[tokio::test]
async fn a_collection_that_is_not_there_takes_nothing() {
    let app = TestApp::own().await;

    let reply = app.write("POST", "/api/collections/nothing/items", &violation("bad")).await;

    reply.problem(404, "not-found");
}

#[tokio::test]
async fn a_position_of_fewer_than_two_numbers_is_refused() {
    let app = TestApp::own().await;

    for (kind, coordinates) in [
        ("Point", json!([])),
        ("Point", json!([121.4])),
        ("LineString", json!([[121.39, 31.14], [121.4]])),
        ("MultiPoint", json!([[]])),
        ("MultiLineString", json!([[[0.0], [0.0, 0.0]]])),
        ("Polygon", json!([[[0.0], [0.0], [0.0], [0.0]]])),
        ("MultiPolygon", json!([[[[], [], [], []]]])),
    ] {
        geometry(&app, json!({ "type": kind, "coordinates": coordinates }), 400).await;
    }
    let inside = json!({ "type": "Point", "coordinates": [1.0] });
    let collection = json!({ "type": "GeometryCollection", "geometries": [inside] });
    geometry(&app, collection, 400).await;
    untouched(&app).await;
}
