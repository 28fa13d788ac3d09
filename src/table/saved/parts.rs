//! Keys, ids, geometries, and the order of an index.

use std::{collections::BTreeMap, io, sync::Arc};

use super::{
    super::{
        Row,
        chunked::{Bits, CHUNK, Chunked},
        geometries::Geometries,
        ids::{Ids, Piece},
        index::{self, SpatialIndex},
        keys::Keys,
        packed::Packed,
    },
    chunks::{load_chunks, save_chunks},
};
use crate::saved::{Field, Fields, SavedError, Writer};

impl Keys {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        self.keys.save(to)?;
        self.order.save(to)?;
        self.aside.save(to)?;
        to.put(&*self.strays);
        Ok(())
    }

    pub(super) fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let (keys, order) = (Chunked::load(from)?, Chunked::load(from)?);
        let aside = Bits::load(from)?;
        let strays: BTreeMap<i64, Row> = Field::take(from)?;
        let stray_keys: BTreeMap<Row, i64> = strays.iter().map(|(key, row)| (*row, *key)).collect();
        let is_sound = order.len() <= keys.len()
            && seen(order.iter(), order.len()).is_some()
            && stray_keys.len() == strays.len()
            && stray_keys.keys().all(|row| (*row as usize) < keys.len() && aside.get(*row))
            && aside.bound() <= keys.len();
        let strays = (Arc::new(strays), Arc::new(stray_keys));
        let keys = Self { keys, order, aside, strays: strays.0, stray_keys: strays.1 };
        match is_sound && keys.is_in_order() {
            true => Ok(keys),
            false => Err(SavedError::Damaged("keys out of order")),
        }
    }
}

/// Which rows below the bound are among those; `None` when one is there twice, or beyond it.
fn seen<'r>(rows: impl Iterator<Item = &'r Row>, bound: usize) -> Option<Vec<bool>> {
    let mut seen = vec![false; bound];
    for row in rows {
        let seen = seen.get_mut(*row as usize)?;
        if std::mem::replace(seen, true) {
            return None;
        }
    }
    Some(seen)
}

impl Ids {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        to.put(&self.len);
        save_chunks(to, self.chunks.len(), |index, bytes| {
            let piece = &self.chunks[index];
            for index in 0..piece.ends.len() {
                // An id has at most 200 characters.
                (piece.range(index).len() as u16).put(bytes);
            }
            bytes.extend_from_slice(piece.text.as_bytes());
            Ok(())
        })
    }

    pub(super) fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let len = usize::take(from)?;
        let chunks = load_chunks(from, len.div_ceil(CHUNK), |index, fields| {
            let count = (len - index * CHUNK).min(CHUNK);
            let mut end = 0;
            let mut ends = Vec::with_capacity(count);
            for _ in 0..count {
                end += u32::from(u16::take(fields)?);
                ends.push(end);
            }
            let text = std::str::from_utf8(fields.bytes(end as usize)?);
            let text = text
                .ok()
                .filter(|text| ends.iter().all(|end| text.is_char_boundary(*end as usize)));
            let text = text.ok_or(SavedError::Damaged("an id is no text"))?.to_owned();
            Ok(Arc::new(Piece { text, ends }))
        })?;
        Ok(Self { chunks: Arc::new(chunks), len })
    }
}

impl Geometries {
    pub(super) fn save(&self, to: &mut Writer) -> io::Result<()> {
        self.points.save(to)?;
        self.shapes.save(to)
    }

    pub(super) fn load(from: &mut Fields<'_>) -> Result<Self, SavedError> {
        let geometries = Self { points: Chunked::load(from)?, shapes: Chunked::load(from)? };
        match geometries.points.len() == geometries.shapes.len() {
            true => Ok(geometries),
            false => Err(super::UNEQUAL),
        }
    }
}

impl SpatialIndex {
    /// The rows of a packed tree of all geometries, in its order.
    pub(super) fn order(&self, geometries: &Geometries) -> Chunked<Row> {
        let mut order = Chunked::default();
        match self.base() {
            Some(base) => order.append(base.rows().iter().copied()),
            None => order.append(index::pack(geometries).rows().iter().copied()),
        }
        order
    }

    /// An index of rows in that order; `None` when they are not those that have a geometry.
    pub(super) fn in_order(geometries: &Geometries, order: &Chunked<Row>) -> Option<Self> {
        let rows: Vec<Row> = order.iter().copied().collect();
        let placed = seen(rows.iter(), geometries.len())?;
        if (0..).zip(&placed).any(|(row, placed)| geometries.is_some(row) != *placed) {
            return None;
        }
        let envelope = |row| geometries.envelope(row).expect("it has a geometry, as seen above");
        Some(Self::on(Packed::in_order(rows, envelope)))
    }
}
