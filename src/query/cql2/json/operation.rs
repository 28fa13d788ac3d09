//! Objects with `op` and `args`.

use serde_json::Value;

use super::{Operator, Problem, Read, Reader, Slot, Step, array, shortened, text};
use crate::query::Expression;

impl Reader {
    pub(super) fn operation(
        &mut self,
        op: &Value,
        args: Option<&Value>,
        level: usize,
    ) -> Read<Expression> {
        let name = self.within(Step::Member("op"), |_| {
            let name = text(op, "the name of an operator or function")?;
            if name.is_empty() { Err(Problem::EmptyName) } else { Ok(name) }
        })?;
        let Some(args) = args else {
            let expected = format!("`args` beside the `op` `{}`", shortened(name));
            return Err(Problem::expected(expected, "none"));
        };
        self.within(Step::Member("args"), |reader| {
            let args = array(args, "an array of arguments")?;
            match Operator::named(name) {
                Some(operator) => reader.operator(operator, args, level + 1),
                None => Ok(Expression::Function {
                    name: name.into(),
                    arguments: reader.all(args, level + 1, Slot::Any)?,
                }),
            }
        })
    }

    /// - `level`: of the arguments.
    fn operator(&mut self, operator: Operator, args: &[Value], level: usize) -> Read<Expression> {
        use Expression as E;
        let takes = |takes| Problem::Arguments {
            operator: operator.name().to_owned(),
            takes,
            found: args.len(),
        };
        Ok(match operator {
            Operator::And | Operator::Or => {
                if args.len() < 2 {
                    return Err(takes("two or more arguments"));
                }
                let parts = self.all(args, level, Slot::Condition)?;
                if operator == Operator::And { E::And(parts) } else { E::Or(parts) }
            }
            Operator::Not | Operator::IsNull | Operator::CaseI | Operator::AccentI => {
                let [arg] = args else { return Err(takes("one argument")) };
                let (slot, make): (_, fn(Box<E>) -> E) = match operator {
                    Operator::Not => (Slot::Condition, E::Not),
                    Operator::IsNull => (Slot::Nullable, E::IsNull),
                    Operator::CaseI => (Slot::Character, E::CaseI),
                    _ => (Slot::Character, E::AccentI),
                };
                make(self.arg(0, arg, level, slot)?)
            }
            Operator::Between => {
                let [value, lower, upper] = args else { return Err(takes("three arguments")) };
                E::Between {
                    value: self.arg(0, value, level, Slot::Scalar)?,
                    lower: self.arg(1, lower, level, Slot::Scalar)?,
                    upper: self.arg(2, upper, level, Slot::Scalar)?,
                }
            }
            Operator::In => {
                let [value, list] = args else { return Err(takes("a value and an array")) };
                let value = self.arg(0, value, level, Slot::Scalar)?;
                let list = self.within(Step::Item(1), |reader| {
                    reader.all(array(list, "an array of values")?, level, Slot::Scalar)
                })?;
                E::In { value, list }
            }
            Operator::Like
            | Operator::Compare(_)
            | Operator::Spatial(_)
            | Operator::Temporal(_)
            | Operator::Array(_)
            | Operator::Arithmetic(_) => {
                let [left, right] = args else { return Err(takes("two arguments")) };
                self.pair(operator, left, right, level)?
            }
        })
    }

    fn pair(
        &mut self,
        operator: Operator,
        left: &Value,
        right: &Value,
        level: usize,
    ) -> Read<Expression> {
        use Expression as E;
        let (first, second) = match operator {
            Operator::Like => (Slot::Character, Slot::Pattern),
            Operator::Spatial(_) => (Slot::Geometry, Slot::Geometry),
            Operator::Temporal(_) => (Slot::Temporal, Slot::Temporal),
            Operator::Array(_) => (Slot::Array, Slot::Array),
            Operator::Arithmetic(_) => (Slot::Number, Slot::Number),
            _ => (Slot::Scalar, Slot::Scalar),
        };
        let left = self.arg(0, left, level, first)?;
        let right = self.arg(1, right, level, second)?;
        Ok(match operator {
            Operator::Like => E::Like { value: left, pattern: right },
            Operator::Compare(operator) => E::Compare { operator, left, right },
            Operator::Spatial(predicate) => E::Spatial { predicate, left, right },
            Operator::Temporal(predicate) => E::Temporal { predicate, left, right },
            Operator::Array(predicate) => E::Array { predicate, left, right },
            Operator::Arithmetic(operator) => E::Arithmetic { operator, left, right },
            _ => unreachable!("only operators of two operands are handed in"),
        })
    }

    fn arg(
        &mut self,
        index: usize,
        arg: &Value,
        level: usize,
        slot: Slot,
    ) -> Read<Box<Expression>> {
        self.within(Step::Item(index), |reader| reader.slot(arg, level, slot)).map(Box::new)
    }

    fn all(&mut self, args: &[Value], level: usize, slot: Slot) -> Read<Vec<Expression>> {
        self.each(args, |reader, arg| reader.slot(arg, level, slot))
    }
}
