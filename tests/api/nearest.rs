use geo::{Distance, Geodesic, Point};
use geo_types::Geometry;
use serde_json::Value;

use crate::support::{TestApp, shape::shapes};

const NEAREST: &str = "/api/nearest/buildings?to=elder_facilities";

fn point(geometry: &Geometry<f64>) -> Point<f64> {
    match geometry {
        Geometry::Point(point) => *point,
        other => panic!("{other:?}"),
    }
}

async fn points(app: &TestApp, target: &str) -> Vec<(String, Point<f64>)> {
    let all = shapes(&app.features(target).await);
    all.iter().map(|(id, geometry)| (id.clone(), point(geometry))).collect()
}

#[tokio::test]
async fn the_neighbours_are_the_nearest_of_all() {
    let app = TestApp::city().await;
    let buildings = points(app, "/api/collections/buildings/items").await;
    let open = points(app, "/api/collections/elder_facilities/items?state=open").await;
    assert!(buildings.len() > 800 && open.len() > 20, "{} {}", buildings.len(), open.len());

    let answer = app.json(&format!("{NEAREST}&to-filter=state='open'&count=4")).await;

    let features = answer["features"].as_array().unwrap();
    assert_eq!(features.len(), buildings.len());
    let mut firsts = Vec::new();
    for (feature, (id, place)) in features.iter().zip(&buildings) {
        assert_eq!(feature["id"], **id);
        let mut all: Vec<(f64, &str)> =
            open.iter().map(|(id, other)| (Geodesic.distance(*place, *other), &**id)).collect();
        all.sort_by(|a, b| a.partial_cmp(b).unwrap());
        firsts.push(all[0].0);
        let found = feature["nearest"].as_array().unwrap();
        assert_eq!(found.len(), 4);
        for (one, (metres, other)) in found.iter().zip(all) {
            let distance = one["distance_m"].as_f64().unwrap();
            assert!((distance - metres).abs() < 1e-5 * metres + 1e-6, "{id}: {distance} {metres}");
            // Two that are as far to a millimetre may change places.
            assert!(one["id"] == *other || (distance - metres).abs() < 1e-3, "{id}");
        }
    }
    firsts.sort_by(f64::total_cmp);
    let number = |name: &str| answer["distance_m"][name].as_f64().unwrap();
    let near = |ours: f64, wanted: f64| (ours - wanted).abs() < 1e-5 * wanted;
    assert!(near(number("max"), *firsts.last().unwrap()));
    assert!(near(number("mean"), firsts.iter().sum::<f64>() / firsts.len() as f64));
    assert!(near(number("p50"), firsts[firsts.len().div_ceil(2) - 1]));
    assert!(near(number("p90"), firsts[(firsts.len() * 9).div_ceil(10) - 1]));
}

#[tokio::test]
async fn pages_and_tables_hold_the_same() {
    let app = TestApp::city().await;
    let whole = app.json(&format!("{NEAREST}&farthest=true&count=2")).await;
    let features = whole["features"].as_array().unwrap();
    let first = |feature: &Value| feature["nearest"][0]["distance_m"].as_f64().unwrap();
    assert!(features.is_sorted_by(|a, b| first(a) >= first(b)));
    assert_eq!(first(&features[0]), whole["distance_m"]["max"].as_f64().unwrap());

    let mut paged = Vec::new();
    let mut next = Some(format!("{NEAREST}&farthest=true&count=2&limit=300"));
    while let Some(target) = next {
        let page = app.json(&target).await;
        assert_eq!(page["numberMatched"], features.len());
        paged.extend(page["features"].as_array().unwrap().clone());
        let links = page["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == "next");
        next = link.map(|link| {
            let href = link["href"].as_str().unwrap();
            href[href.find("/api").unwrap()..].to_owned()
        });
    }
    assert_eq!(&paged, features);

    let table = app.get(&format!("{NEAREST}&farthest=true&count=2&f=csv")).await.text();
    let mut lines = table.trim_start_matches('\u{feff}').lines();
    assert_eq!(lines.next(), Some("id,name,rank,nearest_id,nearest_name,distance_m"));
    for feature in features {
        for (rank, one) in (1..).zip(feature["nearest"].as_array().unwrap()) {
            let line = lines.next().unwrap();
            let cells: Vec<&str> = line.split(',').collect();
            assert_eq!(cells[0], feature["id"].as_str().unwrap());
            assert_eq!(cells[2..4], [&rank.to_string(), one["id"].as_str().unwrap()]);
            let metres: f64 = cells[5].parse().unwrap();
            assert!((metres - one["distance_m"].as_f64().unwrap()).abs() <= 0.005 + 1e-9);
        }
    }
    assert_eq!(lines.next(), None);
}

#[tokio::test]
async fn areas_are_asked_from_inside_and_conditions_hold_for_them() {
    let app = TestApp::shared().await;
    let compounds = app.features("/api/collections/compounds/items?class=mixed").await;
    assert!(!compounds.is_empty());

    let answer = app.json("/api/nearest/compounds?to=elder_facilities&class=mixed").await;

    assert_eq!(answer["numberMatched"], compounds.len());
    let within = "/api/nearest/compounds?to=compounds&within=pianqu:310112006-P02";
    for feature in app.json(within).await["features"].as_array().unwrap() {
        // Nothing is nearer than itself.
        assert_eq!(feature["nearest"][0]["id"], feature["id"]);
        assert_eq!(feature["nearest"][0]["distance_m"], 0.0);
    }
    let none = app.json("/api/nearest/compounds?to=buildings&count=3").await;
    assert_eq!(none["distance_m"], Value::Null);
    assert!(
        none["features"].as_array().unwrap().iter().all(|f| f["nearest"] == Value::Array(vec![]))
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let app = TestApp::shared().await;
    for (query, parameter) in [
        ("", "to"),
        ("?to=nothing", "to"),
        ("?to=-", "to"),
        ("?to=gates&count=0", "count"),
        ("?to=gates&count=21", "count"),
        ("?to=gates&to-filter=nonsense", "to-filter"),
        ("?to=gates&to-filter=name%20%3D", "to-filter"),
        ("?to=gates&farthest=1", "farthest"),
        ("?to=gates&offset=-1", "offset"),
        ("?to=gates&limit=0", "limit"),
        ("?to=gates&f=xml", "f"),
    ] {
        let reply = app.get(&format!("/api/nearest/compounds{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
    app.get("/api/nearest/nothing?to=gates").await.problem(404, "not-found");
}
