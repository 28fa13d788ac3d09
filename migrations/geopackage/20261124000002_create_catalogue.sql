-- What the tables cannot say of themselves, and the one change log.
-- None of these is registered in gpkg_contents, so GIS desks do not list them.

-- One row: the text of the `territory.toml` this store was made from.
create table territory (
    only_row   integer primary key check (only_row = 1),
    definition text not null
);

create table catalogue_layers (
    layer          text primary key,       -- table name = collection id
    title_zh       text not null,
    title_en       text not null,
    description_zh text not null default '',
    description_en text not null default '',
    theme          text,                   -- group in the layer tree
    rank           integer not null,       -- order in lists
    unit_level     integer unique,         -- 1 = the whole, larger = smaller units; null: not a unit
    title_column   text,                   -- what a feature is called
    time_start     text,                   -- column: start of a feature's phenomenon time
    time_end       text,                   -- column: its end; null with a start: an instant
    access         text not null default 'internal' check (access in ('public', 'internal')),
    editable       boolean not null default 0
);

create table catalogue_columns (
    layer    text not null,                -- '*' holds for every layer that has the column
    "column" text not null,
    title_zh text not null,
    title_en text not null,
    unit     text,                         -- UCUM: m, m2, 1, %
    role     text check (role in ('demand', 'capacity', 'people', 'alias', 'code', 'title', 'unit')),
    access   text not null default 'internal' check (access in ('public', 'internal')),
    primary key (layer, "column")
);

-- Every write to a layer, by whoever made it. Only the triggers write here.
create table changes (
    seq        integer primary key autoincrement,
    layer      text not null,
    feature_id text,                       -- null: a bulk load of the whole layer
    fid        integer,
    op         text not null check (op in ('insert', 'update', 'delete', 'load')),
    before     text,                       -- JSON image of the row; geometry as hex of the stored blob
    after      text,
    who        text,                       -- null: an edit from outside the service
    why        text,
    batch      text,
    at         text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
create index changes_feature on changes (layer, feature_id);

-- Who writes, and why: set by the service inside its transaction and cleared before the commit.
create table change_context (
    only_row integer primary key check (only_row = 1),
    who      text,
    why      text,
    batch    text
);
insert into change_context (only_row) values (1);

-- A first load is one entry, not an image of every row: the territory's row is written last.
create trigger territory_loaded after insert on territory begin
    insert into changes (layer, op, after) values ('*', 'load', new.definition);
end;
