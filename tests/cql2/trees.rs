//! Random expressions, each part of a kind that the grammar admits where it stands.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate};
use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon,
    Point, Polygon,
};
use gumei::query::{
    Arithmetic, ArrayPredicate, Comparison, Expression, SpatialPredicate, TemporalPredicate,
};
use proptest::{collection::vec, option, prelude::*, sample::select};

type Tree = BoxedStrategy<Expression>;

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        (-1000i32..1000).prop_map(f64::from),
        -180.0..180.0,
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
    ]
}

fn name() -> impl Strategy<Value = Arc<str>> {
    prop_oneof![
        "[a-z]{1,3}",
        "[类别面积:_][a-z0-9.:（）·]{0,4}",
        select(vec!["and", "Date", "IN", "is", "point", "EMPTY", "z", "bbox", "true", "div"])
            .prop_map(str::to_owned),
        "\\PC{1,4}",
    ]
    .prop_map(Arc::from)
}

/// Operators of JSON are no functions.
fn function_name() -> impl Strategy<Value = Arc<str>> {
    name().prop_filter("no operator", |name| {
        !["and", "in", "div", "or", "not", "like", "between", "casei"]
            .iter()
            .any(|word| word.eq_ignore_ascii_case(name))
            && name.chars().any(|character| !"+-*/^%<>=".contains(character))
    })
}

fn coord() -> impl Strategy<Value = Coord> {
    (finite(), finite()).prop_map(|(x, y)| Coord { x, y })
}

fn different(coords: &[Coord]) -> usize {
    (0..coords.len()).filter(|&index| !coords[..index].contains(&coords[index])).count()
}

fn line() -> impl Strategy<Value = LineString> {
    vec(coord(), 2..5).prop_filter("a line", |coords| different(coords) >= 2).prop_map(LineString)
}

fn ring() -> impl Strategy<Value = LineString> {
    vec(coord(), 3..6).prop_filter("a ring", |coords| different(coords) >= 3).prop_map(LineString)
}

fn polygon() -> impl Strategy<Value = Polygon> {
    (ring(), vec(ring(), 0..2)).prop_map(|(exterior, interiors)| Polygon::new(exterior, interiors))
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let plain = prop_oneof![
        coord().prop_map(|coord| Point(coord).into()),
        line().prop_map(Geometry::from),
        polygon().prop_map(Geometry::from),
        vec(coord().prop_map(Point), 1..4).prop_map(|points| MultiPoint(points).into()),
        vec(line(), 1..3).prop_map(|lines| MultiLineString(lines).into()),
        vec(polygon(), 1..3).prop_map(|polygons| MultiPolygon(polygons).into()),
    ]
    .boxed();
    prop_oneof![
        4 => plain.clone(),
        1 => vec(plain, 1..3).prop_map(|parts| Geometry::GeometryCollection(GeometryCollection(parts))),
    ]
}

fn instant() -> impl Strategy<Value = Expression> {
    prop_oneof![
        (0i32..10_000, 1u32..366).prop_map(|(year, day)| {
            Expression::Date(NaiveDate::from_yo_opt(year, day).unwrap())
        }),
        (-62_167_219_200i64..253_402_300_800, 0u32..1_000_000_000).prop_map(|(second, nano)| {
            Expression::Timestamp(DateTime::from_timestamp(second, nano).unwrap())
        }),
    ]
}

/// What every place has room for: a property, or a function of anything.
fn open(any: Tree) -> Tree {
    prop_oneof![
        3 => name().prop_map(Expression::Property),
        1 => (function_name(), vec(any, 0..3))
            .prop_map(|(name, arguments)| Expression::Function { name, arguments }),
    ]
    .boxed()
}

fn text() -> impl Strategy<Value = Expression> {
    prop_oneof!["\\PC{0,5}", "[a'\\\\%_\n\t]{0,6}", any::<String>()]
        .prop_map(|text| Expression::Text(text.into()))
}

fn wrapped(inner: Tree) -> Tree {
    prop_oneof![
        3 => inner.clone(),
        1 => inner.clone().prop_map(|inner| Expression::CaseI(inner.into())),
        1 => inner.prop_map(|inner| Expression::AccentI(Expression::CaseI(inner.into()).into())),
    ]
    .boxed()
}

fn number(open: Tree) -> Tree {
    use Arithmetic::{Add, Divide, IntegerDivide, Modulo, Multiply, Power, Subtract};
    let operators = vec![Add, Subtract, Multiply, Divide, IntegerDivide, Modulo, Power];
    let leaf = prop_oneof![
        any::<i64>().prop_map(Expression::Integer),
        (-9i64..10).prop_map(Expression::Integer),
        finite().prop_map(Expression::Real),
        open,
    ];
    leaf.prop_recursive(3, 8, 2, move |inner| {
        (select(operators.clone()), inner.clone(), inner).prop_map(|(operator, left, right)| {
            Expression::Arithmetic { operator, left: left.into(), right: right.into() }
        })
    })
    .boxed()
}

fn pair(
    both: Tree,
    make: impl Fn(Box<Expression>, Box<Expression>) -> Expression + 'static,
) -> Tree {
    (both.clone(), both).prop_map(move |(left, right)| make(left.into(), right.into())).boxed()
}

/// A condition over expressions of depth one less.
pub fn condition(depth: u32) -> Tree {
    if depth == 0 {
        return prop_oneof![
            any::<bool>().prop_map(Expression::Boolean),
            name().prop_map(Expression::Property)
        ]
        .boxed();
    }
    let inner = condition(depth - 1);
    prop_oneof![
        2 => predicate(depth - 1),
        1 => vec(inner.clone(), 2..4).prop_map(Expression::And),
        1 => vec(inner.clone(), 2..4).prop_map(Expression::Or),
        1 => inner.prop_map(|inner| Expression::Not(inner.into())),
    ]
    .boxed()
}

fn predicate(depth: u32) -> Tree {
    let open = open(any_value(depth));
    let character = wrapped(prop_oneof![text(), open.clone()].boxed());
    let number = number(open.clone());
    let scalar = prop_oneof![
        character.clone(),
        number,
        instant(),
        any::<bool>().prop_map(Expression::Boolean)
    ]
    .boxed();
    let geometric = prop_oneof![
        open.clone(),
        geometry().prop_map(|geometry| Expression::Geometry(geometry.into())),
        [finite(), finite(), finite(), finite()].prop_map(Expression::Bbox),
    ]
    .boxed();
    let end = option::of(prop_oneof![instant(), open.clone()].prop_map(Box::new));
    let temporal = prop_oneof![
        open.clone(),
        instant(),
        (end.clone(), end).prop_map(|(start, end)| Expression::Interval { start, end }),
    ]
    .boxed();
    let array = prop_oneof![open, vec(any_value(depth), 0..3).prop_map(Expression::List)].boxed();
    let nullable =
        any_value(depth).prop_filter("no array", |value| !matches!(value, Expression::List(_)));
    prop_oneof![
        compare(scalar.clone()),
        (character, wrapped(text().boxed())).prop_map(|(value, pattern)| Expression::Like {
            value: value.into(),
            pattern: pattern.into()
        }),
        (scalar.clone(), scalar.clone(), scalar.clone()).prop_map(|(value, lower, upper)| {
            Expression::Between { value: value.into(), lower: lower.into(), upper: upper.into() }
        }),
        (scalar.clone(), vec(scalar, 0..4))
            .prop_map(|(value, list)| Expression::In { value: value.into(), list }),
        nullable.prop_map(|value| Expression::IsNull(value.into())),
        spatial(geometric),
        during(temporal),
        arrays(array),
    ]
    .boxed()
}

fn compare(scalar: Tree) -> Tree {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    select(vec![Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual])
        .prop_flat_map(move |operator| {
            pair(scalar.clone(), move |left, right| Expression::Compare { operator, left, right })
        })
        .boxed()
}

fn spatial(operand: Tree) -> Tree {
    use SpatialPredicate as P;
    select(vec![
        P::Contains,
        P::Crosses,
        P::Disjoint,
        P::Equals,
        P::Intersects,
        P::Overlaps,
        P::Touches,
        P::Within,
    ])
    .prop_flat_map(move |predicate| {
        pair(operand.clone(), move |left, right| Expression::Spatial { predicate, left, right })
    })
    .boxed()
}

fn during(operand: Tree) -> Tree {
    use TemporalPredicate as P;
    select(vec![
        P::After,
        P::Before,
        P::Contains,
        P::Disjoint,
        P::During,
        P::Equals,
        P::FinishedBy,
        P::Finishes,
        P::Intersects,
        P::Meets,
        P::MetBy,
        P::OverlappedBy,
        P::Overlaps,
        P::StartedBy,
        P::Starts,
    ])
    .prop_flat_map(move |predicate| {
        pair(operand.clone(), move |left, right| Expression::Temporal { predicate, left, right })
    })
    .boxed()
}

fn arrays(operand: Tree) -> Tree {
    use ArrayPredicate as P;
    select(vec![P::ContainedBy, P::Contains, P::Equals, P::Overlaps])
        .prop_flat_map(move |predicate| {
            pair(operand.clone(), move |left, right| Expression::Array { predicate, left, right })
        })
        .boxed()
}

/// What an argument or an element of an array may be.
fn any_value(depth: u32) -> Tree {
    let leaf = prop_oneof![
        text(),
        instant(),
        any::<i64>().prop_map(Expression::Integer),
        finite().prop_map(Expression::Real),
        geometry().prop_map(|geometry| Expression::Geometry(geometry.into())),
        name().prop_map(Expression::Property),
    ]
    .boxed();
    if depth == 0 {
        return leaf;
    }
    let below = any_value(depth - 1);
    prop_oneof![
        2 => leaf,
        1 => condition(depth - 1),
        1 => vec(below.clone(), 0..3).prop_map(Expression::List),
        1 => number(open(below)),
    ]
    .boxed()
}
