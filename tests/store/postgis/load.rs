//! The first load: keys, references and indexes are taken down for it and stand after it.

use std::sync::Arc;

use gumei::{
    domain::{Feature, Value},
    store::{Chunks, Location, Rows, Seed, StoreError, postgis},
};
use sqlx::PgConnection;

use crate::postgres::{server, territory};

/// What the tables of the schema are like, in the database's own words.
async fn definitions(connection: &mut PgConnection) -> Vec<String> {
    sqlx::query_scalar(
        "select format('%s %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid),
             convalidated)
         from pg_constraint where connamespace = current_schema()::regnamespace
         union all select indexdef from pg_indexes where schemaname = current_schema()
         union all select format('%s %s %s', tgrelid::regclass, tgname, tgenabled)
         from pg_trigger join pg_class c on c.oid = tgrelid
         where not tgisinternal and relnamespace = current_schema()::regnamespace
         union all select format('%I.%I', relname, relkind) from pg_class
         where relnamespace = current_schema()::regnamespace and relkind in ('r', 'S', 'v')
         order by 1",
    )
    .fetch_all(connection)
    .await
    .unwrap()
}

/// Tables as the migrations make them.
async fn as_made() -> Vec<String> {
    let database = server().bare().await;
    let mut connection = server().connect(&database).await;
    sqlx::migrate!("migrations/postgis").run(&mut connection).await.unwrap();
    definitions(&mut connection).await
}

async fn definitions_of(database: &str) -> Vec<String> {
    definitions(&mut server().connect(database).await).await
}

async fn create(database: &str, seed: &Seed, replace: bool) -> Result<u64, StoreError> {
    postgis::create(&server().url(database).parse().unwrap(), seed, replace).await
}

async fn open(database: &str) -> String {
    match server().url(database).parse::<Location>().unwrap().open().await {
        Ok(opened) => format!("opened {}", opened.store.describe()),
        Err(error) => error.to_string(),
    }
}

/// The territory with other rows in one layer.
async fn with_rows(layer: &str, change: impl FnOnce(Vec<Feature>) -> Rows) -> Seed {
    let mut seed = territory().await.clone();
    let layer = seed.layers.iter_mut().find(|l| l.schema.id.as_str() == layer).unwrap();
    layer.rows = change(layer.rows.whole().into_owned());
    seed
}

#[tokio::test]
async fn every_key_reference_index_and_trigger_stands_after_a_load_and_after_a_replacement() {
    let expected = as_made().await;
    assert!(expected.iter().any(|line| line.contains("FOREIGN KEY") && line.ends_with(" t")));
    let database = server().bare().await;
    create(&database, territory().await, false).await.unwrap();
    assert_eq!(definitions_of(&database).await, expected);
    create(&database, territory().await, true).await.unwrap();
    assert_eq!(definitions_of(&database).await, expected);
    // They hold: the database refuses what breaks them.
    let mut connection = server().connect(&database).await;
    for (statement, code) in [
        ("insert into gates overriding system value select * from gates limit 1", "23505"),
        ("update gates set id = (select max(id) from gates)", "23505"),
        ("update gates set compound_id = 'nowhere'", "23503"),
    ] {
        let error = sqlx::query(statement).execute(&mut connection).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().unwrap(), code, "{error}");
    }
}

#[tokio::test]
async fn a_load_that_is_refused_leaves_no_row_and_all_tables_as_they_were_made() {
    let expected = as_made().await;
    let database = server().bare().await;
    let gates = territory().await.layers.iter().find(|l| l.schema.id.as_str() == "gates").unwrap();
    let kind = gates.schema.index_of("kind").unwrap();
    // One is found while the rows go in, one by a key after them.
    for (null, reason) in [(true, "null value in column \"kind\""), (false, "Key (id)=(")] {
        let seed = with_rows("gates", |mut features| {
            if null {
                features[7].values[kind] = Value::Null;
            } else {
                features[7].id = features[2].id.clone();
            }
            features.into()
        })
        .await;
        let error = create(&database, &seed, false).await.unwrap_err();
        let StoreError::Seed { place, reason: told } = &error else { panic!("{error:?}") };
        assert!(place.to_string().starts_with("layer `gates`, feature 8"), "{error}");
        assert!(told.contains(reason), "{error}");
        assert!(open(&database).await.contains("holds no territory yet"));
        assert_eq!(definitions_of(&database).await, expected);
        let mut connection = server().connect(&database).await;
        let rows: i64 = sqlx::query_scalar(
            "select (select count(*) from violations) + (select count(*) from code_zone)
             + (select count(*) from catalogue_layers) + (select count(*) from changes)",
        )
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(rows, 0);
    }
    create(&database, territory().await, false).await.unwrap();
    assert!(open(&database).await.starts_with("opened"));
}

/// As after a SIGKILL of `gumei init` or of the server: nobody could take anything back.
#[tokio::test]
async fn a_load_that_is_cut_off_does_not_count_and_the_next_one_takes_it_back() {
    let expected = as_made().await;
    let database = server().bare().await;
    let cut = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
    );
    let seed = with_rows("violations", |features| {
        let make = move |index| {
            if index == 1 {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(server().execute("postgres", &cut));
            }
            features.clone()
        };
        Rows::Chunks(Chunks { count: 2, make: Arc::new(make) })
    })
    .await;
    let error = create(&database, &seed, false).await.unwrap_err();
    assert!(!matches!(error, StoreError::Seed { .. }), "{error:?}");
    assert!(open(&database).await.contains("holds no territory yet; `gumei init` fills it"));
    assert_ne!(definitions_of(&database).await, expected);

    let made = create(&database, territory().await, false).await.unwrap();
    assert_eq!(definitions_of(&database).await, expected);
    let opened = server().url(&database).parse::<Location>().unwrap().open().await.unwrap();
    let loaded = opened.store.load().await.unwrap();
    assert_eq!(loaded.layers.iter().map(|layer| layer.features.len() as u64).sum::<u64>(), made);
    assert_eq!(loaded.position, 1);
    opened.close().await;
}

#[tokio::test]
async fn a_replacement_that_is_refused_leaves_the_territory_that_was_there() {
    let database = server().filled().await;
    let before = definitions_of(&database).await;
    let seed = with_rows("violations", |mut features| {
        features[7].id = features[2].id.clone();
        features.into()
    })
    .await;
    let error = create(&database, &seed, true).await.unwrap_err().to_string();
    assert!(error.starts_with("layer `violations`, feature 8 ("), "{error}");
    assert!(error.contains("is duplicated"), "{error}");
    assert_eq!(definitions_of(&database).await, before);
    let opened = server().url(&database).parse::<Location>().unwrap().open().await.unwrap();
    assert_eq!(opened.store.load().await.unwrap().position, 1);
    opened.close().await;
}

/// A view can stand on a primary key, which then cannot be taken down.
#[tokio::test]
async fn views_that_others_have_made_survive_a_replacement() {
    let database = server().filled().await;
    server()
        .execute(
            &database,
            "create view per_road as select r.*, count(*) over () from roads r group by r.fid",
        )
        .await;
    let before = definitions_of(&database).await;
    create(&database, territory().await, true).await.unwrap();
    assert_eq!(definitions_of(&database).await, before);
}

#[tokio::test]
async fn of_two_first_loads_at_once_one_is_made_and_the_other_is_told() {
    let database = server().bare().await;
    let seed = territory().await;
    let (one, other) = tokio::join!(create(&database, seed, false), create(&database, seed, false));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let error = one.err().or(other.err()).unwrap().to_string();
    assert!(error.contains("holds a territory already"), "{error}");
}
