//! Where a page of a list starts, for the one list it was made for.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::{error::ApiError, params::Params, wire};
use crate::{
    domain::{Schema, Value},
    query::{Order, Position},
};

/// Parameters that change how features are sent, not which ones or in which order.
const NO_MATTER: [&str; 7] = ["token", "limit", "f", "lang", "crs", "properties", "skipGeometry"];
/// Bytes of the sum at the start of a token.
const SUM: usize = 8;

/// Before or behind which position the page lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Page {
    After(Position),
    Before(Position),
}

/// What tokens of one list are bound to: the collection, its filters and its order.
#[derive(Debug)]
pub struct List(Sha256);

impl List {
    /// The list that these parameters ask for.
    pub fn new(collection: &str, params: &Params) -> Self {
        let mut pairs: Vec<(String, String)> =
            form_urlencoded::parse(params.query().as_bytes()).into_owned().collect();
        pairs.retain(|(name, _)| !NO_MATTER.contains(&&**name));
        pairs.sort();
        let mut hash = Sha256::new().chain_update("page 1").chain_update(collection);
        for (name, value) in pairs {
            hash.update(format!("\n{}={} {value}", name, value.len()));
        }
        Self(hash)
    }

    /// Tells a token that was not made here, or for another list. No secret: a position is none.
    fn sum(&self, payload: &[u8]) -> [u8; SUM] {
        let hash = self.0.clone().chain_update([0]).chain_update(payload).finalize();
        hash[..SUM].try_into().expect("a hash is longer")
    }

    pub fn token(&self, page: &Page) -> String {
        let (way, position) = match page {
            Page::After(position) => ("after", position),
            Page::Before(position) => ("before", position),
        };
        let values: Vec<Json> = position.values.iter().map(wire::value).collect();
        let payload = serde_json::json!([way, position.fid, values]).to_string().into_bytes();
        URL_SAFE_NO_PAD.encode([&self.sum(&payload)[..], &payload].concat())
    }

    /// # Errors
    /// [`ApiError::Parameter`] for `token`, when it is not one of this list.
    pub fn read(&self, token: &str, order: &Order, schema: &Schema) -> Result<Page, ApiError> {
        self.page(token, order, schema).ok_or_else(|| {
            let detail = "it is not a token of this list; take one from a `next` or `prev` link \
                          and leave the other parameters as they are";
            ApiError::parameter("token", detail)
        })
    }

    fn page(&self, token: &str, order: &Order, schema: &Schema) -> Option<Page> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (sum, payload) = bytes.split_at_checked(SUM)?;
        if sum != self.sum(payload) {
            return None;
        }
        let (way, fid, values): (String, i64, Vec<Json>) = serde_json::from_slice(payload).ok()?;
        if values.len() != order.keys.len() {
            return None;
        }
        let values = order.keys.iter().zip(values);
        let values = values.map(|(key, json)| match json {
            Json::Null => Some(Value::Null),
            Json::String(text) => Value::parse(&text, key.data_type(schema)).ok(),
            other => Value::parse(&other.to_string(), key.data_type(schema)).ok(),
        });
        let position = Position { values: values.collect::<Option<_>>()?, fid };
        match &*way {
            "after" => Some(Page::After(position)),
            "before" => Some(Page::Before(position)),
            _ => None,
        }
    }
}
