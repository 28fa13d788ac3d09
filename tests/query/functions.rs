//! Every listed function, on features made for it.

use std::sync::Arc;

use geo_types::{Geometry, Point};
use gumei::{
    domain::{Feature, FeatureId, Value},
    query::{Comparison, Expression, functions::functions},
};

use super::{
    generate::property,
    things::{COLUMNS, date, moment, select, table},
};

fn feature() -> Feature {
    let geometry: Geometry<f64> = geo::wkt!(POLYGON((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.))).into();
    Feature {
        fid: 1,
        id: FeatureId::new("one").unwrap(),
        geometry: Some(Arc::new(geometry)),
        values: COLUMNS
            .iter()
            .map(|(name, _)| match *name {
                "name" => Value::Text("古美 Ab".into()),
                "number" => Value::Integer(-7),
                "amount" => Value::Real(-2.5),
                "day" => Value::Date(date(2)),
                "moment" => Value::DateTime(moment(5)),
                "services" => Value::TextList(Arc::from([])),
                _ => Value::Null,
            })
            .collect(),
    }
}

fn call(name: &str, arguments: &[Expression]) -> Expression {
    Expression::Function { name: name.into(), arguments: arguments.to_vec() }
}

#[track_caller]
fn check(left: Expression, operator: Comparison, right: Expression) {
    let table = table(vec![feature()]);
    let expression = Expression::Compare { operator, left: Box::new(left), right: Box::new(right) };
    let (found, _) = select(&table, expression.clone()).unwrap();
    assert_eq!(found, [1], "{expression:?}");
}

#[track_caller]
fn equals(left: Expression, right: Expression) {
    check(left, Comparison::Equal, right);
}

#[test]
fn functions_of_texts_numbers_and_dates() {
    use Expression::{Integer, Real};
    let text = |text: &str| Expression::Text(text.into());
    equals(call("lower", &[property("name")]), text("古美 ab"));
    equals(call("UPPER", &[property("name")]), text("古美 AB"));
    equals(call("length", &[property("name")]), Integer(5));
    equals(call("abs", &[property("number")]), Integer(7));
    equals(call("abs", &[property("amount")]), Real(2.5));
    equals(call("round", &[property("amount")]), Integer(-3));
    equals(call("floor", &[property("amount")]), Integer(-3));
    equals(call("ceil", &[property("amount")]), Integer(-2));
    equals(call("year", &[property("day")]), Integer(2016));
    equals(call("month", &[property("moment")]), Integer(2));
    equals(call("day", &[property("moment")]), Integer(3));
    equals(call("days_between", &[property("moment"), call("today", &[])]), Integer(1));
    equals(call("days_between", &[call("today", &[]), property("day")]), Integer(-1));
    let table = table(vec![feature()]);
    let unknown = Expression::IsNull(Box::new(call("length", &[property("other_name")])));
    assert_eq!(select(&table, unknown).unwrap().0, [1]);
}

#[test]
fn functions_of_geometries() {
    let point: Geometry<f64> = Point::new(2.0, 0.0).into();
    let point = Expression::Geometry(Arc::new(point));
    // A degree of the equator, and GeographicLib's area of the first square degree.
    let degree = 6_378_137.0_f64.to_radians();
    let distance = call("distance_m", &[property("place"), point.clone()]);
    check(distance.clone(), Comparison::Greater, Expression::Real(degree - 1e-3));
    check(distance, Comparison::Less, Expression::Real(degree + 1e-3));
    equals(
        call("dwithin_m", &[property("geom"), point.clone(), Expression::Real(111_320.0)]),
        Expression::Boolean(true),
    );
    equals(
        call("dwithin_m", &[point, property("geometry"), Expression::Real(111_319.0)]),
        Expression::Boolean(false),
    );
    check(call("area_m2", &[property("place")]), Comparison::Greater, Expression::Real(12_308e6));
    check(call("area_m2", &[property("place")]), Comparison::Less, Expression::Real(12_309e6));
    equals(call("length_m", &[property("place")]), Expression::Integer(0));
    equals(call("distance_m", &[property("place"), property("place")]), Expression::Integer(0));
}

#[test]
fn every_function_has_a_body_and_words() {
    let table = table(vec![feature()]);
    for function in functions() {
        assert!(!function.zh.is_empty() && !function.en.is_empty());
        let wrong: Vec<Expression> =
            function.arguments.iter().map(|_| Expression::List(Vec::new())).collect();
        let answer = select(&table, call(function.name, &wrong));
        assert!(answer.is_err(), "{} takes lists", function.name);
    }
}
