-- Layers of the theme “order”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 五违
create table violations (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       GEOMETRY,
    class          TEXT not null references code_violation_class (code),
    zone           TEXT not null references code_zone (code),
    name           TEXT,
    address        TEXT,
    built_on       DATE,
    found_on       DATE not null,
    found_by       TEXT not null references code_found_by (code),
    status         TEXT not null references code_violation_status (code),
    removal_mode   TEXT references code_removal_mode (code),
    resolved_on    DATE,
    area_m2        REAL check (area_m2 >= 0),
    register       TEXT references code_register (code),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (resolved_on is null or resolved_on >= found_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('violations', 'features', 'violations', 4326);
insert into gpkg_geometry_columns values ('violations', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 大联动案件
create table cases (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    type           TEXT not null references code_case_type (code),
    source_channel TEXT not null references code_case_source (code),
    tier           TEXT not null references code_case_tier (code),
    stage          TEXT not null references code_case_stage (code),
    address        TEXT,
    reported_on    DATE not null,
    accepted_on    DATE,
    dispatched_on  DATE,
    handled_on     DATE,
    checked_on     DATE,
    closed_on      DATE,
    due_on         DATE,
    complex        BOOLEAN not null default 0,
    recurrence_of  TEXT references cases (id),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (closed_on is null or closed_on >= reported_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('cases', 'features', 'cases', 4326);
insert into gpkg_geometry_columns values ('cases', 'geometry', 'POINT', 4326, 0, 0);

-- 治安警情
create table incidents (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    kind           TEXT not null references code_incident_kind (code),
    occurred_on    DATE not null,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('incidents', 'features', 'incidents', 4326);
insert into gpkg_geometry_columns values ('incidents', 'geometry', 'POINT', 4326, 0, 0);

-- 安全隐患
create table hazards (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    kind           TEXT not null references code_hazard_kind (code),
    name           TEXT,
    status         TEXT not null references code_hazard_status (code),
    found_on       DATE not null,
    ordered_on     DATE,
    resolved_on    DATE,
    checked_on     DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (resolved_on is null or resolved_on >= found_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('hazards', 'features', 'hazards', 4326);
insert into gpkg_geometry_columns values ('hazards', 'geometry', 'POINT', 4326, 0, 0);

-- 设施设备
create table assets (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       GEOMETRY,
    kind           TEXT not null references code_asset_kind (code),
    name           TEXT,
    state          TEXT not null references code_asset_state (code),
    standard_version TEXT,
    installed_on   DATE,
    compound_id    TEXT references compounds (id),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('assets', 'features', 'assets', 4326);
insert into gpkg_geometry_columns values ('assets', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 重点区域
create table key_areas (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       GEOMETRY,
    kind           TEXT not null references code_key_area_kind (code),
    name           TEXT not null,
    issues         TEXT,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('key_areas', 'features', 'key_areas', 4326);
insert into gpkg_geometry_columns values ('key_areas', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 商户
create table businesses (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    kind           TEXT not null references code_business_kind (code),
    name           TEXT not null,
    address        TEXT,
    licence_state  TEXT references code_licence_state (code),
    state          TEXT not null references code_business_state (code),
    treated_on     DATE,
    key_area_id    TEXT references key_areas (id),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('businesses', 'features', 'businesses', 4326);
insert into gpkg_geometry_columns values ('businesses', 'geometry', 'POINT', 4326, 0, 0);

-- 积水点
create table waterlogging (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    name           TEXT not null,
    status         TEXT not null references code_waterlogging_status (code),
    done_on        DATE,
    verified_on    DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (done_on is null or status in ('done', 'verified'))
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('waterlogging', 'features', 'waterlogging', 4326);
insert into gpkg_geometry_columns values ('waterlogging', 'geometry', 'POINT', 4326, 0, 0);
