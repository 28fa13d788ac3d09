use geo::CoordsIter;

use crate::domain::{CollectionId, Feature, Role, Schema, Territory, UnitRef, Value};

/// Why a well-formed feature is refused all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("`{property}`: `{id}` is no feature of `{collection}`")]
    Reference { property: String, collection: String, id: String },
    #[error("`geometry`: position {longitude}, {latitude} lies outside the territory's box {bbox}")]
    Outside { longitude: String, latitude: String, bbox: String },
    #[error("`{property}`: {reason}")]
    Order { property: String, reason: String },
}

impl RuleError {
    /// The member of the feature that is at fault.
    pub fn member(&self) -> &str {
        match self {
            Self::Reference { property, .. } | Self::Order { property, .. } => property,
            Self::Outside { .. } => "geometry",
        }
    }
}

/// What holds for every feature of the territory, from a file or from a client.
///
/// - `exists`: whether a collection has a feature with the id.
///
/// # Errors
/// [`RuleError`]: an unresolved reference, a position outside the territory, a time that ends
/// before it starts.
pub fn check_rules(
    schema: &Schema,
    feature: &Feature,
    territory: &Territory,
    exists: impl Fn(&CollectionId, &str) -> bool,
) -> Result<(), RuleError> {
    for (property, value) in schema.properties.iter().zip(&feature.values) {
        let unresolved = |collection: &CollectionId, id: &str| RuleError::Reference {
            property: property.name.to_string(),
            collection: collection.to_string(),
            id: id.to_owned(),
        };
        if let Some(collection) = &property.refers {
            let check = |id: &str| {
                let itself = *collection == schema.id && feature.id.as_str() == id;
                if itself || exists(collection, id) {
                    Ok(())
                } else {
                    Err(unresolved(collection, id))
                }
            };
            match value {
                Value::Text(id) => check(id)?,
                Value::TextList(ids) => ids.iter().try_for_each(|id| check(id))?,
                _ => {}
            }
        } else if property.role == Some(Role::Unit) {
            let check = |text: &str| match text.parse::<UnitRef>() {
                Ok(unit) if exists(&unit.collection, unit.id.as_str()) => Ok(()),
                Ok(unit) => Err(unresolved(&unit.collection, unit.id.as_str())),
                Err(error) => Err(RuleError::Order {
                    property: property.name.to_string(),
                    reason: error.to_string(),
                }),
            };
            match value {
                Value::Text(unit) => check(unit)?,
                Value::TextList(units) => units.iter().try_for_each(|unit| check(unit))?,
                _ => {}
            }
        }
    }
    if let Some(geometry) = feature.geometry.as_deref() {
        let bbox = territory.bbox;
        if let Some(outside) = geometry.coords_iter().find(|c| !bbox.covers(c.x, c.y)) {
            return Err(RuleError::Outside {
                longitude: outside.x.to_string(),
                latitude: outside.y.to_string(),
                bbox: format!("{:?}", bbox.to_array()),
            });
        }
    }
    for (start, end) in [
        (schema.time_start, schema.time_end),
        (schema.index_of("valid_from"), schema.existence_end()),
    ] {
        let (Some(start), Some(end)) = (start, end) else { continue };
        let dates = (feature.values[start].as_date(), feature.values[end].as_date());
        if let (Some(from), Some(until)) = dates
            && until < from
        {
            return Err(RuleError::Order {
                property: schema.properties[end].name.to_string(),
                reason: format!(
                    "{until} is before {from}, where `{}` stands",
                    schema.properties[start].name
                ),
            });
        }
    }
    Ok(())
}
