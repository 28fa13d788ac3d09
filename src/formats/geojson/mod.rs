//! RFC 7946 GeoJSON, and by prior arrangement (its section 4) positions of other reference systems.

mod decode;
mod encode;
mod patch;

pub use decode::{FeatureError, decode_csv_row, decode_feature, decode_feature_in, decode_shape};
pub use encode::{FeatureWriter, write_feature, write_geometry};
pub use patch::decode_patch;
