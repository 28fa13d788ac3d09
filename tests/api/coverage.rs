use geo::{BooleanOps, BoundingRect, Contains, Distance, Geodesic, GeodesicArea};
use geo_types::{Geometry, MultiPolygon, Point};
use serde_json::Value;

use crate::support::{
    TestApp,
    random::Random,
    shape::{self, close, metres},
};

const COVERAGE: &str = "/api/coverage/elder_facilities";
const PEOPLE: [&str; 3] = ["residents", "residents_60", "residents_80"];

fn number(json: &Value, pointer: &str) -> f64 {
    json.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("{pointer} of {json}"))
}

fn parts(answer: &Value) -> Vec<&Value> {
    answer["units"].as_array().unwrap().iter().chain([&answer["outside"]]).collect()
}

#[tokio::test]
async fn the_defaults_are_the_territorys() {
    let app = TestApp::shared().await;

    let answer = app.json(COVERAGE).await;

    assert_eq!(answer["mode"], "straight");
    assert_eq!(answer["by"], "committees");
    assert_eq!(answer["at"], "2016-09-30");
    assert!(close(number(&answer, "/reach_m"), 5.0 * 60.0 * 0.83, 1e-12));
    assert_eq!(answer["demand"]["collection"], "compounds");
    assert_eq!(answer["demand"]["columns"], serde_json::json!(PEOPLE));
    assert_eq!(answer["units"].as_array().unwrap().len(), 39);
    assert_eq!(answer.get("curve"), None);
    assert_eq!(answer.get("gaps"), None);
    assert_eq!(answer.get("reaches"), None);
}

#[tokio::test]
async fn minutes_times_speed_is_a_reach() {
    let app = TestApp::shared().await;

    let walked = app.json(&format!("{COVERAGE}?minutes=10&speed=0.5")).await;
    let reach = app.json(&format!("{COVERAGE}?reach=300")).await;

    assert_eq!(walked, reach);
    let minutes_only = app.json(&format!("{COVERAGE}?minutes=10")).await;
    assert!(close(number(&minutes_only, "/reach_m"), 498.0, 1e-12));
}

#[tokio::test]
async fn what_cannot_be_covered_is_refused_by_name() {
    let app = TestApp::shared().await;

    for (query, parameter) in [
        ("reach=250&minutes=5", "reach"),
        ("reach=250&speed=1", "reach"),
        ("reach=-1", "reach"),
        ("reach=NaN", "reach"),
        ("reach=inf", "reach"),
        ("reach=20001", "reach"),
        ("reach=far", "reach"),
        ("minutes=-1", "minutes"),
        ("minutes=200&speed=3", "minutes"),
        ("speed=0", "speed"),
        ("mode=walk", "mode"),
        ("by=roads", "by"),
        ("by=nothing", "by"),
        ("curve=yes", "curve"),
        ("gaps=1", "gaps"),
        ("tier=nonsense", "tier"),
        ("within=pianqu:nowhere", "within"),
        ("f=csv", "f"),
    ] {
        let reply = app.get(&format!("{COVERAGE}?{query}")).await;
        assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], parameter, "{query}");
    }
    app.get("/api/coverage/nothing").await.problem(404, "not-found");
}

#[tokio::test]
async fn the_parts_sum_to_the_whole() {
    let app = TestApp::shared().await;

    for query in [
        "reach=250",
        "reach=250&by=pianqu",
        "reach=100&by=compounds&tier=station",
        "reach=400&by=grid_cells",
    ] {
        let answer = app.json(&format!("{COVERAGE}?{query}")).await;
        let mut members: Vec<String> =
            ["area_m2", "area_reached_m2", "overlap_m2", "facilities", "capacity"]
                .iter()
                .map(|member| format!("/{member}"))
                .collect();
        for people in PEOPLE {
            members.extend(
                ["total", "reached", "twice"].map(|part| format!("/people/{people}/{part}")),
            );
        }
        for member in members {
            let whole = number(&answer, &format!("/total{member}"));
            let sum: f64 = parts(&answer).iter().map(|part| number(part, &member)).sum();
            assert!(close(sum, whole, 1e-6), "{query} {member}: {sum} {whole}");
        }
        assert_eq!(number(&answer, "/total/facilities"), number(&answer, "/facilities"), "{query}");
        for line in parts(&answer) {
            let (area, reached, twice) = (
                number(line, "/area_m2"),
                number(line, "/area_reached_m2"),
                number(line, "/overlap_m2"),
            );
            assert!(
                reached <= area * (1.0 + 1e-9) + 1e-6 && twice <= reached * (1.0 + 1e-9) + 1e-6,
                "{line}"
            );
        }
    }
}

#[tokio::test]
async fn all_people_are_counted_once() {
    let app = TestApp::shared().await;
    let compounds = app.features("/api/collections/compounds/items").await;

    let answer = app.json(&format!("{COVERAGE}?reach=250&by=pianqu")).await;

    for people in PEOPLE {
        let all: f64 = compounds.iter().map(|c| c["properties"][people].as_f64().unwrap()).sum();
        assert!(
            close(number(&answer, &format!("/total/people/{people}/total")), all, 1e-9),
            "{people}"
        );
    }
}

#[tokio::test]
async fn a_longer_reach_never_reaches_less() {
    let app = TestApp::shared().await;
    let mut before = vec![0.0; 40];

    for reach in [0, 1, 50, 100, 200, 249, 400, 800, 1500, 4000] {
        let answer = app.json(&format!("{COVERAGE}?reach={reach}&tier=station")).await;
        let reached: Vec<f64> =
            parts(&answer).iter().map(|part| number(part, "/area_reached_m2")).collect();
        for (now, before) in reached.iter().zip(&before) {
            assert!(*now >= before - 1e-3, "{reach}: {now} < {before}");
        }
        before = reached;
    }
    let all = app.json(&format!("{COVERAGE}?reach=4000&tier=station")).await;
    assert!(close(number(&all, "/total/area_share"), 1.0, 1e-9));
    assert!(close(
        number(&all, "/total/people/residents/reached"),
        number(&all, "/total/people/residents/total"),
        1e-9
    ));
    let none = app.json(&format!("{COVERAGE}?reach=0&tier=station")).await;
    assert_eq!(number(&none, "/total/area_reached_m2"), 0.0);
}

/// Random points in compounds and committees, each measured to every facility.
#[tokio::test]
async fn a_sample_finds_the_same_shares() {
    const SAMPLES: usize = 400;
    let app = TestApp::shared().await;
    let mut random = Random(7);
    let places = |features: &[Value]| -> Vec<(f64, f64)> {
        shape::shapes(features)
            .into_iter()
            .map(|(_, shape)| match shape {
                Geometry::Point(point) => (point.x(), point.y()),
                other => panic!("{other:?}"),
            })
            .collect()
    };
    let compounds = app.features("/api/collections/compounds/items").await;

    for (filter, reach) in [("tier=station&state=open", 250.0), ("", 150.0), ("tier=centre", 600.0)]
    {
        let facilities = places(
            &app.features(&format!("/api/collections/elder_facilities/items?{filter}")).await,
        );
        let answer = app.json(&format!("{COVERAGE}?reach={reach}&by=compounds&{filter}")).await;
        assert_eq!(number(&answer, "/facilities") as usize, facilities.len());
        let (mut people, mut variance) = (0.0, 0.0);
        for ((id, area), feature) in shape::shapes(&compounds).iter().zip(&compounds) {
            let bounds = area.bounding_rect().unwrap();
            let (mut inside, mut reached) = (0, 0);
            while inside < SAMPLES {
                let place = (
                    random.between(bounds.min().x, bounds.max().x),
                    random.between(bounds.min().y, bounds.max().y),
                );
                if !area.contains(&Point::from(place)) {
                    continue;
                }
                inside += 1;
                reached += i32::from(facilities.iter().any(|site| metres(*site, place) <= reach));
            }
            let share = f64::from(reached) / SAMPLES as f64;
            let elders = feature["properties"]["residents_60"].as_f64().unwrap();
            people += elders * share;
            variance += elders * elders * share * (1.0 - share) / SAMPLES as f64;

            let units = answer["units"].as_array().unwrap();
            let unit = units.iter().find(|unit| unit["id"] == *id).unwrap();
            let answered = number(unit, "/area_share");
            // Five standard deviations of the sample, and a little where the sample has none.
            let sigma = (share * (1.0 - share) / SAMPLES as f64).sqrt();
            assert!((answered - share).abs() <= 5.0 * sigma + 0.01, "{id}: {answered} {share}");
        }
        let answered = number(&answer, "/total/people/residents_60/reached");
        assert!(
            (answered - people).abs() <= 5.0 * variance.sqrt() + 1.0,
            "{filter}: {answered} {people}"
        );
    }
}

fn area_m2(geometry: &Value) -> f64 {
    match shape::geometry(geometry) {
        None => 0.0,
        Some(geometry) => geometry.geodesic_area_unsigned(),
    }
}

#[tokio::test]
async fn gaps_are_the_ground_that_is_missed() {
    let app = TestApp::shared().await;

    let answer = app.json(&format!("{COVERAGE}?reach=250&tier=station&gaps=true")).await;

    let gaps = answer["gaps"]["features"].as_array().unwrap();
    assert!(!gaps.is_empty());
    for unit in answer["units"].as_array().unwrap() {
        let missed = number(unit, "/area_m2") - number(unit, "/area_reached_m2");
        let gap = gaps.iter().find(|gap| gap["properties"]["id"] == unit["id"]);
        let drawn = gap.map_or(0.0, |gap| area_m2(&gap["geometry"]));
        // 0.1 % of the unit: the arcs are drawn with straight sides.
        let tolerance = 0.001 * number(unit, "/area_m2");
        assert!((drawn - missed).abs() <= tolerance, "{}: {drawn} {missed}", unit["id"]);
        let Some(gap) = gap else { continue };
        assert!(close(number(gap, "/properties/area_m2"), missed, 1e-9));
        let people = number(unit, "/people/residents_60/total")
            - number(unit, "/people/residents_60/reached");
        assert!(close(number(gap, "/properties/residents_60_missed"), people, 1e-9));
    }
    let missed = number(&answer, "/total/area_m2") - number(&answer, "/total/area_reached_m2");
    let drawn: f64 = gaps.iter().map(|gap| area_m2(&gap["geometry"])).sum();
    assert!(close(drawn, missed, 0.001), "{drawn} {missed}");
}

/// The drawn ground goes on beyond the units; what of it lies in them is what the numbers say.
#[tokio::test]
async fn reaches_are_the_ground_that_is_reached() {
    let app = TestApp::shared().await;

    let answer = app.json(&format!("{COVERAGE}?reach=250&tier=station&reaches=true")).await;

    let reaches = multi_polygon(&answer["reaches"]);
    let units = app.features("/api/collections/committees/items").await;
    let drawn: f64 = units
        .iter()
        .map(|unit| {
            multi_polygon(&unit["geometry"]).intersection(&reaches).geodesic_area_unsigned()
        })
        .sum();
    let reached: f64 = answer["units"]
        .as_array()
        .unwrap()
        .iter()
        .map(|unit| number(unit, "/area_reached_m2"))
        .sum();
    assert!(close(drawn, reached, 0.001), "{drawn} {reached}");
}

fn multi_polygon(json: &Value) -> MultiPolygon<f64> {
    match shape::geometry(json) {
        Some(Geometry::MultiPolygon(parts)) => parts,
        Some(Geometry::Polygon(polygon)) => polygon.into(),
        other => panic!("no polygon: {other:?}"),
    }
}

#[tokio::test]
async fn area_is_the_units_area() {
    let app = TestApp::shared().await;
    let answer = app.json(&format!("{COVERAGE}?reach=250")).await;

    for unit in answer["units"].as_array().unwrap() {
        let item = app
            .json(&format!("/api/collections/committees/items/{}", unit["id"].as_str().unwrap()))
            .await;
        assert!(close(number(unit, "/area_m2"), area_m2(&item["geometry"]), 1e-5), "{unit}");
    }
}

#[tokio::test]
async fn a_point_of_the_curve_is_the_direct_answer() {
    let app = TestApp::shared().await;

    let answer = app.json(&format!("{COVERAGE}?reach=250&tier=station&curve=true")).await;

    let curve = answer["curve"].as_array().unwrap();
    let stops: Vec<f64> = curve.iter().map(|point| number(point, "/reach_m")).collect();
    let landing = app.json("/api").await;
    assert_eq!(serde_json::json!(stops), landing["territory"]["coverage"]["stops_m"]);
    for (point, stop) in curve.iter().zip(stops) {
        let direct = app.json(&format!("{COVERAGE}?reach={stop}&tier=station")).await;
        assert!(close(number(point, "/area_share"), number(&direct, "/total/area_share"), 1e-6));
        for people in PEOPLE {
            let share = number(&direct, &format!("/total/people/{people}/reached"))
                / number(&direct, &format!("/total/people/{people}/total"));
            assert!(
                close(number(point, &format!("/{people}_share")), share, 1e-6),
                "{stop} {people}"
            );
        }
    }
}

#[tokio::test]
async fn facilities_beyond_a_unit_serve_it_all_the_same() {
    let app = TestApp::shared().await;

    let whole = app.json(&format!("{COVERAGE}?reach=250&by=committees")).await;
    for pianqu in app.features("/api/collections/pianqu/items").await {
        let id = pianqu["id"].as_str().unwrap();
        let answer =
            app.json(&format!("{COVERAGE}?reach=250&by=committees&within=pianqu:{id}")).await;
        let units = answer["units"].as_array().unwrap();
        assert!(!units.is_empty());
        for unit in units {
            let same =
                whole["units"].as_array().unwrap().iter().find(|u| u["id"] == unit["id"]).unwrap();
            let (a, b) = (number(unit, "/area_reached_m2"), number(same, "/area_reached_m2"));
            assert!(close(a, b, 1e-6), "{id} {}: {a} {b}", unit["id"]);
        }
    }
}

#[tokio::test]
async fn a_share_of_nothing_is_null() {
    let app = TestApp::shared().await;

    let answer =
        app.json(&format!("{COVERAGE}?reach=250&tier=station&state=planned&name=nobody")).await;

    assert_eq!(answer["facilities"], 0);
    assert_eq!(number(&answer, "/total/area_reached_m2"), 0.0);
    assert_eq!(number(&answer, "/total/area_share"), 0.0);
    // What lies in no committee is no ground at all.
    assert!(answer["outside"]["area_share"].is_null() || number(&answer, "/outside/area_m2") > 0.0);
}

#[tokio::test]
async fn a_new_facility_is_in_the_next_answer() {
    let app = TestApp::own().await;
    let before = app.json(&format!("{COVERAGE}?reach=250")).await;

    let made = crate::support::features::facility("new");
    assert_eq!(
        app.write("POST", "/api/collections/elder_facilities/items", &made).await.status,
        201
    );

    let after = app.json(&format!("{COVERAGE}?reach=250")).await;
    assert_eq!(number(&after, "/facilities"), number(&before, "/facilities") + 1.0);
    assert!(number(&after, "/total/overlap_m2") > number(&before, "/total/overlap_m2"));
}

#[tokio::test]
async fn too_many_facilities_are_refused() {
    let app = TestApp::shared().await;

    let reply = app.get("/api/coverage/violations?reach=2000").await;

    assert_eq!(reply.problem(400, "invalid-parameter")["parameter"], "reach");
    // As many that hardly overlap are an answer.
    let few = app.json("/api/coverage/violations?reach=5").await;
    assert!(number(&few, "/facilities") > 3_000.0);
}

#[tokio::test]
async fn people_at_points_are_reached_or_not() {
    let app = TestApp::city().await;
    let point = |feature: &Value| match shape::geometry(&feature["geometry"]) {
        Some(Geometry::Point(point)) => point,
        other => panic!("{other:?}"),
    };
    let sites: Vec<Point<f64>> = app
        .features("/api/collections/elder_facilities/items?state=open")
        .await
        .iter()
        .map(point)
        .collect();
    let units = shape::shapes(&app.features("/api/collections/committees/items").await);
    let buildings = app.features("/api/collections/buildings/items").await;

    for reach in [120.0, 500.0] {
        let query = format!("state=open&demand=buildings&by=committees&reach={reach}&curve=true");
        let answer = app.json(&format!("{COVERAGE}?{query}")).await;

        assert_eq!(answer["demand"]["columns"], serde_json::json!(PEOPLE[1..]));
        let rule = answer["demand"]["rule"].as_str().unwrap();
        assert!(rule.contains("where they are"), "{rule}");
        let mut checked = 0;
        for unit in answer["units"].as_array().unwrap() {
            let (_, area) = units.iter().find(|(id, _)| unit["id"] == **id).unwrap();
            let mut sums = [0.0; 3];
            for building in buildings.iter().filter(|b| area.contains(&point(b))) {
                let people = building["properties"]["residents_60"].as_f64().unwrap();
                let near = |site: &&Point<f64>| Geodesic.distance(**site, point(building)) <= reach;
                let depth = sites.iter().filter(near).count();
                sums[0] += people;
                sums[1] += if depth >= 1 { people } else { 0.0 };
                sums[2] += if depth >= 2 { people } else { 0.0 };
                checked += 1;
            }
            for (part, wanted) in ["total", "reached", "twice"].into_iter().zip(sums) {
                let ours = number(unit, &format!("/people/residents_60/{part}"));
                assert_eq!(ours, wanted, "{reach} {} {part}", unit["id"]);
            }
        }
        assert!(checked > 800, "{checked}");
        let stop = answer["curve"].as_array().unwrap().iter().find(|s| s["reach_m"] == reach);
        if let Some(stop) = stop {
            let total = &answer["total"]["people"]["residents_60"];
            let share = number(total, "/reached") / number(total, "/total");
            assert!(close(number(stop, "/residents_60_share"), share, 1e-12));
        }
    }
    for (demand, why) in [("roads", "neither"), ("gates", "none of"), ("nothing", "no collection")]
    {
        let reply = app.get(&format!("{COVERAGE}?demand={demand}")).await;
        let problem = reply.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "demand");
        assert!(problem["detail"].as_str().unwrap().contains(why), "{problem}");
    }
}
