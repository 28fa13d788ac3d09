//! A table of every type of property, filled at random from few values.

use std::{collections::BTreeMap, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};
use geo_types::{Coord, Geometry, LineString, MultiPoint, Point, Rect};
use gumei::{
    domain::{DataType, Feature, FeatureId, Schema, Value},
    query::{EvaluateError, Expression, Filter, Limits, Scan, Work, select_counted},
    table::Table,
};

use crate::support::{
    random::Random,
    table::{self as alone, Alone},
};

pub const COLUMNS: [(&str, DataType); 10] = [
    ("name", DataType::Text),
    ("other_name", DataType::Text),
    ("number", DataType::Integer),
    ("other", DataType::Integer),
    ("amount", DataType::Real),
    ("flag", DataType::Boolean),
    ("day", DataType::Date),
    ("until", DataType::Date),
    ("moment", DataType::DateTime),
    ("services", DataType::TextList),
];

pub const TEXTS: [&str; 8] = ["a", "A", "ab", "Äb", "äB", "50%", "古美路", "É"];
pub const SERVICES: [&str; 3] = ["meals", "care", "bath"];

pub fn schema() -> Arc<Schema> {
    Arc::new(alone::schema("place", &COLUMNS))
}

pub fn date(number: usize) -> NaiveDate {
    NaiveDate::from_ymd_opt(2016, 2, 1 + number as u32).unwrap()
}

pub fn moment(number: usize) -> DateTime<Utc> {
    date(number / 2).and_hms_opt(number as u32 % 2 * 12, 0, 0).unwrap().and_utc()
}

/// On a grid of 7 by 7, so that touching is common.
pub fn geometry(random: &mut Random) -> Geometry<f64> {
    let mut ordinate = || random.below(7) as f64;
    let mut coord = || Coord { x: ordinate(), y: ordinate() };
    let (a, b) = (coord(), coord());
    let size = 1.0 + random.below(3) as f64;
    match random.below(4) {
        0 => Point(a).into(),
        1 if a != b => LineString(vec![a, b]).into(),
        2 => MultiPoint(vec![Point(a), Point(b)]).into(),
        _ => Rect::new(a, a + Coord { x: size, y: size }).to_polygon().into(),
    }
}

fn value(random: &mut Random, data_type: DataType) -> Value {
    if random.below(4) == 0 && data_type != DataType::TextList {
        return Value::Null;
    }
    match data_type {
        DataType::Boolean => Value::Boolean(random.below(2) == 0),
        DataType::Integer => Value::Integer(random.below(7) as i64 - 2),
        DataType::Real => Value::Real(random.below(9) as f64 / 2.0 - 1.0),
        DataType::Text => Value::Text(TEXTS[random.below(TEXTS.len())].into()),
        DataType::Date => Value::Date(date(random.below(6))),
        DataType::DateTime => Value::DateTime(moment(random.below(10))),
        DataType::TextList => Value::TextList(
            SERVICES.iter().filter(|_| random.below(2) == 0).map(|s| (*s).into()).collect(),
        ),
    }
}

pub fn features(random: &mut Random, count: usize) -> Vec<Feature> {
    (0..count)
        .map(|number| Feature {
            fid: number as i64,
            id: FeatureId::new(&format!("t{number}")).unwrap(),
            geometry: (random.below(6) > 0).then(|| Arc::new(geometry(random))),
            values: COLUMNS.iter().map(|(_, data_type)| value(random, *data_type)).collect(),
        })
        .collect()
}

pub fn table(features: Vec<Feature>) -> Table {
    Table::new(schema(), features, &BTreeMap::new())
}

pub fn bound() -> Alone {
    Alone { today: date(3) }
}

/// The `fid`s for which the expression is true, where columns alone decide it.
pub fn scan(table: &Table, expression: Expression) -> Option<Vec<i64>> {
    let filter = Filter::Expression(Arc::new(expression));
    let scan = Scan::new(table, &filter, &bound())?;
    let (mut rows, mut found) = (Vec::new(), Vec::new());
    for chunk in 0..scan.chunks() {
        scan.select(chunk, &mut rows);
        found.extend(rows.iter().map(|row| table.fid(*row)));
    }
    found.sort_unstable();
    Some(found)
}

/// The `fid`s for which the expression is true, and what it took.
pub fn select(table: &Table, expression: Expression) -> Result<(Vec<i64>, Work), EvaluateError> {
    let filter = Filter::Expression(Arc::new(expression));
    let (rows, work) = select_counted(table, &filter, &bound(), Limits::NONE)?;
    Ok((rows.into_iter().map(|row| table.fid(row)).collect(), work))
}
