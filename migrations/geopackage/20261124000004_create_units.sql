-- Layers of the theme “units”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 街道
create table subdistricts (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       MULTIPOLYGON,
    code           text not null unique check (length(code) = 9),
    name           text not null,
    alias          text,
    area_m2        real,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('subdistricts', 'features', 'subdistricts', 4326);
insert into gpkg_geometry_columns values ('subdistricts', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 片区: the leader's area of responsibility
create table pianqu (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       MULTIPOLYGON,
    name           text not null,
    alias          text,
    subdistrict_id text not null references subdistricts (id),
    leader_ref     text,
    area_m2        real,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('pianqu', 'features', 'pianqu', 4326);
insert into gpkg_geometry_columns values ('pianqu', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 居民区
create table committees (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       MULTIPOLYGON,
    code           text unique check (length(code) = 12),
    name           text not null,
    official_name  text,
    alias          text,
    pianqu_id      text not null references pianqu (id),
    autonomy_version text references code_autonomy_version (code),
    area_m2        real,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('committees', 'features', 'committees', 4326);
insert into gpkg_geometry_columns values ('committees', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 小区
create table compounds (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       MULTIPOLYGON,
    name           text not null,
    alias          text,
    committee_id   text not null references committees (id),
    class          text not null references code_compound_class (code),
    households     integer not null check (households >= 0),
    residents      integer not null check (residents >= 0),
    residents_60   integer not null check (residents_60 between 0 and residents),
    residents_80   integer not null check (residents_80 between 0 and residents_60),
    guards         integer check (guards >= 0),
    guards_certified integer check (guards_certified between 0 and guards),
    tech_standard_met boolean,
    physical_standard_met boolean,
    owners_committee_state text references code_owners_committee_state (code),
    owners_committee_eligible boolean,
    owners_committee_formed_on date,
    owners_committee_blocker text,
    no_group_rental_since date,
    property_company text,
    built_year     integer,
    area_m2        real,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('compounds', 'features', 'compounds', 4326);
insert into gpkg_geometry_columns values ('compounds', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 责任网格
create table grid_cells (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       MULTIPOLYGON,
    code           text not null unique,
    committee_id   text not null references committees (id),
    last_inspected_on date,
    area_m2        real,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('grid_cells', 'features', 'grid_cells', 4326);
insert into gpkg_geometry_columns values ('grid_cells', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- further committees a compound lies in
create table compounds_committees (
    fid        integer primary key autoincrement not null,
    feature_id text not null references compounds (id) on update cascade on delete cascade,
    committee_id text not null references committees (id),
    unique (feature_id, committee_id)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('compounds_committees', 'attributes', 'compounds_committees');

-- awards a compound holds
create table compounds_awards (
    fid        integer primary key autoincrement not null,
    feature_id text not null references compounds (id) on update cascade on delete cascade,
    award      text not null references code_award (code),
    unique (feature_id, award)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('compounds_awards', 'attributes', 'compounds_awards');
