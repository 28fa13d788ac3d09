//! The change log keeps rows as they were.

use gumei::domain::{CollectionId, FeatureId, Value};

use crate::support::{TestApp, random::Random, sql};

/// The property of a violation as the snapshot has it.
fn area_m2(app: &TestApp, id: &str) -> Value {
    let snapshot = app.atlas.snapshot();
    let view = snapshot.view(gumei::domain::Audience::Internal, None);
    let layer = view.layer(&CollectionId::new("violations").unwrap()).unwrap();
    let row = layer.table.row_of(&FeatureId::new(id).unwrap()).unwrap();
    layer.table.column(layer.schema().index_of("area_m2").unwrap()).get(row as usize)
}

#[tokio::test]
async fn images_give_reals_back_exactly() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;

    for number in [0.1 + 0.2, 1.0 / 3.0, 123_456_789.123_456_78, 0.0, 1e15, 1e-9] {
        sqlx::query("update violations set area_m2 = ? where id = '310112006-V00001'")
            .bind(number)
            .execute(&mut connection)
            .await
            .unwrap();
        app.atlas.follow().await.unwrap();
        assert_eq!(area_m2(&app, "310112006-V00001"), Value::Real(number), "{number:e}");
    }
}

/// As wide as measurements go; SQLite's own digits are not exact far beyond.
#[tokio::test]
async fn images_give_large_and_small_reals_back_exactly() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;

    for number in [1e12, 1.0 / 3.0, 1e-12, 6.02e17, 123_456_789.012_345_67] {
        sqlx::query("update violations set area_m2 = ? where id = '310112006-V00001'")
            .bind(number)
            .execute(&mut connection)
            .await
            .unwrap();
        app.atlas.follow().await.unwrap();
        assert_eq!(area_m2(&app, "310112006-V00001"), Value::Real(number), "{number:e}");
    }
}

/// Numbers as measurements have them, with all their digits.
#[tokio::test]
async fn images_give_measurements_back_exactly() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;
    let mut random = Random(11);
    let numbers: Vec<f64> = (0..2_000)
        .map(|_| random.between(1.0, 10.0) * 10_f64.powi(random.below(14) as i32 - 4))
        .collect();

    sql::execute(&mut connection, "begin").await;
    for (index, number) in numbers.iter().enumerate() {
        sqlx::query("update violations set area_m2 = ? where id = ?")
            .bind(number)
            .bind(format!("310112006-V{:05}", index + 1))
            .execute(&mut connection)
            .await
            .unwrap();
    }
    sql::execute(&mut connection, "commit").await;
    app.atlas.follow().await.unwrap();

    let changed: Vec<(f64, Value)> = numbers
        .iter()
        .enumerate()
        .map(|(index, number)| (*number, area_m2(&app, &format!("310112006-V{:05}", index + 1))))
        .filter(|(number, followed)| *followed != Value::Real(*number))
        .collect();
    assert!(changed.is_empty(), "{} of 2,000, e.g. {:?}", changed.len(), changed[0]);
}

#[tokio::test]
async fn images_keep_text_as_it_is() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;

    for text in ["\"quoted\"", "back\\slash", "line\nbreak", "emoji 🌊", "\u{1}", "", "null", "1e5"]
    {
        sqlx::query("update violations set address = ? where id = '310112006-V00001'")
            .bind(text)
            .execute(&mut connection)
            .await
            .unwrap();
        app.atlas.follow().await.unwrap();
        let item = app.json("/api/collections/violations/items/310112006-V00001").await;
        assert_eq!(item["properties"]["address"], text);
    }
}

#[tokio::test]
async fn a_load_is_one_line_and_an_edit_is_one_line() {
    let app = TestApp::own().await;
    let mut connection = sql::open(&app.file).await;
    assert_eq!(sql::number(&mut connection, "select count(*) from changes").await, 1);

    sql::execute(&mut connection, "update hazards set name = 'x' where fid <= 10").await;

    let lines: Vec<(i64, String, Option<String>)> = sql::rows(
        &mut connection,
        "select seq, op, who from changes where before is not null and after is not null",
    )
    .await;
    assert_eq!(lines.len(), 10);
    assert!(lines.iter().all(|(_, op, who)| op == "update" && who.is_none()));
}

/// The service's name must not stick to what others write afterwards.
#[tokio::test]
async fn the_writers_name_ends_with_the_write() {
    let app = TestApp::own().await;
    let violation = crate::support::features::violation("ours");
    assert_eq!(
        app.write("POST", "/api/collections/violations/items", &violation).await.status,
        201
    );
    let mut connection = sql::open(&app.file).await;

    sql::execute(&mut connection, "delete from violations where id = 'ours'").await;

    let lines: Vec<(String, Option<String>)> =
        sql::rows(&mut connection, "select op, who from changes where op <> 'load' order by seq")
            .await;
    assert_eq!(lines, [("insert".into(), Some("tester".into())), ("delete".into(), None)]);
}
