//! A layer as a JSON Schema (OGC API – Features Part 3, 5 and 8): what can be asked for, sorted
//! by, read and written.

use serde_json::{Map, Value, json};

use crate::{
    api::{language::Language, selection::sortables},
    atlas::{Layer, View},
    domain::{DataType, GeometryKind, Property, Role, Schema},
};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Which properties a schema is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// What filters may name.
    Queryables,
    /// What lists can be sorted by.
    Sortables,
    /// What features have, and what may be written of them.
    Features,
    /// What a whole feature must have that is written: without what only the service sets.
    Replacement,
}

/// - `id`: the address of the schema without a query.
pub fn schema(view: &View, layer: &Layer, about: About, language: Language, id: &str) -> Value {
    let schema = layer.schema();
    let mut visible = view.visible(layer);
    if about == About::Sortables {
        let names = sortables(schema, &visible);
        visible.retain(|index| names.contains(&&*schema.properties[*index].name));
    }
    let reads = matches!(about, About::Features | About::Replacement);
    let mut properties = Map::new();
    if about != About::Replacement {
        properties.insert(schema.id_column.clone(), identifier(language, reads));
    }
    if let Some(column) = schema.geometry.as_ref().filter(|_| about != About::Sortables) {
        let mut geometry = Map::new();
        geometry.insert("title".into(), pick(language, "几何", "Geometry").into());
        geometry.insert("format".into(), format!("geometry-{}", kind(column.kind)).into());
        if about != About::Queryables {
            geometry.insert("x-ogc-role".into(), "primary-geometry".into());
        }
        properties.insert(column.name.clone(), geometry.into());
    }
    for index in &visible {
        let property = &schema.properties[*index];
        let mut member = describe(property, language);
        if reads && let Some(role) = role(schema, *index) {
            member.insert("x-ogc-role".into(), role.into());
        }
        properties.insert(property.name.to_string(), member.into());
    }
    for (position, member) in properties.values_mut().enumerate() {
        member["x-ogc-propertySeq"] = (position + 1).into();
    }
    let mut whole = json!({
        "$schema": DIALECT,
        "$id": id,
        "type": "object",
        "title": language.pick(&schema.titles),
        "description": language.pick(&schema.descriptions),
        "properties": properties,
        "additionalProperties": false,
    });
    if reads {
        let required = |index: &&usize| {
            let property = &schema.properties[**index];
            property.required && property.data_type != DataType::TextList
        };
        let required = visible.iter().filter(required);
        whole["required"] =
            required.map(|index| Value::from(&*schema.properties[*index].name)).collect();
    }
    whole
}

fn pick(language: Language, zh: &'static str, en: &'static str) -> &'static str {
    match language {
        Language::Chinese => zh,
        Language::English => en,
    }
}

fn identifier(language: Language, reads: bool) -> Value {
    let mut id = json!({ "title": pick(language, "编号", "Identifier"), "type": "string" });
    if reads {
        id["readOnly"] = true.into();
        id["x-ogc-role"] = "id".into();
    }
    id
}

/// The name of a geometry type in the standard's formats.
fn kind(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Point => "point",
        GeometryKind::LineString => "linestring",
        GeometryKind::Polygon => "polygon",
        GeometryKind::MultiPoint => "multipoint",
        GeometryKind::MultiLineString => "multilinestring",
        GeometryKind::MultiPolygon => "multipolygon",
        GeometryKind::Geometry => "any",
    }
}

fn describe(property: &Property, language: Language) -> Map<String, Value> {
    let mut member = Map::new();
    member.insert("title".into(), language.pick(&property.titles).into());
    let (name, format) = match property.data_type {
        DataType::Boolean => ("boolean", None),
        DataType::Integer => ("integer", Some("int64")),
        DataType::Real => ("number", Some("double")),
        DataType::Text => ("string", None),
        DataType::Date => ("string", Some("date")),
        DataType::DateTime => ("string", Some("date-time")),
        DataType::TextList => ("array", None),
    };
    member.insert("type".into(), name.into());
    if let Some(format) = format {
        member.insert("format".into(), format.into());
    }
    if property.data_type == DataType::TextList {
        let mut items = Map::from_iter([("type".to_owned(), Value::from("string"))]);
        values(property, language, &mut items);
        member.insert("items".into(), items.into());
        member.insert("uniqueItems".into(), true.into());
    } else {
        values(property, language, &mut member);
    }
    if let Some(unit) = &property.unit {
        member.insert("x-ogc-unit".into(), unit.as_str().into());
        member.insert("x-ogc-unitLang".into(), "UCUM".into());
    }
    member
}

/// The values a text may have: codes with their titles, or ids of another collection.
fn values(property: &Property, language: Language, member: &mut Map<String, Value>) {
    if let Some(codes) = &property.codes {
        let all: Value = codes.iter().map(|code| Value::from(&*code.code)).collect();
        let titled: Value = codes
            .iter()
            .map(|code| json!({ "const": &*code.code, "title": language.pick(&code.titles) }))
            .collect();
        // Clients that fill a list read either the one or the other.
        member.insert("enum".into(), all);
        member.insert("oneOf".into(), titled);
    }
    if let Some(collection) = &property.refers {
        member.insert("x-ogc-role".into(), "reference".into());
        member.insert("x-ogc-collectionId".into(), collection.as_str().into());
    } else if property.role == Some(Role::Unit) {
        // `<collection>:<id>`, of whichever level.
        member.insert("pattern".into(), "^[^:]+:.+$".into());
    }
}

/// The role of a property in its layer. A reference has said so already.
fn role(schema: &Schema, index: usize) -> Option<&'static str> {
    let (start, end) = (schema.time_start, schema.time_end);
    if schema.properties[index].refers.is_some() {
        return None;
    }
    if start == Some(index) {
        return Some(if end.is_some() { "primary-interval-start" } else { "primary-instant" });
    }
    if end == Some(index) {
        return Some("primary-interval-end");
    }
    None
}
