use std::{
    collections::HashSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tempfile::TempDir;

use super::init::names;
use crate::support::{
    command::{Run, gumei},
    features::violation,
    gdal,
    server::Server,
    sql, territory,
};

pub const ITEMS: &str = "/api/collections/violations/items";
pub const FILES: [&str; 3] = ["SHA256SUMS", "gumei-private.sqlite", "gumei.gpkg"];

pub fn backup(store: &Path, to: &Path) -> Run {
    gumei(["backup", "--store", store.to_str().unwrap(), "--to", to.to_str().unwrap()])
}

pub fn token(store: &Path, name: &str) -> String {
    let made = gumei(["token", "--store", store.to_str().unwrap(), "create", name]);
    made.succeeds();
    made.stdout.trim().to_owned()
}

#[track_caller]
pub fn post(server: &Server, token: &str, id: &str) {
    assert_eq!(server.send("POST", ITEMS, token, None, &violation(id)), 201, "{id}");
}

/// Four writers on a running service; the backup has every write that was acknowledged before it
/// began, is sound, is read by GDAL, and is served as it stands.
#[tokio::test(flavor = "multi_thread")]
async fn a_backup_during_writes_has_all_that_was_acknowledged_and_is_served_as_it_stands() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let copy = place.path().join("backups/one");
    let token = token(&store, "writer");
    let server = Server::start(&store);
    let (acknowledged, done) = (Mutex::new(HashSet::new()), AtomicBool::new(false));
    let mut before = HashSet::new();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (server, token, acknowledged, done) = (&server, &token, &acknowledged, &done);
            scope.spawn(move || {
                for number in 0.. {
                    if done.load(Ordering::Relaxed) {
                        return;
                    }
                    let id = format!("w{writer}-{number}");
                    if server.send("POST", ITEMS, token, None, &violation(&id)) == 201 {
                        acknowledged.lock().unwrap().insert(id);
                    }
                }
            });
        }
        let wait_for_more_than = |count: usize| {
            let begun = Instant::now();
            while acknowledged.lock().unwrap().len() <= count {
                assert!(begun.elapsed() < Duration::from_secs(20), "nothing is acknowledged");
                std::thread::sleep(Duration::from_millis(2));
            }
        };
        wait_for_more_than(40);
        before = acknowledged.lock().unwrap().clone();
        let made = backup(&store, &copy);
        wait_for_more_than(before.len());
        done.store(true, Ordering::Relaxed);
        made.succeeds();
        assert!(made.stdout.contains("tokens: 1"), "{made:?}");
    });

    assert_eq!(names(&copy), FILES);
    assert_eq!(names(copy.parent().unwrap()), ["one"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&copy), 0o700);
    assert_eq!(mode(&copy.join("gumei-private.sqlite")), 0o600);
    let sums =
        Command::new("sha256sum").args(["--check", "SHA256SUMS"]).current_dir(&copy).output();
    assert!(sums.unwrap().status.success());
    let file = copy.join("gumei.gpkg");
    sound(&file, &before).await;

    let served = Server::start(&file);
    let read = served.json(&format!("{ITEMS}?limit=10000"));
    let read: HashSet<&str> =
        read["features"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert!(before.iter().all(|id| read.contains(&**id)));
    post(&served, &token, "into the copy");
}

/// SQLite and GDAL find nothing wrong, the rows are there, and each has its line in the log.
async fn sound(file: &Path, acknowledged: &HashSet<String>) {
    let features = gdal::features(&[file.to_str().unwrap(), "violations"]);
    let mut connection = sql::open(file).await;
    let integrity: Vec<(String,)> = sql::rows(&mut connection, "pragma integrity_check").await;
    assert_eq!(integrity, [("ok".to_owned(),)]);
    let broken = "select count(*) from pragma_foreign_key_check";
    assert_eq!(sql::number(&mut connection, broken).await, 0);
    let ids = async |connection: &mut _, statement: &str| -> HashSet<String> {
        let rows: Vec<(String,)> = sql::rows(connection, statement).await;
        rows.into_iter().map(|(id,)| id).collect()
    };
    let written = ids(&mut connection, "select id from violations where source = 'test'").await;
    assert!(acknowledged.is_subset(&written));
    let logged = "select feature_id from changes where op = 'insert' and who = 'writer'";
    assert_eq!(ids(&mut connection, logged).await, written);
    let count = "select count(*) from violations";
    assert_eq!(sql::number(&mut connection, count).await, features.len() as i64);
    // The catalogue and the migrations' own table came along.
    assert!(sql::number(&mut connection, "select count(*) from catalogue_layers").await > 20);
    assert!(sql::number(&mut connection, "select count(*) from _sqlx_migrations").await > 10);
    let id = "select application_id from pragma_application_id";
    assert_eq!(sql::number(&mut connection, id).await, 0x4750_4B47);
}

/// Bytes of a file nobody has open say whether it was touched.
#[test]
fn a_backup_leaves_the_store_as_it_was() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let before = fs::read(&store).unwrap();

    backup(&store, &place.path().join("copy")).succeeds();

    assert_eq!(fs::read(&store).unwrap(), before);
    assert_eq!(names(place.path()), ["copy", "gumei-private.sqlite", "gumei.gpkg"]);
}

#[test]
fn what_cannot_be_backed_up_is_told_and_nothing_is_left() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let to = place.path().join("copy");
    fs::create_dir(&to).unwrap();

    backup(&store, &to).refuses(&["copy", "exists already"]);
    backup(&store, &store).refuses(&["gumei.gpkg", "exists already"]);
    backup(&place.path().join("none.gpkg"), &place.path().join("x"))
        .refuses(&["none.gpkg", "does not exist"]);
    backup(&store, Path::new("/proc/gumei")).refuses(&["cannot write", "/proc/gumei"]);
    let foreign = TempDir::new().unwrap();
    backup(&territory::foreign_store_in(foreign.path()), &place.path().join("x"))
        .refuses(&["ne110m4cql2.gpkg", "not a store of gumei's own"]);
    let mut bytes = fs::read(&store).unwrap();
    bytes[40 * 4096..60 * 4096].fill(0xAB);
    let damaged = place.path().join("damaged.gpkg");
    fs::write(&damaged, bytes).unwrap();
    backup(&damaged, &place.path().join("x")).refuses(&["damaged.gpkg", "is damaged"]);

    assert_eq!(names(&to), [""; 0]);
    assert_eq!(names(place.path()), ["copy", "damaged.gpkg", "gumei.gpkg"]);
    assert_eq!(names(foreign.path()), ["ne110m4cql2.gpkg"]);
}

/// The next backup to the same place takes no part of one that was broken off.
#[test]
fn a_backup_that_was_killed_is_in_nobodys_way() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let to = place.path().join("copy");
    let left = place.path().join("copy.partial");
    fs::create_dir(&left).unwrap();
    fs::write(left.join("gumei.gpkg"), "half").unwrap();
    fs::write(left.join("more"), "").unwrap();
    let working = fs::File::open(&left).unwrap();
    working.lock().unwrap();

    backup(&store, &to).refuses(&["another backup", "copy"]);
    assert!(left.join("more").exists());
    drop(working);
    backup(&store, &to).succeeds();

    assert_eq!(names(&to), FILES);
    assert!(!left.exists());
}

#[test]
fn a_database_is_left_to_postgresqls_own_tools() {
    let url = "postgres://gumei:geheim@127.0.0.1:5433/map";

    let run = gumei(["backup", "--store", url, "--to", "/backups/map"]);
    run.refuses(&[
        "`pg_dump --format=custom --file=/backups/map.dump --dbname='postgres://gumei@127.0.0.1:5433/map'`",
    ]);
    assert!(!run.stderr.contains("geheim"));
    let run = gumei(["restore", "--store", url, "--from", "map.dump"]);
    run.refuses(&["`pg_restore --exit-on-error --dbname=NAME map.dump`"]);
}

#[test]
fn backup_and_restore_have_help() {
    for (command, words) in [
        ("backup", &["pg_dump", "--to <FOLDER>", "SHA256SUMS"][..]),
        ("restore", &["pg_restore", "--from <FOLDER>", "--replace", "412, 410"]),
    ] {
        let run = gumei([command, "--help"]);
        run.succeeds();
        for word in words {
            assert!(run.stdout.contains(word), "{word}: {run:?}");
        }
        assert!(gumei(["--help"]).stdout.contains(&format!("\n  {command} ")));
    }
}
