-- Geometry types, GiST and the catalogue of geometry columns that QGIS and GDAL read.
create extension if not exists postgis;
