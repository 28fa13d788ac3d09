//! A schema of another program, served as it is.

use gumei::{
    domain::{Edit, EditContext},
    store::{Location, Store, StoreError, postgis::PostGis},
};
use serde_json::json;

use super::fixture::{delete, feature_id};
use crate::{
    postgres::server,
    support::{command::gumei, server::Server},
};

const TABLES: &str = "
    create extension postgis;
    create table trees (
        gid serial primary key, geom geometry(Point, 4326), kind text not null, planted date
    );
    comment on table trees is '行道树';
    comment on column trees.kind is '树种';
    insert into trees (geom, kind, planted) values
        (ST_SetSRID(ST_MakePoint(121.39, 31.15), 4326), '香樟', '2016-03-12'),
        (null, '银杏', null);
    create table heaps (geom geometry(Point, 4326));
    create table notes (id int primary key, words text)";

#[tokio::test]
async fn tables_with_a_geometry_and_a_key_are_served_with_their_comments() {
    let database = server().bare().await;
    server().execute(&database, TABLES).await;
    let url = server().url(&database);

    let service = Server::start(&url);

    let collections = service.json("/api/collections");
    let list = collections["collections"].as_array().unwrap();
    assert_eq!(list.len(), 1, "{collections}");
    let trees = &list[0];
    assert_eq!((&trees["id"], &trees["title"]), (&json!("trees"), &json!("行道树")));
    assert_eq!(trees["editable"], false);
    let schema = service.json("/api/collections/trees/schema");
    assert_eq!(schema["properties"]["kind"]["title"], "树种");
    assert_eq!(schema["properties"]["planted"]["format"], "date");
    assert_eq!(schema["properties"]["geom"]["format"], "geometry-point");
    let page =
        service.json("/api/collections/trees/items?bbox=121.38,31.14,121.40,31.16&kind=香樟");
    assert_eq!(page["numberMatched"], 1);
    assert_eq!(page["features"][0]["id"], "1");
    assert_eq!(page["features"][0]["geometry"]["coordinates"], json!([121.39, 31.15]));
    let ready = service.json("/health/ready");
    assert_eq!(ready["refused"][0]["table"], "heaps", "{ready}");

    // What others write shows, although no log tells of it.
    server()
        .execute(
            &database,
            "insert into trees (kind) values ('玉兰'); select pg_stat_force_next_flush()",
        )
        .await;
    service.wait_for("/api/collections/trees/items", |page| page["numberMatched"] == 3);
}

#[tokio::test]
async fn it_is_read_only() {
    let database = server().bare().await;
    server().execute(&database, TABLES).await;
    let url = server().url(&database);
    let store = PostGis::open(&url.parse().unwrap()).await.unwrap();

    assert!(!store.is_ours());
    let loaded = store.load().await.unwrap();
    assert_eq!((loaded.position, &*loaded.epoch), (0, "database"));
    assert!(!loaded.layers[0].schema.editable);
    assert!(matches!(store.adopt("trees").await, Err(StoreError::Foreign(_))));
    assert!(matches!(store.content().await, Err(StoreError::Foreign(_))));
    let schemas = Default::default();
    assert!(store.changes_since("database", 0, &schemas).await.unwrap().is_empty());
    let edit: Edit = delete("trees", "1");
    let context = EditContext::default();
    assert!(store.write(&[edit], &schemas, &context, 0).await.is_err());
    let id = feature_id("1");
    let trees = "trees".parse().unwrap();
    assert!(store.history(&trees, &id, 0, &schemas).await.unwrap().is_empty());
    store.close().await;
    let opened = url.parse::<Location>().unwrap().open().await.unwrap();
    assert!(opened.private.is_none());
    opened.close().await;
    gumei(["token", "create", "somebody", "--store", &url]).refuses(&[]);
}

/// The migrations of another program that uses the same tool are no reason to refuse.
#[tokio::test]
async fn another_programs_migrations_do_not_stand_in_the_way() {
    let database = server().bare().await;
    server().execute(&database, TABLES).await;
    server()
        .execute(
            &database,
            "create table _sqlx_migrations (version bigint primary key, description text,
                 installed_on timestamptz, success boolean, checksum bytea, execution_time bigint);
             insert into _sqlx_migrations values (1, 'other', now(), true, '', 0)",
        )
        .await;

    let store = PostGis::open(&server().url(&database).parse().unwrap()).await.unwrap();

    assert_eq!(store.load().await.unwrap().layers.len(), 1);
    store.close().await;
}

#[tokio::test]
async fn where_there_is_nothing_to_serve_it_says_so() {
    let database = server().bare().await;
    server().execute(&database, "create table notes (id int primary key, words text)").await;
    let url = server().url(&database);

    let error = PostGis::open(&url.parse().unwrap()).await.unwrap_err().to_string();
    assert!(error.contains("holds no territory yet; `gumei init` fills it"), "{error}");
}
