//! The document tells what the service does: no more, no less.

use std::collections::{BTreeMap, BTreeSet};

use gumei::api::{
    Language,
    openapi::{Scope, document},
};
use serde_json::Value;

use crate::support::{
    TestApp,
    schema::{fits, resolve},
};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

async fn served(app: &TestApp) -> Value {
    app.json("/api/openapi.json").await
}

/// Path, method and operation, path by path.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = METHODS.into_iter();
        methods.filter_map(move |method| Some((path.as_str(), method, item.get(method)?)))
    });
    all.collect()
}

fn parameters<'d>(document: &'d Value, operation: &'d Value) -> Vec<&'d Value> {
    let list = operation["parameters"].as_array().unwrap();
    list.iter().map(|parameter| resolve(document, parameter)).collect()
}

fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(as_text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

/// A value that the document says is right: the example, else the first choice. An empty collection
/// has no feature to show.
fn sample(parameter: &Value) -> Option<String> {
    let choices = &parameter["schema"]["enum"][0];
    let found = parameter.get("example").unwrap_or(choices);
    assert!(!found.is_null() || parameter["name"] == "featureId", "{parameter} needs an example");
    (!found.is_null()).then(|| as_text(found))
}

/// The operation's address with all that is needed; no `?` without a query. `None` where there is
/// no feature to ask for.
fn address(document: &Value, path: &str, operation: &Value) -> Option<String> {
    let mut target = match (path, document["paths"][path].get("servers")) {
        ("/", _) => "/api".to_owned(),
        (path, None) => format!("/api{path}"),
        (path, Some(_)) => path.to_owned(),
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in parameters(document, operation) {
        let name = parameter["name"].as_str().unwrap();
        if parameter["in"] == "path" {
            target = target.replace(&format!("{{{name}}}"), &sample(parameter)?);
        } else if parameter["required"] == true {
            query.append_pair(name, &sample(parameter)?);
        }
    }
    let query = query.finish();
    Some(if query.is_empty() { target } else { format!("{target}?{query}") })
}

#[tokio::test]
async fn the_document_comes_as_openapi() {
    let app = TestApp::shared().await;

    let reply = app.get("/api/openapi.json").await;

    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/vnd.oai.openapi+json;version=3.0");
    let document = reply.json();
    assert_eq!(document["openapi"], "3.0.3");
    assert_eq!(document["servers"][0]["url"], "http://localhost/api");
    assert!(reply.body.len() < 1_000_000, "{} bytes", reply.body.len());
    let links = app.json("/api").await["links"].clone();
    for (rel, path) in [("service-desc", "/api/openapi.json"), ("service-doc", "/api/docs")] {
        let link = links.as_array().unwrap().iter().find(|link| link["rel"] == rel).unwrap();
        assert_eq!(link["href"], format!("http://localhost{path}"));
        assert_eq!(
            app.get(path).await.header("content-type").split(';').next(),
            link["type"].as_str().unwrap().split(';').next()
        );
    }
}

/// Documents are kept; never beyond the state they tell of, and never for another address.
#[tokio::test]
async fn a_kept_document_is_that_of_the_state_the_address_and_the_language() {
    let app = TestApp::own().await;
    let example = |document: &Value| {
        document["components"]["parameters"]["featureId.waterlogging"]["example"].clone()
    };
    let first = served(&app).await;
    assert_eq!(served(&app).await, first);
    let host = [("host", "elsewhere.example")];
    let elsewhere = app.send("GET", "/api/openapi.json", &host, "").await.json();
    assert_eq!(elsewhere["servers"][0]["url"], "http://elsewhere.example/api");
    assert_ne!(app.json("/api/openapi.json?lang=en").await["info"], first["info"]);
    assert_eq!(served(&app).await, first);

    let shown = example(&first);
    let path = format!("/api/collections/waterlogging/items/{}", shown.as_str().unwrap());
    assert_eq!(app.delete(&path).await.status, 204);

    let after = served(&app).await;
    assert_ne!(example(&after), shown);
    // More names than are kept.
    for number in 0..20 {
        let host = format!("host{number}.example");
        let reply = app.send("GET", "/api/openapi.json", &[("host", &host)], "").await.json();
        assert_eq!(reply["servers"][0]["url"], format!("http://{host}/api"));
    }
    assert_eq!(served(&app).await, after);
}

/// `/req/core/query-param-unknown`: what a route takes, it says when it is asked for something else.
#[tokio::test]
async fn every_operation_takes_exactly_the_parameters_it_declares() {
    let app = TestApp::shared().await;
    let document = served(app).await;
    let mut checked = 0;

    for (path, method, operation) in operations(&document) {
        if method != "get" {
            continue;
        }
        let Some(mut target) = address(&document, path, operation) else { continue };
        if path == "/export" {
            // One collection takes what `/export/{collectionId}` declares; the description says so.
            target = target.replace("collections=", "collections=violations%2C");
        }
        let join = if target.contains('?') { '&' } else { '?' };
        let reply = app.get(&format!("{target}{join}zzz=1")).await;
        let problem = reply.problem(400, "unknown-parameter");
        assert_eq!(problem["parameter"], "zzz", "{target}");
        let mut known: BTreeSet<&str> = problem["known"]
            .as_array()
            .unwrap()
            .iter()
            .map(|name| name.as_str().unwrap())
            .collect();
        if path.starts_with("/tiles/") {
            // One collection alone takes what its own tiles declare; the description says so.
            let columns = app.json("/api/collections/violations/queryables").await;
            for name in columns["properties"].as_object().unwrap().keys() {
                assert!(known.remove(&**name) || name == "geometry", "{name}");
            }
        }
        let declared: BTreeSet<&str> = parameters(&document, operation)
            .into_iter()
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(known, declared, "{target}");
        checked += 1;
    }
    assert!(checked > 100, "{checked} operations");
}

#[tokio::test]
async fn every_path_has_the_declared_methods_and_no_other() {
    let app = TestApp::shared().await;
    let document = served(app).await;
    let mut declared: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, method, operation) in operations(&document) {
        let Some(target) = address(&document, path, operation) else { continue };
        let target = target.split('?').next().unwrap().to_owned();
        declared.entry(target).or_default().insert(method.to_uppercase());
    }
    // A collection that may not be edited shares its routes with those that may.
    let editable = "/api/collections/violations/items";
    let writing = declared[editable].clone();
    let one = declared
        .iter()
        .find(|(path, _)| path.starts_with(&format!("{editable}/")) && !path.ends_with("/history"))
        .unwrap();
    let rewriting = one.1.clone();

    for (target, methods) in &declared {
        let reply = app.send("BREW", target, &[], "").await;
        reply.problem(405, "method-not-allowed");
        let allowed: BTreeSet<String> = reply
            .header("allow")
            .split(',')
            .map(|method| method.trim().to_owned())
            .filter(|method| method != "HEAD" && method != "OPTIONS")
            .collect();
        let expected = match target.strip_prefix("/api/collections/") {
            Some(rest) if rest.ends_with("/items") => &writing,
            Some(rest) if rest.contains("/items/") && !rest.ends_with("/history") => &rewriting,
            _ => methods,
        };
        assert_eq!(&allowed, expected, "{target}");
    }
}

#[tokio::test]
async fn answers_fit_their_schemas() {
    let app = TestApp::shared().await;
    let document = served(app).await;
    let mut checked = 0;

    for (path, method, operation) in operations(&document) {
        if method != "get" {
            continue;
        }
        let Some(target) = address(&document, path, operation) else { continue };
        let content = operation["responses"]["200"]["content"].as_object().unwrap();
        for (media, body) in content {
            if !media.ends_with("json") || (media.contains("geo") && path == "/export") {
                continue;
            }
            let target = match path.split('/').nth(1) {
                Some("coverage") => format!("{target}?curve=true&gaps=true&reaches=true"),
                Some("counts") => format!("{target}&group=provenance"),
                Some("collections") if target.ends_with("/items") => format!("{target}?limit=20"),
                _ => target.clone(),
            };
            if path.starts_with("/coverage") && !path.contains("elder_facilities") {
                continue;
            }
            let reply = app.send("GET", &target, &[("accept", media)], "").await;
            assert_eq!(reply.status, 200, "{target}: {}", reply.text());
            assert_eq!(reply.header("content-type"), media, "{target}");
            fits(&document, &body["schema"], &reply.json())
                .unwrap_or_else(|reason| panic!("{target} as {media}: {reason}"));
            checked += 1;
        }
    }
    let problem = app.get("/api/nothing").await.json();
    let schema = serde_json::json!({ "$ref": "#/components/schemas/Problem" });
    fits(&document, &schema, &problem).unwrap();
    assert!(checked > 100, "{checked} answers");
}

#[tokio::test]
async fn the_features_shown_as_examples_are_accepted() {
    let app = TestApp::own().await;
    let document = served(&app).await;
    let mut checked = 0;

    for (path, method, operation) in operations(&document) {
        if method != "post" || !path.ends_with("/items") {
            continue;
        }
        let schema = &operation["requestBody"]["content"]["application/geo+json"]["schema"];
        let example = &resolve(&document, schema)["example"];
        fits(&document, schema, example).unwrap_or_else(|reason| panic!("{path}: {reason}"));
        let reply = app.write("POST", &format!("/api{path}"), example).await;
        // The first feature is the example, and has what only one may have, like a code.
        if !reply.text().contains("UNIQUE") {
            assert_eq!(reply.status, 201, "{path}: {}", reply.text());
        }
        checked += 1;
    }
    assert!(checked > 5, "{checked} collections");
}

/// What OpenAPI 3.0 knows in a schema; JSON Schema has more, and 3.1 other words.
const KEYWORDS: [&str; 25] = [
    "$ref",
    "title",
    "description",
    "type",
    "format",
    "enum",
    "default",
    "example",
    "nullable",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
    "uniqueItems",
    "required",
    "properties",
    "additionalProperties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
];

fn check_schema(schema: &Value, place: &str) {
    let members = schema.as_object().unwrap_or_else(|| panic!("{place} is {schema}"));
    for (word, value) in members {
        assert!(KEYWORDS.contains(&word.as_str()), "{place} has {word}");
        match word.as_str() {
            "$ref" => assert_eq!(members.len(), 1, "{place}: nothing may stand beside a $ref"),
            "type" => {
                let known = ["object", "array", "string", "number", "integer", "boolean"];
                assert!(known.iter().any(|kind| value == kind), "{place} is of type {value}");
            }
            "properties" => {
                for (name, schema) in value.as_object().unwrap() {
                    check_schema(schema, &format!("{place}.{name}"));
                }
            }
            "items" => check_schema(value, &format!("{place}[]")),
            "additionalProperties" if !value.is_boolean() => check_schema(value, place),
            "allOf" | "oneOf" | "anyOf" => {
                value.as_array().unwrap().iter().for_each(|part| check_schema(part, place));
            }
            _ => {}
        }
    }
    if members.get("type").is_some_and(|kind| kind == "array") {
        assert!(members.contains_key("items"), "{place} has no items");
    }
    if members.contains_key("nullable") {
        assert!(members.contains_key("type"), "{place} is nullable without a type");
    }
}

fn check_references(document: &Value, value: &Value) {
    if value.get("$ref").is_some_and(Value::is_string) {
        resolve(document, value);
    }
    match value {
        Value::Array(list) => list.iter().for_each(|value| check_references(document, value)),
        Value::Object(members) => {
            members.values().for_each(|value| check_references(document, value));
        }
        _ => {}
    }
}

/// The rules of OpenAPI 3.0.3 that a generator breaks most easily.
fn check_document(document: &Value) {
    check_references(document, document);
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        check_schema(schema, name);
    }
    for kind in ["schemas", "parameters", "responses"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            assert!(name.chars().all(plain), "{kind} has {name}");
        }
    }
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(document) {
        let place = format!("{method} {path}");
        assert!(path.starts_with('/'), "{place}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap()), "{place}");
        assert!(!operation["summary"].as_str().unwrap().is_empty(), "{place}");
        let parameters = parameters(document, operation);
        let mut names = BTreeSet::new();
        for parameter in &parameters {
            let name = parameter["name"].as_str().unwrap();
            assert!(
                names.insert((name, parameter["in"].as_str().unwrap())),
                "{place}: {name} twice"
            );
            check_schema(&parameter["schema"], &format!("{place} {name}"));
            assert!(!parameter["description"].as_str().unwrap().is_empty(), "{place}: {name}");
            if parameter["in"] == "path" {
                assert_eq!(parameter["required"], true);
                assert!(path.contains(&format!("{{{name}}}")), "{place}: {name}");
            }
        }
        let in_path = parameters.iter().filter(|parameter| parameter["in"] == "path").count();
        assert_eq!(path.matches('{').count(), in_path, "{place}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let response = resolve(document, response);
            assert!(!response["description"].as_str().unwrap().is_empty(), "{place} {status}");
            for body in response["content"].as_object().into_iter().flat_map(|c| c.values()) {
                check_schema(&body["schema"], &place);
            }
        }
        for body in
            operation["requestBody"]["content"].as_object().into_iter().flat_map(|c| c.values())
        {
            check_schema(&body["schema"], &place);
        }
    }
}

#[tokio::test]
async fn the_document_keeps_the_rules_of_openapi_3_0() {
    for app in [TestApp::shared().await, &TestApp::foreign().await] {
        check_document(&served(app).await);
    }
    for language in [Language::Chinese, Language::English] {
        check_document(&document(Scope { root: "", language, view: None }));
    }
}

#[tokio::test]
async fn the_document_speaks_the_readers_language() {
    let app = TestApp::shared().await;

    for (target, title) in [
        ("/api/openapi.json?lang=en", "Gumei · Gumei Road Subdistrict"),
        ("/api/openapi.json", "古美一张图 · 古美路街道"),
    ] {
        assert_eq!(app.json(target).await["info"]["title"], title);
    }
}

/// What is the same for every store; the page's TypeScript types are made from it.
#[test]
fn the_snapshot_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/openapi.json");
    let made = document(Scope { root: "", language: Language::English, view: None });
    let text = format!("{}\n", serde_json::to_string_pretty(&made).unwrap());
    if std::env::var_os("GUMEI_RENEW").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        kept == text,
        "docs/openapi.json is stale: run `make openapi`, and look at the difference"
    );
}
