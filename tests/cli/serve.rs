use std::{fs, net::TcpListener, path::Path};

use tempfile::TempDir;

use super::init::names;
use crate::support::{
    command::{Run, gumei},
    server::Server,
    territory,
};

fn serve(store: &Path) -> Run {
    gumei(["serve", "--listen", "127.0.0.1:0", "--store", store.to_str().unwrap()])
}

#[test]
fn the_service_says_where_it_is_and_ends_in_order() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());

    let server = Server::start(&store);

    assert_eq!(server.json("/health/ready")["status"], "ready");
    let links = server.json("/api")["links"].clone();
    assert_eq!(links[0]["href"], format!("{}/api", server.address));
    assert_eq!(server.terminate(), Some(0));
    // The write-ahead log is folded back: one file can be copied.
    assert_eq!(names(place.path()), ["gumei-private.sqlite", "gumei.gpkg", "gumei.gpkg.memory"]);
}

#[test]
fn a_store_that_is_not_there_is_named_and_not_made() {
    let place = TempDir::new().unwrap();

    serve(&place.path().join("gumei.gpkg")).refuses(&[
        "gumei.gpkg",
        "does not exist",
        "gumei init",
    ]);

    assert!(names(place.path()).is_empty());
}

#[test]
fn a_port_that_is_taken_is_named() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();

    let run = gumei(["serve", "--listen", &address, "--store", store.to_str().unwrap()]);

    run.refuses(&[&address, "in use"]);
}

#[test]
fn what_is_no_geopackage_is_told() {
    let place = TempDir::new().unwrap();
    for (name, bytes) in [
        ("text.gpkg", "this is no database\n".repeat(200).into_bytes()),
        ("empty.gpkg", Vec::new()),
    ] {
        let store = place.path().join(name);
        fs::write(&store, &bytes).unwrap();
        serve(&store).refuses(&[name, "is not a GeoPackage"]);
        assert_eq!(fs::read(&store).unwrap(), bytes, "{name} was touched");
    }
    serve(place.path()).refuses(&["is not a GeoPackage"]);
    assert_eq!(names(place.path()), ["empty.gpkg", "text.gpkg"]);
}

#[tokio::test]
async fn a_database_that_is_no_geopackage_is_told() {
    use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
    let place = TempDir::new().unwrap();
    let store = place.path().join("other.sqlite");
    let options = SqliteConnectOptions::new().filename(&store).create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("create table things (id integer primary key)")
        .execute(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();

    serve(&store).refuses(&["other.sqlite", "is not a GeoPackage", "gpkg_contents"]);
}

#[test]
fn a_store_that_is_cut_off_is_told() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let whole = fs::read(&store).unwrap();

    for part in [2, 3, 10] {
        fs::write(&store, &whole[..whole.len() / part]).unwrap();
        serve(&store).refuses(&["gumei.gpkg", "is damaged", "backup"]);
    }
}

#[test]
fn a_store_with_overwritten_pages_is_told() {
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let mut bytes = fs::read(&store).unwrap();
    let page = 4096;
    for number in (20..200).step_by(3) {
        bytes[number * page..number * page + page].fill(0xAB);
    }
    fs::write(&store, &bytes).unwrap();

    serve(&store).refuses(&["gumei.gpkg", "is damaged"]);
}

/// Where permission bits bind; root is stopped by a file system that cannot be written.
#[test]
fn a_store_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = TempDir::new().unwrap();
    let store = territory::store_in(place.path());
    let probe = place.path().join("probe");
    fs::set_permissions(&store, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let bound = fs::write(&probe, "").is_err();

    let run = if bound {
        serve(&store)
    } else {
        gumei([
            "init",
            "--store",
            "/proc/sys/gumei.gpkg",
            "--from",
            territory::folder().to_str().unwrap(),
        ])
    };

    fs::set_permissions(place.path(), fs::Permissions::from_mode(0o755)).unwrap();
    run.refuses(&["cannot write"]);
}

#[test]
fn a_foreign_geopackage_is_served_and_not_touched() {
    let place = TempDir::new().unwrap();
    let store = territory::foreign_store_in(place.path());
    let before = fs::read(&store).unwrap();

    let server = Server::start(&store);

    let collections = server.json("/api/collections");
    assert_eq!(collections["collections"].as_array().unwrap().len(), 3);
    let countries = server.json("/api/collections/ne_110m_admin_0_countries/items?limit=1000");
    assert_eq!(countries["numberReturned"], 177);
    assert_eq!(server.terminate(), Some(0));
    assert_eq!(fs::read(&store).unwrap(), before);
    assert_eq!(names(place.path()), ["ne110m4cql2.gpkg"]);
}
