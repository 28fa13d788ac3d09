//! The change log: written by triggers only, read here.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::Value as Json;
use sqlx::{Row, SqliteConnection, SqlitePool, sqlite::SqliteRow};

use super::{blob, row};
use crate::{
    domain::{Change, DataType, FeatureId, Operation, Schema, parse_instant},
    store::{
        LogLine, Schemas, SeedLayer, StoreError, image,
        sql::{ident, literal, own, safe},
    },
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
    columns.extend(own(schema).map(|(_, p)| (p.name.to_string(), Some(p.data_type))));
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
                    // json_object would round a real to 15 digits; quote adds what it takes to
                    // give it back exactly. (Beyond about 1e±100 SQLite's own conversion can be
                    // off in the last place, whatever the format.)
                    Some(DataType::Real) => {
                        format!("case when {column} is null then null else quote({column}) end")
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

/// Names of all triggers that log.
pub(super) async fn made(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    sqlx::query_scalar(
        "select name from sqlite_master
         where type = 'trigger' and name like 'gumei\\_log\\_%' escape '\\'",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)
}

/// Epoch, and the last line.
pub(super) async fn position(
    connection: &mut SqliteConnection,
) -> Result<(Arc<str>, i64), StoreError> {
    let (epoch, seq): (String, i64) =
        sqlx::query_as("select id, (select coalesce(max(seq), 0) from changes) from epoch")
            .fetch_one(connection)
            .await
            .map_err(failed)?;
    Ok((epoch.into(), seq))
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
        let rows: Vec<(i64, i64)> = sqlx::query_as(safe(statement))
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
    let lines = lines_since(&mut *pool.acquire().await.map_err(failed)?, position).await?;
    lines.into_iter().map(|line| image::change(line, schemas, row::decode)).collect()
}

/// A page of the lines about one feature and its relation rows.
pub(super) async fn history(
    pool: &SqlitePool,
    schema: &Schema,
    id: &FeatureId,
    position: i64,
    schemas: &Schemas,
) -> Result<Vec<Change>, StoreError> {
    let mut lines = Vec::new();
    for table in schema.tables() {
        let rows = sqlx::query(
            "select seq, layer, feature_id, fid, op, before, after, who, why, batch, at
             from changes where layer = ? and feature_id = ? and seq > ? order by seq limit ?",
        )
        .bind(table)
        .bind(id.as_str())
        .bind(position)
        .bind(PAGE)
        .fetch_all(pool)
        .await
        .map_err(failed)?;
        for row in &rows {
            lines.push(line(row)?);
        }
    }
    lines.sort_by_key(|line| line.seq);
    lines.truncate(PAGE as usize);
    lines.into_iter().map(|line| image::change(line, schemas, row::decode)).collect()
}

/// A page of the log as it is stored.
async fn lines_since(
    connection: &mut SqliteConnection,
    position: i64,
) -> Result<Vec<LogLine>, StoreError> {
    sqlx::query(
        "select seq, layer, feature_id, fid, op, before, after, who, why, batch, at from changes
         where seq > ? order by seq limit ?",
    )
    .bind(position)
    .bind(PAGE)
    .fetch_all(connection)
    .await
    .map_err(failed)?
    .iter()
    .map(line)
    .collect()
}

fn line(row: &SqliteRow) -> Result<LogLine, StoreError> {
    let seq: i64 = row.get("seq");
    let broken = |reason: String| StoreError::Log { seq, reason };
    let operation = image::operation(row.get("op"));
    let image = |key: &str| -> Result<Option<Json>, StoreError> {
        match row.get::<Option<&str>, _>(key) {
            // The territory's text, which is no JSON.
            Some(text) if operation == Operation::Load => Ok(Some(text.into())),
            Some(text) => {
                serde_json::from_str(text).map(Some).map_err(|error| broken(error.to_string()))
            }
            None => Ok(None),
        }
    };
    let at: &str = row.get("at");
    Ok(LogLine {
        seq,
        table: row.get("layer"),
        feature_id: row.get("feature_id"),
        fid: row.get("fid"),
        operation,
        before: image("before")?,
        after: image("after")?,
        who: row.get("who"),
        why: row.get("why"),
        batch: row.get("batch"),
        at: parse_instant(at).ok_or_else(|| broken(format!("`{at}` is no time")))?,
    })
}

/// The whole log in the form that goes between stores.
pub(super) async fn all(
    connection: &mut SqliteConnection,
    schemas: &[Arc<Schema>],
) -> Result<Vec<LogLine>, StoreError> {
    let mut all: Vec<LogLine> = Vec::new();
    loop {
        let after = all.last().map_or(0, |line| line.seq);
        let mut page = lines_since(connection, after).await?;
        if page.is_empty() {
            return Ok(all);
        }
        for line in &mut page {
            let Some((schema, None)) = image::owner(schemas, &line.table) else { continue };
            for image in line.before.iter_mut().chain(&mut line.after) {
                image::recode(image, schema, blob::to_ewkb);
            }
        }
        all.append(&mut page);
    }
}

/// Replaces the log by one that comes from another store.
pub(super) async fn take_over(
    connection: &mut SqliteConnection,
    lines: &[LogLine],
    layers: &[SeedLayer],
) -> Result<(), StoreError> {
    sqlx::query("delete from changes").execute(&mut *connection).await.map_err(failed)?;
    for line in lines {
        let schema = image::owner(layers.iter().map(|layer| &layer.schema), &line.table);
        let image = |image: &Option<Json>| {
            let mut image = image.clone()?;
            if let Some((schema, None)) = schema {
                image::recode(&mut image, schema, blob::from_ewkb);
            }
            Some(match image {
                Json::String(text) if line.operation == Operation::Load => text,
                json => json.to_string(),
            })
        };
        sqlx::query(
            "insert into changes
             (seq, layer, feature_id, fid, op, before, after, who, why, batch, at)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(line.seq)
        .bind(&line.table)
        .bind(&line.feature_id)
        .bind(line.fid)
        .bind(image::operation_name(line.operation))
        .bind(image(&line.before))
        .bind(image(&line.after))
        .bind(&line.who)
        .bind(&line.why)
        .bind(&line.batch)
        .bind(line.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
        .execute(&mut *connection)
        .await
        .map_err(failed)?;
        // A key that a deleted feature had is never given again.
        if let Some(fid) = line.fid {
            sqlx::query("update sqlite_sequence set seq = max(seq, ?) where name = ?")
                .bind(fid)
                .bind(&line.table)
                .execute(&mut *connection)
                .await
                .map_err(failed)?;
        }
    }
    // The `load` that filling the store has logged is one of another history.
    sqlx::query("update sqlite_sequence set seq = ? where name = 'changes'")
        .bind(lines.last().map_or(0, |line| line.seq))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}
