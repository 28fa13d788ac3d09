//! Fills a database with a territory's data: whole, or not at all.

use std::collections::HashMap;

use sqlx::{Connection, PgConnection};

use super::{DatabaseUrl, PostgisError, check, discover, log, plan};
use crate::store::{
    Seed, StoreError,
    sql::{ident, safe},
};
use aside::Aside;
use jobs::{Job, Work};

mod aside;
mod catalogue;
mod jobs;
mod layer;
mod name;
mod unfinished;

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("making the store", error)
}

/// Makes the tables in the schema in use and fills them, whole or not at all.
///
/// Where nothing stands yet, two connections work side by side and commit step by step; what they
/// make counts when the territory's row is there, last of all. Where a territory stands, it gives
/// way in one transaction, so that it stays when anything fails.
///
/// - `replace`: whether a territory that is there gives way; tables that others have added stay.
/// - returns: the number of features written.
///
/// # Errors
/// [`PostgisError`] for a database that cannot be used, or that holds a territory already;
/// [`StoreError::Seed`] when it refuses a row. The database then holds what it held.
pub async fn create(url: &DatabaseUrl, seed: &Seed, replace: bool) -> Result<u64, StoreError> {
    let mut connection = check::connect(url).await?;
    // One at a time; the number is the one under which the log takes its locks.
    run(&mut connection, "select pg_advisory_lock(1735748969, 0)").await?;
    unfinished::take_back(&mut connection).await?;
    let mut transaction = connection.begin().await.map_err(failed)?;
    check::extension(&mut transaction, url).await?;
    let state = check::state(&mut transaction, url).await?;
    let filled = matches!(state, check::State::Filled { .. });
    if filled && !replace {
        return Err(PostgisError::Exists(url.to_string()).into());
    }
    check::migrate(&mut transaction).await?;
    let tables: Vec<String> =
        seed.layers.iter().flat_map(|layer| log::tables(&layer.schema)).collect();
    let aside = Aside::take(&mut transaction, &tables).await?;
    let clearing = clearing(&mut transaction, &tables).await?;
    if state != check::State::Bare {
        for statement in &clearing {
            run(&mut transaction, statement).await?;
        }
    }
    if filled {
        let made = fill(std::slice::from_mut(&mut *transaction), seed, &aside).await?;
        transaction.commit().await.map_err(failed)?;
        connection.close().await.map_err(failed)?;
        return Ok(made);
    }
    unfinished::record(&mut transaction, &aside.restore(clearing)).await?;
    transaction.commit().await.map_err(failed)?;
    let mut connections = vec![connection];
    // Where there may be only one, it does all.
    connections.extend(check::connect(url).await.ok());
    let made = fill(&mut connections, seed, &aside).await;
    let mut first = connections.swap_remove(0);
    for second in connections {
        // With it go locks that would be waited for.
        let _ = second.close().await;
    }
    if made.is_err() {
        // When this fails too, the next `create` does it.
        let _ = unfinished::take_back(&mut first).await;
    }
    let closed = first.close().await.map_err(failed);
    made.and_then(|made| closed.map(|()| made))
}

/// - `connections`: one that is in a transaction, or several that are not.
async fn fill(
    connections: &mut [PgConnection],
    seed: &Seed,
    aside: &Aside,
) -> Result<u64, StoreError> {
    for connection in &mut *connections {
        // Sorting gets slower, not faster, when it outgrows the processor's cache.
        run(connection, "set maintenance_work_mem = '64MB'").await?;
        // Compiling a check of references takes longer than it saves.
        run(connection, "set jit = off").await?;
    }
    let mut transaction = connections[0].begin().await.map_err(failed)?;
    catalogue::fill_catalogue(&mut transaction, seed).await?;
    transaction.commit().await.map_err(failed)?;
    let made = jobs::run_all(connections, seed, jobs(seed, aside)).await?;
    let mut transaction = connections[0].begin().await.map_err(failed)?;
    plan::replace(&mut transaction, &seed.plan).await?;
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
    unfinished::finish(&mut transaction).await?;
    transaction.commit().await.map_err(failed)?;
    Ok(made)
}

/// The jobs that fill the tables, with what must be done before each.
///
/// The largest layer comes first with all that its rows need: nothing takes as long as its indexes
/// and the checks of its references, one after the other, and everything else is done beside them.
/// Rows go in layer by layer, because two are busy with them already: we make, the server stores.
fn jobs<'s>(seed: &'s Seed, aside: &Aside) -> Vec<Job<'s>> {
    let mut layers: Vec<_> = seed.layers.iter().collect();
    layers.sort_by_key(|layer| std::cmp::Reverse(layer.rows.piece_count()));
    let mut jobs = Vec::new();
    let mut builds: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut attaching = Vec::new();
    let mut rows = None;
    for layer in layers {
        jobs.push(Job { after: Vec::from_iter(rows), work: Work::Rows(layer) });
        rows = Some(jobs.len() - 1);
        for table in layer.schema.tables() {
            for build in aside.builds(table) {
                builds.entry(table).or_default().push(jobs.len());
                let work = Work::Statements(vec![build]);
                jobs.push(Job { after: Vec::from_iter(rows), work });
            }
            let attach = aside.attach(table).collect();
            attaching.push((jobs.len(), table));
            jobs.push(Job { after: Vec::from_iter(rows), work: Work::Locking(attach) });
            let analyze = format!("analyze {}", ident(table));
            let checks = aside.validate(table).into_iter().chain([analyze]).collect();
            let after = vec![jobs.len() - 1];
            jobs.push(Job { after, work: Work::Statements(checks) });
        }
    }
    for (job, table) in attaching {
        let needed = aside.parents(table).chain([table]);
        jobs[job].after.extend(needed.filter_map(|table| builds.get(table)).flatten());
    }
    jobs
}

async fn run(connection: &mut PgConnection, statement: &str) -> Result<(), StoreError> {
    sqlx::query(safe(statement.to_owned())).execute(connection).await.map_err(failed)?;
    Ok(())
}

/// Statements that take out a territory, and begin another history.
async fn clearing(
    connection: &mut PgConnection,
    tables: &[String],
) -> Result<Vec<String>, StoreError> {
    let mut all: Vec<String> = tables.iter().map(|table| ident(table)).collect();
    all.extend(discover::code_tables(connection).await?.iter().map(|table| ident(table)));
    let bookkeeping =
        ["catalogue_layers", "catalogue_columns", "changes", "territory", "plan_files"];
    all.extend(bookkeeping.map(ident));
    Ok(vec![
        format!("truncate {} restart identity", all.join(", ")),
        "update epoch set id = gen_random_uuid()".to_owned(),
    ])
}
