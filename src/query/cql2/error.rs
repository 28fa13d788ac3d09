use std::fmt;

use super::{
    full_width::FullWidth,
    geometry::GeometryFlaw,
    limits::{MAX_DEPTH, MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_NODES, MAX_TEXT_BYTES, MAX_VERTICES},
};

/// Why a filter could not be read, and where.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub struct Cql2Error {
    pub at: Position,
    pub problem: Box<Problem>,
    /// Full-width punctuation that may be the cause.
    pub hint: Option<FullWidth>,
}

impl Cql2Error {
    pub(super) fn new(at: Position, problem: Problem) -> Self {
        Self { at, problem: Box::new(problem), hint: None }
    }
}

impl fmt::Display for Cql2Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.problem)?;
        match self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    Whole,
    /// A character of CQL2 Text, counted from 1.
    Character(usize),
    /// A value of CQL2 JSON, as a JSON pointer (RFC 6901).
    Pointer(String),
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("filter"),
            Self::Character(number) => write!(f, "character {number}"),
            Self::Pointer(pointer) => write!(f, "`{pointer}`"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Problem {
    #[error("CQL2 Text of {0} bytes, at most {MAX_TEXT_BYTES} are admitted")]
    TextTooLong(usize),
    #[error("CQL2 JSON of {0} bytes, at most {MAX_JSON_BYTES} are admitted")]
    JsonTooLong(usize),
    #[error("nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("JSON nested deeper than {MAX_JSON_DEPTH} levels")]
    JsonTooDeep,
    #[error("more than {MAX_NODES} operators, values and names")]
    TooManyNodes,
    #[error("more than {MAX_VERTICES} vertices")]
    TooManyVertices,
    /// Both as phrases; what was found is in backticks when it is quoted.
    #[error("expected {expected}, found {found}")]
    Expected { expected: String, found: String },
    #[error("`{0}` opens what nothing closes")]
    Unclosed(char),
    #[error("`{0}` is no sign of CQL2")]
    Sign(char),
    #[error("`{found}` is no sign of CQL2, write `{right}`")]
    ForeignSign { found: &'static str, right: &'static str },
    #[error("`{0}` is no number")]
    Number(String),
    #[error("`{0}` is beyond the range of numbers")]
    NotFinite(String),
    #[error("`{0}` is no date, such as `2016-09-30`")]
    Date(String),
    #[error("`{0}` is no timestamp, such as `2016-09-30T08:00:00Z`")]
    Timestamp(String),
    #[error("`{0}` is no end of an interval: a date, a timestamp or `..` is")]
    IntervalEnd(String),
    #[error("a name is empty")]
    EmptyName,
    #[error("`{0}` is an operator of CQL2, no function")]
    NoFunction(String),
    #[error("powers do not chain, put brackets around one `^`")]
    ChainedPower,
    #[error(transparent)]
    Geometry(#[from] GeometryFlaw),
    #[error("a bounding box needs 4 or 6 numbers, got {0}")]
    BboxLength(usize),
    #[error("`{operator}` takes {takes}, got {found}")]
    Arguments { operator: String, takes: &'static str, found: usize },
    #[error("no JSON: {0}")]
    Json(String),
}

impl Problem {
    /// Whether full-width punctuation may have caused it.
    pub(super) fn is_about_signs(&self) -> bool {
        matches!(
            self,
            Self::Expected { .. }
                | Self::Unclosed(_)
                | Self::Sign(_)
                | Self::ForeignSign { .. }
                | Self::Number(_)
        )
    }

    pub(super) fn expected(expected: impl Into<String>, found: impl Into<String>) -> Self {
        Self::Expected { expected: expected.into(), found: found.into() }
    }
}

/// At most 40 characters of what somebody sent.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
