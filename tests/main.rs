//! One test binary: the service as its users meet it.
//!
//! Every test works on a copy of the territory `gumei-2016`, made once a run.
//! GDAL (`ogrinfo`, `ogr2ogr`) and PostgreSQL 15 with PostGIS must be installed; nothing is
//! skipped.

mod analysis;
mod api;
mod city;
mod cli;
mod cql2;
mod plan;
#[path = "support/postgres.rs"]
mod postgres;
mod query;
mod reference;
mod store;
#[path = "store/postgis/mod.rs"]
mod store_postgis;
mod support;
mod table;
mod tiles;
