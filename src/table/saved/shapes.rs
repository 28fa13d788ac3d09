//! Cells behind pointers: geometries other than points, and parts of lines.

use std::{io, sync::Arc};

use geo_types::{
    Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon,
};

use super::{
    super::{LinePart, Row, chunked::Shared},
    cells::{BLANK, CELLS, Saved, UNKNOWN},
    put_count,
};
use crate::saved::{Field, Fields, SavedError};

/// Cells that may be empty, one after the other.
fn put_shared<T: ?Sized>(
    cells: &[Shared<T>],
    to: &mut Vec<u8>,
    put: impl Fn(&T, &mut Vec<u8>) -> io::Result<()>,
) -> io::Result<()> {
    if cells.iter().all(|cell| cell.0.is_none()) {
        to.push(BLANK);
        return Ok(());
    }
    to.push(CELLS);
    for cell in cells {
        cell.0.is_some().put(to);
        if let Some(value) = &cell.0 {
            put(value, to)?;
        }
    }
    Ok(())
}

fn take_shared<T: ?Sized>(
    count: usize,
    from: &mut Fields<'_>,
    take: impl Fn(&mut Fields<'_>) -> Result<Arc<T>, SavedError>,
) -> Result<Option<Vec<Shared<T>>>, SavedError> {
    match u8::take(from)? {
        BLANK => Ok(None),
        CELLS => {
            let cell = |_| Ok(Shared(bool::take(from)?.then(|| take(from)).transpose()?));
            (0..count).map(cell).collect::<Result<Vec<_>, _>>().map(Some)
        }
        _ => Err(UNKNOWN),
    }
}

impl Saved for Shared<Geometry<f64>> {
    fn put_all(cells: &[Self], to: &mut Vec<u8>) -> io::Result<()> {
        put_shared(cells, to, put_geometry)
    }

    fn take_all(count: usize, from: &mut Fields<'_>) -> Result<Option<Vec<Self>>, SavedError> {
        take_shared(count, from, |from| geometry(from).map(Arc::new))
    }
}

impl Saved for Shared<[LinePart]> {
    fn put_all(cells: &[Self], to: &mut Vec<u8>) -> io::Result<()> {
        put_shared(cells, to, |parts, to| {
            put_count(parts.len(), to);
            for LinePart { unit, length_m } in parts {
                unit.put(to);
                length_m.put(to);
            }
            Ok(())
        })
    }

    fn take_all(count: usize, from: &mut Fields<'_>) -> Result<Option<Vec<Self>>, SavedError> {
        take_shared(count, from, |from| {
            let count = from.count(12)?;
            let part = |_| Ok(LinePart { unit: Row::take(from)?, length_m: f64::take(from)? });
            (0..count).map(part).collect()
        })
    }
}

fn put_coordinates(line: &[Coord<f64>], to: &mut Vec<u8>) {
    put_count(line.len(), to);
    for Coord { x, y } in line {
        x.put(to);
        y.put(to);
    }
}

fn put_polygon(polygon: &Polygon<f64>, to: &mut Vec<u8>) {
    put_count(polygon.interiors().len(), to);
    put_coordinates(&polygon.exterior().0, to);
    polygon.interiors().iter().for_each(|ring| put_coordinates(&ring.0, to));
}

fn put_geometry(geometry: &Geometry<f64>, to: &mut Vec<u8>) -> io::Result<()> {
    match geometry {
        Geometry::LineString(line) => {
            to.push(1);
            put_coordinates(&line.0, to);
        }
        Geometry::Polygon(polygon) => {
            to.push(2);
            put_polygon(polygon, to);
        }
        Geometry::MultiPoint(points) => {
            to.push(3);
            let points: Vec<Coord<f64>> = points.iter().map(|point| point.0).collect();
            put_coordinates(&points, to);
        }
        Geometry::MultiLineString(lines) => {
            to.push(4);
            put_count(lines.0.len(), to);
            lines.iter().for_each(|line| put_coordinates(&line.0, to));
        }
        Geometry::MultiPolygon(polygons) => {
            to.push(5);
            put_count(polygons.0.len(), to);
            polygons.iter().for_each(|polygon| put_polygon(polygon, to));
        }
        // Points stand elsewhere, and the gate admits no others.
        _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "a geometry of no layer")),
    }
    Ok(())
}

/// What would leave a geometry without an extent, or without order, is refused.
const NOWHERE: SavedError = SavedError::Damaged("a geometry that is nowhere");

fn coordinates(from: &mut Fields<'_>) -> Result<Vec<Coord<f64>>, SavedError> {
    let count = from.count(16)?;
    let (pairs, _) = from.bytes(count * 16)?.as_chunks::<16>();
    let line: Vec<Coord<f64>> = pairs
        .iter()
        .map(|pair| {
            let number = u128::from_le_bytes(*pair);
            Coord { x: f64::from_bits(number as u64), y: f64::from_bits((number >> 64) as u64) }
        })
        .collect();
    let is_somewhere = !line.is_empty() && line.iter().all(|c| c.x.is_finite() && c.y.is_finite());
    if is_somewhere { Ok(line) } else { Err(NOWHERE) }
}

fn line(from: &mut Fields<'_>) -> Result<LineString<f64>, SavedError> {
    coordinates(from).map(LineString)
}

fn polygon(from: &mut Fields<'_>) -> Result<Polygon<f64>, SavedError> {
    let interiors = from.count(4)?;
    let exterior = line(from)?;
    let interiors = (0..interiors).map(|_| line(from)).collect::<Result<_, _>>()?;
    Ok(Polygon::new(exterior, interiors))
}

/// One at least.
fn several<T>(
    from: &mut Fields<'_>,
    one: fn(&mut Fields<'_>) -> Result<T, SavedError>,
) -> Result<Vec<T>, SavedError> {
    let parts = (0..from.count(4)?).map(|_| one(from)).collect::<Result<Vec<T>, _>>()?;
    if parts.is_empty() { Err(NOWHERE) } else { Ok(parts) }
}

fn geometry(from: &mut Fields<'_>) -> Result<Geometry<f64>, SavedError> {
    Ok(match u8::take(from)? {
        1 => Geometry::LineString(line(from)?),
        2 => Geometry::Polygon(polygon(from)?),
        3 => Geometry::MultiPoint(MultiPoint(coordinates(from)?.into_iter().map(Point).collect())),
        4 => Geometry::MultiLineString(MultiLineString(several(from, line)?)),
        5 => Geometry::MultiPolygon(MultiPolygon(several(from, polygon)?)),
        _ => return Err(SavedError::Damaged("a geometry of an unknown kind")),
    })
}
