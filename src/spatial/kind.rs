//! Whether a geometry is of the kind its layer declares.

use geo::{Geometry, MultiLineString, MultiPoint, MultiPolygon};

use crate::domain::GeometryKind;

/// `geometry` as this kind, a single one promoted to its multi.
///
/// # Errors
///
/// The name of what was found, if it does not fit.
pub(super) fn fit(kind: GeometryKind, geometry: Geometry) -> Result<Geometry, &'static str> {
    let fitting = match (kind, geometry) {
        (GeometryKind::MultiPoint, Geometry::Point(point)) => MultiPoint(vec![point]).into(),
        (GeometryKind::MultiLineString, Geometry::LineString(line)) => {
            MultiLineString(vec![line]).into()
        }
        (GeometryKind::MultiPolygon, Geometry::Polygon(polygon)) => {
            MultiPolygon(vec![polygon]).into()
        }
        (kind, geometry) => match found(&geometry) {
            Ok(same) if same == kind || kind == GeometryKind::Geometry => geometry,
            Ok(other) => return Err(other.name()),
            Err(name) => return Err(name),
        },
    };
    Ok(fitting)
}

fn found(geometry: &Geometry) -> Result<GeometryKind, &'static str> {
    match geometry {
        Geometry::Point(_) => Ok(GeometryKind::Point),
        Geometry::LineString(_) | Geometry::Line(_) => Ok(GeometryKind::LineString),
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
            Ok(GeometryKind::Polygon)
        }
        Geometry::MultiPoint(_) => Ok(GeometryKind::MultiPoint),
        Geometry::MultiLineString(_) => Ok(GeometryKind::MultiLineString),
        Geometry::MultiPolygon(_) => Ok(GeometryKind::MultiPolygon),
        Geometry::GeometryCollection(_) => Err("GEOMETRYCOLLECTION"),
    }
}
