-- Layers of the theme “works”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 河道景观段
create table river_segments (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       LINESTRING,
    name           text not null,
    river          text not null,
    bank           text not null references code_bank (code),
    from_place     text not null,
    to_place       text not null,
    stage          text not null references code_works_stage (code),
    planned_m      real not null check (planned_m >= 0),
    done_m         real not null check (done_m >= 0),
    done_on        date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_m <= planned_m)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('river_segments', 'features', 'river_segments', 4326);
insert into gpkg_geometry_columns values ('river_segments', 'geometry', 'LINESTRING', 4326, 0, 0);

-- 道路工程
create table road_works (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       GEOMETRY,
    kind           text not null references code_road_work_kind (code),
    name           text not null,
    road           text,
    from_place     text,
    to_place       text,
    stage          text not null references code_works_stage (code),
    planned_m      real check (planned_m >= 0),
    done_m         real check (done_m >= 0),
    started_on     date,
    opened_on      date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_m <= planned_m)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('road_works', 'features', 'road_works', 4326);
insert into gpkg_geometry_columns values ('road_works', 'geometry', 'GEOMETRY', 4326, 0, 0);
