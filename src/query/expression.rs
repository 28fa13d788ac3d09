use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use geo_types::Geometry;

/// An expression of CQL2 (OGC 21-065r2): what its text and its JSON encoding both stand for.
///
/// Untyped as read; types are checked against a schema when it is evaluated. Ordinates are in the
/// CRS of the filter until they are brought to CRS84.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// Two or more parts.
    And(Vec<Expression>),
    /// Two or more parts.
    Or(Vec<Expression>),
    Not(Box<Expression>),
    Compare {
        operator: Comparison,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// `%` stands for any text, `_` for one character, `\` takes the next character as it is.
    Like {
        value: Box<Expression>,
        pattern: Box<Expression>,
    },
    /// Both ends inclusive.
    Between {
        value: Box<Expression>,
        lower: Box<Expression>,
        upper: Box<Expression>,
    },
    In {
        value: Box<Expression>,
        list: Vec<Expression>,
    },
    IsNull(Box<Expression>),
    Spatial {
        predicate: SpatialPredicate,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Temporal {
        predicate: TemporalPredicate,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Array {
        predicate: ArrayPredicate,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Arithmetic {
        operator: Arithmetic,
        left: Box<Expression>,
        right: Box<Expression>,
    },
    /// A function by name; which ones exist is the evaluation's to say.
    Function {
        name: Arc<str>,
        arguments: Vec<Expression>,
    },
    CaseI(Box<Expression>),
    AccentI(Box<Expression>),
    Property(Arc<str>),
    Boolean(bool),
    Integer(i64),
    /// Always finite.
    Real(f64),
    Text(Arc<str>),
    Date(NaiveDate),
    Timestamp(DateTime<Utc>),
    /// Closed at both ends; `None` is `'..'`. The ends are dates, timestamps, properties or functions.
    Interval {
        start: Option<Box<Expression>>,
        end: Option<Box<Expression>>,
    },
    /// Finite ordinates, two dimensions (a third is dropped when read).
    Geometry(Arc<Geometry<f64>>),
    /// `BBOX(west, south, east, north)`; west > east crosses the antimeridian.
    Bbox([f64; 4]),
    List(Vec<Expression>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpatialPredicate {
    Contains,
    Crosses,
    Disjoint,
    Equals,
    Intersects,
    Overlaps,
    Touches,
    Within,
}

/// Allen's relations as CQL2 names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TemporalPredicate {
    After,
    Before,
    Contains,
    Disjoint,
    During,
    Equals,
    FinishedBy,
    Finishes,
    Intersects,
    Meets,
    MetBy,
    OverlappedBy,
    Overlaps,
    StartedBy,
    Starts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArrayPredicate {
    ContainedBy,
    Contains,
    Equals,
    Overlaps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
    /// The integer part of the quotient (`div`).
    IntegerDivide,
    Modulo,
    Power,
}
