-- Tables without geometry that belong to units. `unit` is `<collection>:<id>`, e.g. `committees:310112006-J01`.

create table unit_indicators (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    unit           text not null,
    indicator      text not null references code_indicator (code),
    stands_on      date not null,
    num            double precision check (num > '-infinity' and num < 'infinity'),
    den            double precision check (den > '-infinity' and den < 'infinity'),
    unknown        bigint,
    note           text,
    provenance     text not null references code_provenance (code),
    source         text not null,
    unique (unit, indicator, stands_on)
);
comment on table unit_indicators is '指标填报: what no geometry can tell';
select gumei_log_table('unit_indicators', 'id', 'fid', null);

create table responsibilities (
    fid            bigint generated always as identity primary key,
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
comment on table responsibilities is '包干责任: holders are references, never names';
select gumei_log_table('responsibilities', 'id', 'fid', null);
