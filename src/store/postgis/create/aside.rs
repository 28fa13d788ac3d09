//! What is done row by row while rows go in, and all at once, several times faster, after them:
//! keys, references, indexes; and the triggers, which must not log a first load.

use sqlx::{Connection, PgConnection};

use super::{failed, run};
use crate::store::{
    StoreError,
    postgis::error::has_dependents,
    sql::{ident, safe},
};

/// What was taken down, in statements that put it back.
#[derive(Debug)]
pub(super) struct Aside {
    tables: Vec<String>,
    keys: Vec<Key>,
    references: Vec<Reference>,
    indexes: Vec<Index>,
}

/// A primary key, or another key of a table.
#[derive(Debug, sqlx::FromRow)]
struct Key {
    table_name: String,
    name: String,
    index_definition: String,
    /// `primary key` or `unique`.
    kind: String,
    /// ` deferrable`, say, or nothing.
    timing: String,
}

#[derive(Debug, sqlx::FromRow)]
struct Reference {
    table_name: String,
    /// The table that it leads to.
    parent: String,
    name: String,
    definition: String,
}

#[derive(Debug, sqlx::FromRow)]
struct Index {
    table_name: String,
    name: String,
    definition: String,
}

/// - returns: whether it is gone; it stays when a view, say, stands on it, and the rows then go
///   into it one by one.
async fn dropped(connection: &mut PgConnection, statement: String) -> Result<bool, StoreError> {
    let mut attempt = connection.begin().await.map_err(failed)?;
    match sqlx::query(safe(statement)).execute(&mut *attempt).await {
        Ok(_) => attempt.commit().await.map_err(failed).map(|()| true),
        Err(error) if has_dependents(&error) => {
            attempt.rollback().await.map_err(failed).map(|()| false)
        }
        Err(error) => Err(failed(error)),
    }
}

fn triggers(table: &str, how: &str) -> String {
    format!("alter table {} {how} trigger user", ident(table))
}

fn drop_constraint(table: &str, name: &str) -> String {
    format!("alter table {} drop constraint if exists {}", ident(table), ident(name))
}

impl Key {
    fn drop(&self) -> String {
        drop_constraint(&self.table_name, &self.name)
    }

    fn attach(&self) -> String {
        let Self { kind, timing, .. } = self;
        let (table, name) = (ident(&self.table_name), ident(&self.name));
        format!("alter table {table} add constraint {name} {kind} using index {name}{timing}")
    }
}

impl Reference {
    fn drop(&self) -> String {
        drop_constraint(&self.table_name, &self.name)
    }

    /// For rows to come.
    fn add(&self) -> String {
        let (table, name) = (ident(&self.table_name), ident(&self.name));
        format!("alter table {table} add constraint {name} {} not valid", self.definition)
    }
}

impl Aside {
    /// Takes down what `tables` of the schema in use have.
    pub(super) async fn take(
        connection: &mut PgConnection,
        tables: &[String],
    ) -> Result<Self, StoreError> {
        let quoted: Vec<String> = tables.iter().map(|table| ident(table)).collect();
        let of_tables = "= any ($1::text[]::regclass[])";
        let references: Vec<Reference> = sqlx::query_as(safe(format!(
            "select r.relname::text as table_name, p.relname::text as parent, conname::text as name,
             pg_get_constraintdef(c.oid) as definition
             from pg_constraint c join pg_class r on r.oid = conrelid
             join pg_class p on p.oid = confrelid
             where contype = 'f' and convalidated and conparentid = 0 and conrelid {of_tables} order by conrelid, conname"
        )))
        .bind(&quoted)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        for reference in &references {
            run(connection, &reference.drop()).await?;
        }
        let all: Vec<Key> = sqlx::query_as(safe(format!(
            "select relname::text as table_name, conname::text as name,
             pg_get_indexdef(conindid) as index_definition,
             case contype when 'p' then 'primary key' else 'unique' end as kind,
             case when not condeferrable then '' when condeferred
                 then ' deferrable initially deferred' else ' deferrable' end as timing
             from pg_constraint join pg_class r on r.oid = conrelid where contype in ('p', 'u') and conrelid {of_tables}
             order by conrelid, contype desc, conname"
        )))
        .bind(&quoted)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        let mut keys = Vec::new();
        for key in all {
            if dropped(connection, key.drop()).await? {
                keys.push(key);
            }
        }
        // Those of keys that stay, and of exclusions, stay too.
        let all: Vec<Index> = sqlx::query_as(safe(format!(
            "select r.relname::text as table_name, i.relname::text as name,
             pg_get_indexdef(indexrelid) as definition
             from pg_index join pg_class r on r.oid = indrelid
             join pg_class i on i.oid = indexrelid where indrelid {of_tables} and not exists (
                 select from pg_constraint where conindid = indexrelid and conrelid = indrelid
             ) order by 1, 2"
        )))
        .bind(&quoted)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
        let mut indexes = Vec::new();
        for index in all {
            if dropped(connection, format!("drop index {}", ident(&index.name))).await? {
                indexes.push(index);
            }
        }
        let aside = Self { tables: tables.to_vec(), keys, references, indexes };
        for table in tables {
            run(connection, &triggers(table, "disable")).await?;
        }
        Ok(aside)
    }

    /// Makes the indexes of a table: each statement for itself, in any order, and several at once.
    pub(super) fn builds(&self, table: &str) -> impl Iterator<Item = String> {
        let plain = self.indexes.iter().filter(move |index| index.table_name == table);
        let keys = self.keys.iter().filter(move |key| key.table_name == table);
        // Spatial indexes take longest.
        plain
            .map(|index| index.definition.clone())
            .chain(keys.map(|key| key.index_definition.clone()))
    }

    /// The tables that a table's references lead to.
    pub(super) fn parents(&self, table: &str) -> impl Iterator<Item = &str> {
        self.references_of(table).map(|reference| reference.parent.as_str())
    }

    fn references_of(&self, table: &str) -> impl Iterator<Item = &Reference> {
        self.references.iter().filter(move |reference| reference.table_name == table)
    }

    /// What then makes keys of a table's indexes, and references to its parents', for all rows to
    /// come; no rows are read.
    pub(super) fn attach(&self, table: &str) -> impl Iterator<Item = String> {
        let keys = self.keys.iter().filter(move |key| key.table_name == table).map(Key::attach);
        let references = self.references_of(table).map(Reference::add);
        keys.chain(references).chain([triggers(table, "enable")])
    }

    /// What makes a table's references good for the rows that are there.
    pub(super) fn validate(&self, table: &str) -> Option<String> {
        let all: Vec<String> = self
            .references_of(table)
            .map(|reference| format!("validate constraint {}", ident(&reference.name)))
            .collect();
        (!all.is_empty()).then(|| format!("alter table {} {}", ident(table), all.join(", ")))
    }

    /// Statements that make all of it anew, however much of it is there.
    ///
    /// - `clearing`: takes out all rows; triggers would keep it from that.
    pub(super) fn restore(&self, clearing: Vec<String>) -> Vec<String> {
        let references = self.references.iter().map(Reference::drop);
        let keys = self.keys.iter();
        let indexes = self.indexes.iter();
        let drops = references
            .chain(keys.clone().map(Key::drop))
            .chain(keys.map(|key| format!("drop index if exists {}", ident(&key.name))))
            .chain(indexes.map(|index| format!("drop index if exists {}", ident(&index.name))));
        let builds = self.tables.iter().flat_map(|table| self.builds(table));
        let validates = self.tables.iter().filter_map(|table| self.validate(table));
        let attaches = self.tables.iter().flat_map(|table| self.attach(table));
        let disables = self.tables.iter().map(|table| triggers(table, "disable"));
        let begin = disables.chain(clearing);
        begin.chain(drops).chain(builds).chain(attaches).chain(validates).collect()
    }
}
