//! Areas: valid, wound as the format asks, and without gaps between neighbours.

use std::collections::BTreeMap;

use geo::{Area, BooleanOps, Contains, Validation, unary_union};
use geo_types::{Geometry, MultiPolygon};

use super::decoded::{Feature, around_the_territory, tile};
use crate::support::TestApp;

fn area(feature: &Feature) -> MultiPolygon<f64> {
    match feature.geometry.clone() {
        Geometry::Polygon(area) => MultiPolygon::new(vec![area]),
        Geometry::MultiPolygon(areas) => areas,
        other => panic!("no area: {other:?}"),
    }
}

const ZOOMS: [u32; 7] = [9, 11, 12, 13, 14, 16, 18];

#[tokio::test]
async fn areas_are_valid_at_every_zoom() {
    let app = TestApp::shared().await;
    for layer in ["pianqu", "committees", "compounds", "grid_cells", "key_areas"] {
        let mut drawn = 0;
        for zoom in ZOOMS {
            let tiles = around_the_territory(zoom);
            // Deep down there are many; a part tells as much.
            for (z, x, y) in tiles.iter().step_by(tiles.len() / 40 + 1) {
                let layers = tile(app, &format!("/api/tiles/{layer}/{z}/{x}/{y}")).await;
                for feature in layers.get(layer).into_iter().flatten() {
                    if matches!(
                        feature.geometry,
                        Geometry::LineString(_) | Geometry::MultiLineString(_)
                    ) {
                        continue;
                    }
                    let area = area(feature);
                    assert!(area.is_valid(), "{layer} {z}/{x}/{y}: {:?}", area.validation_errors());
                    for polygon in &area {
                        // Clockwise with `y` southwards is a positive area.
                        assert!(polygon.signed_area() > 0.0, "{layer} {z}/{x}/{y}");
                    }
                    drawn += 1;
                }
            }
        }
        assert!(drawn > 0, "{layer}");
    }
}

#[tokio::test]
async fn neighbours_share_their_borders() {
    let app = TestApp::shared().await;
    for layer in ["pianqu", "committees", "grid_cells"] {
        for zoom in ZOOMS {
            let tiles = around_the_territory(zoom);
            for (z, x, y) in tiles.iter().step_by(tiles.len() / 20 + 1) {
                let layers = tile(app, &format!("/api/tiles/{layer}/{z}/{x}/{y}")).await;
                let areas: Vec<MultiPolygon<f64>> =
                    layers.get(layer).into_iter().flatten().map(area).collect();
                let sum: f64 = areas.iter().map(Area::unsigned_area).sum();
                let union = unary_union(&areas);
                // What overlaps counts once in the union: nothing may.
                assert!(
                    (sum - union.unsigned_area()).abs() < 0.5,
                    "{layer} {z}/{x}/{y}: {sum} {}",
                    union.unsigned_area()
                );
            }
        }
    }
}

#[tokio::test]
async fn nothing_opens_between_units_that_fill_their_parent() {
    let app = TestApp::shared().await;
    for (z, x, y) in around_the_territory(12) {
        let layers = tile(app, &format!("/api/tiles/pianqu,committees/{z}/{x}/{y}")).await;
        let union = |layer: &str| {
            let areas: Vec<_> = layers.get(layer).into_iter().flatten().map(area).collect();
            unary_union(&areas)
        };
        let (parents, parts) = (union("pianqu"), union("committees"));
        let between = parents.xor(&parts).unsigned_area();
        // Both outlines are simplified, each by its own arcs: some steps along the border.
        assert!(between <= 0.02 * parents.unsigned_area(), "{z}/{x}/{y}: {between}");
    }
}

#[tokio::test]
async fn each_area_has_one_label_inside_it() {
    let app = TestApp::shared().await;
    for zoom in [12, 14, 16] {
        let mut labels: BTreeMap<String, usize> = BTreeMap::new();
        for (z, x, y) in around_the_territory(zoom) {
            let layers = tile(app, &format!("/api/tiles/committees/{z}/{x}/{y}")).await;
            for label in layers.get("committees_labels").into_iter().flatten() {
                let id = label.text("id").unwrap();
                *labels.entry(id.to_owned()).or_default() += 1;
                let Geometry::Point(place) = label.geometry else { panic!("{label:?}") };
                let own = layers["committees"].iter().find(|f| f.text("id") == Some(id)).unwrap();
                assert!(area(own).contains(&place), "{id} at {z}/{x}/{y}");
                assert!(label.text("title").is_some_and(|title| !title.is_empty()));
            }
        }
        assert_eq!(labels.len(), 39, "zoom {zoom}");
        assert!(labels.values().all(|count| *count == 1), "{labels:?}");
    }
}
