//! Calculations, brackets, literals and names.

use super::{Failure, Kind, Operator, Parser, Part, Problem, Slot};
use crate::query::{
    Arithmetic, Expression,
    cql2::{error::shortened, words::is_reserved},
};

impl Parser<'_> {
    /// Rule `arithmeticExpression`.
    pub(super) fn sum(&mut self) -> Result<Part, Failure> {
        let mut left = self.product()?;
        while let Some(operator @ (Arithmetic::Add | Arithmetic::Subtract)) = self.arithmetic_sign()
        {
            let at = self.next;
            self.next += 1;
            let right = self.product()?;
            left = self.calculation(at, operator, left, right)?;
        }
        Ok(left)
    }

    /// Rule `arithmeticTerm`.
    fn product(&mut self) -> Result<Part, Failure> {
        use Arithmetic::{Divide, IntegerDivide, Modulo, Multiply};
        let mut left = self.power()?;
        while let Some(operator @ (Multiply | Divide | IntegerDivide | Modulo)) =
            self.arithmetic_sign()
        {
            let at = self.next;
            self.next += 1;
            let right = self.power()?;
            left = self.calculation(at, operator, left, right)?;
        }
        Ok(left)
    }

    /// Rule `powerTerm`: `-2 ^ 2` is 4, as the sign belongs to the factor.
    fn power(&mut self) -> Result<Part, Failure> {
        let left = self.factor()?;
        let at = self.next;
        if !self.take_sign("^") {
            return Ok(left);
        }
        let right = self.factor()?;
        if self.is_sign("^") {
            return Err((self.next, Problem::ChainedPower));
        }
        self.calculation(at, Arithmetic::Power, left, right)
    }

    fn arithmetic_sign(&self) -> Option<Arithmetic> {
        if self.is_word("div") {
            return Some(Arithmetic::IntegerDivide);
        }
        match self.operator_sign() {
            Some(Operator::Arithmetic(operator)) => Some(operator),
            _ => None,
        }
    }

    fn calculation(
        &mut self,
        at: usize,
        operator: Arithmetic,
        left: Part,
        right: Part,
    ) -> Result<Part, Failure> {
        let (left, right) = (left.fit(Slot::Number)?, right.fit(Slot::Number)?);
        let below = left.height.max(right.height);
        let (begin, left, right) = (left.at, left.expression.into(), right.expression.into());
        let part = self.node(at, Expression::Arithmetic { operator, left, right }, below)?;
        Ok(Part { at: begin, ..part })
    }

    /// Rule `arithmeticFactor`. A sign before a number is part of it; `-x` is `-1 * x`.
    fn factor(&mut self) -> Result<Part, Failure> {
        let at = self.next;
        let negative = self.is_sign("-");
        if !negative && !self.is_sign("+") {
            return self.primary();
        }
        self.next += 1;
        if let Kind::Number(digits) = self.peek() {
            self.next += 1;
            let number = number(digits, negative).map_err(|problem| (at, problem))?;
            return self.leaf(at, number);
        }
        if !negative {
            return Err(self.expected("a number after `+`"));
        }
        let operand = self.primary()?;
        let minus_one = self.leaf(at, Expression::Integer(-1))?;
        self.calculation(at, Arithmetic::Multiply, minus_one, operand)
    }

    fn primary(&mut self) -> Result<Part, Failure> {
        let at = self.next;
        match self.peek() {
            Kind::Sign("(") => self.brackets(),
            Kind::Number(digits) => {
                self.next += 1;
                let number = number(digits, false).map_err(|problem| (at, problem))?;
                self.leaf(at, number)
            }
            Kind::Text(text) => {
                self.next += 1;
                self.leaf(at, Expression::Text(text.as_str().into()))
            }
            Kind::Quoted(name) => {
                self.next += 1;
                if self.is_sign("(") {
                    return self.function(at, name);
                }
                self.leaf(at, Expression::Property(name.as_str().into()))
            }
            Kind::Name(name) => {
                self.next += 1;
                if let Some(call) = self.call(at, name)? {
                    return Ok(call);
                }
                let literal = match () {
                    () if name.eq_ignore_ascii_case("true") => Expression::Boolean(true),
                    () if name.eq_ignore_ascii_case("false") => Expression::Boolean(false),
                    () if is_reserved(name) => {
                        self.next = at;
                        return Err(self.expected("a value"));
                    }
                    () => Expression::Property((*name).into()),
                };
                self.leaf(at, literal)
            }
            Kind::Sign(_) | Kind::End => Err(self.expected("a value")),
        }
    }

    /// A condition or calculation in brackets, or an array.
    ///
    /// The grammar does not tell `(x)` from an array of one where an array may stand. Alone there, as
    /// a whole argument or element, it is an array; before an operator it is a bracket.
    fn brackets(&mut self) -> Result<Part, Failure> {
        let at = self.next;
        let may_be_array = self.element == Some(at);
        self.open()?;
        let mut height = 0;
        let mut items = Vec::new();
        if may_be_array && self.take_sign(")") {
            self.depth -= 1;
        } else if may_be_array {
            loop {
                let item = self.element()?;
                height = height.max(item.height);
                items.push(item.expression);
                if !self.take_sign(",") {
                    break;
                }
            }
            self.close("an operator, `,` or `)`")?;
        } else {
            let inner = self.disjunction()?;
            if self.is_sign(",") {
                let where_ = "`)`, as an array may only stand in `A_…` predicates and functions";
                return Err(self.expected(where_));
            }
            self.close("an operator or `)`")?;
            return Ok(Part { at, ..inner });
        }
        let alone = self.is_sign(",") || self.is_sign(")");
        match <[Expression; 1]>::try_from(items) {
            Ok([inner]) if !alone => Ok(Part { expression: without_brackets(inner), height, at }),
            Ok([inner]) => self.node(at, Expression::List(vec![inner]), height),
            Err(items) => self.node(at, Expression::List(items), height),
        }
    }

    /// Rules `argument` and `arrayElement`.
    pub(super) fn element(&mut self) -> Result<Part, Failure> {
        self.element = Some(self.next);
        self.disjunction()
    }

    /// `(`, arguments, `)`.
    pub(super) fn function(&mut self, at: usize, name: &str) -> Result<Part, Failure> {
        if Operator::named(name).is_some() {
            return Err((at, Problem::NoFunction(shortened(name))));
        }
        let mut height = 0;
        let mut arguments = Vec::new();
        self.open()?;
        if self.take_sign(")") {
            self.depth -= 1;
        } else {
            loop {
                let argument = self.element()?;
                height = height.max(argument.height);
                arguments.push(argument.expression);
                if !self.take_sign(",") {
                    break;
                }
            }
            self.close("an operator, `,` or `)`")?;
        }
        self.node(at, Expression::Function { name: name.into(), arguments }, height)
    }
}

/// What was taken for arrays of one within a bracket.
fn without_brackets(mut expression: Expression) -> Expression {
    loop {
        match expression {
            Expression::List(mut items) if items.len() == 1 => expression = items.remove(0),
            other => return other,
        }
    }
}

/// Whole numbers up to 64 bits stay whole.
fn number(digits: &str, negative: bool) -> Result<Expression, Problem> {
    let written = if negative { format!("-{digits}") } else { digits.to_owned() };
    if let Ok(integer) = written.parse() {
        return Ok(Expression::Integer(integer));
    }
    real(&written).map(Expression::Real)
}

/// A finite number.
pub(super) fn real(written: &str) -> Result<f64, Problem> {
    match written.parse::<f64>() {
        Ok(real) if real.is_finite() => Ok(real),
        Ok(_) => Err(Problem::NotFinite(shortened(written))),
        Err(_) => Err(Problem::Number(shortened(written))),
    }
}
