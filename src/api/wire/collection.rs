use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Titles;
use crate::{
    api::{
        language::Language,
        links::{GEOJSON, HTML, Here, JSON, JSON_SCHEMA, Link, segment},
    },
    atlas::{Layer, View},
    domain::{Crs, DataType, GeometryKind, Property, Role, Schema},
    query::Filter,
};

const QUERYABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/queryables";
const SORTABLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/sortables";
const SCHEMA: &str = "http://www.opengis.net/def/rel/ogc/1.0/schema";
const TILES: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// All collections.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Collections {
    pub links: Vec<Link>,
    /// URIs of the systems that all collections are offered in; theirs refer to them by `#/crs`.
    pub crs: Vec<String>,
    pub collections: Vec<Collection>,
}

/// A set of features of one kind, and what is known of their properties.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Collection {
    pub id: String,
    title: String,
    description: String,
    titles: Titles,
    descriptions: Titles,
    theme: Option<String>,
    item_type: &'static str,
    /// URIs of the systems its features are offered in.
    crs: Vec<String>,
    /// Of a collection with geometries.
    #[serde(skip_serializing_if = "Option::is_none")]
    storage_crs: Option<String>,
    geometry: Shape,
    /// 1 is the whole territory; larger numbers are smaller units.
    unit_level: Option<i64>,
    /// The property that holds the features' titles.
    title_column: Option<String>,
    time: Option<Time>,
    /// Features that exist on the day asked for.
    count: usize,
    /// Whether there are so many that a map should draw them from tiles (`gumei serve --tiles-above`).
    tiled: bool,
    /// How many features have which origin.
    provenance: BTreeMap<String, usize>,
    editable: bool,
    extent: Extent,
    links: Vec<Link>,
    properties: Vec<WireProperty>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "TimeColumns")]
struct Time {
    start: Option<String>,
    end: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Extent {
    #[serde(skip_serializing_if = "Option::is_none")]
    spatial: Option<Spatial>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal: Option<Temporal>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Spatial {
    bbox: [[f64; 4]; 1],
    crs: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Temporal {
    interval: [[Option<String>; 2]; 1],
    trs: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Property")]
struct WireProperty {
    name: String,
    r#type: PropertyType,
    titles: Titles,
    required: bool,
    /// Unit of measure (UCUM).
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    /// The only texts allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    codes: Option<Vec<WireCode>>,
    /// The collection whose ids the property holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    refers: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Code")]
struct WireCode {
    code: String,
    titles: Titles,
}

/// What the features are drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    Point,
    Line,
    Polygon,
    Mixed,
    None,
}

#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum PropertyType {
    Boolean,
    Integer,
    Number,
    String,
    Date,
    DateTime,
    Array,
}

impl From<DataType> for PropertyType {
    fn from(data_type: DataType) -> Self {
        match data_type {
            DataType::Boolean => Self::Boolean,
            DataType::Integer => Self::Integer,
            DataType::Real => Self::Number,
            DataType::Text => Self::String,
            DataType::Date => Self::Date,
            DataType::DateTime => Self::DateTime,
            DataType::TextList => Self::Array,
        }
    }
}

pub fn geometry(schema: &Schema) -> Shape {
    use GeometryKind as K;
    match schema.geometry.as_ref().map(|column| column.kind) {
        None => Shape::None,
        Some(K::Point | K::MultiPoint) => Shape::Point,
        Some(K::LineString | K::MultiLineString) => Shape::Line,
        Some(K::Polygon | K::MultiPolygon) => Shape::Polygon,
        Some(_) => Shape::Mixed,
    }
}

fn property(property: &Property) -> WireProperty {
    WireProperty {
        name: property.name.to_string(),
        r#type: property.data_type.into(),
        titles: (&property.titles).into(),
        required: property.required && property.data_type != DataType::TextList,
        unit: property.unit.clone(),
        role: property.role.map(|role| match role {
            Role::Demand => "demand",
            Role::Capacity => "capacity",
            Role::People => "people",
            Role::Alias => "alias",
            Role::Code => "code",
            Role::Title => "title",
            Role::Unit => "unit",
        }),
        codes: property.codes.as_ref().map(|codes| {
            let wire = |code: &crate::domain::Code| WireCode {
                code: code.code.to_string(),
                titles: (&code.titles).into(),
            };
            codes.iter().map(wire).collect()
        }),
        refers: property.refers.as_ref().map(ToString::to_string),
    }
}

/// First and last day of the features' time.
fn temporal(layer: &Layer) -> Option<Temporal> {
    let schema = layer.schema();
    let start = layer.table.column(schema.time_start?);
    let end = schema.time_end.map(|end| layer.table.column(end));
    let rows = || layer.table.used_rows().map(|row| row as usize);
    let first = rows().filter_map(|row| start.date(row)).min();
    let last = rows().filter_map(|row| end.and_then(|end| end.date(row)).or(start.date(row))).max();
    let text = |day: Option<chrono::NaiveDate>| day.map(|day| format!("{day}T00:00:00Z"));
    Some(Temporal { interval: [[text(first), text(last)]], trs: GREGORIAN })
}

impl Collection {
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// - `tiled_above`: with more features than this it is to be drawn from tiles.
    pub fn new(
        view: &View,
        layer: &Layer,
        here: &Here,
        language: Language,
        tiled_above: usize,
    ) -> Self {
        let schema = layer.schema();
        let name = |index: Option<usize>| index.map(|i| schema.properties[i].name.to_string());
        let path = format!("/collections/{}", segment(schema.id.as_str()));
        let tiles =
            schema.geometry.is_some().then(|| here.link(TILES, JSON, &format!("{path}/tiles")));
        let count = view.select(layer, &Filter::And(Vec::new())).map_or(0, |rows| rows.len());
        Self {
            id: schema.id.to_string(),
            title: language.pick(&schema.titles).to_owned(),
            description: language.pick(&schema.descriptions).to_owned(),
            titles: (&schema.titles).into(),
            descriptions: (&schema.descriptions).into(),
            theme: schema.theme.clone(),
            item_type: "feature",
            crs: schema.offered_crs().map(|crs| crs.to_string()).collect(),
            storage_crs: schema.geometry.as_ref().map(|geometry| geometry.crs.to_string()),
            geometry: geometry(schema),
            unit_level: schema.unit_level,
            title_column: name(schema.title),
            time: (schema.time_start.is_some() || schema.time_end.is_some())
                .then(|| Time { start: name(schema.time_start), end: name(schema.time_end) }),
            count,
            // By what there is on any day, so that a map that looks at another goes on as it is.
            tiled: schema.geometry.is_some() && layer.table.len() > tiled_above,
            provenance: layer.provenance(),
            editable: schema.editable,
            extent: Extent {
                spatial: layer
                    .table
                    .extent()
                    .map(|bbox| Spatial { bbox: [bbox], crs: Crs::Crs84.to_string() }),
                temporal: temporal(layer),
            },
            links: [
                here.link("self", JSON, &path),
                here.link("items", GEOJSON, &format!("{path}/items")),
                here.link(QUERYABLES, JSON_SCHEMA, &format!("{path}/queryables")),
                here.link(SORTABLES, JSON_SCHEMA, &format!("{path}/sortables")),
                here.link(SCHEMA, JSON_SCHEMA, &format!("{path}/schema")),
                here.link("alternate", HTML, &format!("{path}?f=html")),
                here.link("items", HTML, &format!("{path}/items?f=html")),
            ]
            .into_iter()
            .chain(tiles)
            .collect(),
            properties: view
                .visible(layer)
                .into_iter()
                .map(|index| property(&schema.properties[index]))
                .collect(),
        }
    }
    /// The collection beside others that share a list of systems at `/crs` of their document.
    pub fn in_a_list(mut self) -> Self {
        self.crs.retain(|uri| Crs::OFFERED.iter().all(|crs| crs.to_string() != *uri));
        self.crs.insert(0, "#/crs".to_owned());
        self
    }
}
