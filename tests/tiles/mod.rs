//! Vector tiles as others read them: an independent decoder, GDAL, and GEOS's rules through `geo`.

mod addresses;
mod areas;
mod bounds;
pub mod decoded;
mod edits;
mod filters;
mod gdal;
mod kept;
mod points;
mod tilesets;
