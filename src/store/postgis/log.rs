//! The change log: written by triggers only, read here.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, Utc};
use serde_json::Value as Json;
use sqlx::{PgConnection, PgPool, Row, postgres::PgRow};

use super::copy::Rows;
use crate::{
    domain::{Change, FeatureId, Schema},
    store::{
        LogLine, LogMark, Schemas, StoreError, ewkb, image,
        sql::{ident, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the change log", error)
}

/// Epoch, and the last line.
pub(super) async fn position(connection: &mut PgConnection) -> Result<(Arc<str>, i64), StoreError> {
    let (epoch, seq): (Option<String>, i64) =
        sqlx::query_as("select gumei_epoch(), (select coalesce(max(seq), 0) from changes)")
            .fetch_one(connection)
            .await
            .map_err(failed)?;
    Ok((epoch.unwrap_or_default().into(), seq))
}

pub(super) async fn mark(
    connection: &mut PgConnection,
    position: i64,
) -> Result<LogMark, StoreError> {
    // Times as numbers, so that the session's time zone is not in them.
    let (epoch, last, lines): (Option<String>, i64, Option<String>) = sqlx::query_as(
        "select gumei_epoch(), (select coalesce(max(seq), 0) from changes),
             (select md5(string_agg(to_jsonb(line)::text, ';' order by seq)) from (
                 select seq, layer, feature_id, fid, op, before, after, who, why, batch,
                     extract(epoch from at) as at
                 from changes where seq <= $1 order by seq desc limit $2
             ) as line)",
    )
    .bind(position)
    .bind(LogMark::LINES as i64)
    .fetch_one(connection)
    .await
    .map_err(failed)?;
    let text = |text: Option<String>| text.unwrap_or_default().into();
    Ok(LogMark { epoch: text(epoch), last, lines: text(lines) })
}

/// The last change of each feature that changed since the load, by fid.
pub(super) async fn versions(
    connection: &mut PgConnection,
    schema: &Schema,
) -> Result<BTreeMap<i64, i64>, StoreError> {
    let statement = format!(
        "select owner.{fid}::int8, max(changes.seq) from changes join {owner} owner
         on owner.{id}::text = changes.feature_id where changes.layer = any ($1) group by 1",
        fid = ident(&schema.fid_column),
        id = ident(&schema.id_column),
        owner = ident(schema.id.as_str()),
    );
    let rows: Vec<(i64, i64)> = sqlx::query_as(safe(statement))
        .bind(tables(schema))
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    Ok(rows.into_iter().collect())
}

/// The layer's table and those of its relations.
pub(super) fn tables(schema: &Schema) -> Vec<String> {
    schema.tables().map(str::to_owned).collect()
}

/// At most this many lines a call; the caller asks again from the last.
const PAGE: i64 = 10_000;

/// Lines of the log, in order, and what the database says of itself at that moment.
#[derive(Debug)]
pub(super) struct Page {
    epoch: Option<String>,
    /// Position of the last line there is.
    last: i64,
    pub is_standby: bool,
    lines: Vec<LogLine>,
}

impl Page {
    /// - `position`: what the page was asked to begin after.
    ///
    /// # Errors
    /// [`StoreError::History`] when the lines belong to another history than `epoch`.
    pub fn changes(
        self,
        epoch: &str,
        position: i64,
        schemas: &Schemas,
    ) -> Result<Vec<Change>, StoreError> {
        // A log that ends before the position is another's, whatever its epoch: a server that was
        // set back as a whole, files and all, takes itself for the old one. A standby may lag.
        let is_behind = self.last < position && !self.is_standby;
        if self.epoch.as_deref() != Some(epoch) || is_behind {
            return Err(StoreError::History);
        }
        self.lines.into_iter().map(|line| image::change(line, schemas, ewkb::decode)).collect()
    }
}

/// The lines after `position`.
pub(super) async fn page(connection: &mut PgConnection, position: i64) -> Result<Page, StoreError> {
    // One row without a line when there is none.
    let rows = sqlx::query(
        "select gumei_epoch() as epoch, pg_is_in_recovery() as is_standby,
             (select coalesce(max(seq), 0) from changes) as last, line.*
         from (select) as always left join (
             select seq, layer, feature_id, fid, op, before::text, after::text,
             who, why, batch, at from changes where seq > $1 order by seq limit $2
         ) as line on true order by seq",
    )
    .bind(position)
    .bind(PAGE)
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let first = rows.first();
    Ok(Page {
        epoch: first.and_then(|row| row.get("epoch")),
        last: first.map_or(0, |row| row.get("last")),
        is_standby: first.is_some_and(|row| row.get("is_standby")),
        lines: rows.iter().filter_map(|row| line(row).transpose()).collect::<Result<_, _>>()?,
    })
}

/// A page of the lines about one feature and its relation rows.
pub(super) async fn history(
    pool: &PgPool,
    schema: &Schema,
    id: &FeatureId,
    position: i64,
    schemas: &Schemas,
) -> Result<Vec<Change>, StoreError> {
    let rows = sqlx::query(
        "select seq, layer, feature_id, fid, op, before::text, after::text, who, why, batch, at
         from changes where layer = any ($1) and feature_id = $2 and seq > $3
         order by seq limit $4",
    )
    .bind(tables(schema))
    .bind(id.as_str())
    .bind(position)
    .bind(PAGE)
    .fetch_all(pool)
    .await
    .map_err(failed)?;
    rows.iter()
        .filter_map(|row| line(row).transpose())
        .map(|line| image::change(line?, schemas, ewkb::decode))
        .collect()
}

fn line(row: &PgRow) -> Result<Option<LogLine>, StoreError> {
    let Some(seq) = row.get::<Option<i64>, _>("seq") else { return Ok(None) };
    let image = |key: &str| -> Result<Option<Json>, StoreError> {
        row.get::<Option<&str>, _>(key)
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| StoreError::Log { seq, reason: error.to_string() })
    };
    Ok(Some(LogLine {
        seq,
        table: row.get("layer"),
        feature_id: row.get("feature_id"),
        fid: row.get("fid"),
        operation: image::operation(row.get("op")),
        before: image("before")?,
        after: image("after")?,
        who: row.get("who"),
        why: row.get("why"),
        batch: row.get("batch"),
        at: row.get::<DateTime<Utc>, _>("at"),
    }))
}

/// The whole log in the form that goes between stores, which is our own.
pub(super) async fn all(connection: &mut PgConnection) -> Result<Vec<LogLine>, StoreError> {
    let mut all: Vec<LogLine> = Vec::new();
    loop {
        let after = all.last().map_or(0, |line| line.seq);
        let page = page(connection, after).await?;
        if page.lines.is_empty() {
            return Ok(all);
        }
        all.extend(page.lines);
    }
}

/// Fills the empty log with one that comes from another store.
pub(super) async fn take_over(
    connection: &mut PgConnection,
    lines: &[LogLine],
) -> Result<(), StoreError> {
    let failed = |error| StoreError::from_sqlx("writing the change log", error);
    let mut copy = connection
        .copy_in_raw(
            "copy changes (seq, layer, feature_id, fid, op, before, after, who, why, batch, at)
             from stdin (format binary)",
        )
        .await
        .map_err(failed)?;
    let mut rows = Rows::new();
    for line in lines {
        rows.begin(11);
        rows.integer(line.seq);
        rows.text(&line.table);
        rows.optional_text(line.feature_id.as_deref());
        match line.fid {
            Some(fid) => rows.integer(fid),
            None => rows.null(),
        }
        rows.text(image::operation_name(line.operation));
        for image in [&line.before, &line.after] {
            match image {
                Some(image) => rows.json(&image.to_string()),
                None => rows.null(),
            }
        }
        rows.optional_text(line.who.as_deref());
        rows.optional_text(line.why.as_deref());
        rows.optional_text(line.batch.as_deref());
        rows.instant(line.at);
        if let Some(bytes) = rows.full() {
            copy.send(bytes).await.map_err(failed)?;
        }
    }
    copy.send(rows.end()).await.map_err(failed)?;
    copy.finish().await.map_err(failed)?;
    sqlx::query("select setval('changes_seq', greatest($1, 1), $1 > 0)")
        .bind(lines.last().map_or(0, |line| line.seq))
        .execute(connection)
        .await
        .map_err(failed)?;
    Ok(())
}
