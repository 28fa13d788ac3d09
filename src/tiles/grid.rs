use std::{f64::consts::PI, fmt, str::FromStr};

use super::{BUFFER, EXTENT, MAX_ZOOM};
use crate::domain::Bbox;

/// How the world is cut into tiles (OGC 17-083r4, annex D).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatrixSet {
    /// Web Mercator (EPSG:3857): one tile at zoom 0, up to 85.05° of latitude.
    WebMercatorQuad,
    /// Longitude and latitude (CRS84): two tiles at zoom 0, side by side.
    WorldCrs84Quad,
}

/// Half the width of the world in Web Mercator metres.
const HALF_WORLD: f64 = 20_037_508.342_789_244;
/// Metres of a degree for scale denominators: one radian on the semi-major axis of WGS 84.
const METRES_PER_DEGREE: f64 = 6_378_137.0 * PI / 180.0;
/// Size of a pixel that scale denominators assume, in metres.
const PIXEL: f64 = 0.000_28;

impl MatrixSet {
    pub const ALL: [Self; 2] = [Self::WebMercatorQuad, Self::WorldCrs84Quad];

    pub fn id(self) -> &'static str {
        match self {
            Self::WebMercatorQuad => "WebMercatorQuad",
            Self::WorldCrs84Quad => "WorldCRS84Quad",
        }
    }

    /// Columns and rows at a zoom.
    pub fn size(self, zoom: u8) -> (u32, u32) {
        let rows = 1 << zoom;
        match self {
            Self::WebMercatorQuad => (rows, rows),
            Self::WorldCrs84Quad => (2 * rows, rows),
        }
    }

    /// Units of the world from west to east.
    pub fn width(self) -> f64 {
        f64::from(self.size(0).0)
    }

    /// A place in units, `v` southwards. What Web Mercator does not reach, near the poles, is
    /// beyond 0 or 1 there.
    ///
    /// - `longitude`, `latitude`: degrees, finite, in range.
    pub fn units(self, longitude: f64, latitude: f64) -> [f64; 2] {
        match self {
            Self::WebMercatorQuad => {
                let sine = latitude.to_radians().sin().clamp(-1.0 + 1e-12, 1.0 - 1e-12);
                let v = 0.5 - ((1.0 + sine) / (1.0 - sine)).ln() / (4.0 * PI);
                [(longitude + 180.0) / 360.0, v]
            }
            Self::WorldCrs84Quad => [(longitude + 180.0) / 180.0, (90.0 - latitude) / 180.0],
        }
    }

    /// Longitude and latitude of a place in units.
    pub fn degrees(self, u: f64, v: f64) -> [f64; 2] {
        match self {
            Self::WebMercatorQuad => {
                let latitude = (PI * (1.0 - 2.0 * v)).sinh().atan().to_degrees();
                [u * 360.0 - 180.0, latitude]
            }
            Self::WorldCrs84Quad => [u * 180.0 - 180.0, 90.0 - v * 180.0],
        }
    }

    /// Size of a grid's pixel (256 a tile) in the units of its CRS, and the scale denominator.
    pub fn cell_size(self, zoom: u8) -> (f64, f64) {
        let tiles = f64::from(1_u32 << zoom);
        match self {
            Self::WebMercatorQuad => {
                let size = 2.0 * HALF_WORLD / 256.0 / tiles;
                (size, size / PIXEL)
            }
            Self::WorldCrs84Quad => {
                let size = 180.0 / 256.0 / tiles;
                (size, size * METRES_PER_DEGREE / PIXEL)
            }
        }
    }

    /// Upper left corner of the world in the set's CRS.
    pub fn origin(self) -> [f64; 2] {
        match self {
            Self::WebMercatorQuad => [-HALF_WORLD, HALF_WORLD],
            Self::WorldCrs84Quad => [-180.0, 90.0],
        }
    }
}

impl fmt::Display for MatrixSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for MatrixSet {
    type Err = TileError;

    fn from_str(id: &str) -> Result<Self, TileError> {
        let found = Self::ALL.into_iter().find(|set| set.id() == id);
        found.ok_or_else(|| TileError::MatrixSet(id.to_owned()))
    }
}

/// Why there is no such tile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    #[error("there is no tile matrix set `{0}`; there are WebMercatorQuad and WorldCRS84Quad")]
    MatrixSet(String),
    #[error("`{name}`: `{text}` is not a whole number")]
    Number { name: &'static str, text: String },
    #[error("`{name}`: {text} is not a zoom from 0 to {MAX_ZOOM}")]
    Zoom { name: &'static str, text: String },
    #[error("`{name}`: {value} is not from 0 to {last} at zoom {zoom}")]
    Outside { name: &'static str, value: String, last: u32, zoom: u8 },
}

/// One tile of a matrix set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    pub set: MatrixSet,
    pub zoom: u8,
    /// From the west.
    pub column: u32,
    /// From the north.
    pub row: u32,
}

impl Tile {
    /// The tile that an address names.
    ///
    /// - `names`: what the address calls zoom, column and row, for the messages.
    ///
    /// # Errors
    /// [`TileError`] for what is no number, and for a tile that the set does not have.
    pub fn parse(
        set: MatrixSet,
        [zoom, column, row]: [&str; 3],
        names: [&'static str; 3],
    ) -> Result<Self, TileError> {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        for (name, text) in names.into_iter().zip([zoom, column, row]) {
            if !digits(text) {
                return Err(TileError::Number { name, text: text.to_owned() });
            }
        }
        let zoom: u8 = zoom
            .parse()
            .ok()
            .filter(|zoom| *zoom <= MAX_ZOOM)
            .ok_or_else(|| TileError::Zoom { name: names[0], text: zoom.to_owned() })?;
        let (columns, rows) = set.size(zoom);
        let place = |name, text: &str, count: u32| {
            text.parse().ok().filter(|place| *place < count).ok_or_else(|| TileError::Outside {
                name,
                value: text.to_owned(),
                last: count - 1,
                zoom,
            })
        };
        Ok(Self {
            set,
            zoom,
            column: place(names[1], column, columns)?,
            row: place(names[2], row, rows)?,
        })
    }

    /// Grid numbers of the tile's upper left corner.
    pub fn origin(&self) -> [i64; 2] {
        [i64::from(self.column) * EXTENT, i64::from(self.row) * EXTENT]
    }

    /// Grid steps in one unit.
    pub fn scale(&self) -> f64 {
        scale(self.zoom)
    }

    /// West, north, east and south side in units, widened by `buffer` grid steps.
    pub fn bounds(&self, buffer: i64) -> [f64; 4] {
        let tiles = f64::from(1_u32 << self.zoom);
        let more = buffer as f64 / EXTENT as f64;
        let (column, row) = (f64::from(self.column), f64::from(self.row));
        [column - more, row - more, column + 1.0 + more, row + 1.0 + more].map(|side| side / tiles)
    }

    /// The box in degrees of all that may lie in the tile or its buffer. That of a tile at the
    /// edge of the world goes to the end of it.
    pub fn bbox(&self) -> Bbox {
        let [west, north, east, south] = self.bounds(BUFFER);
        let (columns, rows) = self.set.size(self.zoom);
        let upper = self.set.degrees(west, north);
        let lower = self.set.degrees(east, south);
        let west = if self.column == 0 { -180.0 } else { upper[0].max(-180.0) };
        let east = if self.column == columns - 1 { 180.0 } else { lower[0].min(180.0) };
        let north = if self.row == 0 { 90.0 } else { upper[1].min(90.0) };
        let south = if self.row == rows - 1 { -90.0 } else { lower[1].max(-90.0) };
        Bbox::new(west, south, east, north).expect("a tile has a place in the world")
    }
}

/// Grid steps in one unit at a zoom.
pub fn scale(zoom: u8) -> f64 {
    (EXTENT as f64) * f64::from(1_u32 << zoom)
}

#[cfg(test)]
mod tests {
    use super::*;

    const XYZ: [&str; 3] = ["z", "x", "y"];

    #[test]
    fn places_lie_in_the_tiles_that_others_have_them_in() {
        // Shanghai, 121.39° E 31.14° N: tile 13/6858/3349 of the slippy map.
        let [u, v] = MatrixSet::WebMercatorQuad.units(121.39, 31.14);
        assert_eq!([(u * 8192.0) as u32, (v * 8192.0) as u32], [6858, 3349]);
        let [u, v] = MatrixSet::WorldCrs84Quad.units(121.39, 31.14);
        assert_eq!([(u * 2.0) as u32, (v * 2.0) as u32], [3, 0]);
    }

    #[test]
    fn degrees_and_units_are_each_others_inverse() {
        for set in MatrixSet::ALL {
            for (longitude, latitude) in [(0.0, 0.0), (121.4, 31.1), (-179.9, -84.0), (180.0, 85.0)]
            {
                let [u, v] = set.units(longitude, latitude);
                let [back, up] = set.degrees(u, v);
                assert!((back - longitude).abs() < 1e-9 && (up - latitude).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn only_tiles_that_exist_are_read() {
        let read = |z, x, y| Tile::parse(MatrixSet::WebMercatorQuad, [z, x, y], XYZ);
        assert!(read("0", "0", "0").is_ok());
        assert!(read("24", "16777215", "16777215").is_ok());
        for (z, x, y) in [
            ("25", "0", "0"),
            ("0", "1", "0"),
            ("0", "0", "1"),
            ("-1", "0", "0"),
            ("1", "+1", "0"),
            ("1", "", "0"),
            ("999999999999999999999", "0", "0"),
            ("3", "99999999999999999999999", "0"),
            ("3", "1.0", "0"),
        ] {
            assert!(read(z, x, y).is_err(), "{z}/{x}/{y}");
        }
        let wide = Tile::parse(MatrixSet::WorldCrs84Quad, ["0", "1", "0"], XYZ).unwrap();
        assert_eq!(wide.bbox().to_array()[2], 180.0);
    }
}
