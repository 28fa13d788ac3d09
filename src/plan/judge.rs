//! How a number stands to its target: seven states, and the pace of the calendar.

use chrono::NaiveDate;

use super::{
    measure::Value,
    model::{Kind, Target},
};

/// How a target stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    Met,
    /// Nothing has broken it yet; only the period's end can tell that it is met.
    CleanSoFar,
    OnPace,
    Behind,
    Failed,
    NoData,
    /// There is nothing it could be about.
    NotApplicable,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::CleanSoFar => "clean_so_far",
            Self::OnPace => "on_pace",
            Self::Behind => "behind",
            Self::Failed => "failed",
            Self::NoData => "no_data",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The state of a whole whose parts must all be met.
    pub fn of_all(parts: impl IntoIterator<Item = State>) -> State {
        let parts: Vec<State> =
            parts.into_iter().filter(|part| *part != Self::NotApplicable).collect();
        // The worst decides; what is not known could be worse than anything but a failure.
        let worst = [Self::Failed, Self::NoData, Self::Behind, Self::OnPace, Self::CleanSoFar];
        match worst.into_iter().find(|state| parts.contains(state)) {
            Some(state) => state,
            None if parts.is_empty() => Self::NotApplicable,
            None => Self::Met,
        }
    }
}

/// The calendar of one target on one day.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    pub at: NaiveDate,
    pub from: NaiveDate,
    pub due: NaiveDate,
}

impl Calendar {
    /// Days gone and days there are, both ends included.
    fn pace(self) -> (i64, i64) {
        let total = (self.due - self.from).num_days() + 1;
        let gone = (self.at - self.from).num_days() + 1;
        (gone.clamp(0, total.max(1)), total.max(1))
    }

    fn is_over(self) -> bool {
        self.at >= self.due
    }
}

/// Whether the number meets the threshold, in integers; `None` without anything to compare.
///
/// - `before`: the baseline, for targets against one.
pub fn satisfied(target: &Target, value: &Value, before: Option<&Value>) -> Option<bool> {
    let compare = target.compare?;
    if let Some(percent) = target.percent {
        return Some(compare.holds(100 * value.num, percent * value.den?));
    }
    if let Some(count) = target.count {
        return Some(compare.holds(value.num, count));
    }
    if !target.gap_of.is_empty() {
        return Some(compare.holds(value.num, value.den?));
    }
    let before = before.filter(|before| !before.is_unknown() && !before.is_empty())?;
    Some(match (value.den, before.den) {
        (Some(den), Some(then)) => compare.holds(
            i128::from(value.num) * i128::from(then),
            i128::from(before.num) * i128::from(den),
        ),
        _ => compare.holds(value.num, before.num),
    })
}

/// Whether the stretch is reached; `None` without one.
pub fn stretched(target: &Target, value: &Value) -> Option<bool> {
    let stretch = target.stretch?;
    Some(target.compare?.holds(100 * value.num, stretch * value.den?))
}

/// What the numerator should be by now, rounded up; only where it rises with the calendar.
pub fn expected(target: &Target, value: &Value, calendar: Calendar) -> Option<i64> {
    if !matches!(target.kind, Kind::Progress | Kind::State) {
        return None;
    }
    let (gone, total) = calendar.pace();
    let (wanted, parts) = match (target.percent, target.count) {
        (Some(percent), _) => (percent * value.den?, 100 * total),
        (_, Some(count)) => (count, total),
        _ => return None,
    };
    Some((wanted * gone + parts - 1).div_euclid(parts))
}

/// How the number stands on a day.
///
/// - `begun`: whether all that a milestone needs has begun; `None` where nothing tells.
pub fn judge(
    target: &Target,
    value: &Value,
    before: Option<&Value>,
    begun: Option<bool>,
    calendar: Calendar,
) -> State {
    if value.is_empty() || target.kind == Kind::Analysis {
        return State::NotApplicable;
    }
    if value.is_unknown() {
        return State::NoData;
    }
    let Some(satisfied) = satisfied(target, value, before) else { return State::NoData };
    let over = calendar.is_over();
    match (target.kind, satisfied) {
        (Kind::Guard, true) if !over => State::CleanSoFar,
        (Kind::Cadence | Kind::Direction, true) if !over => State::OnPace,
        (_, true) => State::Met,
        (_, false) if over => State::Failed,
        (Kind::Guard | Kind::Partition, false) => State::Failed,
        (Kind::Milestone, false) if begun != Some(false) => State::OnPace,
        (Kind::Progress | Kind::State, false)
            if expected(target, value, calendar).is_some_and(|expected| value.num >= expected) =>
        {
            State::OnPace
        }
        _ => State::Behind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// - `threshold`: lines of TOML.
    fn target(kind: &str, threshold: &str) -> Target {
        let text = format!(
            "key = 'k'\nzh = ''\nen = ''\nclauses = []\nlevels = []\ntype = '{kind}'\n{threshold}"
        );
        toml::from_str(&text).unwrap()
    }

    fn value(num: i64, den: i64) -> Value {
        Value::of_targets(num, den, day("2016-07-01"))
    }

    fn state_on(at: &str, target: &Target, value: &Value) -> State {
        let calendar = Calendar { at: day(at), from: day("2016-01-01"), due: day("2016-12-31") };
        judge(target, value, None, None, calendar)
    }

    const HALF: &str = "2016-07-01";
    const END: &str = "2016-12-31";

    #[test]
    fn a_share_is_compared_in_whole_numbers() {
        let at_95 = target("progress", "compare = 'at_least'\npercent = 95\nstretch = 100");

        assert_eq!(state_on(END, &at_95, &value(19, 20)), State::Met);
        assert_eq!(state_on(END, &at_95, &value(18, 19)), State::Failed);
        assert_eq!(state_on(END, &at_95, &value(949_999, 1_000_000)), State::Failed);
        assert_eq!(state_on(END, &at_95, &value(950_000, 1_000_000)), State::Met);
        assert_eq!(stretched(&at_95, &value(19, 20)), Some(false));
        assert_eq!(stretched(&at_95, &value(20, 20)), Some(true));
    }

    #[test]
    fn without_stock_nothing_is_met_or_missed() {
        for kind in ["progress", "state", "cadence"] {
            let all = target(kind, "compare = 'at_least'\npercent = 100");
            assert_eq!(state_on(END, &all, &value(0, 0)), State::NotApplicable, "{kind}");
        }
    }

    #[test]
    fn what_nothing_is_known_of_is_no_failure() {
        let all = target("progress", "compare = 'at_least'\npercent = 100");
        let unknown = |count| {
            let mut value = value(0, 4);
            value.unknown = count;
            value
        };

        assert_eq!(state_on(END, &all, &unknown(4)), State::NoData);
        assert_eq!(state_on(END, &all, &unknown(3)), State::Failed);
    }

    #[test]
    fn a_guard_is_clean_so_far_until_the_end_and_failed_once_broken() {
        let none = target("guard", "compare = 'equal'\ncount = 0");

        assert_eq!(state_on(HALF, &none, &value(0, 7)), State::CleanSoFar);
        assert_eq!(state_on(END, &none, &value(0, 7)), State::Met);
        assert_eq!(state_on(HALF, &none, &value(1, 7)), State::Failed);
    }

    #[test]
    fn progress_keeps_pace_with_the_calendar() {
        let all = target("progress", "compare = 'at_least'\npercent = 100");
        // The 183rd of 366 days: half of 21 is 10.5, and 11 are wanted.
        assert_eq!(state_on(HALF, &all, &value(11, 21)), State::OnPace);
        assert_eq!(state_on(HALF, &all, &value(10, 21)), State::Behind);
        assert_eq!(state_on(HALF, &all, &value(21, 21)), State::Met);
        assert_eq!(state_on(END, &all, &value(20, 21)), State::Failed);
    }

    #[test]
    fn a_direction_needs_a_baseline() {
        let fewer = target("direction", "compare = 'less'\nagainst = 'last_year'");
        let calendar = Calendar { at: day(HALF), from: day("2016-01-01"), due: day(END) };
        let state =
            |before: Option<Value>| judge(&fewer, &value(30, 100), before.as_ref(), None, calendar);

        assert_eq!(state(None), State::NoData);
        // 30 of 100 are fewer than 4 of 13, and no fewer than 3 of 10.
        assert_eq!(state(Some(value(4, 13))), State::OnPace);
        assert_eq!(state(Some(value(3, 10))), State::Behind);
    }

    #[test]
    fn a_whole_is_as_good_as_its_worst_part() {
        use State::*;
        assert_eq!(State::of_all([Met, CleanSoFar, NotApplicable]), CleanSoFar);
        assert_eq!(State::of_all([Met, NoData, Behind]), NoData);
        assert_eq!(State::of_all([Met, NoData, Failed]), Failed);
        assert_eq!(State::of_all([NotApplicable]), NotApplicable);
        assert_eq!(State::of_all([Met, Met]), Met);
    }
}
