use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use gumei::store::{Location, Seed};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{
    backup::{FILES, ITEMS, backup, post, token},
    init::names,
};
use crate::support::{
    command::{self, Run, gumei},
    content::assert_same,
    features::{violation, with},
    random::Random,
    server::Server,
    sql, territory,
};

/// Names in the folder, but for what a service has kept of its memory.
fn stores(folder: &Path) -> Vec<String> {
    names(folder).into_iter().filter(|name| !name.ends_with(".memory")).collect()
}

fn restore(from: &Path, store: &Path, further: &[&str]) -> Run {
    gumei(arguments(from, store).iter().map(String::as_str).chain(further.iter().copied()))
}

fn arguments(from: &Path, store: &Path) -> [String; 5] {
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    ["restore".into(), "--from".into(), text(from), "--store".into(), text(store)]
}

/// Everything, as the store reads it.
async fn content(file: &Path) -> Seed {
    let opened = Location::File(file.to_owned()).open().await.unwrap();
    let content = opened.store.content().await.unwrap();
    opened.close().await;
    content
}

/// What a client sees: features of every collection, and the feed.
fn seen(server: &Server) -> Value {
    let collections = server.json("/api/collections");
    let mut seen = json!({ "feed": server.json("/api/changes?limit=10000")["changes"] });
    for collection in collections["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let page = server.json(&format!("/api/collections/{id}/items?limit=10000"));
        seen[id] = page["features"].clone();
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_store_is_the_backup_and_another_history() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let copy = place.path().join("copy");
    let kept = token(&store, "kept");
    let server = Server::start(&store);
    post(&server, &kept, "one");
    post(&server, &kept, "two");
    let (one, two) = (format!("{ITEMS}/one"), format!("{ITEMS}/two"));
    let changed = with(violation("one"), "/properties/status", json!("ordered"));
    assert_eq!(server.send("PUT", &one, &kept, None, &changed), 204);
    assert_eq!(server.send("DELETE", &two, &kept, None, &Value::Null), 204);
    let (as_backed_up, old_etag) = (seen(&server), server.etag(&one));
    let landing = server.json("/api");
    let (epoch, seq) = (landing["epoch"].as_str().unwrap(), landing["seq"].as_i64().unwrap());

    backup(&store, &copy).succeeds();
    let newer = token(&store, "newer");
    post(&server, &newer, "lost");
    assert_eq!(server.terminate(), Some(0));

    restore(&copy, &store, &[]).refuses(&["gumei.gpkg", "exists already", "--replace"]);
    let restored = restore(&copy, &store, &["--replace"]);
    restored.succeeds();
    assert!(restored.stdout.contains(&format!("line {seq} of the change log")), "{restored:?}");
    assert_eq!(stores(place.path()), ["copy", "gumei-private.sqlite", "gumei.gpkg"]);
    assert_eq!(names(&copy), FILES);
    // Read last: it opens the backup, which writes to it.
    assert_same(&content(&store).await, &content(&copy.join("gumei.gpkg")).await);

    let server = Server::start(&store);
    assert_eq!(seen(&server), as_backed_up);
    // The same version of the same feature, and still not the one that the tag named.
    assert_eq!(server.send("PUT", &one, &kept, Some(&old_etag), &changed), 412);
    assert_eq!(server.status(&format!("/api/changes?since={seq}&epoch={epoch}")), 410);
    assert_eq!(server.status(&format!("/api/changes?since={}", seq + 1)), 410);
    let landing = server.json("/api");
    assert_eq!(landing["seq"], seq);
    let epoch = landing["epoch"].as_str().unwrap();
    assert_eq!(server.status(&format!("/api/changes?since={seq}&epoch={epoch}")), 200);
    let etag = server.etag(&one);
    assert_eq!(server.send("PUT", &one, &kept, Some(&etag), &violation("one")), 204);
    assert_eq!(server.json(&format!("/api/changes?since={seq}"))["changes"][0]["seq"], seq + 1);
    assert_eq!(server.send("POST", ITEMS, &newer, None, &violation("three")), 401);
}

#[test]
fn a_store_that_is_open_elsewhere_is_not_replaced() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let copy = place.path().join("copy");
    let token = token(&store, "writer");
    backup(&store, &copy).succeeds();
    let server = Server::start(&store);
    post(&server, &token, "before");

    restore(&copy, &store, &["--replace"]).refuses(&["gumei.gpkg", "is open in another program"]);

    post(&server, &token, "after");
    assert_eq!(server.json(&format!("{ITEMS}?limit=1&source=test"))["numberMatched"], 2);
    assert_eq!(server.terminate(), Some(0));
    restore(&copy, &store, &["--replace"]).succeeds();
    let server = Server::start(&store);
    assert_eq!(server.json(&format!("{ITEMS}?limit=1&source=test"))["numberMatched"], 0);
}

/// A store that is gone or broken is what a backup is for; what stood beside it must not be taken
/// for the new one's.
#[test]
fn a_backup_takes_the_place_of_what_is_gone_or_broken() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let copy = place.path().join("copy");
    backup(&store, &copy).succeeds();
    let whole = fs::read(&store).unwrap();

    let spoil: [(&str, &dyn Fn()); 4] = [
        ("gone", &|| fs::remove_file(&store).unwrap()),
        ("cut off", &|| fs::write(&store, &whole[..whole.len() / 3]).unwrap()),
        ("no database", &|| fs::write(&store, "nothing of the kind").unwrap()),
        ("empty", &|| fs::write(&store, "").unwrap()),
    ];
    for (what, spoil) in spoil {
        spoil();
        for leftover in ["gumei.gpkg-wal", "gumei.gpkg-shm", "gumei-private.sqlite-wal"] {
            fs::write(place.path().join(leftover), "stale").unwrap();
        }
        restore(&copy, &store, &["--replace"]).succeeds();
        assert_eq!(stores(place.path()), ["copy", "gumei-private.sqlite", "gumei.gpkg"], "{what}");
        let server = Server::start(&store);
        assert_eq!(server.json(&format!("{ITEMS}?limit=1"))["numberMatched"], 3_400, "{what}");
        assert_eq!(server.terminate(), Some(0));
    }
    // Another place, with folders to be made, needs no leave.
    let elsewhere = place.path().join("a/b/other.gpkg");
    restore(&copy, &elsewhere, &[]).succeeds();
    assert_eq!(names(elsewhere.parent().unwrap()), ["gumei-private.sqlite", "other.gpkg"]);
}

fn copy_files(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

#[tokio::test]
async fn a_backup_that_cannot_be_trusted_is_refused_and_the_store_untouched() {
    let place = TempDir::new().unwrap();
    let (home, backups) = (place.path().join("home"), place.path().join("backups"));
    fs::create_dir_all(&home).unwrap();
    let store = territory::store_in(&home);
    token(&store, "someone");
    backup(&store, &backups.join("good")).succeeds();
    let before: Vec<Vec<u8>> = files(&home).iter().map(|file| fs::read(file).unwrap()).collect();
    let spoilt = |name: &str| {
        let folder = backups.join(name);
        copy_files(&backups.join("good"), &folder);
        folder
    };
    let check = |folder: &Path, words: &[&str]| {
        restore(folder, &store, &["--replace"]).refuses(words);
        let after: Vec<Vec<u8>> = files(&home).iter().map(|file| fs::read(file).unwrap()).collect();
        assert!(after == before, "{}: the store was touched", folder.display());
    };

    let folder = spoilt("one bit");
    let mut bytes = fs::read(folder.join("gumei.gpkg")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.join("gumei.gpkg"), &bytes).unwrap();
    check(&folder, &["one bit/gumei.gpkg", "not as it was backed up", "SHA256SUMS"]);

    let folder = spoilt("pages");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    bytes[40 * 4096..60 * 4096].fill(0xAB);
    fs::write(folder.join("gumei.gpkg"), &bytes).unwrap();
    check(&folder, &["pages/gumei.gpkg", "is damaged", "use another one"]);

    let folder = spoilt("cut off");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    fs::write(folder.join("gumei.gpkg"), &bytes[..bytes.len() / 2]).unwrap();
    check(&folder, &["cut off/gumei.gpkg", "is damaged"]);

    let folder = spoilt("tokens");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    fs::write(folder.join("gumei-private.sqlite"), "no database").unwrap();
    check(&folder, &["tokens/gumei-private.sqlite", "is damaged"]);
    fs::copy(folder.join("gumei.gpkg"), folder.join("gumei-private.sqlite")).unwrap();
    check(&folder, &["tokens/gumei-private.sqlite", "holds no tokens"]);

    let folder = spoilt("half");
    fs::remove_file(folder.join("gumei-private.sqlite")).unwrap();
    check(&folder, &["half", "is not a backup", "`gumei-private.sqlite` is missing"]);
    check(&backups.join("none"), &["backups/none", "is not a backup", "no such folder"]);

    let folder = spoilt("foreign");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    fs::rename(territory::foreign_store_in(&folder), folder.join("gumei.gpkg")).unwrap();
    check(&folder, &["foreign/gumei.gpkg", "not a store of gumei's own"]);

    let folder = spoilt("later");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    let mut connection = sql::open(&folder.join("gumei.gpkg")).await;
    let later =
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                 values (20991231000001, 'later', true, x'00', 0)";
    sql::execute(&mut connection, later).await;
    sqlx::Connection::close(connection).await.unwrap();
    check(&folder, &["later/gumei.gpkg", "newer gumei (migration 20991231000001)"]);

    let folder = spoilt("open");
    fs::remove_file(folder.join("SHA256SUMS")).unwrap();
    fs::write(folder.join("gumei.gpkg-wal"), "something").unwrap();
    check(&folder, &["open/gumei.gpkg", "write-ahead log"]);
}

/// By name.
fn files(folder: &Path) -> Vec<PathBuf> {
    names(folder).iter().map(|name| folder.join(name)).collect()
}

const ROUNDS: usize = 12;

/// The store that is replaced was itself killed: some of it stands in its write-ahead log only.
#[tokio::test]
async fn a_restore_that_is_killed_leaves_the_old_store_or_the_new() {
    let place = TempDir::new().unwrap();
    let home = place.path().join("original");
    fs::create_dir(&home).unwrap();
    let store = territory::store_in(&home);
    let copy = place.path().join("copy");
    let token = token(&store, "writer");
    let server = Server::start(&store);
    post(&server, &token, "in both");
    backup(&store, &copy).succeeds();
    post(&server, &token, "in the old one");
    server.kill();
    assert!(fs::metadata(home.join("gumei.gpkg-wal")).unwrap().len() > 0);

    let begun = Instant::now();
    restore(&copy, &place.path().join("measured/gumei.gpkg"), &[]).succeeds();
    let whole = begun.elapsed();
    // The moment of the kill is the one thing here that is not to be the same in every run.
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let mut random = Random(now.as_nanos() as u64);
    for round in 0..ROUNDS {
        let here = place.path().join(format!("round-{round}"));
        copy_files(&home, &here);
        let store = here.join("gumei.gpkg");
        let mut restoring = command::command()
            .args(arguments(&copy, &store))
            .arg("--replace")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let moment = random.below(whole.as_micros() as usize * 5 / 4);
        std::thread::sleep(Duration::from_micros(moment as u64));
        restoring.kill().unwrap();
        restoring.wait().unwrap();

        let first = written(&store).await;
        assert!(first == ["in both", "in the old one"] || first == ["in both"], "{first:?}");
        restore(&copy, &store, &["--replace"]).succeeds();
        assert_eq!(written(&store).await, ["in both"]);
        let tokens = gumei(["token", "list", "--store", store.to_str().unwrap()]);
        assert!(tokens.stdout.contains("writer"), "{tokens:?}");
        assert_eq!(stores(&here), ["gumei-private.sqlite", "gumei.gpkg"]);
    }
}

/// What a sound file has of the test's features; each has its line in the log.
async fn written(file: &Path) -> Vec<String> {
    let mut connection = sql::open(file).await;
    let integrity: Vec<(String,)> = sql::rows(&mut connection, "pragma integrity_check").await;
    assert_eq!(integrity, [("ok".to_owned(),)]);
    let mut ids = Vec::new();
    for statement in [
        "select id from violations where source = 'test' order by id",
        "select feature_id from changes where op = 'insert' order by 1",
    ] {
        let rows: Vec<(String,)> = sql::rows(&mut connection, statement).await;
        ids.push(rows.into_iter().map(|(id,)| id).collect::<Vec<_>>());
    }
    sqlx::Connection::close(connection).await.unwrap();
    assert_eq!(ids[0], ids[1]);
    ids.remove(0)
}
