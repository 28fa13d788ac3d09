-- A table's number alone does not tell every copy from its original: `createdb --template` keeps
-- it, and two fresh servers that run the same restore give the same one. So the server and the
-- database count as well. Whoever reads the epoch needs none of that: a hash stands for it.
create or replace function gumei_epoch() returns text
language sql stable as $$
    select md5(concat_ws('.',
        epoch.id,
        (pg_control_system()).system_identifier,
        (select oid from pg_database where datname = current_database()),
        'changes'::regclass::oid,
        case
            when pg_is_in_recovery() then lpad(to_hex((pg_control_checkpoint()).timeline_id), 8, '0')
            else left(pg_walfile_name(pg_current_wal_lsn()), 8)
        end
    ))
    from epoch
$$;
comment on function gumei_epoch() is 'Which history the numbers of the change log belong to: other after init, a restore, a copy of the database or a failover';

-- Replacing a function drops its settings.
do $$
begin
    execute format(
        'alter function gumei_epoch() set search_path = pg_catalog, %I, pg_temp', current_schema()
    );
end
$$;
