//! Lines of the change log to changes: a row image is JSON with the geometry in hexadecimal.

use std::sync::Arc;

use geo_types::Geometry;
use serde_json::{Map, Value as Json};

use super::{LogLine, Schemas, StoreError, sql::own};
use crate::{
    domain::{
        Change, CollectionId, Crs, DataType, EditContext, Effect, Feature, FeatureId, Operation,
        Relation, Schema, Value,
    },
    spatial::{Reprojection, gate},
};

/// Reads a store's own encoding of a geometry, which must carry that SRID; `None` for an empty one.
pub(super) type Decode = fn(&[u8], i32) -> Result<Option<Geometry<f64>>, String>;

/// Through the import gate: what enters memory is in CRS84, finite and valid.
pub(super) fn admit(
    bytes: Option<&[u8]>,
    schema: &Schema,
    decode: Decode,
) -> Result<Option<Arc<Geometry<f64>>>, String> {
    let (Some(column), Some(bytes)) = (&schema.geometry, bytes) else { return Ok(None) };
    let at_geometry = |reason: String| format!("its geometry: {reason}");
    let Some(mut geometry) = decode(bytes, column.srid).map_err(at_geometry)? else {
        return Ok(None);
    };
    if column.crs != Crs::Crs84 {
        let way = Reprojection::of(column.crs);
        let moved = way.and_then(|way| way.from_storage(geometry));
        geometry = moved.map_err(|error| at_geometry(error.to_string()))?;
    }
    gate::admit(geometry, column.kind, gate::Limits::default())
        .map(|geometry| Some(Arc::new(geometry)))
        .map_err(|error| at_geometry(error.to_string()))
}

pub(super) fn operation(name: &str) -> Operation {
    match name {
        "insert" => Operation::Insert,
        "update" => Operation::Update,
        "delete" => Operation::Delete,
        _ => Operation::Load,
    }
}

pub(super) fn operation_name(operation: Operation) -> &'static str {
    match operation {
        Operation::Insert => "insert",
        Operation::Update => "update",
        Operation::Delete => "delete",
        Operation::Load => "load",
    }
}

/// The layer a table belongs to, and the relation it is, if it is one.
pub(super) fn owner<'a>(
    schemas: impl IntoIterator<Item = &'a Arc<Schema>>,
    table: &str,
) -> Option<(&'a Arc<Schema>, Option<&'a Relation>)> {
    schemas.into_iter().find_map(|schema| {
        if schema.id.as_str() == table {
            return Some((schema, None));
        }
        let relation = schema.relations.iter().find(|relation| relation.table == table)?;
        Some((schema, Some(relation)))
    })
}

/// One line of the log.
pub(super) fn change(
    line: LogLine,
    schemas: &Schemas,
    decode: Decode,
) -> Result<Change, StoreError> {
    let LogLine { seq, operation, at, .. } = line;
    let context =
        EditContext { who: line.who.clone(), why: line.why.clone(), batch: line.batch.clone() };
    effect(line, schemas, decode)
        .map(|(collection, feature_id, effect)| Change {
            seq,
            operation,
            collection,
            feature_id,
            effect,
            at,
            context,
        })
        .map_err(|reason| StoreError::Log { seq, reason })
}

type Found = (CollectionId, Option<FeatureId>, Effect);

fn effect(line: LogLine, schemas: &Schemas, decode: Decode) -> Result<Found, String> {
    let feature_id = line.feature_id.as_deref().map(feature_id).transpose()?;
    if line.operation == Operation::Load {
        let collection = CollectionId::new(&line.table).map_err(|error| error.to_string())?;
        return Ok((collection, feature_id, Effect::Reload));
    }
    // A table that could not be served may be whole again after this edit.
    let Some((schema, relation)) = owner(schemas.values(), &line.table) else {
        let collection = CollectionId::new(&line.table).map_err(|error| error.to_string())?;
        return Ok((collection, feature_id, Effect::Reload));
    };
    let object = |image: Option<Json>| match image {
        None => Ok(None),
        Some(Json::Object(map)) => Ok(Some(map)),
        Some(_) => Err("an image is not an object"),
    };
    let effect = match (relation, object(line.before)?, object(line.after)?) {
        (_, None, None) => return Err("it has neither image".into()),
        // An update of a relation row is rare (a desktop's attribute table): reload is right.
        (Some(_), Some(_), Some(_)) => Effect::Reload,
        (Some(relation), before, after) => {
            let added = after.is_some();
            let image = after.or(before).unwrap_or_default();
            let text = |key: &str| image.get(key).and_then(Json::as_str).unwrap_or_default();
            Effect::Relation {
                property: relation.property,
                id: self::feature_id(text("feature_id"))?,
                value: text(&relation.value_column).to_owned(),
                added,
            }
        }
        (None, before, Some(after)) => Effect::Put {
            previous: before
                .and_then(|image| id_of(&image, schema))
                .and_then(|id| FeatureId::new(&id).ok()),
            feature: feature(&after, schema, decode)?,
        },
        (None, Some(before), None) => {
            Effect::Remove { id: self::feature_id(&id_of(&before, schema).unwrap_or_default())? }
        }
    };
    Ok((schema.id.clone(), feature_id, effect))
}

fn feature_id(text: &str) -> Result<FeatureId, String> {
    FeatureId::new(text).map_err(|error| error.to_string())
}

fn id_of(image: &Map<String, Json>, schema: &Schema) -> Option<String> {
    match image.get(&schema.id_column)? {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn feature(image: &Map<String, Json>, schema: &Schema, decode: Decode) -> Result<Feature, String> {
    let fid = image.get(&schema.fid_column).and_then(Json::as_i64).ok_or("its image has no key")?;
    let id = feature_id(&id_of(image, schema).ok_or("its image has no id")?)?;
    let bytes = schema
        .geometry
        .as_ref()
        .and_then(|column| image.get(&column.name))
        .and_then(Json::as_str)
        .filter(|hex| !hex.is_empty())
        .map(unhex)
        .transpose()?;
    let geometry = admit(bytes.as_deref(), schema, decode)?;
    let values = schema
        .properties
        .iter()
        .map(|property| match image.get(&*property.name) {
            _ if property.data_type == DataType::TextList => Ok(Value::TextList(Arc::from([]))),
            None | Some(Json::Null) => Ok(Value::Null),
            Some(Json::String(text)) => Value::parse(text, property.data_type),
            Some(other) => Value::parse(&other.to_string(), property.data_type),
        })
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    Ok(Feature { fid, id, geometry, values })
}

/// A stored image in the form that goes between stores, or back: the geometry's bytes recoded,
/// and everything else as its column's type has it.
pub(super) fn recode(image: &mut Json, schema: &Schema, bytes: impl Fn(Vec<u8>) -> Vec<u8>) {
    let Json::Object(members) = image else { return };
    let geometry = schema.geometry.as_ref().and_then(|column| members.get_mut(&column.name));
    if let Some(Json::String(text)) = geometry
        && let Ok(decoded) = unhex(text)
    {
        *text = hex(&bytes(decoded));
    }
    for (_, property) in own(schema) {
        let Some(member) = members.get_mut(&*property.name) else { continue };
        match (property.data_type, &*member) {
            (DataType::Boolean, Json::Number(number)) => {
                *member = Json::Bool(number.as_i64() != Some(0));
            }
            // SQLite cannot write a real into JSON exactly, so that it stands there as text.
            (DataType::Real, Json::String(text)) => {
                let number = text.parse().ok().and_then(serde_json::Number::from_f64);
                *member = number.map_or(Json::Null, Json::Number);
            }
            _ => {}
        }
    }
    // Both ways of writing “no geometry” become one.
    if let Some(column) = &schema.geometry
        && members.get(&column.name) == Some(&Json::String(String::new()))
    {
        members.insert(column.name.clone(), Json::Null);
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

fn unhex(text: &str) -> Result<Vec<u8>, String> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return Err("its geometry image is cut off".into());
    }
    digits
        .chunks_exact(2)
        .map(|pair| {
            let digit = |byte: u8| (byte as char).to_digit(16);
            Some((digit(pair[0])? << 4 | digit(pair[1])?) as u8)
        })
        .collect::<Option<_>>()
        .ok_or_else(|| "its geometry image is not hexadecimal".into())
}
