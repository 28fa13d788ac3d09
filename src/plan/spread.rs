//! The worst unit and the spread beside every rate: “齐步走”.

use std::cmp::Ordering;

use super::{measure::Value, model::Compare};
use crate::table::Row;

/// A rate as two whole numbers; a number without a denominator is one of 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub unit: Row,
    pub num: i64,
    pub den: i64,
}

impl Rate {
    fn compare(&self, other: &Self) -> Ordering {
        let left = i128::from(self.num) * i128::from(other.den);
        left.cmp(&(i128::from(other.num) * i128::from(self.den)))
    }
}

/// How far apart the units of a level are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    pub worst: Rate,
    /// So good, or worse, is a tenth of the units (nearest rank).
    pub p10: Rate,
    pub best: Rate,
    /// Units with a rate.
    pub units: usize,
    /// Units without: there is nothing it could be about, or nothing is known.
    pub without: usize,
}

impl Spread {
    /// `None` when no unit has a rate. Ties go to the unit that is listed first.
    pub fn new<'v>(
        values: impl Iterator<Item = (Row, &'v Value)>,
        compare: Option<Compare>,
    ) -> Option<Self> {
        let (mut rates, mut without) = (Vec::new(), 0);
        for (unit, value) in values {
            match value.den.unwrap_or(1) {
                den if den > 0 && !value.is_empty() && !value.is_unknown() => {
                    rates.push(Rate { unit, num: value.num, den });
                }
                _ => without += 1,
            }
        }
        // The worst first.
        let less_is_better =
            matches!(compare, Some(Compare::AtMost | Compare::Equal | Compare::Less));
        rates.sort_by(|a, b| if less_is_better { b.compare(a) } else { a.compare(b) });
        Some(Self {
            worst: *rates.first()?,
            p10: rates[rates.len().div_ceil(10) - 1],
            best: *rates.last()?,
            units: rates.len(),
            without,
        })
    }

    /// Whether the range from worst to best is not wider than it was.
    pub fn is_no_wider_than(&self, before: &Self) -> bool {
        let range = |spread: &Self| {
            let (worst, best) = (spread.worst, spread.best);
            let width = i128::from(best.num) * i128::from(worst.den)
                - i128::from(worst.num) * i128::from(best.den);
            (width.abs(), i128::from(worst.den) * i128::from(best.den))
        };
        let ((now, now_of), (then, then_of)) = (range(self), range(before));
        now * then_of <= then * now_of
    }
}
