-- Layers of the theme “base”. `id` is what the API and other tables refer to; `fid` is the store's own key.
-- Geometries: x = longitude, y = latitude, degrees (SRID 4326). A geometry may be null.

create table gates (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    name           text,
    kind           text not null references code_gate_kind (code),
    compound_id    text not null references compounds (id),
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index gates_geometry_gist on gates using gist (geometry);
comment on table gates is '小区出入口';
select gumei_log_table('gates', 'id', 'fid', 'geometry');

create table roads (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(LineString, 4326),
    name           text,
    class          text not null references code_road_class (code),
    walkable       boolean not null default true,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index roads_geometry_gist on roads using gist (geometry);
comment on table roads is '道路: the drawn base map and the walking network';
select gumei_log_table('roads', 'id', 'fid', 'geometry');

create table waterways (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(LineString, 4326),
    name           text not null,
    kind           text not null references code_waterway_kind (code),
    width_m        double precision check (width_m > 0 and width_m < 'infinity'),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index waterways_geometry_gist on waterways using gist (geometry);
comment on table waterways is '水系';
select gumei_log_table('waterways', 'id', 'fid', 'geometry');

create table metro (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Geometry, 4326),
    name           text not null,
    kind           text not null references code_metro_kind (code),
    lines          text,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index metro_geometry_gist on metro using gist (geometry);
comment on table metro is '轨道交通';
select gumei_log_table('metro', 'id', 'fid', 'geometry');
