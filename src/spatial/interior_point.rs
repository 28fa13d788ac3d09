//! One point that stands for a feature, for membership and labels.

use geo::{Coord, CoordsIter, Geometry, HasDimensions, LineString, MultiPolygon, Point, Polygon};

use super::half_open::PreparedArea;
use super::measure;
use super::validity::rings;

/// A point that lies on or in `geometry`; `None` when it is empty.
///
/// - `geometry`: longitude, latitude in degrees, past the gate.
/// - returns: of a point itself; of a line its middle by length; of a polygon
///   the middle of the widest stretch of a level line near half height, never
///   in a hole. Of a multi-geometry that of its largest part (the first of
///   equals), of a collection that of its largest member of highest dimension.
///
/// Deterministic, so that a feature keeps its unit from one run to the next.
pub fn interior_point(geometry: &Geometry) -> Option<Point> {
    match geometry {
        Geometry::Point(point) => Some(*point),
        Geometry::MultiPoint(points) => points.0.first().copied(),
        Geometry::Line(line) => middle(&LineString::from(*line)),
        Geometry::LineString(line) => middle(line),
        Geometry::MultiLineString(lines) => {
            middle(largest(&lines.0, |line| measure::length_m(&line.clone().into()))?)
        }
        Geometry::Polygon(polygon) => inside(polygon),
        Geometry::MultiPolygon(MultiPolygon(parts)) => {
            inside(largest(parts, measure::polygon_area_m2)?)
        }
        Geometry::Rect(rect) => Some(rect.center().into()),
        Geometry::Triangle(triangle) => inside(&triangle.to_polygon()),
        Geometry::GeometryCollection(members) => {
            let highest = members.iter().map(HasDimensions::dimensions).max()?;
            let of_highest: Vec<&Geometry> =
                members.iter().filter(|member| member.dimensions() == highest).collect();
            interior_point(largest(&of_highest, |member| {
                measure::area_m2(member) + measure::length_m(member)
            })?)
        }
    }
}

/// The first of the largest; measures only when there is a choice.
fn largest<T>(parts: &[T], size: impl Fn(&T) -> f64) -> Option<&T> {
    if let [only] = parts {
        return Some(only);
    }
    let sized = parts.iter().map(|part| (part, size(part)));
    sized.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(part, _)| part)
}

fn middle(line: &LineString) -> Option<Point> {
    let lengths: Vec<f64> =
        line.lines().map(|segment| measure::distance_m(segment.start, segment.end)).collect();
    let mut left = lengths.iter().sum::<f64>() / 2.0;
    for (segment, length) in line.lines().zip(lengths) {
        if left <= length && length > 0.0 {
            return Some((segment.start + segment.delta() * (left / length)).into());
        }
        left -= length;
    }
    line.0.last().copied().map(Point::from)
}

/// Level lines are tried from half height outwards until one meets the
/// interior in more than rounding; the first does, but for slivers.
fn inside(polygon: &Polygon) -> Option<Point> {
    let area = PreparedArea::from(polygon);
    let mut levels: Vec<f64> = polygon.coords_iter().map(|coord| coord.y).collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let (&low, &high) = levels.first().zip(levels.last())?;
    let half = low + (high - low) / 2.0;
    // Between two neighbouring levels no vertex is met.
    let mut between: Vec<f64> = levels
        .windows(2)
        .map(|pair| {
            let holds_half = pair[0] < half && half < pair[1];
            let middle = pair[0] + (pair[1] - pair[0]) / 2.0;
            if holds_half { half } else { middle }
        })
        .collect();
    between.sort_by(|a, b| (a - half).abs().total_cmp(&(b - half).abs()));
    between
        .into_iter()
        .find_map(|y| widest(polygon, y).filter(|point| area.contains(point.0)))
        .or_else(|| polygon.exterior().0.first().copied().map(Point::from))
}

/// Middle of the widest stretch in which the level line at `y` is inside.
fn widest(polygon: &Polygon, y: f64) -> Option<Point> {
    let mut crossings: Vec<f64> = rings(polygon)
        .flat_map(LineString::lines)
        .filter(|line| (line.start.y <= y) != (line.end.y <= y))
        .map(|line| line.start.x + (y - line.start.y) / line.dy() * line.dx())
        .collect();
    crossings.sort_by(f64::total_cmp);
    let stretches: Vec<[f64; 2]> =
        crossings.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    let [west, east] = largest(&stretches, |[west, east]| east - west)?;
    let x = west + (east - west) / 2.0;
    Some(Coord { x, y }.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Contains, wkt};
    use proptest::prelude::*;

    #[track_caller]
    fn check(geometry: impl Into<Geometry>, wanted: Option<(f64, f64)>) {
        let got = interior_point(&geometry.into()).map(|point| (point.x(), point.y()));
        match (got, wanted) {
            (Some(a), Some(b)) => {
                assert!((a.0 - b.0).abs() < 1e-5 && (a.1 - b.1).abs() < 1e-5, "{a:?} {b:?}");
            }
            (got, wanted) => assert_eq!(got, wanted),
        }
    }

    #[test]
    fn each_kind_has_its_point() {
        check(Point::new(1.0, 2.0), Some((1.0, 2.0)));
        check(wkt!(LINESTRING(0. 0.,1. 0.,4. 0.)), Some((2.0, 0.0)));
        check(wkt!(MULTILINESTRING((9. 0.,9. 0.1),(0. 0.,4. 0.))), Some((2.0, 0.0)));
        check(wkt!(POLYGON((0. 0.,4. 0.,4. 2.,0. 2.,0. 0.))), Some((2.0, 1.0)));
        let parts =
            wkt!(MULTIPOLYGON(((9. 9.,9.1 9.,9. 9.1,9. 9.)),((0. 0.,4. 0.,4. 2.,0. 2.,0. 0.))));
        check(parts, Some((2.0, 1.0)));
        check(MultiPolygon::new(vec![]), None);
        check(LineString::new(vec![]), None);
        check(Geometry::GeometryCollection(geo::GeometryCollection::default()), None);
    }

    #[test]
    fn it_keeps_out_of_holes_and_notches() {
        let ring = wkt!(POLYGON((0. 0.,6. 0.,6. 6.,0. 6.,0. 0.),(1. 1.,4. 1.,4. 5.,1. 5.,1. 1.)));
        check(ring, Some((5.0, 3.0)));
        let horseshoe = wkt!(POLYGON((0. 0.,6. 0.,6. 6.,5. 6.,5. 1.,1. 1.,1. 6.,0. 6.,0. 0.)));
        check(horseshoe, Some((0.5, 3.0)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn it_is_strictly_inside(radii in prop::collection::vec(0.01..1.0, 3..40)) {
            let count = radii.len() as f64;
            let ring: Vec<(f64, f64)> = (0..)
                .zip(&radii)
                .map(|(i, radius)| (f64::from(i) / count * std::f64::consts::TAU, radius))
                .map(|(angle, radius)| (121.0 + angle.cos() * radius, 31.0 + angle.sin() * radius))
                .collect();
            let star = Polygon::new(ring.into(), vec![]);
            let point = interior_point(&star.clone().into()).unwrap();
            prop_assert!(star.contains(&point));
        }
    }
}
