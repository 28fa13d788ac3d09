//! Conditions on tiles mean what they mean on items.

use std::collections::BTreeSet;

use super::decoded::{around_the_territory, tile};
use crate::support::{TestApp, features::sorted_ids};

const CONDITIONS: [&str; 6] = [
    "filter=class%20%3D%20'building'",
    "class=building&zone=residential",
    "datetime=2016-01-01/2016-03-31",
    "within=pianqu:310112006-P02",
    "at=2016-03-01",
    "filter=%7B%22op%22:%22%3D%22,%22args%22:%5B%7B%22property%22:%22status%22%7D,%22found%22%5D%7D&filter-lang=cql2-json",
];

#[tokio::test]
async fn filtered_tiles_hold_what_filtered_items_are() {
    let app = TestApp::shared().await;
    for condition in CONDITIONS {
        let items = app.features(&format!("/api/collections/violations/items?{condition}")).await;
        let expected: BTreeSet<String> = sorted_ids(&items).into_iter().collect();
        assert!(!expected.is_empty(), "{condition}");

        let mut found = BTreeSet::new();
        for (z, x, y) in around_the_territory(16) {
            let target = format!("/api/tiles/violations/{z}/{x}/{y}?{condition}");
            for feature in tile(app, &target).await.get("violations").into_iter().flatten() {
                found.insert(feature.text("id").unwrap().to_owned());
            }
        }
        assert_eq!(found, expected, "{condition}");
    }
}

#[tokio::test]
async fn counts_of_units_are_those_of_the_analysis() {
    let app = TestApp::shared().await;
    let question = "group=class&filter=zone%20%3D%20'residential'";
    let counts = app.json(&format!("/api/counts/violations?by=committees&{question}")).await;
    let mut seen = BTreeSet::new();
    for (z, x, y) in around_the_territory(12) {
        let target = format!("/api/tiles/committees/{z}/{x}/{y}?counts=violations&{question}");
        for feature in tile(app, &target).await.get("committees").into_iter().flatten() {
            let id = feature.text("id").unwrap();
            let units = counts["units"].as_array().unwrap();
            let unit = units.iter().find(|unit| unit["id"] == id).unwrap();
            assert_eq!(feature.number("count"), unit["count"].as_u64(), "{id}");
            for group in unit["groups"].as_array().unwrap() {
                let class = group["key"]["class"].as_str().unwrap();
                assert_eq!(feature.number(class), group["count"].as_u64(), "{id} {class}");
            }
            seen.insert(id.to_owned());
        }
    }
    assert_eq!(seen.len(), 39);
}
