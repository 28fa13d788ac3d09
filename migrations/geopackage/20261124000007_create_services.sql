-- Layers of the theme “services”. `id` is what the API and other tables refer to; `fid` is GeoPackage's.
-- Geometries: x = longitude, y = latitude, degrees (SRS 4326). A geometry may be null.

-- 为老服务设施
create table elder_facilities (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    tier           TEXT not null references code_elder_tier (code),
    name           TEXT not null,
    address        TEXT,
    state          TEXT not null references code_facility_state (code),
    capacity       INTEGER check (capacity >= 0),
    opened_on      DATE,
    site_id        TEXT,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null,
    check (opened_on is null or state <> 'planned')
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('elder_facilities', 'features', 'elder_facilities', 4326);
insert into gpkg_geometry_columns values ('elder_facilities', 'geometry', 'POINT', 4326, 0, 0);

-- 邻里中心
create table neighbourhood_centres (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    name           TEXT not null,
    address        TEXT,
    pianqu_id      TEXT references pianqu (id),
    state          TEXT not null references code_facility_state (code),
    opened_on      DATE,
    due_on         DATE,
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('neighbourhood_centres', 'features', 'neighbourhood_centres', 4326);
insert into gpkg_geometry_columns values ('neighbourhood_centres', 'geometry', 'POINT', 4326, 0, 0);

-- 公共服务设施
create table civic_facilities (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    kind           TEXT not null references code_civic_kind (code),
    name           TEXT not null,
    address        TEXT,
    capacity       INTEGER check (capacity >= 0),
    valid_from     DATE,
    valid_to       DATE,
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('civic_facilities', 'features', 'civic_facilities', 4326);
insert into gpkg_geometry_columns values ('civic_facilities', 'geometry', 'POINT', 4326, 0, 0);

-- what is offered
create table elder_facilities_services (
    fid        INTEGER primary key autoincrement not null,
    feature_id TEXT not null references elder_facilities (id) on update cascade on delete cascade,
    service    TEXT not null references code_elder_service (code),
    unique (feature_id, service)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('elder_facilities_services', 'attributes', 'elder_facilities_services');

-- units served by agreement (collection:id), beats containment
create table elder_facilities_serves (
    fid        INTEGER primary key autoincrement not null,
    feature_id TEXT not null references elder_facilities (id) on update cascade on delete cascade,
    unit       TEXT not null,
    unique (feature_id, unit)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('elder_facilities_serves', 'attributes', 'elder_facilities_serves');

-- what is offered
create table neighbourhood_centres_services (
    fid        INTEGER primary key autoincrement not null,
    feature_id TEXT not null references neighbourhood_centres (id) on update cascade on delete cascade,
    service    TEXT not null references code_neighbourhood_service (code),
    unique (feature_id, service)
);
insert into gpkg_contents (table_name, data_type, identifier) values ('neighbourhood_centres_services', 'attributes', 'neighbourhood_centres_services');
