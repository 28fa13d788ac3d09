//! Demand at spots: a spot is within reach or it is not.

use geo::Coord;
use rayon::prelude::*;

use super::{CoverageError, DemandPoint, Row, Share};
use crate::spatial::depth::Strips;

/// Points that one task counts.
const PIECE: usize = 8_192;

/// Demand points, their numbers side by side.
#[derive(Debug, Default)]
pub(super) struct Points {
    places: Vec<Coord>,
    /// Of the unit each lies in; of those in none, one past the last.
    units: Vec<usize>,
    /// Of each point `columns`.
    weights: Vec<f64>,
    columns: usize,
}

impl Points {
    /// - `units`: how many there are.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] for numbers that are not finite and uneven columns.
    pub(super) fn new(
        points: &[DemandPoint],
        units: usize,
        columns: usize,
    ) -> Result<Self, CoverageError> {
        let mut all = Self { columns, ..Self::default() };
        for (index, DemandPoint { place, unit, weights }) in points.iter().enumerate() {
            let found = weights.len();
            if found != columns {
                return Err(CoverageError::Columns { index, found, expected: columns });
            }
            if ![place.x, place.y].iter().chain(weights).all(|number| number.is_finite()) {
                return Err(CoverageError::Demand(index));
            }
            all.places.push(*place);
            all.units.push(unit.unwrap_or(units));
            all.weights.extend_from_slice(weights);
        }
        Ok(all)
    }

    /// Adds what lies in each unit, and in none, and what of it is reached.
    pub(super) fn add(
        &self,
        strips: &Strips,
        units: &mut [Row],
        outside: &mut Row,
        total: &mut Row,
    ) {
        if self.columns == 0 {
            return;
        }
        let nothing = || vec![Share::default(); (units.len() + 1) * self.columns];
        let sums = (0..self.places.len().div_ceil(PIECE))
            .into_par_iter()
            .fold(nothing, |mut sums, piece| {
                for at in piece * PIECE..self.places.len().min((piece + 1) * PIECE) {
                    let depth = strips.depth(self.places[at]);
                    let home = self.units[at] * self.columns;
                    let weights = &self.weights[at * self.columns..(at + 1) * self.columns];
                    for (sum, weight) in sums[home..].iter_mut().zip(weights) {
                        sum.total += weight;
                        sum.reached += if depth >= 1 { *weight } else { 0.0 };
                        sum.twice += if depth >= 2 { *weight } else { 0.0 };
                    }
                }
                sums
            })
            .reduce(nothing, |mut sums, more| {
                sums.iter_mut().zip(more).for_each(|(sum, more)| sum.add(more, 1.0));
                sums
            });
        let rows = units.iter_mut().chain([outside]);
        for (row, shares) in rows.zip(sums.chunks(self.columns)) {
            for (index, share) in shares.iter().enumerate() {
                row.weights[index].add(*share, 1.0);
                total.weights[index].add(*share, 1.0);
            }
        }
    }
}
