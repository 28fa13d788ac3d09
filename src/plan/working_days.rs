//! Working days by the year's published arrangement of public holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, Days as Span, NaiveDate, Weekday};
use serde::Deserialize;

use super::model::Day;

/// The arrangement as the plan's files have it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrangement {
    /// Who published it.
    source: String,
    from: Day,
    to: Day,
    holidays: Vec<Holiday>,
    /// Saturdays and Sundays that are worked.
    #[serde(default)]
    working: Vec<Day>,
}

/// A holiday with the weekend that is part of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Holiday {
    zh: String,
    from: Day,
    to: Day,
}

/// Which days are worked. Outside the years of the arrangement: Monday to Friday.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays {
    pub source: Option<String>,
    pub known: Option<(NaiveDate, NaiveDate)>,
    /// Mondays to Fridays that are free.
    free: BTreeSet<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    worked: BTreeSet<NaiveDate>,
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Mondays to Fridays up to the day, counted from a Monday long ago.
fn weekdays(day: NaiveDate) -> i64 {
    // Day 1 of the era was a Monday.
    let days = i64::from(day.num_days_from_ce());
    days.div_euclid(7) * 5 + days.rem_euclid(7).min(5)
}

impl WorkingDays {
    /// - `wrong`: told of what cannot be.
    pub(super) fn new(arrangement: &Arrangement, wrong: &mut dyn FnMut(String)) -> Self {
        let (from, to) = (arrangement.from.0, arrangement.to.0);
        if from >= to {
            wrong("`calendar` ends before it starts".to_owned());
        }
        let mut days = Self {
            source: Some(arrangement.source.clone()),
            known: Some((from, to)),
            ..Self::default()
        };
        let inside = |day: NaiveDate| from <= day && day <= to;
        for Holiday { zh, from, to } in &arrangement.holidays {
            let (from, to) = (from.0, to.0);
            if from > to || (to - from).num_days() > 31 {
                wrong(format!("`calendar`: `{zh}` lasts from {from} to {to}"));
            } else if !inside(from) || !inside(to) {
                wrong(format!("`calendar`: `{zh}` lies outside the calendar"));
            } else {
                days.free
                    .extend(from.iter_days().take_while(|d| *d <= to).filter(|d| !is_weekend(*d)));
            }
        }
        for Day(day) in &arrangement.working {
            if !is_weekend(*day) {
                wrong(format!("`calendar`: {day} is a working day anyway"));
            } else if !inside(*day) {
                wrong(format!("`calendar`: {day} lies outside the calendar"));
            } else {
                days.worked.insert(*day);
            }
        }
        days
    }

    pub fn is_working(&self, day: NaiveDate) -> bool {
        if is_weekend(day) { self.worked.contains(&day) } else { !self.free.contains(&day) }
    }

    /// Working days after `from` up to and with `to`; 0 where that is no later.
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        let Some(first) = from.succ_opt().filter(|first| *first <= to) else { return 0 };
        let worked = self.worked.range(first..=to).count() as i64;
        let free = self.free.range(first..=to).count() as i64;
        weekdays(to) - weekdays(from) + worked - free
    }

    /// The day on which the given number of working days after `from` is over.
    pub fn after(&self, from: NaiveDate, days: u32) -> NaiveDate {
        let (mut day, mut left) = (from, days);
        while left > 0 {
            let Some(next) = day.checked_add_days(Span::new(1)) else { return day };
            day = next;
            left -= u32::from(self.is_working(day));
        }
        day
    }

    /// Whether days from one to the other are counted by weekdays alone, for want of a calendar.
    pub fn guesses(&self, from: NaiveDate, to: NaiveDate) -> bool {
        self.known.is_none_or(|(first, last)| from < first || to > last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// The arrangement of 2015 and 2016 from the plan's own files.
    fn calendar() -> WorkingDays {
        #[derive(Deserialize)]
        struct File {
            calendar: Arrangement,
        }
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/gumei-2016/plan/workflows.toml");
        let text = std::fs::read_to_string(path).unwrap();
        // Only the calendar: the file's other tables are read elsewhere.
        let file: File = toml::from_str(&text).unwrap();
        WorkingDays::new(&file.calendar, &mut |wrong| panic!("{wrong}"))
    }

    /// Both years as the law has them: 365 days less 104 of weekends and 11 holidays; 2015 one more
    /// holiday, 2016 one more day and one more weekend day.
    #[test]
    fn a_year_has_the_working_days_of_the_law() {
        let days = calendar();
        assert_eq!(days.between(day("2014-12-31"), day("2015-12-31")), 365 - 104 - 12);
        assert_eq!(days.between(day("2015-12-31"), day("2016-12-31")), 366 - 105 - 11);
    }

    /// Counted on a wall calendar of 2016.
    #[test]
    fn holidays_and_the_weekends_worked_for_them() {
        let days = calendar();
        for (from, to, expected) in [
            // National Day: the 1st to the 7th are free, the 8th and 9th (a weekend) are worked.
            ("2016-09-30", "2016-10-07", 0),
            ("2016-09-30", "2016-10-08", 1),
            ("2016-09-30", "2016-10-09", 2),
            ("2016-09-30", "2016-10-10", 3),
            // Spring Festival: Saturday the 6th and Sunday the 14th are worked.
            ("2016-02-05", "2016-02-06", 1),
            ("2016-02-06", "2016-02-13", 0),
            ("2016-02-06", "2016-02-14", 1),
            ("2016-02-05", "2016-02-15", 3),
            // Mid-Autumn: Thursday to Saturday free, Sunday worked.
            ("2016-09-14", "2016-09-17", 0),
            ("2016-09-14", "2016-09-18", 1),
            // Dragon Boat, and Labour Day, for which no weekend was worked.
            ("2016-06-08", "2016-06-12", 1),
            ("2016-04-29", "2016-05-03", 1),
            // The parade of 2015.
            ("2015-09-02", "2015-09-05", 0),
            ("2015-09-02", "2015-09-06", 1),
            // A plain weekend.
            ("2016-07-01", "2016-07-04", 1),
            ("2016-07-04", "2016-07-04", 0),
            ("2016-07-05", "2016-07-04", 0),
        ] {
            assert_eq!(days.between(day(from), day(to)), expected, "{from} to {to}");
        }
        assert_eq!(days.after(day("2016-09-30"), 1), day("2016-10-08"));
        assert_eq!(days.after(day("2016-09-29"), 5), day("2016-10-11"));
    }

    /// Beside a walk from day to day, over holidays, their weekends and years without a calendar.
    #[test]
    fn counting_is_the_same_as_walking() {
        let days = calendar();
        let first = day("2014-11-20");
        for start in first.iter_days().take(850).step_by(3) {
            let mut walked = 0;
            for to in start.iter_days().skip(1).take(70) {
                walked += i64::from(days.is_working(to));
                assert_eq!(days.between(start, to), walked, "{start} to {to}");
            }
            for number in [1_u32, 2, 7, 30] {
                let end = days.after(start, number);
                assert_eq!(days.between(start, end), i64::from(number), "{start}");
                assert!(days.is_working(end));
            }
        }
    }

    #[test]
    fn years_without_a_calendar_are_told() {
        let days = calendar();
        assert!(!days.guesses(day("2015-01-01"), day("2016-12-31")));
        assert!(days.guesses(day("2016-12-30"), day("2017-01-02")));
        assert!(days.guesses(day("2014-12-30"), day("2015-01-02")));
        // New Year's Day of 2018 was free, which no calendar says here.
        assert_eq!(days.between(day("2017-12-29"), day("2018-01-01")), 1);
    }
}
