use gumei::api::Settings;

use crate::support::{TestApp, app::Reply};

const ITEMS: &str = "/api/collections/pianqu/items";

async fn app(origins: &[&str]) -> TestApp {
    let cors_origins = origins.iter().map(|origin| (*origin).to_owned()).collect();
    TestApp::with(Settings { cors_origins, ..Settings::default() }).await
}

async fn from(app: &TestApp, origin: &str) -> Reply {
    app.send("GET", ITEMS, &[("origin", origin)], "").await
}

#[tokio::test]
async fn without_being_told_no_other_origin_may_read() {
    let app = TestApp::shared().await;

    let reply = from(app, "https://plan.example.cn").await;

    assert_eq!(reply.status, 200);
    assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control")));
}

#[tokio::test]
async fn a_known_origin_may_read_and_see_the_headers() {
    let app = app(&["https://plan.example.cn", "http://localhost:5173"]).await;

    for origin in ["https://plan.example.cn", "http://localhost:5173"] {
        let reply = from(&app, origin).await;
        assert_eq!(reply.header("access-control-allow-origin"), origin);
        for name in ["ETag", "Location", "Content-Crs", "Link"] {
            assert!(reply.header("access-control-expose-headers").contains(name), "{name}");
        }
    }
    for origin in
        ["https://other.cn", "http://plan.example.cn", "https://plan.example.cn.evil.cn", "null"]
    {
        let reply = from(&app, origin).await;
        assert_eq!(reply.status, 200);
        assert!(!reply.headers.contains_key("access-control-allow-origin"), "{origin}");
    }
    // A cache must keep the answers apart; also that to nobody's origin.
    for reply in [from(&app, "https://other.cn").await, app.get(ITEMS).await] {
        let vary: Vec<&str> =
            reply.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        assert!(vary.contains(&"origin"), "{vary:?}");
    }
    // Errors must be readable as well.
    let reply = app.send("GET", "/api/nothing", &[("origin", "https://plan.example.cn")], "").await;
    reply.problem(404, "not-found");
    assert_eq!(reply.header("access-control-allow-origin"), "https://plan.example.cn");
}

#[tokio::test]
async fn a_preflight_is_answered_without_asking_the_resource() {
    let app = app(&["*"]).await;
    let headers = [
        ("origin", "https://anyone.cn"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,content-type,if-match"),
    ];

    let reply = app.send("OPTIONS", &format!("{ITEMS}/310112006-P01"), &headers, "").await;

    assert_eq!(reply.status, 204);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    let methods = reply.header("access-control-allow-methods");
    assert!(["PATCH", "PUT", "DELETE", "POST"].iter().all(|method| methods.contains(method)));
    let allowed = reply.header("access-control-allow-headers").to_ascii_lowercase();
    for name in ["authorization", "content-type", "if-match", "if-none-match", "content-crs"] {
        assert!(allowed.split(", ").any(|known| known == name), "{name}");
    }
    // An OPTIONS that is none still tells what is allowed.
    let plain = app.send("OPTIONS", ITEMS, &[("origin", "https://anyone.cn")], "").await;
    assert_eq!(plain.header("allow"), "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn a_preflight_of_an_unknown_origin_allows_nothing() {
    let app = app(&["https://plan.example.cn"]).await;
    let headers = [("origin", "https://other.cn"), ("access-control-request-method", "GET")];

    let reply = app.send("OPTIONS", ITEMS, &headers, "").await;

    assert!(!reply.headers.keys().any(|name| name.as_str().starts_with("access-control")));
}
