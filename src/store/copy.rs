//! Moves a territory from one store to another, and looks whether all of it arrived.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::{Location, LogLine, Refused, Seed, SeedLayer, StoreError, geopackage};

#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    Store(#[from] StoreError),

    #[error(
        "the copy differs from its original in {0}; do not use it, and tell gumei's developers"
    )]
    Differs(String),
}

/// Fills the store at `to` with everything that the one at `from` holds, log included, reads it
/// back and compares. Returns what was copied.
///
/// Tokens stay where they are.
///
/// # Errors
/// [`CopyError`]; what stood at `to` stays as it was, unless the copy differs.
pub async fn copy(from: &Location, to: &Location, replace: bool) -> Result<Seed, CopyError> {
    let store = from.open().await?.store;
    let content = store.content().await;
    store.close().await;
    let content = content?;
    only_ours(&content).await?;
    to.create(&content, replace).await?;
    let store = to.open().await?.store;
    let copy = store.content().await;
    store.close().await;
    match difference(&content, &copy?) {
        Some(what) => Err(CopyError::Differs(what)),
        None => Ok(content),
    }
}

/// Tables that someone added have no counterpart in another store.
async fn only_ours(content: &Seed) -> Result<(), StoreError> {
    let known = geopackage::discover_empty(content).await?;
    let foreign =
        content.layers.iter().find(|layer| known.iter().all(|schema| schema.id != layer.schema.id));
    match foreign {
        Some(layer) => Err(StoreError::Incomplete(Refused {
            table: layer.schema.id.to_string(),
            reason: "it is not of gumei's own layers; move it with ogr2ogr and delete it here"
                .into(),
        })),
        None => Ok(()),
    }
}

/// The first thing that is not the same.
fn difference(a: &Seed, b: &Seed) -> Option<String> {
    if a.territory != b.territory {
        return Some("the territory's definition".into());
    }
    if a.plan != b.plan {
        return Some("the work plan".into());
    }
    if sorted(&a.codes) != sorted(&b.codes) {
        return Some("the code lists".into());
    }
    if a.catalogue_layers != b.catalogue_layers || a.catalogue_columns != b.catalogue_columns {
        return Some("the catalogue".into());
    }
    let others: HashMap<&str, &SeedLayer> =
        b.layers.iter().map(|layer| (layer.schema.id.as_str(), layer)).collect();
    for layer in &a.layers {
        let id = &layer.schema.id;
        let Some(other) = others.get(id.as_str()) else { return Some(format!("layer `{id}`")) };
        let (left, right) = (layer.rows.whole(), other.rows.whole());
        if left.len() != right.len() {
            let (left, right) = (left.len(), right.len());
            return Some(format!("layer `{id}`: {left} features became {right}"));
        }
        let mut pairs = left.iter().zip(right.iter());
        if let Some((feature, _)) = pairs.find(|(left, right)| left != right) {
            return Some(format!("layer `{id}`, feature `{}`", feature.id));
        }
    }
    let (left, right) = (a.log.as_deref()?, b.log.as_deref().unwrap_or_default());
    if left.len() != right.len() {
        return Some(format!("the change log: {} lines became {}", left.len(), right.len()));
    }
    let pair = left.iter().zip(right).find(|(left, right)| !same_line(left, right));
    pair.map(|(line, _)| format!("line {} of the change log", line.seq))
}

/// Each list in its own order.
fn sorted(codes: &[[String; 4]]) -> Vec<&[String; 4]> {
    let mut codes: Vec<&[String; 4]> = codes.iter().collect();
    codes.sort_by_key(|[list, ..]| list);
    codes
}

fn same_line(a: &LogLine, b: &LogLine) -> bool {
    let same_image = |a: &Option<Json>, b: &Option<Json>| match (a, b) {
        (Some(a), Some(b)) => same_value(a, b),
        (a, b) => a == b,
    };
    let rest = |line: &LogLine| LogLine { before: None, after: None, ..line.clone() };
    same_image(&a.before, &b.before) && same_image(&a.after, &b.after) && rest(a) == rest(b)
}

/// Numbers count by value: one store writes 5 where another writes 5.0.
fn same_value(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(left), Json::Number(right)) if left != right => {
            (left.is_f64() || right.is_f64()) && left.as_f64() == right.as_f64()
        }
        (Json::Object(left), Json::Object(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, value)| right.get(key).is_some_and(|r| same_value(value, r)))
        }
        (a, b) => a == b,
    }
}
