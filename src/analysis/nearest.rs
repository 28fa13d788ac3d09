//! Of each feature the nearest features of another layer, in a straight line.

use std::sync::Arc;

use geo::Coord;
use rayon::prelude::*;

use super::AnalysisError;
use crate::{
    atlas::{Layer, View, ViewError},
    domain::CollectionId,
    query::{EvaluateError, Filter},
    spatial::{interior_point, project::LocalMetric},
    table::{Places, Row},
};

/// Features that are asked from, and that are asked for: a second or two of work.
const MOST_FROM: usize = 1_000_000;
const MOST_TO: usize = 100_000;

/// Neighbours of one feature.
pub const MOST_COUNT: usize = 20;

#[derive(Debug)]
pub struct Question {
    pub from: CollectionId,
    pub filter: Filter,
    pub to: CollectionId,
    pub to_filter: Filter,
    /// Neighbours of each feature, up to [`MOST_COUNT`].
    pub count: usize,
}

#[derive(Debug)]
pub struct Answer {
    pub from: Arc<Layer>,
    pub to: Arc<Layer>,
    /// In the order of the store. Features without a geometry are not among them.
    pub features: Vec<Row>,
    /// Of each of the features the same number, the nearest first: metres, and the neighbour.
    neighbours: Vec<(f64, Row)>,
    /// Neighbours of each feature: fewer than asked for where there are no more.
    count: usize,
}

impl Answer {
    pub fn neighbours(&self, feature: usize) -> &[(f64, Row)] {
        &self.neighbours[feature * self.count..(feature + 1) * self.count]
    }

    /// Metres to the nearest, of each feature; none where there is nothing to be near.
    pub fn distances(&self) -> impl Iterator<Item = f64> {
        self.neighbours.iter().step_by(self.count.max(1)).map(|(metres, _)| *metres)
    }
}

/// Finds the neighbours.
///
/// Metres in the territory's plane, from an interior point to an interior point; the scale of the
/// plane is off by less than 5e-5 within 64 km of its middle. Of equally near ones the first in the store.
///
/// # Errors
/// [`AnalysisError`] for unknown collections and properties, and for too many features.
pub fn nearest(view: &View, question: &Question) -> Result<Answer, AnalysisError> {
    let from = view.layer(&question.from)?.clone();
    let to = view.layer(&question.to).map_err(|_| AnalysisError::Parameter {
        parameter: "to",
        reason: format!("there is no collection `{}`", question.to),
    })?;
    let metric = &view.snapshot().metric;
    let rows = view.select(&from, &question.filter)?;
    limited("collection", rows.len(), MOST_FROM)?;
    let (features, places) = places(&from, rows, metric)?;
    let rows = view.select(to, &question.to_filter).map_err(|error| match error {
        ViewError::Evaluate(EvaluateError::Expression(error)) => {
            AnalysisError::Parameter { parameter: "to-filter", reason: error.to_string() }
        }
        other => other.into(),
    })?;
    limited("to", rows.len(), MOST_TO)?;
    let (targets, target_places) = self::places(to, rows, metric)?;
    let index = Places::new(&target_places);
    let count = question.count.min(targets.len());
    let mut neighbours = vec![(0.0, 0); features.len() * count];
    if count > 0 {
        neighbours.par_chunks_mut(count).zip(&places).for_each_init(
            Vec::new,
            |found, (out, at)| {
                index.nearest(*at, count, found);
                for (slot, (distance2, target)) in out.iter_mut().zip(found) {
                    *slot = (distance2.sqrt(), targets[*target as usize]);
                }
            },
        );
    }
    Ok(Answer { to: to.clone(), from, features, neighbours, count })
}

fn limited(parameter: &'static str, found: usize, most: usize) -> Result<(), AnalysisError> {
    if found <= most {
        return Ok(());
    }
    let reason = format!("{found} features are too many, the most is {most}; filter them");
    Err(AnalysisError::Parameter { parameter, reason })
}

/// The features that have a place, and their places in metres.
fn places(
    layer: &Layer,
    rows: Vec<Row>,
    metric: &LocalMetric,
) -> Result<(Vec<Row>, Vec<[f64; 2]>), AnalysisError> {
    let place = |row: Row| {
        let geometry = layer.table.geometry(row)?;
        let place: Coord = interior_point(&geometry)?.into();
        Some(metric.forward_coord(place).map(|place| (row, [place.x, place.y])))
    };
    let placed: Result<Vec<_>, _> = rows.into_par_iter().filter_map(place).collect();
    Ok(placed.map_err(|error| AnalysisError::Engine(error.to_string()))?.into_iter().unzip())
}
