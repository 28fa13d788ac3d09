//! Lines and areas as a tile shows them, before it is known how many of them fit.

use std::{cmp::Reverse, collections::HashSet};

use super::fitting::Budget;
use crate::{
    table::Row,
    tiles::mvt::{Commands, Drawn},
};

/// Sketches of a layer are thinned out when they take this many times the bytes of a tile…
const MUCH: usize = 16;
/// …down to this many times, which is still more than can be kept.
const ENOUGH: usize = 4;
/// What takes no more than this part of a tile never gives way to smaller ones.
const LEAST_PART: f64 = 1.0 / 16.0;
/// A feature takes at least so many bytes beside its positions.
const BESIDE: usize = 8;

/// What a tile shows of one line or area.
#[derive(Debug)]
pub(super) struct Sketch {
    pub row: Row,
    pub drawn: Drawn,
    pub commands: Commands,
    /// Of the whole shape, by which larger ones come first.
    size: u64,
}

impl Sketch {
    pub fn new(row: Row, drawn: Drawn, commands: Commands, size: u64) -> Self {
        Self { row, drawn, commands, size }
    }

    fn bytes(&self) -> usize {
        self.commands.len() + BESIDE
    }

    /// The largest first. Of equal ones not those of one place are left out, as rows beside each
    /// other often are.
    fn rank(&self) -> (Reverse<u64>, u32) {
        (Reverse(self.size), self.row.wrapping_mul(0x9e37_79b1))
    }
}

/// The sketches of a layer, in the order they are drawn in.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    all: Vec<Sketch>,
    bytes: usize,
    /// How many there were in all.
    count: usize,
}

impl Sketches {
    /// - `largest`: bytes of a tile; what alone takes more is never in one.
    pub fn push(&mut self, sketch: Sketch, largest: usize) {
        self.count += 1;
        let bytes = sketch.bytes();
        if bytes > largest {
            return;
        }
        self.bytes += bytes;
        self.all.push(sketch);
        if self.bytes > MUCH * largest {
            let mut left = ENOUGH * largest;
            let ranked = self.ranked();
            let within = |index: &usize| {
                left = left.saturating_sub(self.all[*index].bytes());
                left > 0
            };
            let kept: HashSet<Row> =
                ranked.into_iter().take_while(within).map(|index| self.all[index].row).collect();
            self.all.retain(|sketch| kept.contains(&sketch.row));
            self.bytes = self.all.iter().map(Sketch::bytes).sum();
        }
    }

    fn ranked(&self) -> Vec<usize> {
        let mut ranked: Vec<usize> = (0..self.all.len()).collect();
        ranked.sort_unstable_by_key(|index| self.all[*index].rank());
        ranked
    }

    pub fn iter(&self) -> impl Iterator<Item = &Sketch> {
        self.all.iter()
    }

    /// Those that the budget has room for.
    pub fn chosen(&self, budget: &Budget) -> Vec<&Sketch> {
        if budget.share >= 1.0 {
            return self.all.iter().collect();
        }
        if budget.share == 0.0 {
            return Vec::new();
        }
        let most = (self.count as f64 * budget.share).ceil() as usize;
        let largest = (budget.bytes as f64 * budget.share.max(LEAST_PART)) as usize;
        let fits = |index: &usize| self.all[*index].bytes() <= largest;
        let mut chosen: Vec<usize> = self.ranked().into_iter().filter(fits).take(most).collect();
        chosen.sort_unstable();
        chosen.into_iter().map(|index| &self.all[index]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of as many positions as asked for.
    fn sketch(row: Row, size: u64, positions: usize) -> Sketch {
        let mut commands = Commands::default();
        commands.line((0..positions).map(|n| [n as i64 % 2, n as i64]));
        Sketch::new(row, Drawn::Lines, commands, size)
    }

    fn rows(sketches: &Sketches, share: f64, bytes: usize) -> Vec<Row> {
        let budget = Budget { share, bytes, ..Budget::default() };
        sketches.chosen(&budget).iter().map(|sketch| sketch.row).collect()
    }

    #[test]
    fn the_largest_are_chosen_in_the_order_they_came() {
        let mut sketches = Sketches::default();
        for (row, size) in [(0, 5), (1, 50), (2, 20), (3, 70)] {
            sketches.push(sketch(row, size, 2), 1_000);
        }
        assert_eq!(rows(&sketches, 1.0, 1_000), [0, 1, 2, 3]);
        assert_eq!(rows(&sketches, 0.5, 1_000), [1, 3]);
        assert_eq!(rows(&sketches, 0.1, 1_000), [3], "one is always tried");
        assert_eq!(rows(&sketches, 0.0, 1_000), [] as [Row; 0]);
    }

    #[test]
    fn one_that_takes_most_of_the_tile_gives_way_to_the_others() {
        let mut sketches = Sketches::default();
        sketches.push(sketch(0, 1_000, 400), 1_000);
        (1..40).for_each(|row| sketches.push(sketch(row, 10, 2), 1_000));
        assert!(rows(&sketches, 1.0, 1_000).contains(&0));
        let fewer = rows(&sketches, 0.7, 1_000);
        assert!(!fewer.contains(&0) && fewer.len() == 28, "{fewer:?}");
        sketches.push(sketch(99, 2_000, 600), 1_000);
        assert!(!rows(&sketches, 1.0, 1_000).contains(&99), "it fits into no tile");
    }

    #[test]
    fn what_cannot_fit_is_not_kept_either() {
        let mut sketches = Sketches::default();
        (0..100_000).for_each(|row| sketches.push(sketch(row, row.into(), 2), 1_000));
        assert!(sketches.all.len() < 1_500 && sketches.bytes > 1_000);
        assert!(sketches.iter().any(|sketch| sketch.row == 99_999));
        assert_eq!(rows(&sketches, 1e-4, 1_000), (99_990..100_000).collect::<Vec<_>>());
    }
}
