//! What is written like a function: predicates, `CASEI`, instants, intervals, geometries, functions.

use super::{Failure, Kind, Operator, Parser, Part, Slot, wkt};
use crate::query::{
    Expression,
    cql2::{instant, words::is_reserved},
};

impl Parser<'_> {
    /// What the name just read begins; none when it stands alone.
    pub(super) fn call(&mut self, at: usize, name: &str) -> Result<Option<Part>, Failure> {
        if let Some(kind) = wkt::Shape::named(name)
            && self.is_geometry()
        {
            let geometry = self.geometry(kind)?;
            return self.leaf(at, Expression::Geometry(geometry.into())).map(Some);
        }
        if !self.is_sign("(") || is_reserved(name) {
            return Ok(None);
        }
        let one =
            |make: fn(Box<Expression>) -> Expression| move |part: Expression| make(part.into());
        let part = match Operator::named(name) {
            Some(Operator::CaseI) => self.one(at, one(Expression::CaseI))?,
            Some(Operator::AccentI) => self.one(at, one(Expression::AccentI))?,
            Some(Operator::Spatial(predicate)) => {
                self.pair(at, Slot::Geometry, |left, right| Expression::Spatial {
                    predicate,
                    left,
                    right,
                })?
            }
            Some(Operator::Temporal(predicate)) => {
                self.pair(at, Slot::Temporal, |left, right| Expression::Temporal {
                    predicate,
                    left,
                    right,
                })?
            }
            Some(Operator::Array(predicate)) => self.pair(at, Slot::Array, |left, right| {
                Expression::Array { predicate, left, right }
            })?,
            _ if name.eq_ignore_ascii_case("DATE") => {
                self.instant(at, "a date in quotes", |text| {
                    instant::date(text).map(Expression::Date)
                })?
            }
            _ if name.eq_ignore_ascii_case("TIMESTAMP") => {
                self.instant(at, "a timestamp in quotes", |text| {
                    instant::timestamp(text).map(Expression::Timestamp)
                })?
            }
            _ if name.eq_ignore_ascii_case("INTERVAL") => self.interval(at)?,
            _ if name.eq_ignore_ascii_case("BBOX") => {
                let corners = self.bbox()?;
                self.leaf(at, Expression::Bbox(corners))?
            }
            _ => self.function(at, name)?,
        };
        Ok(Some(part))
    }

    /// `(`, a character expression, `)`.
    fn one(&mut self, at: usize, make: impl Fn(Expression) -> Expression) -> Result<Part, Failure> {
        self.open()?;
        let inner = self.disjunction()?.fit(Slot::Character)?;
        self.close("`)`")?;
        self.node(at, make(inner.expression), inner.height)
    }

    /// `(`, two operands, `)`.
    fn pair(
        &mut self,
        at: usize,
        slot: Slot,
        make: impl Fn(Box<Expression>, Box<Expression>) -> Expression,
    ) -> Result<Part, Failure> {
        let operand = |parser: &mut Self| {
            let part = match slot {
                Slot::Array => parser.element()?,
                _ => parser.disjunction()?,
            };
            part.fit(slot)
        };
        self.open()?;
        let left = operand(self)?;
        self.expect_sign(",", "`,` and the second operand")?;
        let right = operand(self)?;
        self.close("`)` after two operands")?;
        let below = left.height.max(right.height);
        self.node(at, make(left.expression.into(), right.expression.into()), below)
    }

    /// `(`, a text, `)`.
    fn instant(
        &mut self,
        at: usize,
        expected: &str,
        read: impl Fn(&str) -> Result<Expression, super::Problem>,
    ) -> Result<Part, Failure> {
        self.open()?;
        let Kind::Text(text) = self.peek() else {
            return Err(self.expected(expected));
        };
        let instant = read(text).map_err(|problem| (self.next, problem))?;
        self.next += 1;
        self.close("`)`")?;
        self.leaf(at, instant)
    }

    /// `(`, two ends, `)`.
    fn interval(&mut self, at: usize) -> Result<Part, Failure> {
        let mut below = 0;
        self.open()?;
        let start = self.interval_end(&mut below)?;
        self.expect_sign(",", "`,` and the end of the interval")?;
        let end = self.interval_end(&mut below)?;
        self.close("`)` after two ends")?;
        self.node(at, Expression::Interval { start, end }, below)
    }

    fn interval_end(&mut self, below: &mut usize) -> Result<Option<Box<Expression>>, Failure> {
        let at = self.next;
        let part = match self.peek() {
            Kind::Text(text) => {
                let end = instant::interval_end(text).map_err(|problem| (at, problem))?;
                self.next += 1;
                match end {
                    Some(end) => self.leaf(at, end)?,
                    None => return Ok(None),
                }
            }
            _ => self.disjunction()?.fit(Slot::IntervalEnd)?,
        };
        *below = part.height.max(*below);
        Ok(Some(part.expression.into()))
    }
}
