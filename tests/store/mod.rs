//! The GeoPackage: as others read it, as others write it, and after a crash.

pub mod follow;
mod foreign;
mod foreign_crs;
mod geopackage;
mod kill;
mod log;
mod scan;
mod snapshot_file;
mod snapshot_file_trouble;
