//! An edit changes the tiles it touches, at all zooms, and no others.

use serde_json::json;

use super::decoded::around_the_territory;
use crate::support::{
    TestApp,
    features::{violation, with},
};

const ZOOMS: [u32; 5] = [0, 10, 13, 15, 17];

/// Tags of the layer's tiles; empty where a tile is.
async fn tags(app: &TestApp, layer: &str) -> Vec<((u32, u32, u32), String)> {
    let mut tags = Vec::new();
    for place in ZOOMS.into_iter().flat_map(around_the_territory) {
        let (z, x, y) = place;
        let reply = app.get(&format!("/api/tiles/{layer}/{z}/{x}/{y}")).await;
        tags.push((place, reply.header("etag").to_owned()));
    }
    tags
}

fn changed(
    before: &[((u32, u32, u32), String)],
    after: &[((u32, u32, u32), String)],
) -> Vec<(u32, u32, u32)> {
    let pairs = before.iter().zip(after).filter(|(one, other)| one.1 != other.1);
    pairs.map(|(one, _)| one.0).collect()
}

fn tile_of(zoom: u32, longitude: f64, latitude: f64) -> (u32, u32, u32) {
    let (n, latitude) = (f64::from(1_u32 << zoom), latitude.to_radians());
    let mercator = (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI;
    (zoom, ((longitude + 180.0) / 360.0 * n) as u32, ((1.0 - mercator) / 2.0 * n) as u32)
}

#[tokio::test]
async fn a_point_that_comes_moves_and_goes_touches_its_own_tiles() {
    let app = TestApp::own().await;
    let items = "/api/collections/violations/items";
    let item = format!("{items}/T1");
    let empty = tags(&app, "violations").await;

    assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
    let here: Vec<_> = ZOOMS.iter().map(|zoom| tile_of(*zoom, 121.3975, 31.1452)).collect();
    let come = tags(&app, "violations").await;
    assert_eq!(changed(&empty, &come), here);

    let moved = with(violation("T1"), "/geometry/coordinates", json!([121.4005, 31.1425]));
    assert_eq!(app.write("PUT", &item, &moved).await.status, 204);
    let there: Vec<_> = ZOOMS.iter().map(|zoom| tile_of(*zoom, 121.4005, 31.1425)).collect();
    let went = tags(&app, "violations").await;
    let mut both: Vec<_> = here.iter().chain(&there).copied().collect();
    both.sort();
    both.dedup();
    let mut touched = changed(&come, &went);
    touched.sort();
    // From afar it is counted in the same cell as before.
    assert_eq!(touched, both.into_iter().filter(|(zoom, ..)| *zoom > 0).collect::<Vec<_>>());

    assert_eq!(app.delete(&item).await.status, 204);
    assert_eq!(tags(&app, "violations").await, empty);
}

#[tokio::test]
async fn a_changed_property_shows_at_once() {
    let app = TestApp::own().await;
    let items = "/api/collections/violations/items";
    assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
    let before = tags(&app, "violations").await;
    let patch = json!({ "properties": { "status": "ordered" } });
    let reply = app.patch(&format!("{items}/T1"), &patch).await;
    assert_eq!(reply.status, 204, "{}", reply.text());
    let deep = tile_of(17, 121.3975, 31.1452);
    assert!(changed(&before, &tags(&app, "violations").await).contains(&deep));
}

#[tokio::test]
async fn other_layers_keep_their_tiles() {
    let app = TestApp::own().await;
    let before = tags(&app, "committees").await;
    let items = "/api/collections/violations/items";
    assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
    assert_eq!(tags(&app, "committees").await, before);
}
