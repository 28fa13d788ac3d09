//! GeoJSON's geometries (RFC 7946) and boxes within a filter.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use serde_json::{Map, Value};

use super::{Problem, Read, Reader, Step, array, describe, finite, text};
use crate::query::cql2::geometry::{self, GeometryFlaw};

impl Reader {
    pub(super) fn geometry(&mut self, members: &Map<String, Value>) -> Read<Geometry> {
        let kind = self.kind(members)?;
        if kind != "GeometryCollection" {
            return self.plain(kind, members);
        }
        self.member("geometries", members, |reader, geometries| {
            let geometries = array(geometries, "an array of geometries")?;
            let parts = reader.each(geometries, |reader, geometry| {
                let members = geometry
                    .as_object()
                    .ok_or_else(|| Problem::expected("a geometry", describe(geometry)))?;
                match reader.kind(members)? {
                    "GeometryCollection" => Err(GeometryFlaw::NestedCollection.into()),
                    kind => reader.plain(kind, members),
                }
            })?;
            Ok(Geometry::GeometryCollection(GeometryCollection(geometry::parts(parts)?)))
        })
    }

    /// West, south, east, north, in the order of the filter's CRS.
    pub(super) fn bbox(&mut self, bbox: &Value) -> Read<[f64; 4]> {
        let numbers = array(bbox, "an array of 4 or 6 numbers")?;
        let numbers = self.each(numbers, |_, number| ordinate(number))?;
        match numbers[..] {
            [west, south, east, north] | [west, south, _, east, north, _] => {
                Ok([west, south, east, north])
            }
            _ => Err(Problem::BboxLength(numbers.len())),
        }
    }

    fn kind<'a>(&mut self, members: &'a Map<String, Value>) -> Read<&'a str> {
        self.member("type", members, |_, kind| text(kind, "the type of a geometry"))
    }

    fn plain(&mut self, kind: &str, members: &Map<String, Value>) -> Read<Geometry> {
        let read: fn(&mut Self, &Value) -> Read<Geometry> = match kind {
            "Point" => |reader, value| Ok(Point(reader.position(value)?).into()),
            "LineString" => |reader, value| Ok(reader.line(value)?.into()),
            "Polygon" => |reader, value| Ok(reader.polygon(value)?.into()),
            "MultiPoint" => |reader, value| {
                let points = reader.many(value, |reader, value| reader.position(value))?;
                Ok(MultiPoint(points.into_iter().map(Point).collect()).into())
            },
            "MultiLineString" => |reader, value| {
                Ok(MultiLineString(reader.many(value, |reader, value| reader.line(value))?).into())
            },
            "MultiPolygon" => |reader, value| {
                Ok(MultiPolygon(reader.many(value, |reader, value| reader.polygon(value))?).into())
            },
            _ => return Err(GeometryFlaw::unknown_type(kind).into()),
        };
        self.member("coordinates", members, read)
    }

    fn member<'a, T>(
        &mut self,
        name: &'static str,
        members: &'a Map<String, Value>,
        read: impl FnOnce(&mut Self, &'a Value) -> Read<T>,
    ) -> Read<T> {
        let Some(value) = members.get(name) else {
            return Err(Problem::expected(format!("`{name}` in the geometry"), "none"));
        };
        self.within(Step::Member(name), |reader| read(reader, value))
    }

    fn many<T>(
        &mut self,
        value: &Value,
        part: impl FnMut(&mut Self, &Value) -> Read<T>,
    ) -> Read<Vec<T>> {
        let parts = self.each(array(value, "an array of coordinates")?, part)?;
        Ok(geometry::parts(parts)?)
    }

    fn line(&mut self, value: &Value) -> Read<LineString> {
        Ok(geometry::line(self.many(value, |reader, value| reader.position(value))?)?)
    }

    fn polygon(&mut self, value: &Value) -> Read<Polygon> {
        let rings = self.many(value, |reader, ring| {
            let coords = reader.many(ring, |reader, value| reader.position(value))?;
            Ok(geometry::ring(coords)?)
        })?;
        Ok(geometry::polygon(rings)?)
    }

    /// Two ordinates; what follows, the height, is dropped.
    fn position(&mut self, value: &Value) -> Read<Coord> {
        self.budget.vertex()?;
        let [x, y, height @ ..] = array(value, "a position, an array of numbers")? else {
            let expected = "a position of two or three numbers";
            return Err(Problem::expected(expected, describe(value)));
        };
        let coord = Coord { x: ordinate(x)?, y: ordinate(y)? };
        height.iter().try_for_each(|height| ordinate(height).map(|_| ()))?;
        Ok(coord)
    }
}

fn ordinate(value: &Value) -> Read<f64> {
    match value {
        Value::Number(number) => finite(number),
        _ => Err(Problem::expected("a number", describe(value))),
    }
}
