use crate::support::{
    TestApp, assert_answer,
    features::{facility, violation},
};

const ITEM: &str = "/api/collections/waterlogging/items/310112006-WL01";

#[tokio::test]
async fn an_item_is_a_feature_with_links() {
    let app = TestApp::own().await;
    let made =
        app.write("POST", "/api/collections/elder_facilities/items", &facility("站 1/甲")).await;
    assert_eq!(made.status, 201);

    let path = made.header("location").strip_prefix("http://localhost").unwrap();
    let reply = app.get(path).await;

    assert_eq!(reply.status, 200, "{path}");
    assert_eq!(reply.header("content-type"), "application/geo+json");
    assert_answer!("item", reply.json());
}

#[tokio::test]
async fn an_unchanged_item_is_not_sent_again() {
    let app = TestApp::shared().await;
    let reply = app.get(ITEM).await;
    let tag = reply.header("etag");
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");

    let again = app.send("GET", ITEM, &[("if-none-match", tag)], "").await;

    assert_eq!(again.status, 304);
    assert!(again.body.is_empty());
    assert_eq!(again.header("etag"), tag);
    let other = app.send("GET", ITEM, &[("if-none-match", "\"v999\"")], "").await;
    assert_eq!(other.status, 200);
}

/// RFC 9110, 13.1.2: a list of tags, compared weakly, or `*`.
#[tokio::test]
async fn if_none_match_may_be_a_list_weak_or_a_star() {
    let app = TestApp::shared().await;
    let tag = app.get(ITEM).await.header("etag").to_owned();

    for value in [format!("\"v998\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
        let reply = app.send("GET", ITEM, &[("if-none-match", &value)], "").await;
        assert_eq!(reply.status, 304, "{value}");
    }
}

#[tokio::test]
async fn a_changed_item_has_another_tag() {
    let app = TestApp::own().await;
    let items = "/api/collections/violations/items";
    let made = app.write("POST", items, &violation("tagged")).await;
    let path = format!("{items}/tagged");
    let first = app.get(&path).await.header("etag").to_owned();
    assert_eq!(made.header("etag"), first);

    let changed = app.write("PUT", &path, &violation("tagged")).await;

    let second = app.get(&path).await.header("etag").to_owned();
    assert_ne!(first, second);
    assert_eq!(changed.header("etag"), second);
    let stale = app.send("GET", &path, &[("if-none-match", &first)], "").await;
    assert_eq!(stale.status, 200);
}

/// A store made anew counts its changes from the start again, but they are not the same changes.
#[tokio::test]
async fn a_tag_is_of_no_use_after_the_store_was_made_anew() {
    let app = TestApp::own().await;
    let tag = app.get(ITEM).await.header("etag").to_owned();

    let anew = TestApp::made_anew().await;

    let reply = anew.send("GET", ITEM, &[("if-none-match", &tag)], "").await;
    assert_eq!(reply.status, 200);
    let feature = anew.json(ITEM).await;
    let reply = anew.write_if("PUT", ITEM, &feature, &[("if-match", &tag)]).await;
    reply.problem(412, "precondition-failed");
}

#[tokio::test]
async fn what_cannot_be_an_id_is_not_found() {
    let app = TestApp::shared().await;
    let long = "x".repeat(201);

    for id in ["nothing", "310112006-wl01", "%00", "%0A", "..", "%2F", "1", "é", &long, "%20"] {
        let reply = app.get(&format!("/api/collections/waterlogging/items/{id}")).await;
        reply.problem(404, "not-found");
    }
}

#[tokio::test]
async fn every_item_of_a_page_is_found_under_its_id() {
    let app = TestApp::shared().await;

    for collection in ["pianqu", "metro", "responsibilities"] {
        let items = format!("/api/collections/{collection}/items");
        for feature in app.features(&items).await.iter().take(20) {
            let item = app.json(&format!("{items}/{}", feature["id"].as_str().unwrap())).await;
            for member in ["id", "geometry", "properties"] {
                assert_eq!(item[member], feature[member]);
            }
        }
    }
}
