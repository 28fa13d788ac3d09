//! What stands in one chunk.

use std::io;

use chrono::{DateTime, Utc};

use super::super::chunked::Cell;
use crate::saved::{Field, Fields, SavedError};

/// Cells that go to a file and come back, a chunk at a time.
pub trait Saved: Cell + Send + Sync {
    /// - `cells`: one at least.
    fn put_all(cells: &[Self], to: &mut Vec<u8>) -> io::Result<()>;

    /// So many cells; `None` when all are blanks.
    fn take_all(count: usize, from: &mut Fields<'_>) -> Result<Option<Vec<Self>>, SavedError>;
}

// How a chunk is written.
pub(super) const BLANK: u8 = 0;
pub(super) const CELLS: u8 = 1;
/// All are as the first.
const SAME: u8 = 2;
/// Each is one more than that before it.
const RISING: u8 = 3;

pub(super) const UNKNOWN: SavedError = SavedError::Damaged("a chunk of an unknown kind");

fn all_same<T: Cell>(cells: &[T], cell: &T) -> bool {
    cells.iter().all(|other| other.same(cell))
}

/// Cells of one size, side by side.
macro_rules! plain {
    ($($kind:ty as $size:literal: $to_bytes:expr, $from_bytes:expr, $next:expr;)*) => {$(
        impl Saved for $kind {
            fn put_all(cells: &[Self], to: &mut Vec<u8>) -> io::Result<()> {
                let bytes: fn(&Self) -> [u8; $size] = $to_bytes;
                let next: fn(&Self) -> Option<Self> = $next;
                let first = &cells[0];
                if all_same(cells, &Self::BLANK) {
                    to.push(BLANK);
                } else if all_same(cells, first) {
                    to.push(SAME);
                    to.extend_from_slice(&bytes(first));
                } else if cells.windows(2).all(|pair| next(&pair[0]) == Some(pair[1])) {
                    to.push(RISING);
                    to.extend_from_slice(&bytes(first));
                } else {
                    to.push(CELLS);
                    cells.iter().for_each(|cell| to.extend_from_slice(&bytes(cell)));
                }
                Ok(())
            }

            fn take_all(count: usize, from: &mut Fields<'_>) -> Result<Option<Vec<Self>>, SavedError> {
                let cell: fn([u8; $size]) -> Result<Self, SavedError> = $from_bytes;
                let next: fn(&Self) -> Option<Self> = $next;
                Ok(match u8::take(from)? {
                    BLANK => None,
                    CELLS => {
                        let (cells, _) = from.bytes(count * $size)?.as_chunks::<$size>();
                        Some(cells.iter().map(|bytes| cell(*bytes)).collect::<Result<_, _>>()?)
                    }
                    SAME => Some(vec![cell(from.array()?)?; count]),
                    RISING => {
                        let first = cell(from.array()?)?;
                        let cells = std::iter::successors(Some(first), next);
                        let cells: Vec<Self> = cells.take(count).collect();
                        // It ends early where there is no next one.
                        Some(cells).filter(|cells| cells.len() == count).ok_or(UNKNOWN).map(Some)?
                    }
                    _ => return Err(UNKNOWN),
                })
            }
        }
    )*};
}

fn never<T>(_: &T) -> Option<T> {
    None
}

plain! {
    u8 as 1: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)), never;
    u16 as 2: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)), never;
    u32 as 4: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)),
        |cell| cell.checked_add(1);
    u64 as 8: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)), never;
    i32 as 4: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)), never;
    i64 as 8: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)),
        |cell| cell.checked_add(1);
    f64 as 8: |cell| cell.to_le_bytes(), |bytes| Ok(Self::from_le_bytes(bytes)), never;
    [f64; 2] as 16: point_bytes, point, never;
    Option<i64> as 9: number_bytes, number, never;
    Option<DateTime<Utc>> as 12: moment_bytes, moment, never;
}

fn point_bytes([x, y]: &[f64; 2]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&x.to_le_bytes());
    bytes[8..].copy_from_slice(&y.to_le_bytes());
    bytes
}

fn point(bytes: [u8; 16]) -> Result<[f64; 2], SavedError> {
    let number = u128::from_le_bytes(bytes);
    let place = [f64::from_bits(number as u64), f64::from_bits((number >> 64) as u64)];
    // Both or none, and nothing that the index could not order.
    match place.map(f64::is_finite) {
        [true, true] => Ok(place),
        [false, false] if place[0].is_nan() && place[1].is_nan() => Ok(place),
        _ => Err(SavedError::Damaged("a point that is nowhere")),
    }
}

fn number_bytes(number: &Option<i64>) -> [u8; 9] {
    let mut bytes = [0; 9];
    bytes[0] = u8::from(number.is_some());
    bytes[1..].copy_from_slice(&number.unwrap_or_default().to_le_bytes());
    bytes
}

fn number(bytes: [u8; 9]) -> Result<Option<i64>, SavedError> {
    let [mark, number @ ..] = bytes;
    Ok((mark != 0).then_some(i64::from_le_bytes(number)))
}

/// Nanoseconds that no second has stand for nothing.
const NO_MOMENT: u32 = u32::MAX;

fn moment_bytes(moment: &Option<DateTime<Utc>>) -> [u8; 12] {
    let mut bytes = [0; 12];
    let seconds = moment.map_or(0, |moment| moment.timestamp());
    let nanoseconds = moment.map_or(NO_MOMENT, |moment| moment.timestamp_subsec_nanos());
    bytes[..8].copy_from_slice(&seconds.to_le_bytes());
    bytes[8..].copy_from_slice(&nanoseconds.to_le_bytes());
    bytes
}

fn moment(bytes: [u8; 12]) -> Result<Option<DateTime<Utc>>, SavedError> {
    let [seconds @ .., a, b, c, d] = bytes;
    match u32::from_le_bytes([a, b, c, d]) {
        NO_MOMENT => Ok(None),
        nanoseconds => DateTime::from_timestamp(i64::from_le_bytes(seconds), nanoseconds)
            .map(Some)
            .ok_or(SavedError::Damaged("no moment")),
    }
}
