//! The test city: what measurements rely on must hold.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    path::Path,
};

use clap::Parser;
use geo::{BoundingRect, Contains, CoordsIter, LinesIter};
use geo_types::{Coord, Geometry, MultiPolygon};
use gumei::{
    city::{self, EventsAs, Scale},
    cli::Cli,
    domain::{Feature, Schema, Value},
    seed,
    spatial::{PreparedArea, predicate},
    store::{
        Seed, Store,
        geopackage::{self, GeoPackage},
    },
};
use tempfile::TempDir;

struct Layer {
    schema: std::sync::Arc<Schema>,
    features: Vec<Feature>,
}

impl Layer {
    fn text<'f>(&self, feature: &'f Feature, column: &str) -> &'f str {
        feature.values[self.schema.index_of(column).unwrap()].as_text().unwrap()
    }

    fn number(&self, feature: &Feature, column: &str) -> f64 {
        feature.values[self.schema.index_of(column).unwrap()].as_f64().unwrap()
    }
}

/// Layers by name.
type Layers = BTreeMap<String, Layer>;

fn layers(seed: &Seed) -> Layers {
    let each = seed.layers.iter().map(|layer| {
        let features = layer.rows.pieces().flat_map(|piece| piece.into_owned()).collect();
        (layer.schema.id.to_string(), Layer { schema: layer.schema.clone(), features })
    });
    each.collect()
}

async fn made(scale: Scale, number: u64) -> Layers {
    layers(&city::seed(scale, number).await.unwrap().0)
}

fn area(feature: &Feature) -> &MultiPolygon {
    match feature.geometry.as_deref() {
        Some(Geometry::MultiPolygon(area)) => area,
        other => panic!("`{}` is no area: {other:?}", feature.id),
    }
}

fn place(feature: &Feature) -> Coord {
    match feature.geometry.as_deref() {
        Some(Geometry::Point(point)) => point.0,
        other => panic!("`{}` is no point: {other:?}", feature.id),
    }
}

/// Directed edges that no neighbour runs through backwards: the border of the whole.
fn border<'f>(features: impl Iterator<Item = &'f Feature>) -> BTreeSet<[u64; 4]> {
    let mut edges = BTreeSet::new();
    for feature in features {
        for line in area(feature).lines_iter() {
            let [a, b] = [line.start, line.end].map(|end| [end.x.to_bits(), end.y.to_bits()]);
            if !edges.remove(&[b[0], b[1], a[0], a[1]]) {
                assert!(
                    edges.insert([a[0], a[1], b[0], b[1]]),
                    "an edge of `{}` twice",
                    feature.id
                );
            }
        }
    }
    edges
}

#[tokio::test]
async fn units_tile_the_larger_ones_vertex_by_vertex() {
    let city = made(Scale::District, 1).await;
    for (inner, outer, parent) in
        [("pianqu", "subdistricts", "subdistrict_id"), ("committees", "pianqu", "pianqu_id")]
    {
        let (inner, outer) = (&city[inner], &city[outer]);
        let areas = |layer: &Layer| -> f64 {
            layer.features.iter().map(|feature| layer.number(feature, "area_m2")).sum()
        };
        // Each of some 400 areas is rounded to 0.1 m².
        assert!((areas(inner) - areas(outer)).abs() < 50.0);
        for whole in &outer.features {
            let parts = inner.features.iter();
            let parts = parts.filter(|part| inner.text(part, parent) == whole.id.as_str());
            assert_eq!(border(parts), border(std::iter::once(whole)), "{}", whole.id);
        }
    }
    // The subdistricts in turn make one area with one border.
    let edges = border(city["subdistricts"].features.iter());
    let starts: BTreeSet<_> = edges.iter().map(|edge| [edge[0], edge[1]]).collect();
    let ends: BTreeSet<_> = edges.iter().map(|edge| [edge[2], edge[3]]).collect();
    assert_eq!(starts, ends);
    assert_eq!(starts.len(), edges.len());
}

#[tokio::test]
async fn every_place_lies_in_exactly_one_committee() {
    let city = made(Scale::Subdistrict, 1).await;
    let whole = area(&city["subdistricts"].features[0]);
    let prepared = PreparedArea::new(whole);
    let committees: Vec<PreparedArea> =
        city["committees"].features.iter().map(|unit| PreparedArea::new(area(unit))).collect();
    let rect = whole.bounding_rect().unwrap();
    // A grid that meets no vertex on purpose, then the vertices themselves.
    let grid = (0..10_000).map(|k| Coord {
        x: rect.min().x + rect.width() * ((k % 100) as f64 + 0.37) / 100.0,
        y: rect.min().y + rect.height() * ((k / 100) as f64 + 0.41) / 100.0,
    });
    let vertices = city["committees"].features.iter().flat_map(|unit| area(unit).coords_iter());
    let mut inside = 0;
    for spot in grid.chain(vertices) {
        let homes = committees.iter().filter(|unit| unit.contains(spot)).count();
        assert_eq!(homes, usize::from(prepared.contains(spot)), "{spot:?}");
        inside += homes;
    }
    assert!(inside > 5_000, "{inside}");
}

#[tokio::test]
async fn compounds_are_irregular_apart_and_inside_their_committee() {
    let city = made(Scale::District, 1).await;
    let (compounds, committees) = (&city["compounds"], &city["committees"]);
    let home: HashMap<&str, &Feature> =
        committees.features.iter().map(|unit| (unit.id.as_str(), unit)).collect();
    let mut counts = BTreeSet::new();
    for compound in &compounds.features {
        // Valid they are: what is not valid does not pass the gate they are made through.
        let ring = area(compound).0[0].exterior();
        assert!((31..=200).contains(&ring.0.len()), "{} has {}", compound.id, ring.0.len());
        counts.insert(ring.0.len());
        let committee = home[compounds.text(compound, "committee_id")];
        let [inner, outer] = [compound, committee].map(|f| f.geometry.as_deref().unwrap());
        assert!(predicate::within(inner, outer), "{} in {}", compound.id, committee.id);
    }
    assert!(counts.len() > 100, "sizes differ: {}", counts.len());
    let rects: Vec<_> =
        compounds.features.iter().map(|unit| area(unit).bounding_rect().unwrap()).collect();
    for (a, one) in compounds.features.iter().enumerate() {
        for (b, other) in compounds.features.iter().enumerate().take(a) {
            let near = predicate::intersects(&rects[a].into(), &rects[b].into());
            let [one_shape, other_shape] = [one, other].map(|f| f.geometry.as_deref().unwrap());
            assert!(
                !near || !predicate::intersects(one_shape, other_shape),
                "{} and {}",
                one.id,
                other.id
            );
        }
    }
}

#[tokio::test]
async fn events_lie_in_one_committee_and_their_zone_is_true() {
    let city = made(Scale::Subdistrict, 1).await;
    let violations = &city["violations"];
    let prepare = |layer: &Layer| -> Vec<PreparedArea> {
        layer.features.iter().map(|unit| PreparedArea::new(area(unit))).collect()
    };
    let (committees, compounds) = (prepare(&city["committees"]), prepare(&city["compounds"]));
    let mut each = vec![0; compounds.len()];
    for event in &violations.features {
        let spot = place(event);
        assert_eq!(committees.iter().filter(|unit| unit.contains(spot)).count(), 1, "{}", event.id);
        let home = compounds.iter().position(|unit| unit.contains(spot));
        let zone = if home.is_some() { "residential" } else { "public" };
        assert_eq!(violations.text(event, "zone"), zone, "{}", event.id);
        home.into_iter().for_each(|home| each[home] += 1);
    }
    // Clustered: some compounds have many times the mean.
    let mean = each.iter().sum::<usize>() / each.len();
    assert!(each.iter().max().unwrap() > &(3 * mean), "{each:?}");
    assert!(each.iter().min().unwrap() < &(mean / 3), "{each:?}");

    let column = |name: &str| violations.schema.index_of(name).unwrap();
    let (found, resolved, status) = (column("found_on"), column("resolved_on"), column("status"));
    let dates = violations.features.iter().map(|event| event.values[found].as_date().unwrap());
    assert!(dates.clone().is_sorted(), "in the order in which they were found");
    let years = [dates.clone().min().unwrap(), dates.max().unwrap()].map(|date| date.to_string());
    assert_eq!(years, ["2015-01-01", "2016-12-31"]);
    for event in &violations.features {
        let is_resolved = event.values[status].as_text() == Some("resolved");
        assert_eq!(event.values[resolved].as_date().is_some(), is_resolved, "{}", event.id);
    }
}

#[tokio::test]
async fn buildings_stand_in_their_compound_and_hold_its_elders() {
    let city = made(Scale::Subdistrict, 1).await;
    let (buildings, compounds) = (&city["buildings"], &city["compounds"]);
    for compound in &compounds.features {
        let own: Vec<&Feature> = buildings
            .features
            .iter()
            .filter(|house| buildings.text(house, "compound_id") == compound.id.as_str())
            .collect();
        assert!(!own.is_empty());
        for house in &own {
            assert!(area(compound).contains(&place(house)), "{} in {}", house.id, compound.id);
        }
        for column in ["residents_60", "residents_80"] {
            let sum: f64 = own.iter().map(|house| buildings.number(house, column)).sum();
            assert_eq!(sum, compounds.number(compound, column), "{}", compound.id);
        }
    }
}

#[tokio::test]
async fn streets_are_one_network() {
    let city = made(Scale::Subdistrict, 1).await;
    let mut neighbours: HashMap<[u64; 2], Vec<[u64; 2]>> = HashMap::new();
    for street in &city["roads"].features {
        let Some(Geometry::LineString(line)) = street.geometry.as_deref() else { panic!() };
        let ends = [line.0[0], line.0[line.0.len() - 1]].map(|c| [c.x.to_bits(), c.y.to_bits()]);
        neighbours.entry(ends[0]).or_default().push(ends[1]);
        neighbours.entry(ends[1]).or_default().push(ends[0]);
    }
    let first = *neighbours.keys().next().unwrap();
    let (mut reached, mut next) = (BTreeSet::from([first]), vec![first]);
    while let Some(node) = next.pop() {
        next.extend(neighbours[&node].iter().copied().filter(|other| reached.insert(*other)));
    }
    assert_eq!(reached.len(), neighbours.len());
}

#[tokio::test]
async fn the_counts_are_those_of_the_city_in_proportion() {
    let count = |layers: &[(String, usize)], name: &str| {
        layers.iter().find(|(id, _)| id == name).unwrap().1
    };
    for (scale, subdistricts) in
        [(Scale::Subdistrict, 1), (Scale::District, 14), (Scale::City, 220)]
    {
        let (seed, counts) = city::seed(scale, 1).await.unwrap();
        let ids = seed.layers.iter().map(|layer| layer.schema.id.to_string());
        let counts: Vec<_> = ids.zip(counts).collect();
        for (name, all) in [
            ("subdistricts", 220),
            ("pianqu", 1_320),
            ("committees", 6_000),
            ("compounds", 13_000),
            ("buildings", 200_000),
            ("elder_facilities", 6_000),
            ("civic_facilities", 4_000),
            ("violations", 5_000_000),
        ] {
            let got = count(&counts, name) as f64;
            let wanted = (all * subdistricts) as f64 / 220.0;
            // Each subdistrict has its share, rounded.
            let off = if subdistricts == 220 { 0.0 } else { subdistricts as f64 };
            assert!((got - wanted).abs() <= off, "{name}: {got}, wanted {wanted}");
        }
        if scale != Scale::City {
            let layers = layers(&seed);
            for (name, wanted) in counts {
                assert_eq!(layers[&name].features.len(), wanted, "{name}");
            }
        }
    }
}

#[tokio::test]
async fn a_subdistrict_is_a_part_of_the_district() {
    let [part, whole] = [made(Scale::Subdistrict, 3).await, made(Scale::District, 3).await];
    for (name, layer) in &part {
        let all: HashMap<&str, &Feature> =
            whole[name].features.iter().map(|f| (f.id.as_str(), f)).collect();
        for feature in &layer.features {
            assert_eq!(all.get(feature.id.as_str()), Some(&feature), "{name}");
        }
    }
}

#[tokio::test]
async fn everything_says_that_it_is_synthetic() {
    for (name, layer) in made(Scale::Subdistrict, 1).await {
        let column = layer.schema.index_of("provenance").unwrap();
        let all = layer.features.iter();
        assert!(all.clone().all(|f| f.values[column].as_text() == Some("synthetic")), "{name}");
    }
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into(), std::fs::read(path).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn the_same_seed_gives_the_same_files_and_another_one_others() {
    let folder = TempDir::new().unwrap();
    let mut runs = Vec::new();
    for (name, number) in [("a", 1), ("b", 1), ("c", 2)] {
        let (seed, _) = city::seed(Scale::Subdistrict, number).await.unwrap();
        let path = folder.path().join(name);
        city::write_files(&path, &seed, EventsAs::GeoJson).unwrap();
        runs.push(files(&path));
    }
    assert!(runs[0] == runs[1]);
    for (name, bytes) in &runs[0] {
        let has_rows = bytes.len() > 100 && name.ends_with(".geojson");
        assert_eq!(*bytes != runs[2][name], has_rows, "{name}");
    }
}

/// Rows without the store's own keys.
fn plain(mut features: Vec<Feature>) -> Vec<Feature> {
    features.iter_mut().for_each(|feature| feature.fid = 0);
    features
}

#[tokio::test]
async fn folder_and_store_hold_the_same_rows() {
    let folder = TempDir::new().unwrap();
    let (made, counts) = city::seed(Scale::Subdistrict, 1).await.unwrap();
    let written = city::write_files(folder.path(), &made, EventsAs::GeoJson).unwrap();
    assert_eq!(written as usize, counts.iter().sum::<usize>());

    // Reading checks codes, references, dates and that all lies in the territory's box.
    let read = seed::read(folder.path()).await.unwrap();
    let (made_layers, read_layers) = (layers(&made), layers(&read));
    assert_eq!(made.territory, read.territory);
    assert_eq!(made.codes, read.codes);
    for (name, layer) in &made_layers {
        assert_eq!(layer.schema, read_layers[name].schema);
        assert!(layer.features == read_layers[name].features, "{name}");
    }

    let file = folder.path().join("city.gpkg");
    assert_eq!(geopackage::create(&file, &made, false).await.unwrap(), written);
    let store = GeoPackage::open(&file).await.unwrap();
    let loaded = store.load().await.unwrap();
    assert!(loaded.refused.is_empty(), "{:?}", loaded.refused);
    assert_eq!(loaded.layers.len(), made_layers.len());
    for layer in loaded.layers {
        let name = layer.schema.id.as_str();
        assert!(plain(layer.features) == made_layers[name].features, "{name}");
    }
    store.close().await;
}

#[tokio::test]
async fn at_city_scale_the_events_are_a_table_of_coordinates() {
    let folder = TempDir::new().unwrap();
    let (seed, _) = city::seed(Scale::Subdistrict, 1).await.unwrap();
    city::write_files(folder.path(), &seed, EventsAs::Csv).unwrap();
    let made = &layers(&seed)["violations"];
    let text = std::fs::read_to_string(folder.path().join("violations.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header[..4], ["id", "longitude", "latitude", "class"]);
    let types = std::fs::read_to_string(folder.path().join("violations.csvt")).unwrap();
    assert_eq!(types.trim().split(',').count(), header.len());
    let mut rows = 0;
    for (record, feature) in reader.records().zip(&made.features) {
        let record = record.unwrap();
        let spot = place(feature);
        assert_eq!(&record[0], feature.id.as_str());
        assert_eq!([&record[1], &record[2]], [spot.x.to_string(), spot.y.to_string()]);
        for (cell, value) in record.iter().skip(3).zip(&feature.values) {
            assert_eq!(cell, if *value == Value::Null { String::new() } else { value.to_string() });
        }
        rows += 1;
    }
    assert_eq!(rows, made.features.len());
}

#[tokio::test]
async fn the_command_replaces_a_store_only_when_told() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("city.gpkg");
    let command = |extra: &[&str]| {
        let file = file.to_str().unwrap();
        let base = ["gumei", "bench-data", "--scale", "subdistrict", "--store", file];
        Cli::parse_from(base.iter().chain(extra)).run()
    };
    command(&[]).await.unwrap();
    let refusal = command(&[]).await.unwrap_err().to_string();
    assert!(refusal.contains("--replace"), "{refusal}");
    command(&["--replace"]).await.unwrap();
    // Nowhere to write to is a mistake in the command line.
    assert!(Cli::try_parse_from(["gumei", "bench-data", "--scale", "city"]).is_err());
}

#[tokio::test]
async fn a_row_that_the_store_refuses_is_named_whatever_statement_it_was_in() {
    let folder = TempDir::new().unwrap();
    let (mut seed, _) = city::seed(Scale::Subdistrict, 1).await.unwrap();
    let layer = seed.layers.iter_mut().find(|l| l.schema.id.as_str() == "buildings").unwrap();
    let mut rows: Vec<Feature> = layer.rows.pieces().flat_map(|piece| piece.into_owned()).collect();
    rows[250].id = rows[3].id.clone();
    let id = rows[3].id.clone();
    layer.rows = rows.into();
    let file = folder.path().join("city.gpkg");
    let error = geopackage::create(&file, &seed, false).await.unwrap_err().to_string();
    assert!(error.contains(&format!("layer `buildings`, feature 251 (`{id}`)")), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
