//! A territory goes from one kind of store to the other and back, with its history.

use gumei::store::{self, CopyError, Location, StoreError, postgis::PostgisError};
use tempfile::TempDir;

use super::fixture::{Fixture, delete, replace, set, text};
use crate::postgres::server;

async fn edit(fixture: &Fixture) {
    let layer = fixture.layer("violations").await;
    let mut feature = layer.features[0].clone();
    set(&mut feature, &layer.schema, "name", text("龙茗路 '1'"));
    let last = layer.features.last().unwrap().id.to_string();
    fixture.write(&[replace("violations", feature), delete("violations", &last)]).await.unwrap();
    let facility = fixture.layer("elder_facilities").await.features[0].id.to_string();
    fixture.write(&[delete("elder_facilities", &facility)]).await.unwrap();
    fixture
        .foreign("update violations set area_m2 = 1e22 / 3, geometry = null where fid = 2")
        .await;
    fixture.foreign("update compounds set tech_standard_met = true where fid = 1").await;
}

#[tokio::test]
async fn a_territory_moves_both_ways_without_loss() {
    let folder = TempDir::new().unwrap();
    let file = Fixture::geopackage().await;
    edit(&file).await;
    let database: Location = server().url(&server().bare().await).parse().unwrap();
    let copied = store::copy(&file.location, &database, false).await.unwrap();
    let lines = copied.log.as_ref().unwrap().len();
    assert!(lines > 5);

    // The copy goes on where the original stopped.
    let store = database.open().await.unwrap().store;
    assert_eq!(store.load().await.unwrap().position, copied.log.unwrap().last().unwrap().seq);
    store.close().await;

    let back = Location::File(folder.path().join("back.gpkg"));
    let again = store::copy(&database, &back, false).await.unwrap();
    assert_eq!(again.log.unwrap().len(), lines);
    let (original, returned) = (
        file.store.content().await.unwrap(),
        back.open().await.unwrap().store.content().await.unwrap(),
    );
    assert_eq!(original.layers, returned.layers);
}

#[tokio::test]
async fn a_copy_can_be_edited_and_never_gives_a_key_twice() {
    let original = Fixture::postgis().await;
    edit(&original).await;
    let highest = original.layer("violations").await.features.last().unwrap().fid + 1;
    let folder = TempDir::new().unwrap();
    let to = Location::File(folder.path().join("copy.gpkg"));
    let content = store::copy(&original.location, &to, false).await.unwrap();
    let store = to.open().await.unwrap().store;
    let loaded = store.load().await.unwrap();
    let layer = loaded.layers.iter().find(|l| l.schema.id.as_str() == "violations").unwrap();
    let mut feature = layer.features[0].clone();
    (feature.fid, feature.id) = (0, super::fixture::feature_id("new"));
    let schemas = loaded.layers.iter().map(|l| (l.schema.id.clone(), l.schema.clone())).collect();
    let edits = [super::fixture::insert("violations", feature)];
    store.write(&edits, &schemas, &Default::default(), loaded.position).await.unwrap();
    let changes = store.changes_since(&loaded.epoch, loaded.position, &schemas).await.unwrap();
    assert_eq!(changes[0].seq, content.log.unwrap().last().unwrap().seq + 1);
    let log = store.content().await.unwrap().log.unwrap();
    assert!(log.last().unwrap().fid > Some(highest));
}

#[tokio::test]
async fn a_full_database_is_not_overwritten_by_accident() {
    let (file, full) = (Fixture::geopackage().await, Fixture::postgis().await);
    let error = store::copy(&file.location, &full.location, false).await.unwrap_err();
    assert!(matches!(error, CopyError::Store(StoreError::Postgis(PostgisError::Exists(_)))));
    edit(&file).await;
    let before = full.position().await;
    store::copy(&file.location, &full.location, true).await.unwrap();
    let schemas = full.schemas().await;
    // Whoever follows the old history is told.
    let error = full.store.changes_since(&before.0, before.1, &schemas).await.unwrap_err();
    assert!(matches!(error, StoreError::History));
}

#[tokio::test]
async fn a_table_of_someone_elses_is_not_left_behind_silently() {
    let original = Fixture::postgis().await;
    original
        .foreign("create table trees (fid bigint primary key, geometry geometry(Point, 4326))")
        .await;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("copy.gpkg");
    let error =
        store::copy(&original.location, &Location::File(path.clone()), false).await.unwrap_err();
    assert!(error.to_string().starts_with("table `trees` cannot be copied"), "{error}");
    assert!(!path.exists());
}
