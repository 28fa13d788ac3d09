//! Literals that are collections: one of a kind is its multi geometry, any other has no boundary.

use std::sync::Arc;

use geo_types::{
    Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon, Rect,
};
use gumei::query::{Expression, SpatialPredicate};

use super::{
    generate::{SPATIAL, property},
    things::{features, select, table},
};
use crate::support::random::Random;

fn spatial(predicate: SpatialPredicate, literal: Geometry<f64>, swapped: bool) -> Expression {
    let mut sides = (property("place"), Expression::Geometry(Arc::new(literal)));
    if swapped {
        sides = (sides.1, sides.0);
    }
    Expression::Spatial { predicate, left: Box::new(sides.0), right: Box::new(sides.1) }
}

fn collection(members: Vec<Geometry<f64>>) -> Geometry<f64> {
    Geometry::GeometryCollection(GeometryCollection(members))
}

fn square(x: f64, y: f64, size: f64) -> Polygon<f64> {
    Rect::new((x, y), (x + size, y + size)).to_polygon()
}

/// PostGIS judges the multi geometries (`postgis.rs`, `tests/reference/predicates.rs`).
#[test]
fn a_collection_of_one_kind_is_its_multi_geometry() {
    let table = table(features(&mut Random(11), 400));
    let points = vec![Point::new(1.0, 1.0), Point::new(4.0, 2.0), Point::new(1.0, 1.0)];
    let lines: Vec<LineString<f64>> = vec![
        vec![(0.0, 0.0), (3.0, 0.0)].into(),
        vec![(3.0, 0.0), (3.0, 5.0)].into(),
        vec![(1.0, 0.0), (1.0, 4.0)].into(),
    ];
    // The first two meet in a corner.
    let areas = vec![square(0.0, 0.0, 2.0), square(2.0, 2.0, 2.0), square(5.0, 0.0, 1.0)];
    let cases: [(Vec<Geometry<f64>>, Geometry<f64>); 4] = [
        (points.iter().copied().map(Into::into).collect(), MultiPoint(points.clone()).into()),
        (lines.iter().cloned().map(Into::into).collect(), MultiLineString(lines).into()),
        (areas.iter().cloned().map(Into::into).collect(), MultiPolygon(areas.clone()).into()),
        (
            vec![areas[0].clone().into(), MultiPolygon(areas[1..].to_vec()).into()],
            MultiPolygon(areas).into(),
        ),
    ];
    let mut found = 0;
    for (members, multi) in cases {
        for (predicate, swapped) in SPATIAL.iter().flat_map(|p| [(*p, false), (*p, true)]) {
            let ours = spatial(predicate, collection(members.clone()), swapped);
            let (ours, _) = select(&table, ours).unwrap();
            let (wanted, _) = select(&table, spatial(predicate, multi.clone(), swapped)).unwrap();
            assert_eq!(ours, wanted, "{predicate:?} {swapped} {multi:?}");
            found += ours.len();
        }
    }
    assert!(found > 1000, "{found} features found say too little");
}

#[test]
fn a_collection_without_a_boundary_of_its_own_only_meets_or_not() {
    let table = table(features(&mut Random(12), 60));
    let cases = [
        ("they overlap", vec![square(0.0, 0.0, 2.0).into(), square(1.0, 1.0, 2.0).into()]),
        ("they share an edge", vec![square(0.0, 0.0, 2.0).into(), square(2.0, 0.0, 2.0).into()]),
        ("kinds differ", vec![square(0.0, 0.0, 2.0).into(), Point::new(5.0, 5.0).into()]),
    ];
    for (why, members) in cases {
        for predicate in SPATIAL {
            let answer = select(&table, spatial(predicate, collection(members.clone()), false));
            let any = [SpatialPredicate::Intersects, SpatialPredicate::Disjoint];
            if any.contains(&predicate) {
                assert!(answer.is_ok(), "{why}: {answer:?}");
                continue;
            }
            let name = format!("S_{predicate:?}").to_uppercase();
            let error = answer.unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{name}` takes a GEOMETRYCOLLECTION")), "{error}");
            assert!(error.contains("MULTIPOLYGON"), "{why}: {error}");
        }
    }
}
