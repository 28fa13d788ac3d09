//! Geometries and boxes in text (rule `spatialInstance`).

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};

use super::{Failure, Kind, Parser, Problem, operand::real};
use crate::query::cql2::geometry::{self, GeometryFlaw};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Point,
    LineString,
    Polygon,
    MultiPoint,
    MultiLineString,
    MultiPolygon,
    GeometryCollection,
}

impl Shape {
    pub(super) fn named(name: &str) -> Option<Self> {
        [
            ("POINT", Self::Point),
            ("LINESTRING", Self::LineString),
            ("POLYGON", Self::Polygon),
            ("MULTIPOINT", Self::MultiPoint),
            ("MULTILINESTRING", Self::MultiLineString),
            ("MULTIPOLYGON", Self::MultiPolygon),
            ("GEOMETRYCOLLECTION", Self::GeometryCollection),
        ]
        .into_iter()
        .find_map(|(word, shape)| word.eq_ignore_ascii_case(name).then_some(shape))
    }
}

/// Words between the name of a geometry and its positions.
const DIMENSIONS: [&str; 4] = ["Z", "M", "ZM", "EMPTY"];

impl Parser<'_> {
    /// Whether the name before was a geometry's, not a property's.
    pub(super) fn is_geometry(&self) -> bool {
        self.is_sign("(")
            || DIMENSIONS.iter().any(|word| {
                self.is_word(word) && (*word == "EMPTY" || *self.ahead(1) == Kind::Sign("("))
            })
    }

    /// What follows the name of the geometry.
    pub(super) fn geometry(&mut self, shape: Shape) -> Result<Geometry, Failure> {
        if self.is_word("M") || self.is_word("ZM") {
            return Err((self.next, GeometryFlaw::Measured.into()));
        }
        self.take_word("Z");
        Ok(match shape {
            Shape::Point => self.point()?.into(),
            Shape::LineString => self.line()?.into(),
            Shape::Polygon => self.polygon()?.into(),
            Shape::MultiPoint => MultiPoint(self.list(Self::point_of_many)?).into(),
            Shape::MultiLineString => MultiLineString(self.list(Self::line)?).into(),
            Shape::MultiPolygon => MultiPolygon(self.list(Self::polygon)?).into(),
            Shape::GeometryCollection => {
                let parts = self.list(Self::geometry_of_many)?;
                Geometry::GeometryCollection(GeometryCollection(parts))
            }
        })
    }

    /// `BBOX`'s four or six numbers as west, south, east, north, in the order of the filter's CRS.
    pub(super) fn bbox(&mut self) -> Result<[f64; 4], Failure> {
        let at = self.next;
        self.open()?;
        let mut numbers = Vec::new();
        while numbers.is_empty() || self.take_sign(",") {
            numbers.push(self.ordinate()?);
        }
        self.close("`,` or `)`")?;
        match numbers[..] {
            [west, south, east, north] | [west, south, _, east, north, _] => {
                Ok([west, south, east, north])
            }
            _ => Err((at, Problem::BboxLength(numbers.len()))),
        }
    }

    fn point(&mut self) -> Result<Point, Failure> {
        self.open_positions()?;
        let point = self.position()?;
        self.close("`)` after one position")?;
        Ok(point.into())
    }

    /// With brackets as in the grammar, or without.
    fn point_of_many(&mut self) -> Result<Point, Failure> {
        if self.is_sign("(") { self.point() } else { Ok(self.position()?.into()) }
    }

    fn line(&mut self) -> Result<LineString, Failure> {
        let at = self.next;
        let coords = self.list(Self::position)?;
        geometry::line(coords).map_err(|flaw| (at, flaw.into()))
    }

    fn ring(&mut self) -> Result<LineString, Failure> {
        let at = self.next;
        let coords = self.list(Self::position)?;
        geometry::ring(coords).map_err(|flaw| (at, flaw.into()))
    }

    fn polygon(&mut self) -> Result<Polygon, Failure> {
        let at = self.next;
        let rings = self.list(Self::ring)?;
        geometry::polygon(rings).map_err(|flaw| (at, flaw.into()))
    }

    fn geometry_of_many(&mut self) -> Result<Geometry, Failure> {
        let at = self.next;
        let shape = match self.peek() {
            Kind::Name(name) => Shape::named(name),
            _ => None,
        };
        match shape {
            Some(Shape::GeometryCollection) => Err((at, GeometryFlaw::NestedCollection.into())),
            Some(shape) => {
                self.next += 1;
                self.geometry(shape)
            }
            None => Err(self.expected("a geometry")),
        }
    }

    /// `(`, at least one part, `)`.
    fn list<T>(&mut self, part: fn(&mut Self) -> Result<T, Failure>) -> Result<Vec<T>, Failure> {
        self.open_positions()?;
        let mut parts = vec![part(self)?];
        while self.take_sign(",") {
            parts.push(part(self)?);
        }
        self.close("`,` or `)`")?;
        Ok(parts)
    }

    fn open_positions(&mut self) -> Result<(), Failure> {
        if self.is_word("EMPTY") || (self.is_sign("(") && *self.ahead(1) == Kind::Sign(")")) {
            return Err((self.next, GeometryFlaw::Empty.into()));
        }
        self.open()
    }

    /// Two ordinates; a third one, the height, is dropped.
    fn position(&mut self) -> Result<Coord, Failure> {
        self.budget.vertex().map_err(|problem| (self.next, problem))?;
        let (x, y) = (self.ordinate()?, self.ordinate()?);
        if !self.is_sign(",") && !self.is_sign(")") {
            self.ordinate()?;
        }
        Ok(Coord { x, y })
    }

    /// Rule `signedNumericLiteral`.
    fn ordinate(&mut self) -> Result<f64, Failure> {
        let at = self.next;
        let negative = self.take_sign("-");
        if !negative {
            self.take_sign("+");
        }
        let Kind::Number(digits) = self.peek() else {
            return Err(self.expected("a number"));
        };
        self.next += 1;
        let value = real(digits).map_err(|problem| (at, problem))?;
        Ok(if negative { -value } else { value })
    }
}
