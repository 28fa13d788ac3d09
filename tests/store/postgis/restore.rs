//! `pg_dump` and `pg_restore` give the territory back, as another history.

use std::{path::PathBuf, process::Command};

use gumei::store::{Location, StoreError};
use serde_json::json;
use tempfile::TempDir;

use super::fixture::{Fixture, delete, replace, set, text};
use crate::{
    postgres::server,
    support::{
        cluster::{PROGRAMS, run},
        command::gumei,
        content::assert_same,
        features::{violation, with},
        server::Server,
    },
};

const ITEMS: &str = "/api/collections/violations/items";

struct Dump {
    file: PathBuf,
    _folder: TempDir,
}

fn pg(program: &str) -> Command {
    Command::new(format!("{PROGRAMS}/{program}"))
}

/// As docs/deployment.md has it.
fn dump(database: &str) -> Dump {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("gumei.dump");
    run(pg("pg_dump")
        .args(["--format=custom", "--file"])
        .arg(&file)
        .arg(format!("--dbname={}", server().url(database))));
    Dump { file, _folder: folder }
}

impl Dump {
    fn restore(&self, database: &str, further: &[&str]) {
        run(pg("pg_restore")
            .arg("--exit-on-error")
            .args(further)
            .arg(format!("--dbname={}", server().url(database)))
            .arg(&self.file));
    }
}

async fn edit(fixture: &Fixture) {
    let layer = fixture.layer("violations").await;
    let mut feature = layer.features[0].clone();
    set(&mut feature, &layer.schema, "name", text("龙茗路 '1'"));
    let last = layer.features.last().unwrap().id.to_string();
    fixture.write(&[replace("violations", feature), delete("violations", &last)]).await.unwrap();
    let facility = fixture.layer("elder_facilities").await.features[0].id.to_string();
    fixture.write(&[delete("elder_facilities", &facility)]).await.unwrap();
    fixture.foreign("update violations set area_m2 = 1e22 / 3 where fid = 2").await;
}

fn location(database: &str) -> Location {
    server().url(database).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dump_restored_into_a_fresh_database_is_the_same_territory_with_another_history() {
    let original = Fixture::postgis().await;
    edit(&original).await;
    let secret = gumei(["token", "create", "kept", "--store", &server().url(original.database())]);
    let (epoch, position) = original.position().await;

    let fresh = server().bare().await;
    dump(original.database()).restore(&fresh, &[]);

    let opened = location(&fresh).open().await.unwrap();
    let restored = &opened.store;
    assert_same(&original.store.content().await.unwrap(), &restored.content().await.unwrap());
    let loaded = restored.load().await.unwrap();
    assert_eq!((loaded.position, &loaded.refused), (position, &vec![]));
    let schemas = loaded.layers.iter().map(|l| (l.schema.id.clone(), l.schema.clone())).collect();
    assert_ne!(loaded.epoch, epoch);
    // Whoever follows the old history is told.
    let old = restored.changes_since(&epoch, position, &schemas).await;
    assert!(matches!(old, Err(StoreError::History)));
    // Tokens lie in a schema of their own, which is in the dump.
    let verified = opened.private.as_ref().unwrap().verify(secret.stdout.trim()).await.unwrap();
    assert_eq!(verified.as_deref(), Some("kept"));

    // Triggers, numbering and the catalogue's constraints work as before.
    let layer = loaded.layers.iter().find(|l| l.schema.id.as_str() == "violations").unwrap();
    let mut feature = layer.features[0].clone();
    set(&mut feature, &layer.schema, "name", text("after"));
    let edits = [replace("violations", feature)];
    restored.write(&edits, &schemas, &Default::default(), loaded.position).await.unwrap();
    let mut connection = server().connect(&fresh).await;
    sqlx::query("update violations set name = 'by SQL' where fid = 3")
        .execute(&mut connection)
        .await
        .unwrap();
    let truncated = sqlx::query("truncate violations").execute(&mut connection).await;
    assert!(truncated.unwrap_err().to_string().contains("cannot be truncated"));
    let changes = restored.changes_since(&loaded.epoch, position, &schemas).await.unwrap();
    let seqs: Vec<i64> = changes.iter().map(|change| change.seq).collect();
    assert_eq!(seqs, [position + 1, position + 2]);
    opened.close().await;
}

/// Restored over itself, and copied as a template: either is another history.
#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_a_restored_database_is_noticed() {
    let original = Fixture::postgis().await;
    edit(&original).await;
    let dump = dump(original.database());
    let content = original.store.content().await.unwrap();
    let (first, position) = original.position().await;

    original.foreign("delete from violations where fid = 7").await;
    dump.restore(original.database(), &["--clean", "--if-exists"]);
    let (second, again) = original.position().await;
    assert_eq!(again, position);
    assert_ne!(second, first);
    assert_same(&original.store.content().await.unwrap(), &content);

    original.store.close().await;
    let copy = format!("{}_copy", original.database());
    let template = original.database();
    server().execute("postgres", &format!("create database {copy} template {template}")).await;
    let store = location(&copy).open().await.unwrap().store;
    let third = store.load().await.unwrap().epoch;
    assert!(third != second && third != first);
    store.close().await;
}

/// A server set back as a whole knows nothing of it; its log is shorter than what was read.
#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_ends_before_the_reader_is_another_history() {
    let fixture = Fixture::postgis().await;
    edit(&fixture).await;
    let (epoch, position) = fixture.position().await;
    let schemas = fixture.schemas().await;
    assert_eq!(fixture.changes(&(epoch.clone(), position)).await.len(), 0);

    fixture.foreign("delete from changes where seq = (select max(seq) from changes)").await;

    let told = fixture.store.changes_since(&epoch, position, &schemas).await;
    assert!(matches!(told, Err(StoreError::History)), "{told:?}");
}

/// The restored database takes the old one's name while the service runs.
#[tokio::test(flavor = "multi_thread")]
async fn a_running_service_goes_over_to_the_restored_database_by_itself() {
    let database = server().filled().await;
    let url = server().url(&database);
    let token = gumei(["token", "create", "writer", "--store", &url]).stdout.trim().to_owned();
    let target = format!("{ITEMS}/kept");
    let blocking = tokio::task::spawn_blocking({
        let token = token.clone();
        move || {
            let service = Server::start(&url);
            let posted = service.send("POST", ITEMS, &token, None, &violation("kept"));
            assert_eq!(posted, 201);
            service
        }
    });
    let service = blocking.await.unwrap();
    let dump = dump(&database);
    let old_etag = service.etag(&target);
    let landing = service.json("/api");
    let epoch = landing["epoch"].as_str().unwrap().to_owned();
    let seq = landing["seq"].as_i64().unwrap();
    let changed = with(violation("kept"), "/properties/status", json!("ordered"));
    assert_eq!(service.send("PUT", &target, &token, Some(&old_etag), &changed), 204);

    let fresh = server().bare().await;
    dump.restore(&fresh, &[]);
    for statement in [
        format!("alter database {database} allow_connections false"),
        format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
        ),
        format!("alter database {database} rename to {database}_before"),
        format!("alter database {fresh} rename to {database}"),
    ] {
        server().execute("postgres", &statement).await;
    }

    let check = move || {
        let landing = service.wait_for("/api", |landing| landing["epoch"] != *epoch);
        assert_eq!(landing["seq"], seq);
        assert_eq!(service.json(&target)["properties"]["status"], "found");
        // The version it had when the tag was given.
        assert_eq!(service.send("PUT", &target, &token, Some(&old_etag), &changed), 412);
        assert_eq!(service.status(&format!("/api/changes?since={seq}&epoch={epoch}")), 410);
        assert_eq!(service.status(&format!("/api/changes?since={}", seq + 1)), 410);
        let new_etag = service.etag(&target);
        assert_ne!(new_etag, old_etag);
        assert_eq!(service.send("PUT", &target, &token, Some(&new_etag), &changed), 204);
        let feed = service.json(&format!("/api/changes?since={seq}"));
        assert_eq!(feed["changes"][0]["seq"], seq + 1);
        assert_eq!(feed["changes"][0]["feature"]["properties"]["status"], "ordered");
    };
    tokio::task::spawn_blocking(check).await.unwrap();
}
