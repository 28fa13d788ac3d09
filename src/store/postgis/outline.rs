use sqlx::PgConnection;

use super::discover::BOOKKEEPING;
use crate::store::{Outline, StoreError, sql::safe};

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("looking at the tables", error)
}

/// The rows of a table stand for themselves by the server's counters of what was done to them: they
/// cost nothing, and come some seconds late. A standby has no such counters; there the tables
/// without triggers are seen as they were at the start, until their definition changes.
///
/// - `has_catalogue`: whether the schema is one of ours.
pub(super) async fn outline(
    connection: &mut PgConnection,
    has_catalogue: bool,
) -> Result<Outline, StoreError> {
    // Every change of a definition writes a new version of a row of the system's tables.
    let catalogue = match has_catalogue {
        true => {
            "union all select to_jsonb(l)::text from catalogue_layers l
             union all select to_jsonb(c)::text from catalogue_columns c"
        }
        false => "",
    };
    let definitions: String = sqlx::query_scalar(safe(format!(
        "with tables as (
             select oid from pg_class
             where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
         ), facts (fact) as (
             select concat_ws(' ', c.relname, c.oid, c.xmin, has_table_privilege(c.oid, 'select'))
             from pg_class c join tables using (oid)
             union all select concat_ws(' ', attrelid, attnum, a.xmin)
             from pg_attribute a join tables on oid = attrelid
             union all select concat_ws(' ', tgrelid, t.oid, t.xmin)
             from pg_trigger t join tables on tables.oid = tgrelid
             union all select concat_ws(' ', conrelid, c.oid, c.xmin)
             from pg_constraint c join tables on tables.oid = conrelid
             union all select concat_ws(' ', indrelid, indexrelid, i.xmin)
             from pg_index i join tables on oid = indrelid
             union all select concat_ws(' ', objoid, objsubid, d.xmin)
             from pg_description d join tables on oid = objoid
             where classoid = 'pg_class'::regclass
             {catalogue}
         )
         select md5(string_agg(fact, ';' order by fact collate \"C\")) from facts",
    )))
    .fetch_one(&mut *connection)
    .await
    .map_err(failed)?;
    // Of a partitioned table the partitions count.
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select c.relname::text, string_agg(concat_ws('/', p.oid, p.relfilenode,
             pg_stat_get_tuples_inserted(p.oid), pg_stat_get_tuples_updated(p.oid),
             pg_stat_get_tuples_deleted(p.oid)), ' ' order by p.oid)
         from pg_class c join pg_class p
         on p.oid = c.oid or p.oid in (select relid from pg_partition_tree(c.oid))
         where c.relnamespace = current_schema()::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($1)
         and not exists (select from pg_trigger t where t.tgrelid = c.oid
                         and t.tgname = 'gumei_log' and t.tgenabled in ('O', 'A'))
         group by c.oid, c.relname",
    )
    .bind(BOOKKEEPING)
    .fetch_all(connection)
    .await
    .map_err(failed)?;
    let rows = rows.into_iter().map(|(table, mark)| (table, mark.into())).collect();
    Ok(Outline { definitions: definitions.into(), rows })
}
