//! Dates and timestamps as RFC 3339 writes them.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Timelike, Utc};

use super::error::{Problem, shortened};
use crate::query::Expression;

/// `2016-09-30`, a day of the calendar, in the years 0000 to 9999.
pub(super) fn date(text: &str) -> Result<NaiveDate, Problem> {
    read_date(text).ok_or_else(|| Problem::Date(shortened(text)))
}

/// `2016-09-30T08:00:00Z`; fractions of a second down to the nanosecond, further digits are dropped.
///
/// An offset (`+08:00`) is RFC 3339's and taken, though the grammar only has `Z`.
pub(super) fn timestamp(text: &str) -> Result<DateTime<Utc>, Problem> {
    read_timestamp(text).ok_or_else(|| Problem::Timestamp(shortened(text)))
}

/// An end of an interval: `..` is none.
pub(super) fn interval_end(text: &str) -> Result<Option<Expression>, Problem> {
    if text == ".." {
        return Ok(None);
    }
    let end = match read_date(text) {
        Some(date) => Expression::Date(date),
        None => Expression::Timestamp(
            read_timestamp(text).ok_or_else(|| Problem::IntervalEnd(shortened(text)))?,
        ),
    };
    Ok(Some(end))
}

pub(super) fn write_date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

pub(super) fn write_timestamp(timestamp: DateTime<Utc>) -> String {
    timestamp.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    NaiveDate::from_ymd_opt(
        text[..4].parse().ok()?,
        text[5..7].parse().ok()?,
        text[8..].parse().ok()?,
    )
}

fn read_timestamp(text: &str) -> Option<DateTime<Utc>> {
    read_date(text.get(..10)?)?;
    if text.as_bytes().get(10) != Some(&b'T') || text.ends_with('z') {
        return None;
    }
    let timestamp = DateTime::parse_from_rfc3339(text).ok()?.to_utc();
    // `chrono` holds a leap second as more than 10⁹ nanoseconds; no clock of ours has one.
    let in_range = timestamp.nanosecond() < 1_000_000_000 && (0..=9999).contains(&timestamp.year());
    in_range.then_some(timestamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_calendar_does_not_have_is_refused() {
        for wrong in
            ["2016-02-30", "2016-13-01", "16-09-30", "2016-9-30", "2016-09-30 ", "２016-09-30", ""]
        {
            assert_eq!(date(wrong), Err(Problem::Date(wrong.to_owned())));
        }
        for wrong in [
            "2016-09-30",
            "2016-09-30T08:00:00",
            "2016-09-30T24:00:00Z",
            "2016-12-31T23:59:60Z",
            "2016-09-30t08:00:00Z",
            "2016-09-30 08:00:00Z",
            "2016-09-30T08:00Z",
            "2016-02-30T08:00:00Z",
            "9999-12-31T23:59:59-01:00",
            "0000-01-01T00:00:00+01:00",
        ] {
            assert_eq!(timestamp(wrong), Err(Problem::Timestamp(wrong.to_owned())), "{wrong}");
        }
    }

    #[test]
    fn instants_are_written_as_read() {
        for text in ["0000-01-01", "2016-02-29", "9999-12-31"] {
            assert_eq!(write_date(date(text).unwrap()), text);
        }
        for (text, written) in [
            ("2016-09-30T08:00:00Z", "2016-09-30T08:00:00Z"),
            ("2016-09-30T08:00:00.5Z", "2016-09-30T08:00:00.500Z"),
            ("2016-09-30T08:00:00.1234567899Z", "2016-09-30T08:00:00.123456789Z"),
            ("2016-09-30T08:00:00+08:00", "2016-09-30T00:00:00Z"),
        ] {
            assert_eq!(write_timestamp(timestamp(text).unwrap()), written);
        }
    }
}
