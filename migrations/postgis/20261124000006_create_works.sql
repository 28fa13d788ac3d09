-- Layers of the theme “works”. `id` is what the API and other tables refer to; `fid` is the store's own key.
-- Geometries: x = longitude, y = latitude, degrees (SRID 4326). A geometry may be null.

create table river_segments (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(LineString, 4326),
    name           text not null,
    river          text not null,
    bank           text not null references code_bank (code),
    from_place     text not null,
    to_place       text not null,
    stage          text not null references code_works_stage (code),
    planned_m      double precision not null check (planned_m >= 0 and planned_m < 'infinity'),
    done_m         double precision not null check (done_m >= 0 and done_m < 'infinity'),
    done_on        date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_m <= planned_m)
);
create index river_segments_geometry_gist on river_segments using gist (geometry);
comment on table river_segments is '河道景观段';
select gumei_log_table('river_segments', 'id', 'fid', 'geometry');

create table road_works (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Geometry, 4326),
    kind           text not null references code_road_work_kind (code),
    name           text not null,
    road           text,
    from_place     text,
    to_place       text,
    stage          text not null references code_works_stage (code),
    planned_m      double precision check (planned_m >= 0 and planned_m < 'infinity'),
    done_m         double precision check (done_m >= 0 and done_m < 'infinity'),
    started_on     date,
    opened_on      date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_m <= planned_m),
    check (ST_IsValid(geometry))
);
create index road_works_geometry_gist on road_works using gist (geometry);
comment on table road_works is '道路工程';
select gumei_log_table('road_works', 'id', 'fid', 'geometry');
