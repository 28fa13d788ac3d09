use std::sync::Arc;

use geo_types::Geometry;

use super::{FeatureId, Value};

/// One row of a layer.
///
/// `values` stand in the order of the schema's properties; the geometry is in
/// CRS84 (longitude, latitude, degrees) and has passed the import gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// The store's integer key; 0 before the first write.
    pub fid: i64,
    pub id: FeatureId,
    pub geometry: Option<Arc<Geometry<f64>>>,
    pub values: Vec<Value>,
}
