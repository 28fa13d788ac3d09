//! What can be wrong with a database: each time one sentence that says what to do.

use gumei::{
    domain::Value,
    store::{Location, Seed, StoreError, postgis},
};
use tempfile::TempDir;

use super::fixture::Fixture;
use crate::{
    postgres::{PASSWORD, server, territory},
    support::{command::gumei, territory},
};

async fn open(url: &str) -> String {
    let location: Location = match url.parse() {
        Ok(location) => location,
        Err(error) => return StoreError::from(error).to_string(),
    };
    match location.open().await {
        Ok(opened) => format!("opened {}", opened.store.describe()),
        Err(error) => error.to_string(),
    }
}

async fn create(url: &str) -> String {
    let url = url.parse().unwrap();
    match postgis::create(&url, territory().await, false).await {
        Ok(_) => "made".into(),
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

/// The fifth violation with another value.
async fn spoilt(property: &str, value: Value) -> (Seed, String) {
    let mut seed = territory().await.clone();
    let layer = seed.layers.iter_mut().find(|l| l.schema.id.as_str() == "violations").unwrap();
    let index = layer.schema.index_of(property).unwrap();
    let mut features = layer.rows.whole().into_owned();
    features[4].values[index] = value;
    let id = features[4].id.to_string();
    layer.rows = features.into();
    (seed, id)
}

#[tokio::test]
async fn a_bad_row_in_the_data_is_named_and_nothing_is_made() {
    let url = server().url(&server().bare().await);
    for (property, value, reason) in [
        ("area_m2", Value::Real(-1.0), "check constraint"),
        ("class", Value::Text("nix".into()), "Key (class)=(nix) is not present"),
    ] {
        let (seed, id) = spoilt(property, value).await;
        let error = postgis::create(&url.parse().unwrap(), &seed, false).await.unwrap_err();
        assert!(matches!(error, StoreError::Seed { .. }), "{error:?}");
        check(error.to_string(), &[&format!("layer `violations`, feature 5 (`{id}`)"), reason]);
        check(open(&url).await, &["holds no territory yet"]);
    }
}

#[tokio::test]
async fn a_bad_code_and_a_bad_value_of_many_are_named() {
    let url = server().url(&server().bare().await).parse().unwrap();
    let mut seed = territory().await.clone();
    seed.codes.push(["colours", "red", "红", "red"].map(str::to_owned));
    let error = postgis::create(&url, &seed, false).await.unwrap_err().to_string();
    check(error, &["code `red` of list `colours`"]);

    let mut seed = territory().await.clone();
    let layer = seed.layers.iter_mut().find(|layer| !layer.schema.relations.is_empty()).unwrap();
    let property = layer.schema.relations[0].property;
    let mut features = layer.rows.whole().into_owned();
    let twice = super::fixture::list(&["committees:x", "committees:x"]);
    features[1].values[property] = twice;
    let id = features[1].id.to_string();
    layer.rows = features.into();
    let error = postgis::create(&url, &seed, false).await.unwrap_err().to_string();
    check(error, &["feature 2", &id]);
}

/// As for a file: `init` names the file, and the line or feature in it.
#[tokio::test]
async fn init_names_the_file_of_what_the_database_refuses() {
    let url = server().url(&server().bare().await);
    let from = |data: &TempDir| data.path().to_str().unwrap().to_owned();

    let data = territory::copied_folder();
    let file = data.path().join("compounds.geojson");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut collection: serde_json::Value = serde_json::from_str(&text).unwrap();
    collection["features"][3]["properties"]["residents_80"] = 9_999_999.into();
    std::fs::write(&file, collection.to_string()).unwrap();
    gumei(["init", "--store", &url, "--from", &from(&data)])
        .refuses(&["compounds.geojson, feature 4 (`310112006-C004`)", "check constraint"]);

    let data = territory::copied_folder();
    let file = data.path().join("unit_indicators.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    let again = format!("again{}", &lines[1][lines[1].find(',').unwrap()..]);
    lines.insert(2, &again);
    std::fs::write(&file, lines.join("\n")).unwrap();
    gumei(["init", "--store", &url, "--from", &from(&data)])
        .refuses(&["unit_indicators.csv, line 3", "unique"]);

    check(open(&url).await, &["holds no territory yet"]);
    let run = gumei(["init", "--store", &url]);
    run.succeeds();
    assert!(run.stdout.contains("26 layers"), "{run:?}");
}

#[tokio::test]
async fn the_test_city_goes_into_a_database() {
    let url = server().url(&server().bare().await);
    let made = ["bench-data", "--scale", "subdistrict", "--store", &url];
    gumei(made).succeeds();
    let opened = url.parse::<Location>().unwrap().open().await.unwrap();
    let loaded = opened.store.load().await.unwrap();
    assert_eq!(loaded.refused, []);
    let violations = loaded.layers.iter().find(|l| l.schema.id.as_str() == "violations").unwrap();
    assert_eq!(violations.features.len(), 22_727);
    opened.close().await;
    gumei(made).refuses(&["exists already", "--replace"]);
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
    check(error.to_string(), &["takes no writes", "write to the primary"]);
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
