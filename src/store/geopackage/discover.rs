//! Gathers what the file says about its tables.

use std::sync::Arc;

use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::data_columns;
use crate::{
    domain::{Code, DataType, GeometryColumn, GeometryKind, Titles},
    store::{
        CatalogueLayer, StoreError,
        catalogue::Catalogue,
        discovery::{self, CodeLists, Column, Discovery, Facts, ForeignKey},
        sql::{ident, literal, safe},
        srs,
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the schema", error)
}

/// All tables registered in `gpkg_contents`, as layers or as refusals with a reason.
pub(super) async fn discover(
    connection: &mut SqliteConnection,
    has_catalogue: bool,
) -> Result<Discovery, StoreError> {
    let contents = sqlx::query(
        "select table_name, data_type, identifier, description from gpkg_contents
         where data_type in ('features', 'attributes') order by table_name",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut all = Vec::new();
    for row in &contents {
        all.push(facts(connection, row).await?);
    }
    data_columns::describe(connection, &mut all).await?;
    let mut codes = CodeLists::new();
    for table in discovery::code_tables(&all) {
        codes.insert(table.to_owned(), code_list(connection, table).await?);
    }
    let catalogue =
        if has_catalogue { read_catalogue(connection).await? } else { Catalogue::default() };
    Ok(discovery::discover(&all, &codes, &catalogue))
}

async fn facts(connection: &mut SqliteConnection, row: &SqliteRow) -> Result<Facts, StoreError> {
    let table: String = row.get("table_name");
    let columns = columns(connection, &table).await?;
    let foreign_keys = sqlx::query("select \"from\", \"table\" from pragma_foreign_key_list(?)")
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?
        .iter()
        .map(|row| ForeignKey { column: row.get("from"), table: row.get("table") })
        .collect();
    let unique = sqlx::query_scalar(
        "select info.name from pragma_index_list(?) list, pragma_index_info(list.name) info
         where list.\"unique\" group by list.name having count(*) = 1",
    )
    .bind(&table)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let logged = is_logged(connection, &table, &columns).await?;
    let spatial = row.get::<&str, _>("data_type") == "features";
    Ok(Facts {
        title: row.get("identifier"),
        description: row.get("description"),
        geometry: if spatial { geometry(connection, &table).await? } else { Ok(None) },
        table,
        columns,
        foreign_keys,
        unique,
        logged,
    })
}

async fn columns(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Vec<Column>, StoreError> {
    let rows = sqlx::query("select name, type, \"notnull\", pk from pragma_table_info(?)")
        .bind(table)
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    let column = |row: &SqliteRow| Column {
        name: row.get("name"),
        data_type: data_type(&row.get::<String, _>("type")),
        required: row.get("notnull"),
        primary_key: row.get::<i64, _>("pk") > 0,
        title: None,
        codes: None,
    };
    Ok(rows.iter().map(column).collect())
}

/// Whether the log's triggers are there and know table and columns by their present names; a
/// column that someone has added since is not in their images. Not with a spatial index, either:
/// its triggers (GeoPackage 1.3, annex F.3) need functions that only desktops have.
async fn is_logged(
    connection: &mut SqliteConnection,
    table: &str,
    columns: &[Column],
) -> Result<bool, StoreError> {
    let triggers: Vec<String> = sqlx::query_scalar(
        "select sql from sqlite_master where type = 'trigger' and tbl_name = ?1
         and name like 'gumei\\_log\\_%' escape '\\'
         and not exists (select 1 from sqlite_master where type = 'trigger' and tbl_name = ?1
                         and name like 'rtree\\_%' escape '\\')",
    )
    .bind(table)
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let served = columns.iter().filter(|column| column.data_type.is_some() && !column.primary_key);
    let mut names = served.map(|column| &*column.name).chain([table]);
    Ok(triggers.len() == 3
        && names.all(|name| triggers.iter().all(|trigger| trigger.contains(&literal(name)))))
}

/// Tables whose rows the log does not follow: layers that others have added, and code lists.
pub(super) async fn unlogged(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table'
         and (name in ('catalogue_layers', 'catalogue_columns') or name like 'code\\_%' escape '\\'
              or name in (select table_name from gpkg_contents
                          where data_type in ('features', 'attributes')))",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut unlogged = Vec::new();
    for table in tables {
        let columns = columns(connection, &table).await?;
        if !is_logged(connection, &table, &columns).await? {
            unlogged.push(table);
        }
    }
    Ok(unlogged)
}

/// The type a column's declaration stands for (GeoPackage 1.3, table 1); `None`: not served.
fn data_type(declared: &str) -> Option<DataType> {
    let name = declared.split('(').next().unwrap_or_default().trim().to_ascii_uppercase();
    Some(match name.as_str() {
        "BOOLEAN" => DataType::Boolean,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" | "BIGINT" => DataType::Integer,
        "FLOAT" | "DOUBLE" | "REAL" | "NUMERIC" | "DECIMAL" => DataType::Real,
        "TEXT" | "VARCHAR" | "CHAR" | "STRING" | "" => DataType::Text,
        "DATE" => DataType::Date,
        "DATETIME" | "TIMESTAMP" => DataType::DateTime,
        _ => return None,
    })
}

async fn geometry(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Result<Option<GeometryColumn>, String>, StoreError> {
    let row = sqlx::query(
        "select column_name, geometry_type_name, srs_id, organization, organization_coordsys_id
         from gpkg_geometry_columns left join gpkg_spatial_ref_sys using (srs_id)
         where table_name = ?",
    )
    .bind(table)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    let Some(row) = row else {
        return Ok(Err("it has no row in gpkg_geometry_columns".into()));
    };
    let srid: i32 = row.get("srs_id");
    let organization: Option<&str> = row.get("organization");
    let entry = organization.zip(row.get("organization_coordsys_id"));
    let kind = row.get::<&str, _>("geometry_type_name").parse::<GeometryKind>();
    let column = srs::resolve(srid, entry).and_then(|crs| {
        let kind = kind.map_err(|error| error.to_string())?;
        Ok(Some(GeometryColumn { name: row.get("column_name"), kind, crs, srid }))
    });
    Ok(column)
}

async fn code_list(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Arc<[Code]>, StoreError> {
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

pub(super) async fn read_catalogue(
    connection: &mut SqliteConnection,
) -> Result<Catalogue, StoreError> {
    let layers: Vec<Ranked> = sqlx::query_as("select * from catalogue_layers order by rank, layer")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    let columns = sqlx::query_as("select * from catalogue_columns order by layer, \"column\"")
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    Ok(Catalogue { layers: layers.into_iter().map(|row| (row.layer, row.rank)).collect(), columns })
}

/// Every code list's rows as `(list, code, title_zh, title_en)`, by rank.
pub(super) async fn all_codes(
    connection: &mut SqliteConnection,
) -> Result<Vec<[String; 4]>, StoreError> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_master where type = 'table' and name like 'code\\_%' escape '\\'",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut all: Vec<(i64, [String; 4])> = Vec::new();
    for table in &tables {
        let list = table.trim_start_matches("code_").to_owned();
        let statement = format!("select rank, code, title_zh, title_en from {}", ident(table));
        let rows: Vec<(i64, String, String, String)> =
            sqlx::query_as(safe(statement)).fetch_all(&mut *connection).await.map_err(failed)?;
        all.extend(rows.into_iter().map(|(r, code, zh, en)| (r, [list.clone(), code, zh, en])));
    }
    all.sort();
    Ok(all.into_iter().map(|(_, row)| row).collect())
}
