//! The engine at the scale of a city, in process and without a database:
//! `cargo bench --bench city [-- subdistrict|district|city …]`.
//!
//! The store is a list in memory, so that a write's time is the engine's own. `benches/city.sh`
//! measures the server with a real one.

use std::{
    hint::black_box,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use async_trait::async_trait;
use gumei::{
    analysis::counts::{self, Totals, counts},
    atlas::{Action, Atlas, Intent, View},
    city::{self, Scale},
    domain::{
        Audience, Bbox, Change, CollectionId, Edit, EditContext, Effect, FeatureId, Operation,
        Patch, Value,
    },
    query::Filter,
    store::{
        Held, Intake, Loaded, LoadedLayer, LogMark, Outline, PlanFile, Schemas, Seed, Store,
        StoreError,
    },
    table::{Membership, UnitIndex},
};
use tokio::runtime::Runtime;

/// The city's rows, made when they are read, and what was written since.
#[derive(Debug)]
struct Memory {
    seed: Seed,
    log: Mutex<Vec<Change>>,
}

#[async_trait]
impl Store for Memory {
    async fn load_into(
        &self,
        intake: &mut dyn Intake,
        _: Option<&Held>,
    ) -> Result<Loaded, StoreError> {
        let mut layers = Vec::new();
        for layer in &self.seed.layers {
            let mut fid = 0;
            for mut feature in layer.rows.pieces().flat_map(|piece| piece.into_owned()) {
                fid += 1;
                feature.fid = fid;
                intake.take(&layer.schema, feature);
            }
            let schema = layer.schema.clone();
            layers.push(LoadedLayer { schema, features: Vec::new(), versions: Default::default() });
        }
        Ok(Loaded {
            territory: Some(self.seed.territory.clone()),
            layers,
            kept: Vec::new(),
            refused: Vec::new(),
            epoch: "bench".into(),
            position: 0,
            outline: Outline::default(),
        })
    }

    async fn outline(&self) -> Result<Outline, StoreError> {
        Ok(Outline::default())
    }

    async fn log_mark(&self, _: i64) -> Result<LogMark, StoreError> {
        Err(StoreError::Foreign(self.describe()))
    }

    async fn adopt(&self, _: &str) -> Result<(), StoreError> {
        Err(StoreError::Foreign(self.describe()))
    }

    async fn plan(&self) -> Result<Vec<PlanFile>, StoreError> {
        Ok(self.seed.plan.clone())
    }

    async fn replace_plan(&self, _: &[PlanFile]) -> Result<(), StoreError> {
        Err(StoreError::Foreign(self.describe()))
    }

    async fn changes_since(
        &self,
        _: &str,
        position: i64,
        _: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        let log = self.log.lock().expect("nothing panics with it");
        Ok(log[position as usize..].to_vec())
    }

    async fn history(
        &self,
        _: &CollectionId,
        _: &FeatureId,
        _: i64,
        _: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        Ok(Vec::new())
    }

    async fn write(
        &self,
        edits: &[Edit],
        _: &Schemas,
        context: &EditContext,
        _: i64,
    ) -> Result<(), StoreError> {
        let mut log = self.log.lock().expect("nothing panics with it");
        for edit in edits {
            let (Edit::Insert { collection, feature } | Edit::Replace { collection, feature }) =
                edit
            else {
                return Err(StoreError::Foreign(self.describe()));
            };
            let change = Change {
                seq: log.len() as i64 + 1,
                operation: Operation::Update,
                collection: collection.clone(),
                feature_id: Some(feature.id.clone()),
                effect: Effect::Put { previous: None, feature: feature.clone() },
                at: chrono::Utc::now(),
                context: context.clone(),
            };
            log.push(change);
        }
        Ok(())
    }

    async fn content(&self) -> Result<Seed, StoreError> {
        Err(StoreError::Foreign(self.describe()))
    }

    fn describe(&self) -> String {
        "the made-up city in memory".to_owned()
    }

    async fn close(&self) {}
}

fn id(name: &str) -> CollectionId {
    name.parse().expect("a plain name is an identifier")
}

/// Resident memory in MB.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(f64::NAN) / 1024.0
}

/// The middle one of five, in milliseconds.
fn median<T>(mut work: impl FnMut() -> T) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let began = Instant::now();
            black_box(work());
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

fn question(filter: Filter) -> counts::Question {
    counts::Question {
        collection: id("violations"),
        by: id("compounds"),
        group: vec!["class".into(), "status".into()],
        sum: Vec::new(),
        filter,
        within: None,
    }
}

fn any_of(property: &str, values: &[&str]) -> Filter {
    let values = values.iter().map(|value| Value::Text((*value).into())).collect();
    Filter::In { property: property.into(), values }
}

/// Numbers without pattern.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % bound
    }
}

/// A look at one event by its id, or at those in a box of 500 m.
fn read(view: &View, random: &mut Random) -> usize {
    let layer = view.layer(&id("violations")).expect("a layer");
    let row = random.below(layer.table.row_bound()) as u32;
    if random.below(2) == 0 {
        let found = view.row(layer, &layer.table.id(row).to_id());
        return found.map_or(0, |row| layer.table.feature(row).values.len());
    }
    let Some([x, y]) = layer.table.point(row) else { return 0 };
    let bbox = Bbox::new(x, y, x + 0.005, y + 0.0045).expect("a small box");
    view.select(layer, &Filter::Bbox(bbox)).map_or(0, |rows| rows.len())
}

/// Half and nearly all of the times of so many writes, in milliseconds, and those of the reads
/// that go on beside them.
fn writes(
    runtime: &Runtime,
    atlas: &Atlas,
    readers: usize,
    count: usize,
    random: &mut Random,
) -> [[f64; 2]; 2] {
    let stop = AtomicBool::new(false);
    let quantiles = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied();
        [at(0.5).unwrap_or(f64::NAN), at(0.99).unwrap_or(f64::NAN)]
    };
    std::thread::scope(|scope| {
        let reading: Vec<_> = (0..readers)
            .map(|reader| {
                let stop = &stop;
                scope.spawn(move || {
                    let (mut random, mut times) = (Random(reader as u64 + 1), Vec::new());
                    while !stop.load(Ordering::Relaxed) {
                        let began = Instant::now();
                        let view = atlas.snapshot().view(Audience::Internal, None);
                        black_box(read(&view, &mut random));
                        times.push(began.elapsed().as_secs_f64() * 1000.0);
                        std::thread::sleep(Duration::from_millis(5));
                    }
                    times
                })
            })
            .collect();
        let violations = id("violations");
        let mut times = Vec::new();
        for number in 0..count {
            let snapshot = atlas.snapshot();
            let view = snapshot.view(Audience::Internal, None);
            let layer = view.layer(&violations).expect("a layer");
            let row = random.below(layer.table.row_bound()) as u32;
            let status = layer.schema().index_of("status").expect("a column");
            let text = if number % 2 == 0 { "ordered" } else { "found" };
            let mut patch =
                Patch { values: vec![(status, Value::Text(text.into()))], geometry: None };
            if let Some([x, y]) = layer.table.point(row) {
                let moved = geo_types::Point::new(x + 1e-6, y);
                patch.geometry = Some(Some(Arc::new(moved.into())));
            }
            let intent = Intent::Update {
                collection: violations.clone(),
                id: layer.table.id(row).to_id(),
                patch,
            };
            drop((view, snapshot));
            let began = Instant::now();
            let action = Action { intent, condition: None };
            runtime
                .block_on(atlas.apply(&[action], &EditContext::default()))
                .expect("the write is sound");
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        stop.store(true, Ordering::Relaxed);
        let reads = reading.into_iter().flat_map(|reader| reader.join().expect("no reader panics"));
        let reads = reads.collect();
        [quantiles(times), quantiles(reads)]
    })
}

fn measure(name: &str, scale: Scale) {
    let runtime = Runtime::new().expect("a runtime");
    let (seed, sizes) = runtime.block_on(city::seed(scale, 1)).expect("the city can be made");
    let features: usize = sizes.iter().sum();
    let before = resident();
    let began = Instant::now();
    let store = Arc::new(Memory { seed, log: Mutex::default() });
    let atlas = runtime.block_on(Atlas::open(store)).expect("the store can be read");
    let loaded = began.elapsed().as_secs_f64();
    let memory = resident() - before;
    println!(
        "{name}: {features} features, made and loaded in {loaded:.1} s, {memory:.0} MB, {:.0} bytes each",
        memory * 1024.0 * 1024.0 / features as f64
    );
    let view = atlas.snapshot().view(Audience::Internal, None);
    let layer = view.layer(&id("violations")).expect("a layer").clone();
    let units = view.layer(&id("compounds")).expect("a layer").clone();
    let index = UnitIndex::new(&units.table, units.table.rows());
    println!(
        "  index of the compounds {:.1} ms",
        median(|| { UnitIndex::new(&units.table, units.table.rows()) })
    );
    println!(
        "  membership of the violations from scratch {:.1} ms",
        median(|| { Membership::new(&layer.table, &index) })
    );
    println!("  index of the violations {:.0} ms", median(|| layer.table.rebuild_index()));
    let all = question(Filter::And(Vec::new()));
    println!(
        "  counts by class and status {:.2} ms",
        median(|| counts(&view, &all).map(|c| c.total))
    );
    let totals = Totals::default();
    let began = Instant::now();
    black_box(totals.counts(&view, &all).map(|c| c.total.clone())).expect("it can be counted");
    let first = began.elapsed().as_secs_f64() * 1000.0;
    println!(
        "  the same, kept: first {first:.2} ms, again {:.4} ms",
        median(|| totals.counts(&view, &all))
    );
    let some = question(Filter::And(vec![
        any_of("class", &["building", "trading"]),
        any_of("status", &["found", "ordered"]),
    ]));
    println!(
        "  the same of two classes and states {:.2} ms",
        median(|| { counts(&view, &some).map(|c| c.total) })
    );
    drop((view, layer, units));
    let mut random = Random(7);
    let mut asked: Vec<f64> = (0..100)
        .map(|_| {
            writes(&runtime, &atlas, 0, 1, &mut random);
            let view = atlas.snapshot().view(Audience::Internal, None);
            let began = Instant::now();
            black_box(totals.counts(&view, &all)).expect("it can be counted");
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    asked.sort_by(f64::total_cmp);
    println!("  the same after one write: p50 {:.2} ms, p99 {:.2} ms", asked[50], asked[99]);
    drop(totals);
    for readers in [0, 32] {
        let [writes, reads] = writes(&runtime, &atlas, readers, 2000, &mut random);
        println!(
            "  2,000 writes, {readers} readers: visible after p50 {:.2} ms, p99 {:.2} ms; reads p50 {:.2} ms, p99 {:.2} ms",
            writes[0], writes[1], reads[0], reads[1]
        );
    }
    let began = Instant::now();
    let mut indexed = false;
    for _ in 0..10 {
        writes(&runtime, &atlas, 0, 1000, &mut random);
        indexed |=
            atlas.snapshot().view(Audience::Internal, None).layers().any(|l| l.table.is_behind());
    }
    let written = began.elapsed().as_secs_f64();
    let began = Instant::now();
    runtime.block_on(atlas.rebuild_indexes());
    println!(
        "  10,000 more in {written:.1} s; index taken in {:.0} ms ({})",
        began.elapsed().as_secs_f64() * 1000.0,
        if indexed { "it was due" } else { "it was not due" }
    );
}

fn main() {
    let scales =
        [("subdistrict", Scale::Subdistrict), ("district", Scale::District), ("city", Scale::City)];
    let asked: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    for (name, scale) in scales {
        if asked.is_empty() || asked.iter().any(|asked| asked == name) {
            measure(name, scale);
        }
    }
}
