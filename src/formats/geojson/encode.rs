use std::io::Write;

use geo_types::{Coord, Geometry, LineString, Polygon};

use crate::domain::{Feature, Schema, Value};

/// Appends a GeoJSON Feature. All properties are written, null ones too.
///
/// - `visible`: indices of the properties to write.
/// - `extra`: further members of the feature, already JSON, e.g. `"links":[…]`.
pub fn write_feature(
    out: &mut Vec<u8>,
    schema: &Schema,
    feature: &Feature,
    visible: &[usize],
    extra: Option<&str>,
) {
    out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
    write_text(out, feature.id.as_str());
    out.extend_from_slice(b",\"geometry\":");
    match feature.geometry.as_deref() {
        Some(geometry) => write_geometry(out, geometry),
        None => out.extend_from_slice(b"null"),
    }
    out.extend_from_slice(b",\"properties\":{");
    for (position, index) in visible.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_text(out, &schema.properties[*index].name);
        out.push(b':');
        write_value(out, &feature.values[*index]);
    }
    out.push(b'}');
    if let Some(extra) = extra {
        out.push(b',');
        out.extend_from_slice(extra.as_bytes());
    }
    out.push(b'}');
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("writing to a Vec cannot fail");
}

fn write_number(out: &mut Vec<u8>, number: f64) {
    write!(out, "{number}").expect("writing to a Vec cannot fail");
}

/// Appends one property value as JSON.
pub fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Boolean(flag) => {
            out.extend_from_slice(if *flag { b"true".as_slice() } else { b"false" });
        }
        Value::Integer(number) => {
            write!(out, "{number}").expect("writing to a Vec cannot fail");
        }
        Value::Real(number) => write_number(out, *number),
        Value::Text(text) => write_text(out, text),
        Value::Date(_) | Value::DateTime(_) => write_text(out, &value.to_string()),
        Value::TextList(list) => {
            write_list(out, list.iter(), |out, text| write_text(out, text));
        }
    }
}

fn write_list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut Vec<u8>, T),
) {
    out.push(b'[');
    for (position, item) in items.enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write(out, item);
    }
    out.push(b']');
}

fn write_position(out: &mut Vec<u8>, position: Coord<f64>) {
    out.push(b'[');
    write_number(out, position.x);
    out.push(b',');
    write_number(out, position.y);
    out.push(b']');
}

fn write_line(out: &mut Vec<u8>, line: &LineString<f64>) {
    write_list(out, line.coords(), |out, position| write_position(out, *position));
}

fn write_rings(out: &mut Vec<u8>, polygon: &Polygon<f64>) {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    write_list(out, rings, write_line);
}

/// Appends a GeoJSON geometry: longitude, latitude as stored, or whatever the caller has made of
/// them ([`Reprojection::forward`](crate::spatial::Reprojection::forward)).
///
/// Rings come out as they are; the import gate turned them as RFC 7946 wants.
pub fn write_geometry(out: &mut Vec<u8>, geometry: &Geometry<f64>) {
    let open = |out: &mut Vec<u8>, name: &str, member: &str| {
        write!(out, "{{\"type\":\"{name}\",\"{member}\":").expect("writing to a Vec cannot fail");
    };
    match geometry {
        Geometry::Point(point) => {
            open(out, "Point", "coordinates");
            write_position(out, point.0);
        }
        Geometry::MultiPoint(points) => {
            open(out, "MultiPoint", "coordinates");
            write_list(out, points.iter(), |out, point| write_position(out, point.0));
        }
        Geometry::LineString(line) => {
            open(out, "LineString", "coordinates");
            write_line(out, line);
        }
        Geometry::Line(line) => {
            open(out, "LineString", "coordinates");
            write_list(out, [line.start, line.end].into_iter(), write_position);
        }
        Geometry::MultiLineString(lines) => {
            open(out, "MultiLineString", "coordinates");
            write_list(out, lines.iter(), write_line);
        }
        Geometry::Polygon(polygon) => {
            open(out, "Polygon", "coordinates");
            write_rings(out, polygon);
        }
        Geometry::MultiPolygon(polygons) => {
            open(out, "MultiPolygon", "coordinates");
            write_list(out, polygons.iter(), write_rings);
        }
        Geometry::Rect(rect) => return write_geometry(out, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => return write_geometry(out, &triangle.to_polygon().into()),
        Geometry::GeometryCollection(members) => {
            open(out, "GeometryCollection", "geometries");
            write_list(out, members.iter(), write_geometry);
        }
    }
    out.push(b'}');
}
