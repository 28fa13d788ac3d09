//! The state followed through the log is the state of a fresh start, whoever wrote.

use std::sync::Arc;

use gumei::{
    atlas::{Atlas, Layer, View},
    domain::{Audience, CollectionId, Edit, EditContext, Feature, FeatureId},
    formats::geojson::decode_feature,
    store::geopackage::GeoPackage,
    table::{NO_UNIT, Row},
};
use proptest::prelude::*;
use serde_json::{Value, json};
use sqlx::SqliteConnection;
use tempfile::TempDir;

use crate::support::{
    features::{facility, violation, with},
    random::Random,
    sql, territory,
};

proptest! {
    // Each case opens the store twice, which is a second.
    #![proptest_config(ProptestConfig { cases: 10, max_shrink_iters: 20, ..ProptestConfig::default() })]

    #[test]
    fn the_followed_state_is_the_state_of_a_fresh_start(edits in prop::collection::vec(any::<u64>(), 1..24)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let place = TempDir::new().unwrap();
            let file = territory::store_in(place.path());
            let open = || async {
                Atlas::open(Arc::new(GeoPackage::open(&file).await.unwrap())).await.unwrap()
            };
            let followed = open().await;
            let mut connection = sql::open(&file).await;
            for edit in edits {
                make(&followed, &mut connection, edit).await;
            }
            followed.follow().await.unwrap();
            let fresh = open().await;
            same(&view(&followed), &view(&fresh));
        });
    }
}

pub fn view(atlas: &Atlas) -> View {
    atlas.snapshot().view(Audience::Internal, None)
}

fn collection(name: &str) -> CollectionId {
    CollectionId::new(name).unwrap()
}

/// One random edit, by the service or past it.
pub async fn make(atlas: &Atlas, connection: &mut SqliteConnection, seed: u64) {
    let mut random = Random(seed);
    let fid = 1 + random.below(300);
    let other = 1 + random.below(300);
    match random.below(15) {
        0 => insert(atlas, "violations", placed(violation("-"), &mut random), &mut random).await,
        1 => replace(atlas, "violations", placed(violation("-"), &mut random), &mut random).await,
        2 => delete(atlas, "violations", &mut random).await,
        3 => insert(atlas, "elder_facilities", served(&mut random), &mut random).await,
        4 => replace(atlas, "elder_facilities", served(&mut random), &mut random).await,
        5 => {
            let area = random.between(0.0, 1.0);
            sql::execute(connection, &format!("update violations set area_m2 = {area:?}, status = 'found' where fid = {fid}")).await;
        }
        6 => sql::execute(connection, &format!("delete from hazards where fid between {fid} and {fid} + 5")).await,
        7 => {
            sql::execute(
                connection,
                "delete from elder_facilities_services where fid % 7 = 3;
                 insert or ignore into elder_facilities_services (feature_id, service)
                 select id, 'meals' from elder_facilities where fid % 5 = 1",
            )
            .await;
        }
        8 => sql::execute(connection, &format!("update elder_facilities set id = id || 'x' where fid = {}", fid % 50)).await,
        // A unit moves, and with it what is in it.
        9 => {
            let geometry = format!("select geometry from compounds where fid = {}", 1 + other % 70);
            sql::execute(connection, &format!("update compounds set geometry = ({geometry}) where fid = {}", 1 + fid % 70)).await;
        }
        10 => {
            sql::execute(
                connection,
                &format!(
                    "begin; update roads set geometry = (select geometry from roads where fid = {other}) where fid = {fid};
                     update violations set geometry = null where fid = {other};
                     delete from violations where fid = {fid}; commit"
                ),
            )
            .await;
        }
        11 => sql::execute(connection, &format!("update violations set fid = (select max(fid) + 1 from violations) where fid = {fid}")).await,
        12 => sql::execute(connection, &format!("update or ignore elder_facilities_services set service = 'meals' where fid = {fid}")).await,
        13 => sql::execute(connection, &format!("begin; delete from violations where fid = {fid}; update hazards set name = 'x'; rollback")).await,
        _ => atlas.follow().await.unwrap(),
    }
}

/// Somewhere in the territory or nowhere, as a point or a square.
fn placed(feature: Value, random: &mut Random) -> Value {
    let (x, y) = (random.between(121.37, 121.405), random.between(31.13, 31.165));
    let geometry = match random.below(4) {
        0 => Value::Null,
        1 => {
            json!({ "type": "Polygon", "coordinates": [[[x, y], [x + 0.001, y], [x + 0.001, y + 0.001], [x, y + 0.001], [x, y]]] })
        }
        _ => json!({ "type": "Point", "coordinates": [x, y] }),
    };
    with(feature, "/geometry", geometry)
}

fn served(random: &mut Random) -> Value {
    let all = ["medical", "meals", "stay", "rehabilitation"];
    let some: Vec<&str> = all.into_iter().filter(|_| random.below(2) == 0).collect();
    with(facility("-"), "/properties/services", json!(some))
}

fn decoded(atlas: &Atlas, collection_id: &str, json: &Value) -> Feature {
    let view = view(atlas);
    let schema = view.layer(&collection(collection_id)).unwrap().schema().clone();
    decode_feature(json, &schema).unwrap().1
}

async fn apply(atlas: &Atlas, edit: Edit) {
    atlas.apply(&[edit.into()], &EditContext::default()).await.unwrap();
}

/// Any feature of the collection that the service knows after a look at the log.
async fn any_of(atlas: &Atlas, collection_id: &str, random: &mut Random) -> FeatureId {
    atlas.follow().await.unwrap();
    let view = view(atlas);
    let table = &view.layer(&collection(collection_id)).unwrap().table;
    let row = table.rows().nth(random.below(table.len())).unwrap();
    table.id(row).to_id()
}

async fn insert(atlas: &Atlas, collection_id: &str, json: Value, random: &mut Random) {
    let id = FeatureId::new(&format!("new-{}", random.next())).unwrap();
    let feature = Feature { id, ..decoded(atlas, collection_id, &json) };
    apply(atlas, Edit::Insert { collection: collection(collection_id), feature }).await;
}

async fn replace(atlas: &Atlas, collection_id: &str, json: Value, random: &mut Random) {
    let id = any_of(atlas, collection_id, random).await;
    let feature = Feature { id, ..decoded(atlas, collection_id, &json) };
    apply(atlas, Edit::Replace { collection: collection(collection_id), feature }).await;
}

async fn delete(atlas: &Atlas, collection_id: &str, random: &mut Random) {
    let id = any_of(atlas, collection_id, random).await;
    apply(atlas, Edit::Delete { collection: collection(collection_id), id }).await;
}

/// Every layer, row by row, and every membership.
pub fn same(followed: &View, fresh: &View) {
    assert_eq!(followed.snapshot().seq, fresh.snapshot().seq);
    assert_eq!(followed.layers().count(), fresh.layers().count());
    for (a, b) in followed.layers().zip(fresh.layers()) {
        let id = &a.schema().id;
        assert_eq!(a.schema(), b.schema());
        assert_eq!(a.table.len(), b.table.len(), "{id}");
        assert_eq!(a.table.extent(), b.table.extent(), "{id}");
        assert_eq!(a.provenance(), b.provenance(), "{id}");
        for (row_a, row_b) in a.table.rows().zip(b.table.rows()) {
            let (feature, other) = (a.table.feature(row_a), b.table.feature(row_b));
            assert_eq!(feature, other, "{id}");
            assert_eq!(a.table.version(row_a), b.table.version(row_b), "{id} {}", feature.id);
            assert_eq!(a.table.row_of(&feature.id), Some(row_a), "{id}");
        }
        if a.schema().geometry.is_none() {
            continue;
        }
        for level in followed.levels() {
            let (of_a, of_b) = (members(followed, a, level), members(fresh, b, level));
            assert!(
                of_a == of_b,
                "{id} by {level}: {:?}",
                of_a.iter().zip(&of_b).find(|(a, b)| a != b)
            );
        }
    }
}

/// A feature's id, its unit, and for a line the metres by unit.
type Member = (String, String, Vec<(String, f64)>);

fn members(view: &View, layer: &Layer, level: &CollectionId) -> Vec<Member> {
    let membership = view.membership(layer, level).unwrap();
    let units = view.layer(level).unwrap();
    let name = |unit: Row| match unit {
        NO_UNIT => "outside".to_owned(),
        unit => units.table.id(unit).to_string(),
    };
    layer
        .table
        .rows()
        .map(|row| {
            let parts = membership.parts(row).unwrap_or_default();
            let mut parts: Vec<(String, f64)> =
                parts.iter().map(|part| (name(part.unit), part.length_m)).collect();
            parts.sort_by(|a, b| a.0.cmp(&b.0));
            (layer.table.id(row).to_string(), name(membership.unit(row)), parts)
        })
        .collect()
}
