//! One test binary: the service as its users meet it.
//!
//! Every test works on a copy of the territory `gumei-2016`, made once a run.
//! GDAL (`ogrinfo`, `ogr2ogr`) must be installed; nothing is skipped.

mod api;
mod city;
mod cli;
mod reference;
mod store;
mod support;
mod table;
