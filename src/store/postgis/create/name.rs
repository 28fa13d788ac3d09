//! Names what of the data the database refuses.

use crate::{
    domain::{Feature, FeatureId, Relation, Schema, Value},
    store::{
        Seed, SeedPlace, StoreError,
        postgis::error::{BrokenKey, broken_key},
    },
};

use super::failed;

pub(super) fn refused(place: SeedPlace, error: sqlx::Error) -> StoreError {
    let told = error.as_database_error().map(|told| told.message().to_owned());
    match (failed(error), told) {
        (StoreError::Constraint(reason), _) => StoreError::Seed { place, reason },
        // A table that is not there, for instance.
        (StoreError::Backend { .. }, Some(reason)) => StoreError::Seed { place, reason },
        (other, _) => other,
    }
}

pub(super) fn place(schema: &Schema, number: usize, id: &FeatureId) -> SeedPlace {
    SeedPlace::Feature { layer: schema.id.to_string(), number, id: id.to_string() }
}

/// Keys are checked after the rows, table by table, and the database tells the key only.
pub(super) fn key_refused(seed: &Seed, error: sqlx::Error) -> StoreError {
    match broken_key(&error).and_then(|key| find(seed, &key)) {
        Some(place) => refused(place, error),
        None => failed(error),
    }
}

/// The feature that refers to nothing, or the second that has the key.
fn find(seed: &Seed, key: &BrokenKey) -> Option<SeedPlace> {
    let of_table = |schema: &Schema| schema.tables().any(|table| table == key.table);
    let layer = seed.layers.iter().find(|layer| of_table(&layer.schema))?;
    let schema = &layer.schema;
    let relation = schema.relations.iter().find(|relation| relation.table == key.table);
    let mut left = if key.twice { 2 } else { 1 };
    let mut number = 0;
    for piece in layer.rows.pieces() {
        for feature in piece.iter() {
            number += 1;
            let matches = match relation {
                Some(relation) => related(feature, relation, key),
                None => usize::from(own(feature, schema, key).as_ref() == Some(&key.values)),
            };
            if matches >= left {
                return Some(place(schema, number, &feature.id));
            }
            left -= matches;
        }
    }
    None
}

/// The feature's own key, as the server would write it.
fn own(feature: &Feature, schema: &Schema, key: &BrokenKey) -> Option<String> {
    let value = |column: &String| {
        if *column == schema.id_column {
            Some(feature.id.to_string())
        } else if *column == schema.fid_column {
            Some(feature.fid.to_string())
        } else {
            schema.index_of(column).map(|index| feature.values[index].to_string())
        }
    };
    Some(key.columns.iter().map(value).collect::<Option<Vec<_>>>()?.join(", "))
}

/// How many rows of a relation's table have the key because of this feature.
fn related(feature: &Feature, relation: &Relation, key: &BrokenKey) -> usize {
    let Value::TextList(list) = &feature.values[relation.property] else { return 0 };
    let row = |value: &str| {
        let cell = |column: &String| match column.as_str() {
            "feature_id" => feature.id.to_string(),
            _ => value.to_owned(),
        };
        key.columns.iter().map(cell).collect::<Vec<_>>().join(", ")
    };
    list.iter().filter(|value| row(value) == key.values).count()
}
