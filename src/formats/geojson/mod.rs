//! RFC 7946 GeoJSON.

mod decode;
mod encode;

pub use decode::{FeatureError, decode_csv_row, decode_feature};
pub use encode::{write_feature, write_geometry, write_value};
