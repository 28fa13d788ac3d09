use std::sync::Arc;

use geo_types::Geometry;
use serde_json::{Map, Value as Json};

use crate::{
    domain::{DataType, Feature, FeatureId, GeometryKind, Property, Schema, Value},
    spatial::{Reprojection, gate},
};

/// Why a feature is refused, and at which member.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{member}`: {reason}")]
pub struct FeatureError {
    pub member: String,
    pub reason: String,
}

pub(super) fn refuse<T>(member: &str, reason: impl Into<String>) -> Result<T, FeatureError> {
    Err(FeatureError { member: member.to_owned(), reason: reason.into() })
}

/// [`decode_feature_in`] CRS84, as RFC 7946 has it.
///
/// # Errors
/// As [`decode_feature_in`].
pub fn decode_feature(
    json: &Json,
    schema: &Schema,
) -> Result<(Option<FeatureId>, Feature), FeatureError> {
    decode_feature_in(json, schema, &Reprojection::crs84())
}

/// Reads a GeoJSON Feature against a schema: types, code lists, required
/// properties, geometry through the import gate. References to other
/// collections are the caller's to check.
///
/// The id is the feature's `id` member; `None` there leaves it to the caller.
///
/// - `crs`: what positions are in, in its own axis order; the feature comes out in CRS84.
///
/// # Errors
/// [`FeatureError`] naming the member. An unknown property is an error: silently dropped data is
/// lost data.
pub fn decode_feature_in(
    json: &Json,
    schema: &Schema,
    crs: &Reprojection,
) -> Result<(Option<FeatureId>, Feature), FeatureError> {
    let Json::Object(members) = json else { return refuse("feature", "it is not a JSON object") };
    if members.get("type").and_then(Json::as_str) != Some("Feature") {
        return refuse("type", "it must be `Feature`");
    }
    for member in members.keys() {
        let known = ["type", "id", "geometry", "properties", "bbox", "links", "@context"];
        if !known.contains(&member.as_str()) {
            return refuse(member, "a feature has no such member");
        }
    }
    let id = match members.get("id") {
        None | Some(Json::Null) => None,
        Some(Json::String(text)) => Some(text.clone()),
        Some(Json::Number(number)) => Some(number.to_string()),
        Some(_) => return refuse("id", "it must be a string"),
    }
    .map(|text| FeatureId::new(&text))
    .transpose()
    .or_else(|error| refuse("id", error.to_string()))?;
    let geometry = geometry(members.get("geometry"), schema, crs)?;
    let empty = Map::new();
    let properties = match members.get("properties") {
        None | Some(Json::Null) => &empty,
        Some(Json::Object(properties)) => properties,
        Some(_) => return refuse("properties", "it must be an object"),
    };
    for name in properties.keys() {
        if schema.index_of(name).is_none() {
            return refuse(name, format!("collection `{}` has no such property", schema.id));
        }
    }
    let values = schema
        .properties
        .iter()
        .map(|property| {
            let value = match properties.get(&*property.name) {
                None | Some(Json::Null) => Value::Null,
                Some(json) => value(json, property)?,
            };
            admit(value, property)
        })
        .collect::<Result<_, _>>()?;
    let placeholder = FeatureId::new("-").expect("a dash is an identifier");
    let feature = Feature { fid: 0, id: id.clone().unwrap_or(placeholder), geometry, values };
    Ok((id, feature))
}

/// Reads a GeoJSON geometry, or that of a Feature, of whichever kind: an area or a line that is
/// asked about.
///
/// # Errors
/// [`FeatureError`] when it is none, or not valid.
pub fn decode_shape(json: &Json) -> Result<Arc<Geometry<f64>>, FeatureError> {
    let json = match json.get("type").and_then(Json::as_str) {
        Some("Feature") => &json["geometry"],
        _ => json,
    };
    parsed(json, GeometryKind::Geometry, &Reprojection::crs84())
}

/// Reads a CSV row against a schema without geometry; columns by name, empty cells null.
pub fn decode_csv_row(
    header: &[String],
    cells: &[String],
    schema: &Schema,
) -> Result<Feature, FeatureError> {
    let cell = |name: &str| {
        header.iter().position(|column| column == name).map(|index| cells[index].as_str())
    };
    for column in header {
        if column != "id" && schema.index_of(column).is_none() {
            return refuse(column, format!("table `{}` has no such column", schema.id));
        }
    }
    let id = FeatureId::new(cell("id").unwrap_or_default())
        .or_else(|error| refuse("id", error.to_string()))?;
    let values = schema
        .properties
        .iter()
        .map(|property| {
            let text = cell(&property.name).unwrap_or_default();
            let value = if text.is_empty() {
                Value::Null
            } else {
                Value::parse(text, property.data_type)
                    .or_else(|error| refuse(&property.name, error.to_string()))?
            };
            admit(value, property)
        })
        .collect::<Result<_, _>>()?;
    Ok(Feature { fid: 0, id, geometry: None, values })
}

pub(super) fn geometry(
    json: Option<&Json>,
    schema: &Schema,
    crs: &Reprojection,
) -> Result<Option<Arc<Geometry<f64>>>, FeatureError> {
    let json = match json {
        None | Some(Json::Null) => return Ok(None),
        Some(json) => json,
    };
    let Some(column) = &schema.geometry else {
        return refuse("geometry", format!("collection `{}` has no geometry", schema.id));
    };
    parsed(json, column.kind, crs).map(Some)
}

fn parsed(
    json: &Json,
    kind: GeometryKind,
    crs: &Reprojection,
) -> Result<Arc<Geometry<f64>>, FeatureError> {
    let parsed: geojson::Geometry = serde_json::from_value(json.clone())
        .or_else(|error| refuse("geometry", error.to_string()))?;
    whole(json)?;
    closed(json)?;
    let geometry =
        Geometry::<f64>::try_from(parsed).or_else(|error| refuse("geometry", error.to_string()))?;
    let geometry = if crs.is_crs84() {
        geometry
    } else {
        crs.inverse(&geometry).or_else(|error| refuse("geometry", error.to_string()))?
    };
    gate::admit(geometry, kind, gate::Limits::default())
        .map(Arc::new)
        .or_else(|error| refuse("geometry", error.to_string()))
}

/// Refuses a position of fewer than two numbers; the conversion would panic.
fn whole(geometry: &Json) -> Result<(), FeatureError> {
    let depth = match geometry["type"].as_str() {
        Some("Point") => 0,
        Some("MultiPoint" | "LineString") => 1,
        Some("MultiLineString" | "Polygon") => 2,
        Some("MultiPolygon") => 3,
        _ => {
            let members = geometry["geometries"].as_array();
            return members.into_iter().flatten().try_for_each(whole);
        }
    };
    fn check(coordinates: &Json, depth: usize) -> bool {
        let list = coordinates.as_array().map_or(&[][..], Vec::as_slice);
        match depth {
            0 => list.len() >= 2,
            _ => list.iter().all(|part| check(part, depth - 1)),
        }
    }
    if check(&geometry["coordinates"], depth) {
        return Ok(());
    }
    refuse("geometry", "a position needs at least two numbers: longitude, latitude")
}

/// Refuses a polygon ring that does not end where it starts; `geo` would close it without a word.
fn closed(geometry: &Json) -> Result<(), FeatureError> {
    let polygons: Vec<&Json> = match (geometry["type"].as_str(), &geometry["coordinates"]) {
        (Some("Polygon"), polygon) => vec![polygon],
        (Some("MultiPolygon"), Json::Array(polygons)) => polygons.iter().collect(),
        _ => Vec::new(),
    };
    for (part, polygon) in polygons.iter().enumerate() {
        for (ring, positions) in polygon.as_array().into_iter().flatten().enumerate() {
            let positions = positions.as_array().map_or(&[][..], Vec::as_slice);
            if positions.len() < 4 || positions.first() != positions.last() {
                return refuse(
                    "geometry",
                    format!(
                        "ring {} of polygon {} must have at least 4 positions and end where it starts",
                        ring + 1,
                        part + 1
                    ),
                );
            }
        }
    }
    Ok(())
}

pub(super) fn value(json: &Json, property: &Property) -> Result<Value, FeatureError> {
    let wrong = || refuse(&property.name, format!("{json} is not a {}", property.data_type));
    match (property.data_type, json) {
        (DataType::Boolean, Json::Bool(flag)) => Ok(Value::Boolean(*flag)),
        (DataType::Integer, Json::Number(number)) => {
            number.as_i64().map(Value::Integer).map_or_else(wrong, Ok)
        }
        (DataType::Real, Json::Number(number)) => {
            number.as_f64().filter(|n| n.is_finite()).map(Value::Real).map_or_else(wrong, Ok)
        }
        (DataType::Text, Json::String(text)) => Ok(Value::Text(text.as_str().into())),
        (DataType::Date | DataType::DateTime, Json::String(text)) => {
            Value::parse(text, property.data_type).or_else(|_| wrong())
        }
        (DataType::TextList, Json::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(Arc::from))
            .collect::<Option<_>>()
            .map(Value::TextList)
            .map_or_else(wrong, Ok),
        _ => wrong(),
    }
}

/// Code lists, required values, no text that cannot be shown.
pub(super) fn admit(value: Value, property: &Property) -> Result<Value, FeatureError> {
    let name = &property.name;
    let in_list = |text: &str| match &property.codes {
        Some(codes) if !codes.iter().any(|code| &*code.code == text) => {
            let known: Vec<&str> = codes.iter().map(|code| &*code.code).collect();
            refuse(name, format!("`{text}` is not one of {}", known.join(", ")))
        }
        _ => Ok(()),
    };
    match &value {
        Value::Null if property.data_type == DataType::TextList => {
            return Ok(Value::TextList(Arc::from([])));
        }
        Value::Null if property.required => return refuse(name, "it is required"),
        Value::Text(text) => {
            if text.contains('\0') {
                return refuse(name, "it has a NUL character");
            }
            in_list(text)?;
        }
        Value::TextList(list) => {
            for (index, text) in list.iter().enumerate() {
                in_list(text)?;
                if list[..index].contains(text) {
                    return refuse(name, format!("`{text}` stands in it twice"));
                }
            }
        }
        _ => {}
    }
    Ok(value)
}
