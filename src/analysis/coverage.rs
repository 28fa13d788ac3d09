//! Who lives within reach of a facility, in a straight line.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use chrono::NaiveDate;
use geo_types::{Geometry, MultiPolygon};

use super::AnalysisError;
use crate::{
    atlas::{Layer, View},
    domain::{CollectionId, GeometryKind, Role, UnitRef},
    query::Filter,
    spatial::{
        coverage::{
            Coverage, CoverageError, DemandArea, DemandPoint, Detail, Ground, Row as GroundRow,
            Site,
        },
        interior_point, overlay,
    },
    table::Row,
};

#[derive(Debug)]
pub struct Question {
    /// The facilities.
    pub collection: CollectionId,
    /// Unit level of the answer.
    pub by: CollectionId,
    /// Metres on the ground, inclusive.
    pub reach_m: f64,
    /// Which facilities count.
    pub filter: Filter,
    /// The layer of people, of areas or points; the territory's when `None`.
    pub demand: Option<CollectionId>,
    /// Whose ground and people count. Facilities beyond it serve it all the same.
    pub within: Option<UnitRef>,
    pub detail: Detail,
    /// Further reaches, for the curve.
    pub curve_m: Vec<f64>,
}

#[derive(Debug)]
pub struct Answer {
    pub units_layer: Arc<Layer>,
    pub demand: CollectionId,
    /// Whether people are at points, not spread over areas.
    pub at_points: bool,
    /// The demand columns, in the order of every row's weights.
    pub columns: Vec<String>,
    /// Facilities that count, inside and beyond `within`.
    pub facilities: usize,
    pub units: Vec<(Row, GroundRow)>,
    pub outside: GroundRow,
    pub total: GroundRow,
    /// Longitude, latitude; per unit.
    pub gaps: Option<Vec<Geometry<f64>>>,
    /// Longitude, latitude; cut to the units.
    pub reached: Option<Geometry<f64>>,
    pub curve: Vec<(f64, GroundRow)>,
}

/// Facilities of one answer.
const MOST_SITES: usize = 100_000;

/// How many prepared grounds are kept: a slider moves over one, pickers change among a few.
const KEPT: usize = 8;

/// Units cut against demand, kept while neither changes.
#[derive(Debug, Default)]
pub struct Grounds {
    kept: Mutex<Vec<(Key, Arc<Prepared>)>>,
}

/// What a prepared ground depends on. Holding the layers keeps their addresses from being reused.
#[derive(Debug)]
struct Key {
    units: Arc<Layer>,
    demand: Arc<Layer>,
    at: NaiveDate,
    within: Option<UnitRef>,
}

impl Key {
    fn same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.units, &other.units)
            && Arc::ptr_eq(&self.demand, &other.demand)
            && self.at == other.at
            && self.within == other.within
    }
}

#[derive(Debug)]
struct Prepared {
    units: Vec<Row>,
    ground: Ground,
    /// Of the people, those of the territory's that the layer has.
    columns: Vec<String>,
    /// The ground of all units, in metres.
    whole: MultiPolygon<f64>,
}

impl Grounds {
    fn get(&self, view: &View, question: &Question) -> Result<Arc<Prepared>, AnalysisError> {
        let key = Key {
            units: view.layer(&question.by)?.clone(),
            demand: demand(view, question)?,
            at: view.at(),
            within: question.within.clone(),
        };
        let lock = || self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, kept)) = lock().iter().find(|(known, _)| known.same(&key)) {
            return Ok(kept.clone());
        }
        let prepared = Arc::new(prepare(view, &key, question)?);
        let mut kept = lock();
        kept.insert(0, (key, prepared.clone()));
        kept.truncate(KEPT);
        Ok(prepared)
    }
}

/// Too much work is the question's fault, all else the engine's.
fn refused(error: CoverageError) -> AnalysisError {
    match error {
        CoverageError::Overlaps(_) => AnalysisError::Parameter {
            parameter: "reach",
            reason: format!("{error}; take a shorter one or fewer facilities"),
        },
        other => engine(other),
    }
}

fn engine(error: impl std::fmt::Display) -> AnalysisError {
    AnalysisError::Engine(error.to_string())
}

/// The layer of people.
fn demand(view: &View, question: &Question) -> Result<Arc<Layer>, AnalysisError> {
    let Some(named) = &question.demand else {
        return Ok(view.layer(&view.snapshot().territory.coverage.demand)?.clone());
    };
    let refuse = |reason| AnalysisError::Parameter { parameter: "demand", reason };
    let layer =
        view.layer(named).map_err(|_| refuse(format!("there is no collection `{named}`")))?;
    match layer.schema().geometry.as_ref().map(|column| column.kind) {
        Some(GeometryKind::Point | GeometryKind::Polygon | GeometryKind::MultiPolygon) => {
            Ok(layer.clone())
        }
        _ => Err(refuse(format!("`{named}` has neither points nor areas"))),
    }
}

fn prepare(view: &View, key: &Key, question: &Question) -> Result<Prepared, AnalysisError> {
    let inside = match &key.within {
        Some(unit) => Filter::Within(unit.clone()),
        None => Filter::And(Vec::new()),
    };
    let units = view.select(&key.units, &inside)?;
    let metric = &view.snapshot().metric;
    let area = |layer: &Layer, row: Row| -> Result<MultiPolygon<f64>, AnalysisError> {
        let Some(geometry) = layer.table.geometry(row) else {
            return Ok(MultiPolygon::new(vec![]));
        };
        Ok(match metric.forward(&geometry).map_err(engine)? {
            Geometry::MultiPolygon(area) => area,
            Geometry::Polygon(area) => area.into(),
            _ => MultiPolygon::new(vec![]),
        })
    };
    let areas = units.iter().map(|row| area(&key.units, *row)).collect::<Result<Vec<_>, _>>()?;
    let columns = columns(view, &key.demand, question)?;
    let weights = |row: Row| {
        let weight = |(_, index): &(String, usize)| {
            key.demand.table.column(*index).number(row as usize).unwrap_or(0.0)
        };
        columns.iter().map(weight).collect::<Vec<f64>>()
    };
    let rows = view.select(&key.demand, &inside)?;
    let mut spread = Vec::new();
    let mut points = Vec::new();
    let membership = view.membership(&key.demand, &question.by)?;
    let index_of: HashMap<Row, usize> = units.iter().copied().zip(0..).collect();
    for row in rows {
        match key.demand.table.geometry(row).as_deref() {
            Some(Geometry::Point(point)) => points.push(DemandPoint {
                place: metric.forward_coord(point.0).map_err(engine)?,
                unit: index_of.get(&membership.unit(row)).copied(),
                weights: weights(row),
            }),
            _ => {
                let area = area(&key.demand, row)?;
                if !area.0.is_empty() {
                    spread.push(DemandArea { area, weights: weights(row) });
                }
            }
        }
    }
    let ground = Ground::new(&areas, &spread).and_then(|ground| ground.with_points(&points));
    Ok(Prepared {
        ground: ground.map_err(engine)?,
        columns: columns.into_iter().map(|(name, _)| name).collect(),
        whole: overlay::union(&areas).map_err(engine)?,
        units,
    })
}

/// The territory's columns of people that the layer has, with their places in it.
fn columns(
    view: &View,
    layer: &Layer,
    question: &Question,
) -> Result<Vec<(String, usize)>, AnalysisError> {
    let schema = layer.schema();
    let wanted = &view.snapshot().territory.coverage.columns;
    let visible = view.visible(layer);
    let mut found: Vec<(String, usize)> =
        wanted.iter().filter_map(|name| Some((name.clone(), schema.index_of(name)?))).collect();
    if question.demand.is_some() {
        found.retain(|(_, index)| visible.contains(index));
    }
    if question.demand.is_none() && found.len() < wanted.len() {
        let missing = wanted.iter().find(|name| schema.index_of(name).is_none());
        let missing = missing.map_or("", |name| name);
        return Err(engine(format!("`{}` has no demand column `{missing}`", schema.id)));
    }
    if found.is_empty() && question.demand.is_some() {
        let reason = format!("`{}` has none of {}", schema.id, wanted.join(", "));
        return Err(AnalysisError::Parameter { parameter: "demand", reason });
    }
    Ok(found)
}

/// Works out what the facilities reach.
///
/// People count by the share of their compound's area within reach: exact
/// where a compound is reached whole, an even spread inside it otherwise.
/// People of a layer of points are where their point is.
///
/// # Errors
/// [`AnalysisError`] for unknown collections, levels, units and properties.
pub fn coverage(
    view: &View,
    question: &Question,
    grounds: &Grounds,
) -> Result<Answer, AnalysisError> {
    let layer = view.layer(&question.collection)?;
    view.units(&question.by)?;
    let prepared = grounds.get(view, question)?;
    let sites = sites(view, layer, &question.filter)?;
    let Coverage { units, outside, total, gaps, reached } =
        prepared.ground.coverage(&sites, question.reach_m, question.detail).map_err(refused)?;
    let curve = if question.curve_m.is_empty() {
        Vec::new()
    } else {
        let rows = prepared.ground.curve(&sites, &question.curve_m).map_err(refused)?;
        question.curve_m.iter().copied().zip(rows).collect()
    };
    // Drawn is what is counted: the part of the reaches that lies in the units.
    let reached = reached
        .map(|reached| overlay::intersection(&reached, &prepared.whole).map_err(engine))
        .transpose()?;
    let metric = &view.snapshot().metric;
    let demand = demand(view, question)?;
    let back = |area: MultiPolygon<f64>| metric.inverse(&area.into()).map_err(engine);
    Ok(Answer {
        units_layer: view.layer(&question.by)?.clone(),
        demand: demand.schema().id.clone(),
        at_points: demand.schema().geometry.as_ref().is_some_and(|g| g.kind == GeometryKind::Point),
        columns: prepared.columns.clone(),
        facilities: sites.len(),
        units: prepared.units.iter().copied().zip(units).collect(),
        outside,
        total,
        gaps: gaps.map(|gaps| gaps.into_iter().map(back).collect()).transpose()?,
        reached: reached.map(back).transpose()?,
        curve,
    })
}

fn sites(view: &View, layer: &Layer, filter: &Filter) -> Result<Vec<Site>, AnalysisError> {
    let metric = &view.snapshot().metric;
    let capacity = layer
        .schema()
        .properties
        .iter()
        .position(|property| property.role == Some(Role::Capacity))
        .map(|index| layer.table.column(index));
    let rows = view.select(layer, filter)?;
    if rows.len() > MOST_SITES {
        return Err(AnalysisError::Parameter {
            parameter: "collection",
            reason: format!(
                "{} features are too many to reach from, the most is {MOST_SITES}; filter them",
                rows.len()
            ),
        });
    }
    let mut sites = Vec::with_capacity(rows.len());
    for row in rows {
        let place = layer.table.geometry(row).and_then(|geometry| interior_point(&geometry));
        let Some(place) = place else { continue };
        let place = metric.forward_coord(place.into()).map_err(engine)?;
        let capacity = capacity.and_then(|column| column.number(row as usize));
        sites.push(Site { x: place.x, y: place.y, capacity: capacity.unwrap_or(0.0) });
    }
    Ok(sites)
}
