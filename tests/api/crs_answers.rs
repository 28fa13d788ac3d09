//! Search, counts, coverage and export in another reference system. `tests/api/crs.rs` has lists
//! judged by GDAL; here lists or GDAL itself are the judge.

use std::io::{Cursor, Read};

use geo::CoordsIter;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{TestApp, gdal, shape};

const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
/// CGCS2000 Gauss–Krüger about 120° E: northing, easting.
const CITY: &str = "http://www.opengis.net/def/crs/EPSG/0/4549";

fn geometries(features: &Value) -> Vec<(String, Value)> {
    let features = features.as_array().unwrap().iter();
    features.map(|f| (f["id"].as_str().unwrap().to_owned(), f["geometry"].clone())).collect()
}

async fn listed(app: &TestApp, collection: &str, crs: &str) -> Vec<(String, Value)> {
    let page =
        app.json(&format!("/api/collections/{collection}/items?limit=10000&crs={crs}")).await;
    geometries(&page["features"])
}

/// GDAL's coordinates of GeoJSON in a file, brought to a system: x before y.
fn transformed(json: &str, code: u32) -> Vec<Value> {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("given.geojson");
    std::fs::write(&file, json).unwrap();
    let target = format!("EPSG:{code}");
    gdal::features(&[file.to_str().unwrap(), "-t_srs", &target, "-lco", "RFC7946=NO"])
}

#[track_caller]
fn assert_near(ours: &Value, judges: &Value, swapped: bool, allowed: f64) {
    let (ours, judges) = (shape::geometry(ours).unwrap(), shape::geometry(judges).unwrap());
    assert_eq!(ours.coords_count(), judges.coords_count());
    for (a, b) in ours.coords_iter().zip(judges.coords_iter()) {
        let (x, y) = if swapped { (a.y, a.x) } else { (a.x, a.y) };
        assert!((x - b.x).abs() < allowed && (y - b.y).abs() < allowed, "{a:?} {b:?}");
    }
}

#[tokio::test]
async fn a_search_answers_in_the_system_asked_for() {
    let app = TestApp::shared().await;
    let headers = [("content-type", "application/json")];
    let body = json!({ "collections": ["pianqu", "violations"], "limit": 10000, "crs": CITY });

    let reply = app.send("POST", "/api/search", &headers, body.to_string()).await;

    assert_eq!(reply.header("content-crs"), format!("<{CITY}>"));
    let found = reply.json();
    for (answer, id) in
        found["collections"].as_array().unwrap().iter().zip(["pianqu", "violations"])
    {
        assert_eq!(geometries(&answer["features"]), listed(app, id, CITY).await, "{id}");
    }
    let plain = json!({ "collections": ["pianqu"] }).to_string();
    let plain = app.send("POST", "/api/search", &headers, plain).await;
    assert_eq!(plain.header("content-crs"), format!("<{CRS84}>"));
    for crs in ["EPSG:9999", "nonsense", ""] {
        let body = json!({ "collections": ["pianqu"], "crs": crs }).to_string();
        let reply = app.send("POST", "/api/search", &headers, body).await;
        assert_eq!(reply.problem(400, "invalid-body")["member"], "crs", "{crs}");
    }
}

#[tokio::test]
async fn a_search_is_asked_in_the_systems_it_names() {
    let app = TestApp::shared().await;
    let headers = [("content-type", "application/json")];
    // Northing first; lists are the judge.
    let (south, west, north, east) = (3446000, 633000, 3447500, 634500);
    let ring = [[south, west], [south, east], [north, east], [north, west], [south, west]];
    let area = json!({ "type": "Polygon", "coordinates": [ring] });
    let filter = json!({ "op": "s_within", "args": [{ "property": "geometry" }, area] });
    let corners = [south, west, north, east];
    let asked = [
        (
            json!({ "filter": filter, "filter-crs": CITY }),
            format!(
                "filter-lang=cql2-text&filter-crs={CITY}&filter=S_WITHIN(geometry,POLYGON(({})))",
                ring.map(|[a, b]| format!("{a}%20{b}")).join(",")
            ),
        ),
        (
            json!({ "bbox": corners, "bbox-crs": CITY }),
            format!("bbox-crs={CITY}&bbox={}", corners.map(|c| c.to_string()).join(",")),
        ),
    ];
    for (mut body, query) in asked {
        body["collections"] = json!(["violations"]);
        body["limit"] = json!(10000);
        let reply = app.send("POST", "/api/search", &headers, body.to_string()).await.json();
        let list = format!("/api/collections/violations/items?limit=10000&{query}");
        let list = app.json(&list).await;
        let found = geometries(&reply["collections"][0]["features"]);
        assert!(found.len() > 100, "{query}: {}", found.len());
        assert_eq!(found, geometries(&list["features"]), "{query}");
    }
    for member in ["filter-crs", "bbox-crs"] {
        let body = json!({ "collections": ["pianqu"], member: "EPSG:9999" }).to_string();
        let reply = app.send("POST", "/api/search", &headers, body).await;
        assert_eq!(reply.problem(400, "invalid-body")["member"], member);
    }
}

#[tokio::test]
async fn counts_have_their_units_in_the_system_asked_for() {
    let app = TestApp::shared().await;
    let target = "/api/counts/violations?by=pianqu&f=geojson";

    let reply = app.get(&format!("{target}&crs={CITY}")).await;

    assert_eq!(reply.header("content-crs"), format!("<{CITY}>"));
    let (ours, plain) = (reply.json(), app.get(target).await);
    assert_eq!(geometries(&ours["features"]), listed(app, "pianqu", CITY).await);
    assert_eq!(plain.header("content-crs"), format!("<{CRS84}>"));
    for (a, b) in ours["features"]
        .as_array()
        .unwrap()
        .iter()
        .zip(plain.json()["features"].as_array().unwrap())
    {
        assert_eq!(a["properties"], b["properties"]);
    }
    let refused = app.get(&format!("{target}&crs=EPSG:9999")).await;
    assert_eq!(refused.problem(400, "invalid-parameter")["parameter"], "crs");
}

#[tokio::test]
async fn coverage_has_its_areas_in_the_system_asked_for() {
    let app = TestApp::shared().await;
    let target = "/api/coverage/elder_facilities?reach=250&gaps=true&reaches=true&by=pianqu";

    let reply = app.get(&format!("{target}&crs={CITY}")).await;

    assert_eq!(reply.header("content-crs"), format!("<{CITY}>"));
    let (ours, plain) = (reply.json(), app.json(target).await);
    let reach = json!({ "type": "Feature", "properties": {}, "geometry": plain["reaches"] });
    let judged = transformed(&reach.to_string(), 4549);
    assert_near(&ours["reaches"], &judged[0]["geometry"], true, 1e-3);
    let judged = transformed(&plain["gaps"].to_string(), 4549);
    let gaps = ours["gaps"]["features"].as_array().unwrap();
    assert!(!gaps.is_empty() && gaps.len() == judged.len());
    for (ours, judge) in gaps.iter().zip(&judged) {
        assert_eq!(ours["properties"]["id"], judge["properties"]["id"]);
        assert_near(&ours["geometry"], &judge["geometry"], true, 1e-3);
    }
    assert_eq!(ours["units"], plain["units"]);
}

/// A desktop GIS reads the file as what it says it is in, and has it where it belongs.
#[tokio::test]
async fn an_exported_file_says_what_it_is_in_and_has_x_first() {
    let app = TestApp::shared().await;

    for code in [4549, 4528, 3857, 4326] {
        let target = format!("/api/export?collections=pianqu&crs=EPSG:{code}");
        let reply = app.get(&target).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        let name = format!("urn:ogc:def:crs:EPSG::{code}");
        assert_eq!(reply.json()["crs"]["properties"]["name"], name);
        let back = transformed(&reply.text(), 4326);
        let stored = listed(app, "pianqu", CRS84).await;
        assert_eq!(back.len(), stored.len());
        for (ours, (_, geometry)) in back.iter().zip(&stored) {
            assert_near(&ours["geometry"], geometry, false, 1e-8);
        }
    }
    let plain = app.json("/api/export?collections=pianqu").await;
    assert_eq!(plain.get("crs"), None, "RFC 7946 has no such member");
    let refused = app.get("/api/export?collections=pianqu&crs=EPSG:9999").await;
    assert_eq!(refused.problem(400, "invalid-parameter")["parameter"], "crs");
}

#[tokio::test]
async fn the_manifest_of_an_export_names_system_and_axes() {
    let app = TestApp::shared().await;

    for (crs, words) in [
        (CITY, "EPSG:4549 (easting, northing, CGCS2000 / 3-degree Gauss-Kruger CM 120E)"),
        ("EPSG:4326", "EPSG:4326 (geodetic longitude, geodetic latitude, WGS 84)"),
        (CRS84, "OGC:CRS84 (longitude, latitude, WGS 84)"),
    ] {
        let reply = app.get(&format!("/api/export?collections=pianqu,violations&crs={crs}")).await;
        let mut archive = zip::ZipArchive::new(Cursor::new(reply.body)).unwrap();
        let mut text = String::new();
        archive.by_name("manifest.json").unwrap().read_to_string(&mut text).unwrap();
        let manifest: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(manifest["crs"], words);
    }
}
