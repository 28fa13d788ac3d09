use serde_json::Value;

use crate::support::TestApp;

const WATERLOGGING: &str = "/api/collections/waterlogging/items";

#[tokio::test]
async fn only_the_properties_asked_for_are_sent() {
    let app = TestApp::shared().await;
    let whole = app.features(WATERLOGGING).await;

    for wanted in ["name", "status,name", "name,done_on,source"] {
        let some = app.features(&format!("{WATERLOGGING}?properties={wanted}")).await;
        assert_eq!(some.len(), whole.len());
        for (feature, model) in some.iter().zip(&whole) {
            let properties = feature["properties"].as_object().unwrap();
            assert_eq!(properties.len(), wanted.split(',').count(), "{wanted}");
            for name in wanted.split(',') {
                assert_eq!(properties[name], model["properties"][name]);
            }
            assert_eq!((&feature["id"], &feature["geometry"]), (&model["id"], &model["geometry"]));
        }
    }
    let none = app.features(&format!("{WATERLOGGING}?properties=")).await;
    assert!(none.iter().all(|feature| feature["properties"] == serde_json::json!({})));
}

#[tokio::test]
async fn a_feature_without_its_geometry_says_null() {
    let app = TestApp::shared().await;
    let whole = app.features(WATERLOGGING).await;

    let bare = app.features(&format!("{WATERLOGGING}?skipGeometry=true")).await;

    for (feature, model) in bare.iter().zip(&whole) {
        assert_eq!(feature["geometry"], Value::Null);
        assert_eq!(feature["properties"], model["properties"]);
    }
    let item =
        app.json(&format!("{WATERLOGGING}/310112006-WL01?skipGeometry=true&properties=name")).await;
    assert_eq!(item["geometry"], Value::Null);
    assert_eq!(item["properties"].as_object().unwrap().len(), 1);
    assert_eq!(app.features(&format!("{WATERLOGGING}?skipGeometry=false")).await, whole);
}

#[tokio::test]
async fn an_unknown_property_is_named() {
    let app = TestApp::shared().await;

    for target in [
        format!("{WATERLOGGING}?properties=nothing"),
        format!("{WATERLOGGING}?properties=name,nothing"),
        format!("{WATERLOGGING}?properties=geometry"),
        format!("{WATERLOGGING}?properties=name,name"),
        format!("{WATERLOGGING}/310112006-WL01?properties=nothing"),
    ] {
        let reply = app.get(&target).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "properties", "{target}");
    }
    let reply = app.get(&format!("{WATERLOGGING}?skipGeometry=1")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "skipGeometry");
}
