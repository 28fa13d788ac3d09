//! A table against a plain list: every question answered by looking at each feature.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use geo::{BoundingRect, Intersects};
use geo_types::{Geometry, LineString, Point, Rect};
use gumei::{
    domain::{Bbox, DataType, Feature, FeatureId, Interval, Schema, Value},
    query::{EvaluateError, Filter, Limits, Scan, select},
    table::{Row, Table},
};
use proptest::prelude::*;

use crate::support::table::{self as alone, Alone};

const TEXTS: [&str; 3] = ["found", "ordered", "resolved"];

fn schema() -> Arc<Schema> {
    let properties = [
        ("status", DataType::Text),
        ("number", DataType::Integer),
        ("valid_from", DataType::Date),
        ("valid_to", DataType::Date),
        ("services", DataType::TextList),
    ];
    let schema = alone::schema("geometry", &properties);
    Arc::new(Schema { time_start: Some(2), time_end: Some(3), ..schema })
}

fn bound() -> Alone {
    Alone { today: NaiveDate::from_ymd_opt(2016, 9, 30).unwrap() }
}

// Small numbers on a small grid, so that ties, touching and equal values are common.

fn ordinate() -> impl Strategy<Value = f64> {
    (-8_i32..=8).prop_map(|number| f64::from(number) * 0.5)
}

fn place() -> impl Strategy<Value = (f64, f64)> {
    (ordinate(), ordinate())
}

fn geometry() -> impl Strategy<Value = Option<Geometry<f64>>> {
    let square =
        |(x, y): (f64, f64), size: f64| Rect::new((x, y), (x + size, y + size)).to_polygon().into();
    prop_oneof![
        1 => Just(None),
        4 => place().prop_map(|place| Some(Point::from(place).into())),
        2 => (place(), place()).prop_filter_map("a line has two ends", |(a, b)| {
            (a != b).then(|| Some(LineString::from(vec![a, b]).into()))
        }),
        2 => (place(), 1_u8..4).prop_map(move |(place, size)| Some(square(place, f64::from(size)))),
        // Far away, near the antimeridian.
        1 => prop_oneof![Just(-179.5), Just(179.5), Just(180.0)].prop_map(|x| Some(Point::new(x, 0.0).into())),
    ]
}

fn day() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        3 => (1_u32..28).prop_map(|day| Value::Date(NaiveDate::from_ymd_opt(2016, 2, day).unwrap())),
    ]
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    let status = prop_oneof![
        1 => Just(Value::Null),
        3 => prop::sample::select(TEXTS.to_vec()).prop_map(|text| Value::Text(text.into())),
    ];
    let number = prop_oneof![Just(Value::Null), (0_i64..4).prop_map(Value::Integer)];
    let services = prop::sample::subsequence(TEXTS.to_vec(), 0..=3)
        .prop_map(|list| Value::TextList(list.into_iter().map(Arc::from).collect()));
    (status, number, day(), day(), services)
        .prop_map(|(status, number, from, to, services)| vec![status, number, from, to, services])
}

#[derive(Debug, Clone)]
enum Step {
    Put(u8, Option<Geometry<f64>>, Vec<Value>),
    Remove(u8),
    /// Begin to rebuild the index.
    Rebuild,
    /// Take the index that was rebuilt last.
    Take,
    /// Make the table anew, as a load does.
    Load,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (0_u8..24, geometry(), values()).prop_map(|(id, geometry, values)| Step::Put(id, geometry, values)),
        2 => (0_u8..24).prop_map(Step::Remove),
        1 => prop::sample::select(vec![Step::Rebuild, Step::Take, Step::Load]),
    ];
    prop::collection::vec(step, 0..60)
}

/// Table and list after the same steps; the list is by `fid`.
fn built(steps: Vec<Step>) -> (Table, BTreeMap<i64, Feature>) {
    let (state, _) = built_and_half(steps);
    state
}

type State = (Table, BTreeMap<i64, Feature>);

/// The same, and the copies that were taken half way.
fn built_and_half(steps: Vec<Step>) -> (State, State) {
    let mut table = Table::new(schema(), Vec::new(), &BTreeMap::new());
    let mut list: BTreeMap<i64, Feature> = BTreeMap::new();
    let (mut half, middle) = ((table.clone(), list.clone()), steps.len() / 2);
    let mut rebuilt = None;
    for (version, step) in steps.into_iter().enumerate() {
        if version == middle {
            half = (table.clone(), list.clone());
        }
        match step {
            Step::Rebuild => rebuilt = Some(table.rebuild_index()),
            Step::Take => rebuilt.iter().for_each(|rebuilt| table.take_index(rebuilt)),
            Step::Load => {
                let features = table.rows().map(|row| table.feature(row)).collect();
                table = Table::new(schema(), features, &BTreeMap::new());
            }
            Step::Put(id, geometry, values) => {
                // A key for each id, in another order than the ids'.
                let fid = i64::from(id) * 7 % 24;
                let id = FeatureId::new(&format!("f{id}")).unwrap();
                let feature = Feature { fid, id, geometry: geometry.map(Arc::new), values };
                list.insert(fid, feature.clone());
                table.put(feature, version as i64);
            }
            Step::Remove(id) => {
                let known = list.remove(&(i64::from(id) * 7 % 24)).is_some();
                let removed = table.remove(&FeatureId::new(&format!("f{id}")).unwrap());
                assert_eq!(removed.is_some(), known);
            }
        }
    }
    ((table, list), half)
}

fn selected(table: &Table, filter: &Filter) -> Vec<i64> {
    let rows = select(table, filter, &bound(), Limits::NONE).unwrap();
    rows.into_iter().map(|row| table.fid(row)).collect()
}

fn bbox() -> impl Strategy<Value = Bbox> {
    let numbers = (ordinate(), ordinate(), 0_u8..6, 0_u8..6);
    prop_oneof![
        5 => numbers.prop_map(|(x, y, w, h)| Bbox::new(x, y, x + f64::from(w) * 0.5, y + f64::from(h) * 0.5).unwrap()),
        1 => Just(Bbox::new(179.0, -1.0, -179.0, 1.0).unwrap()),
        1 => Just(Bbox::new(3.0, -9.0, -3.0, 9.0).unwrap()),
    ]
}

/// A condition as a look at one feature.
type Test = Box<dyn Fn(&Feature) -> bool>;

fn meets(geometry: &Geometry<f64>, bbox: &Bbox) -> bool {
    bbox.unwrapped().any(|part| {
        let shape: Geometry<f64> =
            Rect::new((part.west(), part.south()), (part.east(), part.north())).into();
        geometry.intersects(&shape)
    })
}

proptest! {
    #[test]
    fn the_table_is_the_list_and_its_copies_stay_so(steps in steps()) {
        let (state, half) = built_and_half(steps);
        for (table, list) in [state, half] {
        prop_assert_eq!(table.len(), list.len());
        prop_assert_eq!(table.is_empty(), list.is_empty());
        let listed: Vec<Feature> = table.rows().map(|row| table.feature(row)).collect();
        prop_assert_eq!(&listed, &list.values().cloned().collect::<Vec<_>>());
        for row in table.rows() {
            prop_assert_eq!(table.row_of(&table.id(row).to_id()), Some(row));
            prop_assert!((row as usize) < table.row_bound());
        }
        for fid in -1..25 {
            let after: Vec<i64> = table.rows_after(fid).map(|row| table.fid(row)).collect();
            prop_assert_eq!(after, list.range(fid + 1..).map(|(fid, _)| *fid).collect::<Vec<_>>());
        }
        let rects: Vec<Rect<f64>> =
            list.values().filter_map(|f| f.geometry.as_deref()?.bounding_rect()).collect();
        let extent = rects.into_iter().reduce(|a, b| {
            Rect::new(
                (a.min().x.min(b.min().x), a.min().y.min(b.min().y)),
                (a.max().x.max(b.max().x), a.max().y.max(b.max().y)),
            )
        });
        prop_assert_eq!(table.extent(), extent.map(|r| [r.min().x, r.min().y, r.max().x, r.max().y]));
        let mut placeless: Vec<i64> =
            table.rows_without_geometry().into_iter().map(|row| table.fid(row)).collect();
        placeless.sort_unstable();
        let without: Vec<i64> =
            list.iter().filter(|(_, f)| f.geometry.is_none()).map(|(fid, _)| *fid).collect();
        prop_assert_eq!(placeless, without);
        }
    }

    #[test]
    fn candidates_hold_everything_that_meets_the_box(steps in steps(), bbox in bbox()) {
        let (table, list) = built(steps);
        let candidates = table.candidates(&bbox);
        let fids: BTreeSet<i64> = candidates.iter().map(|row| table.fid(*row)).collect();
        prop_assert_eq!(fids.len(), candidates.len());
        for (fid, feature) in &list {
            if feature.geometry.as_deref().is_some_and(|geometry| meets(geometry, &bbox)) {
                prop_assert!(fids.contains(fid), "{:?} is no candidate of {:?}", feature, bbox);
            }
        }
    }

    #[test]
    fn the_nearest_come_first(steps in steps(), place in place()) {
        let (table, list) = built(steps);
        let distance2 = |row: Row| {
            let rect = table.geometry(row).unwrap().bounding_rect().unwrap();
            let beyond = |value: f64, low: f64, high: f64| (low - value).max(value - high).max(0.0);
            beyond(place.0, rect.min().x, rect.max().x).powi(2) + beyond(place.1, rect.min().y, rect.max().y).powi(2)
        };
        let distances: Vec<f64> = table.near(place.0, place.1).map(distance2).collect();
        prop_assert!(distances.is_sorted());
        prop_assert_eq!(distances.len(), list.values().filter(|f| f.geometry.is_some()).count());
    }

    #[test]
    fn select_is_a_scan(
        steps in steps(),
        bbox in prop::option::of(bbox()),
        statuses in prop::option::of(prop::sample::subsequence(TEXTS.to_vec(), 0..=3)),
        numbers in prop::option::of(prop::collection::vec(0_i64..5, 0..3)),
        services in prop::option::of(prop::sample::subsequence(TEXTS.to_vec(), 0..=2)),
        at in prop::option::of(1_u32..28),
        during in prop::option::of((1_u32..28, 0_u32..5)),
        shape in prop::option::of((place(), 1_u8..6)),
    ) {
        let (table, list) = built(steps);
        let date = |day: u32| NaiveDate::from_ymd_opt(2016, 2, day).unwrap();
        let mut parts = Vec::new();
        let mut tests: Vec<Test> = Vec::new();
        if let Some(bbox) = bbox {
            parts.push(Filter::Bbox(bbox));
            tests.push(Box::new(move |f| f.geometry.as_deref().is_none_or(|g| meets(g, &bbox))));
        }
        if let Some(texts) = statuses {
            let values: Vec<Value> = texts.into_iter().map(|text| Value::Text(text.into())).collect();
            parts.push(Filter::In { property: "status".into(), values: values.clone() });
            tests.push(Box::new(move |f| values.contains(&f.values[0])));
        }
        if let Some(numbers) = numbers {
            let values: Vec<Value> = numbers.into_iter().map(Value::Integer).collect();
            parts.push(Filter::In { property: "number".into(), values: values.clone() });
            tests.push(Box::new(move |f| values.contains(&f.values[1])));
        }
        if let Some(texts) = services {
            let list: Arc<[Arc<str>]> = texts.into_iter().map(Arc::from).collect();
            parts.push(Filter::In { property: "services".into(), values: vec![Value::TextList(list.clone())] });
            tests.push(Box::new(move |f| match &f.values[4] {
                Value::TextList(own) => own.iter().any(|service| list.contains(service)),
                _ => false,
            }));
        }
        if let Some(at) = at {
            parts.push(Filter::ExistsAt(date(at)));
            tests.push(Box::new(move |f| {
                f.values[2].as_date().is_none_or(|from| from <= date(at))
                    && f.values[3].as_date().is_none_or(|until| until > date(at))
            }));
        }
        if let Some((first, days)) = during {
            let (from, until) = (date(first), date((first + days).min(28)));
            parts.push(Filter::During(format!("{from}/{until}").parse::<Interval>().unwrap()));
            tests.push(Box::new(move |f| {
                f.values[2].as_date().is_none_or(|start| start <= until)
                    && f.values[3].as_date().is_none_or(|end| end >= from)
            }));
        }
        if let Some(((x, y), size)) = shape {
            let shape: Geometry<f64> = Rect::new((x, y), (x + f64::from(size), y + f64::from(size))).to_polygon().into();
            parts.push(Filter::Intersects(Arc::new(shape.clone())));
            tests.push(Box::new(move |f| f.geometry.as_deref().is_some_and(|g| g.intersects(&shape))));
        }
        let wanted: Vec<i64> =
            list.iter().filter(|(_, f)| tests.iter().all(|test| test(f))).map(|(fid, _)| *fid).collect();
        let filter = Filter::And(parts);
        prop_assert_eq!(selected(&table, &filter), wanted.clone());
        if let Some(scan) = Scan::new(&table, &filter, &bound()) {
            let mut rows = Vec::new();
            scan.select(0, &mut rows);
            let mut scanned: Vec<i64> = rows.into_iter().map(|row| table.fid(row)).collect();
            scanned.sort_unstable();
            prop_assert_eq!((scan.chunks() <= 1, scanned), (true, wanted));
        }
    }
}

#[test]
fn a_filter_on_what_is_not_there_is_an_error() {
    let (table, _) = built(Vec::new());
    let property = Filter::In { property: "nothing".into(), values: Vec::new() };
    let unit = Filter::Within("pianqu:nowhere".parse().unwrap());

    assert!(matches!(
        select(&table, &property, &bound(), Limits::NONE),
        Err(EvaluateError::UnknownProperty { .. })
    ));
    let answer = select(&table, &unit, &bound(), Limits::NONE);
    assert!(matches!(answer, Err(EvaluateError::UnknownUnit(_))));
}
