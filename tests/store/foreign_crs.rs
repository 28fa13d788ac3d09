//! GeoPackages of others in other reference systems, made and judged by GDAL.

use std::path::PathBuf;

use geo::CoordsIter;
use gumei::{
    domain::Crs,
    store::{LoadedLayer, Store, geopackage::GeoPackage},
};
use serde_json::json;
use tempfile::TempDir;

use crate::support::{TestApp, gdal, shape, sql, territory};

/// The compounds and roads of the territory in another system, beside the original.
fn made(code: u32) -> (TempDir, PathBuf, PathBuf) {
    let place = TempDir::new().unwrap();
    let original = territory::store_in(place.path());
    let file = place.path().join("other.gpkg");
    let (from, to) = (original.to_str().unwrap(), file.to_str().unwrap());
    let target = format!("EPSG:{code}");
    // Without curves and heights, and without a spatial index, whose triggers change nothing here.
    gdal::run("ogr2ogr", &[to, from, "compounds", "roads", "violations", "-t_srs", &target]);
    (place, original, file)
}

async fn layers(file: &std::path::Path) -> Vec<LoadedLayer> {
    let loaded = GeoPackage::open(file).await.unwrap().load().await.unwrap();
    assert_eq!(loaded.refused, []);
    loaded.layers
}

#[tokio::test]
async fn layers_in_other_systems_are_brought_to_crs84_within_a_millimetre() {
    for code in [4549, 4528, 3857, 4490, 32651] {
        let (_place, original, file) = made(code);
        let originals = layers(&original).await;

        for layer in layers(&file).await {
            let schema = &layer.schema;
            assert_eq!(schema.storage_crs(), Crs::Epsg(code));
            assert!(!schema.editable);
            let same = originals.iter().find(|other| other.schema.id == schema.id).unwrap();
            assert_eq!(layer.features.len(), same.features.len());
            for (ours, wanted) in layer.features.iter().zip(&same.features) {
                let (Some(ours), Some(wanted)) = (&ours.geometry, &wanted.geometry) else {
                    assert!(ours.geometry.is_none() && wanted.geometry.is_none());
                    continue;
                };
                assert_eq!(ours.coords_count(), wanted.coords_count());
                for (a, b) in ours.coords_iter().zip(wanted.coords_iter()) {
                    let apart = shape::metres(a.x_y(), b.x_y());
                    assert!(apart < 1e-3, "{code} {}: {apart} m", schema.id);
                }
            }
        }
    }
}

#[tokio::test]
async fn a_layer_is_offered_in_what_it_is_stored_in() {
    let (_place, _, file) = made(32651);
    let app = TestApp::on(|folder| {
        let copy = folder.join("other.gpkg");
        std::fs::copy(&file, &copy).unwrap();
        copy
    })
    .await;
    let stored = Crs::Epsg(32651).to_string();

    let all = app.json("/api/collections").await;
    let alone = app.json("/api/collections/compounds").await;

    assert_eq!(all["collections"][0]["crs"], json!(["#/crs", stored]));
    // `/req/crs/fc-md-storageCrs-valid-value`
    assert_eq!(alone["storageCrs"], stored);
    assert_eq!(alone["crs"].as_array().unwrap().last().unwrap(), &stored);
    assert_eq!(alone["crs"].as_array().unwrap().len(), 7);
    let features = app.features(&format!("/api/collections/compounds/items?crs={stored}")).await;
    let judged = gdal::features(&[file.to_str().unwrap(), "compounds", "-lco", "RFC7946=NO"]);
    assert_eq!(features.len(), judged.len());
    for (ours, judge) in features.iter().zip(&judged) {
        let geometry = |json| shape::geometry(json).unwrap();
        let (ours, judge) = (geometry(&ours["geometry"]), geometry(&judge["geometry"]));
        // GDAL gives a ring's first point its own turn; compare as bags of places.
        let sorted = |geometry: &geo_types::Geometry<f64>| {
            let mut all: Vec<_> = geometry.coords_iter().map(|c| c.x_y()).collect();
            all.sort_by(|a, b| a.partial_cmp(b).unwrap());
            all
        };
        for (a, b) in sorted(&ours).iter().zip(sorted(&judge)) {
            assert!((a.0 - b.0).abs() < 1e-3 && (a.1 - b.1).abs() < 1e-3, "{a:?} {b:?}");
        }
    }
}

async fn refusal(statement: &str) -> String {
    let (_place, _, file) = made(4549);
    let mut connection = sql::open(&file).await;
    sql::execute(&mut connection, statement).await;
    let loaded = GeoPackage::open(&file).await.unwrap().load().await.unwrap();
    let refused = loaded.refused.iter().find(|refused| refused.table == "compounds");
    refused.unwrap_or_else(|| panic!("it is served after {statement}")).reason.clone()
}

#[tokio::test]
async fn a_layer_whose_system_cannot_be_known_says_why() {
    let columns = "pragma foreign_keys = off; update gpkg_geometry_columns set srs_id =";
    let systems = "update gpkg_spatial_ref_sys set";
    for (statement, word) in [
        (format!("{columns} 0"), "undefined (0)"),
        (format!("{columns} -1"), "undefined (-1)"),
        (format!("{columns} 4547"), "4547 is not in the database's list"),
        (format!("{systems} organization = 'NONE' where srs_id = 4549"), "`NONE:4549`"),
        (format!("{systems} organization_coordsys_id = 2381 where srs_id = 4549"), "Xian 1980"),
        (format!("{systems} organization_coordsys_id = 99999 where srs_id = 4549"), "EPSG:99999"),
        // The column says one system and its rows another.
        (format!("{columns} 4326"), "its SRS is 4549, not 4326"),
    ] {
        let reason = refusal(&statement).await;
        assert!(reason.contains(word), "{statement}: {reason}");
    }
}

#[tokio::test]
async fn a_layer_of_others_in_our_own_store_is_served_but_not_adopted() {
    let app = TestApp::own().await;
    let (_place, _, file) = made(4549);
    let arguments = ["-update", app.file.to_str().unwrap(), file.to_str().unwrap(), "compounds"];
    gdal::run(
        "ogr2ogr",
        &[&arguments[..], &["-nln", "surveyed", "-lco", "IDENTIFIER=测"]].concat(),
    );
    let store = GeoPackage::open(&app.file).await.unwrap();

    let refused = store.adopt("surveyed").await.unwrap_err().to_string();

    assert!(refused.contains("EPSG:4549") && refused.contains("transform it first"), "{refused}");
    let loaded = store.load().await.unwrap();
    assert_eq!(loaded.refused, []);
    let layer = loaded.layers.iter().find(|layer| layer.schema.id.as_str() == "surveyed").unwrap();
    assert_eq!((layer.features.len(), layer.schema.editable), (70, false));
}
