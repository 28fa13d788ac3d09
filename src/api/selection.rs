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
