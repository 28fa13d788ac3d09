//! What the document says of one collection: its properties as parameters and as members.

use schemars::{Schema as JsonSchemaOf, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::{Parameter, Place};
use crate::{
    api::{
        language::Language,
        selection::sortables,
        wire::{geojson, value},
    },
    atlas::{Layer, View},
    domain::{DataType, GeometryKind, Property},
    formats::geojson::write_feature,
};

/// Whole numbers that every JSON reader keeps.
const LARGEST: i64 = (1 << 53) - 1;

/// Letters, digits, dots and dashes as they are, all else as `_` and its code: the names of
/// components may have no more.
pub fn component(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || ".-_".contains(c) {
            name.push(c);
        } else {
            name.push_str(&format!("_{:x}", u32::from(c)));
        }
    }
    name
}

/// The schema of one value, as it stands in JSON.
fn one(property: &Property) -> Value {
    if let Some(codes) = &property.codes {
        let codes: Vec<&str> = codes.iter().map(|code| &*code.code).collect();
        return json!({ "type": "string", "enum": codes });
    }
    match property.data_type {
        DataType::Boolean => json!({ "type": "boolean" }),
        DataType::Integer => {
            json!({ "type": "integer", "format": "int64", "minimum": -LARGEST, "maximum": LARGEST })
        }
        DataType::Real => json!({ "type": "number" }),
        DataType::Text | DataType::TextList => json!({ "type": "string" }),
        DataType::Date => json!({ "type": "string", "format": "date" }),
        DataType::DateTime => json!({ "type": "string", "format": "date-time" }),
    }
}

/// Properties that counts can be grouped by.
pub fn groups(view: &View, layer: &Layer) -> Vec<String> {
    names(view, layer, |kind| kind != DataType::TextList)
}

/// Properties that counts can add up.
pub fn sums(view: &View, layer: &Layer) -> Vec<String> {
    names(view, layer, |kind| matches!(kind, DataType::Integer | DataType::Real))
}

/// What its lists can be sorted by, ascending or descending.
pub fn sorted(view: &View, layer: &Layer) -> Vec<String> {
    let names = sortables(layer.schema(), &view.visible(layer));
    names.iter().flat_map(|name| [(*name).to_owned(), format!("-{name}")]).collect()
}

/// All its properties.
pub fn properties(view: &View, layer: &Layer) -> Vec<String> {
    names(view, layer, |_| true)
}

/// The ids of its features as a query parameter.
pub fn ids(layer: &Layer) -> Parameter {
    let id = layer.table.rows().next().map(|row| json!([layer.table.id(row).as_str()]));
    Parameter {
        name: layer.schema().id_column.clone().into(),
        key: component(&format!("ids.{}", layer.schema().id)).into(),
        place: Place::Query,
        required: false,
        may_be_empty: false,
        description: "Ids of features.".into(),
        description_zh: "要素编号。".into(),
        schema: json!({
            "type": "array",
            "minItems": 1,
            "items": { "type": "string", "minLength": 1, "pattern": "^[^,]+$" },
        }),
        example: id,
    }
}

fn names(view: &View, layer: &Layer, fits: fn(DataType) -> bool) -> Vec<String> {
    let visible = view.visible(layer).into_iter().map(|index| &layer.schema().properties[index]);
    let fitting = visible.filter(|property| fits(property.data_type));
    fitting.map(|property| property.name.to_string()).collect()
}

/// A property as a query parameter: `a,b` is “a or b”.
pub fn parameter(view: &View, layer: &Layer, index: usize) -> Parameter {
    let schema = layer.schema();
    let property = &schema.properties[index];
    let mut item = one(property);
    if item == json!({ "type": "string" }) {
        // A comma parts two texts.
        item = json!({ "type": "string", "minLength": 1, "pattern": "^[^,]+$" });
    }
    let example = view
        .select(layer, &crate::query::Filter::And(Vec::new()))
        .unwrap_or_default()
        .into_iter()
        .map(|row| layer.table.column(index).get(row as usize))
        .find(|found| !found.is_null() && !found.to_string().contains(','))
        .map(|found| match value(&found) {
            Value::Array(values) => Value::Array(values),
            one => json!([one]),
        });
    Parameter {
        name: property.name.to_string().into(),
        key: component(&format!("{}.{}", schema.id, property.name)).into(),
        place: Place::Query,
        required: false,
        may_be_empty: false,
        description: Language::English.pick(&property.titles).to_owned().into(),
        description_zh: Language::Chinese.pick(&property.titles).to_owned().into(),
        schema: json!({ "type": "array", "minItems": 1, "items": item }),
        example,
    }
}

/// The schema of a property's member: null where the property need not have a value.
fn member(property: &Property, language: Language) -> Value {
    let mut schema = match property.data_type {
        DataType::TextList => {
            json!({ "type": "array", "uniqueItems": true, "items": one(property) })
        }
        _ => one(property),
    };
    if !property.required && property.data_type != DataType::TextList {
        schema["nullable"] = true.into();
        if let Some(codes) = schema.get_mut("enum").and_then(Value::as_array_mut) {
            codes.push(Value::Null);
        }
    }
    let title = language.pick(&property.titles);
    if !title.is_empty() {
        schema["title"] = title.into();
    }
    schema
}

/// The schema of `properties`.
fn members(view: &View, layer: &Layer, language: Language) -> Map<String, Value> {
    let visible = view.visible(layer).into_iter().map(|index| &layer.schema().properties[index]);
    visible.map(|property| (property.name.to_string(), member(property, language))).collect()
}

/// A Feature of the collection, as it is answered.
pub fn feature(
    generator: &mut SchemaGenerator,
    view: &View,
    layer: &Layer,
    language: Language,
) -> JsonSchemaOf {
    let properties = json!({ "type": "object", "properties": members(view, layer, language) });
    geojson::feature(generator, &properties)
}

/// A merge patch of a Feature: any of its members, with one that would be accepted.
pub fn patch(
    generator: &mut SchemaGenerator,
    view: &View,
    layer: &Layer,
    language: Language,
) -> Value {
    let mut whole = new_feature(generator, view, layer, language);
    if let Some(members) = whole.as_object_mut() {
        members.remove("required");
    }
    if let Some(properties) = whole["properties"]["properties"].as_object_mut() {
        properties.remove("required");
    }
    let first = whole["example"]["properties"].as_object().and_then(|all| all.iter().next());
    let example = first.map(
        |(name, value)| json!({ "properties": Map::from_iter([(name.clone(), value.clone())]) }),
    );
    whole["example"] = example.unwrap_or_else(|| json!({}));
    whole
}

/// A Feature of the collection, as it is accepted, with one that would be.
pub fn new_feature(
    generator: &mut SchemaGenerator,
    view: &View,
    layer: &Layer,
    language: Language,
) -> Value {
    let schema = layer.schema();
    let required: Vec<&str> = schema
        .properties
        .iter()
        .filter(|property| property.required && property.data_type != DataType::TextList)
        .map(|property| &*property.name)
        .collect();
    let mut properties = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": members(view, layer, language),
    });
    if !required.is_empty() {
        properties["required"] = required.clone().into();
    }
    let mut whole = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["type", "properties"],
        "properties": {
            "type": { "type": "string", "enum": ["Feature"] },
            "id": { "type": "string", "nullable": true, "minLength": 1, "maxLength": 200 },
            "properties": properties,
        },
    });
    if required.is_empty() {
        whole["required"] = json!(["type"]);
    }
    if let Some(column) = &schema.geometry {
        let geometry = generator.subschema_for::<geojson::Geometry>();
        let mut geometry = json!({ "nullable": true, "type": "object", "allOf": [geometry] });
        let kinds: &[&str] = match column.kind {
            GeometryKind::Point => &["Point"],
            GeometryKind::LineString => &["LineString"],
            GeometryKind::Polygon => &["Polygon"],
            GeometryKind::MultiPoint => &["Point", "MultiPoint"],
            GeometryKind::MultiLineString => &["LineString", "MultiLineString"],
            GeometryKind::MultiPolygon => &["Polygon", "MultiPolygon"],
            GeometryKind::Geometry => &[],
        };
        if !kinds.is_empty() {
            geometry["properties"] = json!({ "type": { "type": "string", "enum": kinds } });
        }
        whole["properties"]["geometry"] = geometry;
    }
    if let Some(row) = layer.table.rows().next() {
        let feature = layer.table.feature(row);
        let mut out = Vec::new();
        write_feature(&mut out, schema, &feature, &view.visible(layer));
        let mut example: Value = serde_json::from_slice(&out).unwrap_or_default();
        if let Some(example) = example.as_object_mut() {
            // With its id it would be there already.
            example.remove("id");
            if schema.geometry.is_none() {
                example.remove("geometry");
            }
        }
        whole["example"] = example;
    }
    whole
}
