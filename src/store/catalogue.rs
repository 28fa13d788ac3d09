use super::content::{CatalogueColumn, CatalogueLayer};
use crate::domain::{Access, Schema, Titles};

/// What the store says about layers and columns beyond their tables.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    /// With their rank.
    pub layers: Vec<(CatalogueLayer, i64)>,
    pub columns: Vec<CatalogueColumn>,
}

fn access(text: &str) -> Access {
    if text == "public" { Access::Public } else { Access::Internal }
}

impl Catalogue {
    pub fn names(&self, table: &str) -> bool {
        self.layers.iter().any(|(layer, _)| layer.id == table)
    }

    fn column(&self, table: &str, name: &str) -> Option<&CatalogueColumn> {
        let of = |layer: &str| {
            self.columns.iter().find(|column| column.layer == layer && column.column == name)
        };
        // What is said of one layer goes before what is said of all.
        of(table).or_else(|| of("*"))
    }

    pub fn describe(&self, schema: &mut Schema) {
        for property in &mut schema.properties {
            let Some(column) = self.column(schema.id.as_str(), &property.name) else { continue };
            property.titles = Titles { zh: column.title_zh.clone(), en: column.title_en.clone() };
            property.unit = column.unit.clone();
            property.role = column.role.as_ref().and_then(|role| role.parse().ok());
            property.access = access(&column.access);
        }
        let named = self.layers.iter().find(|(layer, _)| layer.id == schema.id.as_str());
        let Some((layer, rank)) = named else { return };
        schema.titles = Titles { zh: layer.title_zh.clone(), en: layer.title_en.clone() };
        schema.descriptions =
            Titles { zh: layer.description_zh.clone(), en: layer.description_en.clone() };
        schema.theme = layer.theme.clone();
        schema.rank = *rank;
        schema.unit_level = layer.unit_level;
        schema.access = access(&layer.access);
        schema.editable = layer.editable;
        let place = |name: &Option<String>| schema.index_of(name.as_deref()?);
        let title = place(&layer.title_column);
        let (start, end) = (place(&layer.time_start), place(&layer.time_end));
        (schema.title, schema.time_start, schema.time_end) = (title, start, end);
    }
}
