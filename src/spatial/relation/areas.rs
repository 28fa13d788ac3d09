//! Where a point lies in polygons.

use geo::{
    Coord, Geometry, MultiPolygon,
    coordinate_position::CoordPos,
    kernels::{Kernel, Orientation, RobustKernel},
};

use crate::spatial::{PreparedArea, half_open::Edge};

/// What is made ready of the polygons: one for all of them, in a collection one for each member.
pub(super) fn areas(geometry: &Geometry) -> Vec<PreparedArea> {
    match geometry {
        Geometry::Polygon(polygon) => {
            vec![PreparedArea::new(&MultiPolygon(vec![polygon.clone()]))]
        }
        Geometry::MultiPolygon(parts) if !parts.0.is_empty() => vec![PreparedArea::new(parts)],
        Geometry::GeometryCollection(members) => members.iter().flat_map(areas).collect(),
        _ => Vec::new(),
    }
}

/// Crossings of the ray to +x, as for the half-open rule, but edges know that they hold a point.
pub(super) fn position_in_area(area: &PreparedArea, point: Coord) -> CoordPos {
    let (min, max) = area.bounds();
    let in_bounds = (min.x..=max.x).contains(&point.x) && (min.y..=max.y).contains(&point.y);
    if !in_bounds {
        return CoordPos::Outside;
    }
    let mut inside = false;
    for (_, &Edge { lower, upper, .. }) in area.edges_between(point.y, point.y) {
        if point.y < lower.y || point.y > upper.y || point.x > lower.x.max(upper.x) {
            continue;
        }
        let counts = lower.y <= point.y && point.y < upper.y;
        if point.x < lower.x.min(upper.x) {
            inside ^= counts;
            continue;
        }
        match RobustKernel::orient2d(lower, upper, point) {
            Orientation::Collinear => return CoordPos::OnBoundary,
            Orientation::CounterClockwise => inside ^= counts,
            Orientation::Clockwise => {}
        }
    }
    if inside { CoordPos::Inside } else { CoordPos::Outside }
}
