//! One spot: its units, who is responsible, what is open, what is near.

use std::sync::Arc;

use geo::{Closest, ClosestPoint};
use geo_types::{Coord, Geometry, Point};

use super::AnalysisError;
use crate::{
    atlas::{Layer, View},
    domain::{CollectionId, UnitRef, Value},
    query::Filter,
    spatial::measure::distance_m,
    table::Row,
};

#[derive(Debug)]
pub struct Place {
    /// By level, the largest first; `None` where the spot is in no unit.
    pub units: Vec<(Arc<Layer>, Option<Row>)>,
    pub responsibilities: Vec<Responsibility>,
    /// Open items of the smallest inhabited unit the spot is in.
    pub open: Option<Open>,
    pub nearest: Vec<Near>,
}

#[derive(Debug)]
pub struct Responsibility {
    pub unit: UnitRef,
    pub role: String,
    pub holder_ref: String,
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
}

#[derive(Debug)]
pub struct Open {
    pub unit: UnitRef,
    /// Collection and number of its features that have begun and not ended.
    pub items: Vec<(CollectionId, usize)>,
}

#[derive(Debug)]
pub struct Near {
    pub layer: Arc<Layer>,
    pub row: Row,
    pub distance_m: f64,
}

/// How many places of a kind are named, and how many candidates the index is asked for:
/// it ranks by degrees, which are shorter east–west than north–south.
const NEAREST: usize = 1;
const CANDIDATES: usize = 16;

/// Answers “what is here?” for a position in CRS84.
///
/// # Errors
/// [`AnalysisError`] when the store lacks what a question needs.
pub fn place(view: &View, longitude: f64, latitude: f64) -> Result<Place, AnalysisError> {
    let mut units = Vec::new();
    for collection in view.levels() {
        let layer = view.layer(collection)?;
        units.push((layer.clone(), view.unit_at(collection, longitude, latitude)?));
    }
    let chain: Vec<UnitRef> =
        units.iter().filter_map(|(layer, row)| Some(unit_ref(layer, (*row)?))).collect();
    Ok(Place {
        responsibilities: responsibilities(view, &chain),
        open: open(view, &units)?,
        nearest: nearest(view, Coord { x: longitude, y: latitude })?,
        units,
    })
}

fn unit_ref(layer: &Layer, row: Row) -> UnitRef {
    UnitRef { collection: layer.schema().id.clone(), id: layer.table.id(row).to_id() }
}

fn collection(name: &str) -> CollectionId {
    CollectionId::new(name).expect("a plain name is an identifier")
}

fn responsibilities(view: &View, chain: &[UnitRef]) -> Vec<Responsibility> {
    let Ok(layer) = view.layer(&collection("responsibilities")) else { return Vec::new() };
    let values = chain.iter().map(|unit| Value::Text(unit.to_string().into())).collect();
    let of_chain = Filter::In { property: "unit".into(), values };
    let Ok(rows) = view.select(layer, &of_chain) else { return Vec::new() };
    let schema = layer.schema();
    let text = |row: Row, name: &str| {
        let value = layer.table.column(schema.index_of(name)?).get(row as usize);
        (!value.is_null()).then(|| value.to_string())
    };
    let mut found: Vec<Responsibility> = rows
        .into_iter()
        .filter_map(|row| {
            Some(Responsibility {
                unit: text(row, "unit")?.parse().ok()?,
                role: text(row, "role")?,
                holder_ref: text(row, "holder_ref")?,
                valid_from: text(row, "valid_from"),
                valid_to: text(row, "valid_to"),
            })
        })
        .collect();
    found.sort_by_key(|r| chain.iter().position(|unit| *unit == r.unit));
    found
}

/// The smallest unit among compounds and committees, and what is open in it: features of
/// layers with a begin and an end whose end has not come.
fn open(view: &View, units: &[(Arc<Layer>, Option<Row>)]) -> Result<Option<Open>, AnalysisError> {
    let lived_in = [collection("compounds"), collection("committees")];
    let Some((layer, row)) = lived_in.iter().find_map(|wanted| {
        let (layer, row) = units.iter().find(|(layer, _)| layer.schema().id == *wanted)?;
        Some((layer, (*row)?))
    }) else {
        return Ok(None);
    };
    let unit = unit_ref(layer, row);
    let mut items = Vec::new();
    for layer in view.layers() {
        let schema = layer.schema();
        let (Some(_), Some(end), Some(_)) = (schema.time_start, schema.time_end, &schema.geometry)
        else {
            continue;
        };
        if schema.unit_level.is_some() || schema.existence_end() == Some(end) {
            continue;
        }
        let rows = view.select(layer, &Filter::Within(unit.clone()))?;
        let end = layer.table.column(end);
        let count = rows
            .into_iter()
            .filter(|row| end.date(*row as usize).is_none_or(|day| day > view.at()))
            .count();
        items.push((schema.id.clone(), count));
    }
    Ok(Some(Open { unit, items }))
}

/// The nearest feature of each layer of services.
fn nearest(view: &View, spot: Coord<f64>) -> Result<Vec<Near>, AnalysisError> {
    let mut found = Vec::new();
    for layer in view.layers().filter(|layer| layer.schema().theme.as_deref() == Some("services")) {
        let mut near: Vec<Near> = layer
            .table
            .near(spot.x, spot.y)
            .filter(|row| view.exists(layer, *row))
            .take(CANDIDATES)
            .filter_map(|row| {
                let distance_m = distance_to(&*layer.table.geometry(row)?, spot)?;
                Some(Near { layer: layer.clone(), row, distance_m })
            })
            .collect();
        near.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
        near.truncate(NEAREST);
        found.extend(near);
    }
    found.sort_by(|a, b| a.distance_m.total_cmp(&b.distance_m));
    Ok(found)
}

/// Metres to the nearest point of the geometry; near enough for a list of what is close by,
/// since the nearest point is sought in degrees.
fn distance_to(geometry: &Geometry<f64>, spot: Coord<f64>) -> Option<f64> {
    match geometry.closest_point(&Point(spot)) {
        Closest::Intersection(_) => Some(0.0),
        Closest::SinglePoint(point) => Some(distance_m(spot, point.0)),
        Closest::Indeterminate => None,
    }
}
