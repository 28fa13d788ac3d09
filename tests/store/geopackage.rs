//! GDAL opens the store as it is.

use std::collections::BTreeMap;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{TestApp, gdal, sql, territory};

/// Layer names with GDAL's geometry types, as `ogrinfo` lists them.
fn listed(file: &str) -> BTreeMap<String, String> {
    gdal::run("ogrinfo", &["-ro", "-so", file])
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(number, _)| number.parse::<u32>().is_ok())
        .map(|(_, layer)| match layer.split_once(" (") {
            Some((name, kind)) => (name.to_owned(), kind.trim_end_matches(')').to_owned()),
            None => (layer.to_owned(), "Unknown".to_owned()),
        })
        .collect()
}

#[tokio::test]
async fn gdal_lists_every_layer_and_no_bookkeeping() {
    let app = TestApp::own().await;

    let listed = listed(app.file.to_str().unwrap());

    let mut wanted = BTreeMap::new();
    let collections = app.json("/api/collections").await;
    for collection in collections["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let kind = match (collection["geometry"].as_str().unwrap(), id) {
            ("point", _) => "Point",
            ("line", _) => "Line String",
            ("polygon", _) => "Multi Polygon",
            ("mixed", _) => "Unknown",
            _ => "None",
        };
        wanted.insert(id.to_owned(), kind.to_owned());
    }
    for relation in [
        "compounds_awards",
        "compounds_committees",
        "elder_facilities_serves",
        "elder_facilities_services",
        "neighbourhood_centres_services",
    ] {
        wanted.insert(relation.to_owned(), "None".to_owned());
    }
    assert_eq!(listed, wanted);
}

/// A line of `ogrinfo -so`, behind its label.
fn after<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(label))
}

#[tokio::test]
async fn gdal_counts_the_features_and_finds_the_extents() {
    let app = TestApp::own().await;
    let file = app.file.to_str().unwrap();
    let mut connection = sql::open(&app.file).await;

    let collections = app.json("/api/collections").await;
    for collection in collections["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let text = gdal::run("ogrinfo", &["-ro", "-so", file, id]);
        let rows = sql::number(&mut connection, &format!("select count(*) from {id}")).await;
        assert_eq!(after(&text, "Feature Count: "), Some(&*rows.to_string()), "{id}");
        let Some(extent) = after(&text, "Extent: ") else {
            // A layer without places, or without features.
            assert!(collection["geometry"] == "none" || rows == 0, "{id}");
            continue;
        };
        assert!(text.contains("GEOGCRS[\"WGS 84\""), "{id}: {text}");
        let numbers: Vec<f64> = extent
            .split(|c: char| !"0123456789.-".contains(c))
            .filter_map(|number| number.parse().ok())
            .collect();
        let bbox: [f64; 4] =
            serde_json::from_value(collection["extent"]["spatial"]["bbox"][0].clone()).unwrap();
        for (gdals, ours) in numbers.iter().zip(bbox) {
            // `ogrinfo` prints six digits.
            assert!((gdals - ours).abs() < 1e-6, "{id}: {extent} {bbox:?}");
        }
    }
}

/// The same value, geometry to 1e-9 of a degree.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() <= 1e-9
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// Whether the feature exists on the territory's day; the file holds all times.
fn exists(feature: &Value, start: Option<&str>) -> bool {
    let day = |name: &str| feature["properties"][name].as_str();
    let from = match feature["properties"].get("valid_from") {
        Some(from) => from.as_str(),
        None => start.and_then(day),
    };
    from.is_none_or(|from| from <= "2016-09-30")
        && day("valid_to").is_none_or(|end| end > "2016-09-30")
}

#[tokio::test]
async fn gdal_reads_what_the_api_answers() {
    let app = TestApp::own().await;
    let file = app.file.to_str().unwrap();

    let collections = app.json("/api/collections").await;
    for collection in collections["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let read = gdal::features(&[file, id, "-lco", "ID_FIELD=id"]);
        let start = collection["time"]["start"].as_str();
        let read: Vec<&Value> = read.iter().filter(|feature| exists(feature, start)).collect();
        let answered = app.features(&format!("/api/collections/{id}/items")).await;
        assert_eq!(read.len(), answered.len(), "{id}");
        for (read, mut answered) in read.into_iter().zip(answered) {
            assert_eq!(read["id"], answered["id"], "{id}");
            assert!(same(&read["geometry"], &answered["geometry"]), "{id}: {read} {answered}");
            // Arrays are in tables of their own.
            answered["properties"].as_object_mut().unwrap().retain(|_, value| !value.is_array());
            assert!(same(&read["properties"], &answered["properties"]), "{id}: {read} {answered}");
        }
    }
}

#[tokio::test]
async fn gdal_reads_the_relations() {
    let app = TestApp::own().await;

    let rows = gdal::features(&[app.file.to_str().unwrap(), "elder_facilities_services"]);

    for facility in app.features("/api/collections/elder_facilities/items").await {
        let services: Vec<&Value> = rows
            .iter()
            .filter(|row| row["properties"]["feature_id"] == facility["id"])
            .map(|row| &row["properties"]["service"])
            .collect();
        assert_eq!(
            serde_json::json!(services),
            facility["properties"]["services"],
            "{}",
            facility["id"]
        );
    }
}

#[tokio::test]
async fn the_file_is_a_geopackage_by_its_own_words() {
    let place = TempDir::new().unwrap();
    let file = territory::store_in(place.path());
    let mut connection = sql::open(&file).await;

    assert_eq!(sql::number(&mut connection, "pragma application_id").await, 0x4750_4B47);
    assert_eq!(sql::number(&mut connection, "pragma user_version").await, 10_300);
    let srs = "select count(*) from gpkg_spatial_ref_sys where srs_id in (-1, 0, 4326)";
    assert_eq!(sql::number(&mut connection, srs).await, 3);
    // Every registered table exists, and every layer with a geometry says which.
    let orphans = "select count(*) from gpkg_contents where table_name not in (select name from sqlite_master)";
    assert_eq!(sql::number(&mut connection, orphans).await, 0);
    let silent =
        "select count(*) from gpkg_contents c left join gpkg_geometry_columns g using (table_name)
                  where (c.data_type = 'features') <> (g.column_name is not null)";
    assert_eq!(sql::number(&mut connection, silent).await, 0);
    let integrity: Vec<(String,)> = sql::rows(&mut connection, "pragma integrity_check").await;
    assert_eq!(integrity, [("ok".to_owned(),)]);
    let dangling = "select count(*) from pragma_foreign_key_check";
    assert_eq!(sql::number(&mut connection, dangling).await, 0);
}

#[tokio::test]
async fn the_stated_extent_grows_with_a_write() {
    let app = TestApp::own().await;
    let items = "/api/collections/waterlogging/items";
    let feature = serde_json::json!({
        "type": "Feature", "id": "corner", "geometry": { "type": "Point", "coordinates": [121.3601, 31.1749] },
        "properties": { "name": "角", "status": "found", "provenance": "reported", "source": "test" },
    });
    let codes = app.json("/api/collections/waterlogging").await;
    let status =
        codes["properties"].as_array().unwrap().iter().find(|p| p["name"] == "status").unwrap();
    let feature = crate::support::features::with(
        feature,
        "/properties/status",
        status["codes"][0]["code"].clone(),
    );
    let reply = app.write("POST", items, &feature).await;
    assert_eq!(reply.status, 201, "{}", reply.text());

    let text = gdal::run("ogrinfo", &["-ro", "-so", app.file.to_str().unwrap(), "waterlogging"]);

    let extent = after(&text, "Extent: ").unwrap();
    assert!(extent.starts_with("(121.360100,") && extent.ends_with("31.174900)"), "{extent}");
}
