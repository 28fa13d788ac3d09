//! Which expressions the grammar admits where.

use super::error::{Problem, shortened};
use crate::query::Expression;

/// A place in an expression, by the rule of the grammar that fills it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// `booleanExpression`, or a property of truth values.
    Condition,
    /// `scalarExpression`.
    Scalar,
    /// `characterExpression`.
    Character,
    /// `patternExpression`.
    Pattern,
    /// An operand of arithmetic.
    Number,
    /// `geomExpression`.
    Geometry,
    /// `temporalExpression`.
    Temporal,
    /// `instantParameter`.
    IntervalEnd,
    /// `arrayOperand`.
    Array,
    /// `isNullOperand`.
    Nullable,
    /// `argument` and `arrayElement`.
    Any,
}

impl Slot {
    /// # Errors
    /// [`Problem::Expected`] with what would be right.
    pub(super) fn check(self, expression: &Expression) -> Result<(), Problem> {
        if self.admits(expression) {
            return Ok(());
        }
        Err(Problem::expected(self.describe(), describe(expression)))
    }

    fn admits(self, expression: &Expression) -> bool {
        use Expression as E;
        // What both may be is only known when they are evaluated.
        if matches!(expression, E::Property(_) | E::Function { .. }) {
            return self != Self::Pattern;
        }
        match self {
            Self::Condition => matches!(
                expression,
                E::And(_)
                    | E::Or(_)
                    | E::Not(_)
                    | E::Compare { .. }
                    | E::Like { .. }
                    | E::Between { .. }
                    | E::In { .. }
                    | E::IsNull(_)
                    | E::Spatial { .. }
                    | E::Temporal { .. }
                    | E::Array { .. }
                    | E::Boolean(_)
            ),
            Self::Scalar => {
                Self::Character.admits(expression)
                    || Self::Number.admits(expression)
                    || matches!(expression, E::Boolean(_) | E::Date(_) | E::Timestamp(_))
            }
            Self::Character => matches!(expression, E::Text(_) | E::CaseI(_) | E::AccentI(_)),
            Self::Pattern => match expression {
                E::CaseI(inner) | E::AccentI(inner) => self.admits(inner),
                _ => matches!(expression, E::Text(_)),
            },
            Self::Number => {
                matches!(expression, E::Integer(_) | E::Real(_) | E::Arithmetic { .. })
            }
            Self::Geometry => matches!(expression, E::Geometry(_) | E::Bbox(_)),
            Self::Temporal => {
                matches!(expression, E::Date(_) | E::Timestamp(_) | E::Interval { .. })
            }
            Self::IntervalEnd => matches!(expression, E::Date(_) | E::Timestamp(_)),
            Self::Array => matches!(expression, E::List(_)),
            Self::Nullable => !matches!(expression, E::List(_)),
            Self::Any => true,
        }
    }

    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Condition => "a condition",
            Self::Scalar => "a text, number, truth value, date, timestamp, property or function",
            Self::Character => "a text, property or function",
            Self::Pattern => "a pattern in single quotes",
            Self::Number => "a number, property or function",
            Self::Geometry => "a geometry, bounding box, property or function",
            Self::Temporal => "a date, timestamp, interval, property or function",
            Self::IntervalEnd => "a date, timestamp, `'..'`, property or function",
            Self::Array => "an array, property or function",
            Self::Nullable => "a value other than an array",
            Self::Any => "a value",
        }
    }
}

/// The expression as a phrase.
fn describe(expression: &Expression) -> String {
    use Expression as E;
    match expression {
        E::And(_) | E::Or(_) | E::Not(_) => "a condition".into(),
        E::Compare { .. } | E::Like { .. } | E::Between { .. } | E::In { .. } | E::IsNull(_) => {
            "a comparison".into()
        }
        E::Spatial { .. } | E::Temporal { .. } | E::Array { .. } => "a predicate".into(),
        E::Arithmetic { .. } => "a calculation".into(),
        E::Function { name, .. } => format!("the function `{}`", shortened(name)),
        E::CaseI(_) => "`CASEI`".into(),
        E::AccentI(_) => "`ACCENTI`".into(),
        E::Property(name) => format!("the property `{}`", shortened(name)),
        E::Boolean(value) => format!("the truth value `{value}`"),
        E::Integer(value) => format!("the number `{value}`"),
        E::Real(value) => format!("the number `{value}`"),
        E::Text(value) => format!("the text `{}`", shortened(value)),
        E::Date(value) => format!("the date `{value}`"),
        E::Timestamp(_) => "a timestamp".into(),
        E::Interval { .. } => "an interval".into(),
        E::Geometry(_) => "a geometry".into(),
        E::Bbox(_) => "a bounding box".into(),
        E::List(_) => "an array".into(),
    }
}
