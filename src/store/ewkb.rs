//! PostGIS's form of WKB: the number of the reference system stands in the first header.

use geo_traits::to_geo::ToGeoGeometry;
use geo_types::Geometry;

use crate::domain::GeometryColumn;

const SRID: u32 = GeometryColumn::WGS84 as u32;
/// Bit of the type word that announces an SRID.
const HAS_SRID: u32 = 0x2000_0000;

/// Appends plain WKB, little endian.
pub(super) fn write_wkb(bytes: &mut Vec<u8>, geometry: &Geometry<f64>) {
    let options = wkb::writer::WriteOptions { endianness: wkb::Endianness::LittleEndian };
    wkb::writer::write_geometry(bytes, geometry, &options)
        .expect("writing to a Vec cannot fail, and every geo type has a WKB");
}

/// Encodes a geometry in CRS84 as EWKB with SRID 4326.
pub(super) fn encode(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut plain = Vec::with_capacity(32);
    write_wkb(&mut plain, geometry);
    with_srid(&plain).expect("WKB has a header")
}

/// The type word and the rest, and whether the bytes are little endian.
fn parts(bytes: &[u8]) -> Option<(u32, &[u8], bool)> {
    let little = *bytes.first()? == 1;
    let word: [u8; 4] = bytes.get(1..5)?.try_into().ok()?;
    let word = if little { u32::from_le_bytes(word) } else { u32::from_be_bytes(word) };
    Some((word, &bytes[5..], little))
}

fn join(little: bool, words: &[u32], rest: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + words.len() * 4 + rest.len());
    bytes.push(u8::from(little));
    for word in words {
        bytes.extend(if little { word.to_le_bytes() } else { word.to_be_bytes() });
    }
    bytes.extend_from_slice(rest);
    bytes
}

/// WKB as EWKB; `None` when it has no header.
pub(super) fn with_srid(wkb: &[u8]) -> Option<Vec<u8>> {
    let (word, rest, little) = parts(wkb)?;
    Some(join(little, &[word | HAS_SRID, SRID], rest))
}

/// EWKB as WKB; `None` when it has no header or no SRID.
pub(super) fn without_srid(bytes: &[u8]) -> Option<Vec<u8>> {
    let (word, rest, little) = parts(bytes)?;
    (word & HAS_SRID != 0).then_some(())?;
    Some(join(little, &[word & !HAS_SRID], rest.get(4..)?))
}

/// Decodes EWKB; `None` for an empty geometry. Coordinates as they stand there: x, y. Heights and
/// measures are dropped.
///
/// # Errors
/// What is wrong, in words: bytes that are no WKB, or another reference system than `wanted`.
pub(super) fn decode(bytes: &[u8], wanted: i32) -> Result<Option<Geometry<f64>>, String> {
    let (word, rest, little) = parts(bytes).ok_or("its WKB is cut off")?;
    if word & HAS_SRID == 0 {
        return Err(format!("it has no SRID; set it with ST_SetSRID(…, {wanted})"));
    }
    let srid: [u8; 4] =
        rest.get(..4).and_then(|srid| srid.try_into().ok()).ok_or("its WKB is cut off")?;
    let srid = if little { i32::from_le_bytes(srid) } else { i32::from_be_bytes(srid) };
    if srid != wanted {
        return Err(format!("its SRID is {srid}, not {wanted}"));
    }
    let wkb = wkb::reader::read_wkb(bytes).map_err(|_| "its WKB is malformed")?;
    Ok(wkb.try_to_geometry().filter(|geometry| geo::CoordsIter::coords_count(geometry) > 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{line_string, point, polygon};

    #[test]
    fn geometries_come_back_as_they_went() {
        for geometry in [
            Geometry::from(point!(x: 121.39, y: 31.15)),
            line_string![(x: 121.39, y: 31.15), (x: 121.4, y: 31.16)].into(),
            polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)].into(),
        ] {
            assert_eq!(decode(&encode(&geometry), 4326), Ok(Some(geometry)));
        }
    }

    #[test]
    fn broken_bytes_are_an_error_and_never_a_panic() {
        let whole = encode(&line_string![(x: 121.39, y: 31.15), (x: 121.4, y: 31.16)].into());
        for length in 0..whole.len() {
            assert!(decode(&whole[..length], 4326).is_err(), "cut at {length}");
        }
        let mut other = whole.clone();
        other[5..9].copy_from_slice(&4549_u32.to_le_bytes());
        assert_eq!(decode(&other, 4326), Err("its SRID is 4549, not 4326".into()));
        assert!(decode(&without_srid(&whole).unwrap(), 4326).unwrap_err().contains("no SRID"));
    }
}
