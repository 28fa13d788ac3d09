//! No tile is larger than it may be, and no point is lost by that: whatever is asked for, at every
//! zoom and on any day.

use std::{collections::BTreeMap, fmt::Write, path::Path, sync::Arc};

use geo_types::Geometry;
use gumei::{
    atlas::View,
    domain::Audience,
    query::Filter,
    tiles::{MatrixSet, Tile},
    tileset::{Budget, Content, LARGEST, Part, Stand, Tiles, build, class_of},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use super::decoded::{Layers, decode};
use crate::support::{TestApp, gdal};

/// Of the shapes that ended long ago and of those that exist.
const PAST: &str = "2015-06-01";
const PRESENT: &str = "2024-06-01";
/// Squares along one side of their block.
const SIDE: usize = 110;
const POINTS: usize = 9_000;

fn feature(id: usize, kind: &str, from: &str, until: Option<&str>, geometry: Value) -> Value {
    json!({ "type": "Feature", "geometry": geometry, "properties": {
        "id": format!("{kind}-{id}"), "name": format!("{kind} 第{id}号"), "kind": kind,
        "note": format!("{id}号，").repeat(30), "valid_from": from, "valid_to": until,
    }})
}

/// Half of the rows ended before 2016, half began then.
fn lifetime(number: usize) -> (&'static str, Option<&'static str>) {
    if number.is_multiple_of(2) { ("2000-01-01", Some("2016-01-01")) } else { ("2016-01-01", None) }
}

/// A line that no tolerance makes much shorter.
fn zigzag(positions: usize) -> Vec<[f64; 2]> {
    let at = |n: usize| [121.3 + n as f64 * 2e-7, if n.is_multiple_of(2) { 31.1 } else { 31.16 }];
    (0..positions).map(at).collect()
}

fn layers() -> Vec<(&'static str, Vec<Value>)> {
    let squares = (0..SIDE * SIDE * 2).map(|number| {
        let (from, until) = lifetime(number);
        let (column, row) = ((number / 2 % SIDE) as f64, (number / 2 / SIDE) as f64);
        let (step, side) = (0.002, 0.0018);
        let (west, south) = (121.3 + column * step, 31.0 + row * step);
        let (east, north) = (west + side, south + side);
        let ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
        feature(
            number,
            "square",
            from,
            until,
            json!({ "type": "MultiPolygon", "coordinates": [[ring]] }),
        )
    });
    // Many at one place, many along a street, some at the ends of the world.
    let points = (0..POINTS).map(|number| {
        let (from, until) = lifetime(number);
        let place = match number % 3 {
            0 => [121.4, 31.1],
            1 => [121.3 + (number % 500) as f64 * 1e-5, 31.1 + (number % 77) as f64 * 1e-5],
            _ if number % 100 == 2 => [[-180.0, 90.0], [180.0, -90.0], [0.0, 0.0]][number % 3],
            _ => [121.4 + (number % 40) as f64 * 1e-7, 31.1],
        };
        feature(number, "point", from, until, json!({ "type": "Point", "coordinates": place }))
    });
    let lines = (0..60).map(|number| {
        let (from, until) = lifetime(number);
        let positions: Vec<[f64; 2]> = match number {
            0 | 1 => zigzag(200_000),
            _ => zigzag(400 * number),
        };
        let geometry = json!({ "type": "LineString", "coordinates": positions });
        feature(number, "line", from, until, geometry)
    });
    let sets = (0..60).map(|number| {
        let (from, until) = lifetime(number);
        let place = |n: usize| [121.3 + (n % 300) as f64 * 3e-4, 31.0 + (n / 300) as f64 * 3e-4];
        let places: Vec<[f64; 2]> = (0..100 * (number + 1)).map(place).collect();
        let geometry = json!({ "type": "MultiPoint", "coordinates": places });
        feature(number, "set", from, until, geometry)
    });
    vec![
        ("squares", squares.collect()),
        ("points", points.collect()),
        ("lines", lines.collect()),
        ("sets", sets.collect()),
    ]
}

/// A GeoPackage of others with more than tiles can hold.
fn full_store_in(folder: &Path) -> std::path::PathBuf {
    let file = folder.join("full.gpkg");
    for (name, features) in layers() {
        let mut text = String::from("{\"type\":\"FeatureCollection\",\"features\":[\n");
        for (number, feature) in features.iter().enumerate() {
            let comma = if number == 0 { "" } else { ",\n" };
            write!(text, "{comma}{feature}").unwrap();
        }
        text.push_str("]}");
        let source = folder.join(format!("{name}.geojson"));
        std::fs::write(&source, text).unwrap();
        let (file, source) = (file.to_str().unwrap(), source.to_str().unwrap());
        let mut arguments =
            vec!["-f", "GPKG", file, source, "-nln", name, "-lco", "SPATIAL_INDEX=NO"];
        if Path::new(file).exists() {
            arguments.extend(["-update"]);
        }
        gdal::run("ogr2ogr", &arguments);
    }
    file
}

async fn full() -> &'static TestApp {
    static FULL: OnceCell<TestApp> = OnceCell::const_new();
    FULL.get_or_init(|| TestApp::on(full_store_in)).await
}

/// Column and row of a place, by the formula of the slippy map.
fn slippy([longitude, latitude]: [f64; 2], zoom: u8) -> (u32, u32) {
    let n = 2_f64.powi(zoom.into());
    let latitude = latitude.to_radians();
    let mercator = (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI;
    let last = n - 1.0;
    let column = ((longitude + 180.0) / 360.0 * n).floor().clamp(0.0, last);
    let row = ((1.0 - mercator) / 2.0 * n).floor().clamp(0.0, last);
    (column as u32, row as u32)
}

fn counted(layers: &Layers, layer: &str) -> u64 {
    let features = layers.get(layer).into_iter().flatten();
    features.filter(|f| matches!(f.geometry, Geometry::Point(_))).map(|f| f.count()).sum()
}

/// A tile by its address; it must not be too large.
async fn tile(app: &TestApp, target: &str) -> Layers {
    let reply = app.get(target).await;
    match reply.status.as_u16() {
        204 => Layers::new(),
        200 => {
            assert!(reply.body.len() <= 500_000, "{target}: {} bytes", reply.body.len());
            decode(&reply.body)
        }
        other => panic!("{target}: {other} {}", reply.text()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_tile_is_too_large_at_any_zoom_and_day() {
    let app = full().await;
    let places = [[121.4, 31.1], [121.3001, 31.1001]];
    for (layers, query) in [
        ("squares", ""),
        ("squares", "at=2015-06-01"),
        ("squares", "at=2015-06-01&properties=name,kind,note"),
        ("points", "at=2015-06-01&properties=name,kind,note"),
        ("points", "points=2000&filter=kind%20%3D%20'point'"),
        ("lines", "at=2015-06-01"),
        ("lines", ""),
        ("sets", "at=2015-06-01"),
        ("squares,points,lines,sets", "at=2015-06-01"),
        ("squares,points,lines,sets", "filter=kind%20%3C%3E%20'nothing'"),
    ] {
        let mut seen = 0;
        for zoom in [0, 3, 6, 8, 9, 10, 12, 14, 16, 17, 20, 24] {
            for place in places {
                let (x, y) = slippy(place, zoom);
                let shown = tile(app, &format!("/api/tiles/{layers}/{zoom}/{x}/{y}?{query}")).await;
                seen += shown.values().map(Vec::len).sum::<usize>();
            }
        }
        assert!(seen > 0, "{layers}?{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_of_another_day_is_filled_with_the_largest() {
    let app = full().await;
    for day in [PAST, PRESENT] {
        for zoom in [8, 10, 11] {
            let (x, y) = slippy([121.4, 31.1], zoom);
            let shown = tile(app, &format!("/api/tiles/squares/{zoom}/{x}/{y}?at={day}")).await;
            let squares = shown["squares"].len();
            assert!((1_500..=SIDE * SIDE).contains(&squares), "{squares} at {zoom} on {day}");
            // Whatever lies in the tile has its name there.
            let labels = shown["squares_labels"].len();
            assert!(labels <= squares && labels * 2 > squares, "{labels} of {squares}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_point_of_a_day_is_counted_once_at_every_zoom() {
    let app = full().await;
    for (query, expected) in [
        (format!("at={PAST}"), POINTS / 2),
        (format!("at={PRESENT}"), POINTS / 2),
        ("at=1999-01-01".to_owned(), 0),
        (format!("at={PAST}&properties=name,kind,note"), POINTS / 2),
        (format!("at={PAST}&filter=id%20LIKE%20'%255'"), 0),
        (format!("at={PRESENT}&filter=id%20LIKE%20'%255'"), POINTS / 10),
    ] {
        let items = app.json(&format!("/api/collections/points/items?limit=1&{query}")).await;
        // The properties of an answer are no condition.
        assert_eq!(items["numberMatched"], expected, "{query}");
        let places = (0..POINTS).map(|number| match number % 3 {
            0 => [121.4, 31.1],
            1 => [121.3 + (number % 500) as f64 * 1e-5, 31.1 + (number % 77) as f64 * 1e-5],
            _ if number % 100 == 2 => [[-180.0, 90.0], [180.0, -90.0], [0.0, 0.0]][number % 3],
            _ => [121.4 + (number % 40) as f64 * 1e-7, 31.1],
        });
        let places: Vec<[f64; 2]> = places.collect();
        for zoom in [0, 3, 9, 12, 14, 17, 21, 24] {
            let mut tiles: Vec<(u32, u32)> = places.iter().map(|p| slippy(*p, zoom)).collect();
            tiles.sort_unstable();
            tiles.dedup();
            // At the deepest zooms a street has thousands.
            if tiles.len() > 400 {
                continue;
            }
            let mut sum = 0;
            for (x, y) in &tiles {
                let target = format!("/api/tiles/points/{zoom}/{x}/{y}?{query}");
                sum += counted(&tile(app, &target).await, "points");
            }
            assert_eq!(sum, expected as u64, "{query} at {zoom}");
        }
    }
}

/// What is needed to make tiles, without the service.
struct World {
    view: View,
    stand: Arc<Stand>,
}

impl World {
    async fn of(app: &TestApp) -> Self {
        let stand = Tiles::keeping(0).stand(&app.atlas).await;
        Self { view: stand.snapshot.view(Audience::Internal, None), stand }
    }

    fn content(&self, layers: &[&str], day: Option<&str>, all: bool, budget: Budget) -> Content {
        let at = day.map(|day| day.parse().unwrap());
        let view = self.stand.snapshot.view(Audience::Internal, at);
        let parts = layers.iter().map(|name| {
            let tiled = self.stand.layer(&name.parse().unwrap()).unwrap().clone();
            let visible = view.visible(&tiled.layer);
            Part {
                class: class_of(&tiled.layer, &visible),
                usual_class: true,
                properties: if all { visible } else { Vec::new() },
                filter: at.map(|_| Filter::And(Vec::new())),
                counts: None,
                tiled,
            }
        });
        Content { parts: parts.collect(), view, budget }
    }
}

/// All points of a layer that exist on the day, by the tiles that hold them.
fn points(world: &World, layer: &str, day: Option<&str>, zoom: u8) -> BTreeMap<(u32, u32), u64> {
    let layer = world.view.layer(&layer.parse().unwrap()).unwrap();
    let view = world.stand.snapshot.view(Audience::Internal, day.map(|day| day.parse().unwrap()));
    let mut found = BTreeMap::new();
    for row in layer.table.rows().filter(|row| view.exists(layer, *row)) {
        if let Some(place) = layer.table.point(row) {
            *found.entry(slippy(place, zoom)).or_default() += 1;
        }
    }
    found
}

fn check(
    world: &World,
    layers: &[&str],
    day: Option<&str>,
    zoom: u8,
    all: bool,
    bytes: usize,
) -> Result<(), TestCaseError> {
    let mut budget = Budget::default();
    budget.bytes = bytes;
    let content = world.content(layers, day, all, budget);
    let expected: Vec<_> = layers.iter().map(|layer| points(world, layer, day, zoom)).collect();
    let mut tiles: Vec<(u32, u32)> = expected.iter().flat_map(|by| by.keys().copied()).collect();
    tiles.push(slippy([121.3005, 31.1], zoom));
    tiles.sort_unstable();
    tiles.dedup();
    let step = tiles.len().div_ceil(60);
    for (column, row) in tiles.into_iter().step_by(step) {
        let tile = Tile { set: MatrixSet::WebMercatorQuad, zoom, column, row };
        let made = build(&content, &tile).unwrap();
        prop_assert!(made.len() <= bytes, "{} bytes of {layers:?} in {tile:?}", made.len());
        let shown = if made.is_empty() { Layers::new() } else { decode(&made) };
        for (layer, expected) in layers.iter().zip(&expected) {
            let expected = expected.get(&(column, row)).copied().unwrap_or(0);
            // The points of sets are no features.
            if *layer != "sets" {
                prop_assert_eq!(counted(&shown, layer), expected, "{} in {:?}", layer, tile);
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tile_keeps_to_any_budget_and_counts_each_point() {
    let (full, city) = (World::of(full().await).await, World::of(TestApp::city().await).await);
    let config = ProptestConfig { max_shrink_iters: 20, ..ProptestConfig::with_cases(32) };
    let days = prop_oneof![Just(None), Just(Some(PAST)), Just(Some(PRESENT))];
    let strange = prop::sample::subsequence(vec!["squares", "points", "lines", "sets"], 1..=3);
    let known = prop::sample::subsequence(vec!["violations", "compounds", "roads", "gates"], 1..=4);
    let zooms = prop_oneof![0_u8..=24, 9_u8..=16];
    let wish = (days, zooms, any::<bool>(), 2_000_usize..120_000, strange, known, any::<bool>());
    proptest!(config, |((day, zoom, all, bytes, strange, known, of_city) in wish)| {
        let day = if of_city { day.map(|_| "2016-03-01") } else { day };
        let (world, layers) = if of_city { (&city, known) } else { (&full, strange) };
        check(world, &layers, day, zoom, all, bytes)?;
    });
    assert_eq!(Budget::default().bytes, LARGEST);
}
