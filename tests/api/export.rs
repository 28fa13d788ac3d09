use std::io::{Cursor, Read};

use geo::Intersects;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::{
    TestApp,
    features::{ids, sorted_ids},
    shape,
};

const TRIANGLE: &str = "POLYGON((121.38 31.14,121.40 31.14,121.39 31.16,121.38 31.14))";

#[tokio::test]
async fn one_collection_is_a_geojson_file() {
    let app = TestApp::shared().await;
    let pianqu = app.features("/api/collections/pianqu/items").await;
    let id = pianqu[0]["id"].as_str().unwrap();

    let reply = app.get(&format!("/api/export?collections=violations&within=pianqu:{id}")).await;

    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/geo+json");
    let name = format!("attachment; filename=\"310112006-{id}-violations.geojson\"");
    assert_eq!(reply.header("content-disposition"), name);
    let features = reply.json()["features"].as_array().unwrap().clone();
    let same = app.features(&format!("/api/collections/violations/items?within=pianqu:{id}")).await;
    assert_eq!(features, same);
}

#[tokio::test]
async fn one_collection_takes_property_filters() {
    let app = TestApp::shared().await;

    let reply = app.get("/api/export?collections=violations&register=319").await;

    assert_eq!(reply.json()["numberMatched"], 319);
    assert_eq!(reply.json()["numberReturned"], 319);
    let reply = app.get("/api/export?collections=violations,cases&register=319").await;
    assert_eq!(reply.problem(400, "unknown-parameter")["parameter"], "register");
}

#[tokio::test]
async fn a_collection_has_an_export_of_its_own_with_every_condition_of_its_list() {
    let app = TestApp::shared().await;

    for query in [
        "register=319",
        "class=building,land&status=found",
        "bbox=121.38,31.13,121.40,31.15&datetime=2016-01-01/..",
        "filter=area_m2>100&within=pianqu:310112006-P02",
        "bbox=31.13,121.38,31.15,121.40&bbox-crs=EPSG:4326&at=2015-06-30",
    ] {
        let reply = app.get(&format!("/api/export/violations?{query}")).await;
        assert_eq!(reply.status, 200, "{query}: {}", reply.text());
        assert_eq!(reply.header("content-type"), "application/geo+json");
        assert!(reply.header("content-disposition").ends_with("violations.geojson\""));
        let same = app.features(&format!("/api/collections/violations/items?{query}")).await;
        let features = reply.json()["features"].as_array().unwrap().clone();
        assert!(!features.is_empty(), "{query}");
        assert_eq!(features, same, "{query}");
    }
    app.get("/api/export/nothing").await.problem(404, "not-found");
    let reply = app.get("/api/export/violations?collections=cases").await;
    assert_eq!(reply.problem(400, "unknown-parameter")["parameter"], "collections");
}

#[tokio::test]
async fn several_collections_are_a_zip_with_a_true_manifest() {
    let app = TestApp::shared().await;
    let unit = app.json("/api/collections/pianqu/items?limit=1").await["features"][0]["id"].clone();
    let within = format!("pianqu:{}", unit.as_str().unwrap());

    let reply = app
        .get(&format!(
            "/api/export?collections=violations,compounds,responsibilities&within={within}"
        ))
        .await;

    assert_eq!(reply.header("content-type"), "application/zip");
    assert!(reply.header("content-disposition").ends_with(".zip\""));
    let mut archive = zip::ZipArchive::new(Cursor::new(reply.body)).unwrap();
    let mut names: Vec<String> =
        archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(
        names,
        ["compounds.geojson", "manifest.json", "responsibilities.geojson", "violations.geojson"]
    );
    let mut read = |name: &str| {
        let mut bytes = Vec::new();
        archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let manifest: Value = serde_json::from_slice(&read("manifest.json")).unwrap();
    assert_eq!(manifest["territory"], "310112006");
    assert_eq!(manifest["within"], within);
    assert_eq!(manifest["as_of"], "2016-09-30");
    let layers = manifest["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 3);
    for layer in layers {
        let bytes = read(layer["file"].as_str().unwrap());
        let hash: String =
            Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(layer["sha256"], hash);
        let file: Value = serde_json::from_slice(&bytes).unwrap();
        let features = file["features"].as_array().unwrap();
        assert_eq!(layer["rows"], features.len());
        let id = layer["layer"].as_str().unwrap();
        let same = app.features(&format!("/api/collections/{id}/items?within={within}")).await;
        assert_eq!(ids(features), ids(&same), "{id}");
    }
}

#[tokio::test]
async fn a_drawn_polygon_takes_what_it_meets() {
    let app = TestApp::shared().await;
    let polygon: geo_types::Geometry<f64> =
        geo_types::Geometry::try_from(TRIANGLE.parse::<wkt::Wkt<f64>>().unwrap()).unwrap();

    for collection in ["violations", "roads", "compounds"] {
        let reply =
            app.get(&format!("/api/export?collections={collection}&polygon={TRIANGLE}")).await;
        let mut found = ids(reply.json()["features"].as_array().unwrap());
        found.sort();
        let all = app.features(&format!("/api/collections/{collection}/items")).await;
        let meeting: Vec<Value> = all
            .into_iter()
            .filter(|f| shape::geometry(&f["geometry"]).is_some_and(|g| g.intersects(&polygon)))
            .collect();
        assert!(!found.is_empty());
        assert_eq!(found, sorted_ids(&meeting), "{collection}");
    }
}

#[tokio::test]
async fn what_is_no_polygon_is_refused_by_name() {
    let app = TestApp::shared().await;

    for polygon in [
        "",
        "nonsense",
        "POINT(121.4 31.1)",
        "LINESTRING(121 31,122 32)",
        "POLYGON EMPTY",
        "POLYGON(())",
        "POLYGON((121.38 31.14,121.40 31.14))",
        "POLYGON((121.38 31.14,121.40 31.16,121.40 31.14,121.38 31.16,121.38 31.14))",
        "POLYGON((121.38 31.14,121.40 31.14,NaN 31.16,121.38 31.14))",
        "POLYGON((31.14 121.38,31.14 121.40,31.16 121.39,31.14 121.38))",
        "POLYGON((121.38 31.14,121.40 31.14,121.39 31.16,121.38 31.14)",
        "GEOMETRYCOLLECTION(POLYGON((121.38 31.14,121.40 31.14,121.39 31.16,121.38 31.14)))",
    ] {
        let reply = app.get(&format!("/api/export?collections=violations&polygon={polygon}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "polygon", "{polygon}");
    }
}

/// DESIGN.md: invalid rings are refused at the border, not mended.
#[tokio::test]
async fn a_polygon_that_does_not_close_is_refused_by_name() {
    let app = TestApp::shared().await;

    let open = "POLYGON((121.38 31.14,121.40 31.14,121.40 31.16,121.39 31.16))";
    let reply = app.get(&format!("/api/export?collections=violations&polygon={open}")).await;

    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "polygon");
}

#[tokio::test]
async fn what_cannot_be_exported_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (query, parameter) in [
        ("", "collections"),
        ("collections=", "collections"),
        ("collections=nothing", "collections"),
        ("collections=violations,violations", "collections"),
        ("collections=violations,code_zone", "collections"),
        ("collections=violations&within=pianqu:nowhere", "within"),
    ] {
        let reply = app.get(&format!("/api/export?{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
}

#[tokio::test]
async fn a_huge_query_is_refused_and_hurts_nobody() {
    let app = TestApp::shared().await;

    let names = vec!["violations"; 5_000].join(",");
    let reply = app.get(&format!("/api/export?collections={names}")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "collections");

    let vertices: Vec<String> = (0..2_500)
        .map(|i| format!("{} {}", 121.36 + f64::from(i % 50) * 1e-3, 31.12 + f64::from(i) * 1e-5))
        .collect();
    let polygon = format!("POLYGON(({},{}))", vertices.join(","), vertices[0]);
    let reply = app.get(&format!("/api/export?collections=violations&polygon={polygon}")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "polygon");

    assert_eq!(app.get("/health/live").await.status, 200);
}
