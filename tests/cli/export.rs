//! Archives of tiles, read back by the crate's reader and the independent decoder of tiles.

use std::{collections::BTreeMap, path::Path};

use geo_types::Geometry;
use pmtiles::{AsyncPmTilesReader, Compression, MmapBackend, TileCoord, TileType};
use serde_json::Value;
use tempfile::TempDir;

use crate::{
    support::{
        TestApp,
        command::{Run, gumei},
        territory,
    },
    tiles::decoded::decode,
};

fn export(store: &Path, file: &Path, more: &[&str]) -> Run {
    let arguments = ["export", "--store", store.to_str().unwrap(), file.to_str().unwrap()];
    gumei(arguments.iter().chain(more))
}

/// What the archive tells of a layer at a zoom: points by their count, and ids of areas and lines.
async fn told(
    reader: &AsyncPmTilesReader<MmapBackend>,
    layer: &str,
    zoom: u8,
) -> (u64, BTreeMap<String, u64>) {
    let header = reader.get_header();
    let across = f64::from(1_u32 << zoom);
    let column = |longitude: f64| ((longitude + 180.0) / 360.0 * across) as u32;
    let row = |latitude: f64| {
        let tangent = latitude.to_radians().tan();
        ((1.0 - tangent.asinh() / std::f64::consts::PI) / 2.0 * across) as u32
    };
    let (mut points, mut shapes) = (0, BTreeMap::new());
    for x in column(header.min_longitude)..=column(header.max_longitude) {
        for y in row(header.max_latitude)..=row(header.min_latitude) {
            let coord = TileCoord::new(zoom, x, y).unwrap();
            let Some(bytes) = reader.get_tile_decompressed(coord).await.unwrap() else { continue };
            for feature in decode(&bytes).remove(layer).unwrap_or_default() {
                if matches!(feature.geometry, Geometry::Point(_)) {
                    points += feature.count();
                } else {
                    let id = feature.text("id").unwrap().to_owned();
                    *shapes.entry(id).or_default() += 1;
                }
            }
        }
    }
    (points, shapes)
}

async fn open(file: &Path) -> (AsyncPmTilesReader<MmapBackend>, Value) {
    let reader = AsyncPmTilesReader::new_with_path(file).await.unwrap();
    let metadata = serde_json::from_str(&reader.get_metadata().await.unwrap()).unwrap();
    (reader, metadata)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_every_point_at_every_zoom_and_says_what_it_is() {
    let place = TempDir::new().unwrap();
    let file = place.path().join("map.pmtiles");
    let store = territory::store_in(place.path());
    let layers = "compounds,committees,roads,cases,civic_facilities";
    let run = export(&store, &file, &["--layers", layers, "--zooms", "9-15", "--internal"]);
    assert!(run.success, "{}", run.stderr);
    assert!(run.stdout.contains("tiles of zoom 9 to 15"), "{}", run.stdout);

    let (reader, metadata) = open(&file).await;
    let header = reader.get_header();
    assert_eq!((header.min_zoom, header.max_zoom), (9, 15));
    assert!(matches!(header.tile_type, TileType::Mvt));
    assert!(matches!(header.tile_compression, Compression::Gzip));
    assert!(header.clustered());
    let ids: Vec<&str> = metadata["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|layer| layer["id"].as_str().unwrap())
        .collect();
    for id in layers.split(',').chain(["compounds_labels"]) {
        assert!(ids.contains(&id), "{id} is missing in {ids:?}");
    }
    assert_eq!(metadata["as_of"], "2016-09-30");
    let attribution = metadata["attribution"].as_str().unwrap();
    assert!(attribution.contains("古美") && attribution.contains("合成"), "{attribution}");

    let app = TestApp::shared().await;
    for layer in ["cases", "civic_facilities"] {
        let count = app.json(&format!("/api/collections/{layer}")).await["count"].as_u64();
        for zoom in 9..=15 {
            let (points, _) = told(&reader, layer, zoom).await;
            assert_eq!(Some(points), count, "{layer} at zoom {zoom}");
        }
    }
    let compounds = app.json("/api/collections/compounds").await["count"].as_u64().unwrap();
    let (_, shapes) = told(&reader, "compounds", 15).await;
    assert_eq!(shapes.len() as u64, compounds);
    // The same tile as from the service.
    let tile = app.get("/api/tiles/roads/13/6858/3349").await;
    let coord = TileCoord::new(13, 6858, 3349).unwrap();
    let own = reader.get_tile_decompressed(coord).await.unwrap().unwrap();
    assert_eq!(decode(&own)["roads"].len(), decode(&tile.body)["roads"].len());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_alone_and_only_what_the_public_may_see() {
    let place = TempDir::new().unwrap();
    let file = place.path().join("unit.pmtiles");
    let store = territory::store_in(place.path());
    let unit = "pianqu:310112006-P01";
    let run = export(&store, &file, &["--within", unit, "--zooms", "14"]);
    assert!(run.success, "{}", run.stderr);
    let (reader, metadata) = open(&file).await;
    let ids: Vec<&str> = metadata["vector_layers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|layer| layer["id"].as_str().unwrap())
        .collect();
    assert!(!ids.contains(&"incidents") && ids.contains(&"compounds"), "{ids:?}");
    let app = TestApp::shared().await;
    let target = format!("/api/collections/compounds/items?within={unit}");
    let inside = app.features(&target).await;
    let (_, shapes) = told(&reader, "compounds", 14).await;
    assert_eq!(shapes.len(), inside.len());
    for feature in &inside {
        assert!(shapes.contains_key(feature["id"].as_str().unwrap()), "{feature}");
    }
}

#[test]
fn what_cannot_be_is_refused_and_nothing_is_left() {
    let place = TempDir::new().unwrap();
    let file = place.path().join("map.pmtiles");
    let store = territory::store_in(place.path());
    for (more, words) in [
        (&["--layers", "nowhere"][..], &["nowhere", "compounds"][..]),
        (&["--layers", "unit_indicators", "--internal"], &["unit_indicators", "no geometries"]),
        (&["--within", "pianqu:nowhere"], &["pianqu:nowhere"]),
        (&["--within", "pianqu"], &["--within"]),
        (&["--zooms", "0-24"], &["more than"]),
    ] {
        export(&store, &file, more).refuses(words);
        assert!(!file.exists(), "{more:?}");
        assert_eq!(std::fs::read_dir(place.path()).unwrap().filter(is_part).count(), 0);
    }
    assert!(!export(&store, &file, &["--zooms", "9-8"]).success);
    std::fs::write(&file, "mine").unwrap();
    export(&store, &file, &["--zooms", "9"]).refuses(&["exists already", "--replace"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    assert!(export(&store, &file, &["--zooms", "9", "--replace"]).success);
}

fn is_part(entry: &std::io::Result<std::fs::DirEntry>) -> bool {
    entry.as_ref().unwrap().path().extension().is_some_and(|end| end == "part")
}
