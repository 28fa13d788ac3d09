-- The tables every OGC GeoPackage 1.3 has, so that QGIS, GDAL and ArcGIS open the store as it is.
PRAGMA application_id = 0x47504B47;
PRAGMA user_version = 10300;

create table gpkg_spatial_ref_sys (
    srs_name                 TEXT    not null,
    srs_id                   INTEGER not null primary key,
    organization             TEXT    not null,
    organization_coordsys_id INTEGER not null,
    definition               TEXT    not null,
    description              TEXT
);
insert into gpkg_spatial_ref_sys values
    ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326,
     'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
     'longitude, latitude in decimal degrees on the WGS 84 ellipsoid');

create table gpkg_contents (
    table_name  TEXT     not null primary key,
    data_type   TEXT     not null,
    identifier  TEXT     unique,
    description TEXT     default '',
    last_change DATETIME not null default (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x       DOUBLE,
    min_y       DOUBLE,
    max_x       DOUBLE,
    max_y       DOUBLE,
    srs_id      INTEGER references gpkg_spatial_ref_sys (srs_id)
);

create table gpkg_geometry_columns (
    table_name         TEXT    not null,
    column_name        TEXT    not null,
    geometry_type_name TEXT    not null,
    srs_id             INTEGER not null references gpkg_spatial_ref_sys (srs_id),
    z                  TINYINT not null,
    m                  TINYINT not null,
    primary key (table_name, column_name),
    unique (table_name),
    foreign key (table_name) references gpkg_contents (table_name)
);

create table gpkg_extensions (
    table_name     TEXT,
    column_name    TEXT,
    extension_name TEXT not null,
    definition     TEXT not null,
    scope          TEXT not null,
    unique (table_name, column_name, extension_name)
);
