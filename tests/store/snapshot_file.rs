//! A start from the file beside the store is a start from the store, or the file is not used.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};

use gumei::{
    atlas::{Atlas, SnapshotFile, View},
    domain::Bbox,
    store::geopackage::GeoPackage,
    table::{Row, Table},
};
use proptest::prelude::*;
use tempfile::TempDir;

use super::follow::{make, same, view};
use crate::support::{random::Random, server::Server, sql, territory};

async fn open(store: &Path) -> Atlas {
    Atlas::open(Arc::new(GeoPackage::open(store).await.unwrap())).await.unwrap()
}

async fn open_with(store: &Path, file: &Path) -> Atlas {
    let store = Arc::new(GeoPackage::open(store).await.unwrap());
    let (file, saved) = SnapshotFile::read(file.to_owned());
    Atlas::open_with(store, &file, saved).await.unwrap()
}

/// Writes the atlas's state to a file.
async fn save(atlas: &Atlas, file: &Path) {
    let (file, _) = SnapshotFile::read(file.to_owned());
    atlas.save(&file).await;
}

fn is_usable(file: &Path) -> bool {
    SnapshotFile::read(file.to_owned()).1.is_ok()
}

/// Layers that both have from one reading of the store.
fn kept(one: &View, other: &View) -> Vec<String> {
    let pairs = one.layers().zip(other.layers());
    pairs.filter(|(a, b)| a.same_reading(b)).map(|(a, _)| a.schema().id.to_string()).collect()
}

/// What the indexes answer, by id.
fn found(table: &Table, random: &mut Random) -> (Vec<String>, Vec<String>) {
    let (x, y) = (random.between(121.37, 121.405), random.between(31.13, 31.165));
    let (width, height) = (random.between(0.0, 0.02), random.between(0.0, 0.02));
    let bbox = Bbox::new(x, y, x + width, y + height).unwrap();
    let name = |row: Row| table.id(row).to_string();
    let mut boxed: Vec<String> = table.candidates(&bbox).into_iter().map(name).collect();
    boxed.sort();
    // Those at the same distance come in any order.
    let mut near: Vec<String> = table.near(x, y).map(name).collect();
    near.sort();
    (boxed, near)
}

fn same_places(one: &View, other: &View, seed: u64) {
    for (a, b) in one.layers().zip(other.layers()) {
        for step in 0..5 {
            let random = || Random(seed.wrapping_add(step));
            assert_eq!(found(&a.table, &mut random()), found(&b.table, &mut random()));
        }
    }
}

proptest! {
    // Each case opens the store three times.
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_state_from_the_file_is_the_state_of_a_fresh_start(
        edits in prop::collection::vec(any::<u64>(), 1..24),
        later in prop::collection::vec(any::<u64>(), 0..16),
        seed in any::<u64>(),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let place = TempDir::new().unwrap();
            let (store, file) = (territory::store_in(place.path()), place.path().join("memory"));
            let atlas = open(&store).await;
            let mut connection = sql::open(&store).await;
            for edit in edits {
                make(&atlas, &mut connection, edit).await;
            }
            atlas.follow().await.unwrap();
            save(&atlas, &file).await;
            let first = view(&atlas);
            // The service is gone, others write on.
            for edit in later {
                make(&atlas, &mut connection, edit).await;
            }
            let (loaded, fresh) = (open_with(&store, &file).await, open(&store).await);
            same(&view(&loaded), &view(&fresh));
            same_places(&view(&loaded), &view(&fresh), seed);
            // It did come from the file: most layers were not read again.
            let still = kept(&first, &view(&loaded));
            assert!(still.len() * 2 > first.layers().count(), "{still:?}");
            // And goes on as any other.
            make(&loaded, &mut connection, seed).await;
            loaded.follow().await.unwrap();
            same(&view(&loaded), &view(&open(&store).await));
        });
    }
}

/// A store with an edit behind it, its state, and the file of that.
async fn edited(folder: &Path) -> (PathBuf, Atlas, PathBuf) {
    let (store, file) = (territory::store_in(folder), folder.join("memory"));
    let atlas = open(&store).await;
    let mut connection = sql::open(&store).await;
    sql::execute(&mut connection, "update violations set area_m2 = 7 where fid = 3").await;
    atlas.follow().await.unwrap();
    save(&atlas, &file).await;
    (store, atlas, file)
}

/// None of the layers comes from the file.
async fn is_read_anew(store: &Path, file: &Path, first: &Atlas) {
    let loaded = open_with(store, file).await;
    assert_eq!(kept(&view(first), &view(&loaded)), Vec::<String>::new());
    same(&view(&loaded), &view(&open(store).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_damage_is_noticed_and_the_store_is_read() {
    let place = TempDir::new().unwrap();
    let (store, atlas, file) = edited(place.path()).await;
    let sound = std::fs::read(&file).unwrap();
    assert!(is_usable(&file));
    let mut random = Random(4);
    for _ in 0..150 {
        let mut bytes = sound.clone();
        let at = random.below(bytes.len());
        bytes[at] ^= 1 << random.below(8);
        std::fs::write(&file, &bytes).unwrap();
        assert!(!is_usable(&file), "a bit flipped at {at}");
    }
    for _ in 0..20 {
        std::fs::write(&file, &sound[..random.below(sound.len())]).unwrap();
        assert!(!is_usable(&file));
    }
    is_read_anew(&store, &file, &atlas).await;
    // Written by another build.
    let mut bytes = sound.clone();
    bytes[9] ^= 1;
    std::fs::write(&file, &bytes).unwrap();
    assert!(!is_usable(&file));
    // The store itself in its place.
    std::fs::copy(&store, &file).unwrap();
    is_read_anew(&store, &file, &atlas).await;
    std::fs::write(&file, &sound).unwrap();
    assert!(is_usable(&file));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_store_that_went_another_way_is_another_store() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let other = place.path().join("other.gpkg");
    std::fs::copy(&store, &other).unwrap();
    let (one, two) = (open(&store).await, open(&other).await);
    let (file, other_file) = (place.path().join("one"), place.path().join("two"));
    for (atlas, store, file, area) in [(&one, &store, &file, 5), (&two, &other, &other_file, 6)] {
        let mut connection = sql::open(store).await;
        let update = format!("update violations set area_m2 = {area} where fid = 3");
        sql::execute(&mut connection, &update).await;
        atlas.follow().await.unwrap();
        save(atlas, file).await;
    }
    let (a, b) = (one.snapshot(), two.snapshot());
    // Nothing but the line itself tells them apart.
    assert_eq!((&a.epoch, a.seq), (&b.epoch, b.seq));
    is_read_anew(&store, &other_file, &two).await;
    is_read_anew(&other, &file, &one).await;
    // Neither is one that has not come so far, though its lines are the same.
    let early = place.path().join("early");
    std::fs::create_dir(&early).unwrap();
    let early = territory::store_in(&early);
    same(&view(&open_with(&early, &file).await), &view(&open(&early).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_made_anew_is_another_store() {
    let place = TempDir::new().unwrap();
    let (store, atlas, file) = edited(place.path()).await;
    let seed = gumei::seed::read(&territory::folder()).await.unwrap();
    atlas.store().close().await;
    gumei::store::geopackage::create(&store, &seed, true).await.unwrap();
    same(&view(&open_with(&store, &file).await), &view(&open(&store).await));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_rows_that_the_log_does_not_follow_are_read_again() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let mut connection = sql::open(&store).await;
    sql::execute(
        &mut connection,
        "create table trees (fid integer primary key, name text);
         insert into trees (name) values ('ginkgo');
         insert into gpkg_contents (table_name, data_type, identifier, last_change)
         values ('trees', 'attributes', 'trees', '2016-09-30T00:00:00.000Z')",
    )
    .await;
    let atlas = open(&store).await;
    let file = place.path().join("memory");
    save(&atlas, &file).await;
    sql::execute(&mut connection, "update trees set name = 'plane'").await;
    let loaded = open_with(&store, &file).await;
    let (before, after) = (view(&atlas), view(&loaded));
    same(&after, &view(&open(&store).await));
    let all: Vec<String> = before.layers().map(|layer| layer.schema().id.to_string()).collect();
    let wanted: Vec<String> = all.into_iter().filter(|id| id != "trees").collect();
    assert_eq!(kept(&before, &after), wanted);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_went_past_the_log_while_its_triggers_were_away_is_not_missed() {
    let place = TempDir::new().unwrap();
    let (store, atlas, file) = edited(place.path()).await;
    let mut connection = sql::open(&store).await;
    let name = "gumei_log_violations_update";
    let trigger: String = sqlx::query_scalar("select sql from sqlite_master where name = ?")
        .bind(name)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    let away =
        format!("drop trigger {name}; update violations set area_m2 = 8 where fid = 4; {trigger}");
    sql::execute(&mut connection, &away).await;
    let loaded = open_with(&store, &file).await;
    same(&view(&loaded), &view(&open(&store).await));
    assert_eq!(kept(&view(&atlas), &view(&loaded)), Vec::<String>::new());
}

fn beside(store: &Path) -> PathBuf {
    let mut name = store.as_os_str().to_owned();
    name.push(".memory");
    name.into()
}

/// Written in the background, soon after the start.
#[track_caller]
fn wait_for(file: &Path) {
    let begun = std::time::Instant::now();
    while !is_usable(file) {
        assert!(begun.elapsed().as_secs() < 20, "20 s and no {}", file.display());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

const ITEM: &str = "/api/collections/violations/items/310112006-V00001";

fn number(server: &Server) -> serde_json::Value {
    server.json(ITEM)["properties"]["area_m2"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_keeps_the_file_beside_its_store() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let file = beside(&store);
    let server = Server::start(&store);
    wait_for(&file);
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let first = std::fs::read(&file).unwrap();
    let mut connection = sql::open(&store).await;
    sql::execute(
        &mut connection,
        "update violations set area_m2 = 7 where id = '310112006-V00001'",
    )
    .await;
    server.wait_for(ITEM, |answer| answer["properties"]["area_m2"] == 7.0);
    // A kill leaves what was there; the log tells the rest.
    server.kill();
    assert_eq!(std::fs::read(&file).unwrap(), first);
    let server = Server::start(&store);
    assert_eq!(number(&server), 7.0);
    // An orderly end writes what is missing.
    assert_eq!(server.terminate(), Some(0));
    let second = std::fs::read(&file).unwrap();
    assert_ne!(second, first);
    // A damaged file is made anew.
    std::fs::write(&file, &second[..second.len() / 2]).unwrap();
    let server = Server::start(&store);
    wait_for(&file);
    assert_eq!(number(&server), 7.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_is_left_where_none_is_wanted() {
    let place = TempDir::new().unwrap();
    let foreign = territory::foreign_store_in(place.path());
    let store = territory::store_in(place.path());
    let named = place.path().join("named");
    let files = || {
        let entries = std::fs::read_dir(place.path()).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.contains("memory") || name.contains("named")).collect::<Vec<_>>()
    };
    let run = |store: &Path, arguments: &[&str]| {
        let server = Server::start_with(store, arguments);
        // Only one that answers has learnt to stop.
        assert_eq!(server.status("/health/live"), 200);
        assert_eq!(server.terminate(), Some(0));
    };
    run(&foreign, &[]);
    run(&store, &["--no-snapshot"]);
    assert_eq!(files(), Vec::<String>::new());
    // Nowhere to write is no reason not to serve.
    let nowhere = place.path().join("none/memory");
    run(&store, &["--snapshot", nowhere.to_str().unwrap()]);
    let arguments = ["--snapshot", named.to_str().unwrap()];
    run(&foreign, &arguments);
    assert_eq!(files(), ["named"]);
    let server = Server::start_with(&foreign, &arguments);
    let target = "/api/collections/ne_110m_populated_places_simple/items?limit=1";
    assert!(server.json(target)["numberMatched"].is_number());
}
