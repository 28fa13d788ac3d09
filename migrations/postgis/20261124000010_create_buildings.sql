create table buildings (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    compound_id    text not null references compounds (id),
    residents_60   bigint not null check (residents_60 >= 0),
    residents_80   bigint not null check (residents_80 between 0 and residents_60),
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index buildings_geometry_gist on buildings using gist (geometry);
comment on table buildings is '楼栋: where in a compound the elders live; demand finer than the compound';
select gumei_log_table('buildings', 'id', 'fid', 'geometry');
