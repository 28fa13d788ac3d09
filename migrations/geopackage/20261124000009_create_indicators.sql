-- Tables without geometry that belong to units. `unit` is `<collection>:<id>`, e.g. `committees:310112006-J01`.

-- 指标填报: what no geometry can tell
create table unit_indicators (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    unit           text not null,
    indicator      text not null references code_indicator (code),
    stands_on      date not null,
    num            real,
    den            real,
    unknown        integer,
    note           text,
    provenance     text not null references code_provenance (code),
    source         text not null,
    unique (unit, indicator, stands_on)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('unit_indicators', 'attributes', 'unit_indicators');

-- 包干责任: holders are references, never names
create table responsibilities (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    unit           text not null,
    role           text not null references code_responsibility_role (code),
    holder_ref     text not null,
    valid_from     date not null,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (valid_to is null or valid_to > valid_from)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('responsibilities', 'attributes', 'responsibilities');
