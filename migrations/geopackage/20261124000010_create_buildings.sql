-- 楼栋: where in a compound the elders live; demand finer than the compound
create table buildings (
    fid            INTEGER primary key autoincrement not null,
    id             TEXT not null unique,
    geometry       POINT,
    compound_id    TEXT not null references compounds (id),
    residents_60   INTEGER not null check (residents_60 >= 0),
    residents_80   INTEGER not null check (residents_80 between 0 and residents_60),
    provenance     TEXT not null references code_provenance (code),
    source         TEXT not null
);
insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('buildings', 'features', 'buildings', 4326);
insert into gpkg_geometry_columns values ('buildings', 'geometry', 'POINT', 4326, 0, 0);
