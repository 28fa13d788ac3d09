//! Features as they are sent, straight from the columns.

use std::{borrow::Cow, hint::black_box};

use geo_types::Geometry;
use rayon::prelude::*;
use serde_json::json;

use crate::{
    api::{crs::Shown, error::ApiError, links::Link},
    atlas::Layer,
    domain::{Schema, ValueRef},
    formats::geojson::FeatureWriter,
    table::Row,
};

/// So many features are gathered, column after column, before the first is written: rows lie all over
/// memory, and a core waits for many of them at once but for one alone as long.
const GATHERED: usize = 128;
/// More than this are written on all cores.
const ALONE: usize = 16 * GATHERED;

/// What of each feature is sent.
#[derive(Debug)]
pub struct Parts {
    /// Indices of properties.
    pub properties: Vec<usize>,
    pub geometry: bool,
    /// What positions are sent in.
    pub shown: Shown,
    writer: FeatureWriter,
}

impl Parts {
    /// - `properties`: indices into the schema.
    pub fn new(schema: &Schema, properties: Vec<usize>, shown: impl Into<Shown>) -> Self {
        let writer = FeatureWriter::new(schema);
        Self { properties, geometry: true, shown: shown.into(), writer }
    }

    /// The same, without geometries unless they are wanted.
    pub fn with_geometry(self, geometry: bool) -> Self {
        Self { geometry, ..self }
    }

    fn place<'l>(
        &self,
        layer: &'l Layer,
        row: Row,
    ) -> Result<Option<Cow<'l, Geometry<f64>>>, ApiError> {
        let stored = layer.table.geometry(row).filter(|_| self.geometry);
        let Some(stored) = stored else { return Ok(None) };
        if self.shown.crs.is_crs84() {
            return Ok(Some(stored));
        }
        let shown = self.shown.geometry(&layer.table.id(row), &stored)?.into_owned();
        Ok(Some(Cow::Owned(shown)))
    }
}

/// A FeatureCollection with the members OGC API – Features adds.
///
/// Without `timeStamp`, which would make two answers from the same state differ.
///
/// # Errors
/// 400 when a feature cannot be shown in the system asked for.
pub fn feature_collection(
    layer: &Layer,
    rows: &[Row],
    parts: &Parts,
    matched: usize,
    links: &[Link],
) -> Result<Vec<u8>, ApiError> {
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(b"{\"type\":\"FeatureCollection\",\"numberMatched\":");
    out.extend_from_slice(matched.to_string().as_bytes());
    out.extend_from_slice(b",\"numberReturned\":");
    out.extend_from_slice(rows.len().to_string().as_bytes());
    // A file says what it is in; GeoJSON of 2008 had this member, and desktop GIS still reads it.
    if parts.shown.as_stored && !parts.shown.crs.is_crs84() {
        let name = parts.shown.crs.crs().urn();
        let member = json!({ "type": "name", "properties": { "name": name } });
        out.extend_from_slice(format!(",\"crs\":{member}").as_bytes());
    }
    out.extend_from_slice(b",\"links\":");
    serde_json::to_writer(&mut out, links).expect("writing to a Vec cannot fail");
    out.extend_from_slice(b",\"features\":");
    features(&mut out, layer, rows, parts)?;
    out.push(b'}');
    Ok(out)
}

/// Appends an array of features.
///
/// # Errors
/// As [`feature_collection`].
pub fn features(
    out: &mut Vec<u8>,
    layer: &Layer,
    rows: &[Row],
    parts: &Parts,
) -> Result<(), ApiError> {
    out.extend_from_slice(b"[\n");
    if rows.len() <= ALONE {
        for (number, piece) in rows.chunks(GATHERED).enumerate() {
            let before = out.len();
            write_piece(out, layer, piece, parts, number == 0)?;
            if number == 0 {
                // The others will be about as long.
                out.reserve((out.len() - before) * (rows.len() / GATHERED + 1));
            }
        }
    } else {
        let write = |(number, piece): (usize, &[Row])| {
            let mut bytes = Vec::new();
            write_piece(&mut bytes, layer, piece, parts, number == 0)?;
            Ok(bytes)
        };
        let written: Vec<Vec<u8>> =
            rows.par_chunks(GATHERED).enumerate().map(write).collect::<Result<_, ApiError>>()?;
        out.reserve(written.iter().map(Vec::len).sum::<usize>() + 64);
        written.iter().for_each(|bytes| out.extend_from_slice(bytes));
    }
    out.extend_from_slice(b"\n]");
    Ok(())
}

fn write_piece(
    out: &mut Vec<u8>,
    layer: &Layer,
    rows: &[Row],
    parts: &Parts,
    is_first: bool,
) -> Result<(), ApiError> {
    let table = &layer.table;
    let ids: Vec<&str> = rows.iter().map(|row| table.id(*row).as_str()).collect();
    let places =
        rows.iter().map(|row| parts.place(layer, *row)).collect::<Result<Vec<_>, ApiError>>()?;
    let width = parts.properties.len();
    let mut values = vec![ValueRef::Null; rows.len() * width];
    for (position, property) in parts.properties.iter().enumerate() {
        let column = table.column(*property);
        for (row, value) in rows.iter().zip(values.iter_mut().skip(position).step_by(width)) {
            *value = column.value(*row as usize);
        }
        // Where the texts themselves lie, in time.
        let first = |value: &ValueRef<'_>| match value {
            ValueRef::Text(text) => text.as_bytes().first().copied().unwrap_or_default(),
            _ => 0,
        };
        let all = values.iter().skip(position).step_by(width);
        black_box(all.map(first).fold(0, std::ops::BitXor::bitxor));
    }
    for (index, (id, place)) in ids.iter().zip(&places).enumerate() {
        if index > 0 || !is_first {
            out.extend_from_slice(b",\n");
        }
        let values = values[index * width..(index + 1) * width].iter().copied();
        let values = parts.properties.iter().copied().zip(values);
        parts.writer.write(out, id, place.as_deref(), values, None);
    }
    Ok(())
}

/// Appends one feature.
///
/// - `extra`: further members, as [`FeatureWriter::write`] has them.
///
/// # Errors
/// As [`feature_collection`].
pub fn write(
    out: &mut Vec<u8>,
    layer: &Layer,
    row: Row,
    parts: &Parts,
    extra: Option<&str>,
) -> Result<(), ApiError> {
    let table = &layer.table;
    let place = parts.place(layer, row)?;
    let values =
        parts.properties.iter().map(|index| (*index, table.column(*index).value(row as usize)));
    parts.writer.write(out, table.id(row).as_str(), place.as_deref(), values, extra);
    Ok(())
}
