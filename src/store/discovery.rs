//! From a table's bare facts and the catalogue to a layer's schema, or to the reason why the
//! table cannot be served. Each store gathers the facts in its own way.

use std::{collections::HashMap, sync::Arc};

use super::{Refused, StoreError, catalogue::Catalogue};
use crate::domain::{
    Access, Code, CollectionId, Crs, DataType, GeometryColumn, Property, Relation, Schema, Titles,
};

#[derive(Debug, Default)]
pub(super) struct Discovery {
    pub schemas: Vec<Arc<Schema>>,
    pub refused: Vec<Refused>,
}

impl Discovery {
    /// The layer of a table that is to be adopted.
    pub fn find(self, table: &str) -> Result<Arc<Schema>, StoreError> {
        if let Some(schema) = self.schemas.into_iter().find(|schema| schema.id.as_str() == table) {
            let crs = schema.storage_crs();
            if crs == Crs::Crs84 {
                return Ok(schema);
            }
            let reason = format!(
                "its geometries are in {}; it is served as it is, but only a table in WGS 84 \
                 (EPSG:4326) can be edited: transform it first",
                crs.short_name()
            );
            return Err(StoreError::Unfit(Refused { table: table.to_owned(), reason }));
        }
        let refused = self.refused.into_iter().find(|refused| refused.table == table);
        Err(StoreError::Unfit(refused.unwrap_or_else(|| {
            Refused {
                table: table.to_owned(),
                reason:
                    "there is no such table, or nothing tells that it is a layer (a geometry, or \
                     a row in the catalogue)"
                        .into(),
            }
        })))
    }
}

#[derive(Debug)]
pub(super) struct Column {
    pub name: String,
    /// `None`: pictures, documents and the like, which are left to the tables.
    pub data_type: Option<DataType>,
    pub required: bool,
    pub primary_key: bool,
    pub title: Option<String>,
    /// What the database's own description allows, beside a reference to a code list.
    pub codes: Option<Arc<[Code]>>,
}

/// A reference of one column to another table.
#[derive(Debug)]
pub(super) struct ForeignKey {
    pub column: String,
    pub table: String,
}

/// A table's bare facts, before the catalogue is asked.
#[derive(Debug)]
pub(super) struct Facts {
    pub table: String,
    pub title: Option<String>,
    pub description: Option<String>,
    /// `Err`: why the geometry cannot be served.
    pub geometry: Result<Option<GeometryColumn>, String>,
    pub columns: Vec<Column>,
    pub foreign_keys: Vec<ForeignKey>,
    /// Columns that are unique each by itself.
    pub unique: Vec<String>,
    /// Whether the log follows the table, so that it may be edited.
    pub logged: bool,
}

/// Codes by the name of their table.
pub(super) type CodeLists = HashMap<String, Arc<[Code]>>;

/// Tables that columns refer to as code lists.
pub(super) fn code_tables(facts: &[Facts]) -> Vec<&str> {
    let mut tables: Vec<&str> = facts
        .iter()
        .flat_map(|facts| &facts.foreign_keys)
        .map(|key| key.table.as_str())
        .filter(|table| table.starts_with("code_"))
        .collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// All tables as layers, in the catalogue's order, or as refusals.
pub(super) fn discover(all: &[Facts], codes: &CodeLists, catalogue: &Catalogue) -> Discovery {
    let relations = relations(all);
    let mut discovery = Discovery::default();
    for facts in all {
        if relations.iter().any(|relation| relation.table == facts.table) {
            continue;
        }
        match schema(facts, &relations, codes, catalogue) {
            Ok(schema) => discovery.schemas.push(Arc::new(schema)),
            Err(reason) => {
                discovery.refused.push(Refused { table: facts.table.clone(), reason });
            }
        }
    }
    discovery.schemas.sort_by(|a, b| (a.rank, a.id.as_str()).cmp(&(b.rank, b.id.as_str())));
    discovery
}

struct RelationTable<'a> {
    table: &'a str,
    owner: &'a str,
    value_column: &'a str,
    refers: Option<&'a str>,
    logged: bool,
}

fn refers<'a>(facts: &'a Facts, column: &str) -> Option<&'a str> {
    facts.foreign_keys.iter().find(|key| key.column == column).map(|key| key.table.as_str())
}

/// Tables `<owner>_<property>` of a key `fid`, `feature_id` (a reference to the owner) and one value.
fn relations(all: &[Facts]) -> Vec<RelationTable<'_>> {
    let has_key = |facts: &Facts| facts.columns.iter().any(|c| c.primary_key && c.name == "fid");
    all.iter()
        .filter(|facts| matches!(facts.geometry, Ok(None)) && facts.columns.len() == 3)
        .filter(|facts| has_key(facts))
        .filter_map(|facts| {
            let owner = refers(facts, "feature_id")?;
            facts.table.strip_prefix(owner)?.strip_prefix('_')?;
            let value = facts
                .columns
                .iter()
                .find(|column| !column.primary_key && column.name != "feature_id")?;
            Some(RelationTable {
                table: &facts.table,
                owner,
                value_column: &value.name,
                refers: refers(facts, &value.name),
                logged: facts.logged,
            })
        })
        .collect()
}

fn schema(
    facts: &Facts,
    relations: &[RelationTable<'_>],
    codes: &CodeLists,
    catalogue: &Catalogue,
) -> Result<Schema, String> {
    let id = CollectionId::new(&facts.table).map_err(|_| "its name cannot be an identifier")?;
    let geometry = facts.geometry.clone()?;
    let mut keys = facts.columns.iter().filter(|column| column.primary_key);
    let fid_column = match (keys.next(), keys.next()) {
        (Some(key), None) if key.data_type == Some(DataType::Integer) => key.name.clone(),
        _ => return Err("it has no integer primary key".into()),
    };
    let has_id = facts.columns.iter().any(|column| {
        column.name == "id"
            && column.required
            && column.data_type == Some(DataType::Text)
            && facts.unique.contains(&column.name)
    });
    let id_column = if has_id { "id".to_owned() } else { fid_column.clone() };

    let mut properties = Vec::new();
    for column in &facts.columns {
        let is_geometry = geometry.as_ref().is_some_and(|geometry| geometry.name == column.name);
        if is_geometry || column.name == fid_column || column.name == id_column {
            continue;
        }
        let Some(data_type) = column.data_type else { continue };
        let property = property(&column.name, data_type, refers(facts, &column.name), codes);
        properties.push(Property {
            required: column.required,
            titles: column.title.as_deref().map_or(property.titles, Titles::both),
            codes: property.codes.or_else(|| column.codes.clone()),
            ..property
        });
    }
    let mut owned = Vec::new();
    let mut logged = facts.logged;
    for relation in relations.iter().filter(|relation| relation.owner == facts.table) {
        logged &= relation.logged;
        let name = &relation.table[relation.owner.len() + 1..];
        owned.push(Relation {
            table: relation.table.to_owned(),
            value_column: relation.value_column.to_owned(),
            property: properties.len(),
        });
        properties.push(property(name, DataType::TextList, relation.refers, codes));
    }
    let title = facts.title.as_ref().unwrap_or(&facts.table);
    let mut schema = Schema {
        id,
        titles: Titles::both(title),
        descriptions: Titles::both(facts.description.as_deref().unwrap_or_default()),
        theme: None,
        rank: i64::MAX,
        id_column,
        fid_column,
        geometry,
        properties,
        relations: owned,
        unit_level: None,
        title: None,
        time_start: None,
        time_end: None,
        access: Access::Internal,
        editable: false,
    };
    catalogue.describe(&mut schema);
    // A write that no log line tells of would never reach the map; geometries are written in
    // WGS 84 only.
    schema.editable &= logged && schema.storage_crs() == Crs::Crs84;
    if schema.title.is_none() {
        schema.title = schema.index_of("name");
    }
    Ok(schema)
}

fn property(name: &str, data_type: DataType, refers: Option<&str>, codes: &CodeLists) -> Property {
    let list = refers.filter(|table| table.starts_with("code_"));
    Property {
        name: name.into(),
        data_type,
        titles: Titles::both(name),
        unit: None,
        role: None,
        codes: list.and_then(|table| codes.get(table).cloned()),
        refers: refers.filter(|_| list.is_none()).and_then(|table| CollectionId::new(table).ok()),
        required: false,
        access: Access::Internal,
    }
}
