//! The one gate through which geometries enter.
//!
//! Behind it nothing is NaN, empty, out of range or invalid, which `geo` and
//! `rstar` answer with panics or nonsense.

use std::fmt;

use geo::orient::{Direction, Orient};
use geo::{
    Coord, CoordsIter, Geometry, LineString, MapCoordsInPlace, MultiLineString, MultiPolygon,
    Polygon,
};

use super::kind::fit;
use super::validity::{self, Flaw, rings};
use crate::domain::GeometryKind;

/// How much one geometry may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Vertices of one geometry, closing points included; inclusive.
    pub max_vertices: usize,
}

impl Default for Limits {
    /// 200,000 vertices: a province's outline, checked in about a second.
    fn default() -> Self {
        Self { max_vertices: 200_000 }
    }
}

/// Where in a geometry; each number counts from 1, ring 1 is the exterior.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    pub part: Option<usize>,
    pub ring: Option<usize>,
    pub vertex: Option<usize>,
}

impl Place {
    /// The part at `index` (from 0); a single part is not numbered.
    pub(super) fn part<T>(self, all: &[T], index: usize) -> Self {
        let part = (all.len() > 1).then_some(index + 1);
        Self { part, ..self }
    }

    pub(super) fn ring(self, index: usize) -> Self {
        let ring = Some(index + 1);
        Self { ring, ..self }
    }

    pub(super) fn vertex(self, index: usize) -> Self {
        let vertex = Some(index + 1);
        Self { vertex, ..self }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = [("part", self.part), ("ring", self.ring), ("vertex", self.vertex)];
        let mut numbers =
            named.iter().filter_map(|(name, number)| Some((name, (*number)?))).peekable();
        if numbers.peek().is_none() {
            return f.write_str("geometry");
        }
        while let Some((name, number)) = numbers.next() {
            let comma = if numbers.peek().is_some() { ", " } else { "" };
            write!(f, "{name} {number}{comma}")?;
        }
        Ok(())
    }
}

/// Why a geometry was refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GateError {
    #[error("{place}: empty")]
    Empty { place: Place },
    #[error("{place}: ordinate `{value}` is not a finite number")]
    NotFinite { place: Place, value: f64 },
    #[error(
        "{place}: `{lon}`, `{lat}` is no longitude (-180 to 180), latitude (-90 to 90) in degrees"
    )]
    OutOfRange { place: Place, lon: f64, lat: f64 },
    #[error("geometry has {count} vertices, at most {limit} are admitted")]
    TooManyVertices { count: usize, limit: usize },
    #[error("geometry is a {found} where a {expected} belongs")]
    Kind { found: &'static str, expected: GeometryKind },
    #[error("{place}: {count} different consecutive points, at least {needed} are needed")]
    TooFewPoints { place: Place, count: usize, needed: usize },
    #[error("{place}: {flaw}")]
    Invalid { place: Place, flaw: Flaw },
}

/// `geometry` as the layer may hold it, or the reason why not.
///
/// - `geometry`: longitude, latitude in CRS84 degrees, from anywhere.
/// - `kind`: what the layer declares; a single geometry is promoted to its
///   multi, nothing else is converted. Geometry collections are refused.
/// - returns: positions beyond ±180 or ±90 by no more than rounding put on that edge,
///   consecutive duplicate points and empty interior rings removed,
///   exterior rings counter-clockwise, interior ones clockwise (RFC 7946).
///
/// `geo_types` closes the rings of a polygon when it is made, so a missing
/// closing point cannot be seen here; a decoder that must refuse it does so.
///
/// # Errors
///
/// [`GateError`], with the part, ring and vertex, counted from 1; for
/// [`GateError::Invalid`] after the removals named above.
pub fn admit(
    geometry: Geometry,
    kind: GeometryKind,
    limits: Limits,
) -> Result<Geometry, GateError> {
    let expected = kind;
    // First, so that nothing below recurses into nested collections.
    let geometry =
        fit(kind, plain(geometry)).map_err(|found| GateError::Kind { found, expected })?;
    let count = geometry.coords_count();
    let limit = limits.max_vertices;
    if count > limit {
        return Err(GateError::TooManyVertices { count, limit });
    }
    let whole = Place::default();
    let mut geometry = geometry;
    geometry.map_coords_in_place(onto_the_globe);
    Ok(match geometry {
        Geometry::Point(point) => {
            check_coord(point.0, whole)?;
            point.into()
        }
        Geometry::MultiPoint(points) => {
            not_empty(points.0.len(), whole)?;
            for (index, point) in points.iter().enumerate() {
                check_coord(point.0, whole.part(&points.0, index))?;
            }
            points.into()
        }
        Geometry::LineString(line) => path(&line, 2, whole)?.into(),
        Geometry::MultiLineString(lines) => {
            not_empty(lines.0.len(), whole)?;
            let parts = lines.0.iter().enumerate();
            MultiLineString(
                parts
                    .map(|(index, line)| path(line, 2, whole.part(&lines.0, index)))
                    .collect::<Result<_, _>>()?,
            )
            .into()
        }
        Geometry::Polygon(polygon) => polygons(&[polygon])?.remove(0).into(),
        Geometry::MultiPolygon(parts) => {
            not_empty(parts.0.len(), whole)?;
            MultiPolygon(polygons(&parts.0)?).into()
        }
        _ => unreachable!("`kind.fit` lets only the six plain types through"),
    })
}

/// The three shorthand types of `geo_types` as what they stand for.
fn plain(geometry: Geometry) -> Geometry {
    match geometry {
        Geometry::Line(line) => LineString::from(vec![line.start, line.end]).into(),
        Geometry::Rect(rect) => rect.to_polygon().into(),
        Geometry::Triangle(triangle) => triangle.to_polygon().into(),
        geometry => geometry,
    }
}

fn polygons(parts: &[Polygon]) -> Result<Vec<Polygon>, GateError> {
    let clean = |(index, polygon): (usize, &Polygon)| {
        let place = Place::default().part(parts, index);
        not_empty(polygon.exterior().0.len(), place)?;
        let mut kept = rings(polygon)
            .enumerate()
            .filter(|(_, ring)| !ring.0.is_empty())
            .map(|(index, ring)| path(ring, 4, place.ring(index)))
            .collect::<Result<Vec<_>, _>>()?;
        let interiors = kept.split_off(1);
        Ok(Polygon::new(kept.remove(0), interiors))
    };
    let cleaned = parts.iter().enumerate().map(clean).collect::<Result<Vec<_>, _>>()?;
    validity::check(&cleaned).map_err(|(place, flaw)| GateError::Invalid { place, flaw })?;
    Ok(cleaned.iter().map(|polygon| polygon.orient(Direction::Default)).collect())
}

/// The line or ring without consecutive duplicates, at least `needed` points.
fn path(line: &LineString, needed: usize, place: Place) -> Result<LineString, GateError> {
    for (index, coord) in line.0.iter().enumerate() {
        check_coord(*coord, place.vertex(index))?;
    }
    not_empty(line.0.len(), place)?;
    let mut coords = line.0.clone();
    coords.dedup();
    let count = coords.len();
    if count < needed {
        return Err(GateError::TooFewPoints { place, count, needed });
    }
    Ok(LineString(coords))
}

/// How far beyond the last meridian or pole rounding can put a position: real files have
/// 180.00000000000006.
const ROUNDING_DEG: f64 = 1e-9;

/// The position with what rounding put beyond the edge taken back to it.
fn onto_the_globe(Coord { x: lon, y: lat }: Coord) -> Coord {
    let back = |value: f64, edge: f64| {
        let beyond = value.abs() - edge;
        if beyond > 0.0 && beyond <= ROUNDING_DEG { edge.copysign(value) } else { value }
    };
    Coord { x: back(lon, 180.0), y: back(lat, 90.0) }
}

fn check_coord(Coord { x: lon, y: lat }: Coord, place: Place) -> Result<(), GateError> {
    if let Some(&value) = [lon, lat].iter().find(|value| !value.is_finite()) {
        return Err(GateError::NotFinite { place, value });
    }
    if lon.abs() > 180.0 || lat.abs() > 90.0 {
        return Err(GateError::OutOfRange { place, lon, lat });
    }
    Ok(())
}

fn not_empty(count: usize, place: Place) -> Result<(), GateError> {
    if count == 0 {
        return Err(GateError::Empty { place });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{MultiPoint, Point, Winding, wkt};

    fn admitted(geometry: impl Into<Geometry>, kind: &str) -> Result<Geometry, GateError> {
        admit(geometry.into(), kind.parse().unwrap(), Limits::default())
    }

    #[track_caller]
    fn refused(geometry: impl Into<Geometry>, kind: &str, message: &str) {
        assert_eq!(admitted(geometry, kind).unwrap_err().to_string(), message);
    }

    #[test]
    fn numbers_are_finite_and_in_range() {
        let nan = "geometry: ordinate `NaN` is not a finite number";
        refused(Point::new(f64::NAN, 31.0), "POINT", nan);
        let line = LineString::from(vec![(121.0, 31.0), (121.0, f64::INFINITY)]);
        let place = "vertex 2: ordinate `inf` is not a finite number";
        refused(line, "LINESTRING", place);
        let swapped = MultiPoint::from(vec![(121.4, 31.1), (31.1, 121.4)]);
        let reason = "part 2: `31.1`, `121.4` is no longitude (-180 to 180), latitude (-90 to 90) in degrees";
        refused(swapped, "MULTIPOINT", reason);
        assert!(admitted(Point::new(-180.0, 90.0), "POINT").is_ok());
    }

    #[test]
    fn a_flaw_says_where_it_is() {
        let bowtie = wkt!(POLYGON((0. 0.,10. 10.,10. 0.,0. 10.,0. 0.)));
        let reason = "ring 1, vertex 1: the ring crosses or touches itself at its segment 3";
        refused(bowtie, "POLYGON", reason);
        let parts = wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 0.)),
            ((2. 0.,9. 0.,9. 9.,2. 0.),(3. 0.5,3. 0.5,3. 0.5,3. 0.5))));
        let reason = "part 2, ring 2: 1 different consecutive points, at least 4 are needed";
        refused(parts, "MULTIPOLYGON", reason);
    }

    #[test]
    fn empty_geometries_are_refused_and_empty_holes_dropped() {
        refused(MultiPolygon::new(vec![]), "MULTIPOLYGON", "geometry: empty");
        refused(LineString::new(vec![]), "LINESTRING", "geometry: empty");
        let hollow = Polygon::new(LineString::new(vec![]), vec![]);
        refused(hollow, "POLYGON", "geometry: empty");
        let square = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)));
        let holed = Polygon::new(square.exterior().clone(), vec![LineString::new(vec![])]);
        assert_eq!(admitted(holed, "POLYGON"), Ok(square.into()));
    }

    #[test]
    fn duplicates_go_and_rings_are_wound_by_rfc_7946() {
        let polygon = wkt!(POLYGON((0. 0.,0. 0.,0. 4.,4. 4.,4. 0.,4. 0.,0. 0.),
            (1. 1.,2. 1.,2. 2.,1. 1.)));
        let Ok(Geometry::MultiPolygon(parts)) = admitted(polygon, "multipolygon") else {
            panic!("a polygon is promoted");
        };
        assert_eq!(parts.0[0].exterior().0.len(), 5);
        assert!(parts.0[0].exterior().is_ccw());
        assert!(parts.0[0].interiors()[0].is_cw());
    }

    #[test]
    fn only_single_to_multi_is_converted() {
        let line = wkt!(LINESTRING(0. 0.,1. 1.));
        let promoted = wkt!(MULTILINESTRING((0. 0.,1. 1.)));
        assert_eq!(admitted(line.clone(), "MULTILINESTRING"), Ok(promoted.clone().into()));
        assert_eq!(admitted(line, "GEOMETRY").unwrap(), wkt!(LINESTRING(0. 0.,1. 1.)).into());
        let reason = "geometry is a MULTILINESTRING where a LINESTRING belongs";
        refused(promoted, "LINESTRING", reason);
        let collection = geo::GeometryCollection::from(vec![Geometry::from(Point::new(1.0, 1.0))]);
        let reason = "geometry is a GEOMETRYCOLLECTION where a GEOMETRY belongs";
        refused(Geometry::GeometryCollection(collection), "GEOMETRY", reason);
    }

    #[test]
    fn the_vertex_limit_is_inclusive() {
        let line: Geometry = wkt!(LINESTRING(0. 0.,1. 1.,2. 2.)).into();
        let with =
            |max_vertices| admit(line.clone(), GeometryKind::Geometry, Limits { max_vertices });
        assert!(with(3).is_ok());
        assert_eq!(with(2), Err(GateError::TooManyVertices { count: 3, limit: 2 }));
    }
}
