use crate::{
    domain::UnitRef,
    spatial::{GateError, RelationError},
};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EvaluateError {
    #[error("collection `{collection}` has no property `{property}`")]
    UnknownProperty { collection: String, property: String },
    #[error("there is no unit `{0}`")]
    UnknownUnit(UnitRef),
    #[error(transparent)]
    Expression(#[from] ExpressionError),
    #[error(
        "the filter was not done after {seconds} seconds; use fewer or simpler geometries, or \
         narrow it with `bbox` or a condition on a property"
    )]
    TooExpensive { seconds: u64 },
    #[error("the filter names too many large areas; combine them or use fewer")]
    TooManyCandidates,
    #[error(transparent)]
    Engine(RelationError),
}

/// Why an expression does not fit a collection.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ExpressionError {
    #[error("collection `{collection}` has no property `{property}`{hint}")]
    UnknownProperty {
        collection: String,
        property: String,
        /// Empty, or what could have been meant.
        hint: String,
    },
    #[error("{what} is {found} where {expected} belongs")]
    TypeMismatch { what: String, found: &'static str, expected: &'static str },
    #[error("{left} is {left_type} and {right} is {right_type}: {rule}")]
    Incomparable {
        left: String,
        left_type: &'static str,
        right: String,
        right_type: &'static str,
        rule: &'static str,
    },
    #[error("there is no function `{name}`; there are {known}")]
    UnknownFunction { name: String, known: String },
    #[error("`{function}` takes {expected} arguments, got {got}: `{usage}`")]
    ArgumentCount { function: &'static str, expected: usize, got: usize, usage: String },
    #[error("{what} must be written out, not computed from the feature")]
    NotConstant { what: String },
    #[error("`{text}` is not {expected}")]
    Literal { text: String, expected: &'static str },
    #[error("a geometry of the filter: {0}")]
    Geometry(GateError),
    #[error(
        "`{predicate}` takes a GEOMETRYCOLLECTION only of members of one kind that do not overlap; \
         only S_INTERSECTS and S_DISJOINT take any: write the area that the members cover as one \
         MULTIPOLYGON"
    )]
    Collection { predicate: String },
    #[error("`BBOX` of the filter: {0}")]
    Bbox(crate::domain::BboxError),
    #[error(
        "`{0}` compares intervals; an instant goes with T_AFTER, T_BEFORE, T_DISJOINT, T_EQUALS and T_INTERSECTS"
    )]
    InstantForInterval(&'static str),
    #[error("there is no unit `{0}`")]
    UnknownUnit(UnitRef),
}
