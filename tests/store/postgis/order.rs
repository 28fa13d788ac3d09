//! The numbers of the log stand in the order of the commits, and no writer waits for another.

use std::{sync::Arc, time::Duration};

use gumei::{
    domain::{Change, Edit, EditContext},
    store::{Schemas, StoreError},
};
use sqlx::{Connection, Executor, postgres::PgListener};

use super::fixture::{Fixture, feature_id, insert, replace};
use crate::postgres::server;

fn ids(changes: &[Change]) -> Vec<String> {
    changes.iter().map(|change| change.feature_id.as_ref().unwrap().to_string()).collect()
}

#[tokio::test]
async fn a_slow_transaction_makes_no_reader_skip_its_change() {
    let fixture = Fixture::postgis().await;
    let features = fixture.layer("violations").await.features;
    let start = fixture.position().await;
    let (mut slow, mut fast) = (fixture.connect().await, fixture.connect().await);
    slow.execute("begin; update violations set area_m2 = 1 where fid = 1").await.unwrap();
    // Not even an edit of another row before, during and after the slow one waits for it.
    let done = fast.execute("update violations set area_m2 = 2 where fid = 2");
    tokio::time::timeout(Duration::from_secs(5), done).await.expect("nobody waits").unwrap();
    let first = fixture.changes(&start).await;
    assert_eq!(ids(&first), [features[1].id.to_string()]);
    slow.execute("update violations set area_m2 = 3 where fid = 3").await.unwrap();
    slow.execute("commit").await.unwrap();
    let then = fixture.changes(&(start.0, first[0].seq)).await;
    assert_eq!(ids(&then), [features[0].id.to_string(), features[2].id.to_string()]);
    assert!(then[0].seq > first[0].seq && then[1].seq > then[0].seq);
}

#[tokio::test]
async fn what_is_rolled_back_leaves_no_line() {
    let fixture = Fixture::postgis().await;
    let start = fixture.position().await;
    let mut connection = fixture.connect().await;
    connection.execute("begin; delete from violations where fid = 1; rollback").await.unwrap();
    connection
        .execute(
            "begin; update violations set area_m2 = 1 where fid = 1; savepoint s;
             update violations set area_m2 = 2 where fid = 2; rollback to s; commit",
        )
        .await
        .unwrap();
    assert_eq!(fixture.changes(&start).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_and_a_reader_agree_on_every_line() {
    const WRITERS: usize = 8;
    const WRITES: usize = 25;
    let fixture = Arc::new(Fixture::postgis().await);
    let start = fixture.position().await;
    let schemas = Arc::new(fixture.schemas().await);
    let template = fixture.layer("violations").await.features[0].clone();
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (fixture, schemas, template) = (fixture.clone(), schemas.clone(), template.clone());
            tokio::spawn(async move {
                let context = EditContext::default();
                for number in 0..WRITES {
                    let batch: Vec<Edit> = ["a", "b"]
                        .iter()
                        .map(|side| {
                            let mut feature = template.clone();
                            feature.id = feature_id(&format!("w{writer}-{number}-{side}"));
                            feature.fid = 0;
                            insert("violations", feature)
                        })
                        .collect();
                    fixture.store.write(&batch, &schemas, &context, 0).await.unwrap();
                }
            })
        })
        .collect();
    let (mut seen, mut position) = (Vec::new(), start.clone());
    while seen.len() < WRITERS * WRITES * 2 {
        let page = fixture.changes_with(&position, &schemas).await;
        assert!(page.windows(2).all(|pair| pair[0].seq < pair[1].seq));
        assert!(page.first().is_none_or(|change| change.seq > position.1));
        // Each batch is there as a whole, its lines beside each other.
        assert!(page.len().is_multiple_of(2));
        for pair in ids(&page).chunks(2) {
            assert_eq!(pair[0].trim_end_matches('a'), pair[1].trim_end_matches('b'));
        }
        position.1 = page.last().map_or(position.1, |change| change.seq);
        seen.extend(ids(&page));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let all = fixture.changes_with(&start, &schemas).await;
    assert_eq!(ids(&all), seen);
}

#[tokio::test(flavor = "multi_thread")]
async fn batches_that_lock_in_opposite_order_both_arrive() {
    let fixture = Arc::new(Fixture::postgis().await);
    let schemas: Arc<Schemas> = Arc::new(fixture.schemas().await);
    let features = fixture.layer("violations").await.features;
    let tasks: Vec<_> = [[0, 1], [1, 0]]
        .into_iter()
        .map(|order| {
            let batch = order.map(|place| replace("violations", features[place].clone()));
            let (fixture, schemas) = (fixture.clone(), schemas.clone());
            tokio::spawn(async move {
                for _ in 0..30 {
                    let context = EditContext::default();
                    let seen = i64::MAX;
                    fixture.store.write(&batch, &schemas, &context, seen).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_writers_on_one_feature_one_is_told_to_look_again() {
    let fixture = Arc::new(Fixture::postgis().await);
    let schemas = Arc::new(fixture.schemas().await);
    let feature = fixture.layer("violations").await.features[0].clone();
    let (_, seen) = fixture.position().await;
    let writers: Vec<_> = (0..2)
        .map(|_| {
            let (fixture, schemas) = (fixture.clone(), schemas.clone());
            let edit = [replace("violations", feature.clone())];
            tokio::spawn(async move {
                fixture.store.write(&edit, &schemas, &EditContext::default(), seen).await
            })
        })
        .collect();
    let mut outdated = 0;
    for writer in writers {
        match writer.await.unwrap() {
            Ok(()) => {}
            Err(StoreError::Outdated(_)) => outdated += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(outdated, 1);
}

#[tokio::test]
async fn listeners_are_woken_when_a_change_can_be_read() {
    let fixture = Fixture::postgis().await;
    let start = fixture.position().await;
    let mut listener = PgListener::connect(&server().url(fixture.database())).await.unwrap();
    listener.listen("gumei_changes").await.unwrap();
    fixture.foreign("update violations set area_m2 = 1 where fid < 10").await;
    let woken = tokio::time::timeout(Duration::from_secs(5), listener.recv()).await;
    woken.expect("it is woken").unwrap();
    assert_eq!(fixture.changes(&start).await.len(), 9);
}

#[tokio::test]
async fn the_log_cannot_be_gone_around() {
    let fixture = Fixture::postgis().await;
    let start = fixture.position().await;
    let mut connection = fixture.connect().await;
    let error = connection.execute("truncate violations").await.unwrap_err();
    assert!(error.to_string().contains("cannot be truncated"), "{error}");
    // Neither a table of the same name nor another search path or number format helps.
    connection
        .execute(
            "create temporary table changes (like changes including all);
             set extra_float_digits = -3; set timezone = 'Asia/Shanghai';
             update violations set area_m2 = 0.1::float8 + 0.2::float8 where fid = 1;
             set search_path = pg_catalog; delete from public.violations where fid = 2",
        )
        .await
        .unwrap();
    let changes = fixture.changes(&start).await;
    assert_eq!(changes.len(), 2);
    let gumei::domain::Effect::Put { feature, .. } = &changes[0].effect else { panic!() };
    assert!(feature.values.contains(&gumei::domain::Value::Real(0.1 + 0.2)));
}

#[tokio::test]
async fn a_planner_who_may_edit_a_layer_only_is_logged_all_the_same() {
    let fixture = Fixture::postgis().await;
    let user = format!("planner_{}", fixture.database());
    fixture
        .foreign(&format!("create role {user} login; grant select, update on violations to {user}"))
        .await;
    let start = fixture.position().await;
    let url = server().url_of(&user, fixture.database());
    let mut planner = sqlx::PgConnection::connect(&url).await.unwrap();
    planner.execute("update violations set area_m2 = 7 where fid = 1").await.unwrap();
    assert!(planner.execute("delete from changes").await.is_err());
    assert_eq!(fixture.changes(&start).await.len(), 1);
}
