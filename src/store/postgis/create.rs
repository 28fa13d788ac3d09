//! Fills a database with a territory's data: whole, or not at all.

use sqlx::{Connection, PgConnection};

use super::{DatabaseUrl, PostgisError, check, copy::Rows, discover, error::copied_row, log};
use crate::{
    domain::{Feature, Schema, Value},
    store::{
        Seed, SeedLayer, StoreError, ewkb,
        sql::{self, ident, own, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("making the store", error)
}

/// Makes the tables in the schema in use and fills them, in one transaction.
///
/// - `replace`: whether a territory that is there gives way; tables that others have added stay.
///
/// # Errors
/// [`PostgisError`] for a database that cannot be used, or that holds a territory already;
/// [`StoreError::Constraint`] when it refuses a row. The database stays as it was.
pub async fn create(url: &DatabaseUrl, seed: &Seed, replace: bool) -> Result<(), StoreError> {
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
    for layer in &seed.layers {
        fill_layer(&mut transaction, layer).await?;
    }
    for statement in aside {
        sqlx::query(safe(statement)).execute(&mut *transaction).await.map_err(failed)?;
    }
    continue_keys(&mut transaction, seed).await?;
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
    connection.close().await.map_err(failed)
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
    let refused = |what: String| {
        move |error: sqlx::Error| match failed(error) {
            StoreError::Constraint(reason) => StoreError::Constraint(format!("{what}: {reason}")),
            other => other,
        }
    };
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
            .map_err(refused(format!("code `{code}` of list `{list}`")))?;
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
        .map_err(refused(format!("catalogue layer `{}`", layer.id)))?;
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
        .map_err(refused(format!("catalogue column `{}.{}`", column.layer, column.column)))?;
    }
    Ok(())
}

async fn fill_layer(connection: &mut PgConnection, layer: &SeedLayer) -> Result<(), StoreError> {
    let SeedLayer { schema, features } = layer;
    let mut columns = vec![ident(&schema.fid_column)];
    columns.extend(sql::columns(schema).into_iter().map(ident));
    let statement = format!(
        "copy {} ({}) from stdin (format binary)",
        ident(schema.id.as_str()),
        columns.join(", ")
    );
    let mut highest = 0;
    copy(connection, &statement, features, |rows, feature| {
        highest = if feature.fid == 0 { highest + 1 } else { feature.fid };
        rows.begin(columns.len());
        rows.integer(highest);
        write_feature(rows, schema, feature);
    })
    .await
    .map_err(|(error, row)| {
        match (failed(error), row.and_then(|row| features.get(row - 1))) {
            (StoreError::Constraint(reason), Some(feature)) => StoreError::Constraint(format!(
                "layer `{}`, feature {} (`{}`): {reason}",
                schema.id,
                row.unwrap_or_default(),
                feature.id
            )),
            (StoreError::Constraint(reason), None) => {
                StoreError::Constraint(format!("layer `{}`: {reason}", schema.id))
            }
            (other, _) => other,
        }
    })?;
    for relation in &schema.relations {
        let pairs: Vec<(&str, &str)> = features
            .iter()
            .flat_map(|feature| {
                let list = match &feature.values[relation.property] {
                    Value::TextList(list) => &**list,
                    _ => &[],
                };
                list.iter().map(|value| (feature.id.as_str(), &**value))
            })
            .collect();
        let statement = format!(
            "copy {} (feature_id, {}) from stdin (format binary)",
            ident(&relation.table),
            ident(&relation.value_column)
        );
        copy(connection, &statement, &pairs, |rows, (id, value)| {
            rows.begin(2);
            rows.text(id);
            rows.text(value);
        })
        .await
        .map_err(|(error, _)| failed(error))?;
    }
    Ok(())
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
async fn copy<T>(
    connection: &mut PgConnection,
    statement: &str,
    items: &[T],
    mut write: impl FnMut(&mut Rows, &T),
) -> Result<(), (sqlx::Error, Option<usize>)> {
    let placed = |error: sqlx::Error| {
        let row = copied_row(&error);
        (error, row)
    };
    let mut copy = connection.copy_in_raw(statement).await.map_err(placed)?;
    let mut rows = Rows::new();
    for item in items {
        write(&mut rows, item);
        if let Some(bytes) = rows.full() {
            copy.send(bytes).await.map_err(placed)?;
        }
    }
    copy.send(rows.end()).await.map_err(placed)?;
    copy.finish().await.map_err(placed)?;
    Ok(())
}

/// Keys go on after the highest that was ever given, in a copied log too.
async fn continue_keys(connection: &mut PgConnection, seed: &Seed) -> Result<(), StoreError> {
    for layer in &seed.layers {
        let table = layer.schema.id.as_str();
        let rows = layer.features.iter().map(|feature| feature.fid).max().unwrap_or(0);
        // Keys that were given here, ascending from 1.
        let given = layer.features.iter().filter(|feature| feature.fid == 0).count() as i64;
        let lines = seed.log.iter().flatten().filter(|line| line.table == table);
        let logged = lines.filter_map(|line| line.fid).max().unwrap_or(0);
        let statement = format!(
            "alter table {} alter column {} restart with {}",
            ident(table),
            ident(&layer.schema.fid_column),
            rows.max(given).max(logged) + 1
        );
        run(connection, &statement).await?;
    }
    Ok(())
}
