//! Reads layers' schemas from the tables themselves and from the catalogue beside them.

use std::{collections::HashMap, sync::Arc};

use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::sql::{ident, safe};
use crate::{
    domain::{
        Access, Code, CollectionId, DataType, GeometryColumn, GeometryKind, Property, Relation,
        Schema, Titles,
    },
    store::{Refused, StoreError},
};

pub(super) struct Discovery {
    pub schemas: Vec<Arc<Schema>>,
    pub refused: Vec<Refused>,
}

struct Column {
    name: String,
    declared: String,
    required: bool,
    primary_key: bool,
}

struct ForeignKey {
    column: String,
    table: String,
}

/// A table's bare facts, before the catalogue is asked.
struct Facts {
    table: String,
    identifier: Option<String>,
    description: Option<String>,
    spatial: bool,
    columns: Vec<Column>,
    foreign_keys: Vec<ForeignKey>,
    unique: Vec<String>,
}

fn failed(error: sqlx::Error) -> StoreError {
    StoreError::from_sqlx("reading the schema", error)
}

/// All tables registered in `gpkg_contents`, as layers or as refusals with a reason.
pub(super) async fn discover(
    connection: &mut SqliteConnection,
    has_catalogue: bool,
) -> Result<Discovery, StoreError> {
    let contents = sqlx::query(
        "select table_name, data_type, identifier, description from gpkg_contents
         where data_type in ('features', 'attributes') order by table_name",
    )
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    let mut all = Vec::new();
    for row in &contents {
        all.push(facts(connection, row).await?);
    }
    let relations = relations(&all);
    let catalogue =
        if has_catalogue { Catalogue::read(connection).await? } else { Catalogue::default() };

    let mut discovery = Discovery { schemas: Vec::new(), refused: Vec::new() };
    for facts in &all {
        if relations.iter().any(|relation| relation.table == facts.table) {
            continue;
        }
        match schema(connection, facts, &relations, &catalogue).await? {
            Ok(schema) => discovery.schemas.push(Arc::new(schema)),
            Err(reason) => {
                discovery.refused.push(Refused { table: facts.table.clone(), reason });
            }
        }
    }
    discovery.schemas.sort_by(|a, b| (a.rank, a.id.as_str()).cmp(&(b.rank, b.id.as_str())));
    Ok(discovery)
}

async fn facts(connection: &mut SqliteConnection, row: &SqliteRow) -> Result<Facts, StoreError> {
    let table: String = row.get("table_name");
    let columns = sqlx::query("select name, type, \"notnull\", pk from pragma_table_info(?)")
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?
        .iter()
        .map(|row| Column {
            name: row.get("name"),
            declared: row.get("type"),
            required: row.get("notnull"),
            primary_key: row.get::<i64, _>("pk") > 0,
        })
        .collect();
    let foreign_keys = sqlx::query("select \"from\", \"table\" from pragma_foreign_key_list(?)")
        .bind(&table)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?
        .iter()
        .map(|row| ForeignKey { column: row.get("from"), table: row.get("table") })
        .collect();
    let unique = sqlx::query_scalar(
        "select info.name from pragma_index_list(?) list, pragma_index_info(list.name) info
         where list.\"unique\" group by list.name having count(*) = 1",
    )
    .bind(&table)
    .fetch_all(&mut *connection)
    .await
    .map_err(failed)?;
    Ok(Facts {
        spatial: row.get::<String, _>("data_type") == "features",
        identifier: row.get("identifier"),
        description: row.get("description"),
        table,
        columns,
        foreign_keys,
        unique,
    })
}

struct RelationTable {
    table: String,
    owner: String,
    value_column: String,
    refers: Option<String>,
}

/// Tables `<owner>_<property>` of a key, `feature_id` (a reference to the owner) and one value.
fn relations(all: &[Facts]) -> Vec<RelationTable> {
    all.iter()
        .filter(|facts| !facts.spatial && facts.columns.len() == 3)
        .filter_map(|facts| {
            let owner = &facts.foreign_keys.iter().find(|key| key.column == "feature_id")?.table;
            facts.table.strip_prefix(owner.as_str())?.strip_prefix('_')?;
            let value = facts
                .columns
                .iter()
                .find(|column| !column.primary_key && column.name != "feature_id")?;
            Some(RelationTable {
                table: facts.table.clone(),
                owner: owner.clone(),
                value_column: value.name.clone(),
                refers: facts
                    .foreign_keys
                    .iter()
                    .find(|key| key.column == value.name)
                    .map(|key| key.table.clone()),
            })
        })
        .collect()
}

/// The type a column's declaration stands for (GeoPackage 1.3, table 1); `None`: not served.
fn data_type(declared: &str) -> Option<DataType> {
    let name = declared.split('(').next().unwrap_or_default().trim().to_ascii_uppercase();
    Some(match name.as_str() {
        "BOOLEAN" => DataType::Boolean,
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "INTEGER" | "BIGINT" => DataType::Integer,
        "FLOAT" | "DOUBLE" | "REAL" | "NUMERIC" | "DECIMAL" => DataType::Real,
        "TEXT" | "VARCHAR" | "CHAR" | "STRING" | "" => DataType::Text,
        "DATE" => DataType::Date,
        "DATETIME" | "TIMESTAMP" => DataType::DateTime,
        _ => return None,
    })
}

async fn schema(
    connection: &mut SqliteConnection,
    facts: &Facts,
    relations: &[RelationTable],
    catalogue: &Catalogue,
) -> Result<Result<Schema, String>, StoreError> {
    let Ok(id) = CollectionId::new(&facts.table) else {
        return Ok(Err("its name cannot be an identifier".into()));
    };
    let geometry = match geometry(connection, facts).await? {
        Ok(geometry) => geometry,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut keys = facts.columns.iter().filter(|column| column.primary_key);
    let fid_column = match (keys.next(), keys.next()) {
        (Some(key), None) if data_type(&key.declared) == Some(DataType::Integer) => {
            key.name.clone()
        }
        _ => return Ok(Err("it has no integer primary key".into())),
    };
    let has_id = facts.columns.iter().any(|column| {
        column.name == "id"
            && column.required
            && data_type(&column.declared) == Some(DataType::Text)
            && facts.unique.contains(&column.name)
    });
    let id_column = if has_id { "id".to_owned() } else { fid_column.clone() };

    let mut properties = Vec::new();
    for column in &facts.columns {
        let is_geometry = geometry.as_ref().is_some_and(|geometry| geometry.name == column.name);
        if is_geometry || column.name == fid_column || column.name == id_column {
            continue;
        }
        // Blobs (pictures, documents) are left to the tables.
        let Some(data_type) = data_type(&column.declared) else { continue };
        let refers = facts
            .foreign_keys
            .iter()
            .find(|key| key.column == column.name)
            .map(|key| key.table.as_str());
        let property = property(connection, &column.name, data_type, refers).await?;
        properties.push(Property { required: column.required, ..property });
    }
    let mut owned = Vec::new();
    for relation in relations.iter().filter(|relation| relation.owner == facts.table) {
        let name = &relation.table[relation.owner.len() + 1..];
        owned.push(Relation {
            table: relation.table.clone(),
            value_column: relation.value_column.clone(),
            property: properties.len(),
        });
        properties.push(
            property(connection, name, DataType::TextList, relation.refers.as_deref()).await?,
        );
    }
    let title = facts.identifier.clone().unwrap_or_else(|| facts.table.clone());
    let mut schema = Schema {
        id,
        titles: Titles::both(&title),
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
    if schema.title.is_none() {
        schema.title = schema.index_of("name");
    }
    Ok(Ok(schema))
}

async fn geometry(
    connection: &mut SqliteConnection,
    facts: &Facts,
) -> Result<Result<Option<GeometryColumn>, String>, StoreError> {
    if !facts.spatial {
        return Ok(Ok(None));
    }
    let row = sqlx::query(
        "select column_name, geometry_type_name, srs_id from gpkg_geometry_columns
         where table_name = ?",
    )
    .bind(&facts.table)
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    let Some(row) = row else {
        return Ok(Err("it has no row in gpkg_geometry_columns".into()));
    };
    let srs: i64 = row.get("srs_id");
    if srs != 4326 {
        return Ok(Err(format!("its geometries are in SRS {srs}; only 4326 is served")));
    }
    let kind: String = row.get("geometry_type_name");
    Ok(match kind.parse::<GeometryKind>() {
        Ok(kind) => Ok(Some(GeometryColumn { name: row.get("column_name"), kind })),
        Err(error) => Err(error.to_string()),
    })
}

async fn property(
    connection: &mut SqliteConnection,
    name: &str,
    data_type: DataType,
    refers: Option<&str>,
) -> Result<Property, StoreError> {
    let (mut codes, mut collection) = (None, None);
    match refers {
        Some(table) if table.starts_with("code_") => {
            codes = Some(code_list(connection, table).await?)
        }
        Some(table) => collection = CollectionId::new(table).ok(),
        None => {}
    }
    Ok(Property {
        name: name.into(),
        data_type,
        titles: Titles::both(name),
        unit: None,
        role: None,
        codes,
        refers: collection,
        required: false,
        access: Access::Internal,
    })
}

async fn code_list(
    connection: &mut SqliteConnection,
    table: &str,
) -> Result<Arc<[Code]>, StoreError> {
    let statement = format!("select code, title_zh, title_en from {} order by rank", ident(table));
    Ok(sqlx::query(safe(statement))
        .fetch_all(connection)
        .await
        .map_err(failed)?
        .iter()
        .map(|row| Code {
            code: row.get::<String, _>("code").into(),
            titles: Titles { zh: row.get("title_zh"), en: row.get("title_en") },
        })
        .collect())
}

/// What the store says about layers and columns beyond their tables.
#[derive(Default)]
struct Catalogue {
    layers: HashMap<String, SqliteRow>,
    columns: HashMap<(String, String), SqliteRow>,
}

impl Catalogue {
    async fn read(connection: &mut SqliteConnection) -> Result<Self, StoreError> {
        let layers = sqlx::query("select * from catalogue_layers")
            .fetch_all(&mut *connection)
            .await
            .map_err(failed)?;
        let columns = sqlx::query("select * from catalogue_columns")
            .fetch_all(&mut *connection)
            .await
            .map_err(failed)?;
        Ok(Self {
            layers: layers.into_iter().map(|row| (row.get("layer"), row)).collect(),
            columns: columns
                .into_iter()
                .map(|row| ((row.get("layer"), row.get("column")), row))
                .collect(),
        })
    }

    fn describe(&self, schema: &mut Schema) {
        let table = schema.id.as_str().to_owned();
        for property in &mut schema.properties {
            let name = property.name.to_string();
            let row = self
                .columns
                .get(&(table.clone(), name.clone()))
                .or_else(|| self.columns.get(&("*".to_owned(), name)));
            if let Some(row) = row {
                property.titles = Titles { zh: row.get("title_zh"), en: row.get("title_en") };
                property.unit = row.get("unit");
                property.role =
                    row.get::<Option<String>, _>("role").and_then(|role| role.parse().ok());
                property.access = access(row);
            }
        }
        let Some(row) = self.layers.get(&table) else { return };
        schema.titles = Titles { zh: row.get("title_zh"), en: row.get("title_en") };
        schema.descriptions =
            Titles { zh: row.get("description_zh"), en: row.get("description_en") };
        schema.theme = row.get("theme");
        schema.rank = row.get("rank");
        schema.unit_level = row.get("unit_level");
        schema.access = access(row);
        schema.editable = row.get("editable");
        let column =
            |key: &str| row.get::<Option<String>, _>(key).and_then(|name| schema.index_of(&name));
        let (title, start, end) =
            (column("title_column"), column("time_start"), column("time_end"));
        schema.title = title;
        schema.time_start = start;
        schema.time_end = end;
    }
}

fn access(row: &SqliteRow) -> Access {
    if row.get::<String, _>("access") == "public" { Access::Public } else { Access::Internal }
}
