//! What every store promises. Each case runs on both, each time on a database of its own.

use std::sync::Arc;

use geo_types::{Geometry, LineString, MultiPolygon, Polygon};
use gumei::{
    domain::{Edit, EditContext, Effect, Feature, Operation, Value, parse_date},
    store::{Seed, StoreError},
};

use super::fixture::{
    Fixture, delete, feature_id, insert, list, on_both_stores, replace, set, text,
};
use crate::postgres::territory;

on_both_stores! {
    a_fresh_store_holds_what_it_was_made_from
    an_edit_shows_in_the_rows_and_as_an_exact_image_in_the_log
    values_come_back_exactly_from_rows_and_log
    a_large_geometry_comes_back_exactly
    many_valued_properties_are_kept_in_their_order
    rows_that_break_a_rule_are_refused_and_the_rule_is_named
    a_batch_is_carried_out_whole_or_not_at_all
    an_edit_by_sql_is_logged_like_ours
    an_id_changed_by_sql_tells_the_old_one
    a_feature_deleted_and_made_anew_has_both_lines_in_order
    versions_are_the_last_line_about_a_feature
    an_edit_of_what_someone_else_changed_meanwhile_is_refused
    who_why_and_batch_stand_in_the_log
    a_reader_never_sees_half_a_batch
    a_key_is_never_given_twice
}

/// A point of `violations` that is not there yet.
async fn violation(fixture: &Fixture, id: &str) -> Feature {
    let layer = fixture.layer("violations").await;
    let mut feature = layer.features[0].clone();
    (feature.fid, feature.id) = (0, feature_id(id));
    set(&mut feature, &layer.schema, "name", text("违建"));
    feature
}

async fn a_fresh_store_holds_what_it_was_made_from(fixture: Fixture) {
    let seed: &Seed = territory().await;
    let loaded = fixture.store.load().await.unwrap();
    assert_eq!(loaded.refused, []);
    assert_eq!(loaded.position, 1);
    assert_eq!(loaded.territory.as_deref(), Some(&*seed.territory));
    assert_eq!(loaded.layers.len(), seed.layers.len());
    for (read, layer) in loaded.layers.iter().zip(&seed.layers) {
        assert_eq!(read.schema.titles, layer.schema.titles);
        assert_eq!(
            (&read.schema.properties, &read.schema.relations),
            (&layer.schema.properties, &layer.schema.relations)
        );
        assert_eq!(
            (read.schema.editable, read.schema.rank),
            (layer.schema.editable, layer.schema.rank)
        );
        assert_eq!(read.schema.geometry, layer.schema.geometry);
        assert!(read.versions.is_empty());
        let rows = layer.rows.whole();
        let numbered =
            rows.iter().zip(1..).map(|(feature, fid)| Feature { fid, ..feature.clone() });
        assert!(numbered.eq(read.features.iter().cloned()), "{}", read.schema.id);
    }
    let log = fixture.store.content().await.unwrap().log.unwrap();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].operation, &*log[0].table), (Operation::Load, "*"));
}

async fn an_edit_shows_in_the_rows_and_as_an_exact_image_in_the_log(fixture: Fixture) {
    let start = fixture.position().await;
    let schema = fixture.layer("violations").await.schema;
    let new = violation(&fixture, "v-new").await;
    fixture.write(&[insert("violations", new.clone())]).await.unwrap();
    let stored = fixture.find("violations", "v-new").await.unwrap();
    assert_eq!(stored, Feature { fid: stored.fid, ..new });

    let mut next = stored.clone();
    set(&mut next, &schema, "name", Value::Null);
    next.geometry = None;
    fixture.write(&[replace("violations", next.clone())]).await.unwrap();
    assert_eq!(fixture.find("violations", "v-new").await, Some(next.clone()));
    fixture.write(&[delete("violations", "v-new")]).await.unwrap();
    assert_eq!(fixture.find("violations", "v-new").await, None);

    let changes = fixture.changes(&start).await;
    let [first, second, third] = &changes[..] else { panic!("{changes:?}") };
    assert!(start.1 < first.seq && first.seq < second.seq && second.seq < third.seq);
    assert!(changes.iter().all(|change| change.feature_id == Some(feature_id("v-new"))));
    assert!(matches!(&first.effect, Effect::Put { previous: None, feature } if *feature == stored));
    assert!(
        matches!(&second.effect, Effect::Put { previous: Some(_), feature } if *feature == next)
    );
    assert!(matches!(&third.effect, Effect::Remove { id } if *id == feature_id("v-new")));
    assert!(fixture.changes(&(start.0, third.seq)).await.is_empty());
}

async fn values_come_back_exactly_from_rows_and_log(fixture: Fixture) {
    let schema = fixture.layer("unit_indicators").await.schema;
    let base = fixture.layer("unit_indicators").await.features[0].clone();
    let reals = [
        0.1,
        1.0 / 3.0,
        5.0,
        -0.0,
        1e300,
        1e-300,
        5e-324,
        f64::MAX,
        f64::MIN,
        1e15,
        1e18,
        1e20,
        9_007_199_254_740_993.0,
        123_456_789.123_456_79,
        2.225_073_858_507_201e-308,
    ];
    let notes = ["古美路街道 🏘", "", "a'b\"c\\d\n\te", "𠮷野家", "\u{7f}e\u{301}"];
    let days = ["2016-09-30", "1970-01-01", "1582-10-15", "0001-01-01", "9999-12-31"];
    for (number, real) in reals.into_iter().enumerate() {
        let start = fixture.position().await;
        let mut feature = base.clone();
        let id = format!("exact-{number}");
        (feature.fid, feature.id) = (0, feature_id(&id));
        set(&mut feature, &schema, "num", Value::Real(real));
        set(
            &mut feature,
            &schema,
            "den",
            if number == 0 { Value::Null } else { Value::Real(-real) },
        );
        let whole = if number == 0 { i64::MIN } else { i64::MAX - number as i64 };
        set(&mut feature, &schema, "unknown", Value::Integer(whole));
        set(&mut feature, &schema, "note", text(notes[number % notes.len()]));
        let day = parse_date(days[number % days.len()]).unwrap();
        set(&mut feature, &schema, "stands_on", Value::Date(day));
        set(&mut feature, &schema, "unit", text(&format!("committees:{id}")));
        fixture.write(&[insert("unit_indicators", feature.clone())]).await.unwrap();
        let stored = fixture.find("unit_indicators", &id).await.unwrap();
        feature.fid = stored.fid;
        assert_eq!(stored, feature);
        let changes = fixture.changes(&start).await;
        let Effect::Put { feature: image, .. } = &changes[0].effect else { panic!("{changes:?}") };
        assert_eq!(*image, feature);
    }
}

async fn a_large_geometry_comes_back_exactly(fixture: Fixture) {
    let start = fixture.position().await;
    let mut feature = fixture.layer("pianqu").await.features[0].clone();
    let ring: LineString = (0..50_000)
        .map(|number| f64::from(number) / 50_000.0 * std::f64::consts::TAU)
        .map(|angle| (121.39 + angle.cos() / 300.0, 31.15 + angle.sin() / 300.0))
        .collect();
    let polygon = Polygon::new(ring, vec![]);
    feature.geometry = Some(Arc::new(Geometry::MultiPolygon(MultiPolygon(vec![polygon]))));
    fixture.write(&[replace("pianqu", feature.clone())]).await.unwrap();
    assert_eq!(fixture.find("pianqu", feature.id.as_str()).await, Some(feature.clone()));
    let changes = fixture.changes(&start).await;
    assert!(matches!(&changes[0].effect, Effect::Put { feature: image, .. } if *image == feature));
}

async fn many_valued_properties_are_kept_in_their_order(fixture: Fixture) {
    let layer = fixture.layer("elder_facilities").await;
    let codes: Vec<String> = layer.schema.properties[layer.schema.index_of("services").unwrap()]
        .codes
        .as_ref()
        .unwrap()
        .iter()
        .rev()
        .take(3)
        .map(|code| code.code.to_string())
        .collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    let start = fixture.position().await;
    let mut feature = layer.features[0].clone();
    (feature.fid, feature.id) = (0, feature_id("f-new"));
    set(&mut feature, &layer.schema, "services", list(&codes));
    set(&mut feature, &layer.schema, "serves", list(&["committees:b", "committees:a"]));
    fixture.write(&[insert("elder_facilities", feature.clone())]).await.unwrap();
    let stored = fixture.find("elder_facilities", "f-new").await.unwrap();
    assert_eq!(stored.values, feature.values);

    let changes = fixture.changes(&start).await;
    assert_eq!(changes.len(), 1 + 3 + 2);
    assert!(matches!(changes[0].effect, Effect::Put { .. }));
    let services = layer.schema.index_of("services").unwrap();
    let added = changes.iter().filter_map(|change| match &change.effect {
        Effect::Relation { property, id, value, added: true } if *property == services => {
            assert_eq!((id.as_str(), change.collection.as_str()), ("f-new", "elder_facilities"));
            Some(value.as_str())
        }
        _ => None,
    });
    assert!(added.eq(codes.iter().copied()));

    let middle = fixture.position().await;
    set(&mut feature, &layer.schema, "services", list(&codes[..1]));
    set(&mut feature, &layer.schema, "serves", list(&[]));
    fixture.write(&[replace("elder_facilities", feature.clone())]).await.unwrap();
    let stored = fixture.find("elder_facilities", "f-new").await.unwrap();
    assert_eq!(stored.values, feature.values);
    // A feature takes its lists with it, and each row of them is logged.
    fixture.write(&[delete("elder_facilities", "f-new")]).await.unwrap();
    let gone: Vec<bool> = fixture
        .changes(&middle)
        .await
        .iter()
        .map(|change| matches!(&change.effect, Effect::Relation { added: false, .. }))
        .collect();
    assert_eq!(gone.iter().filter(|gone| **gone).count(), 5 + 1);
}

async fn rows_that_break_a_rule_are_refused_and_the_rule_is_named(fixture: Fixture) {
    let schema = fixture.layer("violations").await.schema;
    let start = fixture.position().await;
    let wrong: [(&str, Value); 5] = [
        ("class", text("no such class")),
        ("status", Value::Null),
        ("area_m2", Value::Real(-1.0)),
        ("resolved_on", Value::Date(parse_date("1999-01-01").unwrap())),
        ("register", text("no such register")),
    ];
    for (property, value) in wrong {
        let mut feature = violation(&fixture, "v-wrong").await;
        set(&mut feature, &schema, property, value);
        let error = fixture.write(&[insert("violations", feature)]).await.unwrap_err();
        assert!(matches!(error, StoreError::Constraint(_)), "{property}: {error:?}");
    }
    let taken = fixture.layer("violations").await.features[0].clone();
    let error = fixture.write(&[insert("violations", taken)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Constraint(_)), "{error:?}");
    let error = fixture.write(&[delete("violations", "nobody")]).await.unwrap_err();
    assert!(error.to_string().contains("`nobody` is gone"), "{error}");
    // Compounds lie in it.
    let committee = fixture.layer("committees").await.features[0].id.to_string();
    let error = fixture.write(&[delete("committees", &committee)]).await.unwrap_err();
    assert!(matches!(error, StoreError::Constraint(_)), "{error:?}");
    assert!(fixture.changes(&start).await.is_empty());
}

async fn a_batch_is_carried_out_whole_or_not_at_all(fixture: Fixture) {
    let start = fixture.position().await;
    let first = violation(&fixture, "v-1").await;
    let victim = fixture.layer("violations").await.features[7].id.to_string();
    let batch = [
        insert("violations", first.clone()),
        delete("violations", &victim),
        insert("violations", first),
    ];
    assert!(fixture.write(&batch).await.is_err());
    assert_eq!(fixture.find("violations", "v-1").await, None);
    assert!(fixture.find("violations", &victim).await.is_some());
    assert!(fixture.changes(&start).await.is_empty());
    fixture.write(&batch[..2]).await.unwrap();
    assert_eq!(fixture.changes(&start).await.len(), 2);
}

async fn an_edit_by_sql_is_logged_like_ours(fixture: Fixture) {
    let start = fixture.position().await;
    fixture
        .foreign("update violations set area_m2 = 0.1 where fid <= 3; delete from violations where fid = 5")
        .await;
    let changes = fixture.changes(&start).await;
    assert_eq!(changes.len(), 4);
    for change in &changes[..3] {
        let Effect::Put { feature, .. } = &change.effect else { panic!("{change:?}") };
        assert_eq!(fixture.find("violations", feature.id.as_str()).await.as_ref(), Some(feature));
    }
    assert_eq!(changes[3].operation, Operation::Delete);
    let log = fixture.store.content().await.unwrap().log.unwrap();
    assert!(log[1..].iter().all(|line| line.who.is_none()));
}

async fn an_id_changed_by_sql_tells_the_old_one(fixture: Fixture) {
    let old = fixture.layer("elder_facilities").await.features[0].id.clone();
    let start = fixture.position().await;
    fixture.foreign("update elder_facilities set id = 'renamed' where fid = 1").await;
    let changes = fixture.changes(&start).await;
    assert!(changes.iter().any(|change| matches!(&change.effect,
        Effect::Put { previous: Some(id), feature } if *id == old && feature.id.as_str() == "renamed")));
    // Its lists went along.
    let services = fixture.find("elder_facilities", "renamed").await.unwrap();
    assert_eq!(
        services.values,
        territory()
            .await
            .layers
            .iter()
            .find(|layer| layer.schema.id.as_str() == "elder_facilities")
            .unwrap()
            .rows
            .whole()[0]
            .values
    );
}

async fn a_feature_deleted_and_made_anew_has_both_lines_in_order(fixture: Fixture) {
    let feature = fixture.layer("violations").await.features[3].clone();
    let id = feature.id.to_string();
    let start = fixture.position().await;
    let anew = Feature { fid: 0, ..feature.clone() };
    fixture.write(&[delete("violations", &id), insert("violations", anew)]).await.unwrap();
    let changes = fixture.changes(&start).await;
    let operations: Vec<Operation> = changes.iter().map(|change| change.operation).collect();
    assert_eq!(operations, [Operation::Delete, Operation::Insert]);
    let stored = fixture.find("violations", &id).await.unwrap();
    assert!(stored.fid > feature.fid);
    assert_eq!(stored.values, feature.values);
}

async fn versions_are_the_last_line_about_a_feature(fixture: Fixture) {
    let layer = fixture.layer("elder_facilities").await;
    let (one, other) = (layer.features[0].clone(), layer.features[1].clone());
    fixture.write(&[replace("elder_facilities", one.clone())]).await.unwrap();
    fixture.write(&[replace("elder_facilities", other.clone())]).await.unwrap();
    let (_, end) = fixture.position().await;
    let versions = fixture.layer("elder_facilities").await.versions;
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[&other.fid], end);
    assert!(versions[&one.fid] < end && versions[&one.fid] > 1);
}

async fn an_edit_of_what_someone_else_changed_meanwhile_is_refused(fixture: Fixture) {
    let schemas = fixture.schemas().await;
    let feature = fixture.layer("violations").await.features[0].clone();
    let (_, seen) = fixture.position().await;
    fixture.foreign("update violations set name = 'theirs' where fid = 1").await;
    for edit in [replace("violations", feature.clone()), delete("violations", feature.id.as_str())]
    {
        let context = EditContext::default();
        let error = fixture.store.write(&[edit], &schemas, &context, seen).await.unwrap_err();
        assert!(matches!(&error, StoreError::Outdated(id) if *id == feature.id.to_string()));
    }
    let name = fixture.find("violations", feature.id.as_str()).await.unwrap();
    assert!(name.values.contains(&text("theirs")));
    // Two edits of one feature in a batch do not stand in each other's way.
    let twice: [Edit; 2] = [replace("violations", feature.clone()), replace("violations", feature)];
    fixture.write(&twice).await.unwrap();
}

async fn who_why_and_batch_stand_in_the_log(fixture: Fixture) {
    let schemas = fixture.schemas().await;
    let (_, seen) = fixture.position().await;
    let context = EditContext {
        who: Some("li".into()),
        why: Some("核实'\"".into()),
        batch: Some("b-1".into()),
    };
    let edit = insert("violations", violation(&fixture, "v-1").await);
    fixture.store.write(&[edit], &schemas, &context, seen).await.unwrap();
    // The next writer is not taken for the last one.
    fixture.foreign("delete from violations where id = 'v-1'").await;
    let log = fixture.store.content().await.unwrap().log.unwrap();
    let [_, ours, theirs] = &log[..] else { panic!("{log:?}") };
    assert_eq!((&ours.who, &ours.why, &ours.batch), (&context.who, &context.why, &context.batch));
    assert_eq!((&theirs.who, &theirs.why, &theirs.batch), (&None, &None, &None));
    assert_eq!(theirs.before, ours.after);
    assert!(ours.at <= theirs.at);
    assert!((chrono::Utc::now() - ours.at).num_seconds().abs() < 60);
}

async fn a_reader_never_sees_half_a_batch(fixture: Fixture) {
    let fixture = Arc::new(fixture);
    let base = fixture.layer("violations").await.features.len();
    let template = violation(&fixture, "v").await;
    let writer = tokio::spawn({
        let fixture = fixture.clone();
        async move {
            for number in 0..10 {
                let new = |side: &str| Feature {
                    id: feature_id(&format!("{side}-{number}")),
                    ..template.clone()
                };
                let batch = [insert("violations", new("a")), insert("violations", new("b"))];
                fixture.write(&batch).await.unwrap();
            }
        }
    });
    let mut last = base;
    while !writer.is_finished() || last < base + 20 {
        let loaded = fixture.store.load().await.unwrap();
        let layer = loaded.layers.iter().find(|l| l.schema.id.as_str() == "violations").unwrap();
        let count = layer.features.len();
        assert!(count >= last && (count - base).is_multiple_of(2), "{count}");
        // The position belongs to the rows.
        assert_eq!(layer.versions.len(), count - base);
        assert_eq!(layer.versions.values().max().copied().unwrap_or(1), loaded.position);
        last = count;
    }
    writer.await.unwrap();
}

async fn a_key_is_never_given_twice(fixture: Fixture) {
    let first = violation(&fixture, "v-1").await;
    fixture.write(&[insert("violations", first.clone())]).await.unwrap();
    let given = fixture.find("violations", "v-1").await.unwrap().fid;
    fixture.write(&[delete("violations", "v-1")]).await.unwrap();
    fixture.write(&[insert("violations", first)]).await.unwrap();
    assert!(fixture.find("violations", "v-1").await.unwrap().fid > given);
}
