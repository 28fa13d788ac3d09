use std::fmt;
use std::str::FromStr;

/// What a layer's geometry column holds, named as GeoPackage names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GeometryKind {
    Point,
    LineString,
    Polygon,
    MultiPoint,
    MultiLineString,
    MultiPolygon,
    /// Any of the six above, feature by feature.
    Geometry,
}

/// `name` is no geometry type this service stores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "geometry type `{0}` is not supported; use POINT, LINESTRING, POLYGON, MULTIPOINT, \
     MULTILINESTRING, MULTIPOLYGON or GEOMETRY"
)]
pub struct UnknownKind(pub String);

impl GeometryKind {
    /// The name in `gpkg_geometry_columns.geometry_type_name`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Point => "POINT",
            Self::LineString => "LINESTRING",
            Self::Polygon => "POLYGON",
            Self::MultiPoint => "MULTIPOINT",
            Self::MultiLineString => "MULTILINESTRING",
            Self::MultiPolygon => "MULTIPOLYGON",
            Self::Geometry => "GEOMETRY",
        }
    }
}

impl FromStr for GeometryKind {
    type Err = UnknownKind;

    /// From a GeoPackage type name, in any case.
    fn from_str(name: &str) -> Result<Self, UnknownKind> {
        [
            Self::Point,
            Self::LineString,
            Self::Polygon,
            Self::MultiPoint,
            Self::MultiLineString,
            Self::MultiPolygon,
            Self::Geometry,
        ]
        .into_iter()
        .find(|kind| kind.name().eq_ignore_ascii_case(name.trim()))
        .ok_or_else(|| UnknownKind(name.to_owned()))
    }
}

impl fmt::Display for GeometryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_case_and_round_trip() {
        assert_eq!("MultiPolygon".parse(), Ok(GeometryKind::MultiPolygon));
        assert_eq!(" geometry ".parse(), Ok(GeometryKind::Geometry));
        for kind in ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT"] {
            assert_eq!(kind.parse::<GeometryKind>().unwrap().to_string(), kind);
        }
        assert_eq!(
            "CURVEPOLYGON".parse::<GeometryKind>(),
            Err(UnknownKind("CURVEPOLYGON".to_owned()))
        );
    }
}
