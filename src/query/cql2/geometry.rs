//! Geometries as both encodings build them: never empty, closed where they must be, with as many
//! points as their kind needs, as the gate asks for it.
//!
//! Range and validity are checked once they are in CRS84, by `Expression::admit_crs84`: until then rings
//! that cross each other or themselves pass, as the standard's own examples have them.

use geo_types::{Coord, LineString, Polygon};

use super::error::shortened;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GeometryFlaw {
    #[error("an empty geometry meets nothing, give it positions")]
    Empty,
    #[error("a line of {0} different points, at least 2 are needed")]
    ShortLine(usize),
    #[error("a ring of {0} positions, at least 4 are needed")]
    ShortRing(usize),
    #[error("a ring of {0} different points, at least 3 are needed")]
    FlatRing(usize),
    #[error("a ring does not end where it begins")]
    OpenRing,
    #[error("a geometry collection within another is not admitted")]
    NestedCollection,
    #[error("`{0}` is no type of GeoJSON's geometries")]
    UnknownType(String),
    #[error("measures are not admitted, only `Z`")]
    Measured,
}

impl GeometryFlaw {
    pub(super) fn unknown_type(name: &str) -> Self {
        Self::UnknownType(shortened(name))
    }
}

pub(super) fn line(coords: Vec<Coord>) -> Result<LineString, GeometryFlaw> {
    match different(&coords) {
        0 => Err(GeometryFlaw::Empty),
        1 => Err(GeometryFlaw::ShortLine(1)),
        _ => Ok(LineString(coords)),
    }
}

pub(super) fn ring(coords: Vec<Coord>) -> Result<LineString, GeometryFlaw> {
    if coords.is_empty() {
        return Err(GeometryFlaw::Empty);
    }
    if coords.len() < 4 {
        return Err(GeometryFlaw::ShortRing(coords.len()));
    }
    if coords.first() != coords.last() {
        return Err(GeometryFlaw::OpenRing);
    }
    match different(&coords[1..]) {
        count @ 0..3 => Err(GeometryFlaw::FlatRing(count)),
        _ => Ok(LineString(coords)),
    }
}

pub(super) fn polygon(mut rings: Vec<LineString>) -> Result<Polygon, GeometryFlaw> {
    if rings.is_empty() {
        return Err(GeometryFlaw::Empty);
    }
    let interiors = rings.split_off(1);
    Ok(Polygon::new(rings.remove(0), interiors))
}

/// The parts of a multi or of a collection: at least one.
pub(super) fn parts<T>(parts: Vec<T>) -> Result<Vec<T>, GeometryFlaw> {
    if parts.is_empty() { Err(GeometryFlaw::Empty) } else { Ok(parts) }
}

/// How many distinct points there are, at most 3.
fn different(coords: &[Coord]) -> usize {
    let mut seen: Vec<Coord> = Vec::with_capacity(3);
    for coord in coords {
        if seen.len() < 3 && !seen.contains(coord) {
            seen.push(*coord);
        }
    }
    seen.len()
}
