-- Layers of the theme “order”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 五违
create table violations (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       GEOMETRY,
    class          text not null references code_violation_class (code),
    zone           text not null references code_zone (code),
    name           text,
    address        text,
    built_on       date,
    found_on       date not null,
    found_by       text not null references code_found_by (code),
    status         text not null references code_violation_status (code),
    removal_mode   text references code_removal_mode (code),
    resolved_on    date,
    area_m2        real check (area_m2 >= 0),
    register       text references code_register (code),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (resolved_on is null or resolved_on >= found_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('violations', 'features', 'violations', 4326);
insert into gpkg_geometry_columns values ('violations', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 大联动案件
create table cases (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    type           text not null references code_case_type (code),
    source_channel text not null references code_case_source (code),
    tier           text not null references code_case_tier (code),
    stage          text not null references code_case_stage (code),
    address        text,
    reported_on    date not null,
    accepted_on    date,
    dispatched_on  date,
    handled_on     date,
    checked_on     date,
    closed_on      date,
    due_on         date,
    complex        boolean not null default 0,
    recurrence_of  text references cases (id),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (closed_on is null or closed_on >= reported_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('cases', 'features', 'cases', 4326);
insert into gpkg_geometry_columns values ('cases', 'geometry', 'POINT', 4326, 0, 0);

-- 治安警情
create table incidents (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    kind           text not null references code_incident_kind (code),
    occurred_on    date not null,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('incidents', 'features', 'incidents', 4326);
insert into gpkg_geometry_columns values ('incidents', 'geometry', 'POINT', 4326, 0, 0);

-- 安全隐患
create table hazards (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    kind           text not null references code_hazard_kind (code),
    name           text,
    status         text not null references code_hazard_status (code),
    found_on       date not null,
    ordered_on     date,
    resolved_on    date,
    checked_on     date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (resolved_on is null or resolved_on >= found_on)
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('hazards', 'features', 'hazards', 4326);
insert into gpkg_geometry_columns values ('hazards', 'geometry', 'POINT', 4326, 0, 0);

-- 设施设备
create table assets (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       GEOMETRY,
    kind           text not null references code_asset_kind (code),
    name           text,
    state          text not null references code_asset_state (code),
    standard_version text,
    installed_on   date,
    compound_id    text references compounds (id),
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('assets', 'features', 'assets', 4326);
insert into gpkg_geometry_columns values ('assets', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 重点区域
create table key_areas (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       GEOMETRY,
    kind           text not null references code_key_area_kind (code),
    name           text not null,
    issues         text,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('key_areas', 'features', 'key_areas', 4326);
insert into gpkg_geometry_columns values ('key_areas', 'geometry', 'GEOMETRY', 4326, 0, 0);

-- 商户
create table businesses (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    kind           text not null references code_business_kind (code),
    name           text not null,
    address        text,
    licence_state  text references code_licence_state (code),
    state          text not null references code_business_state (code),
    treated_on     date,
    key_area_id    text references key_areas (id),
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('businesses', 'features', 'businesses', 4326);
insert into gpkg_geometry_columns values ('businesses', 'geometry', 'POINT', 4326, 0, 0);

-- 积水点
create table waterlogging (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    name           text not null,
    status         text not null references code_waterlogging_status (code),
    done_on        date,
    verified_on    date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_on is null or status in ('done', 'verified'))
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('waterlogging', 'features', 'waterlogging', 4326);
insert into gpkg_geometry_columns values ('waterlogging', 'geometry', 'POINT', 4326, 0, 0);
