use schemars::JsonSchema;
use serde::Serialize;

use crate::atlas;

/// What a name led to, the best first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Found {
    pub q: String,
    pub results: Vec<FindResult>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct FindResult {
    pub collection: String,
    pub id: String,
    pub name: String,
    /// Title of the collection.
    pub detail: String,
    pub r#match: Match,
    /// CRS84: west, south, east, north, in degrees.
    pub bbox: Option<[f64; 4]>,
}

/// What of the feature matched.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    Name,
    Alias,
    Code,
    Initials,
    Pinyin,
}

impl From<atlas::Match> for Match {
    fn from(matched: atlas::Match) -> Self {
        match matched {
            atlas::Match::Name => Self::Name,
            atlas::Match::Alias => Self::Alias,
            atlas::Match::Code => Self::Code,
            atlas::Match::Initials => Self::Initials,
            atlas::Match::Pinyin => Self::Pinyin,
        }
    }
}
