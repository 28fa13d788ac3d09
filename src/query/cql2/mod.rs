//! CQL2 (OGC 21-065r2): its text and its JSON to [`Expression`] and back.
//!
//! Both readers admit what the grammar (`cql2.bnf`) and the schema (`cql2.yml`) admit, and a little
//! more: a property or function of truth values may stand where a condition belongs, an `IN` list may
//! be empty, `BETWEEN` takes any scalars, an instant may carry an offset as RFC 3339 has it. Which
//! properties and functions exist, and whether types fit, is for the evaluation to say.
//!
//! Everything read is bounded, see [`limits`]: no input recurses, allocates or runs beyond them.

mod error;
pub mod full_width;
mod geometry;
mod instant;
mod json;
mod lexer;
pub mod limits;
mod slot;
mod text;
mod words;
mod write;

use std::str::FromStr;

pub use error::{Cql2Error, Position, Problem};
pub use geometry::GeometryFlaw;
pub use json::{parse_json, parse_json_bytes};
pub use text::parse_text;
pub use write::{write_json, write_text};

use super::Expression;

/// An encoding of CQL2, as `filter-lang` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no filter language, `cql2-text` or `cql2-json` is")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "cql2-text" => Ok(Self::Text),
            "cql2-json" => Ok(Self::Json),
            _ => Err(UnknownLanguage(error::shortened(name))),
        }
    }
}

impl Language {
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "cql2-text",
            Self::Json => "cql2-json",
        }
    }
}

/// The filter that `encoded` stands for.
///
/// # Errors
///
/// [`Cql2Error`], with the place and what would be right there.
pub fn parse(encoded: &str, language: Language) -> Result<Expression, Cql2Error> {
    match language {
        Language::Text => parse_text(encoded),
        Language::Json => parse_json_bytes(encoded.as_bytes()),
    }
}
