//! Others write to the file while the service runs.

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{
    TestApp,
    features::{facility, ids, violation},
    gdal,
    server::Server,
    sql, territory,
};

const VIOLATIONS: &str = "/api/collections/violations/items";

/// A running service, and the path of its store for others.
fn served() -> (TempDir, String, Server) {
    let place = TempDir::new().unwrap();
    let file = territory::store_in(place.path());
    let server = Server::start(&file);
    (place, file.to_str().unwrap().to_owned(), server)
}

/// How many violations the compound has.
fn counted(counts: &Value, unit: &str) -> i64 {
    let units = counts["units"].as_array().unwrap();
    units.iter().find(|line| line["id"] == unit).unwrap()["count"].as_i64().unwrap()
}

#[test]
fn a_feature_appended_by_ogr2ogr_is_on_the_map_within_two_seconds() {
    let (place, file, server) = served();
    let compound = "310112006-C001";
    let by_compound = "/api/counts/violations?by=compounds";
    let before = counted(&server.json(by_compound), compound);
    let new = place.path().join("new.geojson");
    let mut feature = violation("appended");
    feature["properties"]["id"] = "appended".into();
    feature["properties"]["area_m2"] = (0.1 + 0.2).into();
    std::fs::write(&new, feature.to_string()).unwrap();

    gdal::run(
        "ogr2ogr",
        &["-append", "-update", &file, new.to_str().unwrap(), "-nln", "violations"],
    );

    let page = server.wait_for(&format!("{VIOLATIONS}?limit=10000"), |page| {
        ids(page["features"].as_array().unwrap()).contains(&"appended".to_owned())
    });
    let features = page["features"].as_array().unwrap();
    let appended = features.iter().find(|feature| feature["id"] == "appended").unwrap();
    assert_eq!(appended["properties"]["area_m2"], 0.1 + 0.2);
    assert_eq!(appended["geometry"], feature["geometry"]);
    assert_eq!(counted(&server.json(by_compound), compound), before + 1);
}

#[test]
fn an_update_and_a_delete_by_ogrinfo_are_on_the_map_within_two_seconds() {
    let (_place, file, server) = served();
    let item = format!("{VIOLATIONS}/310112006-V00001");
    let total = server.json(VIOLATIONS)["numberMatched"].as_i64().unwrap();

    let update = "UPDATE violations SET address = '改了', area_m2 = 0.30000000000000004 WHERE id = '310112006-V00001'";
    gdal::run("ogrinfo", &[&file, "-sql", update]);
    let changed = server.wait_for(&item, |item| item["properties"]["address"] == "改了");
    assert_eq!(changed["properties"]["area_m2"], 0.1 + 0.2);

    gdal::run("ogrinfo", &[&file, "-sql", "DELETE FROM violations WHERE id = '310112006-V00002'"]);
    server.wait_for(&format!("{VIOLATIONS}?limit=1"), |page| page["numberMatched"] == total - 1);
}

#[test]
fn a_moved_feature_changes_its_unit_and_a_moved_unit_its_features() {
    let (_place, file, server) = served();
    let by_compound = "/api/counts/violations?by=compounds";
    let before = server.json(by_compound);

    // All violations of one compound's point features go to where another one lies.
    let update = "UPDATE compounds SET geometry = (SELECT geometry FROM compounds WHERE id = '310112006-C003')
                  WHERE id = '310112006-C001'";
    gdal::run("ogrinfo", &[&file, "-sql", update]);

    // Of two units on the same ground the first has it; the old ground has none.
    let wanted = counted(&before, "310112006-C003");
    server.wait_for(by_compound, |now| {
        counted(now, "310112006-C001") == wanted && counted(now, "310112006-C003") == 0
    });
}

#[test]
fn relations_written_by_others_are_followed() {
    let (_place, file, server) = served();
    let item = "/api/collections/elder_facilities/items/310112006-F001";
    let has = |service: &str, item: &Value| {
        item["properties"]["services"].as_array().unwrap().iter().any(|s| s == service)
    };
    assert!(has("meals", &server.json(item)));

    let run = |statement: &str| gdal::run("ogrinfo", &[&file, "-sql", statement]);
    run(
        "DELETE FROM elder_facilities_services WHERE feature_id = '310112006-F001' AND service = 'meals'",
    );
    server.wait_for(item, |item| !has("meals", item));
    run(
        "INSERT INTO elder_facilities_services (feature_id, service) VALUES ('310112006-F001', 'meals')",
    );
    server.wait_for(item, |item| has("meals", item));
    run("UPDATE elder_facilities_services SET feature_id = '310112006-F002'
         WHERE feature_id = '310112006-F001' AND service = 'stay'
         AND NOT EXISTS (SELECT 1 FROM elder_facilities_services WHERE feature_id = '310112006-F002' AND service = 'stay')");
    run("DELETE FROM elder_facilities_services WHERE feature_id = '310112006-F001'");
    server.wait_for(item, |item| item["properties"]["services"] == serde_json::json!([]));
}

#[test]
fn a_whole_import_of_others_is_shown_as_one() {
    let (_place, file, server) = served();
    let total =
        server.json("/api/collections/cases/items?limit=1")["numberMatched"].as_i64().unwrap();

    gdal::run("ogrinfo", &[&file, "-sql", "DELETE FROM cases WHERE recurrence_of IS NOT NULL"]);
    gdal::run(
        "ogrinfo",
        &[
            &file,
            "-sql",
            "DELETE FROM cases WHERE fid > 1000 AND id NOT IN (SELECT recurrence_of FROM cases WHERE recurrence_of IS NOT NULL)",
        ],
    );

    let left = server.wait_for("/api/collections/cases/items?limit=1", |page| {
        page["numberMatched"].as_i64().unwrap() < total - 500
    });
    let count = server.wait_for("/api/counts/cases?by=pianqu", |counts| {
        counts["numberMatched"]
            == server.json("/api/collections/cases/items?limit=1")["numberMatched"]
    });
    assert!(count["numberMatched"].as_i64() <= left["numberMatched"].as_i64());
}

/// A row that cannot be served is named; the rest of the map goes on.
#[tokio::test]
async fn a_bow_tie_of_others_is_named_and_stops_nothing_else() {
    let app = TestApp::own().await;
    spoil(&app).await;

    app.atlas.follow().await.unwrap();

    let health = app.json("/health/ready").await;
    assert_eq!(health["status"], "degraded");
    assert_eq!(health["refused"][0]["table"], "key_areas");
    let reason = health["refused"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("row 1") && reason.contains("crosses or touches itself"), "{reason}");
    assert_eq!(app.get(VIOLATIONS).await.status, 200);
    let reply = app.write("POST", VIOLATIONS, &violation("still")).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}

#[tokio::test]
async fn a_bow_tie_of_others_that_is_mended_comes_back() {
    let app = TestApp::own().await;
    let before = app.features("/api/collections/key_areas/items").await;
    let mut connection = sql::open(&app.file).await;
    let whole: Vec<(Vec<u8>,)> =
        sql::rows(&mut connection, "select geometry from key_areas where fid = 1").await;
    spoil(&app).await;
    app.atlas.follow().await.unwrap();

    sqlx::query("update key_areas set geometry = ? where fid = 1")
        .bind(&whole[0].0)
        .execute(&mut connection)
        .await
        .unwrap();
    app.atlas.follow().await.unwrap();

    assert_eq!(app.json("/health/ready").await["status"], "ready");
    assert_eq!(app.features("/api/collections/key_areas/items").await, before);
}

/// Gives the first key area a ring that crosses itself, past the service.
async fn spoil(app: &TestApp) {
    let bow_tie =
        geo::wkt!(POLYGON((121.39 31.15,121.391 31.151,121.391 31.15,121.39 31.151,121.39 31.15)));
    let blob = gumei::store::geopackage::blob::encode(&bow_tie.into());
    let mut connection = sql::open(&app.file).await;
    sqlx::query("update key_areas set geometry = ? where fid = 1")
        .bind(blob)
        .execute(&mut connection)
        .await
        .unwrap();
}

/// `insert or replace` takes the old row away without a delete trigger.
#[tokio::test]
async fn a_row_replaced_under_its_key_is_replaced_in_memory() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;
    let total = app.json(VIOLATIONS).await["numberMatched"].clone();

    sql::execute(
        &mut connection,
        "insert or replace into violations (fid, id, class, zone, found_on, found_by, status, provenance, source)
         select fid, 'replacing', class, zone, found_on, found_by, status, provenance, source
         from violations where id = '310112006-V00007'",
    )
    .await;
    app.atlas.follow().await.unwrap();

    assert_eq!(app.json(VIOLATIONS).await["numberMatched"], total);
    assert_eq!(app.get(&format!("{VIOLATIONS}/replacing")).await.status, 200);
    app.get(&format!("{VIOLATIONS}/310112006-V00007")).await.problem(404, "not-found");
}

/// GDAL and QGIS do not enforce foreign keys: a deleted facility leaves its services behind.
#[tokio::test]
async fn services_left_behind_by_others_do_not_fall_to_a_namesake_unseen() {
    let app = TestApp::own().await;
    let path = "/api/collections/elder_facilities/items";
    assert_eq!(app.write("POST", path, &facility("left")).await.status, 201);
    let mut connection = sql::open(&app.file).await;
    sql::execute(
        &mut connection,
        "pragma foreign_keys = off; delete from elder_facilities where id = 'left'",
    )
    .await;
    app.atlas.follow().await.unwrap();
    let bare = crate::support::features::with(
        facility("left"),
        "/properties/services",
        serde_json::json!([]),
    );
    let reply = app.write("POST", path, &bare).await;
    assert_eq!(reply.status, 201, "{}", reply.text());

    let now = app.json(&format!("{path}/left")).await["properties"]["services"].clone();
    let store = gumei::store::geopackage::GeoPackage::open(&app.file).await.unwrap();
    let fresh = gumei::atlas::Atlas::open(std::sync::Arc::new(store)).await.unwrap();
    let view = fresh.snapshot().view(gumei::domain::Audience::Internal, None);
    let layer = view.layer(&gumei::domain::CollectionId::new("elder_facilities").unwrap()).unwrap();
    let row = layer.table.row_of(&gumei::domain::FeatureId::new("left").unwrap()).unwrap();
    let after_a_restart =
        layer.table.feature(row).values[layer.schema().index_of("services").unwrap()].to_string();

    let joined: Vec<&str> = now.as_array().unwrap().iter().map(|s| s.as_str().unwrap()).collect();
    assert_eq!(after_a_restart, joined.join("|"));
}
