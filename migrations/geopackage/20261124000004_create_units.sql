-- Layers of the theme “units”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 街道
create table subdistricts (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       MULTIPOLYGON,
    code           TEXT not null unique check (length(code) = 9),
    name           TEXT not null,
    alias          TEXT,
    area_m2        REAL,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('subdistricts', 'features', 'subdistricts', 4326);
insert into gpkg_geometry_columns values ('subdistricts', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 片区: the leader's area of responsibility
create table pianqu (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       MULTIPOLYGON,
    name           TEXT not null,
    alias          TEXT,
    subdistrict_id TEXT not null references subdistricts (id),
    leader_ref     TEXT,
    area_m2        REAL,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('pianqu', 'features', 'pianqu', 4326);
insert into gpkg_geometry_columns values ('pianqu', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 居民区
create table committees (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       MULTIPOLYGON,
    code           TEXT unique check (length(code) = 12),
    name           TEXT not null,
    official_name  TEXT,
    alias          TEXT,
    pianqu_id      TEXT not null references pianqu (id),
    autonomy_version TEXT references code_autonomy_version (code),
    area_m2        REAL,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('committees', 'features', 'committees', 4326);
insert into gpkg_geometry_columns values ('committees', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 小区
create table compounds (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       MULTIPOLYGON,
    name           TEXT not null,
    alias          TEXT,
    committee_id   TEXT not null references committees (id),
    class          TEXT not null references code_compound_class (code),
    households     INTEGER not null check (households >= 0),
    residents      INTEGER not null check (residents >= 0),
    residents_60   INTEGER not null check (residents_60 between 0 and residents),
    residents_80   INTEGER not null check (residents_80 between 0 and residents_60),
    guards         INTEGER check (guards >= 0),
    guards_certified INTEGER check (guards_certified between 0 and guards),
    tech_standard_met BOOLEAN,
    physical_standard_met BOOLEAN,
    owners_committee_state TEXT references code_owners_committee_state (code),
    owners_committee_eligible BOOLEAN,
    owners_committee_formed_on DATE,
    owners_committee_blocker TEXT,
    no_group_rental_since DATE,
    property_company TEXT,
    built_year     INTEGER,
    area_m2        REAL,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('compounds', 'features', 'compounds', 4326);
insert into gpkg_geometry_columns values ('compounds', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- 责任网格
create table grid_cells (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       MULTIPOLYGON,
    code           TEXT not null unique,
    committee_id   TEXT not null references committees (id),
    last_inspected_on DATE,
    area_m2        REAL,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('grid_cells', 'features', 'grid_cells', 4326);
insert into gpkg_geometry_columns values ('grid_cells', 'geometry', 'MULTIPOLYGON', 4326, 0, 0);

-- further committees a compound lies in
create table compounds_committees (
    fid        INTEGER primary key autoincrement not null,
    feature_id TEXT not null references compounds (id) on update cascade on delete cascade,
    committee_id TEXT not null references committees (id),
    unique (feature_id, committee_id)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('compounds_committees', 'attributes', 'compounds_committees');

-- awards a compound holds
create table compounds_awards (
    fid        INTEGER primary key autoincrement not null,
    feature_id TEXT not null references compounds (id) on update cascade on delete cascade,
    award      TEXT not null references code_award (code),
    unique (feature_id, award)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('compounds_awards', 'attributes', 'compounds_awards');
