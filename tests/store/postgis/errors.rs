//! What can be wrong with a database: each time one sentence that says what to do.

use gumei::store::{Location, postgis};

use super::fixture::Fixture;
use crate::postgres::{PASSWORD, server, territory};

async fn open(url: &str) -> String {
    let location: Location = match url.parse() {
        Ok(location) => location,
        Err(error) => return gumei::store::StoreError::from(error).to_string(),
    };
    match location.open().await {
        Ok(opened) => format!("opened {}", opened.store.describe()),
        Err(error) => error.to_string(),
    }
}

async fn create(url: &str) -> String {
    let url = url.parse().unwrap();
    match postgis::create(&url, territory().await, false).await {
        Ok(()) => "made".into(),
        Err(error) => error.to_string(),
    }
}

#[track_caller]
fn check(message: String, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{message}");
    }
    assert!(!message.contains(PASSWORD) && !message.contains('\n'), "{message}");
}

#[tokio::test]
async fn a_way_into_the_database_that_fails_is_told_apart() {
    let port = server().port;
    let database = server().bare().await;
    check(
        open("postgres://x:geheim@host:no/db").await,
        &["cannot be read", "postgres://user:password@"],
    );
    check(open("mysql://x:geheim@host/db").await, &["does not begin with `postgres://`"]);
    check(
        open("postgres://gumei:geheim@127.0.0.1:1/db").await,
        &["no PostgreSQL answers at `127.0.0.1:1`", "refused", "start it"],
    );
    check(
        open(&format!("postgres://gumei:falsch@127.0.0.1:{port}/{database}")).await,
        &["does not let `gumei` in", "password"],
    );
    check(
        open(&format!("postgres://gumei:{PASSWORD}@127.0.0.1:{port}/nowhere")).await,
        &["there is no database `nowhere`", "createdb nowhere"],
    );
    let url = format!("postgres://gumei:{PASSWORD}@127.0.0.1:{port}/{database}");
    check(open(&url).await, &["holds no territory yet; `gumei init` fills it"]);
    check(create(&url).await, &["made"]);
    check(
        open(&url).await,
        &[&format!("opened PostGIS postgres://gumei@127.0.0.1:{port}/{database}")],
    );
    check(create(&url).await, &["holds a territory already", "--replace"]);
}

#[tokio::test]
async fn a_user_who_may_not_create_the_extension_is_told_who_can() {
    let database = server().bare().await;
    server()
        .execute(
            &database,
            &format!(
                "create role plain_{database} login; grant all on schema public to plain_{database}"
            ),
        )
        .await;
    let url = server().url_of(&format!("plain_{database}"), &database);
    check(create(&url).await, &["extension PostGIS is missing", "create extension postgis"]);
    server().execute(&database, "create extension postgis").await;
    // The tokens' schema needs a right on the database.
    check(create(&url).await, &["lacks a right", "permission denied for database"]);
    let grant = format!("grant create on database {database} to plain_{database}");
    server().execute(&database, &grant).await;
    check(create(&url).await, &["made"]);
    check(open(&url).await, &["opened"]);
}

#[tokio::test]
async fn another_programs_database_is_left_alone() {
    let database = server().bare().await;
    server()
        .execute(
            &database,
            "create table _sqlx_migrations (version bigint primary key, description text not null,
                 installed_on timestamptz not null default now(), success boolean not null,
                 checksum bytea not null, execution_time bigint not null);
             insert into _sqlx_migrations values (1, 'theirs', now(), true, '', 0)",
        )
        .await;
    let url = server().url(&database);
    let parts = ["belongs to another program", "another database", "schema of its own"];
    check(open(&url).await, &parts);
    check(create(&url).await, &parts);
    // The advice works.
    server().execute(&database, "create schema gumei").await;
    let own = format!("{url}&options=-csearch_path%3Dgumei,public");
    check(create(&own).await, &["made"]);
    check(open(&own).await, &["opened"]);

    let database = server().bare().await;
    server().execute(&database, "create table roads (id int)").await;
    let url = server().url(&database);
    check(create(&url).await, &["table of another program", "\"roads\" already exists"]);
    // Nothing is left of the attempt.
    check(open(&url).await, &["holds no territory yet"]);
}

#[tokio::test]
async fn migrations_that_do_not_fit_are_told_apart() {
    for (statement, parts) in [
        (
            "update _sqlx_migrations set success = false where description = 'create base'",
            ["migration 20261124000008", "was broken off"],
        ),
        (
            "insert into _sqlx_migrations values (20991231000001, 'later', now(), true, '', 0)",
            ["made by a newer gumei (migration 20991231000001)", "update this one"],
        ),
        (
            "update _sqlx_migrations set checksum = '' where description = 'create base'",
            ["made by another build of gumei", "use the build that made it"],
        ),
        ("delete from territory", ["holds no territory yet", "gumei init"]),
    ] {
        let fixture = Fixture::postgis().await;
        fixture.foreign(statement).await;
        check(open(&server().url(fixture.database())).await, &parts);
    }
}

#[tokio::test]
async fn a_bad_row_in_the_data_is_named_and_nothing_is_made() {
    let mut seed = territory().await.clone();
    let layer = seed.layers.iter_mut().find(|l| l.schema.id.as_str() == "violations").unwrap();
    let area = layer.schema.index_of("area_m2").unwrap();
    layer.features[4].values[area] = gumei::domain::Value::Real(-1.0);
    let id = layer.features[4].id.to_string();
    let url = server().url(&server().bare().await);
    let error = postgis::create(&url.parse().unwrap(), &seed, false).await.unwrap_err().to_string();
    check(error, &[&format!("layer `violations`, feature 5 (`{id}`)"), "check constraint"]);

    let layer = seed.layers.iter_mut().find(|l| l.schema.id.as_str() == "violations").unwrap();
    layer.features[4].values[area] = gumei::domain::Value::Null;
    let class = layer.schema.index_of("class").unwrap();
    layer.features[4].values[class] = gumei::domain::Value::Text("nix".into());
    let error = postgis::create(&url.parse().unwrap(), &seed, false).await.unwrap_err().to_string();
    check(error, &["violations", "Key (class)=(nix) is not present"]);
    check(open(&url).await, &["holds no territory yet"]);
}

#[tokio::test]
async fn a_read_only_server_says_so_at_the_first_write() {
    let fixture = Fixture::postgis().await;
    let url = format!(
        "{}&options=-cdefault_transaction_read_only%3Don",
        server().url(fixture.database())
    );
    let store = url.parse::<Location>().unwrap().open().await.unwrap().store;
    let loaded = store.load().await.unwrap();
    let feature = fixture.layer("violations").await.features[0].clone();
    let edit = [super::fixture::replace("violations", feature)];
    let error = store
        .write(&edit, &fixture.schemas().await, &Default::default(), loaded.position)
        .await
        .unwrap_err();
    check(error.to_string(), &["read-only replica; write to the primary"]);
}

#[tokio::test]
async fn tokens_are_kept_in_the_database() {
    let fixture = Fixture::postgis().await;
    let private = fixture.location.open().await.unwrap().private.unwrap();
    let secret = private.create_token("li").await.unwrap();
    assert_eq!(private.verify(&secret).await.unwrap().as_deref(), Some("li"));
    assert_eq!(private.verify("gumei_x").await.unwrap(), None);
    check(private.create_token("li").await.unwrap_err().to_string(), &["`li` exists already"]);
    assert_eq!(private.tokens().await.unwrap().len(), 1);
    assert!(private.revoke_token("li").await.unwrap());
    assert!(!private.revoke_token("li").await.unwrap());
}
