use std::{str::FromStr, sync::Arc};

use super::{CollectionId, Crs, DataType, GeometryKind};

/// A title in both languages. An empty one falls back to the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Titles {
    pub zh: String,
    pub en: String,
}

impl Titles {
    pub fn both(text: &str) -> Self {
        Self { zh: text.to_owned(), en: text.to_owned() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    Public,
    Internal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GeometryColumn {
    pub name: String,
    pub kind: GeometryKind,
    /// What the store holds; features in memory are in CRS84 whatever it is.
    pub crs: Crs,
    /// The store's own number of that system, which every geometry in the column carries.
    pub srid: i32,
}

impl GeometryColumn {
    /// SRID of WGS 84, which databases store with the longitude first.
    pub const WGS84: i32 = 4326;

    /// A column of ours: CRS84.
    pub fn new(name: impl Into<String>, kind: GeometryKind) -> Self {
        Self { name: name.into(), kind, crs: Crs::Crs84, srid: Self::WGS84 }
    }
}

/// One entry of a code list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub code: Arc<str>,
    pub titles: Titles,
}

/// What a property means to the analyses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// People that a service should reach.
    Demand,
    /// Places a facility offers.
    Capacity,
    /// A count of people, held back in public answers when small.
    People,
    /// Another name of the feature.
    Alias,
    /// An official code.
    Code,
    /// A name shown as title.
    Title,
    /// Units of whichever level, written `<collection>:<id>`.
    Unit,
}

impl FromStr for Role {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Ok(match name {
            "demand" => Self::Demand,
            "capacity" => Self::Capacity,
            "people" => Self::People,
            "alias" => Self::Alias,
            "code" => Self::Code,
            "title" => Self::Title,
            "unit" => Self::Unit,
            _ => return Err(()),
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub name: Arc<str>,
    pub data_type: DataType,
    pub titles: Titles,
    /// Unit of measure, UCUM.
    pub unit: Option<String>,
    pub role: Option<Role>,
    /// The only texts allowed, in their order.
    pub codes: Option<Arc<[Code]>>,
    /// The collection whose ids the property holds.
    pub refers: Option<CollectionId>,
    pub required: bool,
    pub access: Access,
}

/// A relation table: `feature_id` of the owner and one value, many rows a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    pub table: String,
    pub value_column: String,
    /// Index of the array property it fills.
    pub property: usize,
}

/// A layer as discovered from the store's tables and its catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    pub id: CollectionId,
    pub titles: Titles,
    pub descriptions: Titles,
    pub theme: Option<String>,
    /// Order in lists.
    pub rank: i64,
    /// Column of the stable text id; the integer key where the table has no `id`.
    pub id_column: String,
    /// Column of the integer key.
    pub fid_column: String,
    pub geometry: Option<GeometryColumn>,
    /// All columns but keys and geometry, then the relations' arrays.
    pub properties: Vec<Property>,
    pub relations: Vec<Relation>,
    /// 1 is the whole territory; larger numbers are smaller units.
    pub unit_level: Option<i64>,
    pub title: Option<usize>,
    pub time_start: Option<usize>,
    pub time_end: Option<usize>,
    pub access: Access,
    pub editable: bool,
}

impl Schema {
    /// Position of a property in a feature's values.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.properties.iter().position(|property| &*property.name == name)
    }

    /// What the store holds the layer's geometries in; CRS84 where it has none.
    pub fn storage_crs(&self) -> Crs {
        self.geometry.as_ref().map_or(Crs::Crs84, |geometry| geometry.crs)
    }

    /// What the layer is offered in: what all are, and what it is stored in.
    pub fn offered_crs(&self) -> impl Iterator<Item = Crs> {
        let storage = self.storage_crs();
        let own = (!Crs::OFFERED.contains(&storage)).then_some(storage);
        Crs::OFFERED.into_iter().chain(own)
    }

    /// The layer's own table, and those of its relations.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        let relations = self.relations.iter().map(|relation| relation.table.as_str());
        std::iter::once(self.id.as_str()).chain(relations)
    }

    /// The column that starts a feature's validity: `valid_from`, else the start of its time.
    pub fn existence_start(&self) -> Option<usize> {
        self.index_of("valid_from").or(self.time_start)
    }

    /// The column that ends a feature's validity: only `valid_to`; a resolved case still exists.
    pub fn existence_end(&self) -> Option<usize> {
        self.index_of("valid_to")
    }
}
