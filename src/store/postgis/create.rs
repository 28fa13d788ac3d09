//! Fills a database with a territory's data: whole, or not at all.

use std::{borrow::Cow, iter, sync::Arc};

use sqlx::{Connection, PgConnection};

use super::{
    DatabaseUrl, PostgisError, check,
    copy::Rows,
    discover,
    error::{copied_row, missing_key},
    log,
};
use crate::{
    domain::{Feature, FeatureId, Schema, Value},
    store::{
        Seed, SeedLayer, SeedPlace, StoreError, ewkb,
        sql::{self, ident, own, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("making the store", error)
}

/// Makes the tables in the schema in use and fills them, in one transaction.
///
/// - `replace`: whether a territory that is there gives way; tables that others have added stay.
/// - returns: the number of features written.
///
/// # Errors
/// [`PostgisError`] for a database that cannot be used, or that holds a territory already;
/// [`StoreError::Seed`] when it refuses a row. The database stays as it was.
pub async fn create(url: &DatabaseUrl, seed: &Seed, replace: bool) -> Result<u64, StoreError> {
    let mut connection = check::connect(url).await?;
    let mut transaction = connection.begin().await.map_err(failed)?;
    // One at a time; the number is the one under which the log takes its locks.
    sqlx::query("select pg_advisory_xact_lock(1735748969, 0)")
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    check::extension(&mut transaction, url).await?;
    let state = check::state(&mut transaction, url).await?;
    if matches!(state, check::State::Filled { .. }) && !replace {
        return Err(PostgisError::Exists(url.to_string()).into());
    }
    check::migrate(&mut transaction).await?;
    let tables: Vec<String> =
        seed.layers.iter().flat_map(|layer| log::tables(&layer.schema)).collect();
    let aside = set_aside(&mut transaction, &tables).await?;
    if state != check::State::Bare {
        empty(&mut transaction, &tables).await?;
    }
    fill_catalogue(&mut transaction, seed).await?;
    let mut made = 0;
    for layer in &seed.layers {
        let filled = fill_layer(&mut transaction, layer).await?;
        made += filled.rows;
        continue_keys(&mut transaction, seed, layer, filled.highest).await?;
    }
    for statement in aside {
        let done = sqlx::query(safe(statement)).execute(&mut *transaction).await;
        done.map_err(|error| unresolved(seed, error))?;
    }
    if let Some(lines) = &seed.log {
        run(&mut transaction, "alter table territory disable trigger user").await?;
        log::take_over(&mut transaction, lines).await?;
    }
    sqlx::query("insert into territory (only_row, definition) values (1, $1)")
        .bind(&seed.territory)
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    if seed.log.is_some() {
        run(&mut transaction, "alter table territory enable trigger user").await?;
    }
    for table in &tables {
        run(&mut transaction, &format!("analyze {}", ident(table))).await?;
    }
    transaction.commit().await.map_err(failed)?;
    connection.close().await.map_err(failed)?;
    Ok(made)
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), StoreError> {
    sqlx::query(safe(statement.to_owned())).execute(connection).await.map_err(failed)?;
    Ok(())
}

/// Takes down what would be done row by row: triggers, references, spatial indexes. Returns the
/// statements that put it back, which then check and build all at once.
async fn set_aside(
    connection: &mut PgConnection,
    tables: &[String],
) -> Result<Vec<String>, StoreError> {
    let quoted: Vec<String> = tables.iter().map(|table| ident(table)).collect();
    let mut back = Vec::new();
    let references: Vec<(String, String, String)> = sqlx::query_as(
        "select conrelid::regclass::text, conname::text, pg_get_constraintdef(oid)
         from pg_constraint where contype = 'f' and conrelid = any ($1::text[]::regclass[])
         order by conrelid, conname",
    )
    .bind(&quoted)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    for (table, name, definition) in references {
        let name = ident(&name);
        run(connection, &format!("alter table {table} drop constraint {name}")).await?;
        back.push(format!("alter table {table} add constraint {name} {definition}"));
    }
    let indexes: Vec<(String, String)> = sqlx::query_as(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index
         join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
         where amname = 'gist' and indrelid = any ($1::text[]::regclass[]) order by 1",
    )
    .bind(&quoted)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    for (name, definition) in indexes {
        run(connection, &format!("drop index {name}")).await?;
        back.push(definition);
    }
    for table in quoted {
        run(connection, &format!("alter table {table} disable trigger user")).await?;
        back.push(format!("alter table {table} enable trigger user"));
    }
    Ok(back)
}

/// Takes out a territory, and begins another history.
async fn empty(connection: &mut PgConnection, tables: &[String]) -> Result<(), StoreError> {
    let mut all: Vec<String> = tables.iter().map(|table| ident(table)).collect();
    all.extend(discover::code_tables(connection).await?.iter().map(|table| ident(table)));
    let bookkeeping = ["catalogue_layers", "catalogue_columns", "changes", "territory"];
    all.extend(bookkeeping.map(ident));
    run(connection, &format!("truncate {} restart identity", all.join(", "))).await?;
    run(connection, "update epoch set id = gen_random_uuid()").await
}

async fn fill_catalogue(connection: &mut PgConnection, seed: &Seed) -> Result<(), StoreError> {
    for (rank, [list, code, zh, en]) in seed.codes.iter().enumerate() {
        let statement = format!(
            "insert into {} (code, title_zh, title_en, rank) values ($1, $2, $3, $4)",
            ident(&format!("code_{list}"))
        );
        sqlx::query(safe(statement))
            .bind(code)
            .bind(zh)
            .bind(en)
            .bind(rank as i64)
            .execute(&mut *connection)
            .await
            .map_err(|error| {
                refused(SeedPlace::Code { list: list.clone(), code: code.clone() }, error)
            })?;
    }
    for (rank, layer) in seed.catalogue_layers.iter().enumerate() {
        sqlx::query(
            "insert into catalogue_layers (layer, title_zh, title_en, description_zh,
             description_en, theme, rank, unit_level, title_column, time_start, time_end, access,
             editable) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(&layer.id)
        .bind(&layer.title_zh)
        .bind(&layer.title_en)
        .bind(&layer.description_zh)
        .bind(&layer.description_en)
        .bind(&layer.theme)
        .bind(rank as i64)
        .bind(layer.unit_level)
        .bind(&layer.title_column)
        .bind(&layer.time_start)
        .bind(&layer.time_end)
        .bind(&layer.access)
        .bind(layer.editable)
        .execute(&mut *connection)
        .await
        .map_err(|error| refused(SeedPlace::CatalogueLayer(layer.id.clone()), error))?;
    }
    for column in &seed.catalogue_columns {
        sqlx::query(
            "insert into catalogue_columns (layer, \"column\", title_zh, title_en, unit, role,
             access) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&column.layer)
        .bind(&column.column)
        .bind(&column.title_zh)
        .bind(&column.title_en)
        .bind(&column.unit)
        .bind(&column.role)
        .bind(&column.access)
        .execute(&mut *connection)
        .await
        .map_err(|error| {
            let (layer, column) = (column.layer.clone(), column.column.clone());
            refused(SeedPlace::CatalogueColumn { layer, column }, error)
        })?;
    }
    Ok(())
}

/// Names what the database refused.
fn refused(place: SeedPlace, error: sqlx::Error) -> StoreError {
    let told = error.as_database_error().map(|told| told.message().to_owned());
    match (failed(error), told) {
        (StoreError::Constraint(reason), _) => StoreError::Seed { place, reason },
        // A table that is not there, for instance.
        (StoreError::Backend { .. }, Some(reason)) => StoreError::Seed { place, reason },
        (other, _) => other,
    }
}

/// Names the feature behind a reference that leads nowhere. References are checked last, table by
/// table, and the database tells the key only.
fn unresolved(seed: &Seed, error: sqlx::Error) -> StoreError {
    let place = missing_key(&error).and_then(|missing| {
        let layer =
            seed.layers.iter().find(|layer| log::tables(&layer.schema).contains(&missing.table))?;
        let schema = &layer.schema;
        let relation = schema.relations.iter().find(|relation| relation.table == missing.table);
        let holds = |feature: &Feature| match relation {
            Some(relation) if missing.column == relation.value_column => {
                match &feature.values[relation.property] {
                    Value::TextList(list) => list.iter().any(|value| **value == *missing.value),
                    _ => false,
                }
            }
            Some(_) => feature.id.as_str() == missing.value,
            None => schema
                .index_of(&missing.column)
                .is_some_and(|index| feature.values[index].to_string() == missing.value),
        };
        let mut number = 0;
        for piece in layer.rows.pieces() {
            if let Some(index) = piece.iter().position(holds) {
                return Some(place(schema, number + index + 1, &piece[index].id));
            }
            number += piece.len();
        }
        None
    });
    match place {
        Some(place) => refused(place, error),
        None => failed(error),
    }
}

fn place(schema: &Schema, number: usize, id: &FeatureId) -> SeedPlace {
    SeedPlace::Feature { layer: schema.id.to_string(), number, id: id.to_string() }
}

/// What came of a layer.
struct Filled {
    rows: u64,
    /// The highest key that was given.
    highest: i64,
}

async fn fill_layer(
    connection: &mut PgConnection,
    layer: &SeedLayer,
) -> Result<Filled, StoreError> {
    let schema = &layer.schema;
    let mut columns = vec![ident(&schema.fid_column)];
    columns.extend(sql::columns(schema).into_iter().map(ident));
    let statement = format!(
        "copy {} ({}) from stdin (format binary)",
        ident(schema.id.as_str()),
        columns.join(", ")
    );
    let mut filled = Filled { rows: 0, highest: 0 };
    // What the relations' tables get: the feature's number, its id, and the value.
    let mut related: Vec<Vec<(usize, FeatureId, Arc<str>)>> =
        vec![Vec::new(); schema.relations.len()];
    let (mut key, counted) = (0, &mut filled);
    copy(connection, &statement, layer.rows.pieces(), |rows, feature| {
        key = if feature.fid == 0 { key + 1 } else { feature.fid };
        counted.rows += 1;
        counted.highest = counted.highest.max(key);
        rows.begin(columns.len());
        rows.integer(key);
        write_feature(rows, schema, feature);
        for (relation, pairs) in schema.relations.iter().zip(&mut related) {
            if let Value::TextList(list) = &feature.values[relation.property] {
                let number = counted.rows as usize;
                pairs.extend(list.iter().map(|value| (number, feature.id.clone(), value.clone())));
            }
        }
    })
    .await
    .map_err(|(error, row)| {
        let Some(row) = row else {
            return match failed(error) {
                StoreError::Constraint(reason) => {
                    StoreError::Constraint(format!("layer `{}`: {reason}", schema.id))
                }
                other => other,
            };
        };
        // The piece with the row may be gone by now; each call of `pieces` makes it anew.
        let mut passed = 0;
        for piece in layer.rows.pieces() {
            if let Some(feature) = piece.get(row - 1 - passed) {
                return refused(place(schema, row, &feature.id), error);
            }
            passed += piece.len();
        }
        failed(error)
    })?;
    for (relation, pairs) in schema.relations.iter().zip(&related) {
        let statement = format!(
            "copy {} (feature_id, {}) from stdin (format binary)",
            ident(&relation.table),
            ident(&relation.value_column)
        );
        copy(connection, &statement, iter::once(Cow::from(pairs)), |rows, (_, id, value)| {
            rows.begin(2);
            rows.text(id.as_str());
            rows.text(value);
        })
        .await
        .map_err(|(error, row)| match row.and_then(|row| pairs.get(row - 1)) {
            Some((number, id, _)) => refused(place(schema, *number, id), error),
            None => failed(error),
        })?;
    }
    Ok(filled)
}

fn write_feature(rows: &mut Rows, schema: &Schema, feature: &Feature) {
    if schema.id_column != schema.fid_column {
        rows.text(feature.id.as_str());
    }
    if schema.geometry.is_some() {
        match feature.geometry.as_deref() {
            Some(geometry) => rows.bytes(&ewkb::encode(geometry)),
            None => rows.null(),
        }
    }
    for (index, _) in own(schema) {
        match &feature.values[index] {
            Value::Null | Value::TextList(_) => rows.null(),
            Value::Boolean(flag) => rows.boolean(*flag),
            Value::Integer(number) => rows.integer(*number),
            Value::Real(number) => rows.real(*number),
            Value::Text(text) => rows.text(text),
            Value::Date(date) => rows.date(*date),
            Value::DateTime(instant) => rows.instant(*instant),
        }
    }
}

/// Sends all items; an error comes with the number of the row it is about, from 1.
async fn copy<'i, T: Clone + 'i>(
    connection: &mut PgConnection,
    statement: &str,
    pieces: impl Iterator<Item = Cow<'i, [T]>>,
    mut write: impl FnMut(&mut Rows, &T),
) -> Result<(), (sqlx::Error, Option<usize>)> {
    let placed = |error: sqlx::Error| {
        let row = copied_row(&error);
        (error, row)
    };
    let mut copy = connection.copy_in_raw(statement).await.map_err(placed)?;
    let mut rows = Rows::new();
    for piece in pieces {
        for item in &*piece {
            write(&mut rows, item);
            if let Some(bytes) = rows.full() {
                copy.send(bytes).await.map_err(placed)?;
            }
        }
    }
    copy.send(rows.end()).await.map_err(placed)?;
    copy.finish().await.map_err(placed)?;
    Ok(())
}

/// Keys go on after the highest that was ever given, in a copied log too.
async fn continue_keys(
    connection: &mut PgConnection,
    seed: &Seed,
    layer: &SeedLayer,
    highest: i64,
) -> Result<(), StoreError> {
    let table = layer.schema.id.as_str();
    let lines = seed.log.iter().flatten().filter(|line| line.table == table);
    let logged = lines.filter_map(|line| line.fid).max().unwrap_or(0);
    let statement = format!(
        "alter table {} alter column {} restart with {}",
        ident(table),
        ident(&layer.schema.fid_column),
        highest.max(logged) + 1
    );
    run(connection, &statement).await
}
