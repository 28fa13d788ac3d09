//! The first territory's questions in process: `cargo bench --bench subdistrict`.

use std::{hint::black_box, path::Path, sync::Arc, time::Duration};

use criterion::{Criterion, criterion_group, criterion_main};
use gumei::{
    analysis::{
        counts::{self, counts},
        coverage::{self, Grounds, coverage},
    },
    atlas::{Atlas, View},
    domain::{Audience, CollectionId, Value},
    query::Filter,
    seed,
    spatial::coverage::Detail,
    store::geopackage::{self, GeoPackage},
};
use tokio::runtime::Runtime;

fn id(name: &str) -> CollectionId {
    name.parse().expect("a plain name is an identifier")
}

async fn open(path: &Path) -> Arc<Atlas> {
    let store = GeoPackage::open(path).await.expect("the store was just made");
    Arc::new(Atlas::open(Arc::new(store)).await.expect("the store can be read"))
}

fn count_question(within: Option<&str>) -> counts::Question {
    counts::Question {
        collection: id("violations"),
        by: id("compounds"),
        group: vec!["class".into(), "status".into()],
        sum: Vec::new(),
        filter: Filter::And(Vec::new()),
        within: within.map(|unit| unit.parse().expect("a unit")),
    }
}

fn stations(view: &View, detail: Detail, curve_m: Vec<f64>) -> coverage::Question {
    let is = |property: &str, value: &str| Filter::In {
        property: property.into(),
        values: vec![Value::Text(value.into())],
    };
    coverage::Question {
        demand: None,
        collection: id("elder_facilities"),
        by: id("committees"),
        reach_m: view.snapshot().territory.coverage.reach_m(),
        filter: is("tier", "station").and(is("state", "open")),
        within: None,
        detail,
        curve_m,
    }
}

fn benches(criterion: &mut Criterion) {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("gumei.gpkg");
    runtime.block_on(async {
        let seed = seed::read(Path::new("geodata/gumei-2016")).await.expect("the data are sound");
        geopackage::create(&path, &seed, false).await.expect("the store can be made");
    });
    let mut group = criterion.benchmark_group("subdistrict");
    group.sample_size(30).measurement_time(Duration::from_secs(5));
    group.bench_function("open the store and load every layer", |bencher| {
        bencher.iter(|| runtime.block_on(open(&path)));
    });

    let atlas = runtime.block_on(open(&path));
    let view = atlas.snapshot().view(Audience::Internal, None);
    let violations = view.layer(&id("violations")).expect("a layer").clone();
    let pianqu = "pianqu:310112006-P02";
    group.bench_function("violations per compound by class and status", |bencher| {
        let question = count_question(None);
        bencher.iter(|| counts(&view, black_box(&question)).expect("an answer"));
    });
    group.bench_function("the same within one 片区", |bencher| {
        let question = count_question(Some(pianqu));
        bencher.iter(|| counts(&view, black_box(&question)).expect("an answer"));
    });
    group.bench_function("violations within one 片区", |bencher| {
        let filter = Filter::Within(pianqu.parse().expect("a unit"));
        bencher.iter(|| view.select(&violations, black_box(&filter)).expect("rows"));
    });
    group.bench_function("violations in a box of 500 m", |bencher| {
        let filter = Filter::Bbox("121.3850,31.1450,121.3902,31.1495".parse().expect("a box"));
        bencher.iter(|| view.select(&violations, black_box(&filter)).expect("rows"));
    });
    let grounds = Grounds::default();
    group.bench_function("coverage of the open stations, numbers", |bencher| {
        let question = stations(&view, Detail::default(), Vec::new());
        bencher.iter(|| coverage(&view, black_box(&question), &grounds).expect("an answer"));
    });
    group.bench_function("coverage of the open stations, gaps and reached ground", |bencher| {
        let question = stations(&view, Detail { gaps: true, reached: true }, Vec::new());
        bencher.iter(|| coverage(&view, black_box(&question), &grounds).expect("an answer"));
    });
    group.bench_function("coverage of the open stations, curve of 9 reaches", |bencher| {
        let stops = view.snapshot().territory.coverage.stops_m.clone();
        let question = stations(&view, Detail::default(), stops);
        bencher.iter(|| coverage(&view, black_box(&question), &grounds).expect("an answer"));
    });
    group.bench_function("find `jxy`", |bencher| {
        bencher.iter(|| view.find(black_box("jxy"), 10));
    });
    group.finish();
}

criterion_group!(subdistrict, benches);
criterion_main!(subdistrict);
