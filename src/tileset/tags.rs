//! Which properties tiles carry, and how they are written.

use std::sync::Arc;

use crate::{
    atlas::Layer,
    domain::{Code, DataType, GeometryKind, Property, Schema, Value},
    table::Row,
    tiles::mvt::LayerWriter,
};

/// The properties that tiles carry when nothing else is asked for, out of those that may be seen:
/// the title and what has a code list, by which maps are drawn; of lines also their numbers, such
/// as a width.
pub fn shown(schema: &Schema, visible: &[usize]) -> Vec<usize> {
    use GeometryKind as K;
    let lines = schema
        .geometry
        .as_ref()
        .is_some_and(|column| matches!(column.kind, K::LineString | K::MultiLineString));
    let is_shown = |index: &&usize| {
        let property = &schema.properties[**index];
        let number = matches!(property.data_type, DataType::Integer | DataType::Real);
        schema.title == Some(**index)
            || property.codes.is_some() && property.data_type != DataType::TextList
            || lines && number
    };
    visible.iter().filter(is_shown).copied().collect()
}

/// Names and kinds of what features carry, as TileJSON calls them.
///
/// - `carried`: the properties beside the id.
pub fn fields(schema: &Schema, carried: &[usize]) -> Vec<(String, &'static str)> {
    let kind = |index: &usize| match schema.properties[*index].data_type {
        DataType::Boolean => "Boolean",
        DataType::Integer | DataType::Real => "Number",
        _ => "String",
    };
    let named = |index: &usize| (schema.properties[*index].name.to_string(), kind(index));
    [("id".to_owned(), "String")].into_iter().chain(carried.iter().map(named)).collect()
}

/// The property by whose codes points are counted: the first that has a code list, how a feature
/// came into the data aside.
pub fn class_of(layer: &Layer, visible: &[usize]) -> Option<usize> {
    let classes = |index: &&usize| {
        let property = &layer.schema().properties[**index];
        &*property.name != "provenance" && can_class(property)
    };
    visible.iter().find(classes).copied()
}

/// Whether points can be counted by a property: it has a code list, and no more codes than classes
/// are numbered.
pub fn can_class(property: &Property) -> bool {
    property.data_type == DataType::Text
        && property.codes.as_ref().is_some_and(|codes| codes.len() < usize::from(u8::MAX))
}

/// The classes of a layer's features: the codes of a property by their number, and one more for
/// features without.
pub(super) struct Classes<'l> {
    layer: &'l Layer,
    property: Option<(usize, Arc<[Code]>)>,
}

impl<'l> Classes<'l> {
    pub(super) fn new(layer: &'l Layer, property: Option<usize>) -> Self {
        let property = property.and_then(|property| {
            Some((property, layer.schema().properties[property].codes.clone()?))
        });
        Self { layer, property }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.property.as_ref().map_or(0, |(_, codes)| codes.len()) + 1
    }

    pub(super) fn of(&self, row: Row) -> u8 {
        let Some((property, codes)) = &self.property else { return 0 };
        let text = self.layer.table.column(*property).text(row as usize);
        let known = text.and_then(|text| codes.iter().position(|code| *code.code == *text));
        known.unwrap_or(codes.len()) as u8
    }

    /// Keys of the counts of the classes, in their order; one without a class column.
    pub(super) fn keys(&self) -> Vec<String> {
        let Some((property, codes)) = &self.property else { return Vec::new() };
        let name = &self.layer.schema().properties[*property].name;
        let texts = codes.iter().map(|code| &*code.code).chain(["null"]);
        texts.map(|text| format!("{name}:{text}")).collect()
    }
}

/// Writes the properties of features as tags.
pub(super) struct Tagger<'l> {
    layer: &'l Layer,
    columns: Vec<Tagged>,
}

struct Tagged {
    property: usize,
    /// Its number in the layer, once a feature has it.
    key: Option<u32>,
    /// Numbers of texts by where they lie in memory, which is one place for equal texts.
    known: Vec<(usize, u32)>,
}

/// Texts of one property that are looked up by place; what has more is no code list.
const MOST_KNOWN: usize = 32;

impl<'l> Tagger<'l> {
    pub(super) fn new(layer: &'l Layer, properties: &[usize]) -> Self {
        let schema = layer.schema();
        let columns = properties.iter().filter(|index| &*schema.properties[**index].name != "id");
        let tagged = |index: &usize| Tagged { property: *index, key: None, known: Vec::new() };
        let columns = columns.map(tagged).collect();
        Self { layer, columns }
    }

    /// The number that stands for the feature in tiles.
    pub(super) fn feature_id(&self, row: Row) -> Option<u64> {
        u64::try_from(self.layer.table.fid(row)).ok()
    }

    /// Appends the tags of a feature; nulls are left out.
    pub(super) fn write(&mut self, writer: &mut LayerWriter, row: Row, tags: &mut Vec<u32>) {
        let id = writer.key("id");
        tags.extend([id, writer.unique_text(self.layer.table.id(row).as_str())]);
        for tagged in &mut self.columns {
            let column = self.layer.table.column(tagged.property);
            let value = match column.text(row as usize) {
                Some(text) => {
                    let place = text.as_ptr() as usize;
                    match tagged.known.iter().find(|(known, _)| *known == place) {
                        Some((_, value)) => *value,
                        None => {
                            let value = writer.text(text);
                            if tagged.known.len() < MOST_KNOWN {
                                tagged.known.push((place, value));
                            }
                            value
                        }
                    }
                }
                None => match column.get(row as usize) {
                    Value::Null => continue,
                    Value::Boolean(flag) => writer.flag(flag),
                    Value::Integer(number) => writer.signed(number),
                    Value::Real(number) => writer.real(number),
                    Value::TextList(list) if list.is_empty() => continue,
                    other => writer.text(&other.to_string()),
                },
            };
            let name = &self.layer.schema().properties[tagged.property].name;
            let key = *tagged.key.get_or_insert_with(|| writer.key(name));
            tags.extend([key, value]);
        }
    }
}
