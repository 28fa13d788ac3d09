//! `GET /api/where`.

use geo::Contains;
use geo_types::{Geometry, Point};
use serde_json::Value;

use crate::support::{
    TestApp,
    random::Random,
    shape::{self, metres},
    sql,
    territory::UNIT_LEVELS,
};

#[tokio::test]
async fn a_spot_has_one_unit_a_level_as_a_scan_finds() {
    let app = TestApp::shared().await;
    let mut random = Random(3);
    let mut levels = Vec::new();
    for level in UNIT_LEVELS {
        levels.push((
            level,
            shape::shapes(&app.features(&format!("/api/collections/{level}/items")).await),
        ));
    }

    for _ in 0..60 {
        let spot = Point::new(random.between(121.365, 121.41), random.between(31.125, 31.17));
        let answer = app.json(&format!("/api/where?lon={}&lat={}", spot.x(), spot.y())).await;
        for (level, areas) in &levels {
            let wanted =
                areas.iter().find(|(_, area)| area.contains(&spot)).map(|(id, _)| id.as_str());
            assert_eq!(answer["units"][level]["id"].as_str(), wanted, "{level} at {spot:?}");
        }
    }
}

#[tokio::test]
async fn far_away_there_is_nothing_and_that_is_an_answer() {
    let app = TestApp::shared().await;

    let answer = app.json("/api/where?lon=-0.1&lat=51.5").await;

    for level in UNIT_LEVELS {
        assert!(answer["units"][level].is_null());
    }
    assert_eq!(answer["responsibilities"], serde_json::json!([]));
    assert!(answer["open"].is_null());
}

#[tokio::test]
async fn open_items_are_those_of_the_compound() {
    let app = TestApp::shared().await;
    let mut connection = sql::open(&app.file).await;
    let violation = &app.json("/api/collections/violations/items?limit=1&status=found&within=compounds:310112006-C001").await["features"][0].clone();
    let spot = match shape::geometry(&violation["geometry"]) {
        Some(Geometry::Point(point)) => point,
        _ => Point::new(121.3975, 31.1452),
    };

    let answer = app.json(&format!("/api/where?lon={}&lat={}", spot.x(), spot.y())).await;

    assert_eq!(answer["open"]["unit"], "compounds:310112006-C001");
    for (collection, end) in
        [("violations", "resolved_on"), ("cases", "closed_on"), ("hazards", "resolved_on")]
    {
        let inside = app
            .features(&format!(
                "/api/collections/{collection}/items?within=compounds:310112006-C001"
            ))
            .await;
        let open = inside
            .iter()
            .filter(|f| f["properties"][end].as_str().is_none_or(|day| day > "2016-09-30"));
        assert_eq!(answer["open"][collection], open.count(), "{collection}");
    }
    let responsible: Vec<(String, String)> = sql::rows(
        &mut connection,
        "select unit, role from responsibilities where unit = 'compounds:310112006-C001'
         and valid_from <= '2016-09-30' and coalesce(valid_to, '9') > '2016-09-30'",
    )
    .await;
    for (unit, role) in responsible {
        let told = answer["responsibilities"].as_array().unwrap();
        assert!(told.iter().any(|r| r["unit"] == unit && r["role"] == role), "{unit} {role}");
    }
}

#[tokio::test]
async fn responsibilities_are_those_of_the_day() {
    let app = TestApp::shared().await;

    for at in ["2016-03-01", "2016-09-30"] {
        let answer = app.json(&format!("/api/where?lon=121.3975&lat=31.1452&at={at}")).await;
        let told = answer["responsibilities"].as_array().unwrap();
        assert!(!told.is_empty());
        for one in told {
            assert!(one["valid_from"].as_str().unwrap() <= at, "{one}");
            assert!(one["valid_to"].as_str().is_none_or(|day| day > at), "{one}");
        }
    }
}

#[tokio::test]
async fn the_nearest_facility_is_the_nearest() {
    let app = TestApp::shared().await;
    let mut random = Random(5);
    let facilities = app.features("/api/collections/elder_facilities/items").await;

    for _ in 0..20 {
        let spot = (random.between(121.37, 121.405), random.between(31.13, 31.165));
        let answer = app.json(&format!("/api/where?lon={}&lat={}", spot.0, spot.1)).await;
        let told = answer["nearest"].as_array().unwrap();
        let told = told.iter().find(|near| near["collection"] == "elder_facilities").unwrap();
        let distance = |feature: &Value| {
            let coordinates = &feature["geometry"]["coordinates"];
            metres((coordinates[0].as_f64().unwrap(), coordinates[1].as_f64().unwrap()), spot)
        };
        let nearest = facilities.iter().map(distance).fold(f64::MAX, f64::min);
        let told = told["distance_m"].as_f64().unwrap();
        assert!(shape::close(told, nearest, 1e-4), "{told} {nearest}");
    }
}

#[tokio::test]
async fn a_spot_that_is_none_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (query, parameter) in [
        ("", "lon"),
        ("lon=121.39", "lat"),
        ("lat=31.15", "lon"),
        ("lon=&lat=31", "lon"),
        ("lon=a&lat=31", "lon"),
        ("lon=181&lat=31", "lon"),
        ("lon=121&lat=91", "lat"),
        ("lon=NaN&lat=31", "lon"),
        ("lon=121&lat=inf", "lat"),
        ("lon=121&lat=31&at=x", "at"),
    ] {
        let reply = app.get(&format!("/api/where?{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
}
