//! Who and what lies within reach of the sites, in a straight line.
//!
//! Everything planar in metres ([`LocalMetric`](super::project::LocalMetric)).
//! Areas are exact for true discs ([`depth`](super::depth)); the polygons drawn
//! (gaps, reached ground) are made with discs of 96 sides of equal area, and
//! their areas agree within 0.1 %.
//!
//! [`Ground`] holds what does not depend on sites and reach, so that a slider
//! asks again in milliseconds.

use geo::{Coord, MultiPolygon};

use super::overlay::OverlayError;

mod ground;
mod points;

pub use ground::Ground;

/// A place that offers something; easting, northing in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Site {
    pub x: f64,
    pub y: f64,
    /// Places offered; 0 when there are none or they are unknown.
    pub capacity: f64,
}

/// An area whose weights (residents, residents over 60, …) are spread evenly.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandArea {
    pub area: MultiPolygon,
    /// One per column; all areas have the same columns.
    pub weights: Vec<f64>,
}

/// A spot whose weights are reached as a whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandPoint {
    /// Easting, northing in metres.
    pub place: Coord,
    /// Index of the unit it lies in.
    pub unit: Option<usize>,
    /// One per column; all demand has the same columns.
    pub weights: Vec<f64>,
}

/// What to work out beside the numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail {
    /// The ground of each unit out of reach.
    pub gaps: bool,
    /// The ground within reach of any site, beyond the units too.
    pub reached: bool,
}

/// Everything at once; see [`coverage`].
#[derive(Debug, Clone, Copy)]
pub struct CoverageInput<'a> {
    pub sites: &'a [Site],
    /// Metres, inclusive.
    pub reach_m: f64,
    pub units: &'a [MultiPolygon],
    pub demand: &'a [DemandArea],
    pub detail: Detail,
}

/// A sum, and the parts of it within reach of at least one and two sites.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Share {
    pub total: f64,
    pub reached: f64,
    pub twice: f64,
}

impl Share {
    fn add(&mut self, part: Self, factor: f64) {
        self.total += part.total * factor;
        self.reached += part.reached * factor;
        self.twice += part.twice * factor;
    }
}

/// The numbers of a unit, of the outside or of all.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// m². Of the outside 0: the ground counted is that of the units.
    pub area_m2: Share,
    /// Sites in it, by the half-open rule.
    pub sites: usize,
    /// Capacity of those sites.
    pub capacity: f64,
    /// One per column of the demand.
    pub weights: Vec<Share>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    /// One row per unit, in their order.
    pub units: Vec<Row>,
    /// Sites and demand that lie in no unit.
    pub outside: Row,
    /// All sites, all demand, and the ground of all units counted once: the sum
    /// of the other rows where no two units overlap.
    pub total: Row,
    /// Per unit, when asked for.
    pub gaps: Option<Vec<MultiPolygon>>,
    /// When asked for.
    pub reached: Option<MultiPolygon>,
}

/// Work grows with the overlaps; more of them take seconds. 1,000 sites in each other's reach are
/// as many, or 10,000 spread over a city with 1 km each.
pub const MOST_OVERLAPS: usize = 1_000_000;

/// Why there is no answer. Sites and areas count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CoverageError {
    #[error("reach `{0}` m is not a finite number from 0")]
    Reach(f64),
    #[error("site {0} has a coordinate or capacity that is not finite")]
    Site(usize),
    #[error("unit {0} has a coordinate that is not finite")]
    Unit(usize),
    #[error("demand {0} has no area, or a coordinate or weight that is not finite")]
    Demand(usize),
    #[error("demand {index} has {found} weights, not {expected}")]
    Columns { index: usize, found: usize, expected: usize },
    #[error("reaches of {0} m overlap more than {MOST_OVERLAPS} times")]
    Overlaps(f64),
    #[error(transparent)]
    Overlay(#[from] OverlayError),
}

/// [`Ground::coverage`] for input that is asked about once.
///
/// # Errors
///
/// As [`Ground::new`] and [`Ground::coverage`].
pub fn coverage(input: CoverageInput<'_>) -> Result<Coverage, CoverageError> {
    Ground::new(input.units, input.demand)?.coverage(input.sites, input.reach_m, input.detail)
}

#[cfg(test)]
mod tests;
