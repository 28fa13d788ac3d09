//! Rows of one layer into its tables, by binary COPY.

use std::{borrow::Cow, sync::Arc};

use futures_util::{Stream, StreamExt, stream};
use sqlx::{Connection, PgConnection};

use super::{
    failed,
    name::{place, refused},
    run,
};
use crate::{
    domain::{Feature, FeatureId, Schema, Value},
    store::{
        Seed, SeedLayer, StoreError, ewkb,
        postgis::{copy::Rows, error::copied_row},
        sql::{self, ident, own},
    },
};

/// Fills the tables of a layer, which have no rows and no keys, in a transaction of its own.
///
/// - returns: the number of features.
pub(super) async fn fill_layer(
    connection: &mut PgConnection,
    seed: &Seed,
    layer: &SeedLayer,
) -> Result<u64, StoreError> {
    let mut transaction = connection.begin().await.map_err(failed)?;
    // Only rows of a table that is new in the transaction can be frozen at once: they are never
    // written a second time then, neither by their first reader nor by vacuum.
    let tables: Vec<String> = layer.schema.tables().map(ident).collect();
    run(&mut transaction, &format!("truncate {}", tables.join(", "))).await?;
    let filled = copy_rows(&mut transaction, layer).await?;
    continue_keys(&mut transaction, seed, layer, filled.highest).await?;
    transaction.commit().await.map_err(failed)?;
    Ok(filled.rows)
}

/// What came of a layer.
struct Filled {
    rows: u64,
    /// The highest key that was given.
    highest: i64,
}

async fn copy_rows(connection: &mut PgConnection, layer: &SeedLayer) -> Result<Filled, StoreError> {
    let schema = &layer.schema;
    let mut columns = vec![ident(&schema.fid_column)];
    columns.extend(sql::columns(schema).into_iter().map(ident));
    let statement = format!(
        "copy {} ({}) from stdin (format binary, freeze)",
        ident(schema.id.as_str()),
        columns.join(", ")
    );
    let mut filled = Filled { rows: 0, highest: 0 };
    // What the relations' tables get: the feature's number, its id, and the value.
    let mut related: Vec<Vec<(usize, FeatureId, Arc<str>)>> =
        vec![Vec::new(); schema.relations.len()];
    let (mut key, counted) = (0, &mut filled);
    copy(connection, &statement, layer.rows.stream(), |rows, feature| {
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
            "copy {} (feature_id, {}) from stdin (format binary, freeze)",
            ident(&relation.table),
            ident(&relation.value_column)
        );
        let all = stream::iter([Cow::from(pairs)]);
        copy(connection, &statement, all, |rows, (_, id, value)| {
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
            Some(geometry) => rows.written(|bytes| ewkb::write(bytes, geometry)),
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
    mut pieces: impl Stream<Item = Cow<'i, [T]>> + Unpin,
    mut write: impl FnMut(&mut Rows, &T),
) -> Result<(), (sqlx::Error, Option<usize>)> {
    let placed = |error: sqlx::Error| {
        let row = copied_row(&error);
        (error, row)
    };
    let mut copy = connection.copy_in_raw(statement).await.map_err(placed)?;
    let mut rows = Rows::new();
    while let Some(piece) = pieces.next().await {
        for item in piece.iter() {
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
