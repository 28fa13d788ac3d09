//! From generated numbers to features of a table.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Point, Polygon};

use super::{City, lattice::degrees};
use crate::{
    domain::{DataType, Feature, FeatureId, GeometryKind, Schema, Value},
    spatial::{Limits, admit},
};

/// Makes one piece of a layer's rows.
pub(super) type Make = fn(&City, &Table, usize) -> Vec<Feature>;

/// The first and the last day of the city's two years; the last is its “today”.
pub(super) const FIRST_DAY: &str = "2015-01-01";
pub(super) const LAST_DAY: &str = "2016-12-31";
/// Days from the first to the last, both counted.
pub(super) const DAYS: i64 = 731;

/// A table's columns, with what all rows have in common.
#[derive(Debug)]
pub(super) struct Table {
    schema: Arc<Schema>,
    template: Vec<Value>,
    first_day: NaiveDate,
}

impl Table {
    pub(super) fn new(schema: &Arc<Schema>) -> Self {
        let common = |name: &str| match name {
            "provenance" => Value::Text("synthetic".into()),
            "source" => Value::Text("合成:测试城市".into()),
            _ => Value::Null,
        };
        let template = schema
            .properties
            .iter()
            .map(|property| match property.data_type {
                DataType::TextList => Value::TextList(Arc::from([])),
                _ => common(&property.name),
            })
            .collect();
        let first_day = crate::domain::parse_date(FIRST_DAY).expect("a date");
        Self { schema: schema.clone(), template, first_day }
    }

    /// Position of a column that the table has.
    pub(super) fn column(&self, name: &str) -> usize {
        self.schema
            .index_of(name)
            .unwrap_or_else(|| panic!("table `{}` has no column `{name}`", self.schema.id))
    }

    /// A date by its number of days after the first.
    pub(super) fn day(&self, day: i64) -> Value {
        Value::Date(self.first_day + Days::new(day as u64))
    }

    /// The texts of a column's code list in the given order, to be shared by all rows.
    pub(super) fn codes<const N: usize>(&self, column: &str, codes: [&str; N]) -> [Value; N] {
        let list = self.schema.properties[self.column(column)].codes.as_deref();
        codes.map(|text| {
            let code = list.into_iter().flatten().find(|code| &*code.code == text);
            let code = code.unwrap_or_else(|| panic!("`{text}` is no code of `{column}`"));
            Value::Text(code.code.clone())
        })
    }

    /// A feature; what is not named in `values` is as in every row.
    pub(super) fn feature<const N: usize>(
        &self,
        id: &str,
        geometry: Geometry,
        values: [(usize, Value); N],
    ) -> Feature {
        let mut row = self.template.clone();
        for (column, value) in values {
            row[column] = value;
        }
        let id = FeatureId::new(id).expect("a generated id is an identifier");
        Feature { fid: 0, id, geometry: Some(Arc::new(geometry)), values: row }
    }
}

/// A polygon through the import gate, so that nothing invalid leaves this module.
pub(super) fn area(exterior: LineString) -> Geometry {
    let polygon = MultiPolygon(vec![Polygon::new(exterior, vec![])]);
    admit(polygon.into(), GeometryKind::MultiPolygon, Limits::default())
        .expect("a generated polygon is valid")
}

/// A point, from metres.
pub(super) fn point(place: Coord) -> Geometry {
    Point(degrees(place)).into()
}

pub(super) fn text(text: impl AsRef<str>) -> Value {
    Value::Text(text.as_ref().into())
}

/// To one decimal.
pub(super) fn tenths(number: f64) -> Value {
    Value::Real((number * 10.0).round() / 10.0)
}
