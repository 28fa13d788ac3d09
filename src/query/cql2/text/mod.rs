//! CQL2 Text to the tree: a descent that reads each token once.
//!
//! The grammar says by position whether brackets hold a condition, a calculation or an array. Here one
//! set of rules reads them all, and [`Slot`] then says whether what came out belongs where it stands.

mod call;
mod operand;
mod wkt;

use super::{
    error::{Cql2Error, Position, Problem},
    full_width,
    lexer::{self, Kind, Token},
    limits::{Budget, MAX_DEPTH, MAX_TEXT_BYTES},
    slot::Slot,
    words::Operator,
};
use crate::query::Expression;

/// The filter that a text in CQL2 stands for.
///
/// Ordinates are as written, in the CRS of the filter.
///
/// # Errors
///
/// [`Cql2Error`], with the character at which it was noticed.
pub fn parse_text(text: &str) -> Result<Expression, Cql2Error> {
    if text.len() > MAX_TEXT_BYTES {
        return Err(Cql2Error::new(Position::Whole, Problem::TextTooLong(text.len())));
    }
    lexer::tokens(text)
        .and_then(|tokens| {
            let mut parser = Parser::new(&tokens);
            parser.filter().map_err(|(token, problem)| (tokens[token].start, problem))
        })
        .map_err(|(start, problem)| Cql2Error {
            at: Position::Character(text[..start].chars().count() + 1),
            hint: full_width::first(text).filter(|_| problem.is_about_signs()),
            problem: Box::new(problem),
        })
}

/// The token at which it was noticed, and what is wrong.
type Failure = (usize, Problem);

/// A part of the tree as read.
#[derive(Debug)]
struct Part {
    expression: Expression,
    /// Levels, a leaf has 1.
    height: usize,
    /// The token it begins with.
    at: usize,
}

impl Part {
    fn fit(self, slot: Slot) -> Result<Self, Failure> {
        slot.check(&self.expression).map_err(|problem| (self.at, problem))?;
        Ok(self)
    }
}

#[derive(Debug)]
struct Parser<'a> {
    tokens: &'a [Token<'a>],
    next: usize,
    /// Open brackets.
    depth: usize,
    /// The token with which the last argument or array element began.
    element: Option<usize>,
    budget: Budget,
}

impl<'a> Parser<'a> {
    fn new(tokens: &'a [Token<'a>]) -> Self {
        Self { tokens, next: 0, depth: 0, element: None, budget: Budget::default() }
    }

    fn filter(&mut self) -> Result<Expression, Failure> {
        let filter = self.disjunction()?;
        if *self.peek() != Kind::End {
            return Err(self.expected("an operator or the end"));
        }
        Ok(filter.fit(Slot::Condition)?.expression)
    }

    /// Rule `booleanExpression`.
    fn disjunction(&mut self) -> Result<Part, Failure> {
        self.chain("OR", Expression::Or, Self::conjunction)
    }

    /// Rule `booleanTerm`.
    fn conjunction(&mut self) -> Result<Part, Failure> {
        self.chain("AND", Expression::And, Self::negation)
    }

    fn chain(
        &mut self,
        word: &str,
        join: fn(Vec<Expression>) -> Expression,
        part: fn(&mut Self) -> Result<Part, Failure>,
    ) -> Result<Part, Failure> {
        let first = part(self)?;
        if !self.is_word(word) {
            return Ok(first);
        }
        let Part { expression, mut height, at } = first.fit(Slot::Condition)?;
        let mut parts = vec![expression];
        while self.take_word(word) {
            let part = part(self)?.fit(Slot::Condition)?;
            height = height.max(part.height);
            parts.push(part.expression);
        }
        self.node(at, join(parts), height)
    }

    /// Rule `booleanFactor`; several `NOT` in a row are taken.
    fn negation(&mut self) -> Result<Part, Failure> {
        let at = self.next;
        while self.take_word("NOT") {
            if self.next - at > MAX_DEPTH {
                return Err((self.next - 1, Problem::TooDeep));
            }
        }
        let negations = self.next - at;
        let mut part = self.predicate()?;
        if negations > 0 {
            part = part.fit(Slot::Condition)?;
        }
        for negation in (0..negations).rev() {
            part = self.not(at + negation, part)?;
        }
        Ok(part)
    }

    fn not(&mut self, at: usize, part: Part) -> Result<Part, Failure> {
        self.node(at, Expression::Not(Box::new(part.expression)), part.height)
    }

    /// Rule `comparisonPredicate`, or a value alone.
    fn predicate(&mut self) -> Result<Part, Failure> {
        let value = self.sum()?;
        if let Some(Operator::Compare(operator)) = self.operator_sign() {
            self.next += 1;
            let left = value.fit(Slot::Scalar)?;
            let right = self.sum()?.fit(Slot::Scalar)?;
            let height = left.height.max(right.height);
            let (at, left, right) = (left.at, left.expression.into(), right.expression.into());
            return self.node(at, Expression::Compare { operator, left, right }, height);
        }
        if self.take_word("IS") {
            let negated = self.take_word("NOT");
            if !self.take_word("NULL") {
                return Err(self.expected(if negated { "`NULL`" } else { "`NULL` or `NOT NULL`" }));
            }
            let Part { expression, height, at } = value.fit(Slot::Nullable)?;
            let is_null = self.node(at, Expression::IsNull(expression.into()), height)?;
            return if negated { self.not(at, is_null) } else { Ok(is_null) };
        }
        let negated = self.take_word("NOT");
        let at = value.at;
        let part = if self.take_word("LIKE") {
            let value = value.fit(Slot::Character)?;
            let pattern = self.sum()?.fit(Slot::Pattern)?;
            let height = value.height.max(pattern.height);
            let (value, pattern) = (value.expression.into(), pattern.expression.into());
            self.node(at, Expression::Like { value, pattern }, height)?
        } else if self.take_word("BETWEEN") {
            self.between(value.fit(Slot::Scalar)?)?
        } else if self.take_word("IN") {
            self.in_list(value.fit(Slot::Scalar)?)?
        } else if negated {
            return Err(self.expected("`LIKE`, `BETWEEN` or `IN` after `NOT`"));
        } else {
            return Ok(value);
        };
        if negated { self.not(at, part) } else { Ok(part) }
    }

    fn between(&mut self, value: Part) -> Result<Part, Failure> {
        let lower = self.sum()?.fit(Slot::Scalar)?;
        if !self.take_word("AND") {
            return Err(self.expected("`AND` and the upper end of `BETWEEN`"));
        }
        let upper = self.sum()?.fit(Slot::Scalar)?;
        let height = value.height.max(lower.height).max(upper.height);
        let between = Expression::Between {
            value: value.expression.into(),
            lower: lower.expression.into(),
            upper: upper.expression.into(),
        };
        self.node(value.at, between, height)
    }

    /// What follows `IN`.
    fn in_list(&mut self, value: Part) -> Result<Part, Failure> {
        let mut height = value.height;
        let mut list = Vec::new();
        self.open()?;
        if !self.take_sign(")") {
            loop {
                let item = self.sum()?.fit(Slot::Scalar)?;
                height = height.max(item.height);
                list.push(item.expression);
                if !self.take_sign(",") {
                    break;
                }
            }
            self.expect_sign(")", "`,` or `)`")?;
        }
        self.depth -= 1;
        let at = value.at;
        self.node(at, Expression::In { value: value.expression.into(), list }, height)
    }

    /// Counts a node over parts of that height.
    fn node(&mut self, at: usize, expression: Expression, below: usize) -> Result<Part, Failure> {
        let height = below + 1;
        self.budget.node(height).map_err(|problem| (at, problem))?;
        Ok(Part { expression, height, at })
    }

    fn leaf(&mut self, at: usize, expression: Expression) -> Result<Part, Failure> {
        self.node(at, expression, 0)
    }

    /// The opening bracket; whoever closes it takes one off `depth`.
    fn open(&mut self) -> Result<(), Failure> {
        if self.depth == MAX_DEPTH {
            return Err((self.next, Problem::TooDeep));
        }
        self.expect_sign("(", "`(`")?;
        self.depth += 1;
        Ok(())
    }

    fn close(&mut self, expected: &str) -> Result<(), Failure> {
        self.expect_sign(")", expected)?;
        self.depth -= 1;
        Ok(())
    }

    fn peek(&self) -> &'a Kind<'a> {
        self.ahead(0)
    }

    /// The token after `count` others; beyond the last one, the last, which is the end.
    fn ahead(&self, count: usize) -> &'a Kind<'a> {
        &self.tokens[(self.next + count).min(self.tokens.len() - 1)].kind
    }

    fn is_word(&self, word: &str) -> bool {
        matches!(self.peek(), Kind::Name(name) if name.eq_ignore_ascii_case(word))
    }

    fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.next += usize::from(found);
        found
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Kind::Sign(found) if *found == sign)
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.next += usize::from(found);
        found
    }

    fn expect_sign(&mut self, sign: &str, expected: &str) -> Result<(), Failure> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.expected(expected)) }
    }

    /// The operator that the next token is, if it is a sign.
    fn operator_sign(&self) -> Option<Operator> {
        match self.peek() {
            Kind::Sign(sign) => Operator::named(sign),
            _ => None,
        }
    }

    fn expected(&self, expected: impl Into<String>) -> Failure {
        (self.next, Problem::expected(expected, self.peek().describe()))
    }
}
