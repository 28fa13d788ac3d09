-- The tables every OGC GeoPackage 1.3 has, so that QGIS, GDAL and ArcGIS open the store as it is.
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;

create table gpkg_spatial_ref_sys (
    srs_name                 text    not null,
    srs_id                   integer not null primary key,
    organization             text    not null,
    organization_coordsys_id integer not null,
    definition               text    not null,
    description              text
);
insert into gpkg_spatial_ref_sys values
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     'longitude, latitude in decimal degrees on the WGS 84 ellipsoid');

create table gpkg_contents (
    table_name  text     not null primary key,
    data_type   text     not null,
    identifier  text     unique,
    description text     default '',
    last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    min_x       double,
    min_y       double,
    max_x       double,
    max_y       double,
    srs_id      integer references gpkg_spatial_ref_sys (srs_id)
);

create table gpkg_geometry_columns (
    table_name         text    not null,
    column_name        text    not null,
    geometry_type_name text    not null,
    srs_id             integer not null references gpkg_spatial_ref_sys (srs_id),
    z                  tinyint not null,
    m                  tinyint not null,
    primary key (table_name, column_name),
    unique (table_name),
    foreign key (table_name) references gpkg_contents (table_name)
);

create table gpkg_extensions (
    table_name     text,
    column_name    text,
    extension_name text not null,
    definition     text not null,
    scope          text not null,
    unique (table_name, column_name, extension_name)
);
