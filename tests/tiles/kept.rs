//! Answers that are kept are the answers there would be, and never those of an earlier state.

use axum::body::Body;
use gumei::api::Settings;

use super::decoded::{around_the_territory, tile};
use crate::support::{TestApp, features::violation};

const TILE: &str = "/api/tiles/violations,compounds/13/6858/3349";

#[tokio::test]
async fn an_answer_that_is_kept_is_the_first_one_again_in_each_coding() {
    let app = TestApp::own().await;
    for codings in [None, Some("gzip"), Some("br, gzip")] {
        let headers: Vec<(&str, &str)> =
            codings.map(|codings| ("accept-encoding", codings)).into_iter().collect();
        let first = app.send("GET", TILE, &headers, Body::empty()).await;
        let again = app.send("GET", TILE, &headers, Body::empty()).await;
        assert_eq!(first.status, 200);
        let coding = first.headers.get("content-encoding").map(|coding| coding.to_str().unwrap());
        assert_eq!(coding, codings.map(|codings| if codings == "gzip" { "gzip" } else { "br" }));
        assert_eq!((first.headers, first.body), (again.headers.clone(), again.body));

        let tag = again.headers["etag"].to_str().unwrap();
        let headers = [&headers[..], &[("if-none-match", tag)]].concat();
        let known = app.send("GET", TILE, &headers, Body::empty()).await;
        assert_eq!((known.status.as_u16(), known.headers["etag"].to_str().unwrap()), (304, tag));
    }
    let nothing = "/api/tiles/violations/13/0/0";
    assert_eq!(app.get(nothing).await.status, 204);
    assert_eq!(app.get(nothing).await.status, 204);
    let wrong = format!("{TILE}?colour=red");
    app.get(&wrong).await.problem(400, "unknown-parameter");
    app.get(&wrong).await.problem(400, "unknown-parameter");
}

#[tokio::test]
async fn a_change_is_in_the_next_answer() {
    let app = TestApp::own().await;
    let place = "/api/tiles/violations/17/109735/53592";
    let before = app.get(place).await;
    assert_eq!(app.get(place).await.body, before.body);
    let items = "/api/collections/violations/items";
    assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
    let layers = tile(&app, place).await;
    assert!(layers["violations"].iter().any(|feature| feature.text("id") == Some("T1")));
    assert_eq!(app.delete(&format!("{items}/T1")).await.status, 204);
    assert_eq!(app.get(place).await.body, before.body);
}

#[tokio::test]
async fn the_version_of_tiles_that_show_other_layers_follows_those_too() {
    let app = TestApp::own().await;
    for condition in ["counts=violations", "within=pianqu:310112006-P01"] {
        let target = format!("/api/tiles/compounds/tilejson.json?{condition}");
        let reply = app.get(&target).await;
        if reply.status != 200 {
            panic!("{target}: {}", reply.text());
        }
        let items = "/api/collections/violations/items";
        assert_eq!(app.write("POST", items, &violation("T1")).await.status, 201);
        assert_ne!(app.json(&target).await["tiles"], reply.json()["tiles"], "{condition}");
        assert_eq!(app.delete(&format!("{items}/T1")).await.status, 204);
    }
}

#[tokio::test]
async fn points_are_counted_as_coarsely_as_is_asked_for() {
    let app = TestApp::shared().await;
    let count = app.json("/api/collections/cases").await["count"].as_u64().unwrap();
    for (points, cells) in [(0, 1), (0, 8), (50, 4)] {
        let mut sum = 0;
        for (z, x, y) in around_the_territory(13) {
            let target = format!("/api/tiles/cases/{z}/{x}/{y}?points={points}&cells={cells}");
            let layers = tile(app, &target).await;
            let found = layers.get("cases").map_or(&[][..], |features| features);
            if found.iter().any(|feature| feature.number("count").is_some()) {
                assert!(found.len() <= cells * cells, "{target}: {}", found.len());
            } else {
                assert!(found.len() <= points, "{target}: {}", found.len());
            }
            sum += found.iter().map(|feature| feature.count()).sum::<u64>();
        }
        assert_eq!(sum, count, "points={points} cells={cells}");
    }
    for wrong in ["points=2001", "points=-1", "cells=3", "cells=64", "cells=0"] {
        let name = wrong.split_once('=').unwrap().0;
        let reply = app.get(&format!("/api/tiles/cases/0/0/0?{wrong}")).await;
        assert!(reply.text().contains(name), "{}", reply.text());
        reply.problem(400, "invalid-parameter");
    }
}

#[tokio::test]
async fn a_collection_says_whether_it_is_to_be_drawn_from_tiles() {
    let app = TestApp::with(Settings { tiled_above: 60, ..Settings::default() }).await;
    let listed = app.json("/api/collections").await;
    for collection in listed["collections"].as_array().unwrap() {
        let drawn = collection["geometry"] != "none";
        let many = collection["count"].as_u64().unwrap() > 60;
        let id = collection["id"].as_str().unwrap();
        // Features of other days count as well.
        let tiled = collection["tiled"].as_bool().unwrap();
        assert!(if tiled { drawn } else { !drawn || !many }, "{id}");
        assert!(!["roads", "pianqu"].contains(&id) || tiled == (id == "roads"), "{id}");
        assert_eq!(app.json(&format!("/api/collections/{id}")).await["tiled"], collection["tiled"]);
    }
    assert_eq!(TestApp::shared().await.json("/api/collections/roads").await["tiled"], false);
}
