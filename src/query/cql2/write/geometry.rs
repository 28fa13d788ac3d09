//! Geometries as WKT and as GeoJSON.

use geo_types::{Coord, Geometry, LineString, Polygon};
use serde_json::{Value, json};

/// The WKT of the grammar: the points of a multi point are in brackets.
pub(super) fn wkt(geometry: &Geometry, to: &mut String) {
    match geometry {
        Geometry::Point(point) => tagged("POINT", &[point.0], position, to),
        Geometry::LineString(line) => tagged("LINESTRING", &line.0, position, to),
        Geometry::Polygon(polygon) => tagged("POLYGON", &rings(polygon), path, to),
        Geometry::MultiPoint(points) => {
            tagged("MULTIPOINT", &points.0, |point, to| list(&[point.0], position, to), to);
        }
        Geometry::MultiLineString(lines) => tagged("MULTILINESTRING", &lines.0, path, to),
        Geometry::MultiPolygon(polygons) => {
            tagged("MULTIPOLYGON", &polygons.0, |part, to| list(&rings(part), path, to), to);
        }
        Geometry::GeometryCollection(parts) => tagged("GEOMETRYCOLLECTION", &parts.0, wkt, to),
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
            wkt(&spelled_out(geometry), to);
        }
    }
}

/// The geometry object of RFC 7946, of two dimensions.
pub(super) fn geojson(geometry: &Geometry) -> Value {
    let (kind, coordinates) = match geometry {
        Geometry::Point(point) => ("Point", pair(&point.0)),
        Geometry::LineString(line) => ("LineString", pairs(line)),
        Geometry::Polygon(polygon) => ("Polygon", ring_pairs(polygon)),
        Geometry::MultiPoint(points) => {
            ("MultiPoint", points.iter().map(|point| pair(&point.0)).collect())
        }
        Geometry::MultiLineString(lines) => ("MultiLineString", lines.iter().map(pairs).collect()),
        Geometry::MultiPolygon(polygons) => {
            ("MultiPolygon", polygons.iter().map(ring_pairs).collect())
        }
        Geometry::GeometryCollection(parts) => {
            let geometries: Value = parts.iter().map(geojson).collect();
            return json!({ "type": "GeometryCollection", "geometries": geometries });
        }
        Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
            return geojson(&spelled_out(geometry));
        }
    };
    json!({ "type": kind, "coordinates": coordinates })
}

/// The three shorthand types of `geo_types` as what they stand for.
fn spelled_out(geometry: &Geometry) -> Geometry {
    match geometry {
        Geometry::Line(line) => LineString(vec![line.start, line.end]).into(),
        Geometry::Rect(rect) => rect.to_polygon().into(),
        Geometry::Triangle(triangle) => triangle.to_polygon().into(),
        other => other.clone(),
    }
}

fn rings(polygon: &Polygon) -> Vec<&LineString> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors()).collect()
}

fn tagged<T>(name: &str, parts: &[T], part: impl Fn(&T, &mut String), to: &mut String) {
    to.push_str(name);
    list(parts, part, to);
}

fn list<T>(parts: &[T], part: impl Fn(&T, &mut String), to: &mut String) {
    to.push('(');
    for (index, one) in parts.iter().enumerate() {
        to.push_str(if index > 0 { ", " } else { "" });
        part(one, to);
    }
    to.push(')');
}

fn path<L: std::borrow::Borrow<LineString>>(line: &L, to: &mut String) {
    list(&line.borrow().0, position, to);
}

fn position(coord: &Coord, to: &mut String) {
    to.push_str(&format!("{} {}", coord.x, coord.y));
}

fn pair(coord: &Coord) -> Value {
    json!([coord.x, coord.y])
}

fn pairs(line: &LineString) -> Value {
    line.coords().map(pair).collect()
}

fn ring_pairs(polygon: &Polygon) -> Value {
    rings(polygon).into_iter().map(pairs).collect()
}
