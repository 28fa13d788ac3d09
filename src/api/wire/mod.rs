//! The shapes of JSON answers. Kept apart from the domain, so that a rename
//! inside never changes the API. The OpenAPI document describes these structs.

pub mod changes;
pub mod collection;
pub mod counts;
pub mod coverage;
pub mod find;
pub mod functions;
pub mod geojson;
pub mod health;
pub mod landing;
pub mod nearest;
pub mod place;
pub mod plan;
pub mod problem;
pub mod responsibilities;
pub mod schema;
pub mod search;
pub mod transaction;
pub mod warnings;
pub mod workflows;

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain;

/// A text in both languages of the service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Titles {
    pub zh: String,
    pub en: String,
}

impl From<&domain::Titles> for Titles {
    fn from(titles: &domain::Titles) -> Self {
        Self { zh: titles.zh.clone(), en: titles.en.clone() }
    }
}

/// A property's value as JSON.
pub fn value(value: &domain::Value) -> serde_json::Value {
    use crate::domain::Value as V;
    match value {
        V::Null => serde_json::Value::Null,
        V::Boolean(flag) => (*flag).into(),
        V::Integer(number) => (*number).into(),
        V::Real(number) => (*number).into(),
        V::Text(text) => (&**text).into(),
        V::Date(_) | V::DateTime(_) => value.to_string().into(),
        V::TextList(list) => list.iter().map(|text| &**text).collect(),
    }
}
