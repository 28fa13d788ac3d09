use serde_json::{Map, Value as Json};

use super::{
    FeatureError,
    decode::{admit, geometry, refuse, value},
};
use crate::{
    domain::{FeatureId, Patch, Schema, Value},
    spatial::Reprojection,
};

/// Reads a merge patch (RFC 7396) of a feature against a schema. Either as OGC API – Features
/// Part 4 has it, with properties and geometry side by side under their names in the schema, or
/// in the shape of a GeoJSON Feature. Null takes away.
///
/// - `crs`: what positions are in, in its own axis order.
/// - `kind`: the GeoJSON type of the geometry as it is, for a patch that has only `coordinates`.
/// - returns: the id, where the patch names one, and the patch.
///
/// # Errors
/// [`FeatureError`] naming the member.
pub fn decode_patch(
    json: &Json,
    schema: &Schema,
    crs: &Reprojection,
    kind: Option<&str>,
) -> Result<(Option<FeatureId>, Patch), FeatureError> {
    let Json::Object(members) = json else { return refuse("patch", "it is not a JSON object") };
    let shaped_as_feature = members.get("type").and_then(Json::as_str) == Some("Feature")
        || (members.contains_key("properties") && schema.index_of("properties").is_none());
    let mut reader = Reader { schema, crs, kind, id: None, patch: Patch::default() };
    if shaped_as_feature {
        reader.feature(members)?;
    } else {
        for (name, json) in members {
            reader.member(name, json)?;
        }
    }
    Ok((reader.id, reader.patch))
}

struct Reader<'s> {
    schema: &'s Schema,
    crs: &'s Reprojection,
    kind: Option<&'s str>,
    id: Option<FeatureId>,
    patch: Patch,
}

impl Reader<'_> {
    fn feature(&mut self, members: &Map<String, Json>) -> Result<(), FeatureError> {
        for (name, json) in members {
            match (name.as_str(), json) {
                ("type", Json::String(text)) if text == "Feature" => {}
                ("type", _) => return refuse("type", "it must be `Feature`"),
                ("id", json) => self.id(json)?,
                ("geometry", json) => self.geometry(json)?,
                ("properties", Json::Object(properties)) => {
                    for (name, json) in properties {
                        self.property(name, json)?;
                    }
                }
                ("properties", _) => return refuse("properties", "it must be an object"),
                ("bbox" | "links", _) => {}
                (name, _) => return refuse(name, "a feature has no such member"),
            }
        }
        Ok(())
    }

    fn member(&mut self, name: &str, json: &Json) -> Result<(), FeatureError> {
        let schema = self.schema;
        if schema.index_of(name).is_some() {
            return self.property(name, json);
        }
        let is_geometry = schema.geometry.as_ref().is_some_and(|column| column.name == name);
        match name {
            _ if is_geometry => self.geometry(json),
            "geometry" => self.geometry(json),
            _ if name == schema.id_column || name == "id" => self.id(json),
            _ => self.property(name, json),
        }
    }

    fn id(&mut self, json: &Json) -> Result<(), FeatureError> {
        let text = match json {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return refuse("id", "it must be a string"),
        };
        self.id = Some(FeatureId::new(&text).or_else(|error| refuse("id", error.to_string()))?);
        Ok(())
    }

    fn property(&mut self, name: &str, json: &Json) -> Result<(), FeatureError> {
        let Some(index) = self.schema.index_of(name) else {
            return refuse(name, format!("collection `{}` has no such property", self.schema.id));
        };
        let property = &self.schema.properties[index];
        let read = match json {
            Json::Null => Value::Null,
            json => value(json, property)?,
        };
        self.patch.values.push((index, admit(read, property)?));
        Ok(())
    }

    fn geometry(&mut self, json: &Json) -> Result<(), FeatureError> {
        let mut json = json.clone();
        if let (Json::Object(members), Some(kind)) = (&mut json, self.kind) {
            members.entry("type").or_insert_with(|| kind.into());
        }
        self.patch.geometry = Some(geometry(Some(&json), self.schema, self.crs)?);
        Ok(())
    }
}
