//! What is no tile, and how tiles are kept by clients.

use crate::support::TestApp;

#[tokio::test]
async fn absurd_addresses_are_refused_by_name() {
    let app = TestApp::shared().await;
    for (target, parameter) in [
        ("/api/tiles/compounds/25/0/0", "z"),
        ("/api/tiles/compounds/-1/0/0", "z"),
        ("/api/tiles/compounds/x/0/0", "z"),
        ("/api/tiles/compounds/0/1/0", "x"),
        ("/api/tiles/compounds/0/0/1", "y"),
        ("/api/tiles/compounds/3/0/99999999999999999999999999", "y"),
        ("/api/tiles/compounds/3/1.5/0", "x"),
        ("/api/collections/compounds/tiles/WebMercatorQuad/0/1/0", "tileRow"),
        ("/api/collections/compounds/tiles/WorldCRS84Quad/0/0/2", "tileCol"),
        ("/api/tiles/compounds,compounds/0/0/0", "layers"),
        ("/api/tiles/,/0/0/0", "layers"),
        ("/api/tiles/compounds/0/0/0?sum=households", "sum"),
        ("/api/tiles/compounds/0/0/0?filter=nothing%20%3D%201", "filter"),
        ("/api/tiles/compounds/0/0/0?counts=violations&group=nothing", "group"),
        ("/api/tiles/violations/0/0/0?counts=violations", "counts"),
        ("/api/tiles/violations/0/0/0?within=pianqu:nowhere", "within"),
    ] {
        let problem = app.get(target).await.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], parameter, "{target}");
    }
    app.get("/api/tiles/compounds/0/0/0?colour=red").await.problem(400, "unknown-parameter");
    for target in [
        "/api/tiles/nothing/0/0/0",
        "/api/tiles/compounds,nothing/0/0/0",
        "/api/tiles/unit_indicators/0/0/0",
        "/api/collections/compounds/tiles/Mars/0/0/0",
    ] {
        app.get(target).await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn every_zoom_has_tiles_and_empty_ones_have_no_content() {
    let app = TestApp::shared().await;
    // 古美一村.
    let (longitude, latitude) = (121.3975_f64, 31.1452_f64.to_radians());
    let mercator = (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI;
    for zoom in 0..=24 {
        let n = f64::from(1 << zoom);
        let (x, y) = ((longitude + 180.0) / 360.0 * n, (1.0 - mercator) / 2.0 * n);
        let target = format!("/api/tiles/subdistricts,violations/{zoom}/{}/{}", x as u32, y as u32);
        let reply = app.get(&target).await;
        assert_eq!(reply.status, 200, "{target}");
    }
    let empty = app.get("/api/tiles/compounds,violations/10/0/0").await;
    assert_eq!((empty.status.as_u16(), empty.body.len()), (204, 0));
}

#[tokio::test]
async fn a_tile_is_not_sent_twice() {
    let app = TestApp::shared().await;
    let target = "/api/tiles/compounds/13/6858/3349";
    let first = app.get(target).await;
    assert_eq!(first.header("cache-control"), "no-cache");
    let tag = first.header("etag").to_owned();
    let again = app.send("GET", target, &[("if-none-match", &tag)], "").await;
    assert_eq!((again.status.as_u16(), again.body.len()), (304, 0));
    let small = app.send("GET", target, &[("accept-encoding", "gzip")], "").await;
    assert_eq!(small.header("content-encoding"), "gzip");
    assert!(small.body.len() < first.body.len());
    let stale = app.get(&format!("{target}?v=0123456789abcdef")).await;
    assert_eq!(stale.header("cache-control"), "no-cache");
    assert_eq!(stale.body, first.body);
}
