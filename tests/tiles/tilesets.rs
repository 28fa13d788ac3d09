//! What there is of tiles, and that its addresses lead to them.

use crate::support::{TestApp, features::violation};

/// An address of the service without its host.
fn local(address: &str) -> String {
    format!("/api{}", address.split_once("/api").expect("it is below /api").1)
}

#[tokio::test]
async fn tilejson_leads_to_tiles_that_never_change() {
    let app = TestApp::own().await;
    let target = "/api/tiles/violations,compounds/tilejson.json";
    let json = app.json(target).await;
    assert_eq!(json["tilejson"], "3.0.0");
    assert_eq!((&json["minzoom"], &json["maxzoom"]), (&0.into(), &24.into()));
    let layers: Vec<&str> = json["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["id"].as_str().unwrap())
        .collect();
    assert!(layers.contains(&"violations") && layers.contains(&"compounds_labels"), "{layers:?}");
    assert_eq!(json["vector_layers"][0]["fields"]["class"], "String");

    let template = local(json["tiles"][0].as_str().unwrap());
    let tile = template.replace("{z}", "13").replace("{x}", "6858").replace("{y}", "3349");
    let reply = app.get(&tile).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("cache-control"), "public, max-age=31536000, immutable");

    let items = "/api/collections/violations/items";
    assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
    let after = app.json(target).await;
    assert_ne!(after["tiles"], json["tiles"]);
    // The old address tells the truth of now, and no longer promises to stay.
    assert_eq!(app.get(&tile).await.header("cache-control"), "no-cache");
    let other = "/api/tiles/compounds/tilejson.json";
    let before = app.json(other).await;
    assert_eq!(app.delete(&format!("{items}/T1")).await.status, 204);
    assert_eq!(app.json(other).await["tiles"], before["tiles"]);
}

#[tokio::test]
async fn conditions_go_into_the_addresses() {
    let app = TestApp::shared().await;
    let json = app.json("/api/tiles/violations/tilejson.json?class=land&at=2016-06-30").await;
    let template = json["tiles"][0].as_str().unwrap();
    assert!(template.contains("class=land") && template.contains("at=2016-06-30"), "{template}");
    app.get("/api/tiles/violations/tilejson.json?colour=red")
        .await
        .problem(400, "unknown-parameter");
    app.get("/api/tiles/violations/tilejson.json?class=red")
        .await
        .problem(400, "invalid-parameter");
}

#[tokio::test]
async fn matrix_sets_have_the_published_numbers() {
    // OGC 17-083r4, annex D.
    let app = TestApp::shared().await;
    for (id, zoom, scale, cell, columns, rows, crs) in [
        ("WebMercatorQuad", 0, 559_082_264.028_717, 156_543.033_928_041, 1, 1, "/EPSG/0/3857"),
        (
            "WebMercatorQuad",
            18,
            2_132.729_583_849_784,
            0.597_164_283_559_817,
            1 << 18,
            1 << 18,
            "/EPSG/0/3857",
        ),
        ("WorldCRS84Quad", 0, 279_541_132.014_358, 0.703_125, 2, 1, "/OGC/1.3/CRS84"),
        (
            "WorldCRS84Quad",
            17,
            2_132.729_583_849_784,
            0.000_005_364_418_029_785_156,
            1 << 18,
            1 << 17,
            "/OGC/1.3/CRS84",
        ),
    ] {
        let set = app.json(&format!("/api/tileMatrixSets/{id}")).await;
        assert_eq!(set["id"], id);
        assert!(set["crs"].as_str().unwrap().ends_with(crs));
        let matrices = set["tileMatrices"].as_array().unwrap();
        assert_eq!(matrices.len(), 25);
        let matrix = &matrices[zoom];
        let close = |name: &str, expected: f64| {
            let found = matrix[name].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9 * expected, "{id} {name}: {found}");
        };
        close("scaleDenominator", scale);
        close("cellSize", cell);
        assert_eq!(
            (matrix["matrixWidth"].as_u64(), matrix["matrixHeight"].as_u64()),
            (Some(columns), Some(rows))
        );
    }
    let listed = app.json("/api/tileMatrixSets").await;
    for set in listed["tileMatrixSets"].as_array().unwrap() {
        app.json(&local(set["links"][0]["href"].as_str().unwrap())).await;
    }
    app.get("/api/tileMatrixSets/Mars").await.problem(404, "not-found");
}

#[tokio::test]
async fn a_collection_leads_to_its_tiles() {
    let app = TestApp::shared().await;
    let link = |of: &serde_json::Value, rel: &str| {
        let links = of["links"].as_array().unwrap();
        let found = links.iter().find(|link| link["rel"].as_str().unwrap().ends_with(rel));
        local(found.unwrap_or_else(|| panic!("no {rel} in {of}"))["href"].as_str().unwrap())
    };
    let collection = app.json("/api/collections/committees").await;
    let tilesets = app.json(&link(&collection, "tilesets-vector")).await;
    assert_eq!(tilesets["tilesets"].as_array().unwrap().len(), 2);
    let tileset = app.json(&link(&tilesets["tilesets"][0], "self")).await;
    assert_eq!(
        (&tileset["dataType"], &tileset["layers"][0]["id"]),
        (&"vector".into(), &"committees".into())
    );
    app.json(&link(&tileset, "tiling-scheme")).await;
    let template = link(&tileset, "item");
    let tile = template
        .replace("{tileMatrix}", "13")
        .replace("{tileRow}", "3349")
        .replace("{tileCol}", "6858");
    let reply = app.get(&tile).await;
    assert_eq!(reply.status, 200);
    // The same tile by the other address.
    let other = app.get("/api/tiles/committees/13/6858/3349").await;
    assert_eq!(
        (reply.body, reply.headers["etag"].clone()),
        (other.body, other.headers["etag"].clone())
    );
    app.get("/api/collections/unit_indicators/tiles").await.problem(404, "not-found");
}
