use geo::Coord;

use super::{Disc, LATTICE_M, window};

/// Discs of one radius in strips of ground from west to east, for asking many places which discs
/// are over them.
///
/// A strip is as high as the radius, so that a place asks three of them.
#[derive(Debug)]
pub struct Strips {
    /// Strip by strip from the south, each ascending by x.
    discs: Vec<Disc>,
    /// Where each strip starts, and where the last one ends.
    starts: Vec<usize>,
    south: f64,
    height: f64,
    radius: f64,
}

/// What is looked at beyond the radius, in metres, lest rounding hide a disc that just reaches.
const MARGIN_M: f64 = 1e-6;

impl Strips {
    /// - `discs`: from [`discs`](super::discs).
    /// - `radius`: in metres, from 0.
    pub fn new(discs: &[Disc], radius: f64) -> Self {
        let ys = || discs.iter().map(|disc| disc.centre.y);
        let south = ys().fold(f64::INFINITY, f64::min);
        let north = ys().fold(f64::NEG_INFINITY, f64::max);
        // No more strips than discs, and some height for no radius.
        let height = radius.max((north - south) / discs.len().max(1) as f64).max(LATTICE_M);
        let strip = |disc: &Disc| ((disc.centre.y - south) / height) as usize;
        let mut sorted = discs.to_vec();
        // Stable: they stay ascending by x.
        sorted.sort_by_key(strip);
        let strips = sorted.last().map_or(0, |disc| strip(disc) + 1);
        let starts = (0..=strips).map(|at| sorted.partition_point(|disc| strip(disc) < at));
        Self { starts: starts.collect(), discs: sorted, south, height, radius }
    }

    /// Discs over the place, their border included; counted until there are two, since more make
    /// no difference.
    pub fn depth(&self, place: Coord) -> u32 {
        let mut depth = 0;
        for disc in self.over(place) {
            depth += disc.count;
            if depth >= 2 {
                break;
            }
        }
        depth
    }

    fn over(&self, place: Coord) -> impl Iterator<Item = &Disc> {
        let reach = self.radius + MARGIN_M;
        // Below the first strip is 0, above the last none.
        let strip = |y: f64| ((y - self.south) / self.height).max(0.0) as usize;
        let strips = strip(place.y - reach)..(strip(place.y + reach) + 1);
        let starts = self.starts.windows(2).take(strips.end).skip(strips.start);
        starts
            .flat_map(move |ends| {
                window(&self.discs[ends[0]..ends[1]], place.x - reach, place.x + reach)
            })
            .filter(move |disc| {
                let (dx, dy) = (disc.centre.x - place.x, disc.centre.y - place.y);
                dx * dx + dy * dy <= self.radius * self.radius
            })
    }
}

/// How many pairs of discs overlap, each counted from both sides; `None` when more than `most`.
///
/// - `discs`: from [`discs`](super::discs).
/// - `radius`: in metres, from 0.
pub fn overlaps(discs: &[Disc], radius: f64, most: usize) -> Option<usize> {
    let strips = Strips::new(discs, 2.0 * radius);
    let mut pairs = 0;
    for disc in discs {
        // Itself is among them.
        pairs += strips.over(disc.centre).take(most + 2).count() - 1;
        if pairs > most {
            return None;
        }
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spatial::depth::discs;

    fn places(most: usize) -> impl Strategy<Value = Vec<Coord>> {
        // On a grid, so that distances of exactly the radius are common.
        let place = (-30..30_i32, -30..30_i32);
        let place = place.prop_map(|(x, y)| Coord { x: f64::from(x), y: f64::from(y) });
        prop::collection::vec(place, 0..most)
    }

    proptest! {
        #[test]
        fn strips_answer_as_a_list_does(
            centres in places(60),
            asked in places(60),
            radius in prop_oneof![Just(0.0), 0.1..40.0, (1..20_u32).prop_map(f64::from)],
            most in 0..400_usize,
        ) {
            let discs = discs(centres);
            let strips = Strips::new(&discs, radius);
            let is_over = |disc: &Disc, place: Coord, radius: f64| {
                let apart = disc.centre - place;
                apart.x * apart.x + apart.y * apart.y <= radius * radius
            };
            for place in asked {
                let over = discs.iter().filter(|disc| is_over(disc, place, radius));
                let all: u32 = over.map(|disc| disc.count).sum();
                prop_assert_eq!(strips.depth(place).min(2), all.min(2));
            }
            let all: usize = discs
                .iter()
                .map(|one| discs.iter().filter(|d| is_over(d, one.centre, 2.0 * radius)).count() - 1)
                .sum();
            prop_assert_eq!(overlaps(&discs, radius, most), (all <= most).then_some(all));
        }
    }
}
