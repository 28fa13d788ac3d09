//! OGC API – Features Part 2: coordinate reference systems by reference. The judge of coordinates
//! is GDAL with its own PROJ.

use std::collections::{BTreeMap, BTreeSet};

use geo::{CoordsIter, Intersects};
use geo_types::{Geometry, Rect};
use serde_json::{Value, json};

use crate::support::{
    TestApp,
    app::Reply,
    features::{sorted_ids, violation, with},
    gdal, shape,
};

const VIOLATIONS: &str = "/api/collections/violations/items";
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// EPSG code, and whether its northing or latitude comes first.
const SYSTEMS: [(u32, bool); 5] =
    [(4326, true), (4490, true), (4549, true), (4528, true), (3857, false)];

fn uri(code: u32) -> String {
    format!("http://www.opengis.net/def/crs/EPSG/0/{code}")
}

/// Geometries by id as GDAL transforms them, x before y.
fn judged(app: &TestApp, collection: &str, code: u32) -> BTreeMap<String, Geometry<f64>> {
    let file = app.file.to_str().unwrap();
    let target = format!("EPSG:{code}");
    let arguments = [file, collection, "-t_srs", &target, "-lco", "RFC7946=NO"];
    let features = gdal::features(&arguments);
    features
        .iter()
        .filter_map(|feature| {
            let id = feature["properties"]["id"].as_str().unwrap().to_owned();
            Some((id, shape::geometry(&feature["geometry"])?))
        })
        .collect()
}

/// The largest difference between two geometries of the same vertices, in their unit.
#[track_caller]
fn apart(ours: &Geometry<f64>, judges: &Geometry<f64>, swapped: bool) -> f64 {
    assert_eq!(ours.coords_count(), judges.coords_count());
    let pairs = ours.coords_iter().zip(judges.coords_iter());
    pairs.fold(0.0, |largest, (a, b)| {
        let (x, y) = if swapped { (a.y, a.x) } else { (a.x, a.y) };
        f64::max(largest, (x - b.x).abs().max((y - b.y).abs()))
    })
}

#[tokio::test]
async fn every_collection_lists_its_systems_and_what_it_is_stored_in() {
    let app = TestApp::shared().await;

    let all = app.json("/api/collections").await;

    let mut wanted = vec![CRS84.to_owned()];
    wanted.extend(SYSTEMS.map(|(code, _)| uri(code)));
    assert_eq!(all["crs"], json!(wanted));
    for collection in all["collections"].as_array().unwrap() {
        // A JSON Pointer holds within the document only (`/req/crs/fc-md-crs-list-global`).
        assert_eq!(collection["crs"], json!(["#/crs"]));
        let id = collection["id"].as_str().unwrap();
        let alone = app.json(&format!("/api/collections/{id}")).await;
        assert_eq!(alone["crs"], json!(wanted));
        let stored = (alone["geometry"] != "none").then_some(CRS84);
        assert_eq!(alone["storageCrs"].as_str(), stored, "{id}");
    }
    let text = all.to_string().to_lowercase();
    assert!(!text.contains("gcj") && !text.contains("bd-09") && !text.contains("bd09"));
}

#[tokio::test]
async fn without_a_parameter_positions_are_as_stored_and_the_header_says_so() {
    let app = TestApp::shared().await;

    for target in [VIOLATIONS.to_owned(), format!("{VIOLATIONS}/310112006-V00001")] {
        let plain = app.get(&target).await;
        assert_eq!(plain.header("content-crs"), format!("<{CRS84}>"));
        let join = if target == VIOLATIONS { "?limit=100&" } else { "?" };
        let asked = app.get(&format!("{target}{join}crs={CRS84}")).await;
        assert_eq!(asked.header("content-crs"), format!("<{CRS84}>"));
        let geometries = |reply: &Reply| match reply.json()["features"].as_array() {
            Some(features) => features.iter().map(|f| f["geometry"].clone()).collect(),
            None => vec![reply.json()["geometry"].clone()],
        };
        assert_eq!(geometries(&plain), geometries(&asked));
    }
}

/// `/req/crs/fc-crs-action`, for points, lines and polygons.
#[tokio::test]
async fn coordinates_are_gdals_to_a_millimetre_in_the_systems_own_axis_order() {
    let app = TestApp::shared().await;

    for collection in ["violations", "roads", "compounds"] {
        for (code, northing_first) in SYSTEMS {
            let target =
                format!("/api/collections/{collection}/items?limit=10000&crs={}", uri(code));
            let reply = app.get(&target).await;
            assert_eq!(reply.status, 200, "{target}");
            assert_eq!(reply.header("content-crs"), format!("<{}>", uri(code)));
            let judged = judged(app, collection, code);
            let page = reply.json();
            let features = page["features"].as_array().unwrap();
            let allowed = if [4326, 4490].contains(&code) { 1e-9 } else { 1e-3 };
            let mut compared = 0;
            for feature in features {
                let Some(ours) = shape::geometry(&feature["geometry"]) else { continue };
                let judges = &judged[feature["id"].as_str().unwrap()];
                let apart = apart(&ours, judges, northing_first);
                assert!(apart < allowed, "{collection} {code} {}: {apart}", feature["id"]);
                compared += 1;
            }
            assert!(compared >= 70, "{collection} {code}: {compared}");
        }
    }
}

/// Where the numbers are WGS 84's, they are the stored ones; else they end at 0.1 mm.
#[tokio::test]
async fn coordinates_have_sensible_digits() {
    let app = TestApp::shared().await;
    let item = "/api/collections/waterlogging/items/310112006-WL01";
    let stored = app.json(item).await["geometry"]["coordinates"].clone();

    for code in [4326, 4490] {
        let swapped =
            &app.json(&format!("{item}?crs=EPSG:{code}")).await["geometry"]["coordinates"];
        assert_eq!((&swapped[0], &swapped[1]), (&stored[1], &stored[0]));
    }
    for code in [4549, 4528, 3857] {
        let text = app.get(&format!("{item}?crs=EPSG:{code}")).await.text();
        let coordinates =
            text.split("\"coordinates\":[").nth(1).unwrap().split(']').next().unwrap();
        for number in coordinates.split(',') {
            let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            assert!(decimals <= 4, "{coordinates}");
        }
    }
}

#[tokio::test]
async fn an_item_is_the_same_as_in_its_page_and_has_a_tag_of_its_own() {
    let app = TestApp::shared().await;
    let crs = uri(4549);

    let page = app.json(&format!("{VIOLATIONS}?limit=1&crs={crs}")).await;
    let id = page["features"][0]["id"].as_str().unwrap();
    let item = app.get(&format!("{VIOLATIONS}/{id}?crs={crs}")).await;

    assert_eq!(item.header("content-crs"), format!("<{crs}>"));
    assert_eq!(item.json()["geometry"], page["features"][0]["geometry"]);
    let plain = app.get(&format!("{VIOLATIONS}/{id}")).await;
    // Another representation of the same version.
    let (tag, plain_tag) = (item.header("etag"), plain.header("etag"));
    assert_ne!(tag, plain_tag);
    let version = plain_tag.trim_end_matches('"');
    assert!(tag.starts_with(&format!("{version}.")), "{tag}, {plain_tag}");
    assert_ne!(item.json()["geometry"], plain.json()["geometry"]);
}

#[tokio::test]
async fn usual_spellings_of_a_system_mean_the_same() {
    let app = TestApp::shared().await;
    let target = |crs: &str| format!("{VIOLATIONS}?limit=3&crs={crs}");
    let wanted = app.json(&target(&uri(4549))).await["features"].clone();

    for spelling in [
        "https://www.opengis.net/def/crs/EPSG/0/4549",
        "urn:ogc:def:crs:EPSG::4549",
        "EPSG:4549",
        "[EPSG:4549]",
        "http%3A%2F%2Fwww.opengis.net%2Fdef%2Fcrs%2FEPSG%2F0%2F4549",
    ] {
        let reply = app.get(&target(spelling)).await;
        assert_eq!(reply.header("content-crs"), format!("<{}>", uri(4549)), "{spelling}");
        assert_eq!(reply.json()["features"], wanted, "{spelling}");
    }
}

/// `/req/crs/crs-exception`, `/req/crs/bbox-crs-exception`.
#[tokio::test]
async fn an_unknown_system_is_400_with_the_parameter_and_the_list() {
    let app = TestApp::shared().await;
    let item = format!("{VIOLATIONS}/310112006-V00001");

    // Known to PROJ but not offered, unknown, shifted, misspelt, empty.
    for crs in [
        uri(32651),
        uri(99_999),
        uri(4610),
        "http://www.opengis.net/def/crs/OGC/0/GCJ02".to_owned(),
        "GCJ-02".to_owned(),
        "EPSG:4326 ".replace(' ', "x"),
        "4326".to_owned(),
        String::new(),
    ] {
        for (target, parameter) in [
            (format!("{VIOLATIONS}?crs={crs}"), "crs"),
            (format!("{item}?crs={crs}"), "crs"),
            (format!("{VIOLATIONS}?bbox=0,0,1,1&bbox-crs={crs}"), "bbox-crs"),
            (format!("{VIOLATIONS}?bbox-crs={crs}"), "bbox-crs"),
        ] {
            let problem = app.get(&target).await.problem(400, "invalid-parameter");
            assert_eq!(problem["parameter"], parameter, "{target}");
        }
    }
    let problem = app.get(&format!("{VIOLATIONS}?crs={}", uri(32651))).await;
    let detail = problem.problem(400, "invalid-parameter")["detail"].as_str().unwrap().to_owned();
    assert!(SYSTEMS.iter().all(|(code, _)| detail.contains(&uri(*code))), "{detail}");
    let twice = format!("{VIOLATIONS}?crs=EPSG:4326&crs=EPSG:4326");
    app.get(&twice).await.problem(400, "invalid-parameter");
    // An item has no box.
    app.get(&format!("{item}?bbox-crs={CRS84}")).await.problem(400, "unknown-parameter");
}

/// `/req/crs/fc-bbox-crs-action`: exactly the features whose geometry, transformed by GDAL, meets
/// the box.
#[tokio::test]
async fn a_box_is_read_in_the_axis_order_of_its_system() {
    let app = TestApp::shared().await;

    for collection in ["violations", "roads", "compounds"] {
        // Some features of the file are of another day.
        let items = format!("/api/collections/{collection}/items");
        let served: BTreeSet<String> =
            sorted_ids(&app.features(&items).await).into_iter().collect();
        for (code, northing_first) in SYSTEMS {
            let mut judged = judged(app, collection, code);
            judged.retain(|id, _| served.contains(id));
            let whole = judged.values().flat_map(|geometry| geometry.coords_iter());
            let (mut low, mut high) = ([f64::MAX; 2], [f64::MIN; 2]);
            for coord in whole {
                (low[0], low[1]) = (low[0].min(coord.x), low[1].min(coord.y));
                (high[0], high[1]) = (high[0].max(coord.x), high[1].max(coord.y));
            }
            let at = |share: f64, axis: usize| low[axis] + (high[axis] - low[axis]) * share;
            let (x1, y1, x2, y2) = (at(0.31, 0), at(0.4, 1), at(0.62, 0), at(0.7, 1));
            let rect = Rect::new((x1, y1), (x2, y2)).to_polygon();
            let mut wanted: Vec<String> = judged
                .iter()
                .filter(|(_, geometry)| geometry.intersects(&rect))
                .map(|(id, _)| id.clone())
                .collect();
            wanted.sort();
            let bbox = match northing_first {
                true => format!("{y1},{x1},{y2},{x2}"),
                false => format!("{x1},{y1},{x2},{y2}"),
            };
            let target =
                format!("/api/collections/{collection}/items?bbox={bbox}&bbox-crs={}", uri(code));
            let found = app.features(&target).await;
            assert_eq!(sorted_ids(&found), wanted, "{collection} {code}");
            assert!(!wanted.is_empty() && wanted.len() < judged.len(), "{collection} {code}");
            // `crs` and `bbox-crs` do not depend on each other.
            let both = app.features(&format!("{target}&crs={}", uri(3857))).await;
            assert_eq!(sorted_ids(&both), wanted);
        }
    }
}

#[tokio::test]
async fn a_feature_is_found_by_the_position_it_was_answered_with() {
    let app = TestApp::shared().await;

    for (code, _) in SYSTEMS {
        let crs = uri(code);
        for feature in app.features(&format!("/api/collections/waterlogging/items?crs={crs}")).await
        {
            let position = &feature["geometry"]["coordinates"];
            let (a, b) = (&position[0], &position[1]);
            let target =
                format!("/api/collections/waterlogging/items?bbox={a},{b},{a},{b}&bbox-crs={crs}");
            let found = app.features(&target).await;
            assert!(sorted_ids(&found).contains(&feature["id"].as_str().unwrap().to_owned()));
        }
    }
}

#[tokio::test]
async fn a_box_that_is_none_in_its_system_is_400() {
    let app = TestApp::shared().await;

    for (bbox, code, word) in [
        ("633000,3447000,634000,3446000", 4549, "above its upper"),
        ("1,2,3", 4549, "4 or 6 numbers"),
        ("a,2,3,4", 4549, "not a finite number"),
        ("NaN,2,3,4", 4549, "not a finite number"),
        ("121,31,122,32", 4326, "range of longitude"),
        ("0,0,9e9,9e9", 4549, "make it smaller"),
    ] {
        let target = format!("{VIOLATIONS}?bbox={bbox}&bbox-crs={}", uri(code));
        let problem = app.get(&target).await.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "bbox", "{target}");
        assert!(problem["detail"].as_str().unwrap().contains(word), "{problem}");
    }
    // Six numbers are legal, heights do not count; every analysis takes the same box.
    let four = "3447000,633000,3448000,634000";
    let six = "3447000,633000,-5,3448000,634000,99";
    let ids = async |bbox: &str| {
        let target = format!("{VIOLATIONS}?bbox={bbox}&bbox-crs={}", uri(4549));
        sorted_ids(&app.features(&target).await)
    };
    assert_eq!(ids(four).await, ids(six).await);
    let counts = format!("/api/counts/violations?by=pianqu&bbox={four}&bbox-crs={}", uri(4549));
    assert_eq!(app.json(&counts).await["numberMatched"], ids(four).await.len());
}

#[tokio::test]
async fn pages_keep_their_system() {
    let app = TestApp::shared().await;
    let crs = uri(4528);
    let first = format!(
        "{VIOLATIONS}?limit=400&crs={crs}&bbox=3447000,40632000,3449000,40635000&bbox-crs={crs}"
    );
    let mut next = Some(first.clone());
    let mut paged = Vec::new();

    while let Some(target) = next {
        let reply = app.get(target.strip_prefix("http://localhost").unwrap_or(&target)).await;
        assert_eq!(reply.header("content-crs"), format!("<{crs}>"));
        let page = reply.json();
        paged.extend(page["features"].as_array().unwrap().clone());
        let links = page["links"].as_array().unwrap();
        let link = links.iter().find(|link| link["rel"] == "next");
        next = link.map(|link| link["href"].as_str().unwrap().to_owned());
    }

    let whole = app.features(&first.replace("limit=400&", "")).await;
    assert!(whole.len() > 400);
    assert_eq!(paged, whole);
}

/// Part 4: `Content-Crs` says what the body is in.
#[tokio::test]
async fn a_body_is_read_in_the_system_it_declares() {
    let app = TestApp::own().await;
    let place = json!([121.397_5, 31.145_2]);

    for (number, (code, _)) in SYSTEMS.into_iter().enumerate() {
        let id = format!("in-{code}");
        let plain = violation(&id);
        assert_eq!(plain["geometry"]["coordinates"], place);
        assert_eq!(app.write("POST", VIOLATIONS, &plain).await.status, 201);
        let item = format!("{VIOLATIONS}/{id}");
        let shown = app.json(&format!("{item}?crs={}", uri(code))).await["geometry"].clone();
        // Half of them without the brackets, which Part 2 wants in answers.
        let value = if number % 2 == 0 { format!("<{}>", uri(code)) } else { uri(code) };
        let header = [("content-crs", value.as_str())];
        // A first time under another id, a second time in place.
        let mut copy = with(plain, "/geometry", shown.clone());
        let reply = app.write_if("PUT", &item, &copy, &header).await;
        assert_eq!(reply.status, 204, "{}", reply.text());
        copy["id"] = format!("copy-{code}").into();
        let reply = app.write_if("POST", VIOLATIONS, &copy, &header).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        for item in [item, format!("{VIOLATIONS}/copy-{code}")] {
            let stored = app.json(&item).await["geometry"]["coordinates"].clone();
            let at = |json: &Value| (json[0].as_f64().unwrap(), json[1].as_f64().unwrap());
            let apart = shape::metres(at(&stored), at(&place));
            assert!(apart < 1e-3, "{item}: {stored} is {apart} m off");
            assert_eq!(app.json(&format!("{item}?crs={}", uri(code))).await["geometry"], shown);
        }
    }
}

#[tokio::test]
async fn a_body_in_an_unknown_system_or_the_wrong_order_is_400() {
    let app = TestApp::own().await;
    let before = app.json(VIOLATIONS).await["numberMatched"].clone();
    let at = |x: f64, y: f64| with(violation("wrong"), "/geometry/coordinates", json!([x, y]));

    for value in ["<http://www.opengis.net/def/crs/EPSG/0/32651>", "gcj02", "", "<EPSG:4326"] {
        let reply =
            app.write_if("POST", VIOLATIONS, &violation("wrong"), &[("content-crs", value)]).await;
        let problem = reply.problem(400, "invalid-parameter");
        assert_eq!(problem["parameter"], "Content-Crs", "{value}");
    }
    for (code, x, y) in
        [(4326, 121.397_5, 31.145_2), (4549, 633_271.0, 40_633_271.0), (3857, 1e300, 1e300)]
    {
        let header = format!("<{}>", uri(code));
        let reply = app.write_if("POST", VIOLATIONS, &at(x, y), &[("content-crs", &header)]).await;
        let problem = reply.problem(400, "invalid-body");
        assert_eq!(problem["member"], "geometry", "{problem}");
    }
    // Easting before northing is a place, but far from the territory.
    let header = format!("<{}>", uri(4549));
    let swapped = app
        .write_if("POST", VIOLATIONS, &at(633_271.0, 3_447_913.0), &[("content-crs", &header)])
        .await;
    assert!([400, 422].contains(&swapped.status.as_u16()), "{}", swapped.text());
    assert_eq!(app.json(VIOLATIONS).await["numberMatched"], before);
}

/// The world in Web Mercator: Antarctica reaches the pole. `/per/crs/fc-crs-action` allows 400;
/// an answer without it would pass for the whole.
#[tokio::test]
async fn what_a_system_cannot_show_is_said_and_can_be_left_out() {
    let app = TestApp::foreign().await;
    let items = "/api/collections/ne_110m_admin_0_countries/items";

    let refused = app.get(&format!("{items}?limit=200&crs=EPSG:3857")).await;

    let problem = refused.problem(400, "invalid-parameter");
    assert_eq!(problem["parameter"], "crs");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("latitude `-90` has no place in EPSG:3857"), "{detail}");
    let north = app.features(&format!("{items}?crs=EPSG:3857&bbox=-180,-60,180,90")).await;
    assert!(north.len() > 170, "{}", north.len());
    // The whole world of Web Mercator is every box's worth.
    let world = "-20037508.342789244,-20048966.1,20037508.342789244,20048966.1";
    let all = app.features(&format!("{items}?bbox={world}&bbox-crs=EPSG:3857")).await;
    assert_eq!(all.len(), 177);
    let latitude_first =
        app.features(&format!("{items}?bbox=-50,170,0,-170&bbox-crs=EPSG:4326")).await;
    let plain = app.features(&format!("{items}?bbox=170,-50,-170,0")).await;
    assert_eq!(sorted_ids(&latitude_first), sorted_ids(&plain));
}
