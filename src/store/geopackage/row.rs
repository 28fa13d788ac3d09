//! Rows of a layer's table to features and back.

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::{Row, SqliteConnection, TypeInfo, ValueRef, sqlite::SqliteRow};

use super::blob;
use crate::{
    domain::{DataType, Feature, FeatureId, Schema, Value},
    store::{
        Intake, Refused, StoreError, image,
        related::Related,
        sql::{ident, own, safe},
        texts::Texts,
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading a layer", error)
}

/// All features of a layer by ascending `fid`, or the reason why it cannot be served as a whole.
pub(super) async fn read_layer(
    connection: &mut SqliteConnection,
    schema: &Arc<Schema>,
    intake: &mut dyn Intake,
) -> Result<Result<(), Refused>, StoreError> {
    let mut relations = relations(connection, schema).await?;
    let mut texts: Vec<Texts> = schema.properties.iter().map(|_| Texts::default()).collect();
    let mut rows = sqlx::query(safe(select(schema))).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await.map_err(failed)? {
        match feature(&row, schema, &mut texts) {
            Ok(mut feature) => {
                relations.iter_mut().for_each(|relation| relation.fill(&mut feature));
                intake.take(schema, feature);
            }
            Err(reason) => {
                let table = schema.id.to_string();
                return Ok(Err(Refused { table, reason }));
            }
        }
    }
    Ok(Ok(()))
}

/// What the relation tables of a layer hold.
async fn relations(
    connection: &mut SqliteConnection,
    schema: &Schema,
) -> Result<Vec<Related>, StoreError> {
    let mut found = Vec::new();
    for relation in &schema.relations {
        let statement = format!(
            "select owner.{fid}, relation.{value} from {table} relation
             join {owner} owner on owner.{id} = relation.feature_id order by 1, relation.rowid",
            fid = ident(&schema.fid_column),
            id = ident(&schema.id_column),
            value = ident(&relation.value_column),
            table = ident(&relation.table),
            owner = ident(schema.id.as_str()),
        );
        let pairs: Vec<(i64, String)> =
            sqlx::query_as(safe(statement)).fetch_all(&mut *connection).await.map_err(failed)?;
        found.push(Related::new(relation.property, pairs));
    }
    Ok(found)
}

/// Keys, geometry, then the table's own columns; relation arrays are filled afterwards.
fn select(schema: &Schema) -> String {
    let geometry = schema.geometry.as_ref().map_or("null".to_owned(), |g| ident(&g.name));
    let columns: String =
        own(schema).map(|(_, property)| format!(", {}", ident(&property.name))).collect();
    format!(
        "select {fid}, {id}, {geometry}{columns} from {table} order by {fid}",
        fid = ident(&schema.fid_column),
        id = ident(&schema.id_column),
        table = ident(schema.id.as_str()),
    )
}

fn feature(row: &SqliteRow, schema: &Schema, texts: &mut [Texts]) -> Result<Feature, String> {
    let fid: i64 = row.try_get(0).map_err(|error| format!("a key cannot be read: {error}"))?;
    let at_row = |reason: String| format!("row {fid}: {reason}");
    let id: &str = row
        .try_get_unchecked(1)
        .map_err(|error| at_row(format!("its id cannot be read: {error}")))?;
    let id = FeatureId::new(id).map_err(|error| at_row(error.to_string()))?;
    let blob: Option<&[u8]> = row
        .try_get_unchecked(2)
        .map_err(|error| at_row(format!("its geometry cannot be read: {error}")))?;
    let geometry = image::admit(blob, schema, decode).map_err(at_row)?;
    let mut values = Vec::with_capacity(schema.properties.len());
    let mut column = 3;
    for (property, texts) in schema.properties.iter().zip(texts) {
        if property.data_type == DataType::TextList {
            values.push(Value::TextList(Arc::from([])));
            continue;
        }
        let value = value(row, column, property.data_type, texts)
            .map_err(|reason| at_row(format!("`{}`: {reason}", property.name)))?;
        values.push(value);
        column += 1;
    }
    Ok(Feature { fid, id, geometry, values })
}

/// A blob's geometry, or what is wrong with it.
pub(super) fn decode(blob: &[u8], srid: i32) -> Result<Option<geo_types::Geometry<f64>>, String> {
    blob::decode(blob, srid).map_err(|error| error.to_string())
}

fn value(
    row: &SqliteRow,
    column: usize,
    data_type: DataType,
    texts: &mut Texts,
) -> Result<Value, String> {
    let raw = row.try_get_raw(column).map_err(|error| error.to_string())?;
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let info = raw.type_info();
    let stored = info.name();
    let text = || row.try_get_unchecked::<&str, _>(column).map_err(|error| error.to_string());
    match (data_type, stored) {
        (DataType::Integer, "INTEGER") => Ok(Value::Integer(row.get_unchecked(column))),
        (DataType::Boolean, "INTEGER" | "BOOLEAN") => {
            Ok(Value::Boolean(row.get_unchecked::<i64, _>(column) != 0))
        }
        (DataType::Real, "INTEGER") => Ok(Value::Real(row.get_unchecked::<i64, _>(column) as f64)),
        (DataType::Real, "REAL") => {
            let number: f64 = row.get_unchecked(column);
            if number.is_finite() {
                Ok(Value::Real(number))
            } else {
                Err("it is not finite".into())
            }
        }
        (DataType::Text, "TEXT" | "INTEGER" | "REAL") => Ok(Value::Text(texts.share(text()?))),
        (DataType::Date | DataType::DateTime, "TEXT" | "DATE" | "DATETIME") => {
            let text = text()?;
            // GeoPackage wants UTC with a `Z`; real files leave it out.
            Value::parse(text, data_type)
                .or_else(|error| Value::parse(&format!("{text}Z"), data_type).map_err(|_| error))
                .map_err(|error| error.to_string())
        }
        _ => Err(format!("a {stored} stands where a {data_type} belongs")),
    }
}
