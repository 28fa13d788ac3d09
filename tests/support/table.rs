//! What a table needs that stands alone.

use std::sync::Arc;

use chrono::NaiveDate;
use gumei::{
    domain::{
        Access, CollectionId, DataType, GeometryColumn, GeometryKind, Property, Schema, Titles,
        UnitRef,
    },
    query::{Bound, EvaluateError},
    table::{Membership, Row},
};

/// A collection `things` of any geometries.
///
/// - `geometry`: the name of the column.
pub fn schema(geometry: &str, properties: &[(&str, DataType)]) -> Schema {
    Schema {
        id: CollectionId::new("things").unwrap(),
        titles: Titles::both("things"),
        descriptions: Titles::default(),
        theme: None,
        rank: 0,
        id_column: "id".into(),
        fid_column: "fid".into(),
        geometry: Some(GeometryColumn::new(geometry, GeometryKind::Geometry)),
        properties: properties.iter().map(|(name, data_type)| property(name, *data_type)).collect(),
        relations: Vec::new(),
        unit_level: None,
        title: None,
        time_start: None,
        time_end: None,
        access: Access::Internal,
        editable: true,
    }
}

fn property(name: &str, data_type: DataType) -> Property {
    Property {
        name: name.into(),
        data_type,
        titles: Titles::both(name),
        unit: None,
        role: None,
        codes: None,
        refers: None,
        required: false,
        access: Access::Internal,
    }
}

/// Knows no units, and shows every property but one called `secret`.
pub struct Alone {
    pub today: NaiveDate,
}

impl Bound for Alone {
    fn unit(&self, unit: &UnitRef) -> Result<(Arc<Membership>, Row), EvaluateError> {
        Err(EvaluateError::UnknownUnit(unit.clone()))
    }

    fn may_see(&self, property: &Property) -> bool {
        &*property.name != "secret"
    }

    fn today(&self) -> NaiveDate {
        self.today
    }
}
