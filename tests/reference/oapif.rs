//! GDAL as a client of OGC API – Features.

use std::collections::BTreeMap;

use geo::Intersects;
use geo_types::Rect;
use tempfile::TempDir;

use crate::support::{features::sorted_ids, gdal, server::Server, shape, territory};

fn served() -> (TempDir, Server, String) {
    let place = TempDir::new().unwrap();
    let server = Server::start(territory::store_in(place.path()));
    let source = format!("OAPIF:{}/api", server.address);
    (place, server, source)
}

#[test]
fn gdal_lists_the_collections() {
    let (_place, server, source) = served();

    let text = gdal::run("ogrinfo", &["-ro", &source]);

    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once(": "))
        .filter(|(number, _)| number.parse::<u32>().is_ok())
        .map(|(_, layer)| layer.split(' ').next().unwrap())
        .collect();
    let collections = server.json("/api/collections");
    let ours: Vec<&str> = collections["collections"]
        .as_array()
        .unwrap()
        .iter()
        .map(|collection| collection["id"].as_str().unwrap())
        .collect();
    assert_eq!(listed, ours);
}

#[test]
fn gdal_pages_through_everything_once() {
    let (_place, server, source) = served();

    for (collection, page) in [("violations", "500"), ("compounds", "7"), ("roads", "1000")] {
        let paged = gdal::features(&[
            &source,
            collection,
            "-oo",
            &format!("PAGE_SIZE={page}"),
            "-lco",
            "ID_FIELD=id",
        ]);
        let whole = server.json(&format!("/api/collections/{collection}/items?limit=10000"));
        assert_eq!(
            sorted_ids(&paged),
            sorted_ids(whole["features"].as_array().unwrap()),
            "{collection}"
        );
        let mut by_id = BTreeMap::new();
        for feature in whole["features"].as_array().unwrap() {
            by_id.insert(feature["id"].as_str().unwrap(), feature);
        }
        for feature in paged.iter().take(50) {
            let ours = by_id[feature["id"].as_str().unwrap()];
            assert_eq!(feature["properties"]["source"], ours["properties"]["source"]);
        }
    }
}

#[test]
fn gdals_spatial_filter_finds_what_meets_the_box() {
    let (_place, server, source) = served();
    let bbox = [121.378, 31.138, 121.392, 31.151];
    let shape: geo_types::Geometry<f64> = Rect::new((bbox[0], bbox[1]), (bbox[2], bbox[3])).into();
    let spat: Vec<String> = bbox.iter().map(ToString::to_string).collect();

    for collection in ["violations", "compounds", "roads"] {
        let mut arguments = vec![&*source, collection, "-lco", "ID_FIELD=id", "-spat"];
        arguments.extend(spat.iter().map(String::as_str));
        let filtered = gdal::features(&arguments);
        let whole = server.json(&format!("/api/collections/{collection}/items?limit=10000"));
        let meeting: Vec<_> = whole["features"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| shape::geometry(&f["geometry"]).is_some_and(|g| g.intersects(&shape)))
            .cloned()
            .collect();
        assert_eq!(sorted_ids(&filtered), sorted_ids(&meeting), "{collection}");
        assert!(!meeting.is_empty() && meeting.len() < whole["features"].as_array().unwrap().len());
    }
}

#[test]
fn gdals_attribute_filter_finds_what_has_the_value() {
    let (_place, server, source) = served();

    for (filter, query) in [
        ("class = 'trading'", "class=trading"),
        ("class = 'building' AND status = 'found'", "class=building&status=found"),
        ("register = '319'", "register=319"),
        // Not on a date: GDAL 3.6 would send `datetime=2016-03-01T`, which is none.
        ("class IN ('land', 'discharge')", "class=land,discharge"),
    ] {
        // GDAL pushes the filter down where the OpenAPI document has such a parameter.
        let found =
            gdal::features(&[&source, "violations", "-where", filter, "-lco", "ID_FIELD=id"]);
        let ours = server.json(&format!("/api/collections/violations/items?limit=10000&{query}"));
        assert_eq!(
            sorted_ids(&found),
            sorted_ids(ours["features"].as_array().unwrap()),
            "{filter}"
        );
    }
}
