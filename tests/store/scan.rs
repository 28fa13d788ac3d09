//! Reading all rows: of one moment, each value as it is, and with an end.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::Duration,
};

use gumei::{
    domain::Value,
    store::{Loaded, Store, geopackage::GeoPackage},
};
use sqlx::SqliteConnection;
use tempfile::TempDir;

use crate::support::{sql, territory};

/// A GeoPackage of others with tables without places, made by these statements.
async fn foreign(folder: &Path, tables: &[(&str, &str)]) -> (PathBuf, SqliteConnection) {
    let file = folder.join("foreign.gpkg");
    std::fs::write(&file, []).unwrap();
    let mut connection = sql::open(&file).await;
    let needed =
        "create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key,
            organization text not null, organization_coordsys_id integer not null,
            definition text not null, description text);
        create table gpkg_contents (table_name text primary key, data_type text not null,
            identifier text, description text default '', last_change datetime, min_x double,
            min_y double, max_x double, max_y double, srs_id integer);
        create table gpkg_geometry_columns (table_name text not null, column_name text not null,
            geometry_type_name text not null, srs_id integer not null, z integer, m integer)";
    sql::execute(&mut connection, needed).await;
    for (table, columns) in tables {
        let made = format!(
            "create table {table} (fid integer primary key, {columns});
             insert into gpkg_contents (table_name, data_type) values ('{table}', 'attributes')"
        );
        sql::execute(&mut connection, &made).await;
    }
    (file, connection)
}

/// Commits the statements again and again, as quickly as it goes.
struct Writer {
    stop: Arc<AtomicBool>,
    commits: Arc<AtomicU64>,
    thread: JoinHandle<()>,
}

impl Writer {
    fn start(file: &Path, statements: &'static str) -> Self {
        let (stop, commits) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (file, stopped, done) = (file.to_owned(), stop.clone(), commits.clone());
        let write = async move {
            let mut connection = sql::open(&file).await;
            // A disk that is never waited for leaves the least time between two commits.
            sql::execute(&mut connection, "pragma synchronous = off").await;
            while !stopped.load(Ordering::Relaxed) {
                sql::execute(&mut connection, statements).await;
                done.fetch_add(1, Ordering::Relaxed);
            }
        };
        let thread = std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(write);
        });
        Self { stop, commits, thread }
    }

    /// How often it has committed.
    fn stop(self) -> u64 {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap();
        self.commits.load(Ordering::Relaxed)
    }
}

/// A value of the first feature for which `wanted` holds.
fn value(loaded: &Loaded, layer: &str, id: &str, property: &str) -> Value {
    let layer = loaded.layers.iter().find(|l| l.schema.id.as_str() == layer).unwrap();
    let property = layer.schema.properties.iter().position(|p| &*p.name == property).unwrap();
    let feature = layer.features.iter().find(|feature| feature.id.as_str() == id).unwrap();
    feature.values[property].clone()
}

fn integer(value: &Value) -> i64 {
    match value {
        Value::Integer(number) => *number,
        other => panic!("{other:?}"),
    }
}

/// Each commit moves one from a row to another and from a relation to another, in three lines.
#[tokio::test(flavor = "multi_thread")]
async fn rows_relations_and_position_are_of_one_moment_whoever_writes() {
    let place = TempDir::new().unwrap();
    let file = territory::store_in(place.path());
    let mut connection = sql::open(&file).await;
    let first = "update compounds set households = 0 where id = '310112006-C001';
                 update violations set area_m2 = 0 where id = '310112006-V00001'";
    sql::execute(&mut connection, first).await;
    let base = sql::number(&mut connection, "select max(seq) from changes").await;
    let store = GeoPackage::open(&file).await.unwrap();
    let writer = Writer::start(
        &file,
        "begin immediate;
         update compounds set households = households + 1 where id = '310112006-C001';
         update violations set area_m2 = area_m2 + 1 where id = '310112006-V00001';
         commit",
    );

    let mut positions = Vec::new();
    for round in 0..25 {
        let loaded = store.load().await.unwrap();
        let households = integer(&value(&loaded, "compounds", "310112006-C001", "households"));
        let area = value(&loaded, "violations", "310112006-V00001", "area_m2");
        assert_eq!(loaded.position, base + 2 * households, "round {round}");
        assert_eq!(area, Value::Real(households as f64), "round {round}");
        let layer = loaded.layers.iter().find(|l| l.schema.id.as_str() == "compounds").unwrap();
        assert_eq!(layer.versions.values().max(), Some(&(loaded.position - 1)), "round {round}");
        positions.push(loaded.position);
    }
    let content = store.content().await.unwrap();
    let last = content.log.as_ref().unwrap().last().unwrap();
    let area = last.after.as_ref().unwrap()["area_m2"].as_f64().unwrap();
    let violations = content.layers.iter().find(|l| l.schema.id.as_str() == "violations").unwrap();
    let column = violations.schema.properties.iter().position(|p| &*p.name == "area_m2").unwrap();
    let rows = violations.rows.whole();
    let row = rows.iter().find(|feature| feature.id.as_str() == "310112006-V00001").unwrap();
    assert_eq!(row.values[column], Value::Real(area));

    let commits = writer.stop();
    positions.dedup();
    assert!(positions.len() > 5, "{commits} commits, seen {positions:?}");
    store.close().await;
}

/// Without a write-ahead log a writer must wait for readers, and readers for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_others_is_read_as_of_one_moment_too() {
    let place = TempDir::new().unwrap();
    for mode in ["delete", "wal"] {
        let folder = place.path().join(mode);
        std::fs::create_dir(&folder).unwrap();
        let (file, mut connection) =
            foreign(&folder, &[("a", "n integer"), ("b", "n integer")]).await;
        let fill =
            "with recursive rows(i) as (select 1 union all select i + 1 from rows where i < 3000)
                    insert into a select i, 0 from rows; insert into b select fid, n from a";
        sql::execute(&mut connection, &format!("pragma journal_mode = {mode}; {fill}")).await;
        let store = GeoPackage::open(&file).await.unwrap();
        let writer = Writer::start(
            &file,
            "begin immediate; update a set n = n + 1 where fid in (1, 3000);
             update b set n = n - 1 where fid in (2, 2999); commit; select n from a limit 1",
        );

        let mut seen = Vec::new();
        for _ in 0..25 {
            let loaded = store.load().await.unwrap();
            assert_eq!(loaded.refused, []);
            let at = |layer: &str, fid: i64| integer(&value(&loaded, layer, &fid.to_string(), "n"));
            let moved = at("a", 1);
            assert_eq!([at("a", 3000), -at("b", 2), -at("b", 2999)], [moved; 3], "{mode}");
            seen.push(moved);
        }
        let commits = writer.stop();
        seen.dedup();
        assert!(seen.len() > 5, "{mode}: {commits} commits, seen {seen:?}");
        store.close().await;
    }
}

/// Who asked has gone; the thread that reads ends soon and leaves nothing open.
#[tokio::test(flavor = "multi_thread")]
async fn a_load_that_nobody_waits_for_ends_before_the_store_is_closed() {
    let place = TempDir::new().unwrap();
    let mut given_up = 0;
    for wait in 0..40 {
        let folder = place.path().join(wait.to_string());
        std::fs::create_dir(&folder).unwrap();
        let file = territory::store_in(&folder);
        let store = GeoPackage::open(&file).await.unwrap();
        let loading = tokio::time::timeout(Duration::from_millis(2 * wait), store.load());
        given_up += usize::from(loading.await.is_err());

        tokio::time::timeout(Duration::from_secs(20), store.close()).await.unwrap();

        let left: Vec<_> =
            std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["gumei.gpkg"], "given up after {} ms", 2 * wait);
        assert!(store.load().await.is_err(), "it is closed");
        assert!(!file.with_file_name("gumei.gpkg-wal").exists());
    }
    assert!(given_up > 5, "{given_up}");
}

/// What SQLite itself makes of the same values.
#[tokio::test]
async fn numbers_in_a_column_of_texts_are_read_as_sqlite_shows_them() {
    let place = TempDir::new().unwrap();
    // No declared type keeps each value as it comes; `string` makes numbers of digits.
    let (file, mut connection) = foreign(place.path(), &[("t", "any, made string")]).await;
    let numbers = [
        "0.1",
        "5.0",
        "-0.0",
        "1e20",
        "123456789012345678.0",
        "2.5e-7",
        "1e300",
        "5e-324",
        "1.0/3",
        "100.0/3",
        "7",
        "-9223372036854775808",
        "'合成'",
        "''",
        "null",
        "'a' || char(0) || 'b'",
    ];
    let values = numbers.map(|number| format!("({number}, '{}')", number.replace('\'', "")));
    let fill = format!("insert into t (any, made) values {}", values.join(", "));
    sql::execute(&mut connection, &fill).await;

    let loaded = GeoPackage::open(&file).await.unwrap().load().await.unwrap();

    assert_eq!(loaded.refused, []);
    let features = &loaded.layers[0].features;
    let statement = "select cast(any as text), cast(made as text) from t order by fid";
    let wanted: Vec<(Option<String>, Option<String>)> = sql::rows(&mut connection, statement).await;
    assert_eq!(features.len(), wanted.len());
    for (feature, wanted) in features.iter().zip(wanted) {
        let text = |value: &Value| match value {
            Value::Null => None,
            Value::Text(text) => Some(text.to_string()),
            other => panic!("{other:?}"),
        };
        assert_eq!((text(&feature.values[0]), text(&feature.values[1])), wanted);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_named_by_row_and_column() {
    let cases = [
        ("n integer", "'many'", "row 7: `n`: a TEXT stands where a integer belongs"),
        ("n integer", "1.5", "row 7: `n`: a REAL stands where a integer belongs"),
        ("n boolean", "x'00'", "row 7: `n`: a BLOB stands where a boolean belongs"),
        ("n real", "9e999", "row 7: `n`: it is not finite"),
        ("n real", "-9e999", "row 7: `n`: it is not finite"),
        ("n text", "x'00'", "row 7: `n`: a BLOB stands where a string belongs"),
        (
            "n text",
            "cast(x'41ff' as text)",
            "row 7: `n`: invalid utf-8 sequence of 1 bytes from index 1",
        ),
        ("n date", "20160930", "row 7: `n`: a INTEGER stands where a date belongs"),
    ];
    for (column, value, reason) in cases {
        let place = TempDir::new().unwrap();
        let (file, mut connection) =
            foreign(place.path(), &[("t", column), ("whole", column)]).await;
        // More rows than go from thread to thread at once follow the bad one.
        let fill = format!(
            "insert into t values (7, {value});
             with recursive rows(i) as (select 8 union all select i + 1 from rows where i < 20000)
             insert into t select i, null from rows; insert into whole values (1, null)"
        );
        sql::execute(&mut connection, &fill).await;

        let store = GeoPackage::open(&file).await.unwrap();
        let loaded = store.load().await.unwrap();

        let [refused] = &loaded.refused[..] else { panic!("{value}: {:?}", loaded.refused) };
        assert_eq!((&*refused.table, &*refused.reason), ("t", reason));
        assert_eq!(loaded.layers.len(), 1, "the other is served");
        store.close().await;
    }
}

/// Batches end by rows and by bytes; neither loses or doubles one.
#[tokio::test]
async fn every_row_comes_once_and_in_order_whatever_its_size() {
    let place = TempDir::new().unwrap();
    let (file, mut connection) =
        foreign(place.path(), &[("t", "n integer, s text"), ("none", "n integer")]).await;
    let fill = "with recursive rows(i) as (select 1 union all select i + 1 from rows where i < 10007)
                insert into t select i * 3, i, printf('%.*c', case i % 1000 when 0 then 300000 else 1 + i % 50 end, 'x')
                from rows";
    sql::execute(&mut connection, fill).await;

    let loaded = GeoPackage::open(&file).await.unwrap().load().await.unwrap();

    let layer = |id: &str| loaded.layers.iter().find(|l| l.schema.id.as_str() == id).unwrap();
    assert_eq!(layer("none").features, []);
    let features = &layer("t").features;
    assert_eq!(features.len(), 10007);
    for (feature, i) in features.iter().zip(1..) {
        let length = if i % 1000 == 0 { 300_000 } else { 1 + i % 50 };
        assert_eq!((feature.fid, integer(&feature.values[0])), (i * 3, i));
        assert_eq!(feature.values[1], Value::Text("x".repeat(length as usize).into()));
    }
}
