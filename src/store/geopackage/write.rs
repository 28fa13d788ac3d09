//! Edits: row and log line in one transaction.

use std::sync::Arc;

use geo::BoundingRect;
use sqlx::{
    AssertSqlSafe, QueryBuilder, Sqlite, SqliteConnection, SqlitePool, query::Query,
    sqlite::SqliteArguments,
};

use super::blob;
use crate::{
    domain::{CollectionId, Edit, EditContext, Feature, FeatureId, Schema, Value},
    store::{
        Schemas, StoreError,
        sql::{self, ident, own, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("writing to the store", error)
}

pub(super) async fn write(
    writer: &SqlitePool,
    edits: &[Edit],
    schemas: &Schemas,
    context: &EditContext,
    seen: i64,
) -> Result<(), StoreError> {
    let mut transaction = writer.begin_with("begin immediate").await.map_err(failed)?;
    for edit in edits {
        if let Edit::Replace { collection, feature: Feature { id, .. } }
        | Edit::Delete { collection, id } = edit
        {
            unchanged(&mut transaction, schema(schemas, collection)?, id, seen).await?;
        }
    }
    set_context(&mut transaction, context).await?;
    for (index, edit) in edits.iter().enumerate() {
        carry_out(&mut transaction, edit, schemas)
            .await
            .map_err(|error| error.at(index, edits.len()))?;
    }
    set_context(&mut transaction, &EditContext::default()).await?;
    transaction.commit().await.map_err(failed)
}

async fn carry_out(
    connection: &mut SqliteConnection,
    edit: &Edit,
    schemas: &Schemas,
) -> Result<(), StoreError> {
    match edit {
        Edit::Insert { collection, feature } => {
            let schema = schema(schemas, collection)?;
            insert(connection, schema, feature).await?;
            widen_extent(connection, schema, feature).await
        }
        Edit::Replace { collection, feature } => {
            let schema = schema(schemas, collection)?;
            replace(connection, schema, feature).await?;
            widen_extent(connection, schema, feature).await
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

/// Fails when the log has a line about the feature after `seen`.
async fn unchanged(
    connection: &mut SqliteConnection,
    schema: &Schema,
    id: &FeatureId,
    seen: i64,
) -> Result<(), StoreError> {
    let relations = schema.relations.iter().map(|relation| relation.table.as_str());
    for table in std::iter::once(schema.id.as_str()).chain(relations) {
        let changed: bool = sqlx::query_scalar(
            "select exists (select 1 from changes where layer = ? and feature_id = ? and seq > ?)",
        )
        .bind(table)
        .bind(id.as_str())
        .bind(seen)
        .fetch_one(&mut *connection)
        .await
        .map_err(failed)?;
        if changed {
            return Err(StoreError::Outdated(id.to_string()));
        }
    }
    Ok(())
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
    let keyed = feature.fid != 0;
    let query = sqlx::query(safe(insert_statement(schema, keyed, 1)));
    bind_insert(query, schema, feature, keyed).execute(&mut *connection).await.map_err(failed)?;
    insert_relations(connection, schema, feature).await
}

/// One statement that inserts so many rows.
///
/// - `keyed`: whether the rows bring their keys, as those of another store do.
fn insert_statement(schema: &Schema, keyed: bool, rows: usize) -> String {
    let mut columns: Vec<String> = sql::columns(schema).into_iter().map(ident).collect();
    columns.extend(keyed.then(|| ident(&schema.fid_column)));
    let row = format!("({})", vec!["?"; columns.len()].join(", "));
    format!(
        "insert into {} ({}) values {}",
        ident(schema.id.as_str()),
        columns.join(", "),
        vec![row; rows].join(", ")
    )
}

fn bind_insert<'q>(
    query: Query<'q, Sqlite, SqliteArguments>,
    schema: &Schema,
    feature: &Feature,
    keyed: bool,
) -> Query<'q, Sqlite, SqliteArguments> {
    let query = bind_feature(query, schema, feature);
    if keyed { query.bind(feature.fid) } else { query }
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
    let mut done = 0;
    // Rows with and without a key do not go into one statement.
    for run in features.chunk_by(|a, b| (a.fid != 0) == (b.fid != 0)) {
        let keyed = run[0].fid != 0;
        let whole: Arc<str> = insert_statement(schema, keyed, BATCH).into();
        for batch in run.chunks(BATCH) {
            let statement = match batch.len() {
                BATCH => whole.clone(),
                rows => insert_statement(schema, keyed, rows).into(),
            };
            let query = sqlx::query(AssertSqlSafe(statement)).persistent(batch.len() == BATCH);
            let bind = |query, one| bind_insert(query, schema, one, keyed);
            let together = batch.iter().fold(query, bind).execute(&mut *connection).await;
            for (index, feature) in batch.iter().enumerate() {
                let one = match &together {
                    Ok(_) => insert_relations(connection, schema, feature).await,
                    // A statement is carried out whole or not at all; one by one shows the
                    // culprit.
                    Err(_) => insert(connection, schema, feature).await,
                };
                one.map_err(|error| (done + index, error))?;
            }
            done += batch.len();
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
        sql::columns(schema).iter().map(|column| format!("{} = ?", ident(column))).collect();
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
