//! Rows of a layer's table to features and back.

use std::{ops::ControlFlow, sync::Arc};

use rusqlite::types::ValueRef;

use super::{
    blob,
    scan::{Row, Scan},
};
use crate::{
    domain::{DataType, Feature, FeatureId, Schema, Value},
    store::{
        Intake, Refused, StoreError, image,
        related::Related,
        sql::{ident, own},
        texts::Texts,
    },
};

/// All features of a layer by ascending `fid`, or the reason why it cannot be served as a whole.
pub(super) async fn read_layer(
    scan: &mut Scan,
    schema: &Arc<Schema>,
    intake: &mut dyn Intake,
) -> Result<Result<(), Refused>, StoreError> {
    let mut relations = relations(scan, schema).await?;
    let mut texts: Vec<Texts> = schema.properties.iter().map(|_| Texts::default()).collect();
    let (statement, columns) = select(schema);
    let take = |row: Row<'_>| match feature(row, schema, &mut texts) {
        Ok(mut feature) => {
            relations.iter_mut().for_each(|relation| relation.fill(&mut feature));
            intake.take(schema, feature);
            ControlFlow::Continue(())
        }
        Err(reason) => ControlFlow::Break(Refused { table: schema.id.to_string(), reason }),
    };
    Ok(match scan.rows(statement, columns, take).await? {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(refused) => Err(refused),
    })
}

/// What the relation tables of a layer hold.
async fn relations(scan: &mut Scan, schema: &Schema) -> Result<Vec<Related>, StoreError> {
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
        let mut pairs: Vec<(i64, String)> = Vec::new();
        let take = |row: Row<'_>| match (row.get(0).as_i64(), text(row.get(1))) {
            (Ok(fid), Ok(value)) => {
                pairs.push((fid, value.to_owned()));
                ControlFlow::Continue(())
            }
            (Err(error), _) => ControlFlow::Break(error.to_string()),
            (_, Err(reason)) => ControlFlow::Break(reason),
        };
        if let ControlFlow::Break(reason) = scan.rows(statement, vec![false, true], take).await? {
            let source = format!("`{}`: {reason}", relation.table).into();
            return Err(StoreError::Backend { operation: "reading a layer", source });
        }
        found.push(Related::new(relation.property, pairs));
    }
    Ok(found)
}

/// Keys, geometry, then the table's own columns, and which of these are texts; relation arrays are filled
/// afterwards.
fn select(schema: &Schema) -> (String, Vec<bool>) {
    let geometry = schema.geometry.as_ref().map_or("null".to_owned(), |g| ident(&g.name));
    let columns: String =
        own(schema).map(|(_, property)| format!(", {}", ident(&property.name))).collect();
    let statement = format!(
        "select {fid}, {id}, {geometry}{columns} from {table} order by {fid}",
        fid = ident(&schema.fid_column),
        id = ident(&schema.id_column),
        table = ident(schema.id.as_str()),
    );
    let own = own(schema).map(|(_, property)| property.data_type == DataType::Text);
    (statement, [false, true, false].into_iter().chain(own).collect())
}

fn feature(row: Row<'_>, schema: &Schema, texts: &mut [Texts]) -> Result<Feature, String> {
    let fid = match row.get(0) {
        ValueRef::Integer(fid) => fid,
        other => {
            return Err(format!("a key cannot be read: {}", misplaced(other, DataType::Integer)));
        }
    };
    let at_row = |reason: String| format!("row {fid}: {reason}");
    let id = match row.get(1) {
        ValueRef::Null => "",
        id => text(id).map_err(|error| at_row(format!("its id cannot be read: {error}")))?,
    };
    let id = FeatureId::new(id).map_err(|error| at_row(error.to_string()))?;
    let blob = match row.get(2) {
        ValueRef::Null => None,
        ValueRef::Blob(blob) | ValueRef::Text(blob) => Some(blob),
        ValueRef::Integer(_) | ValueRef::Real(_) => Some([].as_slice()),
    };
    let geometry = image::admit(blob, schema, decode).map_err(at_row)?;
    let mut values = Vec::with_capacity(schema.properties.len());
    let mut column = 3;
    for (property, texts) in schema.properties.iter().zip(texts) {
        if property.data_type == DataType::TextList {
            values.push(Value::TextList(Arc::from([])));
            continue;
        }
        let value = value(row.get(column), property.data_type, texts)
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

/// - `raw`: of a text column not a number, see [`Scan::rows`].
fn value(raw: ValueRef<'_>, data_type: DataType, texts: &mut Texts) -> Result<Value, String> {
    match (data_type, raw) {
        (_, ValueRef::Null) => Ok(Value::Null),
        (DataType::Integer, ValueRef::Integer(number)) => Ok(Value::Integer(number)),
        (DataType::Boolean, ValueRef::Integer(number)) => Ok(Value::Boolean(number != 0)),
        (DataType::Real, ValueRef::Integer(number)) => Ok(Value::Real(number as f64)),
        (DataType::Real, ValueRef::Real(number)) => {
            if number.is_finite() {
                Ok(Value::Real(number))
            } else {
                Err("it is not finite".into())
            }
        }
        (DataType::Text, ValueRef::Text(_)) => Ok(Value::Text(texts.share(text(raw)?))),
        (DataType::Date | DataType::DateTime, ValueRef::Text(_)) => {
            let text = text(raw)?;
            // GeoPackage wants UTC with a `Z`; real files leave it out.
            Value::parse(text, data_type)
                .or_else(|error| Value::parse(&format!("{text}Z"), data_type).map_err(|_| error))
                .map_err(|error| error.to_string())
        }
        _ => Err(misplaced(raw, data_type)),
    }
}

/// The text that stands there, or in a blob.
fn text(raw: ValueRef<'_>) -> Result<&str, String> {
    match raw {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            str::from_utf8(bytes).map_err(|error| error.to_string())
        }
        other => Err(misplaced(other, DataType::Text)),
    }
}

fn misplaced(raw: ValueRef<'_>, data_type: DataType) -> String {
    let stored = match raw {
        ValueRef::Null => "NULL",
        ValueRef::Integer(_) => "INTEGER",
        ValueRef::Real(_) => "REAL",
        ValueRef::Text(_) => "TEXT",
        ValueRef::Blob(_) => "BLOB",
    };
    format!("a {stored} stands where a {data_type} belongs")
}
