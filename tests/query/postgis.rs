//! The same expressions in SQL on the same rows, by PostgreSQL 15 with PostGIS.

use std::fmt::Write;

use gumei::{
    domain::{DataType, Feature, Value},
    query::{
        Arithmetic, ArrayPredicate, Comparison, Expression, SpatialPredicate, TemporalPredicate,
    },
};
use sqlx::{AssertSqlSafe, Row};
use wkt::ToWkt;

use super::{generate::Generator, things};
use crate::{postgres, support::random::Random};

/// An expression in PostgreSQL's dialect, fully in parentheses.
fn sql(expression: &Expression) -> String {
    let joined = |parts: &[Expression], word: &str| {
        let parts: Vec<String> = parts.iter().map(sql).collect();
        format!("({})", parts.join(word))
    };
    match expression {
        Expression::And(parts) => joined(parts, " and "),
        Expression::Or(parts) => joined(parts, " or "),
        Expression::Not(part) => format!("(not {})", sql(part)),
        Expression::Compare { operator, left, right } => {
            let operator = match operator {
                Comparison::Equal => "=",
                Comparison::NotEqual => "<>",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("({} {operator} {})", sql(left), sql(right))
        }
        Expression::Like { value, pattern } => format!("({} like {})", sql(value), sql(pattern)),
        // The standard has null where SQL may know better.
        Expression::Between { value, lower, upper } => {
            let (value, lower, upper) = (sql(value), sql(lower), sql(upper));
            format!(
                "(case when {value} is not null and {lower} is not null and {upper} is not null
                  then {value} between {lower} and {upper} end)"
            )
        }
        Expression::In { value, list } => format!("({} in {})", sql(value), joined(list, ", ")),
        Expression::IsNull(value) => format!("({} is null)", sql(value)),
        Expression::Spatial { predicate, left, right } => {
            let function = match predicate {
                SpatialPredicate::Contains => "ST_Contains",
                SpatialPredicate::Crosses => "ST_Crosses",
                SpatialPredicate::Disjoint => "ST_Disjoint",
                SpatialPredicate::Equals => "ST_Equals",
                SpatialPredicate::Intersects => "ST_Intersects",
                SpatialPredicate::Overlaps => "ST_Overlaps",
                SpatialPredicate::Touches => "ST_Touches",
                SpatialPredicate::Within => "ST_Within",
            };
            format!("{function}({}, {})", sql(left), sql(right))
        }
        Expression::Temporal { predicate, left, right } => temporal(*predicate, left, right),
        Expression::Array { predicate, left, right } => {
            let (left, right) = (sql(left), sql(right));
            match predicate {
                ArrayPredicate::ContainedBy => format!("({left} <@ {right})"),
                ArrayPredicate::Contains => format!("({left} @> {right})"),
                ArrayPredicate::Equals => format!("({left} @> {right} and {left} <@ {right})"),
                ArrayPredicate::Overlaps => format!("({left} && {right})"),
            }
        }
        Expression::Arithmetic { operator, left, right } => {
            let (left, right) = (sql(left), sql(right));
            match operator {
                Arithmetic::Add => format!("({left} + {right})"),
                Arithmetic::Subtract => format!("({left} - {right})"),
                Arithmetic::Multiply => format!("({left} * {right})"),
                Arithmetic::Divide => format!("({left}::float8 / nullif({right}, 0)::float8)"),
                Arithmetic::IntegerDivide => format!("({left} / nullif({right}, 0))"),
                Arithmetic::Modulo => format!("({left} % nullif({right}, 0))"),
                Arithmetic::Power => panic!("powers of SQL raise errors"),
            }
        }
        Expression::CaseI(text) => format!("lower({})", sql(text)),
        Expression::Property(name) => name.to_string(),
        Expression::Boolean(value) => value.to_string(),
        Expression::Integer(value) => format!("({value}::bigint)"),
        Expression::Real(value) => format!("({value}::float8)"),
        Expression::Text(text) => format!("'{text}'::text"),
        Expression::Date(day) => format!("date '{day}'"),
        Expression::Timestamp(moment) => format!("timestamptz '{}'", moment.to_rfc3339()),
        Expression::Geometry(geometry) => {
            format!("ST_GeomFromText('{}')", geometry.wkt_string())
        }
        Expression::Bbox([west, south, east, north]) => {
            format!("ST_MakeEnvelope({west}, {south}, {east}, {north})")
        }
        Expression::List(items) => {
            format!("array[{}]::text[]", joined(items, ", ").trim_matches(['(', ')']))
        }
        other => panic!("{other:?} has no SQL here"),
    }
}

fn temporal(predicate: TemporalPredicate, left: &Expression, right: &Expression) -> String {
    let ends = |side: &Expression| match side {
        Expression::Interval { start, end } => (
            start.as_deref().map_or("date '-infinity'".to_owned(), sql),
            end.as_deref().map_or("date 'infinity'".to_owned(), sql),
        ),
        instant => (sql(instant), sql(instant)),
    };
    let ((a1, a2), (b1, b2)) = (ends(left), ends(right));
    use TemporalPredicate as T;
    let condition = match predicate {
        T::After => format!("{a1} > {b2}"),
        T::Before => format!("{a2} < {b1}"),
        T::Disjoint => format!("{a1} > {b2} or {a2} < {b1}"),
        T::Intersects => format!("not ({a1} > {b2} or {a2} < {b1})"),
        T::Equals => format!("{a1} = {b1} and {a2} = {b2}"),
        T::Contains => format!("{a1} < {b1} and {a2} > {b2}"),
        T::During => format!("{a1} > {b1} and {a2} < {b2}"),
        T::FinishedBy => format!("{a1} < {b1} and {a2} = {b2}"),
        T::Finishes => format!("{a1} > {b1} and {a2} = {b2}"),
        T::Meets => format!("{a2} = {b1}"),
        T::MetBy => format!("{a1} = {b2}"),
        T::OverlappedBy => format!("{a1} > {b1} and {a1} < {b2} and {a2} > {b2}"),
        T::Overlaps => format!("{a1} < {b1} and {b1} < {a2} and {a2} < {b2}"),
        T::StartedBy => format!("{a1} = {b1} and {a2} > {b2}"),
        T::Starts => format!("{a1} = {b1} and {a2} < {b2}"),
    };
    let known: Vec<String> =
        [a1, a2, b1, b2].iter().map(|end| format!("{end} is not null")).collect();
    format!("(case when {} then {condition} end)", known.join(" and "))
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::TextList(list) => format!("'{{{}}}'", list.join(",")),
        value => format!("'{value}'"),
    }
}

fn create(features: &[Feature]) -> String {
    let columns: Vec<String> = things::COLUMNS
        .iter()
        .map(|(name, data_type)| {
            let sql_type = match data_type {
                DataType::Boolean => "boolean",
                DataType::Integer => "bigint",
                DataType::Real => "float8",
                DataType::Text => "text",
                DataType::Date => "date",
                DataType::DateTime => "timestamptz",
                DataType::TextList => "text[]",
            };
            format!("{name} {sql_type}")
        })
        .collect();
    let mut statements = format!(
        "drop table if exists things;
         create table things (fid bigint, {}, place geometry);",
        columns.join(", ")
    );
    for feature in features {
        let values: Vec<String> = feature.values.iter().map(literal).collect();
        let place = feature
            .geometry
            .as_ref()
            .map_or("null".to_owned(), |geometry| format!("'{}'", geometry.wkt_string()));
        write!(
            statements,
            "insert into things values ({}, {}, {place});",
            feature.fid,
            values.join(", ")
        )
        .unwrap();
    }
    statements
}

#[tokio::test]
async fn expressions_mean_what_postgis_says() {
    const EXPRESSIONS: usize = 150;
    let server = postgres::server();
    let database = server.bare().await;
    server.execute(&database, "create extension postgis").await;
    let mut connection = server.connect(&database).await;
    sqlx::query("set timezone to 'UTC'").execute(&mut connection).await.unwrap();
    for seed in 0..6 {
        let mut random = Random(1000 + seed);
        let features = things::features(&mut random, 60);
        let table = things::table(features.clone());
        server.execute(&database, &create(&features)).await;
        let mut generator = Generator { random, sql: true };
        let expressions: Vec<Expression> =
            (0..EXPRESSIONS).map(|_| generator.condition(3)).collect();
        // One statement: for each expression the rows for which it is true.
        let columns: Vec<String> = expressions
            .iter()
            .map(|expression| {
                format!(
                    "coalesce(array_agg(fid order by fid) filter (where {}), '{{}}')",
                    sql(expression)
                )
            })
            .collect();
        for (expressions, columns) in expressions.chunks(50).zip(columns.chunks(50)) {
            let statement = format!("select {} from things", columns.join(",\n"));
            let row =
                sqlx::query(AssertSqlSafe(statement)).fetch_one(&mut connection).await.unwrap();
            for (index, expression) in expressions.iter().enumerate() {
                let (found, _) = things::select(&table, expression.clone()).unwrap();
                let wanted: Vec<i64> = row.get(index);
                assert_eq!(found, wanted, "{}", sql(expression));
            }
        }
    }
}
