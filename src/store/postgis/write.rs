//! Edits: rows in one transaction; the triggers log them when it commits.

use std::collections::BTreeMap;

use sqlx::{PgConnection, PgPool, Postgres, postgres::PgArguments, query::Query};

use super::log::tables;
use crate::{
    domain::{CollectionId, DataType, Edit, EditContext, Feature, Schema, Value},
    store::{
        Schemas, StoreError, ewkb,
        sql::{self, ident, own, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("writing to the store", error)
}

/// How often a transaction that others stood in the way of is tried.
const TRIES: usize = 4;

pub(super) async fn write(
    pool: &PgPool,
    edits: &[Edit],
    schemas: &Schemas,
    context: &EditContext,
    seen: i64,
) -> Result<(), StoreError> {
    for _ in 1..TRIES {
        match attempt(pool, edits, schemas, context, seen).await {
            // Two batches locked each other's rows: PostgreSQL has undone this one.
            Err(StoreError::Busy) => tokio::task::yield_now().await,
            result => return result,
        }
    }
    attempt(pool, edits, schemas, context, seen).await
}

async fn attempt(
    pool: &PgPool,
    edits: &[Edit],
    schemas: &Schemas,
    context: &EditContext,
    seen: i64,
) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await.map_err(failed)?;
    sqlx::query(
        "select set_config('gumei.who', $1, true), set_config('gumei.why', $2, true),
         set_config('gumei.batch', $3, true)",
    )
    .bind(context.who.as_deref().unwrap_or_default())
    .bind(context.why.as_deref().unwrap_or_default())
    .bind(context.batch.as_deref().unwrap_or_default())
    .execute(&mut *transaction)
    .await
    .map_err(failed)?;
    unchanged(&mut transaction, edits, schemas, seen).await?;
    for (index, edit) in edits.iter().enumerate() {
        carry_out(&mut transaction, edit, schemas)
            .await
            .map_err(|error| error.at(index, edits.len()))?;
    }
    // The log is numbered in here.
    transaction.commit().await.map_err(failed)
}

async fn carry_out(
    connection: &mut PgConnection,
    edit: &Edit,
    schemas: &Schemas,
) -> Result<(), StoreError> {
    match edit {
        Edit::Insert { collection, feature } => {
            insert(connection, schema(schemas, collection)?, feature).await
        }
        Edit::Replace { collection, feature } => {
            replace(connection, schema(schemas, collection)?, feature).await
        }
        Edit::Delete { collection, id } => {
            let schema = schema(schemas, collection)?;
            let statement =
                format!("delete from {} where {}", ident(schema.id.as_str()), named(schema, 1));
            let done = sqlx::query(safe(statement))
                .bind(id.as_str())
                .execute(connection)
                .await
                .map_err(failed)?;
            gone(done.rows_affected(), id.as_str())
        }
    }
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

/// Condition for the feature whose id is bound as the given parameter.
fn named(schema: &Schema, parameter: usize) -> String {
    let column = ident(&schema.id_column);
    if schema.id_column == schema.fid_column {
        format!("{column} = ${parameter}::text::int8")
    } else {
        format!("{column} = ${parameter}")
    }
}

/// Locks the rows that are replaced or deleted, and fails when the log has a line about one of
/// them after `seen`. Once a row is locked, whoever changed it before has committed, so that the
/// log tells.
async fn unchanged(
    connection: &mut PgConnection,
    edits: &[Edit],
    schemas: &Schemas,
    seen: i64,
) -> Result<(), StoreError> {
    let mut ids: BTreeMap<&CollectionId, Vec<String>> = BTreeMap::new();
    for edit in edits {
        if let Edit::Replace { collection, feature: Feature { id, .. } }
        | Edit::Delete { collection, id } = edit
        {
            ids.entry(collection).or_default().push(id.to_string());
        }
    }
    for (collection, ids) in ids {
        let schema = schema(schemas, collection)?;
        let key = ident(&schema.id_column);
        let given = if schema.id_column == schema.fid_column { "$1::text[]::int8[]" } else { "$1" };
        // Everyone locks in the same order.
        let statement = format!(
            "select {key} from {} where {key} = any ({given}) order by 1 for update",
            ident(schema.id.as_str()),
        );
        sqlx::query(safe(statement)).bind(&ids).execute(&mut *connection).await.map_err(failed)?;
        let changed: Option<String> = sqlx::query_scalar(
            "select feature_id from changes
             where layer = any ($1) and feature_id = any ($2) and seq > $3 limit 1",
        )
        .bind(tables(schema))
        .bind(&ids)
        .bind(seen)
        .fetch_optional(&mut *connection)
        .await
        .map_err(failed)?;
        if let Some(id) = changed {
            return Err(StoreError::Outdated(id));
        }
    }
    Ok(())
}

type Bound<'q> = Query<'q, Postgres, PgArguments>;

fn bind_value<'q>(query: Bound<'q>, value: &Value, data_type: DataType) -> Bound<'q> {
    match value {
        Value::Boolean(flag) => query.bind(*flag),
        Value::Integer(number) => query.bind(*number),
        Value::Real(number) => query.bind(*number),
        Value::Text(text) => query.bind(text.to_string()),
        Value::Date(date) => query.bind(*date),
        Value::DateTime(instant) => query.bind(*instant),
        // A null has a type too.
        Value::Null | Value::TextList(_) => match data_type {
            DataType::Boolean => query.bind(None::<bool>),
            DataType::Integer => query.bind(None::<i64>),
            DataType::Real => query.bind(None::<f64>),
            DataType::Text | DataType::TextList => query.bind(None::<String>),
            DataType::Date => query.bind(None::<chrono::NaiveDate>),
            DataType::DateTime => query.bind(None::<chrono::DateTime<chrono::Utc>>),
        },
    }
}

/// The columns a write fills, each with its parameter's expression.
fn targets(schema: &Schema) -> Vec<(String, String)> {
    let geometry = schema.geometry.as_ref().map(|geometry| geometry.name.as_str());
    sql::columns(schema)
        .into_iter()
        .enumerate()
        .map(|(index, column)| {
            let parameter = index + 1;
            let expression = if Some(column) == geometry {
                format!("ST_GeomFromEWKB(${parameter})")
            } else {
                format!("${parameter}")
            };
            (ident(column), expression)
        })
        .collect()
}

fn bind_feature<'q>(mut query: Bound<'q>, schema: &Schema, feature: &Feature) -> Bound<'q> {
    if schema.id_column != schema.fid_column {
        query = query.bind(feature.id.to_string());
    }
    if schema.geometry.is_some() {
        query = query.bind(feature.geometry.as_deref().map(ewkb::encode));
    }
    for (index, property) in own(schema) {
        query = bind_value(query, &feature.values[index], property.data_type);
    }
    query
}

async fn insert(
    connection: &mut PgConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    let (columns, values): (Vec<String>, Vec<String>) = targets(schema).into_iter().unzip();
    let statement = format!(
        "insert into {} ({}) values ({})",
        ident(schema.id.as_str()),
        columns.join(", "),
        values.join(", ")
    );
    bind_feature(sqlx::query(safe(statement)), schema, feature)
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    insert_relations(connection, schema, feature).await
}

async fn replace(
    connection: &mut PgConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    let targets = targets(schema);
    let assignments: Vec<String> =
        targets.iter().map(|(column, value)| format!("{column} = {value}")).collect();
    let statement = format!(
        "update {} set {} where {}",
        ident(schema.id.as_str()),
        assignments.join(", "),
        named(schema, targets.len() + 1)
    );
    let done = bind_feature(sqlx::query(safe(statement)), schema, feature)
        .bind(feature.id.to_string())
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
    gone(done.rows_affected(), feature.id.as_str())?;
    for relation in &schema.relations {
        let statement = format!("delete from {} where feature_id = $1", ident(&relation.table));
        sqlx::query(safe(statement))
            .bind(feature.id.as_str())
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
    }
    insert_relations(connection, schema, feature).await
}

async fn insert_relations(
    connection: &mut PgConnection,
    schema: &Schema,
    feature: &Feature,
) -> Result<(), StoreError> {
    for relation in &schema.relations {
        let Value::TextList(list) = &feature.values[relation.property] else { continue };
        if list.is_empty() {
            continue;
        }
        let values: Vec<&str> = list.iter().map(|value| &**value).collect();
        let statement = format!(
            "insert into {} (feature_id, {}) select $1, value from unnest($2::text[])
             with ordinality as given (value, place) order by place",
            ident(&relation.table),
            ident(&relation.value_column)
        );
        sqlx::query(safe(statement))
            .bind(feature.id.as_str())
            .bind(values)
            .execute(&mut *connection)
            .await
            .map_err(failed)?;
    }
    Ok(())
}
