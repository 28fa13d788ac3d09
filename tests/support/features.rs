//! Features to write, and what to ask of those that come back.

use serde_json::{Value, json};

/// A violation with all that is required, inside 古美一村 (a point of its own).
pub fn violation(id: &str) -> Value {
    json!({
        "type": "Feature", "id": id,
        "geometry": { "type": "Point", "coordinates": [121.3975, 31.1452] },
        "properties": {
            "class": "building", "zone": "residential", "found_on": "2016-09-01",
            "found_by": "survey", "status": "found", "provenance": "reported", "source": "test",
        },
    })
}

/// An elder-care facility with two services.
pub fn facility(id: &str) -> Value {
    json!({
        "type": "Feature", "id": id,
        "geometry": { "type": "Point", "coordinates": [121.3975, 31.1452] },
        "properties": {
            "tier": "station", "name": "测试站", "state": "open", "services": ["meals", "medical"],
            "provenance": "reported", "source": "test",
        },
    })
}

/// The feature with one member replaced; `pointer` as in RFC 6901.
pub fn with(mut feature: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    feature.pointer_mut(parent).unwrap()[name] = value;
    feature
}

/// The ids, in the order of the features.
pub fn ids(features: &[Value]) -> Vec<String> {
    features.iter().map(|feature| feature["id"].as_str().unwrap().to_owned()).collect()
}

/// The same in alphabetical order.
pub fn sorted_ids(features: &[Value]) -> Vec<String> {
    let mut ids = ids(features);
    ids.sort();
    ids
}
