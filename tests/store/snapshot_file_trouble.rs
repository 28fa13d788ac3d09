//! The snapshot file under bad luck: the service goes on, and is right afterwards.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use gumei::{atlas::SnapshotFile, city};
use tempfile::TempDir;

use crate::support::{server::Server, sql, territory};

const ITEM: &str = "/api/collections/violations/items/310112006-V00001";

/// Another program's edit.
async fn edit(store: &Path, area: f64) {
    let mut connection = sql::open(store).await;
    let update = format!("update violations set area_m2 = {area} where id = '310112006-V00001'");
    sql::execute(&mut connection, &update).await;
}

fn serves(server: &Server, area: f64) {
    server.wait_for(ITEM, |answer| answer["properties"]["area_m2"] == area);
}

fn memory(store: &Path) -> PathBuf {
    store.with_extension("gpkg.memory")
}

fn is_usable(file: &Path) -> bool {
    SnapshotFile::read(file.to_owned()).1.is_ok()
}

/// Files beside the store that have to do with the snapshot.
fn left(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.contains(".memory")).collect();
    names.sort();
    names
}

/// Waits until something has come about.
#[track_caller]
fn until(what: &str, is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(20), "20 s and not {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// How often the log has it.
fn said(server: &Server) -> usize {
    server.log().matches("the snapshot file").count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_once_and_leaves_nothing() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    // 128 blocks of 512 bytes are enough for the store's own files, the file would be larger.
    let server = Server::start_after("ulimit -f 128", &store, &[]);
    until("told", || said(&server) == 1);
    assert!(server.log().contains("is not written: File too large"), "{}", server.log());
    edit(&store, 7.0).await;
    serves(&server, 7.0);
    edit(&store, 8.0).await;
    serves(&server, 8.0);
    assert_eq!((said(&server), left(place.path())), (1, Vec::new()));
    // Nor does the last try, at the end, end it otherwise or say it again.
    let log = server.log_after(|server| assert_eq!(server.terminate(), Some(0)));
    assert_eq!(log.matches("the snapshot file").count(), 1, "{log}");
    assert_eq!(left(place.path()), Vec::<String>::new());

    // A file of before stays as it is, and is caught up with.
    let server = Server::start(&store);
    until("written", || is_usable(&memory(&store)));
    assert_eq!(server.terminate(), Some(0));
    let before = fs::read(memory(&store)).unwrap();
    edit(&store, 9.0).await;
    let server = Server::start_after("ulimit -f 128", &store, &[]);
    serves(&server, 9.0);
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(fs::read(memory(&store)).unwrap(), before);
    assert_eq!(left(place.path()), ["gumei.gpkg.memory"]);
    let server = Server::start(&store);
    serves(&server, 9.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_in_the_middle_of_writing_leaves_one_part_that_the_next_overwrites() {
    let place = TempDir::new().unwrap();
    let store = place.path().join("city.gpkg");
    let seed = city::seed(city::Scale::Subdistrict, 1).await.unwrap().0;
    gumei::store::geopackage::create(&store, &seed, false).await.unwrap();
    let part = store.with_extension("gpkg.memory.new");
    let mut cut_short = 0;
    for round in 0..40 {
        let server = Server::start(&store);
        let begun = Instant::now();
        // At another place each time.
        while !part.exists() && !is_usable(&memory(&store)) && begun.elapsed().as_secs() < 20 {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_micros(500 * round));
        server.kill();
        let files = left(place.path());
        assert!(files.len() <= 2, "{files:?}");
        // What has the final name is whole.
        assert!(!memory(&store).exists() || is_usable(&memory(&store)));
        cut_short += usize::from(part.exists());
        if cut_short > 2 {
            break;
        }
        for file in [&part, &memory(&store)] {
            let _ = fs::remove_file(file);
        }
    }
    assert!(cut_short > 2, "it was hardly ever killed while it wrote");
    let items = "/api/collections/violations/items?limit=1";
    let plain = Server::start_with(&store, &["--no-snapshot"]);
    let expected = plain.json(items)["numberMatched"].clone();
    drop(plain);
    let server = Server::start(&store);
    assert_eq!(server.json(items)["numberMatched"], expected);
    until("written", || is_usable(&memory(&store)) && !part.exists());
    assert_eq!(left(place.path()), ["city.gpkg.memory"]);
    assert_eq!(said(&server), 0, "{}", server.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_nobody_may_write_to_is_told_once() {
    let (place, locked) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let store = territory::store_in(place.path());
    let old = locked.path().join("memory");
    // A file of before lies in it.
    let server = Server::start_with(&store, &["--snapshot", old.to_str().unwrap()]);
    until("written", || is_usable(&old));
    assert_eq!(server.terminate(), Some(0));
    let before = fs::read(&old).unwrap();
    edit(&store, 7.0).await;
    fs::set_permissions(locked.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere but there.
    let is_root = fs::File::create(locked.path().join("probe")).is_ok();
    let file = if is_root { PathBuf::from("/proc/gumei.memory") } else { old.clone() };

    let server = Server::start_with(&store, &["--snapshot", file.to_str().unwrap()]);
    serves(&server, 7.0);
    edit(&store, 8.0).await;
    serves(&server, 8.0);
    let log = server.log_after(|server| assert_eq!(server.terminate(), Some(0)));
    assert_eq!(log.matches("is not written").count(), 1, "{log}");
    assert_eq!(fs::read(&old).unwrap(), before);

    fs::set_permissions(locked.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let server = Server::start_with(&store, &["--snapshot", old.to_str().unwrap()]);
    serves(&server, 8.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_may_share_the_file() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    // The first start on a store makes the file of accounts.
    assert_eq!(Server::start_with(&store, &["--no-snapshot"]).terminate(), Some(0));
    for round in 0..4 {
        let _ = fs::remove_file(memory(&store));
        let area = f64::from(round) + 10.0;
        // Both begin at once, and both write.
        let (one, two) = std::thread::scope(|scope| {
            let start = || scope.spawn(|| Server::start(&store));
            let (one, two) = (start(), start());
            (one.join().unwrap(), two.join().unwrap())
        });
        until("written", || is_usable(&memory(&store)));
        edit(&store, area).await;
        serves(&one, area);
        serves(&two, area);
        assert_eq!(said(&one) + said(&two), 0, "{}{}", one.log(), two.log());
        // So do both at the end; the kill of one is no harm to the other.
        match round {
            0 => one.kill(),
            _ => assert_eq!(one.terminate(), Some(0)),
        }
        assert_eq!(two.terminate(), Some(0));
        assert!(is_usable(&memory(&store)));
        assert_eq!(left(place.path()), ["gumei.gpkg.memory"]);
        let next = Server::start(&store);
        serves(&next, area);
        assert_eq!(next.terminate(), Some(0));
    }
}
