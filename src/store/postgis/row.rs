//! Rows of a layer's table to features, by binary COPY.

use std::sync::Arc;

use futures_util::TryStreamExt;
use sqlx::PgConnection;

use super::copy::{self, Fields, Malformed, Reader};
use crate::{
    domain::{DataType, Feature, FeatureId, Schema, Value},
    store::{
        Intake, Refused, StoreError, ewkb, image,
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
    connection: &mut PgConnection,
    schema: &Arc<Schema>,
    intake: &mut dyn Intake,
) -> Result<Result<(), Refused>, StoreError> {
    let mut relations = relations(connection, schema).await?;
    let mut flaw = None;
    let statement = format!("copy ({}) to stdout (format binary)", select(schema));
    let mut stream = connection.copy_out_raw(&statement).await.map_err(failed)?;
    let mut reader = Reader::default();
    let mut texts = texts(schema);
    let mut take = |reader: &mut Reader| -> Result<(), String> {
        while let Some(mut fields) = reader.next().map_err(|error| error.to_string())? {
            let mut feature = feature(&mut fields, schema, &mut texts)?;
            relations.iter_mut().for_each(|relation| relation.fill(&mut feature));
            intake.take(schema, feature);
        }
        Ok(())
    };
    // A COPY must be read to its end, even when a row has shown that the layer is unfit.
    while let Some(bytes) = stream.try_next().await.map_err(failed)? {
        if flaw.is_none() {
            reader.push(&bytes);
            if reader.is_full() {
                flaw = take(&mut reader).err();
            }
        }
    }
    let flaw = flaw.or_else(|| take(&mut reader).err());
    Ok(match flaw {
        Some(reason) => Err(Refused { table: schema.id.to_string(), reason }),
        None => Ok(()),
    })
}

/// What the relation tables of a layer hold.
async fn relations(
    connection: &mut PgConnection,
    schema: &Schema,
) -> Result<Vec<Related>, StoreError> {
    let mut found = Vec::new();
    for relation in &schema.relations {
        let statement = format!(
            "select owner.{fid}::int8, relation.{value}::text from {table} relation
             join {owner} owner on owner.{id} = relation.feature_id order by 1, relation.fid",
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

/// One for each property.
fn texts(schema: &Schema) -> Vec<Texts> {
    schema.properties.iter().map(|_| Texts::default()).collect()
}

/// Keys, geometry, then the table's own columns, each in the type its values are decoded from.
fn select(schema: &Schema) -> String {
    let geometry = schema.geometry.as_ref().map_or("null".to_owned(), |g| ident(&g.name));
    let columns: String = own(schema)
        .map(|(_, property)| {
            let kind = match property.data_type {
                DataType::Boolean => "bool",
                DataType::Integer => "int8",
                DataType::Real => "float8",
                DataType::Text | DataType::TextList => "text",
                DataType::Date => "date",
                DataType::DateTime => "timestamptz",
            };
            format!(", {}::{kind}", ident(&property.name))
        })
        .collect();
    format!(
        "select {fid}::int8, {id}::text, {geometry}{columns} from {table} layer order by layer.{fid}",
        fid = ident(&schema.fid_column),
        id = ident(&schema.id_column),
        table = ident(schema.id.as_str()),
    )
}

fn feature(
    fields: &mut Fields<'_>,
    schema: &Schema,
    texts: &mut [Texts],
) -> Result<Feature, String> {
    let plain = |error: Malformed| error.to_string();
    let fid = fields.bytes().map_err(plain)?.ok_or("a row has no key")?;
    let fid = copy::integer(fid).map_err(plain)?;
    let at_row = |reason: String| format!("row {fid}: {reason}");
    let malformed = |error: Malformed| at_row(error.to_string());
    let id = fields.bytes().map_err(malformed)?.ok_or_else(|| at_row("it has no id".into()))?;
    let id = copy::text(id).map_err(malformed)?;
    let id = FeatureId::new(id).map_err(|error| at_row(error.to_string()))?;
    let geometry = fields.bytes().map_err(malformed)?;
    let geometry = image::admit(geometry, schema, ewkb::decode).map_err(at_row)?;
    let mut values = Vec::with_capacity(schema.properties.len());
    for (property, texts) in schema.properties.iter().zip(texts) {
        if property.data_type == DataType::TextList {
            values.push(Value::TextList(Arc::from([])));
            continue;
        }
        let value = match fields.bytes().map_err(malformed)? {
            Some(field) => value(field, property.data_type, texts),
            None => Ok(Value::Null),
        };
        values.push(value.map_err(|reason| at_row(format!("`{}`: {reason}", property.name)))?);
    }
    Ok(Feature { fid, id, geometry, values })
}

fn value(field: &[u8], data_type: DataType, texts: &mut Texts) -> Result<Value, String> {
    let malformed = |error: Malformed| error.to_string();
    Ok(match data_type {
        DataType::Boolean => Value::Boolean(field == [1]),
        DataType::Integer => Value::Integer(copy::integer(field).map_err(malformed)?),
        DataType::Real => {
            let number = copy::real(field).map_err(malformed)?;
            if !number.is_finite() {
                return Err("it is not finite".into());
            }
            Value::Real(number)
        }
        DataType::Text | DataType::TextList => {
            Value::Text(texts.share(copy::text(field).map_err(malformed)?))
        }
        DataType::Date => {
            Value::Date(copy::date(field).map_err(malformed)?.ok_or("it is no calendar date")?)
        }
        DataType::DateTime => Value::DateTime(
            copy::instant(field).map_err(malformed)?.ok_or("it is no time of the calendar")?,
        ),
    })
}
