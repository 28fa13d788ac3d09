//! Shortest distances, held against PostGIS's `geography` on the ellipsoid.

use geo::{MapCoords, Translate};
use geo_types::{Geometry, LineString, Point, Polygon};
use gumei::spatial::distance::shortest_m;
use wkt::ToWkt;

use crate::{postgres, support::random::Random};

/// A point, a line or a triangle within `size` degrees of (0, 0).
fn shape(random: &mut Random, size: f64) -> Geometry {
    let mut place = || (random.between(-size, size), random.between(-size, size));
    let (a, b, c) = (place(), place(), place());
    match random.below(3) {
        0 => Point::from(a).into(),
        1 => LineString::from(vec![a, b]).into(),
        _ => Polygon::new(LineString::from(vec![a, b, c]), Vec::new()).into(),
    }
}

#[tokio::test]
async fn distances_up_to_100_km_are_those_of_postgis() {
    let mut random = Random(5);
    let mut pairs = Vec::new();
    for (longitude, latitude) in [(121.4, 31.1), (0.0, 0.0), (25.0, 65.0), (-70.0, -50.0)] {
        for size in [0.001, 0.01, 0.1] {
            for _ in 0..100 {
                let (a, b) = (shape(&mut random, size), shape(&mut random, size));
                let beside = b.translate(random.between(0.0, 4.0 * size), size);
                let there = |geometry: &Geometry| {
                    geometry.map_coords(|c| (c.x + longitude, c.y + latitude).into())
                };
                pairs.push((there(&a), there(&beside)));
            }
        }
    }
    let server = postgres::server();
    let database = server.bare().await;
    server.execute(&database, "create extension postgis").await;
    let texts = |side: fn(&(Geometry, Geometry)) -> &Geometry| -> Vec<String> {
        pairs.iter().map(|pair| side(pair).wkt_string()).collect()
    };

    let expected: Vec<f64> = sqlx::query_scalar(
        // Edges are straight in longitude and latitude here, geodesics in `geography`: over 1 km
        // they part by a centimetre, over pieces of 50 m by less than a tenth of a millimetre.
        "select ST_Distance(ST_Segmentize(a::geometry, 0.0005)::geography,
                            ST_Segmentize(b::geometry, 0.0005)::geography)
         from unnest($1::text[], $2::text[]) with ordinality as pairs(a, b, row) order by row",
    )
    .bind(texts(|pair| &pair.0))
    .bind(texts(|pair| &pair.1))
    .fetch_all(&mut server.connect(&database).await)
    .await
    .unwrap();

    let mut apart = 0;
    for ((a, b), expected) in pairs.iter().zip(expected) {
        let ours = shortest_m(a, b).unwrap();
        // PostGIS stops within a tenth of a millimetre on short distances.
        let tolerance = 1e-3_f64.max(1e-4 * expected);
        let words = || format!("{} | {}", a.wkt_string(), b.wkt_string());
        assert!((ours - expected).abs() <= tolerance, "{ours}, {expected}: {}", words());
        apart += usize::from(expected > 0.0);
    }
    assert!(apart > 600, "{apart} pairs apart say too little");
}
