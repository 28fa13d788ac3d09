use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::Value;

use super::geojson;

/// What several collections are asked for at once; all conditions must hold.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// All collections when absent.
    pub collections: Option<Vec<String>>,
    /// CQL2 as JSON, its geometries in the system of `filter-crs`.
    #[schemars(with = "Option<serde_json::Map<String, Value>>")]
    pub filter: Option<Value>,
    /// Reference system of the filter (a URI), in its own axis order; CRS84 without it.
    #[serde(rename = "filter-crs")]
    pub filter_crs: Option<String>,
    /// GeoJSON in CRS84, for example drawn on the map: what intersects it.
    #[schemars(with = "Option<geojson::Geometry>")]
    pub geometry: Option<Value>,
    /// West, south, east, north in degrees, or as `bbox-crs` has it.
    pub bbox: Option<Vec<f64>>,
    /// Reference system of `bbox` (a URI), in its own axis order; CRS84 without it.
    #[serde(rename = "bbox-crs")]
    pub bbox_crs: Option<String>,
    pub datetime: Option<String>,
    /// `<collection>:<id>` of a unit.
    pub within: Option<String>,
    /// Reference system of the features answered (a URI), in its own axis order; CRS84 without it.
    pub crs: Option<String>,
    /// Features of each collection.
    pub limit: Option<u64>,
    /// Only the numbers.
    #[serde(default)]
    pub counts: bool,
}

/// Of each collection the exact number, and the first features. Written without structs.
#[derive(Debug, Clone, Copy)]
pub struct SearchResult;

impl JsonSchema for SearchResult {
    fn schema_name() -> Cow<'static, str> {
        "SearchResult".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let feature = generator.subschema_for::<geojson::Feature>();
        json_schema!({
            "type": "object",
            "description": "Of each collection the exact number, and the first features.",
            "required": ["collections", "numberMatched"],
            "properties": {
                "numberMatched": { "type": "integer", "minimum": 0 },
                "collections": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["collection", "numberMatched"],
                        "properties": {
                            "collection": { "type": "string" },
                            "numberMatched": { "type": "integer", "minimum": 0 },
                            "numberReturned": { "type": "integer", "minimum": 0 },
                            "features": { "type": "array", "items": feature },
                        },
                    },
                },
            },
        })
    }
}
