//! What a table's geometry column holds, and in which reference system.

use std::collections::HashMap;

use sqlx::PgConnection;

use super::discover::ColumnRow;
use crate::{
    domain::{GeometryColumn, GeometryKind},
    store::{
        StoreError,
        sql::{ident, safe},
        srs,
    },
};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the schema", error)
}

#[derive(sqlx::FromRow)]
pub(super) struct GeometryRow {
    table: String,
    column: String,
    kind: String,
    srid: i32,
}

/// By table, as PostGIS registers them.
pub(super) async fn geometries(
    connection: &mut PgConnection,
) -> Result<HashMap<String, Vec<GeometryRow>>, StoreError> {
    let rows: Vec<GeometryRow> = sqlx::query_as(
        "select f_table_name::text as \"table\", f_geometry_column::text as \"column\",
         type::text as kind, srid from geometry_columns where f_table_schema = current_schema()",
    )
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let mut by_table: HashMap<String, Vec<GeometryRow>> = HashMap::new();
    for row in rows {
        by_table.entry(row.table.clone()).or_default().push(row);
    }
    Ok(by_table)
}

/// - returns: `Err` inside with the reason why the geometry cannot be served.
pub(super) async fn geometry(
    connection: &mut PgConnection,
    table: &str,
    columns: &[ColumnRow],
    geometries: &[GeometryRow],
) -> Result<Result<Option<GeometryColumn>, String>, StoreError> {
    if let Some(column) = columns.iter().find(|column| column.kind == "geography") {
        return Ok(Err(format!(
            "its column `{}` is a geography; only geometry(…, 4326) is served",
            column.name
        )));
    }
    let found = match geometries {
        [] => return Ok(Ok(None)),
        [one] => one,
        _ => return Ok(Err("it has more than one geometry column; one is served".into())),
    };
    let kind = match found.kind.trim_end_matches('M').parse::<GeometryKind>() {
        Ok(kind) => kind,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let srid = if found.srid == 0 {
        match common_srid(connection, table, &found.column).await? {
            Ok(srid) => srid,
            Err(list) => {
                return Ok(Err(format!(
                    "its geometries have the SRIDs {list}; transform them all to 4326 and declare \
                     the column geometry({}, 4326)",
                    kind.name()
                )));
            }
        }
    } else {
        found.srid
    };
    let entry: Option<(String, i32)> = sqlx::query_as(
        "select auth_name, auth_srid from spatial_ref_sys
         where srid = $1 and auth_name is not null and auth_srid is not null",
    )
    .bind(srid)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    let entry = entry.as_ref().map(|(register, code)| (register.as_str(), i64::from(*code)));
    let crs = srs::resolve(srid, entry);
    Ok(crs.map(|crs| Some(GeometryColumn { name: found.column.clone(), kind, crs, srid })))
}

/// The SRID of all rows of a column that takes any; that of WGS 84 while there are none.
///
/// - returns: `Err` with all of them when they differ.
async fn common_srid(
    connection: &mut PgConnection,
    table: &str,
    column: &str,
) -> Result<Result<i32, String>, StoreError> {
    let statement = format!(
        "select distinct ST_SRID({column}) from {table} where {column} is not null order by 1",
        column = ident(column),
        table = ident(table),
    );
    let srids: Vec<i32> =
        sqlx::query_scalar(safe(statement)).fetch_all(connection).await.map_err(failed)?;
    Ok(match srids[..] {
        [] => Ok(GeometryColumn::WGS84),
        [one] => Ok(one),
        _ => Err(srids.iter().map(i32::to_string).collect::<Vec<_>>().join(", ")),
    })
}
