-- Layers of the theme “order”. `id` is what the API and other tables refer to; `fid` is the store's own key.
-- Geometries: x = longitude, y = latitude, degrees (SRID 4326). A geometry may be null.

create table violations (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Geometry, 4326),
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
    area_m2        double precision check (area_m2 >= 0 and area_m2 < 'infinity'),
    register       text references code_register (code),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (resolved_on is null or resolved_on >= found_on),
    check (ST_IsValid(geometry))
);
create index violations_geometry_gist on violations using gist (geometry);
comment on table violations is '五违';
select gumei_log_table('violations', 'id', 'fid', 'geometry');

create table cases (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
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
    complex        boolean not null default false,
    recurrence_of  text references cases (id),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (closed_on is null or closed_on >= reported_on)
);
create index cases_geometry_gist on cases using gist (geometry);
comment on table cases is '大联动案件';
select gumei_log_table('cases', 'id', 'fid', 'geometry');

create table incidents (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    kind           text not null references code_incident_kind (code),
    occurred_on    date not null,
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index incidents_geometry_gist on incidents using gist (geometry);
comment on table incidents is '治安警情';
select gumei_log_table('incidents', 'id', 'fid', 'geometry');

create table hazards (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
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
create index hazards_geometry_gist on hazards using gist (geometry);
comment on table hazards is '安全隐患';
select gumei_log_table('hazards', 'id', 'fid', 'geometry');

create table assets (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Geometry, 4326),
    kind           text not null references code_asset_kind (code),
    name           text,
    state          text not null references code_asset_state (code),
    standard_version text,
    installed_on   date,
    compound_id    text references compounds (id),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index assets_geometry_gist on assets using gist (geometry);
comment on table assets is '设施设备';
select gumei_log_table('assets', 'id', 'fid', 'geometry');

create table key_areas (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Geometry, 4326),
    kind           text not null references code_key_area_kind (code),
    name           text not null,
    issues         text,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index key_areas_geometry_gist on key_areas using gist (geometry);
comment on table key_areas is '重点区域';
select gumei_log_table('key_areas', 'id', 'fid', 'geometry');

create table businesses (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
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
create index businesses_geometry_gist on businesses using gist (geometry);
comment on table businesses is '商户';
select gumei_log_table('businesses', 'id', 'fid', 'geometry');

create table waterlogging (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    name           text not null,
    status         text not null references code_waterlogging_status (code),
    done_on        date,
    verified_on    date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (done_on is null or status in ('done', 'verified'))
);
create index waterlogging_geometry_gist on waterlogging using gist (geometry);
comment on table waterlogging is '积水点';
select gumei_log_table('waterlogging', 'id', 'fid', 'geometry');
