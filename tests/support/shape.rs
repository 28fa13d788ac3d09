//! Geometry computed anew, without the service's own code.

use geo::{Contains, Intersects};
use geo_types::{Geometry, Point};
use serde_json::Value;

/// A GeoJSON geometry as `geo` has it; `None` for null.
pub fn geometry(json: &Value) -> Option<Geometry<f64>> {
    if json.is_null() {
        return None;
    }
    let parsed: geojson::Geometry = serde_json::from_value(json.clone()).unwrap();
    Some(parsed.try_into().unwrap())
}

/// Features with their geometries.
pub fn shapes(features: &[Value]) -> Vec<(String, Geometry<f64>)> {
    features
        .iter()
        .filter_map(|feature| {
            Some((feature["id"].as_str().unwrap().to_owned(), geometry(&feature["geometry"])?))
        })
        .collect()
}

/// Which areas may have a point: one, or several when it lies on a border.
pub fn holders<'u>(units: &'u [(String, Geometry<f64>)], point: &Point<f64>) -> Vec<&'u str> {
    let inside = units.iter().find(|(_, area)| area.contains(point));
    match inside {
        Some((id, _)) => vec![id],
        None => units
            .iter()
            .filter(|(_, area)| area.intersects(point))
            .map(|(id, _)| id.as_str())
            .collect(),
    }
}

/// Metres between places of the territory, good to 1 in 100,000 within some kilometres: a plane
/// at their middle latitude, with the ellipsoid's radii of curvature there.
pub fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (axis, eccentricity2) = (6_378_137.0_f64, 0.006_694_379_990_14_f64);
    let latitude = ((a.1 + b.1) / 2.0).to_radians();
    let w = (1.0 - eccentricity2 * latitude.sin().powi(2)).sqrt();
    let (prime_vertical, meridian) = (axis / w, axis * (1.0 - eccentricity2) / w.powi(3));
    let east = (a.0 - b.0).to_radians() * prime_vertical * latitude.cos();
    let north = (a.1 - b.1).to_radians() * meridian;
    east.hypot(north)
}

/// Whether two numbers are the same but for rounding.
pub fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * a.abs().max(b.abs()).max(1.0)
}
