//! Filters over a made-up city, in memory and, beside it, in PostGIS: `cargo bench --bench cql2`.
//!
//! `GUMEI_BENCH_SCALE` is `subdistrict` (the default), `district` or `city` (5,000,000 points and
//! 13,000 polygons). With `GUMEI_BENCH_POSTGIS` (`postgres://…`, a database that `gumei bench-data`
//! filled at the same scale, analysed) each filter is asked there too, in the same run, and the two
//! numbers of features are compared. Times are the median and the best of several runs, in ms; what
//! takes long is run less often.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use geo_types::{Geometry, Polygon};
use gumei::{
    atlas::{Atlas, View},
    city,
    domain::{Audience, CollectionId},
    query::{Arithmetic, Comparison, Expression, Filter, SpatialPredicate},
    store::geopackage::{self, GeoPackage},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::runtime::Runtime;
use wkt::ToWkt;

const RUNS: usize = 7;
/// No further run is begun after this.
const PATIENCE: Duration = Duration::from_secs(10);

struct Question {
    name: &'static str,
    collection: &'static str,
    expression: Expression,
    sql: String,
}

fn property(name: &str) -> Box<Expression> {
    Box::new(Expression::Property(name.into()))
}

fn text(text: &str) -> Box<Expression> {
    Box::new(Expression::Text(text.into()))
}

fn compare(operator: Comparison, left: Box<Expression>, right: Expression) -> Expression {
    Expression::Compare { operator, left, right: Box::new(right) }
}

fn spatial(predicate: SpatialPredicate, shape: &Geometry<f64>) -> Expression {
    Expression::Spatial {
        predicate,
        left: property("geometry"),
        right: Box::new(Expression::Geometry(Arc::new(shape.clone()))),
    }
}

/// A star of so many vertices in the middle of the extent, over a part of its width.
fn star(extent: [f64; 4], part: f64, vertices: usize) -> Geometry<f64> {
    let [west, south, east, north] = extent;
    let (x, y) = ((west + east) / 2.0, (south + north) / 2.0);
    let radius = |index: usize| if index.is_multiple_of(2) { 1.0 } else { 0.8 };
    let ring: Vec<(f64, f64)> = (0..vertices)
        .map(|index| {
            let angle = index as f64 / vertices as f64 * std::f64::consts::TAU;
            let reach = radius(index) * part / 2.0;
            (x + angle.cos() * reach * (east - west), y + angle.sin() * reach * (north - south))
        })
        .collect();
    Polygon::new(ring.into(), Vec::new()).into()
}

fn questions(extent: [f64; 4]) -> Vec<Question> {
    let mut questions = Vec::new();
    let places: [(&'static str, f64, usize); 4] = [
        ("a box-like star over 1 % of the width", 0.01, 8),
        ("a star over a tenth", 0.1, 40),
        ("a star over half", 0.5, 40),
        ("a star of 10,000 vertices over half", 0.5, 10_000),
    ];
    for (name, part, vertices) in places {
        let shape = star(extent, part, vertices);
        let sql = |function: &str, not: &str| {
            format!("{not} {function}(geometry, ST_GeomFromText('{}', 4326))", shape.wkt_string())
        };
        for collection in ["violations", "compounds"] {
            questions.push(Question {
                name,
                collection,
                expression: spatial(SpatialPredicate::Intersects, &shape),
                sql: sql("ST_Intersects", ""),
            });
        }
        questions.push(Question {
            name,
            collection: "compounds",
            expression: spatial(SpatialPredicate::Within, &shape),
            sql: sql("ST_Within", ""),
        });
        questions.push(Question {
            name,
            collection: "compounds",
            expression: Expression::Not(Box::new(spatial(SpatialPredicate::Intersects, &shape))),
            sql: sql("ST_Intersects", "not"),
        });
    }
    let by_property: Vec<(&'static str, Expression, &str)> = vec![
        (
            "class = 'building'",
            compare(Comparison::Equal, property("class"), *text("building")),
            "class = 'building'",
        ),
        (
            "status IN (…) AND area_m2 > 30",
            Expression::And(vec![
                Expression::In {
                    value: property("status"),
                    list: vec![*text("found"), *text("ordered")],
                },
                compare(Comparison::Greater, property("area_m2"), Expression::Integer(30)),
            ]),
            "status in ('found', 'ordered') and area_m2 > 30",
        ),
        (
            "CASEI(class) LIKE '%ing'",
            Expression::Like {
                value: Box::new(Expression::CaseI(property("class"))),
                pattern: text("%ing"),
            },
            "lower(class) like '%ing'",
        ),
        (
            "area_m2 * 2 + 1 < 30",
            compare(
                Comparison::Less,
                Box::new(Expression::Arithmetic {
                    operator: Arithmetic::Add,
                    left: Box::new(Expression::Arithmetic {
                        operator: Arithmetic::Multiply,
                        left: property("area_m2"),
                        right: Box::new(Expression::Integer(2)),
                    }),
                    right: Box::new(Expression::Integer(1)),
                }),
                Expression::Integer(30),
            ),
            "area_m2 * 2 + 1 < 30",
        ),
        ("resolved_on IS NULL", Expression::IsNull(property("resolved_on")), "resolved_on is null"),
    ];
    questions.extend(by_property.into_iter().map(|(name, expression, sql)| Question {
        name,
        collection: "violations",
        expression,
        sql: sql.to_owned(),
    }));
    questions
}

/// Median and best of several runs in ms, and the number found.
fn timed(mut run: impl FnMut() -> usize) -> (f64, f64, usize) {
    let mut found = 0;
    let mut times: Vec<Duration> = Vec::new();
    while times.len() < RUNS && times.iter().sum::<Duration>() < PATIENCE {
        let start = Instant::now();
        found = run();
        times.push(start.elapsed());
    }
    times.sort();
    let ms = |time: Duration| time.as_secs_f64() * 1e3;
    (ms(times[times.len() / 2]), ms(times[0]), found)
}

fn in_memory(view: &View, question: &Question) -> (f64, f64, usize) {
    let id: CollectionId = question.collection.parse().expect("a plain name is an identifier");
    let layer = view.layer(&id).expect("a layer");
    let filter = Filter::Expression(Arc::new(question.expression.clone()));
    timed(|| view.select(layer, &filter).expect("rows").len())
}

fn main() {
    let scale = match std::env::var("GUMEI_BENCH_SCALE").as_deref() {
        Err(_) | Ok("subdistrict") => city::Scale::Subdistrict,
        Ok("district") => city::Scale::District,
        Ok("city") => city::Scale::City,
        Ok(other) => panic!("`{other}` is no scale: subdistrict, district, city"),
    };
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("city.gpkg");
    let atlas = runtime.block_on(async {
        let (seed, _) = city::seed(scale, 1).await.expect("the city can be made");
        geopackage::create(&path, &seed, false).await.expect("the store can be made");
        let store = GeoPackage::open(&path).await.expect("the store was just made");
        Atlas::open(Arc::new(store)).await.expect("the store can be read")
    });
    let mut postgis = std::env::var("GUMEI_BENCH_POSTGIS")
        .ok()
        .map(|url| runtime.block_on(PgConnection::connect(&url)).expect("the database answers"));
    // A day after all events, so that nothing is filtered by existence alone.
    let day = chrono::NaiveDate::from_ymd_opt(2100, 1, 1).expect("a day");
    let view = atlas.snapshot().view(Audience::Internal, Some(day));
    let compounds = view.layer(&"compounds".parse().expect("an id")).expect("a layer");
    let extent = compounds.table.extent().expect("there are compounds");

    println!(
        "{:<46} {:<11} {:>9} {:>10} {:>10}",
        "filter", "layer", "found", "median ms", "best ms"
    );
    for question in questions(extent) {
        let (median, best, found) = in_memory(&view, &question);
        let (name, collection) = (question.name, question.collection);
        println!("{name:<46} {collection:<11} {found:>9} {median:>10.2} {best:>10.2}");
        let Some(connection) = &mut postgis else { continue };
        let statement = format!("select count(*) from {collection} where {}", question.sql);
        let mut ask = || {
            let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(statement.clone()));
            let count = runtime.block_on(query.fetch_one(&mut *connection)).expect("a count");
            usize::try_from(count).expect("a count")
        };
        let (median, best, theirs) = timed(&mut ask);
        println!(
            "{:<46} {:<11} {theirs:>9} {median:>10.2} {best:>10.2}",
            "  the same in PostGIS", ""
        );
        assert_eq!(found, theirs, "{name}: PostGIS finds another number");
    }
}
