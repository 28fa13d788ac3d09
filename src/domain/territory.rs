use chrono::NaiveDate;

use super::{Bbox, CollectionId, Titles};

/// What `territory.toml` says: the place, its year, its clock, its defaults.
#[derive(Debug, Clone, PartialEq)]
pub struct Territory {
    pub code: String,
    pub titles: Titles,
    pub period: (NaiveDate, NaiveDate),
    /// “Today” for every default; never the machine's clock unless it says `now`.
    pub as_of: NaiveDate,
    /// Features of the territory's own layers must lie in here.
    pub bbox: Bbox,
    /// Collections of units, the largest first.
    pub unit_levels: Vec<CollectionId>,
    /// Public answers hold back counts of people below this.
    pub people_minimum: u32,
    pub coverage: CoverageDefaults,
    pub synthetic_note: Titles,
}

/// Defaults of the coverage analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageDefaults {
    pub minutes: f64,
    pub speed_m_s: f64,
    pub stops_m: Vec<f64>,
    /// Polygons that carry the people.
    pub demand: CollectionId,
    /// Their columns that count people.
    pub columns: Vec<String>,
    /// Unit level the answer is given for.
    pub by: CollectionId,
}

impl CoverageDefaults {
    /// Metres walked in the default time.
    pub fn reach_m(&self) -> f64 {
        self.minutes * 60.0 * self.speed_m_s
    }
}
