//! Lengths, areas and distances on the ellipsoid.
//!
//! Karney (2013), doi:10.1007/s00190-012-0578-z, through `geo`, on WGS 84.
//! CGCS2000 differs in the eleventh digit of a length.

use geo::{Coord, Distance, Geodesic, GeodesicArea, Geometry, Length, LineString, Point, Polygon};

use super::validity::rings;

/// Metres between two coordinates, longitude, latitude in degrees.
pub fn distance_m(a: Coord, b: Coord) -> f64 {
    Geodesic.distance(Point::from(a), Point::from(b))
}

/// Length of the lines of `geometry` in metres; 0 for points and polygons.
///
/// Vertices are longitude, latitude in degrees, joined by geodesics.
pub fn length_m(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Line(line) => Geodesic.length(line),
        Geometry::LineString(line) => Geodesic.length(line),
        Geometry::MultiLineString(lines) => Geodesic.length(lines),
        Geometry::GeometryCollection(members) => members.iter().map(length_m).sum(),
        _ => 0.0,
    }
}

/// Area of the polygons of `geometry` in m², holes taken off; 0 for others.
///
/// Vertices are longitude, latitude in degrees, joined by geodesics. The
/// winding does not matter: a ring bounds the smaller side of the globe.
pub fn area_m2(geometry: &Geometry) -> f64 {
    match geometry {
        Geometry::Polygon(polygon) => polygon_area_m2(polygon),
        Geometry::MultiPolygon(parts) => parts.iter().map(polygon_area_m2).sum(),
        Geometry::Rect(rect) => polygon_area_m2(&rect.to_polygon()),
        Geometry::Triangle(triangle) => polygon_area_m2(&triangle.to_polygon()),
        Geometry::GeometryCollection(members) => members.iter().map(area_m2).sum(),
        _ => 0.0,
    }
}

/// [`area_m2`] of one polygon.
pub fn polygon_area_m2(polygon: &Polygon) -> f64 {
    let mut areas = rings(polygon).map(ring_area_m2);
    let exterior = areas.next().unwrap_or(0.0);
    exterior - areas.sum::<f64>()
}

fn ring_area_m2(ring: &LineString) -> f64 {
    Polygon::new(ring.clone(), Vec::new()).geodesic_area_signed().abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPolygon, wkt};

    #[track_caller]
    fn check(got: f64, wanted: f64, tolerance: f64) {
        assert!((got - wanted).abs() <= tolerance, "{got}, wanted {wanted}");
    }

    #[test]
    fn distances_are_the_published_ones() {
        // GeographicLib's example: Wellington to Salamanca.
        let wellington = Coord { x: 174.81, y: -41.32 };
        let salamanca = Coord { x: -5.50, y: 40.96 };
        check(distance_m(wellington, salamanca), 19_959_679.267, 1e-3);
    }

    #[test]
    fn lengths_add_up_over_parts() {
        // One degree of the equator: a·π/180 with a = 6 378 137 m.
        let degree = 6_378_137.0_f64.to_radians();
        let line = wkt!(LINESTRING(10. 0.,10.5 0.,11. 0.));
        check(length_m(&line.into()), degree, 1e-6);
        let lines = wkt!(MULTILINESTRING((0. 0.,1. 0.),(5. 0.,4. 0.)));
        check(length_m(&lines.into()), 2.0 * degree, 1e-6);
        check(length_m(&Point::new(1.0, 1.0).into()), 0.0, 0.0);
    }

    #[test]
    fn areas_do_not_depend_on_winding_and_lose_their_holes() {
        // An octant of the WGS 84 ellipsoid, whose surface is
        // 510 065 621.724 km².
        let octant = wkt!(POLYGON((0. 0.,90. 0.,0. 90.,0. 0.)));
        check(area_m2(&octant.clone().into()), 510_065_621.724e6 / 8.0, 1e3);
        let mut clockwise = octant.exterior().clone();
        clockwise.0.reverse();
        let clockwise = Polygon::new(clockwise, vec![]);
        check(area_m2(&clockwise.clone().into()), 510_065_621.724e6 / 8.0, 1e3);

        let hole = wkt!(POLYGON((1. 1.,2. 1.,2. 2.,1. 2.,1. 1.)));
        let holed = Polygon::new(octant.exterior().clone(), vec![hole.exterior().clone()]);
        let parts = MultiPolygon(vec![holed, hole]);
        check(area_m2(&parts.into()), 510_065_621.724e6 / 8.0, 1e3);
        check(area_m2(&MultiPolygon::new(vec![]).into()), 0.0, 0.0);
    }
}
