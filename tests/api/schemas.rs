//! Queryables, sortables, and the schema of features (OGC API – Features Parts 3, 5 and 8).

use serde_json::{Value, json};

use crate::support::{
    TestApp,
    features::{facility, violation},
};

async fn schemas(app: &TestApp, name: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for collection in app.json("/api/collections").await["collections"].as_array().unwrap() {
        let id = collection["id"].as_str().unwrap().to_owned();
        let reply = app.get(&format!("/api/collections/{id}/{name}")).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("content-type"), "application/schema+json");
        all.push((id, reply.json()));
    }
    all
}

/// `/req/queryables/get-queryables-response`, `/req/schemas/schema`, `/req/schemas/properties`.
#[tokio::test]
async fn every_schema_has_the_characteristics_of_the_standard() {
    let app = TestApp::shared().await;

    for name in ["queryables", "sortables", "schema"] {
        for (id, schema) in schemas(app, name).await {
            assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
            assert_eq!(schema["$id"], format!("http://localhost/api/collections/{id}/{name}"));
            assert_eq!(schema["type"], "object");
            assert_eq!(schema["additionalProperties"], false);
            for (property, member) in schema["properties"].as_object().unwrap() {
                assert!(member["title"].as_str().is_some_and(|t| !t.is_empty()), "{id}.{property}");
                let spatial = member["format"].as_str().is_some_and(|f| f.starts_with("geometry-"));
                assert_eq!(member.get("type").is_none(), spatial, "{id}.{property}");
                assert!(member.get("$ref").is_none());
                if name == "sortables" {
                    assert!(!spatial, "{id}.{property}");
                }
            }
        }
    }
}

#[tokio::test]
async fn each_collection_links_to_its_schemas() {
    let app = TestApp::shared().await;

    for collection in app.json("/api/collections").await["collections"].as_array().unwrap() {
        for name in ["queryables", "sortables", "schema"] {
            let rel = format!("http://www.opengis.net/def/rel/ogc/1.0/{name}");
            let links = collection["links"].as_array().unwrap();
            let link = links.iter().find(|link| link["rel"] == rel).expect(&rel);
            assert_eq!(link["type"], "application/schema+json");
            let path = link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
            assert_eq!(app.get(path).await.status, 200, "{path}");
        }
    }
}

/// `/req/queryables-query-parameters/parameters`: each simple queryable is a parameter.
#[tokio::test]
async fn every_simple_queryable_is_a_parameter() {
    let app = TestApp::shared().await;

    for (id, schema) in schemas(app, "queryables").await {
        let features = app.features(&format!("/api/collections/{id}/items")).await;
        for (name, member) in schema["properties"].as_object().unwrap() {
            let of = |feature: &Value| match &**name {
                "id" => feature["id"].clone(),
                name => feature["properties"][name].clone(),
            };
            if member.get("type").is_none_or(|kind| kind == "array") {
                continue;
            }
            let sample = features.iter().map(of).find(|value| !value.is_null());
            let Some(sample) = sample else { continue };
            let text = sample.as_str().map_or(sample.to_string(), str::to_owned);
            // A comma separates values there.
            if text.contains(',') {
                continue;
            }
            let escaped: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let found =
                app.json(&format!("/api/collections/{id}/items?limit=1&{name}={escaped}")).await;
            let expected = features.iter().filter(|feature| of(feature) == sample).count();
            assert_eq!(found["numberMatched"], expected, "{id}.{name}={text}");
        }
    }
}

#[tokio::test]
async fn a_schema_says_roles_units_codes_and_references() {
    let app = TestApp::shared().await;

    let violations = app.json("/api/collections/violations/schema").await;
    let properties = &violations["properties"];
    assert_eq!(properties["id"]["x-ogc-role"], "id");
    assert_eq!(properties["id"]["readOnly"], true);
    assert_eq!(properties["geometry"]["x-ogc-role"], "primary-geometry");
    assert_eq!(properties["geometry"]["format"], "geometry-any");
    assert_eq!(properties["found_on"]["format"], "date");
    assert_eq!(properties["found_on"]["x-ogc-role"], "primary-interval-start");
    assert_eq!(properties["resolved_on"]["x-ogc-role"], "primary-interval-end");
    assert_eq!(properties["area_m2"]["x-ogc-unit"], "m2");
    let codes: Vec<&Value> =
        properties["class"]["oneOf"].as_array().unwrap().iter().map(|c| &c["const"]).collect();
    assert_eq!(codes, properties["class"]["enum"].as_array().unwrap().iter().collect::<Vec<_>>());
    let required = violations["required"].as_array().unwrap();
    assert!(required.contains(&json!("class")) && !required.contains(&json!("area_m2")));

    let gates = app.json("/api/collections/gates/schema").await;
    assert_eq!(gates["properties"]["geometry"]["format"], "geometry-point");
    assert_eq!(gates["properties"]["compound_id"]["x-ogc-role"], "reference");
    assert_eq!(gates["properties"]["compound_id"]["x-ogc-collectionId"], "compounds");

    let indicators = app.json("/api/collections/unit_indicators/schema").await;
    let members = indicators["properties"].as_object().unwrap();
    assert!(members.values().all(|m| m["x-ogc-role"] != "primary-geometry"));
}

/// At most one property has each of the roles (`/req/advanced-property-roles/*`).
#[tokio::test]
async fn a_role_is_given_once() {
    let app = TestApp::shared().await;

    for (id, schema) in schemas(app, "schema").await {
        let roles: Vec<&str> = schema["properties"]
            .as_object()
            .unwrap()
            .values()
            .filter_map(|member| member["x-ogc-role"].as_str())
            .filter(|role| *role != "reference")
            .collect();
        for role in &roles {
            assert_eq!(roles.iter().filter(|other| *other == role).count(), 1, "{id}: {role}");
        }
        assert!(roles.contains(&"id"), "{id}");
        if roles.contains(&"primary-instant") {
            assert!(!roles.iter().any(|role| role.starts_with("primary-interval")), "{id}");
        }
    }
}

#[tokio::test]
async fn titles_follow_the_language() {
    let app = TestApp::shared().await;
    let path = "/api/collections/waterlogging/schema";

    for (wish, title, status, code) in
        [("en", "Name", "Status", "Planned"), ("zh", "名称", "状态", "计划")]
    {
        let schema = app.send("GET", path, &[("accept-language", wish)], "").await.json();
        assert_eq!(schema["properties"]["name"]["title"], title);
        assert_eq!(schema["properties"]["status"]["title"], status);
        assert_eq!(schema["properties"]["status"]["oneOf"][0]["title"], code);
    }
}

/// `/req/features/representation-geojson-replace`, and `/req/features/schema`, B: what has all
/// that is required there, and nothing else, is taken.
#[tokio::test]
async fn a_feature_of_the_replacement_schema_is_taken() {
    let app = TestApp::own().await;

    for (collection, model) in
        [("violations", violation("made")), ("elder_facilities", facility("made"))]
    {
        let path = format!("/api/collections/{collection}");
        for kind in ["create", "replace"] {
            let reply = app.get(&format!("{path}/schema?type={kind}")).await;
            assert_eq!(reply.header("content-type"), "application/schema+json");
            let schema = reply.json();
            assert!(schema["properties"].get("id").is_none());
            let mut feature = model.clone();
            let required = schema["required"].as_array().unwrap();
            let members = feature["properties"].as_object_mut().unwrap();
            members.retain(|name, _| required.contains(&json!(name)));
            assert_eq!(members.len(), required.len(), "{collection}");
            let reply = match kind {
                "create" => app.write("POST", &format!("{path}/items"), &feature).await,
                _ => app.write("PUT", &format!("{path}/items/made"), &feature).await,
            };
            assert!(reply.status.is_success(), "{collection} {kind}: {}", reply.text());
        }
    }
    let reply = app.get("/api/collections/violations/schema?type=delete").await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "type");
}

/// Every feature that is served fits the schema it is served with.
#[tokio::test]
async fn features_have_the_properties_of_their_schema() {
    let app = TestApp::shared().await;

    for (id, schema) in schemas(app, "schema").await {
        let members = schema["properties"].as_object().unwrap();
        let page = app.json(&format!("/api/collections/{id}/items?limit=50")).await;
        for feature in page["features"].as_array().unwrap() {
            let properties = feature["properties"].as_object().unwrap();
            for (name, value) in properties {
                let member = &members[name];
                let fits = match member["type"].as_str().unwrap() {
                    _ if value.is_null() => {
                        !schema["required"].as_array().unwrap().contains(&json!(name))
                    }
                    "string" => value.is_string(),
                    "integer" => value.is_i64(),
                    "number" => value.is_number(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    other => panic!("{other}"),
                };
                assert!(fits, "{id}.{name}: {value}");
                if let (Some(codes), false) = (member["enum"].as_array(), value.is_null()) {
                    assert!(codes.contains(value), "{id}.{name}: {value}");
                }
            }
        }
    }
}

#[tokio::test]
async fn schemas_refuse_what_they_do_not_know() {
    let app = TestApp::shared().await;

    for name in ["queryables", "sortables", "schema"] {
        let path = format!("/api/collections/violations/{name}");
        app.get(&format!("{path}?x=1")).await.problem(400, "unknown-parameter");
        app.get(&format!("{path}?f=xml")).await.problem(400, "invalid-parameter");
        app.get(&format!("/api/collections/nothing/{name}")).await.problem(404, "not-found");
        let json = app.get(&format!("{path}?f=json")).await;
        assert_eq!(json.header("content-type"), "application/json");
    }
}
