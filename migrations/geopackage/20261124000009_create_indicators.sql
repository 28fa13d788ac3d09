-- Tables without geometry that belong to units. `unit` is `<collection>:<id>`, e.g. `committees:310112006-J01`.

-- 指标填报: what no geometry can tell
create table unit_indicators (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    unit           TEXT not null,
    indicator      TEXT not null references code_indicator (code),
    stands_on      DATE not null,
    num            REAL,
    den            REAL,
    unknown        INTEGER,
    note           TEXT,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    unique (unit, indicator, stands_on)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('unit_indicators', 'attributes', 'unit_indicators');

-- 包干责任: holders are references, never names
create table responsibilities (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    unit           TEXT not null,
    role           TEXT not null references code_responsibility_role (code),
    holder_ref     TEXT not null,
    valid_from     DATE not null,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (valid_to is null or valid_to > valid_from)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('responsibilities', 'attributes', 'responsibilities');
