//! The GeoPackage geometry blob: a header, then ISO WKB (OGC 12-128r18, 2.1.3).

use geo::BoundingRect;
use geo_traits::to_geo::ToGeoGeometry;
use geo_types::Geometry;

use crate::{domain::GeometryColumn, store::ewkb};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    #[error("it does not start with `GP`")]
    Magic,
    #[error("its header is cut off")]
    Short,
    #[error("its envelope kind {0} is unknown")]
    Envelope(u8),
    #[error("its SRS is {0}, not {1}")]
    Srs(i32, i32),
    #[error("its WKB is malformed")]
    Wkb,
}

/// Encodes a geometry in CRS84, with an envelope unless it is a point.
pub fn encode(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut blob = header(Some(geometry));
    ewkb::write_wkb(&mut blob, geometry);
    blob
}

/// The header of a blob; without the geometry, one without an envelope.
fn header(geometry: Option<&Geometry<f64>>) -> Vec<u8> {
    let mut blob = Vec::with_capacity(64);
    blob.extend_from_slice(b"GP\0");
    let envelope = match geometry {
        None | Some(Geometry::Point(_)) => None,
        Some(other) => other.bounding_rect(),
    };
    // Bit 0: little endian; bits 1–3: envelope kind, 1 = minx, maxx, miny, maxy.
    blob.push(if envelope.is_some() { 0b0000_0011 } else { 0b0000_0001 });
    blob.extend_from_slice(&GeometryColumn::WGS84.to_le_bytes());
    if let Some(rect) = envelope {
        for ordinate in [rect.min().x, rect.max().x, rect.min().y, rect.max().y] {
            blob.extend_from_slice(&ordinate.to_le_bytes());
        }
    }
    blob
}

/// The WKB of a blob; `None` for what is no blob.
fn body(blob: &[u8]) -> Option<&[u8]> {
    let length = match (blob.get(..2)? == b"GP", (blob.get(3)? >> 1) & 0b111) {
        (true, 0) => 0,
        (true, 1) => 32,
        (true, 2 | 3) => 48,
        (true, 4) => 64,
        _ => return None,
    };
    blob.get(8 + length..)
}

/// A blob's bytes as EWKB, whether or not they are a valid geometry; others come back as they are.
pub(in crate::store) fn to_ewkb(blob: Vec<u8>) -> Vec<u8> {
    body(&blob).and_then(ewkb::with_srid).unwrap_or(blob)
}

/// The way back.
pub(in crate::store) fn from_ewkb(bytes: Vec<u8>) -> Vec<u8> {
    let Some(wkb) = ewkb::without_srid(&bytes) else { return bytes };
    let mut blob = header(ewkb::decode(&bytes, GeometryColumn::WGS84).ok().flatten().as_ref());
    blob.extend_from_slice(&wkb);
    blob
}

/// Decodes a blob; `None` for the empty geometry. Coordinates as they stand there: x, y.
///
/// # Errors
/// [`BlobError`] for anything but a GeoPackage blob in that SRS. Heights and measures are dropped.
pub fn decode(blob: &[u8], srid: i32) -> Result<Option<Geometry<f64>>, BlobError> {
    if blob.get(..2) != Some(b"GP") {
        return Err(BlobError::Magic);
    }
    let (flags, srs) = match blob.get(3..8) {
        Some(&[flags, a, b, c, d]) => {
            let bytes = [a, b, c, d];
            let little = flags & 1 == 1;
            (flags, if little { i32::from_le_bytes(bytes) } else { i32::from_be_bytes(bytes) })
        }
        _ => return Err(BlobError::Short),
    };
    if srs != srid {
        return Err(BlobError::Srs(srs, srid));
    }
    let kind = (flags >> 1) & 0b111;
    if kind > 4 {
        return Err(BlobError::Envelope(kind));
    }
    if flags & 0b0001_0000 != 0 {
        return Ok(None);
    }
    let body = body(blob).ok_or(BlobError::Short)?;
    let wkb = wkb::reader::read_wkb(body).map_err(|_| BlobError::Wkb)?;
    Ok(wkb.try_to_geometry())
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
            assert_eq!(decode(&encode(&geometry), 4326).unwrap(), Some(geometry));
        }
    }

    #[test]
    fn a_blob_becomes_the_ewkb_of_the_same_geometry_and_comes_back() {
        let blob = encode(&line_string![(x: 121.39, y: 31.15), (x: 121.4, y: 31.16)].into());
        let bytes = to_ewkb(blob.clone());
        assert_eq!(ewkb::decode(&bytes, 4326), Ok(decode(&blob, 4326).unwrap()));
        assert_eq!(from_ewkb(bytes), blob);
    }

    #[test]
    fn a_broken_blob_is_an_error_and_never_a_panic() {
        let whole = encode(&line_string![(x: 121.39, y: 31.15), (x: 121.4, y: 31.16)].into());
        for length in 0..whole.len() {
            assert!(decode(&whole[..length], 4326).is_err(), "cut at {length}");
        }
        let mut counts_lie = whole.clone();
        let points = whole.len() - 2 * 16 - 4;
        counts_lie[points..points + 4].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(decode(&counts_lie, 4326), Err(BlobError::Wkb));
        let mut other_srs = whole;
        other_srs[4..8].copy_from_slice(&4549_i32.to_le_bytes());
        assert_eq!(decode(&other_srs, 4326), Err(BlobError::Srs(4549, 4326)));
        assert!(decode(&other_srs, 4549).is_ok());
    }
}
