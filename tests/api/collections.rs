use serde_json::Value;

use crate::support::{TestApp, assert_answer, sql, territory::UNIT_LEVELS};

#[tokio::test]
async fn all_layers_are_listed_in_the_catalogues_order() {
    let app = TestApp::shared().await;

    let list = app.json("/api/collections").await;

    let listed: Vec<&str> =
        list["collections"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    let mut connection = sql::open(&app.file).await;
    let ranked: Vec<(String,)> =
        sql::rows(&mut connection, "select layer from catalogue_layers order by rank").await;
    assert_eq!(listed, ranked.iter().map(|(layer,)| layer.as_str()).collect::<Vec<_>>());
    assert_eq!(listed.len(), 26);
    assert_eq!(listed[..5], UNIT_LEVELS);
}

#[tokio::test]
async fn a_collection_says_what_it_holds() {
    let app = TestApp::shared().await;

    let collection = app.json("/api/collections/waterlogging").await;

    assert_eq!(collection["count"], 16);
    assert_answer!("collection", collection, {
        ".count" => "[count]", ".provenance" => "[provenance]", ".extent.spatial.bbox" => "[bbox]",
    });
}

/// What the plan fixes; everything else may move with the data.
#[tokio::test]
async fn the_plans_numbers_are_there() {
    let app = TestApp::shared().await;

    for (target, number) in [
        ("pianqu/items", 6),
        ("committees/items", 39),
        ("compounds/items", 70),
        ("violations/items?register=319", 319),
        ("waterlogging/items", 16),
        ("businesses/items?kind=restaurant", 15),
        ("elder_facilities/items?tier=home", 3),
        ("elder_facilities/items?tier=centre", 6),
        ("elder_facilities/items?tier=station", 39),
    ] {
        let answer = app.json(&format!("/api/collections/{target}")).await;
        assert_eq!(answer["numberMatched"], number, "{target}");
    }
    let compounds = app.features("/api/collections/compounds/items").await;
    let residents: i64 =
        compounds.iter().map(|c| c["properties"]["residents"].as_i64().unwrap()).sum();
    assert!((142_500..=157_500).contains(&residents), "{residents}");
}

#[tokio::test]
async fn counts_extents_and_provenance_are_those_of_the_features() {
    let app = TestApp::shared().await;

    for collection in app.json("/api/collections").await["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap();
        let page = app.json(&format!("/api/collections/{id}/items?limit=10000")).await;
        assert_eq!(collection["count"], page["numberMatched"], "{id}");
        assert_eq!(
            collection["links"][1]["href"],
            format!("http://localhost/api/collections/{id}/items")
        );

        let mut connection = sql::open(&app.file).await;
        let by_origin: Vec<(String, i64)> = sql::rows(
            &mut connection,
            &format!("select provenance, count(*) from {id} group by 1 order by 1"),
        )
        .await;
        let stated: Vec<(String, i64)> = collection["provenance"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(origin, count)| (origin.clone(), count.as_i64().unwrap()))
            .collect();
        assert_eq!(stated, by_origin, "{id}");
        has_every_geometry(collection, page["features"].as_array().unwrap());
    }
}

/// Every position lies in the stated extent, and the extent touches one on each side.
fn has_every_geometry(collection: &Value, features: &[Value]) {
    let mut positions = Vec::new();
    for feature in features {
        gather(&feature["geometry"]["coordinates"], &mut positions);
    }
    if positions.is_empty() {
        assert!(collection["extent"]["spatial"].is_null(), "{}", collection["id"]);
        return;
    }
    let found = positions.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |b, p| {
        [b[0].min(p[0]), b[1].min(p[1]), b[2].max(p[0]), b[3].max(p[1])]
    });
    let bbox = &collection["extent"]["spatial"]["bbox"][0];
    let stated: [f64; 4] = serde_json::from_value(bbox.clone()).unwrap();
    // Features of another time widen the extent, and must not make it smaller.
    for (side, sign) in [1.0, 1.0, -1.0, -1.0].into_iter().enumerate() {
        assert!(sign * stated[side] <= sign * found[side], "{}: {bbox}", collection["id"]);
    }
}

fn gather(coordinates: &Value, into: &mut Vec<[f64; 2]>) {
    match coordinates.as_array() {
        Some(position) if position[0].is_number() => {
            into.push([position[0].as_f64().unwrap(), position[1].as_f64().unwrap()]);
        }
        Some(members) => members.iter().for_each(|member| gather(member, into)),
        None => {}
    }
}

#[tokio::test]
async fn a_collection_that_is_not_there_is_404() {
    let app = TestApp::shared().await;

    for id in ["nothing", "Violations", "violations%20", "code_zone", "changes", "tokens", "%00"] {
        app.get(&format!("/api/collections/{id}")).await.problem(404, "not-found");
        app.get(&format!("/api/collections/{id}/items")).await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn a_foreign_geopackage_is_served_as_it_is() {
    let app = TestApp::foreign().await;

    let list = app.json("/api/collections").await;

    let listed: Vec<(&str, i64)> = list["collections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["id"].as_str().unwrap(), c["count"].as_i64().unwrap()))
        .collect();
    assert_eq!(
        listed,
        [
            ("ne_110m_admin_0_countries", 177),
            ("ne_110m_populated_places_simple", 243),
            ("ne_110m_rivers_lake_centerlines", 13),
        ]
    );
    assert!(list["collections"].as_array().unwrap().iter().all(|c| c["editable"] == false));
    let places = "/api/collections/ne_110m_populated_places_simple/items";
    let beijing = app.features(&format!("{places}?name=Beijing")).await;
    assert_eq!(beijing.len(), 1);
    assert!(beijing[0]["properties"]["pop_max"].as_i64().unwrap() > 9_000_000);
}
