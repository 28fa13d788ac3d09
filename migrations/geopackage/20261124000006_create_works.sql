-- Layers of the theme “works”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 河道景观段
create table river_segments (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       LINESTRING,
    name           TEXT not null,
    river          TEXT not null,
    bank           TEXT not null references code_bank (code),
    from_place     TEXT not null,
    to_place       TEXT not null,
    stage          TEXT not null references code_works_stage (code),
    planned_m      REAL not null check (planned_m >= 0),
    done_m         REAL not null check (done_m >= 0),
    done_on        DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (done_m <= planned_m)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('river_segments', 'features', 'river_segments', 4326);
insert into gpkg_geometry_columns values ('river_segments', 'geometry', 'LINESTRING', 4326, 0, 0);

-- 道路工程
create table road_works (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       GEOMETRY,
    kind           TEXT not null references code_road_work_kind (code),
    name           TEXT not null,
    road           TEXT,
    from_place     TEXT,
    to_place       TEXT,
    stage          TEXT not null references code_works_stage (code),
    planned_m      REAL check (planned_m >= 0),
    done_m         REAL check (done_m >= 0),
    started_on     DATE,
    opened_on      DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (done_m <= planned_m)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('road_works', 'features', 'road_works', 4326);
insert into gpkg_geometry_columns values ('road_works', 'geometry', 'GEOMETRY', 4326, 0, 0);
