//! The change log keeps rows as they were.

use gumei::domain::{CollectionId, FeatureId, Value};

use crate::support::{TestApp, sql};

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

    for number in [0.1 + 0.2, 1.0 / 3.0, 1e-300, 1.797e308, 123_456_789.123_456_78, 5e-324, 0.0] {
        sqlx::query("update violations set area_m2 = ? where id = '310112006-V00001'")
            .bind(number)
            .execute(&mut connection)
            .await
            .unwrap();
        app.atlas.follow().await.unwrap();
        assert_eq!(area_m2(&app, "310112006-V00001"), Value::Real(number), "{number:e}");
    }
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
