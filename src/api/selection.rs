//! What of the features is sent, and in which order.

use super::{error::ApiError, params::Params};
use crate::{
    domain::Schema,
    query::{Key, Order, SortKey, is_sortable},
};

/// More keys than anyone sorts by; each makes the token of the next page longer.
const MOST_KEYS: usize = 8;

impl Params {
    /// `sortby`: names of sortables, each with `+` (ascending, the default) or `-` before it.
    pub fn sortby(&mut self, schema: &Schema, visible: &[usize]) -> Result<Order, ApiError> {
        let Some(text) = self.text("sortby")? else { return Ok(Order::default()) };
        let refuse = |detail: String| ApiError::parameter("sortby", detail);
        let mut keys: Vec<SortKey> = Vec::new();
        for part in text.split(',') {
            // A `+` that was not escaped arrives as a blank.
            let (descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part.strip_prefix(['+', ' ']).unwrap_or(part)),
            };
            let key = key(schema, visible, name).ok_or_else(|| {
                let names = sortables(schema, visible).join(", ");
                refuse(format!("`{name}` is not one of {names}, with `+` or `-` before it"))
            })?;
            if keys.iter().any(|known| known.key == key) {
                return Err(refuse(format!("`{name}` stands in it twice")));
            }
            keys.push(SortKey { key, descending });
        }
        if keys.len() > MOST_KEYS {
            return Err(refuse(format!("it has more than {MOST_KEYS} names")));
        }
        Ok(Order { keys })
    }

    /// `properties`: those that are sent, in the schema's order; all of them without it.
    pub fn properties(
        &mut self,
        schema: &Schema,
        visible: Vec<usize>,
    ) -> Result<Vec<usize>, ApiError> {
        let given = self.has("properties");
        let wanted = self.list("properties")?;
        if !given {
            return Ok(visible);
        }
        let names = || visible.iter().map(|index| &*schema.properties[*index].name);
        if let Some(unknown) = wanted.iter().find(|name| !names().any(|known| known == **name)) {
            let names = names().collect::<Vec<_>>().join(", ");
            let detail = format!("`{unknown}` is not one of {names}");
            return Err(ApiError::parameter("properties", detail));
        }
        let is_wanted =
            |index: &usize| wanted.iter().any(|name| **name == *schema.properties[*index].name);
        Ok(visible.into_iter().filter(is_wanted).collect())
    }
}

fn key(schema: &Schema, visible: &[usize], name: &str) -> Option<Key> {
    if name == schema.id_column {
        return Some(Key::Id);
    }
    let index = schema.index_of(name).filter(|index| visible.contains(index))?;
    is_sortable(schema.properties[index].data_type).then_some(Key::Property(index))
}

/// Names that features can be sorted by.
pub fn sortables<'s>(schema: &'s Schema, visible: &[usize]) -> Vec<&'s str> {
    let properties = visible.iter().map(|index| &schema.properties[*index]);
    let sortable = properties.filter(|property| is_sortable(property.data_type));
    std::iter::once(&*schema.id_column).chain(sortable.map(|property| &*property.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Access, CollectionId, DataType, Property, Titles};

    /// `name` is for everyone, `holder` is not.
    fn schema() -> Schema {
        let property = |name: &str, access| Property {
            name: name.into(),
            data_type: DataType::Text,
            titles: Titles::both(name),
            unit: None,
            role: None,
            codes: None,
            refers: None,
            required: false,
            access,
        };
        Schema {
            id: CollectionId::new("things").unwrap(),
            titles: Titles::both("things"),
            descriptions: Titles::default(),
            theme: None,
            rank: 0,
            id_column: "id".into(),
            fid_column: "fid".into(),
            geometry: None,
            properties: vec![
                property("name", Access::Public),
                property("holder", Access::Internal),
            ],
            relations: Vec::new(),
            unit_level: None,
            title: None,
            time_start: None,
            time_end: None,
            access: Access::Public,
            editable: true,
        }
    }

    /// What the audience may not see is unknown, and is not given away by the error.
    #[track_caller]
    fn refused<T: std::fmt::Debug>(answer: Result<T, ApiError>, name: &str) {
        let error = answer.unwrap_err();
        let (parameter, known) = match error {
            ApiError::Parameter { parameter, detail } => (parameter, detail),
            ApiError::UnknownParameter { parameter, known } => (parameter, known.join(", ")),
            other => panic!("{other:?}"),
        };
        assert_eq!(parameter, name);
        assert!(known.contains("name"), "{known}");
        assert!(!known.replace("`holder`", "").contains("holder"), "{known}");
    }

    #[test]
    fn a_property_that_is_hidden_is_unknown_to_every_parameter() {
        let (schema, visible) = (schema(), vec![0]);
        for direction in ["", "-", "+"] {
            let mut params = Params::of(&format!("sortby=name,{direction}holder"));
            refused(params.sortby(&schema, &visible), "sortby");
        }
        let mut params = Params::of("properties=name,holder");
        refused(params.properties(&schema, visible.clone()), "properties");
        let mut params = Params::of("holder=x");
        params.conditions(&schema, &visible).unwrap();
        refused(params.finish(), "holder");
        assert_eq!(sortables(&schema, &visible), ["id", "name"]);
    }

    #[test]
    fn a_property_that_is_seen_sorts_filters_and_is_sent() {
        let (schema, visible) = (schema(), vec![0, 1]);
        let mut params = Params::of("sortby=-holder&properties=holder&holder=x");
        assert_eq!(params.sortby(&schema, &visible).unwrap().keys.len(), 1);
        assert_eq!(params.properties(&schema, visible.clone()).unwrap(), [1]);
        params.conditions(&schema, &visible).unwrap();
        params.finish().unwrap();
    }
}
