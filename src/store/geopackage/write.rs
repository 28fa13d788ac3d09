//! Edits: row and log line in one transaction.

use std::sync::Arc;

use geo::BoundingRect;
use sqlx::{
    AssertSqlSafe, QueryBuilder, Sqlite, SqliteConnection, SqlitePool, query::Query,
    sqlite::SqliteArguments,
};

use super::{
    blob,
    sql::{ident, safe},
};
use crate::{
    domain::{CollectionId, DataType, Edit, EditContext, Feature, Schema, Value},
    store::{Schemas, StoreError},
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("writing to the store", error)
}

pub(super) async fn write(
    writer: &SqlitePool,
    edits: &[Edit],
    schemas: &Schemas,
    context: &EditContext,
) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("begin immediate").await.map_err(failed)?;
    set_context(&mut transaction, context).await?;
    for edit in edits {
        match edit {
            Edit::Insert { collection, feature } => {
                let schema = schema(schemas, collection)?;
                insert(&mut transaction, schema, feature).await?;
                widen_extent(&mut transaction, schema, feature).await?;
            }
            Edit::Replace { collection, feature } => {
                let schema = schema(schemas, collection)?;
                replace(&mut transaction, schema, feature).await?;
                widen_extent(&mut transaction, schema, feature).await?;
            }
            Edit::Delete { collection, id } => {
                let schema = schema(schemas, collection)?;
                let statement = format!(
                    "delete from {} where {} = ?",
                    ident(schema.id.as_str()),
                    ident(&schema.id_column)
                );
                let done = sqlx::query(safe(statement))
                    .bind(id.as_str())
                    .execute(&mut *transaction)
                    .await
                    .map_err(failed)?;
                gone(done.rows_affected(), id.as_str())?;
            }
        }
    }
    set_context(&mut transaction, &EditContext::default()).await?;
    transaction.commit().await.map_err(failed)
}

fn schema<'a>(schemas: &'a Schemas, id: &CollectionId) -> Result<&'a Schema, StoreError> {
    schemas
        .get(id)
        .map(|schema| &**schema)
        .ok_or_else(|| StoreError::Constraint(format!("there is no collection `{id}`")))
}

fn gone(rows: u64, id: &str) -> Result<(), StoreError> {
    if rows == 0 {
        return Err(StoreError::Constraint(format!("feature `{id}` is gone")));
    }
    Ok(())
}

async fn set_context(
    connection: &mut SqliteConnection,
    context: &EditContext,
) -> Result<(), StoreError> {
    sqlx::query("update change_context set who = ?, why = ?, batch = ? where only_row = 1")
        .bind(&context.who)
        .bind(&context.why)
        .bind(&context.batch)
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Binds one value as SQLite stores it: booleans as 0/1, times as text.
fn bind_value<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    value: &Value,
) -> Query<'q, Sqlite, SqliteArguments> {
    match value {
        Value::Null | Value::TextList(_) => query.bind(None::<String>),
        Value::Boolean(flag) => query.bind(i64::from(*flag)),
        Value::Integer(number) => query.bind(*number),
        Value::Real(number) => query.bind(*number),
        Value::Text(_) | Value::Date(_) | Value::DateTime(_) => query.bind(value.to_string()),
    }
}

/// The columns a write fills, in binding order: id, geometry, own columns.
fn columns(schema: &Schema) -> Vec<String> {
    let mut columns = Vec::new();
    if schema.id_column != schema.fid_column {
        columns.push(ident(&schema.id_column));
    }
    columns.extend(schema.geometry.iter().map(|geometry| ident(&geometry.name)));
    columns.extend(own(schema).map(|(_, name)| ident(name)));
    columns
}

/// Properties kept in the layer's own table.
fn own(schema: &Schema) -> impl Iterator<Item = (usize, &str)> {
    schema
        .properties
        .iter()
        .enumerate()
        .filter(|(_, property)| property.data_type != DataType::TextList)
        .map(|(index, property)| (index, &*property.name))
}

fn bind_feature<'q>(
    mut query: Query<'q, Sqlite, SqliteArguments>,
    schema: &Schema,
    feature: &Feature,
) -> Query<'q, Sqlite, SqliteArguments> {
    if schema.id_column != schema.fid_column {
        query = query.bind(feature.id.as_str().to_owned());
    }
    if schema.geometry.is_some() {
        query = query.bind(feature.geometry.as_deref().map(blob::encode));
    }
    for (index, _) in own(schema) {
        query = bind_value(query, &feature.values[index]);
    }
    query
}

async fn insert(
    connection: &mut SqliteConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    bind_feature(sqlx::query(safe(insert_statement(schema, 1))), schema, feature)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    insert_relations(connection, schema, feature).await
}

/// One statement that inserts so many rows.
fn insert_statement(schema: &Schema, rows: usize) -> String {
    let columns = columns(schema);
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    format!(
        "insert into {} ({}) values {}",
        ident(schema.id.as_str()),
        columns.join(", "),
        vec![row; rows].join(", ")
    )
}

/// Rows of one statement of a bulk load; more make no difference, and SQLite binds at most 32,766
/// values.
const BATCH: usize = 100;

/// Inserts all features, many with one statement.
///
/// # Errors
/// The index of the feature that is refused, and why.
pub(super) async fn insert_all(
    connection: &mut SqliteConnection,
    schema: &Schema,
    features: &[Feature],
) -> Result<(), (usize, StoreError)> {
    let whole: Arc<str> = insert_statement(schema, BATCH).into();
    for (number, batch) in features.chunks(BATCH).enumerate() {
        let statement = match batch.len() {
            BATCH => whole.clone(),
            rows => insert_statement(schema, rows).into(),
        };
        let query = sqlx::query(AssertSqlSafe(statement)).persistent(batch.len() == BATCH);
        let query = batch.iter().fold(query, |query, one| bind_feature(query, schema, one));
        let together = query.execute(&mut *connection).await.map_err(failed);
        for (index, feature) in batch.iter().enumerate() {
            let one = match &together {
                Ok(_) => insert_relations(connection, schema, feature).await,
                // A statement is carried out whole or not at all; one by one shows the culprit.
                Err(_) => insert(connection, schema, feature).await,
            };
            one.map_err(|error| (number * BATCH + index, error))?;
        }
    }
    Ok(())
}

async fn replace(
    connection: &mut SqliteConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    let assignments: Vec<String> =
        columns(schema).into_iter().map(|column| format!("{column} = ?")).collect();
    let statement = format!(
        "update {} set {} where {} = ?",
        ident(schema.id.as_str()),
        assignments.join(", "),
        ident(&schema.id_column)
    );
    let done = bind_feature(sqlx::query(safe(statement)), schema, feature)
        .bind(feature.id.as_str())
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    gone(done.rows_affected(), feature.id.as_str())?;
    for relation in &schema.relations {
        let statement = format!("delete from {} where feature_id = ?", ident(&relation.table));
        sqlx::query(safe(statement))
            .bind(feature.id.as_str())
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
    }
    insert_relations(connection, schema, feature).await
}

async fn insert_relations(
    connection: &mut SqliteConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    for relation in &schema.relations {
        let Value::TextList(list) = &feature.values[relation.property] else { continue };
        if list.is_empty() {
            continue;
        }
        let mut builder: QueryBuilder<Sqlite> = QueryBuilder::new(format!(
            "insert into {} (feature_id, {}) ",
            ident(&relation.table),
            ident(&relation.value_column)
        ));
        builder.push_values(list.iter(), |mut row, value| {
            row.push_bind(feature.id.as_str()).push_bind(value.to_string());
        });
        builder.build().execute(&mut *connection).await.map_err(failed)?;
    }
    Ok(())
}

/// Keeps the extent that `gpkg_contents` states from becoming too small.
async fn widen_extent(
    connection: &mut SqliteConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    let Some(rect) = feature.geometry.as_deref().and_then(BoundingRect::bounding_rect) else {
        return Ok(());
    };
    sqlx::query(
        "update gpkg_contents set
         min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),
         max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4),
         last_change = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where table_name = ?5",
    )
    .bind(rect.min().x)
    .bind(rect.min().y)
    .bind(rect.max().x)
    .bind(rect.max().y)
    .bind(schema.id.as_str())
    .execute(connection)
    .await
    .map_err(failed)?;
    Ok(())
}
