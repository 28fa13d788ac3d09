//! The dates that a target's conditions name, and conditions that wait for them.

use std::sync::Arc;

use chrono::{Datelike, Days as Span, Months, NaiveDate};
use serde::Deserialize;

use crate::query::{
    Filter,
    cql2::{self, Language},
};

/// What `$at`, `$from`, `$to` and `$base` stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The day that is asked for.
    pub at: NaiveDate,
    /// First and last day of the plan.
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The day stocks are frozen on.
    pub base: NaiveDate,
}

impl Days {
    /// The same days a year before.
    pub fn last_year(self) -> Self {
        let back = |day: NaiveDate| day.checked_sub_months(Months::new(12)).unwrap_or(day);
        Self { at: back(self.at), from: back(self.from), to: back(self.to), base: back(self.base) }
    }

    /// The last day of the quarter before.
    pub fn last_quarter(self) -> Self {
        let first = self.at.month0() / 3 * 3 + 1;
        let start = NaiveDate::from_ymd_opt(self.at.year(), first, 1).unwrap_or(self.at);
        Self { at: start.checked_sub_days(Span::new(1)).unwrap_or(start), ..self }
    }

    /// The last days of the plan's months that are over, and the day itself.
    pub fn months(self) -> Vec<Self> {
        let mut days = Vec::new();
        let mut first = self.from.with_day(1).unwrap_or(self.from);
        while let Some(next) = first.checked_add_months(Months::new(1)) {
            let last = next.checked_sub_days(Span::new(1)).unwrap_or(next);
            if last >= self.at {
                break;
            }
            days.push(Self { at: last, ..self });
            first = next;
        }
        days.push(self);
        days
    }
}

/// Puts in the days that lie so many before the one asked for: `$at-90d`.
fn days_before(text: &str, at: NaiveDate) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$at-") {
        out.push_str(before);
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let day = after[..digits]
            .parse()
            .ok()
            .filter(|_| after[digits..].starts_with('d'))
            .and_then(|days| at.checked_sub_days(Span::new(days)));
        match day {
            Some(day) => {
                out.push_str(&day.to_string());
                rest = &after[digits + 1..];
            }
            // It is no day, and is told so where it is read.
            None => {
                out.push_str("$at-");
                rest = after;
            }
        }
    }
    out + rest
}

/// A condition in CQL2 with the plan's days in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Condition(String);

impl Condition {
    /// The condition as `filter` takes it.
    pub fn text(&self, days: &Days) -> String {
        let text = days_before(&self.0, days.at);
        let put = |text: String, name: &str, day: NaiveDate| text.replace(name, &day.to_string());
        let text = put(text, "$from", days.from);
        let text = put(text, "$to", days.to);
        let text = put(text, "$base", days.base);
        put(text, "$at", days.at)
    }

    pub fn filter(&self, days: &Days) -> Filter {
        let expression = cql2::parse(&self.text(days), Language::Text);
        Filter::Expression(Arc::new(expression.expect("it was read when the plan was")))
    }
}

impl TryFrom<String> for Condition {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let day = NaiveDate::from_ymd_opt(2016, 1, 1).expect("a day of the calendar");
        let condition = Self(text);
        let read = condition.text(&Days { at: day, from: day, to: day, base: day });
        if read.contains('$') {
            return Err(format!(
                "`{}` names another day than $at, $at-90d, $from, $to, $base",
                condition.0
            ));
        }
        match cql2::parse(&read, Language::Text) {
            Ok(_) => Ok(condition),
            Err(error) => Err(format!("`{}` cannot be read: {error}", condition.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(at: &str) -> Days {
        Days {
            at: day(at),
            from: day("2016-01-01"),
            to: day("2016-12-31"),
            base: day("2015-12-31"),
        }
    }

    #[test]
    fn the_year_before_has_the_same_days() {
        assert_eq!(days("2016-02-29").last_year().at, day("2015-02-28"));
        assert_eq!(days("2016-02-29").last_year().from, day("2015-01-01"));
    }

    #[test]
    fn a_quarter_ends_before_it_begins_anew() {
        assert_eq!(days("2016-09-30").last_quarter().at, day("2016-06-30"));
        assert_eq!(days("2016-01-01").last_quarter().at, day("2015-12-31"));
    }

    #[test]
    fn months_end_with_the_day_itself() {
        let ends = |at| days(at).months().iter().map(|d| d.at.to_string()).collect::<Vec<_>>();
        assert_eq!(ends("2016-02-29"), ["2016-01-31", "2016-02-29"]);
        assert_eq!(ends("2016-03-01"), ["2016-01-31", "2016-02-29", "2016-03-01"]);
    }

    #[test]
    fn a_condition_names_only_days_of_the_plan() {
        assert!(Condition::try_from("a = DATE('$at')".to_owned()).is_ok());
        let error = Condition::try_from("a = DATE('$yesterday')".to_owned()).unwrap_err();
        assert!(error.contains("$yesterday"), "{error}");
        let before = Condition::try_from("a < DATE('$at-30d')".to_owned()).unwrap();
        assert_eq!(before.text(&days("2016-03-01")), "a < DATE('2016-01-31')");
        for wrong in ["DATE('$at-d')", "DATE('$at-3x')", "DATE('$at-99999999999999999999d')"] {
            assert!(Condition::try_from(format!("a < {wrong}")).is_err(), "{wrong}");
        }
        assert!(Condition::try_from("a = (".to_owned()).unwrap_err().contains("cannot be read"));
    }
}
