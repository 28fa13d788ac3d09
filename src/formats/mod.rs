//! Encode and decode, nothing else: filtering and caching belong above.

pub mod csv;
pub mod geojson;
