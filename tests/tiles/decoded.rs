//! Tiles through a decoder that is not ours.

use std::collections::{BTreeMap, HashMap};

use geo_types::Geometry;
use mvt_reader::{Reader, feature::Value};

use crate::support::TestApp;

/// A feature of a tile, in grid numbers, `y` southwards.
#[derive(Debug, Clone)]
pub struct Feature {
    pub geometry: Geometry<f64>,
    pub properties: HashMap<String, Value>,
}

impl Feature {
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.properties.get(name) {
            Some(Value::String(text)) => Some(text),
            None => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        match self.properties.get(name) {
            Some(Value::UInt(number)) => Some(*number),
            None => None,
            other => panic!("{name} is {other:?}"),
        }
    }

    /// How many features of the data it stands for.
    pub fn count(&self) -> u64 {
        self.number("count").unwrap_or(1)
    }
}

/// The decoder makes several points of one.
fn plain(geometry: Geometry<f64>) -> Geometry<f64> {
    match geometry {
        Geometry::MultiPoint(points) if points.0.len() == 1 => Geometry::Point(points.0[0]),
        other => other,
    }
}

pub type Layers = BTreeMap<String, Vec<Feature>>;

pub fn decode(bytes: &[u8]) -> Layers {
    let reader = Reader::new(bytes.to_vec()).expect("the tile is a protocol buffer");
    let metadata = reader.get_layer_metadata().expect("layers have what they must have");
    let mut layers = Layers::new();
    for layer in metadata {
        assert_eq!((layer.version, layer.extent), (2, 4096), "{}", layer.name);
        let features = reader.get_features_as::<f64>(layer.layer_index).expect("features");
        assert_eq!(features.len(), layer.feature_count, "all features can be read");
        let features = features.into_iter().map(|feature| Feature {
            geometry: plain(feature.geometry),
            properties: feature.properties.unwrap_or_default(),
        });
        let twice = layers.insert(layer.name.clone(), features.collect());
        assert!(twice.is_none(), "{} is in it twice", layer.name);
    }
    layers
}

/// The layers of a tile; none of an empty one.
pub async fn tile(app: &TestApp, target: &str) -> Layers {
    let reply = app.get(target).await;
    match reply.status.as_u16() {
        204 => {
            assert!(reply.body.is_empty());
            Layers::new()
        }
        200 => {
            assert_eq!(reply.header("content-type"), "application/vnd.mapbox-vector-tile");
            assert!(!reply.body.is_empty() && reply.body.len() <= 500_000, "{}", reply.body.len());
            decode(&reply.body)
        }
        other => panic!("{target}: {other} {}", reply.text()),
    }
}

/// The tiles of a zoom that the territory may lie in, as `z/x/y`.
pub fn around_the_territory(zoom: u32) -> Vec<(u32, u32, u32)> {
    let n = f64::from(1_u32 << zoom);
    let column = |longitude: f64| ((longitude + 180.0) / 360.0 * n) as u32;
    let row = |latitude: f64| {
        let latitude = latitude.to_radians();
        ((1.0 - (latitude.tan() + 1.0 / latitude.cos()).ln() / std::f64::consts::PI) / 2.0 * n)
            as u32
    };
    let (rows, columns) = (row(31.18)..=row(31.11), column(121.36)..=column(121.43));
    rows.flat_map(|y| columns.clone().map(move |x| (zoom, x, y))).collect()
}
