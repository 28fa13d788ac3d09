-- Layers of the theme “base”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 小区出入口
create table gates (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    name           TEXT,
    kind           TEXT not null references code_gate_kind (code),
    compound_id    TEXT not null references compounds (id),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('gates', 'features', 'gates', 4326);
insert into gpkg_geometry_columns values ('gates', 'geometry', 'POINT', 4326, 0, 0);

-- 道路: the drawn base map and the walking network
create table roads (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       LINESTRING,
    name           TEXT,
    class          TEXT not null references code_road_class (code),
    walkable       BOOLEAN not null default 1,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('roads', 'features', 'roads', 4326);
insert into gpkg_geometry_columns values ('roads', 'geometry', 'LINESTRING', 4326, 0, 0);

-- 水系
create table waterways (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       LINESTRING,
    name           TEXT not null,
    kind           TEXT not null references code_waterway_kind (code),
    width_m        REAL check (width_m > 0),
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('waterways', 'features', 'waterways', 4326);
insert into gpkg_geometry_columns values ('waterways', 'geometry', 'LINESTRING', 4326, 0, 0);

-- 轨道交通
create table metro (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       GEOMETRY,
    name           TEXT not null,
    kind           TEXT not null references code_metro_kind (code),
    lines          TEXT,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('metro', 'features', 'metro', 4326);
insert into gpkg_geometry_columns values ('metro', 'geometry', 'GEOMETRY', 4326, 0, 0);
