-- Layers of the theme “units”. `id` is what the API and other tables refer to; `fid` is the store's own key.
-- Geometries: x = longitude, y = latitude, degrees (SRID 4326). A geometry may be null.

create table subdistricts (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(MultiPolygon, 4326),
    code           text not null unique check (length(code) = 9),
    name           text not null,
    alias          text,
    area_m2        double precision check (area_m2 > '-infinity' and area_m2 < 'infinity'),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index subdistricts_geometry_gist on subdistricts using gist (geometry);
comment on table subdistricts is '街道';
select gumei_log_table('subdistricts', 'id', 'fid', 'geometry');

create table pianqu (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(MultiPolygon, 4326),
    name           text not null,
    alias          text,
    subdistrict_id text not null references subdistricts (id),
    leader_ref     text,
    area_m2        double precision check (area_m2 > '-infinity' and area_m2 < 'infinity'),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index pianqu_geometry_gist on pianqu using gist (geometry);
comment on table pianqu is '片区: the leader''s area of responsibility';
select gumei_log_table('pianqu', 'id', 'fid', 'geometry');

create table committees (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(MultiPolygon, 4326),
    code           text unique check (length(code) = 12),
    name           text not null,
    official_name  text,
    alias          text,
    pianqu_id      text not null references pianqu (id),
    autonomy_version text references code_autonomy_version (code),
    area_m2        double precision check (area_m2 > '-infinity' and area_m2 < 'infinity'),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index committees_geometry_gist on committees using gist (geometry);
comment on table committees is '居民区';
select gumei_log_table('committees', 'id', 'fid', 'geometry');

create table compounds (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(MultiPolygon, 4326),
    name           text not null,
    alias          text,
    committee_id   text not null references committees (id),
    class          text not null references code_compound_class (code),
    households     bigint not null check (households >= 0),
    residents      bigint not null check (residents >= 0),
    residents_60   bigint not null check (residents_60 between 0 and residents),
    residents_80   bigint not null check (residents_80 between 0 and residents_60),
    guards         bigint check (guards >= 0),
    guards_certified bigint check (guards_certified between 0 and guards),
    tech_standard_met boolean,
    physical_standard_met boolean,
    owners_committee_state text references code_owners_committee_state (code),
    owners_committee_eligible boolean,
    owners_committee_formed_on date,
    owners_committee_blocker text,
    no_group_rental_since date,
    property_company text,
    built_year     bigint,
    area_m2        double precision check (area_m2 > '-infinity' and area_m2 < 'infinity'),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index compounds_geometry_gist on compounds using gist (geometry);
comment on table compounds is '小区';
select gumei_log_table('compounds', 'id', 'fid', 'geometry');

create table grid_cells (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(MultiPolygon, 4326),
    code           text not null unique,
    committee_id   text not null references committees (id),
    last_inspected_on date,
    area_m2        double precision check (area_m2 > '-infinity' and area_m2 < 'infinity'),
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (ST_IsValid(geometry))
);
create index grid_cells_geometry_gist on grid_cells using gist (geometry);
comment on table grid_cells is '责任网格';
select gumei_log_table('grid_cells', 'id', 'fid', 'geometry');

create table compounds_committees (
    fid        bigint generated always as identity primary key,
    feature_id text not null references compounds (id) on update cascade on delete cascade,
    committee_id text not null references committees (id),
    unique (feature_id, committee_id)
);
comment on table compounds_committees is 'further committees a compound lies in';
select gumei_log_table('compounds_committees', 'feature_id', 'fid', null);

create table compounds_awards (
    fid        bigint generated always as identity primary key,
    feature_id text not null references compounds (id) on update cascade on delete cascade,
    award      text not null references code_award (code),
    unique (feature_id, award)
);
comment on table compounds_awards is 'awards a compound holds';
select gumei_log_table('compounds_awards', 'feature_id', 'fid', null);
