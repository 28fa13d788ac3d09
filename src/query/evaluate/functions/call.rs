use std::rc::Rc;

use chrono::{DateTime, Datelike, Utc};
use geo_types::Geometry;

use super::{FUNCTIONS, Function};
use crate::{
    domain::UnitRef,
    query::{
        Comparison, Expression,
        evaluate::{
            EvaluateError, ExpressionError, compare,
            compile::Compiler,
            node::{Cost, Node},
            number::{Num, Number},
            spatial,
            spatial::Place,
            value::{Getter, Granularity, Instant, Text, Typed, midnight},
        },
    },
    spatial::{distance, measure},
};

/// # Errors
/// [`ExpressionError::UnknownFunction`], and what is wrong with the arguments.
pub(in crate::query::evaluate) fn call<'t>(
    compiler: &Compiler<'t, '_>,
    name: &str,
    arguments: &[Expression],
) -> Result<Typed<'t>, EvaluateError> {
    let function =
        FUNCTIONS.iter().find(|function| function.name.eq_ignore_ascii_case(name)).ok_or_else(
            || ExpressionError::UnknownFunction { name: name.to_owned(), known: known() },
        )?;
    if arguments.len() != function.arguments.len() {
        return Err(ExpressionError::ArgumentCount {
            function: function.name,
            expected: function.arguments.len(),
            got: arguments.len(),
            usage: function.usage(),
        }
        .into());
    }
    let text = |change: fn(&str) -> String| {
        compiler.text(&arguments[0]).map(|text| Typed::Text(text.map(change)))
    };
    let number = |change: fn(Num) -> Option<Num>| {
        compiler.number(&arguments[0]).map(|number| Typed::Number(number.map(change)))
    };
    let date = |part: fn(DateTime<Utc>) -> i64| {
        let get = compiler.instant(&arguments[0])?.get();
        Ok(computed(move |row| get(row).map(|moment| Num::Integer(part(moment)))))
    };
    match function.name {
        "lower" => text(str::to_lowercase),
        "upper" => text(str::to_uppercase),
        "length" => {
            let get = compiler.text(&arguments[0])?.get();
            Ok(computed(move |row| get(row).map(|text| Num::Integer(characters(&text)))))
        }
        "abs" => number(|number| match number {
            Num::Integer(number) => number.checked_abs().map(Num::Integer),
            Num::Real(number) => Num::real(number.abs()),
        }),
        "round" => number(|number| whole(number, f64::round)),
        "floor" => number(|number| whole(number, f64::floor)),
        "ceil" => number(|number| whole(number, f64::ceil)),
        "year" => date(|moment| moment.year().into()),
        "month" => date(|moment| moment.month().into()),
        "day" => date(|moment| moment.day().into()),
        "days_between" => {
            let from = compiler.instant(&arguments[0])?.get();
            let to = compiler.instant(&arguments[1])?.get();
            Ok(computed(move |row| {
                let days = to(row)?.date_naive() - from(row)?.date_naive();
                Some(Num::Integer(days.num_days()))
            }))
        }
        "today" => {
            let today = midnight(compiler.bound.today());
            Ok(Typed::Instant(Instant::Constant(today, Granularity::Day)))
        }
        "area_m2" => measured(compiler, &arguments[0], measure::area_m2),
        "length_m" => measured(compiler, &arguments[0], measure::length_m),
        "distance_m" => {
            let (one, other) = (compiler.place(&arguments[0])?, compiler.place(&arguments[1])?);
            Ok(Typed::Number(distances(compiler, one, other)))
        }
        "dwithin_m" => {
            let (one, other) = (compiler.place(&arguments[0])?, compiler.place(&arguments[1])?);
            let metres = compiler.number(&arguments[2])?;
            let node = match (distances(compiler, one, other), metres) {
                (Number::Distance(place, get), Number::Constant(metres)) => {
                    compare_distance(compiler, Comparison::LessOrEqual, place, get, metres)?
                }
                (distance, metres) => compare::numbers(Comparison::LessOrEqual, distance, metres),
            };
            Ok(Typed::Boolean(node))
        }
        "belongs" => belongs(compiler, &arguments[0]),
        other => unreachable!("`{other}` is listed and has no body"),
    }
}

fn known() -> String {
    let usages: Vec<String> = FUNCTIONS.iter().map(Function::usage).collect();
    usages.join(", ")
}

fn computed<'t>(get: impl Fn(crate::table::Row) -> Option<Num> + 't) -> Typed<'t> {
    Typed::Number(Number::Computed(Box::new(get)))
}

fn characters(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

fn whole(number: Num, round: fn(f64) -> f64) -> Option<Num> {
    match number {
        Num::Integer(_) => Some(number),
        Num::Real(number) => Num::real(round(number)),
    }
}

fn measured<'t>(
    compiler: &Compiler<'t, '_>,
    geometry: &Expression,
    measure: fn(&Geometry<f64>) -> f64,
) -> Result<Typed<'t>, EvaluateError> {
    let table = compiler.table;
    Ok(Typed::Number(match compiler.place(geometry)? {
        Place::Column => Number::Computed(Box::new(move |row| {
            table.geometry(row).and_then(|geometry| Num::real(measure(&geometry)))
        })),
        Place::Literal(shape) => match Num::real(measure(shape.geometry())) {
            Some(number) => Number::Constant(number),
            None => Number::Computed(Box::new(|_| None)),
        },
    }))
}

fn belongs<'t>(compiler: &Compiler<'t, '_>, unit: &Expression) -> Result<Typed<'t>, EvaluateError> {
    let Text::Constant(text) = compiler.text(unit)? else {
        return Err(
            ExpressionError::NotConstant { what: "the unit of `belongs`".to_owned() }.into()
        );
    };
    let unit: UnitRef = text.parse().map_err(|_| ExpressionError::Literal {
        text: text.to_string(),
        expected: "a unit, which is written `<collection>:<id>`",
    })?;
    let (membership, unit) = compiler.bound.unit(&unit).map_err(|error| match error {
        EvaluateError::UnknownUnit(unit) => ExpressionError::UnknownUnit(unit).into(),
        other => other,
    })?;
    Ok(Typed::Boolean(Node::new(Cost::Column, move |row| Some(membership.belongs(row, unit)))))
}

fn distances<'t>(compiler: &Compiler<'t, '_>, one: Place, other: Place) -> Number<'t> {
    let (table, clock) = (compiler.table, compiler.clock);
    match (one, other) {
        (Place::Column, Place::Column) => {
            Number::Computed(Box::new(move |row| table.has_geometry(row).then_some(Num::Real(0.0))))
        }
        (Place::Literal(one), Place::Literal(other)) => {
            match distance::shortest_m(one.geometry(), other.geometry()).and_then(Num::real) {
                Some(number) => Number::Constant(number),
                None => Number::Computed(Box::new(|_| None)),
            }
        }
        (place @ Place::Literal(_), Place::Column) | (Place::Column, place @ Place::Literal(_)) => {
            let Place::Literal(shape) = &place else { unreachable!("bound as a literal") };
            let shape = Rc::clone(shape);
            let get: Getter<'t, Num> = Box::new(move |row| {
                let geometry = table.geometry(row)?;
                if !clock.geometry() {
                    return None;
                }
                distance::shortest_m(&geometry, shape.geometry()).and_then(Num::real)
            });
            Number::Distance(place, get)
        }
    }
}

/// `distance operator metres`: only features in the box around the literal are measured, all
/// others are further away.
pub(in crate::query::evaluate) fn compare_distance<'t>(
    compiler: &Compiler<'t, '_>,
    operator: Comparison,
    place: Place,
    get: Getter<'t, Num>,
    metres: Num,
) -> Result<Node<'t>, EvaluateError> {
    let (table, clock) = (compiler.table, compiler.clock);
    let Place::Literal(shape) = &place else { unreachable!("a distance is to a literal") };
    let boxes = shape.bounds().map(|bounds| distance::around(&bounds, metres.as_f64()));
    let Some(boxes) = boxes else { return Ok(Node::constant(None)) };
    let candidates = spatial::candidates(table, clock, boxes.into_iter())?;
    let near = candidates.clone();
    let exact = compare::numbers(operator, Number::Distance(place, get), Number::Constant(metres));
    let further =
        matches!(operator, Comparison::Greater | Comparison::GreaterOrEqual | Comparison::NotEqual);
    let test = exact.test();
    let mut node = Node::new(Cost::Geometry, move |row| {
        if !table.has_geometry(row) {
            return None;
        }
        match &near {
            Some(near) if !near.contains(row) => Some(further),
            _ => test(row),
        }
    });
    match further {
        true => node.may_fail = candidates,
        false => node.may_hold = candidates,
    }
    Ok(node)
}
