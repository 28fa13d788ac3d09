use super::geometry::wkt;
use crate::query::{
    Arithmetic, Expression,
    cql2::{
        instant::{write_date, write_timestamp},
        lexer::write_character_literal,
        words::{Operator, is_identifier, is_keyword},
    },
};

/// The expression in CQL2 Text: keywords in capitals, brackets only where they are needed.
pub fn write_text(expression: &Expression) -> String {
    let mut to = String::new();
    write(expression, Level::Disjunction, &mut to);
    to
}

/// How tightly an expression binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Disjunction,
    Conjunction,
    Negation,
    Predicate,
    Sum,
    Product,
    Power,
    Primary,
}

impl Level {
    fn of(expression: &Expression) -> Self {
        use Expression as E;
        match expression {
            E::Or(_) => Self::Disjunction,
            E::And(_) => Self::Conjunction,
            E::Not(_) => Self::Negation,
            E::Compare { .. }
            | E::Like { .. }
            | E::Between { .. }
            | E::In { .. }
            | E::IsNull(_) => Self::Predicate,
            E::Arithmetic { operator, .. } => Self::of_arithmetic(*operator),
            _ => Self::Primary,
        }
    }

    fn of_arithmetic(operator: Arithmetic) -> Self {
        match operator {
            Arithmetic::Add | Arithmetic::Subtract => Self::Sum,
            Arithmetic::Multiply
            | Arithmetic::Divide
            | Arithmetic::IntegerDivide
            | Arithmetic::Modulo => Self::Product,
            Arithmetic::Power => Self::Power,
        }
    }
}

/// Writes in brackets what binds less than `needed`.
fn write(expression: &Expression, needed: Level, to: &mut String) {
    if Level::of(expression) < needed {
        to.push('(');
        plain(expression, to);
        to.push(')');
    } else {
        plain(expression, to);
    }
}

fn plain(expression: &Expression, to: &mut String) {
    use Expression as E;
    match expression {
        E::Or(parts) => join(parts, " OR ", Level::Conjunction, to),
        E::And(parts) => join(parts, " AND ", Level::Negation, to),
        E::Not(inner) => match &**inner {
            E::Like { .. } | E::Between { .. } | E::In { .. } | E::IsNull(_) => {
                predicate(inner, true, to);
            }
            _ => {
                to.push_str("NOT ");
                write(inner, Level::Predicate, to);
            }
        },
        E::Like { .. } | E::Between { .. } | E::In { .. } | E::IsNull(_) => {
            predicate(expression, false, to);
        }
        E::Compare { operator, left, right } => {
            let sign = Operator::Compare(*operator).name();
            infix(left, Level::Sum, sign, right, Level::Sum, to);
        }
        E::Arithmetic { operator, left, right } => {
            let sign = Operator::Arithmetic(*operator).name();
            let (first, second) = match Level::of_arithmetic(*operator) {
                Level::Sum => (Level::Sum, Level::Product),
                Level::Product => (Level::Product, Level::Power),
                _ => (Level::Primary, Level::Primary),
            };
            infix(left, first, sign, right, second, to);
        }
        E::Spatial { predicate, left, right } => {
            call(Operator::Spatial(*predicate), &[left, right], to);
        }
        E::Temporal { predicate, left, right } => {
            call(Operator::Temporal(*predicate), &[left, right], to);
        }
        E::Array { predicate, left, right } => {
            call(Operator::Array(*predicate), &[left, right], to);
        }
        E::CaseI(inner) => call(Operator::CaseI, &[inner], to),
        E::AccentI(inner) => call(Operator::AccentI, &[inner], to),
        E::Function { name, arguments } => {
            write_name(name, to);
            list(arguments, to);
        }
        E::List(items) => list(items, to),
        E::Property(name) => write_name(name, to),
        E::Boolean(value) => to.push_str(if *value { "TRUE" } else { "FALSE" }),
        E::Integer(value) => to.push_str(&value.to_string()),
        // With a point or an exponent, so that it stays a real number.
        E::Real(value) => to.push_str(&format!("{value:?}").replace('e', "E")),
        E::Text(text) => write_character_literal(text, to),
        E::Date(date) => {
            to.push_str("DATE");
            quoted(&write_date(*date), to);
        }
        E::Timestamp(timestamp) => {
            to.push_str("TIMESTAMP");
            quoted(&write_timestamp(*timestamp), to);
        }
        E::Interval { start, end } => {
            to.push_str("INTERVAL(");
            interval_end(start.as_deref(), to);
            to.push_str(", ");
            interval_end(end.as_deref(), to);
            to.push(')');
        }
        E::Geometry(geometry) => wkt(geometry, to),
        E::Bbox([west, south, east, north]) => {
            to.push_str(&format!("BBOX({west}, {south}, {east}, {north})"));
        }
    }
}

/// The predicates that take `NOT` within.
fn predicate(expression: &Expression, negated: bool, to: &mut String) {
    use Expression as E;
    let not = if negated { "NOT " } else { "" };
    match expression {
        E::Like { value, pattern } => {
            infix(value, Level::Sum, &format!("{not}LIKE"), pattern, Level::Sum, to);
        }
        E::Between { value, lower, upper } => {
            infix(value, Level::Sum, &format!("{not}BETWEEN"), lower, Level::Sum, to);
            to.push_str(" AND ");
            write(upper, Level::Sum, to);
        }
        E::In { value, list: items } => {
            write(value, Level::Sum, to);
            to.push_str(&format!(" {not}IN "));
            list(items, to);
        }
        E::IsNull(value) => {
            write(value, Level::Sum, to);
            to.push_str(&format!(" IS {not}NULL"));
        }
        _ => plain(expression, to),
    }
}

fn infix(
    left: &Expression,
    first: Level,
    sign: &str,
    right: &Expression,
    second: Level,
    to: &mut String,
) {
    write(left, first, to);
    to.push(' ');
    to.push_str(sign);
    to.push(' ');
    write(right, second, to);
}

fn call(operator: Operator, operands: &[&Expression], to: &mut String) {
    to.push_str(&operator.name().to_ascii_uppercase());
    to.push('(');
    for (index, operand) in operands.iter().enumerate() {
        to.push_str(if index > 0 { ", " } else { "" });
        write(operand, Level::Disjunction, to);
    }
    to.push(')');
}

fn list(items: &[Expression], to: &mut String) {
    to.push('(');
    join(items, ", ", Level::Disjunction, to);
    to.push(')');
}

fn join(parts: &[Expression], between: &str, needed: Level, to: &mut String) {
    for (index, part) in parts.iter().enumerate() {
        to.push_str(if index > 0 { between } else { "" });
        write(part, needed, to);
    }
}

fn quoted(instant: &str, to: &mut String) {
    to.push_str("('");
    to.push_str(instant);
    to.push_str("')");
}

fn interval_end(end: Option<&Expression>, to: &mut String) {
    match end {
        None => to.push_str("'..'"),
        Some(Expression::Date(date)) => write_character_literal(&write_date(*date), to),
        Some(Expression::Timestamp(timestamp)) => {
            write_character_literal(&write_timestamp(*timestamp), to);
        }
        Some(end) => plain(end, to),
    }
}

fn write_name(name: &str, to: &mut String) {
    if is_identifier(name) && !is_keyword(name) {
        to.push_str(name);
    } else {
        to.push('"');
        to.push_str(&name.replace('"', "\"\""));
        to.push('"');
    }
}
