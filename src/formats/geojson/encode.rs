use std::io::Write;

use chrono::{Datelike, NaiveDate};
use geo_types::{Coord, Geometry, LineString, Polygon};

use crate::domain::{Feature, Property, Schema, ValueRef, format_instant};

/// Writes features of one layer: what is the same in all of them is made once.
#[derive(Debug)]
pub struct FeatureWriter {
    /// Of all properties, as they stand before the values.
    names: Vec<Box<[u8]>>,
}

impl FeatureWriter {
    pub fn new(schema: &Schema) -> Self {
        let name = |property: &Property| {
            let mut name = Vec::new();
            write_text(&mut name, &property.name);
            name.push(b':');
            name.into()
        };
        Self { names: schema.properties.iter().map(name).collect() }
    }

    /// Appends a GeoJSON Feature. All properties that are given are written, null ones too.
    ///
    /// - `values`: by the properties' indices.
    /// - `extra`: further members of the feature, already JSON, e.g. `"links":[…]`.
    pub fn write<'v>(
        &self,
        out: &mut Vec<u8>,
        id: &str,
        geometry: Option<&Geometry<f64>>,
        values: impl IntoIterator<Item = (usize, ValueRef<'v>)>,
        extra: Option<&str>,
    ) {
        out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
        write_text(out, id);
        out.extend_from_slice(b",\"geometry\":");
        match geometry {
            Some(geometry) => write_geometry(out, geometry),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"properties\":{");
        for (position, (property, value)) in values.into_iter().enumerate() {
            if position > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&self.names[property]);
            write_value(out, value);
        }
        out.push(b'}');
        if let Some(extra) = extra {
            out.push(b',');
            out.extend_from_slice(extra.as_bytes());
        }
        out.push(b'}');
    }
}

/// Appends one feature as GeoJSON: see [`FeatureWriter::write`], which is quicker for many.
///
/// - `visible`: indices of the properties to write.
pub fn write_feature(out: &mut Vec<u8>, schema: &Schema, feature: &Feature, visible: &[usize]) {
    let values = visible.iter().map(|index| (*index, ValueRef::from(&feature.values[*index])));
    let geometry = feature.geometry.as_deref();
    FeatureWriter::new(schema).write(out, feature.id.as_str(), geometry, values, None);
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    // Most texts have nothing that must be escaped (RFC 8259, 7).
    let plain = |byte: &u8| *byte >= 0x20 && *byte != b'"' && *byte != b'\\';
    if text.as_bytes().iter().all(plain) {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    } else {
        serde_json::to_writer(out, text).expect("writing to a Vec cannot fail");
    }
}

/// The shortest digits that read back as the same number.
fn write_number(out: &mut Vec<u8>, number: f64) {
    let mut room = zmij::Buffer::new();
    let text = room.format_finite(number);
    out.extend_from_slice(text.strip_suffix(".0").unwrap_or(text).as_bytes());
}

fn write_date(out: &mut Vec<u8>, date: NaiveDate) {
    let (year, month, day) = (date.year(), date.month() as u8, date.day() as u8);
    let Ok(year @ 0..=9999) = u16::try_from(year) else {
        return write_text(out, &date.format("%Y-%m-%d").to_string());
    };
    let two = |number: u8| [b'0' + number / 10, b'0' + number % 10];
    let [[y, e], [a, r]] = [two((year / 100) as u8), two((year % 100) as u8)];
    let [[m, o], [d, i]] = [two(month), two(day)];
    out.extend_from_slice(&[b'"', y, e, a, r, b'-', m, o, b'-', d, i, b'"']);
}

fn write_value(out: &mut Vec<u8>, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => out.extend_from_slice(b"null"),
        ValueRef::Boolean(flag) => {
            out.extend_from_slice(if flag { b"true".as_slice() } else { b"false" });
        }
        ValueRef::Integer(number) => {
            out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        }
        ValueRef::Real(number) => write_number(out, number),
        ValueRef::Text(text) => write_text(out, text),
        ValueRef::Date(date) => write_date(out, date),
        ValueRef::DateTime(instant) => write_text(out, &format_instant(&instant)),
        ValueRef::TextList(list) => {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(value: ValueRef<'_>) -> String {
        let mut out = Vec::new();
        write_value(&mut out, value);
        String::from_utf8(out).unwrap()
    }

    proptest! {
        #[test]
        fn numbers_and_texts_read_back_as_they_were(
            number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL,
            degrees in -180.0..180.0_f64,
            whole: i32,
            text: String,
            escaped in "[\"\\\\\n\u{1}a]*",
        ) {
            for number in [number, degrees, f64::from(whole), 0.0] {
                let read: f64 = serde_json::from_str(&written(ValueRef::Real(number))).unwrap();
                prop_assert_eq!(read, number);
            }
            for text in [text, escaped] {
                let read: String = serde_json::from_str(&written(ValueRef::Text(&text))).unwrap();
                prop_assert_eq!(read, text);
            }
        }

        #[test]
        fn days_are_written_as_chrono_does(days in -4_000_000..4_000_000_i32) {
            let date = NaiveDate::from_num_days_from_ce_opt(days).unwrap();
            prop_assert_eq!(written(ValueRef::Date(date)), format!("\"{}\"", date.format("%Y-%m-%d")));
        }
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(written(ValueRef::Real(121.0)), "121");
        assert_eq!(written(ValueRef::Real(-0.25)), "-0.25");
        assert_eq!(written(ValueRef::Integer(i64::MIN)), i64::MIN.to_string());
    }
}
