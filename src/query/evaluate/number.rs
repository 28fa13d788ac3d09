//! Numbers: exact comparison of integers with reals, arithmetic without surprises.

use std::cmp::Ordering;

use super::{spatial::Place, value::Getter};
use crate::{
    query::Arithmetic,
    table::{Integers, Reals},
};

/// Reals are finite.
#[derive(Debug, Clone, Copy)]
pub(super) enum Num {
    Integer(i64),
    Real(f64),
}

impl Num {
    /// `None` for what is not finite.
    pub(super) fn real(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self::Real(number))
    }

    pub(super) fn as_f64(self) -> f64 {
        match self {
            Self::Integer(number) => number as f64,
            Self::Real(number) => number,
        }
    }

    /// By value; no rounding between integers and reals.
    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => a.cmp(&b),
            (Self::Integer(a), Self::Real(b)) => compare_mixed(a, b),
            (Self::Real(a), Self::Integer(b)) => compare_mixed(b, a).reverse(),
            (Self::Real(a), Self::Real(b)) => {
                a.partial_cmp(&b).expect("reals are finite, so they compare")
            }
        }
    }
}

impl PartialEq for Num {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other) == Ordering::Equal
    }
}

/// `real` is finite.
fn compare_mixed(integer: i64, real: f64) -> Ordering {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    if real >= BEYOND {
        return Ordering::Less;
    }
    if real < -BEYOND {
        return Ordering::Greater;
    }
    let whole = real.trunc();
    integer.cmp(&(whole as i64)).then_with(|| {
        let fraction = real - whole;
        0.0_f64.partial_cmp(&fraction).expect("a fraction is finite")
    })
}

pub(super) enum Number<'t> {
    Constant(Num),
    Integers(&'t Integers),
    Reals(&'t Reals),
    Computed(Getter<'t, Num>),
    /// Metres from the feature's geometry to a literal one.
    Distance(Place, Getter<'t, Num>),
}

impl<'t> Number<'t> {
    pub(super) fn get(self) -> Getter<'t, Num> {
        match self {
            Self::Constant(number) => Box::new(move |_| Some(number)),
            Self::Integers(rows) => Box::new(move |row| rows.get(row as usize).map(Num::Integer)),
            Self::Reals(rows) => Box::new(move |row| rows.get(row as usize).map(Num::Real)),
            Self::Computed(get) | Self::Distance(_, get) => get,
        }
    }

    fn known(number: Option<Num>) -> Self {
        match number {
            Some(number) => Self::Constant(number),
            None => Self::Computed(Box::new(|_| None)),
        }
    }

    pub(super) fn map(self, change: fn(Num) -> Option<Num>) -> Self {
        match self {
            Self::Constant(number) => Self::known(change(number)),
            other => {
                let get = other.get();
                Self::Computed(Box::new(move |row| get(row).and_then(change)))
            }
        }
    }

    /// Null where an operand is, where the result is not finite, and where an integer overflows.
    pub(super) fn combine(operator: Arithmetic, left: Self, right: Self) -> Self {
        match (left, right) {
            (Self::Constant(left), Self::Constant(right)) => {
                Self::known(apply(operator, left, right))
            }
            (left, right) => {
                let (left, right) = (left.get(), right.get());
                Self::Computed(Box::new(move |row| apply(operator, left(row)?, right(row)?)))
            }
        }
    }
}

/// Of integers an integer, but for `/` and negative powers, which are real.
fn apply(operator: Arithmetic, left: Num, right: Num) -> Option<Num> {
    if let (Num::Integer(a), Num::Integer(b)) = (left, right) {
        let whole = match operator {
            Arithmetic::Add => Some(a.checked_add(b)),
            Arithmetic::Subtract => Some(a.checked_sub(b)),
            Arithmetic::Multiply => Some(a.checked_mul(b)),
            Arithmetic::IntegerDivide => Some(a.checked_div(b)),
            // The smallest integer modulo -1 is 0, which `checked_rem` calls an overflow.
            Arithmetic::Modulo => Some((b != 0).then(|| a.wrapping_rem(b))),
            Arithmetic::Power if b >= 0 => {
                Some(u32::try_from(b).map_or_else(|_| huge_power(a, b), |b| a.checked_pow(b)))
            }
            Arithmetic::Power | Arithmetic::Divide => None,
        };
        if let Some(whole) = whole {
            return whole.map(Num::Integer);
        }
    }
    let (a, b) = (left.as_f64(), right.as_f64());
    Num::real(match operator {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
        Arithmetic::IntegerDivide => (a / b).trunc(),
        Arithmetic::Modulo => a % b,
        Arithmetic::Power => a.powf(b),
    })
}

/// Powers beyond `u32` that do not overflow.
fn huge_power(base: i64, exponent: i64) -> Option<i64> {
    match base {
        0 | 1 => Some(base),
        -1 => Some(if exponent % 2 == 0 { 1 } else { -1 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_and_reals_compare_by_value() {
        let big = 9_007_199_254_740_993_i64; // 2^53 + 1, no f64
        for (integer, real, expected) in [
            (1, 1.0, Ordering::Equal),
            (1, 1.5, Ordering::Less),
            (-1, -1.5, Ordering::Greater),
            (0, -0.0, Ordering::Equal),
            (0, -1e-300, Ordering::Greater),
            (big, 9_007_199_254_740_992.0, Ordering::Greater),
            (i64::MAX, 9_223_372_036_854_775_808.0, Ordering::Less),
            (i64::MIN, -9_223_372_036_854_775_808.0, Ordering::Equal),
            (i64::MIN, -1e300, Ordering::Greater),
        ] {
            let (a, b) = (Num::Integer(integer), Num::Real(real));
            assert_eq!(a.compare(b), expected, "{integer} {real}");
            assert_eq!(b.compare(a), expected.reverse(), "{real} {integer}");
        }
    }

    #[track_caller]
    fn check(operator: Arithmetic, left: Num, right: Num, expected: Option<Num>) {
        assert_eq!(apply(operator, left, right), expected);
    }

    #[test]
    fn arithmetic_is_exact_or_null() {
        use Arithmetic::{Add, Divide, IntegerDivide, Modulo, Multiply, Power};
        use Num::{Integer, Real};
        check(Divide, Integer(7), Integer(2), Some(Real(3.5)));
        check(IntegerDivide, Integer(-7), Integer(2), Some(Integer(-3)));
        check(IntegerDivide, Real(7.5), Integer(2), Some(Integer(3)));
        check(Modulo, Integer(-7), Integer(2), Some(Integer(-1)));
        check(Modulo, Integer(i64::MIN), Integer(-1), Some(Integer(0)));
        check(Power, Integer(2), Integer(10), Some(Integer(1024)));
        check(Power, Integer(2), Integer(-1), Some(Real(0.5)));
        check(Power, Integer(-1), Integer(i64::MAX), Some(Integer(-1)));
        check(Power, Integer(2), Integer(64), None);
        check(Power, Integer(-8), Real(0.5), None);
        check(Add, Integer(i64::MAX), Integer(1), None);
        check(Multiply, Real(1e200), Real(1e200), None);
        for operator in [Divide, IntegerDivide, Modulo] {
            check(operator, Integer(1), Integer(0), None);
            check(operator, Real(1.0), Integer(0), None);
        }
        check(IntegerDivide, Integer(i64::MIN), Integer(-1), None);
    }
}
