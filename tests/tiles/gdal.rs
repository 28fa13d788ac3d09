//! GDAL reads tiles from the real server.

use std::collections::BTreeMap;

use geo::{Area, BooleanOps};
use geo_types::{Geometry, MultiPolygon};

use crate::support::{gdal, server::Server, shape, territory};

fn areas(geometry: &Geometry<f64>) -> MultiPolygon<f64> {
    match geometry {
        Geometry::Polygon(area) => MultiPolygon::new(vec![area.clone()]),
        Geometry::MultiPolygon(areas) => areas.clone(),
        other => panic!("no area: {other:?}"),
    }
}

#[test]
fn gdal_has_the_areas_where_the_items_are() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(territory::store_in(folder.path()));
    let mut bytes =
        ureq::get(&format!("{}/api/tiles/pianqu/11/1714/837", server.address)).call().unwrap();
    let file = folder.path().join("837.mvt");
    std::fs::write(&file, bytes.body_mut().read_to_vec().unwrap()).unwrap();
    let source = file.to_str().unwrap();

    let drawn = gdal::features(&[
        source,
        "pianqu",
        "-oo",
        "X=1714",
        "-oo",
        "Y=837",
        "-oo",
        "Z=11",
        "-t_srs",
        "EPSG:4326",
    ]);

    let items = server.json("/api/collections/pianqu/items?limit=100");
    let truth: BTreeMap<String, Geometry<f64>> =
        shape::shapes(items["features"].as_array().unwrap()).into_iter().collect();
    assert_eq!(drawn.len(), truth.len());
    for feature in &drawn {
        let id = feature["properties"]["id"].as_str().unwrap();
        let found = areas(&shape::geometry(&feature["geometry"]).unwrap());
        let truth = areas(&truth[id]);
        let apart = found.xor(&truth).unsigned_area() / truth.unsigned_area();
        // Three grid steps of 5 m at this zoom along the outline of a square kilometre.
        assert!(apart < 0.03, "{id}: {apart}");
        assert!(feature["properties"]["name"].is_string(), "{feature}");
    }
}
