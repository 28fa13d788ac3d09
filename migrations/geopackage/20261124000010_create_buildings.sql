-- 楼栋: where in a compound the elders live; demand finer than the compound
create table buildings (
    fid            integer primary key autoincrement not null,
    id             text not null unique,
    geometry       POINT,
    compound_id    text not null references compounds (id),
    residents_60   integer not null check (residents_60 >= 0),
    residents_80   integer not null check (residents_80 between 0 and residents_60),
    provenance     text not null references code_provenance (code),
    source         text not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('buildings', 'features', 'buildings', 4326);
insert into gpkg_geometry_columns values ('buildings', 'geometry', 'POINT', 4326, 0, 0);
