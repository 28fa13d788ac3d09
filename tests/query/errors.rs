//! What does not fit a collection is named, with what would.

use std::sync::Arc;

use geo_types::{Geometry, Point};
use gumei::query::{Arithmetic, Comparison, Expression, SpatialPredicate, TemporalPredicate};

use super::{
    generate::property,
    things::{date, select, table},
};
use crate::support::random::Random;

fn equal(left: Expression, right: Expression) -> Expression {
    Expression::Compare {
        operator: Comparison::Equal,
        left: Box::new(left),
        right: Box::new(right),
    }
}

fn text(text: &str) -> Expression {
    Expression::Text(text.into())
}

fn call(name: &str, arguments: Vec<Expression>) -> Expression {
    Expression::Function { name: name.into(), arguments }
}

fn at(longitude: f64, latitude: f64) -> Expression {
    let geometry: Geometry<f64> = Point::new(longitude, latitude).into();
    Expression::Geometry(Arc::new(geometry))
}

fn intersects(left: Expression, right: Expression) -> Expression {
    Expression::Spatial {
        predicate: SpatialPredicate::Intersects,
        left: Box::new(left),
        right: Box::new(right),
    }
}

#[track_caller]
fn check(expression: Expression, message: &str) {
    let table = table(super::things::features(&mut Random(1), 5));
    let error = select(&table, expression).unwrap_err().to_string();
    assert!(error.starts_with(message), "{error}");
}

#[test]
fn names_that_are_not_there() {
    check(equal(property("nmae"), text("a")), "collection `things` has no property `nmae`");
    check(
        equal(property("NAME"), text("a")),
        "collection `things` has no property `NAME`; `name` is one",
    );
    check(
        equal(call("pg_sleep", vec![Expression::Integer(9)]), text("a")),
        "there is no function `pg_sleep`; there are lower(text), upper(text), length(text)",
    );
    check(call("belongs", vec![text("compounds:nowhere")]), "there is no unit `compounds:nowhere`");
    check(call("belongs", vec![text("nowhere")]), "`nowhere` is not a unit");
    check(call("belongs", vec![property("name")]), "the unit of `belongs` must be written out");
}

#[test]
fn types_that_do_not_go_together() {
    check(
        equal(property("name"), Expression::Integer(5)),
        "`name` is a string and `5` is a number: values of one type compare",
    );
    check(
        equal(property("place"), at(0.0, 0.0)),
        "`place` is a geometry and the geometry is a geometry: geometries compare with S_EQUALS",
    );
    check(
        intersects(property("name"), at(0.0, 0.0)),
        "`name` is a string where a geometry belongs",
    );
    check(property("number"), "`number` is a number where a condition belongs");
    check(equal(property("day"), text("30.9.2016")), "`30.9.2016` is not a date (2016-09-30)");
    let sum = Expression::Arithmetic {
        operator: Arithmetic::Add,
        left: Box::new(property("name")),
        right: Box::new(Expression::Integer(1)),
    };
    check(equal(sum, Expression::Integer(1)), "`name` is a string where a number belongs");
    check(
        Expression::Temporal {
            predicate: TemporalPredicate::During,
            left: Box::new(property("day")),
            right: Box::new(Expression::Interval {
                start: Some(Box::new(Expression::Date(date(0)))),
                end: None,
            }),
        },
        "`T_DURING` compares intervals",
    );
    check(
        call("dwithin_m", vec![property("place"), at(0.0, 0.0)]),
        "`dwithin_m` takes 3 arguments, got 2: `dwithin_m(geometry, other, metres)`",
    );
}

#[test]
fn geometries_that_are_none() {
    check(
        intersects(property("place"), at(90.0, 180.0)),
        "a geometry of the filter: geometry: `90`, `180` is no longitude",
    );
    check(
        intersects(property("place"), Expression::Bbox([0.0, 5.0, 1.0, 4.0])),
        "`BBOX` of the filter: `bbox` has its south edge (5) above its north edge (4)",
    );
    let bowtie = geo::wkt!(POLYGON((0. 0.,2. 2.,2. 0.,0. 2.,0. 0.)));
    check(
        intersects(property("place"), Expression::Geometry(Arc::new(bowtie.into()))),
        "a geometry of the filter: ring 1, vertex 1: the ring crosses or touches itself",
    );
}

/// To whoever may not see a property it does not exist: no error tells it from one that is not there.
#[test]
fn a_property_that_is_hidden_is_one_that_is_not_there() {
    use gumei::domain::{DataType, Property, Schema};
    use gumei::table::Table;
    let mut schema = Schema::clone(&super::things::schema());
    let secret = Property { name: "secret".into(), ..schema.properties[0].clone() };
    assert_eq!(secret.data_type, DataType::Text);
    schema.properties.push(secret);
    let mut features = super::things::features(&mut Random(1), 5);
    for feature in &mut features {
        feature.values.push(gumei::domain::Value::Text("a".into()));
    }
    let table = Table::new(Arc::new(schema), features, &std::collections::BTreeMap::new());

    for (name, words) in [
        ("secret", "collection `things` has no property `secret`"),
        ("SECRET", "collection `things` has no property `SECRET`"),
        ("absent", "collection `things` has no property `absent`"),
    ] {
        for condition in [
            equal(property(name), text("a")),
            Expression::IsNull(Box::new(property(name))),
            equal(call("lower", vec![property(name)]), text("a")),
            Expression::Or(vec![
                equal(property("name"), text("a")),
                equal(property(name), text("a")),
            ]),
        ] {
            let error = select(&table, condition).unwrap_err().to_string();
            assert_eq!(error, words);
        }
    }
}
