//! GeoJSON for the OpenAPI document: `formats` writes it without structs.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use crate::api::links::Link;

/// A GeoJSON geometry (RFC 7946): longitude, latitude unless `crs` asked for another order.
#[derive(Debug, Clone, Copy)]
pub struct Geometry;

/// A GeoJSON Feature.
#[derive(Debug, Clone, Copy)]
pub struct Feature;

/// A GeoJSON FeatureCollection with the members that OGC API – Features adds.
#[derive(Debug, Clone, Copy)]
pub struct FeatureCollection;

/// A GeoJSON FeatureCollection as RFC 7946 has it, of features without ids.
#[derive(Debug, Clone, Copy)]
pub struct Shapes;

fn position() -> Value {
    json!({ "type": "array", "minItems": 2, "maxItems": 3, "items": { "type": "number" } })
}

fn nested(depth: usize, least: usize) -> Value {
    match depth {
        0 => position(),
        1 => json!({ "type": "array", "minItems": least, "items": position() }),
        deeper => json!({ "type": "array", "items": nested(deeper - 1, least) }),
    }
}

fn shape(name: &str, depth: usize, least: usize) -> Value {
    json!({
        "type": "object",
        "title": name,
        "required": ["type", "coordinates"],
        "properties": {
            "type": { "type": "string", "enum": [name] },
            "coordinates": nested(depth, least),
        },
    })
}

impl JsonSchema for Geometry {
    fn schema_name() -> Cow<'static, str> {
        "Geometry".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A GeoJSON geometry (RFC 7946).",
            "oneOf": [
                shape("Point", 0, 0),
                shape("LineString", 1, 2),
                shape("Polygon", 2, 4),
                shape("MultiPoint", 1, 0),
                shape("MultiLineString", 2, 2),
                shape("MultiPolygon", 3, 4),
            ],
        })
    }
}

/// A Feature whose `properties` have the given schema.
pub fn feature(generator: &mut SchemaGenerator, properties: &Value) -> Schema {
    let links = generator.subschema_for::<Vec<Link>>();
    // A reference cannot be nullable in OpenAPI 3.0, what stands around it can.
    let geometry = generator.subschema_for::<Geometry>();
    json_schema!({
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": "string" },
            "geometry": { "nullable": true, "type": "object", "allOf": [geometry] },
            "properties": properties,
            "links": links,
        },
    })
}

/// A FeatureCollection of features with the given schema.
pub fn feature_collection(generator: &mut SchemaGenerator, feature: &Schema) -> Schema {
    let links = generator.subschema_for::<Vec<Link>>();
    json_schema!({
        "type": "object",
        "required": ["type", "features", "links", "numberMatched", "numberReturned"],
        "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "numberMatched": { "type": "integer", "minimum": 0 },
            "numberReturned": { "type": "integer", "minimum": 0 },
            "links": links,
            "features": { "type": "array", "items": feature },
        },
    })
}

impl JsonSchema for Feature {
    fn schema_name() -> Cow<'static, str> {
        "Feature".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let properties = json!({ "type": "object", "additionalProperties": true });
        let mut schema = feature(generator, &properties);
        schema.insert("description".into(), "A GeoJSON Feature (RFC 7946).".into());
        schema
    }
}

impl JsonSchema for FeatureCollection {
    fn schema_name() -> Cow<'static, str> {
        "FeatureCollection".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let feature = generator.subschema_for::<Feature>();
        let mut schema = feature_collection(generator, &feature);
        schema.insert("description".into(), "A page of features.".into());
        schema
    }
}

impl JsonSchema for Shapes {
    fn schema_name() -> Cow<'static, str> {
        "Shapes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let geometry = generator.subschema_for::<Geometry>();
        json_schema!({
            "type": "object",
            "description": "A GeoJSON FeatureCollection (RFC 7946).",
            "required": ["type", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "features": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["type", "geometry", "properties"],
                        "properties": {
                            "type": { "type": "string", "enum": ["Feature"] },
                            "geometry": { "nullable": true, "type": "object", "allOf": [geometry] },
                            "properties": { "type": "object", "additionalProperties": true },
                        },
                    },
                },
            },
        })
    }
}
