//! Points: each in one tile of a zoom, and none lost where they are counted.

use std::collections::BTreeMap;

use geo_types::Geometry;

use super::decoded::{around_the_territory, decode, tile};
use crate::support::{TestApp, shape};

#[tokio::test]
async fn the_tiles_of_every_zoom_hold_each_point_once() {
    let app = TestApp::shared().await;
    for layer in ["incidents", "hazards", "violations"] {
        let all = app.features(&format!("/api/collections/{layer}/items")).await;
        let points = shape::shapes(&all)
            .iter()
            .filter(|(_, geometry)| matches!(geometry, Geometry::Point(_)))
            .count() as u64;
        assert!(points > 0, "{layer}");

        for zoom in [0, 5, 11, 13, 15, 17] {
            let mut counted = 0;
            for (z, x, y) in around_the_territory(zoom) {
                let layers = tile(app, &format!("/api/tiles/{layer}/{z}/{x}/{y}")).await;
                let features = layers.get(layer).into_iter().flatten();
                let drawn = features.filter(|f| matches!(f.geometry, Geometry::Point(_)));
                counted += drawn.map(|feature| feature.count()).sum::<u64>();
            }
            assert_eq!(counted, points, "{layer} at zoom {zoom}");
        }
    }
}

#[tokio::test]
async fn counts_by_class_are_those_of_the_items() {
    let app = TestApp::shared().await;
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for feature in app.features("/api/collections/incidents/items").await {
        let kind =
            feature["properties"]["kind"].as_str().or(feature["properties"]["type"].as_str());
        *expected.entry(kind.unwrap_or("null").to_owned()).or_default() += 1;
    }

    let layers = tile(app, "/api/tiles/incidents/0/0/0").await;

    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for feature in &layers["incidents"] {
        let by_class = feature.properties.keys().filter(|key| key.contains(':'));
        let mut sum = 0;
        for key in by_class {
            let (_, code) = key.split_once(':').unwrap();
            let count = feature.number(key).unwrap();
            *found.entry(code.to_owned()).or_default() += count;
            sum += count;
        }
        match feature.number("count") {
            Some(count) => assert_eq!(sum, count),
            None => {
                let kind = feature.text("kind").or(feature.text("type")).unwrap_or("null");
                *found.entry(kind.to_owned()).or_default() += 1;
            }
        }
    }
    assert_eq!(found, expected);
}

#[tokio::test]
async fn points_stand_where_the_items_are() {
    let app = TestApp::shared().await;
    let items = app.features("/api/collections/elder_facilities/items").await;
    let places: BTreeMap<String, Geometry<f64>> = shape::shapes(&items).into_iter().collect();
    let (zoom, n) = (15, f64::from(1 << 15));
    let mut seen = 0;

    for (z, x, y) in around_the_territory(zoom) {
        let layers = tile(app, &format!("/api/tiles/elder_facilities/{z}/{x}/{y}.mvt")).await;
        for feature in layers.get("elder_facilities").into_iter().flatten() {
            let Geometry::Point(drawn) = feature.geometry else { panic!("{feature:?}") };
            let Geometry::Point(place) = places[feature.text("id").unwrap()] else { panic!() };
            let latitude = place.y().to_radians();
            let mercator = (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI;
            let column = (place.x() + 180.0) / 360.0 * n;
            let row = (1.0 - mercator) / 2.0 * n;
            assert!((f64::from(x) + drawn.x() / 4096.0 - column).abs() <= 1.0 / 4096.0);
            assert!((f64::from(y) + drawn.y() / 4096.0 - row).abs() <= 1.0 / 4096.0);
            seen += 1;
        }
    }
    assert_eq!(seen, items.len());
}

#[tokio::test]
async fn both_matrix_sets_hold_the_same_points() {
    let app = TestApp::shared().await;
    let count = app.features("/api/collections/hazards/items").await.len() as u64;
    let mut counted = 0;
    for column in 0..4 {
        for row in 0..2 {
            let target = format!("/api/collections/hazards/tiles/WorldCRS84Quad/1/{row}/{column}");
            let reply = app.get(&target).await;
            if reply.status == 200 {
                let layers = decode(&reply.body);
                counted += layers["hazards"].iter().map(|feature| feature.count()).sum::<u64>();
            }
        }
    }
    assert_eq!(counted, count);
}
