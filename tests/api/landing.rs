use crate::support::{TestApp, assert_answer};

#[tokio::test]
async fn the_landing_page_names_the_territory_and_its_doors() {
    let app = TestApp::shared().await;

    let reply = app.get("/api").await;

    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_answer!("landing", reply.json(), { ".seq" => "[seq]", ".epoch" => "[epoch]", ".version" => "[version]" });
    assert_eq!(app.json("/api/").await["territory"], reply.json()["territory"]);
}

#[tokio::test]
async fn titles_follow_the_language() {
    let app = TestApp::shared().await;

    for (wish, title) in [("en", "Gumei Road Subdistrict"), ("zh-CN,en;q=0.5", "古美路街道")] {
        let reply = app.send("GET", "/api", &[("accept-language", wish)], "").await;
        assert_eq!(reply.json()["title"], title);
    }
}

#[tokio::test]
async fn links_lead_back_to_the_host_that_was_asked() {
    let app = TestApp::shared().await;

    let reply = app.send("GET", "/api", &[("host", "map.example.cn:8443")], "").await;

    let links = reply.json()["links"].clone();
    for link in links.as_array().unwrap() {
        let href = link["href"].as_str().unwrap();
        assert!(href.starts_with("http://map.example.cn:8443/api"), "{href}");
    }
}

#[tokio::test]
async fn every_link_of_the_landing_page_answers() {
    let app = TestApp::shared().await;

    for link in app.json("/api").await["links"].as_array().unwrap() {
        let path = link["href"].as_str().unwrap().strip_prefix("http://localhost").unwrap();
        assert_eq!(app.get(path).await.status, 200, "{path}");
    }
}

/// Each class with the file of the tests that hold the service to it.
const CLASSES: &[(&str, &str)] = &[
    ("ogcapi-features-1/1.0/conf/core", "items, paging, item, collections, landing"),
    ("ogcapi-features-1/1.0/conf/geojson", "items, item"),
    ("ogcapi-features-1/1.0/conf/html", "html"),
    ("ogcapi-features-1/1.0/conf/oas30", "openapi"),
    ("ogcapi-features-2/1.0/conf/crs", "crs"),
    ("ogcapi-features-3/1.0/conf/queryables", "schemas"),
    ("ogcapi-features-3/1.0/conf/queryables-query-parameters", "schemas"),
    ("ogcapi-features-3/1.0/conf/filter", "filter"),
    ("ogcapi-features-3/1.0/conf/features-filter", "filter"),
    ("cql2/1.0/conf/cql2-text", "cql2, filter"),
    ("cql2/1.0/conf/cql2-json", "cql2, filter"),
    ("cql2/1.0/conf/basic-cql2", "query, filter"),
    ("cql2/1.0/conf/advanced-comparison-operators", "query, filter"),
    ("cql2/1.0/conf/case-insensitive-comparison", "query, filter"),
    ("cql2/1.0/conf/accent-insensitive-comparison", "query, filter"),
    ("cql2/1.0/conf/basic-spatial-functions", "query, filter"),
    ("cql2/1.0/conf/basic-spatial-functions-plus", "query, filter"),
    ("cql2/1.0/conf/spatial-functions", "query, filter"),
    ("cql2/1.0/conf/temporal-functions", "query, filter"),
    ("cql2/1.0/conf/array-functions", "query, filter"),
    ("cql2/1.0/conf/property-property", "query, filter"),
    ("cql2/1.0/conf/functions", "query, filter"),
    ("cql2/1.0/conf/arithmetic", "query, filter"),
    ("ogcapi-features-4/1.0/conf/create-replace-delete", "edit, refused, methods"),
    ("ogcapi-features-4/1.0/conf/update", "patch"),
    ("ogcapi-features-4/1.0/conf/features", "edit, patch, schemas"),
    ("ogcapi-features-4/1.0/conf/optimistic-locking-etags", "edit, patch, caching"),
    ("ogcapi-common-3/1.0/conf/schemas", "schemas"),
    ("ogcapi-common-3/1.0/conf/advanced-property-roles", "schemas"),
    ("ogcapi-common-3/1.0/conf/references", "schemas"),
    ("ogcapi-common-3/1.0/conf/returnables-and-receivables", "schemas"),
    ("ogcapi-common-3/1.0/conf/queryables", "schemas"),
    ("ogcapi-common-3/1.0/conf/sortables", "schemas, sorting"),
    ("ogcapi-tiles-1/1.0/conf/core", "tiles"),
    ("ogcapi-tiles-1/1.0/conf/tileset", "tiles"),
    ("ogcapi-tiles-1/1.0/conf/tilesets-list", "tiles"),
    ("ogcapi-tiles-1/1.0/conf/geodata-tilesets", "tiles"),
    ("ogcapi-tiles-1/1.0/conf/mvt", "tiles"),
    ("tms/2.0/conf/json-tilematrixset", "tiles"),
    ("ogcapi-features-6/1.0/conf/properties", "selection"),
    ("ogcapi-features-6/1.0/conf/properties-features", "selection"),
    ("ogcapi-features-8/1.0/conf/sortables", "schemas, sorting"),
    ("ogcapi-features-8/1.0/conf/sorting", "sorting"),
    ("ogcapi-features-8/1.0/conf/features-sorting", "sorting"),
];

#[tokio::test]
async fn conformance_lists_only_what_these_tests_hold_it_to() {
    let app = TestApp::shared().await;

    let classes = app.json("/api/conformance").await;

    let known: Vec<String> =
        CLASSES.iter().map(|(class, _)| format!("http://www.opengis.net/spec/{class}")).collect();
    assert_eq!(classes["conformsTo"], serde_json::json!(known));
}
