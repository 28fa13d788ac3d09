-- What the tables cannot say of themselves, and the one change log.

create table territory (
    only_row   bigint primary key check (only_row = 1),
    definition text not null
);
comment on table territory is 'One row: the text of the territory.toml this store was made from';

create table catalogue_layers (
    layer          text primary key,
    title_zh       text not null,
    title_en       text not null,
    description_zh text not null default '',
    description_en text not null default '',
    theme          text,
    rank           bigint not null,
    unit_level     bigint unique,
    title_column   text,
    time_start     text,
    time_end       text,
    access         text not null default 'internal' check (access in ('public', 'internal')),
    editable       boolean not null default false
);
comment on table catalogue_layers is 'What the service says of a layer beyond its table; a table without a row is read-only and internal';
comment on column catalogue_layers.layer is 'table name = collection id';
comment on column catalogue_layers.theme is 'group in the layer tree';
comment on column catalogue_layers.rank is 'order in lists';
comment on column catalogue_layers.unit_level is '1 = the whole, larger = smaller units; null: not a unit';
comment on column catalogue_layers.title_column is 'what a feature is called';
comment on column catalogue_layers.time_start is 'column: start of a feature''s phenomenon time';
comment on column catalogue_layers.time_end is 'column: its end; null with a start: an instant';

create table catalogue_columns (
    layer    text not null,
    "column" text not null,
    title_zh text not null,
    title_en text not null,
    unit     text,
    role     text check (role in ('demand', 'capacity', 'people', 'alias', 'code', 'title', 'unit')),
    access   text not null default 'internal' check (access in ('public', 'internal')),
    primary key (layer, "column")
);
comment on table catalogue_columns is 'What the service says of a column';
comment on column catalogue_columns.layer is '* holds for every layer that has the column';
comment on column catalogue_columns.unit is 'unit of measure, UCUM: m, m2, 1, %';

create table epoch (
    only_row bigint primary key default 1 check (only_row = 1),
    id       uuid not null default gen_random_uuid()
);
insert into epoch default values;
comment on table epoch is 'One row: which history the numbers of the change log belong to; init and restore draw a new id';

create sequence changes_seq as bigint;
create table changes (
    seq        bigint primary key default nextval('changes_seq'),
    layer      text not null,
    feature_id text,
    fid        bigint,
    op         text not null check (op in ('insert', 'update', 'delete', 'load')),
    before     jsonb,
    after      jsonb,
    who        text,
    why        text,
    batch      text,
    at         timestamptz not null default clock_timestamp()
);
alter sequence changes_seq owned by changes.seq;
create index changes_feature on changes (layer, feature_id);
comment on table changes is 'Every write to a layer, by whoever made it. Only the triggers write here';
comment on column changes.seq is 'rises in the order of the commits; may have gaps';
comment on column changes.feature_id is 'null: a bulk load of all layers';
comment on column changes.before is 'image of the row; geometry as hex of its EWKB';
comment on column changes.who is 'null: an edit from outside the service';

-- Tells one history from another. A restored copy has another table (its oid), a promoted
-- replica another timeline, a territory made anew another id.
create function gumei_epoch() returns text
language sql stable as $$
    select epoch.id || '.' || 'changes'::regclass::oid || '.' || case
        when pg_is_in_recovery() then lpad(to_hex((pg_control_checkpoint()).timeline_id), 8, '0')
        else left(pg_walfile_name(pg_current_wal_lsn()), 8)
    end
    from epoch
$$;

-- Writes one line of the log. It runs when the transaction commits (the triggers are deferred):
-- the lock is held only from there to the end of the commit, so that writers on different rows
-- never wait for each other before, and the numbers stand in the order in which commits become
-- visible. A reader that has seen line n has seen every line before it.
create function gumei_append(layer text, feature_id text, fid bigint, op text, before jsonb, after jsonb)
returns void language sql as $$
    select pg_advisory_xact_lock(1735748969, hashoid('changes'::regclass));
    insert into changes (layer, feature_id, fid, op, before, after, who, why, batch)
    values (
        layer, feature_id, fid, op, before, after,
        nullif(current_setting('gumei.who', true), ''),
        nullif(current_setting('gumei.why', true), ''),
        nullif(current_setting('gumei.batch', true), '')
    );
    select pg_notify('gumei_changes', '');
$$;

-- Logs a row of any layer. Arguments: table, id column, key column, geometry column (or '').
create function gumei_log() returns trigger
language plpgsql security definer as $$
declare
    geometry_column text := tg_argv[3];
    blank jsonb := jsonb_build_object(geometry_column, null);
    hex text;
    before jsonb;
    after jsonb;
    image jsonb;
begin
    if geometry_column = '' then
        if tg_op <> 'INSERT' then before := to_jsonb(old); end if;
        if tg_op <> 'DELETE' then after := to_jsonb(new); end if;
    else
        -- PostGIS would turn a geometry into GeoJSON of nine digits; the image must be exact.
        if tg_op <> 'INSERT' then
            execute format('select encode(ST_AsEWKB(($1).%I), ''hex'')', geometry_column) into hex using old;
            before := to_jsonb(jsonb_populate_record(old, blank)) || jsonb_build_object(geometry_column, hex);
        end if;
        if tg_op <> 'DELETE' then
            execute format('select encode(ST_AsEWKB(($1).%I), ''hex'')', geometry_column) into hex using new;
            after := to_jsonb(jsonb_populate_record(new, blank)) || jsonb_build_object(geometry_column, hex);
        end if;
    end if;
    image := coalesce(after, before);
    perform gumei_append(
        tg_argv[0], image ->> tg_argv[1], (image ->> tg_argv[2])::bigint, lower(tg_op), before, after
    );
    return null;
end
$$;

create function gumei_refuse_truncate() returns trigger
language plpgsql as $$
begin
    raise exception 'table "%" cannot be truncated, because the change log would miss its rows', tg_table_name
        using hint = format('empty it with: delete from %I', tg_table_name);
end
$$;

-- Puts a table under the log.
create function gumei_log_table(layer regclass, id_column text, fid_column text, geometry_column text)
returns void language plpgsql as $$
declare
    name text := (select relname from pg_class where oid = layer);
begin
    execute format(
        'create constraint trigger gumei_log after insert or update or delete on %s
         deferrable initially deferred for each row execute function gumei_log(%L, %L, %L, %L)',
        layer, name, id_column, fid_column, coalesce(geometry_column, '')
    );
    execute format(
        'create trigger gumei_refuse_truncate before truncate on %s
         for each statement execute function gumei_refuse_truncate()',
        layer
    );
end
$$;

-- A first load is one entry, not an image of every row: the territory's row is written last.
create function gumei_log_territory() returns trigger
language plpgsql security definer as $$
begin
    perform gumei_append('*', null, null, 'load', null, to_jsonb(new.definition));
    return null;
end
$$;
create constraint trigger gumei_log after insert on territory
deferrable initially deferred for each row execute function gumei_log_territory();

-- Whoever edits a layer, with whatever search path and settings: the log is found, a temporary
-- table cannot stand in for it, and numbers and times keep every digit.
do $$
declare
    function regprocedure;
    postgis text := (
        select quote_ident(nspname) from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
        where extname = 'postgis'
    );
begin
    foreach function in array array[
        'gumei_log()', 'gumei_log_territory()', 'gumei_epoch()'
    ]::regprocedure[] loop
        execute format(
            'alter function %s set search_path = pg_catalog, %I, %s, pg_temp', function, current_schema(), postgis
        );
        execute format('alter function %s set extra_float_digits = 1', function);
        execute format('alter function %s set timezone = ''UTC''', function);
    end loop;
end
$$;
