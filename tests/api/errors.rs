use crate::support::{TestApp, features::violation};

const VIOLATIONS: &str = "/api/collections/violations/items";

#[tokio::test]
async fn titles_of_problems_follow_the_language() {
    let app = TestApp::shared().await;

    for (wish, title, language) in [
        ("en", "Not found", "en"),
        ("zh", "未找到", "zh"),
        ("de-DE", "未找到", "zh"),
        ("zh;q=0.1, en;q=0.9", "Not found", "en"),
        ("", "未找到", "zh"),
    ] {
        let headers = [("accept-language", wish)];
        let reply = app.send("GET", "/api/collections/nothing", &headers, "").await;
        assert_eq!(reply.problem(404, "not-found")["title"], title, "{wish}");
        assert_eq!(reply.header("content-language"), language);
    }
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = TestApp::shared().await;

    for target in [
        "/api/nothing",
        "/api/collections/",
        "/api/collections/pianqu/items/",
        "/nothing.html",
        "/api/counts",
        "/api/collections/pianqu/nothing",
    ] {
        app.get(target).await.problem(404, "not-found");
    }
}

#[tokio::test]
async fn another_method_is_405() {
    let app = TestApp::shared().await;

    for (method, target) in [
        ("POST", "/api"),
        ("DELETE", "/api/collections"),
        ("PUT", VIOLATIONS),
        ("DELETE", VIOLATIONS),
        ("POST", "/api/collections/violations/items/x"),
        ("POST", "/api/counts/violations"),
        ("POST", "/health/ready"),
        ("BREW", "/api/find"),
    ] {
        app.send(method, target, &[], "").await.problem(405, "method-not-allowed");
    }
}

/// RFC 9110, 15.5.6: a 405 must say what is allowed.
#[tokio::test]
async fn a_405_says_what_is_allowed() {
    let app = TestApp::shared().await;

    let reply = app.send("DELETE", "/api/collections", &[], "").await;
    assert_eq!(reply.header("allow"), "GET, HEAD, OPTIONS");

    let reply = app.send("DELETE", VIOLATIONS, &[], "").await;
    assert_eq!(reply.header("allow"), "GET, HEAD, POST, OPTIONS");
}

#[tokio::test]
async fn a_representation_nobody_offers_is_406() {
    let app = TestApp::shared().await;

    for accept in ["application/xml", "image/png, text/html;q=0", "application/geo+json;q=0"] {
        let reply = app.send("GET", VIOLATIONS, &[("accept", accept)], "").await;
        reply.problem(406, "not-acceptable");
    }
    for accept in [
        "*/*",
        "application/*",
        "application/geo+json",
        "text/html, */*;q=0.1",
        "application/xml, application/json;q=0.5",
    ] {
        let reply =
            app.send("GET", "/api/collections/pianqu/items", &[("accept", accept)], "").await;
        assert_eq!(reply.status, 200, "{accept}");
    }
    let reply = app.get(&format!("{VIOLATIONS}?f=shapefile")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "f");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_413() {
    let app = TestApp::own().await;
    let mut large = violation("large");
    large["properties"]["address"] = "x".repeat(11 * 1024 * 1024).into();

    app.write("POST", VIOLATIONS, &large).await.problem(413, "too-large");

    app.get(&format!("{VIOLATIONS}/large")).await.problem(404, "not-found");
}

#[tokio::test]
async fn a_body_of_another_type_is_415() {
    let app = TestApp::own().await;
    let bearer = format!("Bearer {}", app.token.as_deref().unwrap());

    for media in ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""] {
        let headers = [("authorization", &*bearer), ("content-type", media)];
        let reply = app.send("POST", VIOLATIONS, &headers, violation("x").to_string()).await;
        reply.problem(415, "unsupported-media-type");
    }
    for media in ["application/json", "application/geo+json; charset=utf-8"] {
        let headers = [("authorization", &*bearer), ("content-type", media)];
        let reply = app.send("POST", VIOLATIONS, &headers, violation(media).to_string()).await;
        assert_eq!(reply.status, 201, "{media}: {}", reply.text());
    }
}

/// RFC 9110, 8.3.1: media types are compared without regard to case.
#[tokio::test]
async fn the_case_of_a_media_type_does_not_matter() {
    let app = TestApp::own().await;
    let bearer = format!("Bearer {}", app.token.as_deref().unwrap());

    let headers = [("authorization", &*bearer), ("content-type", "Application/Geo+JSON")];
    let reply = app.send("POST", VIOLATIONS, &headers, violation("case").to_string()).await;

    assert_eq!(reply.status, 201, "{}", reply.text());
}

#[tokio::test]
async fn text_that_is_no_utf_8_is_refused() {
    let app = TestApp::shared().await;

    let reply = app.get(&format!("{VIOLATIONS}?address=%FF")).await;
    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "address");
    let reply = app.get("/api/collections/%FF/items").await;
    assert!(reply.status.is_client_error());
    assert_eq!(reply.header("content-type"), "application/problem+json", "{}", reply.text());
}

#[tokio::test]
async fn problems_are_not_kept_by_caches() {
    let app = TestApp::shared().await;

    let reply = app.get("/api/collections/nothing").await;

    assert_eq!(reply.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_problem_repeats_only_the_beginning_of_something_endless() {
    let app = TestApp::shared().await;
    let endless = "古".repeat(4_000);

    for target in [
        format!("/api/collections?{endless}=1"),
        format!("/api/collections/violations/items?filter={endless}%20=%201"),
        format!("/api/collections/violations/items?class={endless}"),
    ] {
        let reply = app.get(&target).await;
        assert_eq!(reply.status, 400);
        let problem = reply.json();
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.contains('古') && detail.chars().count() <= 2_001, "{}", detail.len());
        assert!(problem["parameter"].as_str().unwrap().chars().count() <= 2_001);
    }
}

#[tokio::test]
async fn a_unit_that_does_not_exist_is_a_wrong_within_on_every_route() {
    let app = TestApp::shared().await;

    for route in [
        "collections/violations/items?",
        "counts/violations?by=compounds&",
        "counts/road_works?by=compounds&",
        "coverage/elder_facilities?",
        "export/violations?",
        "tiles/violations/13/6858/3349?",
        "tiles/compounds/13/6858/3349?counts=violations&",
        "targets?",
        "targets/illegal_build_res?",
        "targets/illegal_build_res/rows?",
    ] {
        for unit in ["nowhere:x", "violations:310112006-V00001", "pianqu:nowhere"] {
            let reply = app.get(&format!("/api/{route}within={unit}")).await;
            assert_eq!(reply.status, 400, "{route} {unit}: {}", reply.text());
            let problem = reply.problem(400, "invalid-parameter");
            assert_eq!(problem["parameter"], "within", "{route} {unit}");
        }
    }
}
