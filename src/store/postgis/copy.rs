//! The binary format of COPY: what goes in when a store is filled, and what comes out when it
//! is read (https://www.postgresql.org/docs/current/sql-copy.html, “Binary Format”).

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// Signature, flags, length of the extension.
const HEADER: usize = 11 + 4 + 4;

fn epoch() -> NaiveDate {
    NaiveDate::from_ymd_opt(2000, 1, 1).expect("it is a date")
}

fn epoch_instant() -> DateTime<Utc> {
    epoch().and_time(chrono::NaiveTime::MIN).and_utc()
}

/// Rows on their way in.
#[derive(Debug)]
pub(super) struct Rows {
    bytes: Vec<u8>,
}

impl Rows {
    pub fn new() -> Self {
        let mut bytes = SIGNATURE.to_vec();
        bytes.extend([0; 8]);
        Self { bytes }
    }

    /// Begins a row; as many fields must follow.
    pub fn begin(&mut self, fields: usize) {
        self.bytes.extend((fields as i16).to_be_bytes());
    }

    pub fn null(&mut self) {
        self.bytes.extend((-1_i32).to_be_bytes());
    }

    pub fn bytes(&mut self, field: &[u8]) {
        self.bytes.extend((field.len() as i32).to_be_bytes());
        self.bytes.extend_from_slice(field);
    }

    /// A field of unknown length, written by `write`.
    pub fn written(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let start = self.bytes.len();
        self.bytes.extend([0; 4]);
        write(&mut self.bytes);
        let length = (self.bytes.len() - start - 4) as i32;
        self.bytes[start..start + 4].copy_from_slice(&length.to_be_bytes());
    }

    pub fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    pub fn optional_text(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.null(),
        }
    }

    pub fn integer(&mut self, number: i64) {
        self.bytes(&number.to_be_bytes());
    }

    pub fn real(&mut self, number: f64) {
        self.bytes(&number.to_be_bytes());
    }

    pub fn boolean(&mut self, flag: bool) {
        self.bytes(&[u8::from(flag)]);
    }

    pub fn date(&mut self, date: NaiveDate) {
        let days = date.signed_duration_since(epoch()).num_days() as i32;
        self.bytes(&days.to_be_bytes());
    }

    /// To the microsecond.
    pub fn instant(&mut self, instant: DateTime<Utc>) {
        let since = instant.signed_duration_since(epoch_instant());
        let microseconds = since.num_microseconds().expect("chrono's times fit into 64 bits");
        self.bytes(&microseconds.to_be_bytes());
    }

    /// Jsonb's own encoding: a version, then the text.
    pub fn json(&mut self, text: &str) {
        self.bytes.extend((text.len() as i32 + 1).to_be_bytes());
        self.bytes.push(1);
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// What has gathered, when it is worth sending.
    pub fn full(&mut self) -> Option<Vec<u8>> {
        const CHUNK: usize = 1 << 20;
        (self.bytes.len() >= CHUNK).then(|| std::mem::take(&mut self.bytes))
    }

    pub fn end(mut self) -> Vec<u8> {
        self.bytes.extend((-1_i16).to_be_bytes());
        self.bytes
    }
}

/// Rows on their way out: bytes go in as they arrive, whole rows come out.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
    /// What has been read of `bytes`.
    done: usize,
    begun: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server's binary COPY is malformed")]
pub(super) struct Malformed;

impl Reader {
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Whether enough has gathered for a round of reading.
    pub fn is_full(&self) -> bool {
        self.bytes.len() - self.done > 1 << 18
    }

    /// The next row that has arrived as a whole.
    pub fn next(&mut self) -> Result<Option<Fields<'_>>, Malformed> {
        if !self.begun {
            if self.bytes.len() < HEADER {
                return Ok(None);
            }
            if !self.bytes.starts_with(SIGNATURE) {
                return Err(Malformed);
            }
            (self.begun, self.done) = (true, HEADER);
        }
        let rest = &self.bytes[self.done..];
        let whole = match length(rest)? {
            Some(length) if length > 0 => length,
            _ => {
                self.bytes.drain(..self.done);
                self.done = 0;
                return Ok(None);
            }
        };
        let start = self.done + 2;
        self.done += whole;
        Ok(Some(Fields { rest: &self.bytes[start..self.done] }))
    }
}

/// Bytes of the row at the front: `None` when it has not arrived as a whole, 0 at the end.
fn length(bytes: &[u8]) -> Result<Option<usize>, Malformed> {
    let Some(count) = bytes.first_chunk::<2>() else { return Ok(None) };
    let count = i16::from_be_bytes(*count);
    if count == -1 {
        return Ok(Some(0));
    }
    let mut length = 2;
    for _ in 0..count {
        let Some(size) = bytes.get(length..).and_then(|rest| rest.first_chunk::<4>()) else {
            return Ok(None);
        };
        let size = i32::from_be_bytes(*size);
        length += 4 + usize::try_from(size.max(0)).map_err(|_| Malformed)?;
    }
    Ok((length <= bytes.len()).then_some(length))
}

/// The fields of one row, first to last.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    /// The next field; the inner `None` is null.
    pub fn bytes(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        let (size, rest) = self.rest.split_first_chunk::<4>().ok_or(Malformed)?;
        self.rest = rest;
        let size = i32::from_be_bytes(*size);
        if size < 0 {
            return Ok(None);
        }
        let (field, rest) = self.rest.split_at_checked(size as usize).ok_or(Malformed)?;
        self.rest = rest;
        Ok(Some(field))
    }
}

pub(super) fn integer(field: &[u8]) -> Result<i64, Malformed> {
    field.try_into().map(i64::from_be_bytes).map_err(|_| Malformed)
}

pub(super) fn real(field: &[u8]) -> Result<f64, Malformed> {
    field.try_into().map(f64::from_be_bytes).map_err(|_| Malformed)
}

pub(super) fn text(field: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(field).map_err(|_| Malformed)
}

/// `None` for the infinite dates PostgreSQL has, and for years beyond the calendar.
pub(super) fn date(field: &[u8]) -> Result<Option<NaiveDate>, Malformed> {
    let days = field.try_into().map(i32::from_be_bytes).map_err(|_| Malformed)?;
    let distance = Days::new(days.unsigned_abs().into());
    Ok(match days {
        i32::MAX | i32::MIN => None,
        0.. => epoch().checked_add_days(distance),
        _ => epoch().checked_sub_days(distance),
    })
}

/// `None` for infinity.
pub(super) fn instant(field: &[u8]) -> Result<Option<DateTime<Utc>>, Malformed> {
    let microseconds = integer(field)?;
    Ok(match microseconds {
        i64::MAX | i64::MIN => None,
        finite => epoch_instant().checked_add_signed(TimeDelta::microseconds(finite)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_as_they_went_in_however_the_bytes_are_cut() {
        let mut rows = Rows::new();
        let day = NaiveDate::from_ymd_opt(1969, 7, 20).unwrap();
        let noon = day.and_hms_micro_opt(12, 0, 0, 7).unwrap().and_utc();
        for number in 0..3 {
            rows.begin(6);
            rows.integer(number);
            rows.real(0.1);
            rows.null();
            rows.text("龙茗路");
            rows.date(day);
            rows.instant(noon);
        }
        let bytes = rows.end();
        let mut reader = Reader::default();
        let mut seen = 0;
        for byte in bytes {
            reader.push(&[byte]);
            while let Some(mut fields) = reader.next().unwrap() {
                let mut next = || fields.bytes().unwrap();
                assert_eq!(integer(next().unwrap()), Ok(seen));
                assert_eq!(real(next().unwrap()), Ok(0.1));
                assert_eq!(next(), None);
                assert_eq!(text(next().unwrap()), Ok("龙茗路"));
                assert_eq!(date(next().unwrap()), Ok(Some(day)));
                assert_eq!(instant(next().unwrap()), Ok(Some(noon)));
                seen += 1;
            }
        }
        assert_eq!(seen, 3);
    }

    #[test]
    fn infinite_times_are_none() {
        assert_eq!(date(&i32::MAX.to_be_bytes()), Ok(None));
        assert_eq!(date(&i32::MIN.to_be_bytes()), Ok(None));
        assert_eq!(instant(&i64::MAX.to_be_bytes()), Ok(None));
    }
}
