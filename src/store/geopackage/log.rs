//! The change log: written by triggers only, read here.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Map, Value as Json};
use sqlx::{Row, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{
    row,
    sql::{ident, literal},
};
use crate::{
    domain::{
        Change, CollectionId, DataType, Effect, Feature, FeatureId, Operation, Schema, Value,
    },
    store::{Schemas, StoreError},
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the change log", error)
}

/// The triggers that log a layer's table and its relation tables.
pub(super) fn triggers(schema: &Schema) -> Vec<String> {
    let mut columns: Vec<(String, Option<DataType>)> = vec![
        (schema.fid_column.clone(), Some(DataType::Integer)),
        (schema.id_column.clone(), Some(DataType::Text)),
    ];
    columns.extend(schema.geometry.iter().map(|geometry| (geometry.name.clone(), None)));
    for property in &schema.properties {
        if property.data_type != DataType::TextList {
            columns.push((property.name.to_string(), Some(property.data_type)));
        }
    }
    let mut statements =
        of_table(schema.id.as_str(), &schema.fid_column, &schema.id_column, &columns);
    for relation in &schema.relations {
        let columns = [
            ("feature_id".to_owned(), Some(DataType::Text)),
            (relation.value_column.clone(), Some(DataType::Text)),
        ];
        statements.extend(of_table(&relation.table, "fid", "feature_id", &columns));
        statements.extend(tidy(schema, &relation.table));
    }
    statements
}

/// Relation rows go with their owner, and follow its id, also for a writer that does not enforce
/// foreign keys.
fn tidy(schema: &Schema, relation: &str) -> [String; 2] {
    let (owner, id) = (ident(schema.id.as_str()), ident(&schema.id_column));
    let relation_ident = ident(relation);
    let name = |what: &str| ident(&format!("gumei_tidy_{relation}_{what}"));
    [
        format!(
            "create trigger {} after delete on {owner} begin
             delete from {relation_ident} where feature_id = old.{id}; end",
            name("delete")
        ),
        format!(
            "create trigger {} after update of {id} on {owner} when old.{id} <> new.{id} begin
             update {relation_ident} set feature_id = new.{id} where feature_id = old.{id}; end",
            name("update")
        ),
    ]
}

fn of_table(
    table: &str,
    fid: &str,
    id: &str,
    columns: &[(String, Option<DataType>)],
) -> Vec<String> {
    let image = |row: &str| {
        let members: Vec<String> = columns
            .iter()
            .map(|(name, data_type)| {
                let column = format!("{row}.{}", ident(name));
                let value = match data_type {
                    None => format!("hex({column})"),
                    // json_object would round a real to 15 digits; 17 give it back exactly, as far
                    // as SQLite's own printf is exact: within what is ever measured.
                    Some(DataType::Real) => {
                        format!("case when {column} is null then null else printf('%!.17g', {column}) end")
                    }
                    Some(_) => column,
                };
                format!("{}, {value}", literal(name))
            })
            .collect();
        format!("json_object({})", members.join(", "))
    };
    [
        ("insert", "new", "null".to_owned(), image("new")),
        ("update", "new", image("old"), image("new")),
        ("delete", "old", image("old"), "null".to_owned()),
    ]
    .into_iter()
    .map(|(operation, row, before, after)| {
        format!(
            "create trigger {name} after {operation} on {table_ident} begin
             insert into changes (layer, feature_id, fid, op, before, after, who, why, batch)
             select {table}, {row}.{id}, {row}.{fid}, '{operation}', {before}, {after}, who, why, batch
             from change_context where only_row = 1; end",
            name = ident(&format!("gumei_log_{table}_{operation}")),
            table_ident = ident(table),
            table = literal(table),
            id = ident(id),
            fid = ident(fid),
        )
    })
    .collect()
}

pub(super) async fn position(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    sqlx::query_scalar("select coalesce(max(seq), 0) from changes")
        .fetch_one(connection)
        .await
        .map_err(failed)
}

/// The last change of each feature that changed since the load, by fid.
pub(super) async fn versions(
    connection: &mut SqliteConnection,
    schema: &Schema,
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let mut tables = vec![schema.id.as_str()];
    tables.extend(schema.relations.iter().map(|relation| relation.table.as_str()));
    let mut versions = BTreeMap::new();
    for table in tables {
        let statement = format!(
            "select owner.{fid}, max(changes.seq) from changes join {owner} owner
             on owner.{id} = changes.feature_id where changes.layer = ? group by 1",
            fid = ident(&schema.fid_column),
            id = ident(&schema.id_column),
            owner = ident(schema.id.as_str()),
        );
        let rows: Vec<(i64, i64)> = sqlx::query_as(super::sql::safe(statement))
            .bind(table)
            .fetch_all(&mut *connection)
            .await
            .map_err(failed)?;
        for (fid, seq) in rows {
            let version = versions.entry(fid).or_insert(seq);
            *version = seq.max(*version);
        }
    }
    Ok(versions)
}

/// At most this many lines a call; the caller asks again from the last.
const PAGE: i64 = 10_000;

pub(super) async fn changes_since(
    pool: &SqlitePool,
    position: i64,
    schemas: &Schemas,
) -> Result<Vec<Change>, StoreError> {
    let rows = sqlx::query(
        "select seq, layer, feature_id, op, before, after from changes
         where seq > ? order by seq limit ?",
    )
    .bind(position)
    .bind(PAGE)
    .fetch_all(pool)
    .await
    .map_err(failed)?;
    rows.iter().map(|row| change(row, schemas)).collect()
}

/// One line of the log.
fn change(row: &SqliteRow, schemas: &Schemas) -> Result<Change, StoreError> {
    let seq: i64 = row.get("seq");
    let broken = |reason: String| StoreError::Log { seq, reason };
    let layer: String = row.get("layer");
    let operation = match row.get::<&str, _>("op") {
        "insert" => Operation::Insert,
        "update" => Operation::Update,
        "delete" => Operation::Delete,
        _ => Operation::Load,
    };
    let feature_id = row
        .get::<Option<String>, _>("feature_id")
        .map(|id| FeatureId::new(&id))
        .transpose()
        .map_err(|error| broken(error.to_string()))?;
    if operation == Operation::Load {
        let collection = CollectionId::new(&layer).map_err(|error| broken(error.to_string()))?;
        return Ok(Change { seq, operation, collection, feature_id, effect: Effect::Reload });
    }
    let image = |key: &str| -> Result<Option<Map<String, Json>>, StoreError> {
        row.get::<Option<&str>, _>(key)
            .map(|text| serde_json::from_str(text).map_err(|error| broken(error.to_string())))
            .transpose()
    };
    let (before, after) = (image("before")?, image("after")?);
    let owner = schemas.values().find_map(|schema| {
        if schema.id.as_str() == layer {
            return Some((schema, None));
        }
        let relation = schema.relations.iter().find(|relation| relation.table == layer)?;
        Some((schema, Some(relation)))
    });
    // A table that could not be served may be whole again after this edit.
    let Some((schema, relation)) = owner else {
        let collection = CollectionId::new(&layer).map_err(|error| broken(error.to_string()))?;
        return Ok(Change { seq, operation, collection, feature_id, effect: Effect::Reload });
    };
    let collection = schema.id.clone();
    let effect = match (relation, before, after) {
        (Some(relation), before, after) => {
            // An update of a relation row is rare (a desktop's attribute table): reload is right.
            if before.is_some() && after.is_some() {
                Effect::Reload
            } else {
                let added = after.is_some();
                let image = after.or(before).unwrap_or_default();
                let text = |key: &str| image.get(key).and_then(Json::as_str).unwrap_or_default();
                Effect::Relation {
                    property: relation.property,
                    id: FeatureId::new(text("feature_id")).map_err(|e| broken(e.to_string()))?,
                    value: text(&relation.value_column).to_owned(),
                    added,
                }
            }
        }
        (None, before, Some(after)) => {
            let feature = feature(&after, schema).map_err(broken)?;
            let previous = before
                .as_ref()
                .and_then(|image| id_of(image, schema))
                .and_then(|id| FeatureId::new(&id).ok());
            Effect::Put { previous, feature }
        }
        (None, Some(before), None) => {
            let id = id_of(&before, schema).unwrap_or_default();
            Effect::Remove { id: FeatureId::new(&id).map_err(|e| broken(e.to_string()))? }
        }
        (None, None, None) => return Err(broken("it has neither image".into())),
    };
    Ok(Change { seq, operation, collection, feature_id, effect })
}

fn id_of(image: &Map<String, Json>, schema: &Schema) -> Option<String> {
    match image.get(&schema.id_column)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn feature(image: &Map<String, Json>, schema: &Schema) -> Result<Feature, String> {
    let fid = image.get(&schema.fid_column).and_then(Json::as_i64).ok_or("its image has no key")?;
    let id = id_of(image, schema).ok_or("its image has no id")?;
    let id = FeatureId::new(&id).map_err(|error| error.to_string())?;
    let blob = schema
        .geometry
        .as_ref()
        .and_then(|column| image.get(&column.name))
        .and_then(Json::as_str)
        .filter(|hex| !hex.is_empty())
        .map(unhex)
        .transpose()?;
    let geometry = row::geometry(blob.as_deref(), schema)?;
    let values = schema
        .properties
        .iter()
        .map(|property| match image.get(&*property.name) {
            _ if property.data_type == DataType::TextList => Ok(Value::TextList(Arc::from([]))),
            None | Some(Json::Null) => Ok(Value::Null),
            Some(Json::String(text)) => Value::parse(text, property.data_type),
            Some(other) => Value::parse(&other.to_string(), property.data_type),
        })
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    Ok(Feature { fid, id, geometry, values })
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err("its geometry image is cut off".into());
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let digit = |byte: u8| (byte as char).to_digit(16);
            Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "its geometry image is not hexadecimal".into())
}
