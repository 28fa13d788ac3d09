//! Links of a service behind a proxy. Which header says what is tested beside the code.

use gumei::api::Settings;

use crate::support::{TestApp, features::violation};

const FORWARDED: [(&str, &str); 2] =
    [("host", "10.0.0.7:8080"), ("forwarded", "proto=https;host=map.example.cn")];

async fn bases(app: &TestApp, target: &str, headers: &[(&str, &str)]) -> Vec<String> {
    let reply = app.send("GET", target, headers, "").await;
    assert_eq!(reply.status, 200);
    let links = reply.json()["links"].clone();
    let hrefs = links.as_array().unwrap().iter().map(|link| link["href"].as_str().unwrap());
    let mut bases: Vec<String> =
        hrefs.map(|href| href.split("/api").next().unwrap().to_owned()).collect();
    bases.dedup();
    bases
}

const TARGETS: [&str; 4] = [
    "/api",
    "/api/collections/violations",
    "/api/collections/violations/items?limit=2",
    "/api/collections/violations/items/310112006-V00001",
];

#[tokio::test]
async fn a_proxy_is_believed_where_it_is_trusted() {
    let trusting = TestApp::with(Settings { trust_proxy: true, ..Settings::default() }).await;

    for target in TARGETS {
        assert_eq!(bases(&trusting, target, &FORWARDED).await, ["https://map.example.cn"]);
        let plain = TestApp::shared().await;
        assert_eq!(bases(plain, target, &FORWARDED).await, ["http://10.0.0.7:8080"]);
    }
    // Both are not the same bytes.
    let target = "/api/collections";
    let tag = trusting.send("GET", target, &FORWARDED, "").await.header("etag").to_owned();
    assert_ne!(trusting.get(target).await.header("etag"), tag);
}

#[tokio::test]
async fn a_configured_address_is_in_all_links() {
    let base_url = Some("https://map.example.cn/gumei/".to_owned());
    let app = TestApp::with(Settings { base_url, ..Settings::default() }).await;

    for target in TARGETS {
        assert_eq!(bases(&app, target, &FORWARDED).await, ["https://map.example.cn/gumei"]);
    }
    let items = "/api/collections/violations/items";
    let made = app.write("POST", items, &violation("made")).await;
    assert_eq!(made.header("location"), format!("https://map.example.cn/gumei{items}/made"));
}
