//! What a geometry is made of: points, segments, and one vertex of each connected part.

use geo::{
    Coord, CoordinatePosition, CoordsIter, Geometry, Intersects, Line, LineString, MultiLineString,
    Polygon, coordinate_position::CoordPos,
};

use crate::spatial::validity::rings;

/// Calls `visit` with every line string and ring.
pub(in crate::spatial) fn for_each_path<'g>(
    geometry: &'g Geometry,
    visit: &mut dyn FnMut(&'g LineString, bool),
) {
    let polygon = |polygon: &'g Polygon, visit: &mut dyn FnMut(&'g LineString, bool)| {
        for ring in rings(polygon) {
            visit(ring, true);
        }
    };
    match geometry {
        Geometry::LineString(line) => visit(line, false),
        Geometry::MultiLineString(lines) => lines.iter().for_each(|line| visit(line, false)),
        Geometry::Polygon(one) => polygon(one, visit),
        Geometry::MultiPolygon(parts) => parts.iter().for_each(|part| polygon(part, visit)),
        Geometry::GeometryCollection(members) => {
            members.iter().for_each(|member| for_each_path(member, visit));
        }
        Geometry::Point(_)
        | Geometry::MultiPoint(_)
        | Geometry::Line(_)
        | Geometry::Rect(_)
        | Geometry::Triangle(_) => {}
    }
}

/// Every segment that has a length.
pub(in crate::spatial) fn segments(geometry: &Geometry) -> Vec<Line> {
    let mut segments = Vec::with_capacity(geometry.coords_count());
    for_each_path(geometry, &mut |path, _| {
        segments.extend(path.lines().filter(|line| line.start != line.end));
    });
    segments
}

/// The members that are points; a line of no length is one too.
pub(in crate::spatial) fn points(geometry: &Geometry) -> Vec<Coord> {
    match geometry {
        Geometry::Point(point) => vec![point.0],
        Geometry::MultiPoint(points) => points.iter().map(|point| point.0).collect(),
        Geometry::LineString(line) => {
            let flat = line.0.first().filter(|first| line.0.iter().all(|coord| coord == *first));
            flat.copied().into_iter().collect()
        }
        Geometry::MultiLineString(lines) => {
            lines.iter().flat_map(|line| points(&line.clone().into())).collect()
        }
        Geometry::GeometryCollection(members) => members.iter().flat_map(points).collect(),
        _ => Vec::new(),
    }
}

/// One vertex of every line and every ring.
pub(in crate::spatial) fn samples(geometry: &Geometry) -> Vec<Coord> {
    let mut samples = Vec::new();
    for_each_path(geometry, &mut |path, _| samples.extend(path.0.first()));
    samples
}

/// Ends of lines by the mod-2 rule: those where an odd number of lines end.
pub(in crate::spatial) fn line_ends(geometry: &Geometry) -> Vec<Coord> {
    let mut ends = Vec::new();
    for_each_path(geometry, &mut |path, is_ring| {
        if !is_ring && path.0.len() > 1 {
            ends.extend(path.0.first());
            ends.extend(path.0.last());
        }
    });
    ends.sort_by(|a: &Coord, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    let odd = ends.chunk_by(|a, b| a == b).filter(|same| same.len() % 2 == 1);
    odd.map(|same| same[0]).collect()
}

/// Where a point lies in a geometry that is no collection.
///
/// `geo` does the same, but takes a place where two lines end, or where two polygons touch, for
/// outside.
pub(super) fn position(geometry: &Geometry, point: Coord) -> CoordPos {
    match geometry {
        Geometry::LineString(_) | Geometry::MultiLineString(_) => {
            let mut on_line = false;
            for_each_path(geometry, &mut |path, _| {
                on_line |= path.lines().any(|line| line.intersects(&point));
            });
            if !on_line {
                CoordPos::Outside
            } else if line_ends(geometry).contains(&point) {
                CoordPos::OnBoundary
            } else {
                CoordPos::Inside
            }
        }
        Geometry::MultiPolygon(parts) => {
            let positions = parts.iter().map(|part| part.coordinate_position(&point));
            positions.fold(CoordPos::Outside, |found, position| match (found, position) {
                (CoordPos::Inside, _) | (_, CoordPos::Inside) => CoordPos::Inside,
                (CoordPos::OnBoundary, _) | (_, CoordPos::OnBoundary) => CoordPos::OnBoundary,
                _ => CoordPos::Outside,
            })
        }
        other => other.coordinate_position(&point),
    }
}

/// The same set of points with closed lines cut in two.
///
/// `geo` takes it for granted that a closed line does not meet itself, and relates it wrongly when
/// it does.
pub(super) fn opened(geometry: Geometry) -> Geometry {
    let cut = |line: LineString| -> Vec<LineString> {
        if !line.is_closed() || line.0.len() < 3 {
            return vec![line];
        }
        let middle = line.0.len() / 2;
        vec![LineString(line.0[..=middle].to_vec()), LineString(line.0[middle..].to_vec())]
    };
    match geometry {
        Geometry::LineString(line) => MultiLineString(cut(line)).into(),
        Geometry::MultiLineString(lines) => {
            MultiLineString(lines.0.into_iter().flat_map(cut).collect()).into()
        }
        other => other,
    }
}
