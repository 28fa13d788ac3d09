//! What an expression costs: counted, not timed.

use std::{sync::Arc, time::Duration};

use geo_types::{Geometry, LineString, Point, Polygon};
use gumei::{
    domain::{Feature, FeatureId, Value},
    query::{
        Comparison, EvaluateError, Expression, Filter, Limits, SpatialPredicate, select_counted,
    },
    table::Table,
};

use super::{
    generate::{SPATIAL, property},
    things::{COLUMNS, bound, select, table},
};

/// Points a hundredth of a degree apart, 100 by 100 from (0, 0) on.
fn points() -> Table {
    let feature = |number: i64| Feature {
        fid: number,
        id: FeatureId::new(&format!("p{number}")).unwrap(),
        geometry: Some(Arc::new(
            Point::new((number % 100) as f64 / 100.0, (number / 100) as f64 / 100.0).into(),
        )),
        values: COLUMNS
            .iter()
            .map(|(name, _)| match *name {
                "number" => Value::Integer(number),
                "services" => Value::TextList(Arc::from([])),
                _ => Value::Null,
            })
            .collect(),
    };
    table((0..10_000).map(feature).collect())
}

/// A square of `size` hundredths from the lower left corner of a cell; it holds `size`² points.
fn square(x: usize, y: usize, size: usize) -> Expression {
    let corner = |cells: usize| cells as f64 / 100.0 - 0.005;
    let (west, south, east, north) = (corner(x), corner(y), corner(x + size), corner(y + size));
    let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
    Expression::Geometry(Arc::new(Polygon::new(LineString::from(ring), vec![]).into()))
}

fn spatial(predicate: SpatialPredicate, literal: Expression) -> Expression {
    Expression::Spatial { predicate, left: Box::new(property("place")), right: Box::new(literal) }
}

fn within(literal: Expression) -> Expression {
    spatial(SpatialPredicate::Within, literal)
}

fn disjoint(literal: Expression) -> Expression {
    spatial(SpatialPredicate::Disjoint, literal)
}

fn not(expression: Expression) -> Expression {
    Expression::Not(Box::new(expression))
}

fn small(bound: i64) -> Expression {
    Expression::Compare {
        operator: Comparison::Less,
        left: Box::new(property("number")),
        right: Box::new(Expression::Integer(bound)),
    }
}

fn function(name: &str, metres: Option<f64>) -> Expression {
    let centre: Geometry<f64> = Point::new(0.5, 0.5).into();
    let mut arguments = vec![property("place"), Expression::Geometry(Arc::new(centre))];
    arguments.extend(metres.map(Expression::Real));
    Expression::Function { name: name.into(), arguments }
}

fn further(operator: Comparison, metres: f64) -> Expression {
    Expression::Compare {
        operator,
        left: Box::new(function("distance_m", None)),
        right: Box::new(Expression::Real(metres)),
    }
}

/// Rows found, rows asked and geometries tested at most.
#[track_caller]
fn check(table: &Table, expression: Expression, found: usize, rows: usize, geometries: usize) {
    let (fids, work) = select(table, expression).unwrap();
    assert_eq!(fids.len(), found);
    assert!(fids.is_sorted());
    assert!(work.rows <= rows, "{} rows, at most {rows} were due", work.rows);
    assert!(
        work.geometries <= geometries,
        "{} geometries, at most {geometries} were due",
        work.geometries
    );
}

#[test]
fn the_index_answers_below_and_or_and_not() {
    let table = points();
    let (a, b) = (|| square(10, 10, 5), || square(50, 50, 5));
    check(&table, within(a()), 25, 25, 25);
    // One of two squares: the rows of one, each asked about both.
    check(&table, Expression::Or(vec![within(a()), within(b())]), 50, 50, 50);
    check(&table, Expression::And(vec![within(a()), within(b())]), 0, 0, 0);
    let overlapping = || square(13, 13, 5);
    check(&table, Expression::And(vec![within(a()), within(overlapping())]), 4, 4, 8);
    // A condition on a column restricts nothing, and is asked first.
    check(&table, Expression::And(vec![within(a()), small(1_100)]), 5, 25, 5);
    check(&table, Expression::Or(vec![within(a()), small(100)]), 125, 10_000, 25);
    check(&table, not(within(a())), 9_975, 10_000, 25);
    check(&table, disjoint(a()), 9_975, 10_000, 25);
    check(&table, not(disjoint(a())), 25, 25, 25);
    check(&table, not(Expression::And(vec![disjoint(a()), disjoint(b())])), 50, 50, 50);
    check(&table, not(Expression::Or(vec![disjoint(a()), small(1_100)])), 20, 25, 20);
    check(&table, not(not(within(a()))), 25, 25, 25);
    let is_true = Expression::Compare {
        operator: Comparison::Equal,
        left: Box::new(within(a())),
        right: Box::new(Expression::Boolean(true)),
    };
    check(&table, is_true, 25, 25, 25);
}

#[test]
fn the_index_answers_every_predicate_and_boxes() {
    let table = points();
    for predicate in SPATIAL {
        let (_, work) = select(&table, spatial(predicate, square(10, 10, 5))).unwrap();
        assert!(work.geometries <= 25, "{predicate:?}: {}", work.geometries);
        let literal_first = Expression::Spatial {
            predicate,
            left: Box::new(square(10, 10, 5)),
            right: Box::new(property("place")),
        };
        let (_, work) = select(&table, literal_first).unwrap();
        assert!(work.geometries <= 25, "{predicate:?}: {}", work.geometries);
    }
    let bbox = Expression::Bbox([0.095, 0.095, 0.145, 0.145]);
    check(&table, spatial(SpatialPredicate::Intersects, bbox), 25, 25, 25);
    let filter = Filter::Bbox("0.095,0.095,0.145,0.145".parse().unwrap());
    let (rows, work) = select_counted(&table, &filter, &bound(), Limits::NONE).unwrap();
    assert_eq!((rows.len(), work.rows, work.geometries), (25, 25, 25));
}

#[test]
fn the_index_answers_distances() {
    let table = points();
    // 1.2 km: the place itself and its four neighbours, of nine in the box around them.
    check(&table, function("dwithin_m", Some(1_200.0)), 5, 9, 9);
    check(&table, further(Comparison::LessOrEqual, 1_200.0), 5, 9, 9);
    check(&table, further(Comparison::Greater, 1_200.0), 9_995, 10_000, 9);
    check(&table, not(further(Comparison::Greater, 1_200.0)), 5, 9, 9);
    check(&table, not(function("dwithin_m", Some(1_200.0))), 9_995, 10_000, 9);
    check(&table, function("dwithin_m", Some(-1.0)), 0, 0, 0);
}

#[test]
fn ids_are_looked_up() {
    let table = points();
    let id = |operator, id: &str| Expression::Compare {
        operator,
        left: Box::new(property("id")),
        right: Box::new(Expression::Text(id.into())),
    };
    check(&table, id(Comparison::Equal, "p77"), 1, 1, 0);
    check(&table, id(Comparison::Equal, "nobody"), 0, 0, 0);
    check(&table, not(id(Comparison::NotEqual, "p77")), 1, 1, 0);
    check(&table, id(Comparison::NotEqual, "p77"), 9_999, 10_000, 0);
    let list = ["p1", "p2", "nobody"].map(|id| Expression::Text(id.into())).to_vec();
    check(&table, Expression::In { value: Box::new(property("id")), list }, 2, 2, 0);
}

#[test]
fn what_is_known_beforehand_asks_no_row() {
    let table = points();
    check(&table, Expression::Boolean(false), 0, 0, 0);
    check(&table, not(Expression::Boolean(true)), 0, 0, 0);
    let apart = Expression::Spatial {
        predicate: SpatialPredicate::Intersects,
        left: Box::new(square(1, 1, 1)),
        right: Box::new(square(5, 5, 1)),
    };
    check(&table, Expression::And(vec![apart, small(100)]), 0, 0, 0);
    let nobody = Expression::Compare {
        operator: Comparison::Equal,
        left: Box::new(property("name")),
        right: Box::new(Expression::Text("nobody".into())),
    };
    check(&table, nobody, 0, 0, 0);
}

#[test]
fn an_evaluation_that_takes_too_long_ends_with_an_error() {
    let table = points();
    let no_time = Limits { time: Duration::ZERO, ..Limits::default() };
    for expression in [small(5_000), within(square(0, 0, 100)), not(within(square(10, 10, 80)))] {
        let filter = Filter::Expression(Arc::new(expression));
        let answer = select_counted(&table, &filter, &bound(), no_time);
        assert!(matches!(answer, Err(EvaluateError::TooExpensive { .. })), "{filter:?}");
    }
    let no_room = Limits { candidate_bytes: 2_000, ..Limits::default() };
    let squares = (0..20).map(|x| within(square(x, 0, 80))).collect();
    let filter = Filter::Expression(Arc::new(Expression::Or(squares)));
    let answer = select_counted(&table, &filter, &bound(), no_room);
    assert_eq!(answer, Err(EvaluateError::TooManyCandidates));
}
