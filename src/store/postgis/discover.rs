//! Gathers what PostgreSQL says about the tables of the schema in use.

use std::{collections::HashMap, sync::Arc};

use sqlx::PgConnection;

use super::geometry_column::{geometries, geometry};
use crate::{
    domain::{Code, DataType, Titles},
    store::{
        CatalogueLayer, StoreError,
        catalogue::Catalogue,
        discovery::{self, CodeLists, Column, Discovery, Facts, ForeignKey},
        sql::{ident, safe},
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the schema", error)
}

/// Tables of the store itself.
pub(super) const BOOKKEEPING: [&str; 7] = [
    "_sqlx_migrations",
    "territory",
    "plan_files",
    "catalogue_layers",
    "catalogue_columns",
    "changes",
    "epoch",
];

#[derive(sqlx::FromRow)]
struct TableRow {
    oid: i64,
    name: String,
    description: Option<String>,
    readable: bool,
    /// Of the log's trigger: table, id, key and geometry column, each closed by a zero byte.
    log_arguments: Option<String>,
}

impl TableRow {
    /// Whether the trigger is there and knows table and columns by their present names.
    fn is_logged(&self, columns: &[ColumnRow]) -> bool {
        let Some(arguments) = &self.log_arguments else { return false };
        let mut arguments = arguments.split("\\000");
        arguments.next() == Some(self.name.as_str())
            && arguments
                .all(|name| name.is_empty() || columns.iter().any(|column| column.name == name))
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct ColumnRow {
    table: i64,
    pub name: String,
    /// The base type's name; `enum` for an enumeration.
    pub kind: String,
    required: bool,
    primary_key: bool,
    is_unique: bool,
    comment: Option<String>,
}

/// Whether a comment is short enough to stand above a column or a list.
fn is_title(text: &str) -> bool {
    !text.trim().is_empty() && !text.contains('\n') && text.chars().count() <= 60
}

/// The tables that are layers, code lists' tables not among them: those with a geometry, those
/// under the log, and those the catalogue names.
pub(super) async fn discover(
    connection: &mut PgConnection,
    has_catalogue: bool,
) -> Result<Discovery, StoreError> {
    let catalogue =
        if has_catalogue { read_catalogue(connection).await? } else { Catalogue::default() };
    let all = facts(connection, &catalogue).await?;
    let mut codes = CodeLists::new();
    for table in discovery::code_tables(&all) {
        codes.insert(table.to_owned(), code_list(connection, table).await?);
    }
    Ok(discovery::discover(&all, &codes, &catalogue))
}

async fn facts(
    connection: &mut PgConnection,
    catalogue: &Catalogue,
) -> Result<Vec<Facts>, StoreError> {
    let tables: Vec<TableRow> = sqlx::query_as(
        "select c.oid::int8 as oid, c.relname::text as name,
         obj_description(c.oid, 'pg_class') as description,
         has_table_privilege(c.oid, 'select') as readable,
         (select encode(t.tgargs, 'escape') from pg_trigger t where t.tgrelid = c.oid
          and t.tgname = 'gumei_log' and t.tgenabled in ('O', 'A')) as log_arguments
         from pg_class c
         where c.relnamespace = current_schema()::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition
         and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass
                         and d.objid = c.oid and d.deptype = 'e')
         order by c.relname collate \"C\"",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut columns = columns(connection).await?;
    let mut geometries = geometries(connection).await?;
    let mut foreign_keys = foreign_keys(connection).await?;
    let mut all = Vec::new();
    for table in tables {
        let columns = columns.remove(&table.oid).unwrap_or_default();
        let geometries = geometries.remove(&table.name).unwrap_or_default();
        let spatial =
            columns.iter().any(|column| matches!(&*column.kind, "geometry" | "geography"));
        let logged = table.is_logged(&columns);
        let is_layer = spatial || table.log_arguments.is_some() || catalogue.names(&table.name);
        if !is_layer || BOOKKEEPING.contains(&&*table.name) {
            continue;
        }
        let geometry = if table.readable {
            geometry(connection, &table.name, &columns, &geometries).await?
        } else {
            Err(format!(
                "the database user may not read it; let its owner run `grant select on {} to …`",
                ident(&table.name)
            ))
        };
        all.push(Facts {
            title: table.description.clone().filter(|text| is_title(text)),
            description: table.description,
            geometry,
            unique: columns.iter().filter(|c| c.is_unique).map(|c| c.name.clone()).collect(),
            columns: columns
                .into_iter()
                .map(|column| Column {
                    data_type: data_type(&column.kind),
                    name: column.name,
                    required: column.required,
                    primary_key: column.primary_key,
                    title: column.comment.filter(|text| is_title(text)),
                    codes: None,
                })
                .collect(),
            foreign_keys: foreign_keys.remove(&table.name).unwrap_or_default(),
            logged,
            table: table.name,
        });
    }
    Ok(all)
}

async fn columns(
    connection: &mut PgConnection,
) -> Result<HashMap<i64, Vec<ColumnRow>>, StoreError> {
    let rows: Vec<ColumnRow> = sqlx::query_as(
        "select a.attrelid::int8 as \"table\", a.attname::text as name,
         case when coalesce(b.typtype, t.typtype) = 'e' then 'enum'
              else coalesce(b.typname, t.typname)::text end as kind,
         a.attnotnull as required,
         exists (select from pg_index i where i.indrelid = a.attrelid and i.indisprimary
                 and a.attnum = any (i.indkey)) as primary_key,
         exists (select from pg_index i where i.indrelid = a.attrelid and i.indisunique
                 and i.indpred is null and i.indnkeyatts = 1
                 and i.indkey[0] = a.attnum) as is_unique,
         col_description(a.attrelid, a.attnum) as comment
         from pg_attribute a join pg_class c on c.oid = a.attrelid
         join pg_type t on t.oid = a.atttypid left join pg_type b on b.oid = t.typbasetype
         where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
         and a.attnum > 0 and not a.attisdropped
         order by a.attrelid, a.attnum",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let mut by_table: HashMap<i64, Vec<ColumnRow>> = HashMap::new();
    for row in rows {
        by_table.entry(row.table).or_default().push(row);
    }
    Ok(by_table)
}

async fn foreign_keys(
    connection: &mut PgConnection,
) -> Result<HashMap<String, Vec<ForeignKey>>, StoreError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "select c.relname::text, a.attname::text, r.relname::text
         from pg_constraint f join pg_class c on c.oid = f.conrelid
         join pg_class r on r.oid = f.confrelid
         join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
         where f.contype = 'f' and cardinality(f.conkey) = 1
         and c.relnamespace = current_schema()::regnamespace
         and r.relnamespace = c.relnamespace
         order by f.conrelid, f.conkey[1]",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let mut by_table: HashMap<String, Vec<ForeignKey>> = HashMap::new();
    for (table, column, refers) in rows {
        by_table.entry(table).or_default().push(ForeignKey { column, table: refers });
    }
    Ok(by_table)
}

/// The type a column's type stands for; `None`: not served.
fn data_type(kind: &str) -> Option<DataType> {
    Some(match kind {
        "bool" => DataType::Boolean,
        "int2" | "int4" | "int8" => DataType::Integer,
        "float4" | "float8" | "numeric" => DataType::Real,
        "text" | "varchar" | "bpchar" | "name" | "citext" | "uuid" | "enum" => DataType::Text,
        "date" => DataType::Date,
        "timestamp" | "timestamptz" => DataType::DateTime,
        _ => return None,
    })
}

async fn code_list(connection: &mut PgConnection, table: &str) -> Result<Arc<[Code]>, StoreError> {
    let statement = format!("select code, title_zh, title_en from {} order by rank", ident(table));
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(safe(statement)).fetch_all(connection).await.map_err(failed)?;
    Ok(rows
        .into_iter()
        .map(|(code, zh, en)| Code { code: code.into(), titles: Titles { zh, en } })
        .collect())
}

#[derive(sqlx::FromRow)]
struct Ranked {
    #[sqlx(flatten)]
    layer: CatalogueLayer,
    rank: i64,
}

pub(super) async fn read_catalogue(connection: &mut PgConnection) -> Result<Catalogue, StoreError> {
    let layers: Vec<Ranked> =
        sqlx::query_as("select * from catalogue_layers order by rank, layer collate \"C\"")
            .fetch_all(&mut *connection)
            .await
            .map_err(failed)?;
    let columns = sqlx::query_as(
        "select * from catalogue_columns order by layer collate \"C\", \"column\" collate \"C\"",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    Ok(Catalogue { layers: layers.into_iter().map(|row| (row.layer, row.rank)).collect(), columns })
}

/// Every code list's rows as `(list, code, title_zh, title_en)`, by rank.
pub(super) async fn all_codes(
    connection: &mut PgConnection,
) -> Result<Vec<[String; 4]>, StoreError> {
    let mut all: Vec<(i64, [String; 4])> = Vec::new();
    for table in code_tables(connection).await? {
        let list = table.trim_start_matches("code_").to_owned();
        let statement = format!("select rank, code, title_zh, title_en from {}", ident(&table));
        let rows: Vec<(i64, String, String, String)> =
            sqlx::query_as(safe(statement)).fetch_all(&mut *connection).await.map_err(failed)?;
        all.extend(rows.into_iter().map(|(r, code, zh, en)| (r, [list.clone(), code, zh, en])));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, row)| row).collect())
}

pub(super) async fn code_tables(connection: &mut PgConnection) -> Result<Vec<String>, StoreError> {
    sqlx::query_scalar(
        "select relname::text from pg_class where relnamespace = current_schema()::regnamespace
         and relkind = 'r' and starts_with(relname::text, 'code_')",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)
}
