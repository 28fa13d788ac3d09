use chrono::{DateTime, NaiveDate, Utc};

use super::value::{parse_date, parse_instant};

/// A time filter as OGC API – Features has it (`datetime`): an instant, or an
/// interval closed at both ends, open where `..` stands.
///
/// A date alone means the whole day, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IntervalError {
    #[error("`{0}` is neither a date (2016-09-30), an RFC 3339 instant nor `..`")]
    Instant(String),
    #[error("`datetime` starts after it ends")]
    Reversed,
    #[error("`datetime` has more than one `/`")]
    Parts,
    #[error("`datetime` is open at both ends")]
    Unbounded,
}

fn day_start(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(chrono::NaiveTime::MIN).and_utc()
}

fn day_end(date: NaiveDate) -> DateTime<Utc> {
    day_start(date) + chrono::TimeDelta::days(1) - chrono::TimeDelta::nanoseconds(1)
}

fn bound(text: &str, last: bool) -> Result<Option<DateTime<Utc>>, IntervalError> {
    if text.is_empty() || text == ".." {
        return Ok(None);
    }
    if let Some(date) = parse_date(text) {
        return Ok(Some(if last { day_end(date) } else { day_start(date) }));
    }
    parse_instant(text).map(Some).ok_or_else(|| IntervalError::Instant(text.to_owned()))
}

impl Interval {
    /// The whole of one day.
    pub fn day(date: NaiveDate) -> Self {
        Self { start: Some(day_start(date)), end: Some(day_end(date)) }
    }

    /// Its first and its last day, in UTC; `None` is unbounded.
    pub fn days(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let day = |instant: DateTime<Utc>| instant.date_naive();
        (self.start.map(day), self.end.map(day))
    }

    /// Whether a phenomenon from the day `start` to the day `end` (inclusive;
    /// `None`: unbounded) shares an instant with this interval.
    pub fn intersects_days(&self, start: Option<NaiveDate>, end: Option<NaiveDate>) -> bool {
        let begins_in_time = match (start, self.end) {
            (Some(start), Some(until)) => day_start(start) <= until,
            _ => true,
        };
        let ends_in_time = match (end, self.start) {
            (Some(end), Some(from)) => day_end(end) >= from,
            _ => true,
        };
        begins_in_time && ends_in_time
    }

    /// The same for a phenomenon given to the instant.
    pub fn intersects(&self, start: Option<DateTime<Utc>>, end: Option<DateTime<Utc>>) -> bool {
        let begins_in_time = !matches!((start, self.end), (Some(s), Some(until)) if s > until);
        let ends_in_time = !matches!((end, self.start), (Some(e), Some(from)) if e < from);
        begins_in_time && ends_in_time
    }
}

impl std::str::FromStr for Interval {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, IntervalError> {
        let parts: Vec<&str> = text.split('/').collect();
        let interval = match parts[..] {
            ["" | ".."] => return Err(IntervalError::Instant(text.to_owned())),
            [one] => Self { start: bound(one, false)?, end: bound(one, true)? },
            [start, end] => Self { start: bound(start, false)?, end: bound(end, true)? },
            _ => return Err(IntervalError::Parts),
        };
        match (interval.start, interval.end) {
            (None, None) => Err(IntervalError::Unbounded),
            (Some(start), Some(end)) if start > end => Err(IntervalError::Reversed),
            _ => Ok(interval),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        parse_date(text)
    }

    #[test]
    fn a_date_is_the_whole_day_and_both_ends_are_inclusive() {
        let interval: Interval = "2016-01-01/2016-03-31".parse().unwrap();
        assert!(interval.intersects_days(day("2016-03-31"), day("2016-03-31")));
        assert!(interval.intersects_days(day("2015-12-01"), day("2016-01-01")));
        assert!(!interval.intersects_days(day("2016-04-01"), None));
        assert!(interval.intersects_days(None, None));
    }

    #[test]
    fn open_ends_and_instants() {
        let from: Interval = "2016-09-30T12:00:00Z/..".parse().unwrap();
        assert!(from.intersects_days(day("2016-09-30"), day("2016-09-30")));
        assert!(!from.intersects_days(day("2016-09-29"), day("2016-09-29")));
        let until: Interval = "../2016-01-01".parse().unwrap();
        assert!(until.intersects_days(day("2016-01-01"), None));
    }

    #[test]
    fn malformed_times_are_refused() {
        for text in ["", "..", "../..", "2016", "2016-13-01", "a/b/c", "2016-02-01/2016-01-01", "/"]
        {
            assert!(text.parse::<Interval>().is_err(), "{text}");
        }
    }
}
