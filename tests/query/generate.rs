//! Random expressions over the things, of the right types.

use std::sync::Arc;

use gumei::query::{
    Arithmetic, ArrayPredicate, Comparison, Expression, SpatialPredicate, TemporalPredicate,
};

use super::things::{SERVICES, TEXTS, date, geometry, moment};
use crate::support::random::Random;

pub const COMPARISONS: [Comparison; 6] = [
    Comparison::Equal,
    Comparison::NotEqual,
    Comparison::Less,
    Comparison::LessOrEqual,
    Comparison::Greater,
    Comparison::GreaterOrEqual,
];
pub const SPATIAL: [SpatialPredicate; 8] = [
    SpatialPredicate::Contains,
    SpatialPredicate::Crosses,
    SpatialPredicate::Disjoint,
    SpatialPredicate::Equals,
    SpatialPredicate::Intersects,
    SpatialPredicate::Overlaps,
    SpatialPredicate::Touches,
    SpatialPredicate::Within,
];
pub const TEMPORAL: [TemporalPredicate; 15] = [
    TemporalPredicate::After,
    TemporalPredicate::Before,
    TemporalPredicate::Disjoint,
    TemporalPredicate::Equals,
    TemporalPredicate::Intersects,
    TemporalPredicate::Contains,
    TemporalPredicate::During,
    TemporalPredicate::FinishedBy,
    TemporalPredicate::Finishes,
    TemporalPredicate::Meets,
    TemporalPredicate::MetBy,
    TemporalPredicate::OverlappedBy,
    TemporalPredicate::Overlaps,
    TemporalPredicate::StartedBy,
    TemporalPredicate::Starts,
];
const ARRAY: [ArrayPredicate; 4] = [
    ArrayPredicate::ContainedBy,
    ArrayPredicate::Contains,
    ArrayPredicate::Equals,
    ArrayPredicate::Overlaps,
];
const PATTERNS: [&str; 10] = ["%", "_", "a%", "%b", "_b", r"50\%", "古%路", "%a%b%", "", "%%_"];

type E = Expression;

fn boxed(expression: E) -> Box<E> {
    Box::new(expression)
}

pub fn property(name: &str) -> E {
    E::Property(name.into())
}

/// Random expressions; what SQL cannot say in the same words is left out with `sql`.
pub struct Generator {
    pub random: Random,
    pub sql: bool,
}

impl Generator {
    fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.random.below(of.len())].clone()
    }

    pub fn condition(&mut self, depth: usize) -> E {
        if depth > 0 {
            match self.random.below(5) {
                0 => return E::And(self.conditions(depth - 1)),
                1 => return E::Or(self.conditions(depth - 1)),
                2 => return E::Not(boxed(self.condition(depth - 1))),
                _ => {}
            }
        }
        match self.random.below(13) {
            0 | 1 => self.comparison(),
            2 => E::Like { value: boxed(self.text()), pattern: boxed(self.pattern()) },
            3 => E::Between {
                value: boxed(self.number(1)),
                lower: boxed(self.number(1)),
                upper: boxed(self.number(1)),
            },
            4 => self.in_list(),
            5 => E::IsNull(boxed(self.anything())),
            6 | 7 => self.spatial(),
            8 | 9 => self.temporal(),
            10 => self.array(),
            11 => property("flag"),
            _ => match self.random.below(3) {
                0 => E::Boolean(self.random.below(2) == 0),
                _ => self.spatial(),
            },
        }
    }

    fn conditions(&mut self, depth: usize) -> Vec<E> {
        (0..2 + self.random.below(2)).map(|_| self.condition(depth)).collect()
    }

    fn comparison(&mut self) -> E {
        let (left, right) = match self.random.below(5) {
            0 => (self.number(2), self.number(1)),
            1 => (self.text(), self.text()),
            2 => (self.instant(), self.instant()),
            3 => (property("flag"), E::Boolean(self.random.below(2) == 0)),
            _ => (property("name"), E::Text(self.one(&TEXTS).into())),
        };
        E::Compare { operator: self.one(&COMPARISONS), left: boxed(left), right: boxed(right) }
    }

    fn anything(&mut self) -> E {
        match self.random.below(6) {
            0 => self.number(2),
            1 => self.text(),
            2 => self.instant(),
            3 => property("place"),
            4 => self.comparison(),
            _ => property("flag"),
        }
    }

    fn whole(&mut self, depth: usize) -> E {
        match self.random.below(if depth > 0 { 4 } else { 3 }) {
            0 => property("number"),
            1 => property("other"),
            2 => E::Integer(self.random.below(8) as i64 - 2),
            _ => {
                let operators = [
                    Arithmetic::Add,
                    Arithmetic::Subtract,
                    Arithmetic::Multiply,
                    Arithmetic::IntegerDivide,
                    Arithmetic::Modulo,
                ];
                E::Arithmetic {
                    operator: self.one(&operators),
                    left: boxed(self.whole(depth - 1)),
                    right: boxed(self.whole(depth - 1)),
                }
            }
        }
    }

    fn number(&mut self, depth: usize) -> E {
        match self.random.below(if depth > 0 { 5 } else { 3 }) {
            0 => property("amount"),
            1 => E::Real(self.random.below(9) as f64 / 2.0 - 1.0),
            2 | 3 => self.whole(depth),
            _ => {
                let operators = [
                    Arithmetic::Add,
                    Arithmetic::Subtract,
                    Arithmetic::Multiply,
                    Arithmetic::Divide,
                    Arithmetic::Power,
                ];
                let most = operators.len() - usize::from(self.sql);
                E::Arithmetic {
                    operator: self.one(&operators[..most]),
                    left: boxed(self.number(depth - 1)),
                    right: boxed(self.number(depth - 1)),
                }
            }
        }
    }

    fn text(&mut self) -> E {
        let text = match self.random.below(3) {
            0 => property("name"),
            1 => property("other_name"),
            _ => E::Text(self.one(&TEXTS).into()),
        };
        match self.random.below(6) {
            0 => E::CaseI(boxed(text)),
            1 if !self.sql => E::AccentI(boxed(text)),
            2 if !self.sql => E::CaseI(boxed(E::AccentI(boxed(text)))),
            _ => text,
        }
    }

    fn pattern(&mut self) -> E {
        let pattern = E::Text(self.one(&PATTERNS).into());
        if self.random.below(4) == 0 { E::CaseI(boxed(pattern)) } else { pattern }
    }

    fn in_list(&mut self) -> E {
        let count = 1 + self.random.below(4);
        let (value, list): (E, Vec<E>) = match self.random.below(4) {
            0 => (self.text(), (0..count).map(|_| self.text()).collect()),
            1 => {
                let texts = (0..count).map(|_| E::Text(self.one(&TEXTS).into())).collect();
                (property("name"), texts)
            }
            2 => (self.instant(), (0..count).map(|_| self.instant()).collect()),
            _ => (self.number(1), (0..count).map(|_| self.number(1)).collect()),
        };
        E::In { value: boxed(value), list }
    }

    fn instant(&mut self) -> E {
        match self.random.below(5) {
            0 => property("day"),
            1 => property("until"),
            2 => property("moment"),
            3 => E::Date(date(self.random.below(6))),
            _ => E::Timestamp(moment(self.random.below(10))),
        }
    }

    fn of_day(&mut self) -> E {
        match self.random.below(3) {
            0 => property("day"),
            1 => property("until"),
            _ => E::Date(date(self.random.below(6))),
        }
    }

    fn interval(&mut self) -> E {
        let end = |generator: &mut Self| {
            (generator.random.below(6) > 0).then(|| boxed(generator.of_day()))
        };
        E::Interval { start: end(self), end: end(self) }
    }

    /// Days with days, moments with moments, and intervals of days.
    fn temporal(&mut self) -> E {
        let predicate = self.one(&TEMPORAL);
        let takes_instants = TEMPORAL[..5].contains(&predicate);
        let (left, right) = match self.random.below(if takes_instants { 4 } else { 1 }) {
            0 => (self.interval(), self.interval()),
            1 => (self.of_day(), self.interval()),
            2 => (self.interval(), self.of_day()),
            _ => (property("moment"), E::Timestamp(moment(self.random.below(10)))),
        };
        E::Temporal { predicate, left: boxed(left), right: boxed(right) }
    }

    fn array(&mut self) -> E {
        let list: Vec<E> = SERVICES
            .iter()
            .filter(|_| self.random.below(2) == 0)
            .map(|service| E::Text((*service).into()))
            .collect();
        let (mut left, mut right) = (property("services"), E::List(list));
        if self.random.below(3) == 0 {
            std::mem::swap(&mut left, &mut right);
        }
        E::Array { predicate: self.one(&ARRAY), left: boxed(left), right: boxed(right) }
    }

    fn spatial(&mut self) -> E {
        let literal = match self.random.below(4) {
            0 => {
                let (x, y) = (self.random.below(6) as f64, self.random.below(6) as f64);
                E::Bbox([x, y, x + 1.0 + self.random.below(3) as f64, y + 2.0])
            }
            _ => E::Geometry(Arc::new(geometry(&mut self.random))),
        };
        let (mut left, mut right) = (property("place"), literal);
        match self.random.below(8) {
            0 => right = property("place"),
            1 | 2 => std::mem::swap(&mut left, &mut right),
            3 => left = E::Geometry(Arc::new(geometry(&mut self.random))),
            _ => {}
        }
        E::Spatial { predicate: self.one(&SPATIAL), left: boxed(left), right: boxed(right) }
    }
}
