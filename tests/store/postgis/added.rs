//! Layers that planners add while the service runs, with a desktop or a script.

use gumei::store::Location;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::fixture::{Fixture, on_both_stores};
use crate::{
    postgres::server,
    support::{
        command::{Run, gumei},
        gdal,
        server::Server,
    },
};

on_both_stores! {
    a_layer_added_while_the_service_runs_is_published_followed_and_gone_when_dropped
    an_adopted_layer_can_be_edited_and_its_edits_are_in_the_feed
    a_table_that_cannot_be_served_is_named_by_validate
}

const TREES: &str = "/api/collections/trees";

fn tree(id: &str, lon: f64, kind: &str) -> Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [lon, 31.15] },
        "properties": { "name": id, "kind": kind },
    })
}

/// Two trees, one in the territory and one outside, as GDAL makes a layer of them.
fn plant(fixture: &Fixture) {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("trees.geojson");
    let trees = json!({
        "type": "FeatureCollection",
        "features": [tree("甲", 121.395, "香樟"), tree("乙", 121.0, "银杏")],
    });
    std::fs::write(&file, trees.to_string()).unwrap();
    let (store, file) = (fixture.gdal_name(), file.display().to_string());
    let fixed = ["-nln", "trees", "-lco", "GEOMETRY_NAME=geom", "-lco", "FID=fid"];
    let mut arguments = vec!["-update", store.as_str(), file.as_str()];
    arguments.extend(fixed);
    gdal::run("ogr2ogr", &arguments);
}

/// By the program that made the layer: its spatial index in a file has functions of its own.
async fn edit(fixture: &Fixture, statement: &str) {
    match &fixture.location {
        Location::File(path) => {
            gdal::run("ogrinfo", &[path.to_str().unwrap(), "-sql", statement]);
        }
        Location::Database(_) => fixture.foreign(statement).await,
    }
}

fn listed<'a>(collections: &'a Value, id: &str) -> Option<&'a Value> {
    collections["collections"].as_array()?.iter().find(|collection| collection["id"] == id)
}

/// On a thread where a request may wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn a_layer_added_while_the_service_runs_is_published_followed_and_gone_when_dropped(
    fixture: Fixture,
) {
    let location = fixture.location.to_string();
    let service = blocking(move || Server::start(location)).await;
    plant(&fixture);
    let service = blocking(move || {
        let all = service.wait_for("/api/collections", |all| listed(all, "trees").is_some());
        let layer = listed(&all, "trees").unwrap();
        assert_eq!((&layer["count"], &layer["editable"]), (&json!(2), &json!(false)));
        let counts = service.json("/api/counts/trees?by=subdistricts");
        let parts = (&counts["total"]["count"], &counts["outside"]["count"]);
        assert_eq!(parts, (&json!(2), &json!(1)), "{counts}");
        service
    })
    .await;

    // No trigger follows it, and yet its rows are seen.
    edit(&fixture, "UPDATE trees SET kind = '悬铃木' WHERE name = '甲'").await;
    edit(&fixture, "DELETE FROM trees WHERE name = '乙'").await;
    let service = blocking(move || {
        let page = service.wait_for(&format!("{TREES}/items"), |page| {
            page["numberMatched"] == 1 && page["features"][0]["properties"]["kind"] == "悬铃木"
        });
        assert_eq!(page["features"][0]["properties"]["name"], "甲");
        service
    })
    .await;

    // The catalogue's word counts at once, too.
    fixture
        .foreign(
            "insert into catalogue_layers (layer, title_zh, title_en, rank, access)
             values ('trees', '行道树', 'Street trees', 99, 'public')",
        )
        .await;
    let service = blocking(move || {
        service.wait_for("/api/collections", |all| {
            listed(all, "trees").is_some_and(|layer| layer["titles"]["zh"] == "行道树")
        });
        service
    })
    .await;

    fixture.foreign("delete from catalogue_layers where layer = 'trees'").await;
    // In a file the registration goes too.
    edit(&fixture, "DROP TABLE trees").await;
    blocking(move || {
        let all = service.wait_for("/api/collections", |all| listed(all, "trees").is_none());
        assert_eq!(all["collections"].as_array().unwrap().len(), 26);
        assert_eq!(service.json("/health/ready")["status"], "ready");
    })
    .await;
}

fn validate(store: &str, more: &[&str]) -> Run {
    gumei([&["validate", "--store", store], more].concat())
}

fn send(service: &Server, method: &str, target: &str, token: &str, body: &Value) -> (u16, Value) {
    let request = ureq::http::Request::builder()
        .method(method)
        .uri(format!("{}{target}", service.address))
        .header("authorization", format!("Bearer {token}"))
        .header("content-type", "application/geo+json")
        .body(body.to_string())
        .unwrap();
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut answer = agent.run(request).unwrap();
    (answer.status().as_u16(), answer.body_mut().read_json().unwrap_or(Value::Null))
}

async fn an_adopted_layer_can_be_edited_and_its_edits_are_in_the_feed(fixture: Fixture) {
    let store = fixture.location.to_string();
    plant(&fixture);
    let (service, token) = blocking({
        let store = store.clone();
        move || {
            let made = gumei(["token", "create", "planner", "--store", &store]);
            made.succeeds();
            let (service, token) = (Server::start(&store), made.stdout.trim().to_owned());
            let new = tree("丙", 121.396, "女贞");
            let (status, problem) = send(&service, "POST", &format!("{TREES}/items"), &token, &new);
            assert_eq!(status, 405, "{problem}");

            let run = validate(&store, &["--adopt", "trees"]);
            run.succeeds();
            assert!(run.stdout.contains("trees\tPOINT\t2\teditable"), "{}", run.stdout);
            service.wait_for("/api/collections", |all| {
                listed(all, "trees").is_some_and(|layer| layer["editable"] == true)
            });
            let (status, made) = send(&service, "POST", &format!("{TREES}/items"), &token, &new);
            assert_eq!(status, 201, "{made}");
            (service, token)
        }
    })
    .await;

    // An edit from outside comes by the log now, with its column that is as new.
    fixture.foreign("alter table trees add column height integer").await;
    let (service, store) = blocking(move || {
        // In a file, the triggers name each column: until they know the new one, the layer cannot
        // be edited.
        validate(&store, &["--adopt", "trees"]).succeeds();
        service.wait_for("/api/collections", |all| {
            listed(all, "trees").is_some_and(|layer| {
                let has_height = layer["properties"].as_array().unwrap();
                has_height.iter().any(|property| property["name"] == "height")
                    && layer["editable"] == true
            })
        });
        (service, store)
    })
    .await;
    fixture.foreign("update trees set height = 7 where name = '甲'").await;
    blocking(move || {
        service.wait_for(&format!("{TREES}/items"), |page| {
            let features = page["features"].as_array().unwrap();
            features.iter().any(|feature| feature["properties"]["height"] == 7)
        });
        let feed = service.json("/api/changes?limit=10000");
        let lines: Vec<(&str, &str)> = feed["changes"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|line| line["collection"] == "trees")
            .map(|line| {
                let name = &line["feature"]["properties"]["name"];
                (line["op"].as_str().unwrap(), name.as_str().unwrap())
            })
            .collect();
        assert_eq!(lines, [("insert", "丙"), ("update", "甲")]);
        assert_eq!(send(&service, "PUT", &format!("{TREES}/items/999"), &token, &json!({})).0, 400);
        // A fresh start agrees.
        let (fresh, all) = (Server::start(&store), format!("{TREES}/items?limit=100"));
        assert_eq!(fresh.json(&all)["features"], service.json(&all)["features"]);
    })
    .await;
}

async fn a_table_that_cannot_be_served_is_named_by_validate(fixture: Fixture) {
    let store = fixture.location.to_string();
    let run = blocking({
        let store = store.clone();
        move || validate(&store, &[])
    })
    .await;
    run.succeeds();
    assert_eq!(run.stdout.lines().count(), 26, "{}", run.stdout);
    assert!(run.stdout.contains("violations\tGEOMETRY\t3400\teditable"), "{}", run.stdout);

    let folder = TempDir::new().unwrap();
    let file = folder.path().join("far.geojson");
    std::fs::write(&file, tree("远", 121.4, "水杉").to_string()).unwrap();
    let arguments = ["-nln", "far", "-t_srs", "EPSG:4610", "-lco", "GEOMETRY_NAME=geom"];
    let (target, file) = (fixture.gdal_name(), file.display().to_string());
    gdal::run("ogr2ogr", &[&["-update", target.as_str(), file.as_str()][..], &arguments].concat());
    let (run, adopted, missing) = blocking(move || {
        let adopt = |table| validate(&store, &["--adopt", table]);
        (validate(&store, &[]), adopt("far"), adopt("nowhere"))
    })
    .await;
    assert!(!run.success);
    assert!(
        run.stderr.contains("far\tnot served: its geometries cannot be read"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("gumei: 1 table cannot be served"), "{}", run.stderr);
    adopted.refuses(&["table `far` cannot be adopted", "EPSG:4610", "transform it beforehand"]);
    missing.refuses(&["table `nowhere` cannot be adopted", "there is no such table"]);
}

#[tokio::test]
async fn a_key_without_a_value_of_its_own_is_asked_for_before_adoption() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign("create table trees (fid bigint primary key, geom geometry(Point, 4326))")
        .await;
    let refused = fixture.store.adopt("trees").await.unwrap_err().to_string();
    let advice = "alter table \"trees\" alter column \"fid\" add generated by default as identity";
    assert!(refused.contains(advice), "{refused}");
    server().execute(fixture.database(), advice).await;
    fixture.store.adopt("trees").await.unwrap();
    assert!(fixture.layer("trees").await.schema.editable);
}

#[tokio::test]
async fn a_renamed_table_is_under_the_log_again_once_it_is_adopted_again() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign("create table trees (fid serial primary key, geom geometry(Point, 4326))")
        .await;
    fixture.store.adopt("trees").await.unwrap();
    fixture.foreign("alter table trees rename to street_trees").await;
    assert!(!fixture.layer("street_trees").await.schema.editable);
    fixture.store.adopt("street_trees").await.unwrap();
    let start = fixture.position().await;
    fixture.foreign("insert into street_trees default values").await;
    let changes = fixture.changes(&start).await;
    assert_eq!(changes[0].collection.as_str(), "street_trees");
}
