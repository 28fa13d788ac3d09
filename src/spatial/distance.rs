//! The shortest distance between two geometries on the ellipsoid.

use geo::{Coord, Geometry, Line, Rect};

use super::{measure, predicate};
use crate::spatial::relation::parts;

/// WGS 84.
const SEMI_MAJOR_M: f64 = 6_378_137.0;
const ECCENTRICITY_2: f64 = 6.694_379_990_141_317e-3;

/// Metres between the nearest points of `a` and `b`, longitude, latitude in degrees; 0 when they
/// intersect, `None` when one is empty.
///
/// Between points it is the geodesic. Else the nearest points are found in the plane that touches
/// the ellipsoid at a vertex, edges being straight there, and the geodesic between them is
/// measured: for distances up to 100 km within 1e-4 of the true one. Takes the product of the
/// numbers of vertices.
pub fn shortest_m(a: &Geometry, b: &Geometry) -> Option<f64> {
    if let (Geometry::Point(a), Geometry::Point(b)) = (a, b) {
        return Some(measure::distance_m(a.0, b.0));
    }
    if predicate::intersects(a, b) {
        return Some(0.0);
    }
    let (a, b) = (Parts::new(a), Parts::new(b));
    let there = a.nearest(&b);
    let back = b.nearest(&a);
    [there, back]
        .into_iter()
        .flatten()
        .map(|(from, to)| measure::distance_m(from, to))
        .min_by(f64::total_cmp)
}

struct Parts {
    vertices: Vec<Coord>,
    segments: Vec<Line>,
}

impl Parts {
    fn new(geometry: &Geometry) -> Self {
        let points = parts::points(geometry);
        let mut segments = parts::segments(geometry);
        let mut vertices: Vec<Coord> = segments.iter().map(|line| line.start).collect();
        vertices.extend(segments.iter().map(|line| line.end));
        vertices.extend(&points);
        segments.extend(points.into_iter().map(|point| Line::new(point, point)));
        vertices.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
        vertices.dedup();
        Self { vertices, segments }
    }

    /// Our vertex and the other's point that are nearest.
    fn nearest(&self, other: &Self) -> Option<(Coord, Coord)> {
        let pairs = self.vertices.iter().flat_map(|vertex| {
            let plane = Plane::at(*vertex);
            other.segments.iter().map(move |line| (*vertex, plane.nearest_on(line)))
        });
        pairs
            .min_by(|(_, (_, a)), (_, (_, b))| a.total_cmp(b))
            .map(|(vertex, (point, _))| (vertex, point))
    }
}

/// The plane that touches the ellipsoid at a place.
struct Plane {
    origin: Coord,
    /// Metres of a degree of longitude and of latitude.
    east_m: f64,
    north_m: f64,
}

impl Plane {
    fn at(origin: Coord) -> Self {
        let latitude = origin.y.to_radians();
        let root = (1.0 - ECCENTRICITY_2 * latitude.sin().powi(2)).sqrt();
        let degree = 1.0_f64.to_radians();
        Self {
            origin,
            east_m: SEMI_MAJOR_M / root * latitude.cos() * degree,
            north_m: SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / root.powi(3) * degree,
        }
    }

    /// The point of the segment nearest to the origin, and the square of its distance in m².
    fn nearest_on(&self, line: &Line) -> (Coord, f64) {
        // The shorter way round the globe.
        let turn = ((line.start.x - self.origin.x) / 360.0).round() * 360.0;
        let flat = |coord: Coord| Coord {
            x: (coord.x - turn - self.origin.x) * self.east_m,
            y: (coord.y - self.origin.y) * self.north_m,
        };
        let (start, end) = (flat(line.start), flat(line.end));
        let along = end - start;
        let length2 = along.x * along.x + along.y * along.y;
        let part = if length2 > 0.0 {
            (-(start.x * along.x + start.y * along.y) / length2).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let foot = start + along * part;
        let point = line.start + line.delta() * part;
        (point, foot.x * foot.x + foot.y * foot.y)
    }
}

/// Boxes (west, south, east, north in degrees, none across the antimeridian) that hold all within
/// `metres` of `bounds`.
pub fn around(bounds: &Rect, metres: f64) -> Vec<[f64; 4]> {
    /// Fewer than in any degree of latitude, and the equator's of longitude.
    const LATITUDE_M: f64 = 110_500.0;
    const LONGITUDE_M: f64 = 111_300.0;
    if metres < 0.0 {
        return Vec::new();
    }
    let rise = metres / LATITUDE_M;
    let (south, north) = (bounds.min().y - rise, bounds.max().y + rise);
    let (south_edge, north_edge) = (south.max(-90.0), north.min(90.0));
    let highest = south.abs().max(north.abs());
    let width = metres / (LONGITUDE_M * highest.to_radians().cos()) * 1.01;
    let (west, east) = (bounds.min().x - width, bounds.max().x + width);
    if highest >= 89.0 || !width.is_finite() || east - west >= 360.0 {
        return vec![[-180.0, south_edge, 180.0, north_edge]];
    }
    let mut boxes = vec![[west.max(-180.0), south_edge, east.min(180.0), north_edge]];
    if west < -180.0 {
        boxes.push([west + 360.0, south_edge, 180.0, north_edge]);
    }
    if east > 180.0 {
        boxes.push([-180.0, south_edge, east - 360.0, north_edge]);
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Point, wkt};
    use proptest::prelude::*;

    #[track_caller]
    fn check(a: impl Into<Geometry>, b: impl Into<Geometry>, expected_m: f64) {
        let (a, b) = (a.into(), b.into());
        for metres in [shortest_m(&a, &b), shortest_m(&b, &a)] {
            let metres = metres.unwrap();
            assert!((metres - expected_m).abs() <= 1e-4 * expected_m.max(1e-9), "{metres}");
        }
    }

    /// Expected by PostGIS 3.3: `select ST_Distance('…'::geography, '…'::geography)`.
    #[test]
    fn distances_are_those_of_postgis() {
        check(Point::new(121.0, 31.0), Point::new(121.01, 31.0), 954.798_747_2);
        check(Point::new(121.4, 31.1), wkt!(LINESTRING(121.41 31.0,121.41 31.2)), 953.787_0);
        let square = wkt!(POLYGON((121. 31.,121.1 31.,121.1 31.1,121. 31.1,121. 31.)));
        check(Point::new(121.05, 31.05), square.clone(), 0.0);
        check(Point::new(179.99, 0.0), Point::new(-179.99, 0.0), 2_226.389_8);
        check(wkt!(LINESTRING(179.99 1.,179.99 -1.)), Point::new(-179.99, 0.0), 2_226.389_8);
        assert_eq!(shortest_m(&square.into(), &wkt!(MULTIPOINT EMPTY).into()), None);
    }

    proptest! {
        #[test]
        fn what_is_near_is_in_the_boxes(
            lon in -180.0..180.0_f64, lat in -89.0..89.0_f64, metres in 1.0..500_000.0_f64,
            bearing in 0.0..360.0_f64,
        ) {
            use geo::{Destination, Geodesic};
            let origin = Point::new(lon, lat);
            let there = Geodesic.destination(origin, bearing, metres);
            let boxes = around(&Rect::new(origin.0, origin.0), metres);
            let holds = |[west, south, east, north]: &[f64; 4]| {
                (*west..=*east).contains(&there.x()) && (*south..=*north).contains(&there.y())
            };
            prop_assert!(boxes.iter().any(holds), "{there:?} {boxes:?}");
        }
    }
}
