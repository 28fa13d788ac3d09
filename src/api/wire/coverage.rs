use std::collections::BTreeMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::geojson;
use crate::{
    analysis::coverage::{Answer, Question},
    spatial::coverage::{Row, Share},
};

/// People and area within reach, as a whole and by unit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Coverage {
    collection: String,
    by: String,
    within: Option<String>,
    mode: &'static str,
    reach_m: f64,
    at: NaiveDate,
    facilities: usize,
    demand: Demand,
    total: CoverageFigures,
    /// What lies in no unit of the level, so that the parts sum to the whole.
    outside: CoverageFigures,
    units: Vec<UnitCoverage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    curve: Option<Vec<CurveStop>>,
    /// The area reached. Written behind the numbers, straight from the geometry.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<geojson::Geometry>")]
    reaches: Option<()>,
    /// What is not reached, unit by unit, with `id`, `name`, `area_m2` and for each column of people
    /// `<column>_missed`. Written as `reaches` is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<geojson::Shapes>")]
    gaps: Option<()>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "DemandCounted")]
struct Demand {
    collection: String,
    columns: Vec<String>,
    rule: &'static str,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CoverageFigures {
    area_m2: f64,
    area_reached_m2: f64,
    /// From 0 to 1; a share of nothing is `null`.
    area_share: Option<f64>,
    /// Reached by more than one facility.
    overlap_m2: f64,
    facilities: usize,
    capacity: f64,
    /// By column of people.
    #[schemars(with = "BTreeMap<String, People>")]
    people: IndexMap<String, People>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnitCoverage {
    id: String,
    name: String,
    #[serde(flatten)]
    figures: CoverageFigures,
}

#[derive(Debug, Serialize, JsonSchema)]
struct People {
    total: f64,
    reached: f64,
    /// By more than one facility.
    twice: f64,
}

/// One stop of the curve: also `<column>_share` for each column of people, from 0 to 1.
#[derive(Debug, Serialize, JsonSchema)]
struct CurveStop {
    reach_m: f64,
    area_share: Option<f64>,
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    shares: IndexMap<String, Option<f64>>,
}

fn share(share: &Share) -> People {
    People { total: share.total, reached: share.reached, twice: share.twice }
}

fn ratio(share: &Share) -> Option<f64> {
    (share.total > 0.0).then(|| share.reached / share.total)
}

fn figures(row: &Row, columns: &[String]) -> CoverageFigures {
    CoverageFigures {
        area_m2: row.area_m2.total,
        area_reached_m2: row.area_m2.reached,
        area_share: ratio(&row.area_m2),
        overlap_m2: row.area_m2.twice,
        facilities: row.sites,
        capacity: row.capacity,
        people: columns.iter().cloned().zip(row.weights.iter().map(share)).collect(),
    }
}

impl Coverage {
    /// The numbers of an answer, without its geometries.
    pub fn new(question: &Question, answer: &Answer, at: NaiveDate) -> Self {
        let table = &answer.units_layer.table;
        let columns = &answer.columns;
        let stop = |(reach_m, row): &(f64, Row)| CurveStop {
            reach_m: *reach_m,
            area_share: ratio(&row.area_m2),
            shares: columns
                .iter()
                .map(|name| format!("{name}_share"))
                .zip(row.weights.iter().map(ratio))
                .collect(),
        };
        Self {
            collection: question.collection.to_string(),
            by: question.by.to_string(),
            within: question.within.as_ref().map(ToString::to_string),
            mode: "straight",
            reach_m: question.reach_m,
            at,
            facilities: answer.facilities,
            demand: Demand {
                collection: answer.demand.to_string(),
                columns: columns.clone(),
                rule: match answer.at_points {
                    true => "counted where they are",
                    false => "area-weighted inside compounds",
                },
            },
            total: figures(&answer.total, columns),
            outside: figures(&answer.outside, columns),
            units: answer
                .units
                .iter()
                .map(|(row, numbers)| UnitCoverage {
                    id: table.id(*row).to_string(),
                    name: table.title(*row).to_owned(),
                    figures: figures(numbers, columns),
                })
                .collect(),
            curve: (!answer.curve.is_empty()).then(|| answer.curve.iter().map(stop).collect()),
            reaches: None,
            gaps: None,
        }
    }
}
