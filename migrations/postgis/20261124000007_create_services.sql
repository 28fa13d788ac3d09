-- Layers of the theme “services”. `id` is what the API and other tables refer to; `fid` is the store's own key.
-- Geometries: x = longitude, y = latitude, degrees (SRID 4326). A geometry may be null.

create table elder_facilities (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    tier           text not null references code_elder_tier (code),
    name           text not null,
    address        text,
    state          text not null references code_facility_state (code),
    capacity       bigint check (capacity >= 0),
    opened_on      date,
    site_id        text,
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null,
    check (opened_on is null or state <> 'planned')
);
create index elder_facilities_geometry_gist on elder_facilities using gist (geometry);
comment on table elder_facilities is '为老服务设施';
select gumei_log_table('elder_facilities', 'id', 'fid', 'geometry');

create table neighbourhood_centres (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
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
create index neighbourhood_centres_geometry_gist on neighbourhood_centres using gist (geometry);
comment on table neighbourhood_centres is '邻里中心';
select gumei_log_table('neighbourhood_centres', 'id', 'fid', 'geometry');

create table civic_facilities (
    fid            bigint generated always as identity primary key,
    id             text not null unique,
    geometry       geometry(Point, 4326),
    kind           text not null references code_civic_kind (code),
    name           text not null,
    address        text,
    capacity       bigint check (capacity >= 0),
    valid_from     date,
    valid_to       date,
    provenance     text not null references code_provenance (code),
    source         text not null
);
create index civic_facilities_geometry_gist on civic_facilities using gist (geometry);
comment on table civic_facilities is '公共服务设施';
select gumei_log_table('civic_facilities', 'id', 'fid', 'geometry');

create table elder_facilities_services (
    fid        bigint generated always as identity primary key,
    feature_id text not null references elder_facilities (id) on update cascade on delete cascade,
    service    text not null references code_elder_service (code),
    unique (feature_id, service)
);
comment on table elder_facilities_services is 'what is offered';
select gumei_log_table('elder_facilities_services', 'feature_id', 'fid', null);

create table elder_facilities_serves (
    fid        bigint generated always as identity primary key,
    feature_id text not null references elder_facilities (id) on update cascade on delete cascade,
    unit       text not null,
    unique (feature_id, unit)
);
comment on table elder_facilities_serves is 'units served by agreement (collection:id), beats containment';
select gumei_log_table('elder_facilities_serves', 'feature_id', 'fid', null);

create table neighbourhood_centres_services (
    fid        bigint generated always as identity primary key,
    feature_id text not null references neighbourhood_centres (id) on update cascade on delete cascade,
    service    text not null references code_neighbourhood_service (code),
    unique (feature_id, service)
);
comment on table neighbourhood_centres_services is 'what is offered';
select gumei_log_table('neighbourhood_centres_services', 'feature_id', 'fid', null);
