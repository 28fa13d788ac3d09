//! A start from a snapshot file, on both stores.

use gumei::atlas::{Atlas, SnapshotFile, View};
use tempfile::TempDir;

use super::fixture::{Fixture, on_both_stores};
use crate::store::follow::{same, view};

on_both_stores! {
    a_start_from_a_file_is_a_start_from_the_store
    another_history_is_read_anew
}

async fn open_with(fixture: &Fixture, folder: &TempDir) -> Atlas {
    let (file, saved) = SnapshotFile::read(folder.path().join("memory"));
    assert!(saved.is_ok());
    let store = fixture.location.open().await.unwrap().store;
    Atlas::open_with(store, &file, saved).await.unwrap()
}

async fn fresh(fixture: &Fixture) -> Atlas {
    Atlas::open(fixture.location.open().await.unwrap().store).await.unwrap()
}

/// A state with edits behind it, in a file.
async fn saved(fixture: &Fixture) -> (Atlas, TempDir) {
    let folder = TempDir::new().unwrap();
    let atlas = Atlas::open(fixture.store.clone()).await.unwrap();
    fixture
        .foreign(
            "update violations set area_m2 = 7 where fid between 3 and 9;
             delete from violations where fid = 30;
             update hazards set id = 'renamed' where fid = 2",
        )
        .await;
    atlas.follow().await.unwrap();
    let (file, _) = SnapshotFile::read(folder.path().join("memory"));
    atlas.save(&file).await;
    (atlas, folder)
}

fn kept(one: &View, other: &View) -> Vec<String> {
    let pairs = one.layers().zip(other.layers());
    pairs.filter(|(a, b)| a.same_reading(b)).map(|(a, _)| a.schema().id.to_string()).collect()
}

async fn a_start_from_a_file_is_a_start_from_the_store(fixture: Fixture) {
    let (atlas, folder) = saved(&fixture).await;
    fixture
        .foreign(
            "delete from hazards where fid between 4 and 6;
             update violations set name = 'x' where fid = 5;
             update elder_facilities set name = 'y' where fid = 1",
        )
        .await;
    let loaded = open_with(&fixture, &folder).await;
    same(&view(&loaded), &view(&fresh(&fixture).await));
    let all = view(&atlas).layers().count();
    assert_eq!(kept(&view(&atlas), &view(&loaded)).len(), all);
}

async fn another_history_is_read_anew(fixture: Fixture) {
    let (atlas, folder) = saved(&fixture).await;
    let id = "'00000000-0000-4000-8000-000000000001'";
    fixture.foreign(&format!("update epoch set id = {id}")).await;
    let loaded = open_with(&fixture, &folder).await;
    same(&view(&loaded), &view(&fresh(&fixture).await));
    assert_eq!(kept(&view(&atlas), &view(&loaded)), Vec::<String>::new());
}

/// The server forgets its counters in a crash, so that a table without triggers cannot be told from
/// what it was.
#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_the_log_does_not_follow_is_always_read_from_postgis() {
    let fixture = Fixture::postgis().await;
    fixture
        .foreign(
            "create table trees (fid int primary key, name text, geometry geometry(Point, 4326));
             insert into trees values (1, 'ginkgo', 'srid=4326;point(121.39 31.15)')",
        )
        .await;
    let (atlas, folder) = saved(&fixture).await;
    let loaded = open_with(&fixture, &folder).await;
    same(&view(&loaded), &view(&fresh(&fixture).await));
    let trees = |atlas: &Atlas| {
        let view = view(atlas);
        view.layers().find(|layer| layer.schema().id.as_str() == "trees").unwrap().clone()
    };
    assert_eq!(trees(&loaded).table.len(), 1);
    assert!(!trees(&loaded).same_reading(&trees(&atlas)));
}
