use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::Titles;
use crate::{api::links::Link, domain};

/// The landing page: the territory, its clock and the way to everything else.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Landing {
    pub title: String,
    pub description: String,
    pub links: Vec<Link>,
    pub territory: Territory,
    /// Version of the service.
    pub version: &'static str,
    /// Position of the change log that answers stand at.
    pub seq: i64,
    /// The history that `seq` counts in.
    pub epoch: String,
}

/// The place the layers belong to, its year and its clock.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Territory {
    /// Statistical code.
    code: String,
    title: Titles,
    period: Period,
    /// What “today” means in every default.
    as_of: NaiveDate,
    /// CRS84: west, south, east, north, in degrees.
    bbox: [f64; 4],
    /// Collections of units, the largest first.
    unit_levels: Vec<String>,
    coverage: CoverageDefaults,
    synthetic_note: Titles,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Period {
    from: NaiveDate,
    to: NaiveDate,
}

/// What the coverage analysis assumes when nothing else is asked for.
#[derive(Debug, Serialize, JsonSchema)]
struct CoverageDefaults {
    minutes: f64,
    speed_m_s: f64,
    reach_m: f64,
    stops_m: Vec<f64>,
    by: String,
    demand: Demand,
}

/// The polygons that carry the people, and the columns that count them.
#[derive(Debug, Serialize, JsonSchema)]
struct Demand {
    collection: String,
    columns: Vec<String>,
}

impl From<&domain::Territory> for Territory {
    fn from(territory: &domain::Territory) -> Self {
        let coverage = &territory.coverage;
        Self {
            code: territory.code.clone(),
            title: (&territory.titles).into(),
            period: Period { from: territory.period.0, to: territory.period.1 },
            as_of: territory.as_of,
            bbox: territory.bbox.to_array(),
            unit_levels: territory.unit_levels.iter().map(ToString::to_string).collect(),
            coverage: CoverageDefaults {
                minutes: coverage.minutes,
                speed_m_s: coverage.speed_m_s,
                reach_m: coverage.reach_m(),
                stops_m: coverage.stops_m.clone(),
                by: coverage.by.to_string(),
                demand: Demand {
                    collection: coverage.demand.to_string(),
                    columns: coverage.columns.clone(),
                },
            },
            synthetic_note: (&territory.synthetic_note).into(),
        }
    }
}

/// Classes of the standards that the service keeps.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Conformance {
    pub conforms_to: Vec<&'static str>,
}
