//! Analyses at the scale of a city, on a GeoPackage: `cargo bench --bench analyses -- city.gpkg`.
//!
//! Prints one JSON object: milliseconds (medians of five, `cold` ones once), and results that
//! `benches/peers/analyses.py`, which asks other engines the same of the same file, compares.

use std::{hint::black_box, path::Path, sync::Arc, time::Instant};

use geo::{Area, MultiPolygon, Polygon};
use gumei::{
    analysis::{
        counts::{self, counts},
        coverage::{self, Grounds, coverage},
        nearest::{self, nearest},
    },
    atlas::{Atlas, Layer, View},
    domain::{Audience, CollectionId},
    query::Filter,
    spatial::{
        coverage::{Detail, Ground, Site},
        overlay,
    },
    store::geopackage::GeoPackage,
    table::{Membership, Places, Row, UnitIndex},
};
use rayon::prelude::*;
use serde_json::{Map, Value, json};

/// Metres of a reach.
const REACH_M: f64 = 500.0;
/// Sides of a drawn reach, as the service draws them.
const SIDES: u32 = 96;
const NEIGHBOURS: usize = 5;

fn id(name: &str) -> CollectionId {
    name.parse().expect("a plain name is an identifier")
}

fn everything() -> Filter {
    Filter::And(Vec::new())
}

fn once<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let began = Instant::now();
    let result = black_box(work());
    (began.elapsed().as_secs_f64() * 1000.0, result)
}

/// The middle of five, in milliseconds, and the last result.
fn median<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut runs: Vec<(f64, T)> = (0..5).map(|_| once(&mut work)).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs.swap_remove(2)
}

struct City {
    view: View,
    times: Map<String, Value>,
    results: Map<String, Value>,
}

impl City {
    fn layer(&self, name: &str) -> Arc<Layer> {
        self.view.layer(&id(name)).expect("a layer of the city").clone()
    }

    fn time(&mut self, name: &str, milliseconds: f64) {
        let rounded = (milliseconds * 100.0).round() / 100.0;
        eprintln!("{name}: {rounded} ms");
        self.times.insert(name.to_owned(), rounded.into());
    }

    fn result(&mut self, name: &str, value: impl Into<Value>) {
        self.results.insert(name.to_owned(), value.into());
    }

    /// Easting, northing of every point of a layer.
    fn places(&self, name: &str) -> Vec<[f64; 2]> {
        let layer = self.layer(name);
        let metric = self.view.snapshot().metric;
        let place = |row: Row| {
            let [x, y] = layer.table.point(row).expect("a layer of points");
            let place = metric.forward_coord((x, y).into()).expect("in reach of the plane");
            [place.x, place.y]
        };
        layer.table.rows().map(place).collect()
    }

    /// Events per compound and class.
    fn join(&mut self) {
        let (events, compounds) = (self.layer("violations"), self.layer("compounds"));
        let question = counts::Question {
            collection: id("violations"),
            by: id("compounds"),
            group: vec!["class".into()],
            sum: Vec::new(),
            filter: everything(),
            within: None,
        };
        let (time, answer) = median(|| counts(&self.view, &question).expect("an answer"));
        let cells = answer.units.iter().map(|(_, line)| line.groups.len());
        let filled: usize = answer
            .units
            .iter()
            .map(|(_, line)| line.groups.iter().filter(|tally| tally.count > 0).count())
            .sum();
        let inside: u64 = answer.units.iter().map(|(_, line)| line.total.count).sum();
        self.result("join_cells", cells.sum::<usize>());
        self.result("join_groups", filled);
        self.result("join_inside", inside);
        let counting = time;
        let build = || UnitIndex::new(&compounds.table, compounds.table.rows());
        let (indexing, index) = median(build);
        let (ordered, kept) = median(|| Membership::new(&events.table, &index));
        // A table with something new beside its packed tree goes through its rows as they lie.
        let mut unordered = events.table.clone();
        let last = unordered.rows().last().expect("there are events");
        let mut extra = unordered.feature(last);
        extra.fid += 1;
        extra.id = "another".parse().expect("an id");
        unordered.put(extra, 0);
        let (as_stored, other) = median(|| Membership::new(&unordered, &index));
        assert!(events.table.rows().all(|row| kept.unit(row) == other.unit(row)));
        self.time("join, membership kept: the counting alone", counting);
        self.time("join, loaded layer: membership and counting", ordered + counting);
        self.time(
            "join, cold: index of the compounds, membership in the order of the store, counting",
            indexing + as_stored + counting,
        );
    }

    /// The nearest facilities of every building.
    fn nearest(&mut self) {
        let buildings = self.places("buildings");
        let facilities: Vec<[f64; 2]> =
            ["elder_facilities", "civic_facilities"].iter().flat_map(|l| self.places(l)).collect();
        let ask = || {
            let places = Places::new(&facilities);
            let found: Vec<f64> = buildings
                .par_iter()
                .map_init(Vec::new, |found, at| {
                    places.nearest(*at, NEIGHBOURS, found);
                    found.iter().map(|(distance2, _)| distance2.sqrt()).sum::<f64>()
                })
                .collect();
            found
        };
        let (time, sums) = median(ask);
        self.time("nearest: 5 of 10,000 facilities for 200,000 buildings, tree included", time);
        self.result("nearest_sum_m", sums.iter().sum::<f64>());
        let question = nearest::Question {
            from: id("buildings"),
            filter: everything(),
            to: id("elder_facilities"),
            to_filter: everything(),
            count: NEIGHBOURS,
        };
        let (time, _) = median(|| nearest(&self.view, &question).expect("an answer"));
        self.time("nearest: as a request asks, 6,000 facilities, from degrees", time);
    }

    /// Ground out of reach of any facility.
    fn reaches(&mut self) {
        let metric = self.view.snapshot().metric;
        let layer = self.layer("subdistricts");
        let areas: Vec<MultiPolygon> = layer
            .table
            .rows()
            .map(|row| {
                let geometry = layer.table.geometry(row).expect("an area");
                match metric.forward(&geometry).expect("in reach of the plane") {
                    geo::Geometry::MultiPolygon(area) => area,
                    geo::Geometry::Polygon(area) => area.into(),
                    other => panic!("no area: {other:?}"),
                }
            })
            .collect();
        let sites: Vec<Site> = ["elder_facilities", "civic_facilities"]
            .iter()
            .flat_map(|name| self.places(name))
            .map(|[x, y]| Site { x, y, capacity: 0.0 })
            .collect();
        let (time, ground) = once(|| Ground::new(&areas, &[]).expect("sound areas"));
        self.time("reaches, cold: units prepared", time);
        let (time, exact) =
            median(|| ground.coverage(&sites, REACH_M, Detail::default()).expect("an answer"));
        self.time("reaches: uncovered area per subdistrict, true discs", time);
        let total = exact.total.area_m2;
        self.result("uncovered_true_m2", total.total - total.reached);
        let gaps = Detail { gaps: true, reached: false };
        let (time, answer) = median(|| ground.coverage(&sites, REACH_M, gaps).expect("an answer"));
        self.time("reaches: the same and the uncovered ground as polygons", time);
        let gaps: f64 = answer.gaps.expect("asked for").iter().map(Area::unsigned_area).sum();
        self.result("uncovered_polygons_m2", gaps);
        // One unit that all reaches lie in: what is reached of it is their union.
        let far = 1e6;
        let everywhere = geo::Rect::new((-far, -far), (far, far)).to_polygon();
        let everywhere = Ground::new(&[everywhere.into()], &[]).expect("a sound area");
        let (time, whole) =
            median(|| everywhere.coverage(&sites, REACH_M, Detail::default()).expect("an answer"));
        self.time("reaches: area of the union of 10,000, true discs", time);
        self.result("union_true_m2", whole.total.area_m2.reached);
        let discs: Vec<MultiPolygon> = sites
            .iter()
            .map(|site| {
                let disc: Polygon = overlay::circle((site.x, site.y).into(), REACH_M, SIDES);
                disc.into()
            })
            .collect();
        let (time, union) = median(|| overlay::union(&discs).expect("an answer"));
        self.time("reaches: union of 10,000 as polygons", time);
        self.result("union_m2", union.unsigned_area());
    }

    /// Share of elders within reach, per subdistrict.
    fn elders(&mut self) {
        let question = coverage::Question {
            collection: id("elder_facilities"),
            by: id("subdistricts"),
            reach_m: REACH_M,
            demand: Some(id("buildings")),
            filter: everything(),
            within: None,
            detail: Detail::default(),
            curve_m: Vec::new(),
        };
        let grounds = Grounds::default();
        let ask = || coverage(&self.view, &question, &grounds).expect("an answer");
        let (cold, _) = once(ask);
        let (time, answer) = median(ask);
        self.time("elders, cold: buildings and units projected and prepared too", cold);
        self.time("elders: share reached per subdistrict", time);
        let column = answer.columns.iter().position(|name| name == "residents_60");
        let share = answer.total.weights[column.expect("a column of the buildings")];
        self.result("elders", share.total);
        self.result("elders_reached", share.reached);
    }
}

fn main() {
    let mut asked = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let Some(file) = asked.next() else {
        eprintln!("usage: cargo bench --bench analyses -- city.gpkg");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let store = runtime.block_on(GeoPackage::open(Path::new(&file))).expect("a store of ours");
    let atlas = runtime.block_on(Atlas::open(Arc::new(store))).expect("the store can be read");
    let view = atlas.snapshot().view(Audience::Internal, None);
    let mut city = City { view, times: Map::new(), results: Map::new() };
    city.join();
    city.nearest();
    city.reaches();
    city.elders();
    let origin = city.view.snapshot().metric.origin();
    println!(
        "{}",
        json!({ "origin": [origin.x, origin.y], "milliseconds": city.times, "results": city.results })
    );
}
