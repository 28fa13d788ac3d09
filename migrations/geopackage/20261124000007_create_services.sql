-- Layers of the theme “services”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 为老服务设施
create table elder_facilities (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    tier           text not null references code_elder_tier (code),
    name           text not null,
    address        text,
    state          text not null references code_facility_state (code),
    capacity       integer check (capacity >= 0),
    opened_on      date,
    site_id        text,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (opened_on is null or state <> 'planned')
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('elder_facilities', 'features', 'elder_facilities', 4326);
insert into gpkg_geometry_columns values ('elder_facilities', 'geometry', 'POINT', 4326, 0, 0);

-- 邻里中心
create table neighbourhood_centres (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    name           text not null,
    address        text,
    pianqu_id      text references pianqu (id),
    state          text not null references code_facility_state (code),
    opened_on      date,
    due_on         date,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('neighbourhood_centres', 'features', 'neighbourhood_centres', 4326);
insert into gpkg_geometry_columns values ('neighbourhood_centres', 'geometry', 'POINT', 4326, 0, 0);

-- 公共服务设施
create table civic_facilities (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    kind           text not null references code_civic_kind (code),
    name           text not null,
    address        text,
    capacity       integer check (capacity >= 0),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('civic_facilities', 'features', 'civic_facilities', 4326);
insert into gpkg_geometry_columns values ('civic_facilities', 'geometry', 'POINT', 4326, 0, 0);

-- what is offered
create table elder_facilities_services (
    fid        integer primary key autoincrement not null,
    feature_id text not null references elder_facilities (id) on update cascade on delete cascade,
    service    text not null references code_elder_service (code),
    unique (feature_id, service)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('elder_facilities_services', 'attributes', 'elder_facilities_services');

-- units served by agreement (collection:id), beats containment
create table elder_facilities_serves (
    fid        integer primary key autoincrement not null,
    feature_id text not null references elder_facilities (id) on update cascade on delete cascade,
    unit       text not null,
    unique (feature_id, unit)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('elder_facilities_serves', 'attributes', 'elder_facilities_serves');

-- what is offered
create table neighbourhood_centres_services (
    fid        integer primary key autoincrement not null,
    feature_id text not null references neighbourhood_centres (id) on update cascade on delete cascade,
    service    text not null references code_neighbourhood_service (code),
    unique (feature_id, service)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('neighbourhood_centres_services', 'attributes', 'neighbourhood_centres_services');
