use geo_types::Coord;
use rayon::prelude::*;

use crate::spatial::PreparedArea;

/// In a member: the area has the whole cell.
const WHOLE: u32 = 1 << 31;

/// Cells over areas: each knows the areas that have it whole, and those whose border it meets.
///
/// Most places lie in a cell that no border meets, so that they need no further test; the others
/// need one or two. The answers are those of [`PreparedArea::contains`].
#[derive(Debug)]
pub(super) struct Grid {
    min: Coord<f64>,
    max: Coord<f64>,
    /// Cells per degree, in x and in y.
    scale: Coord<f64>,
    /// Cells in a row, and rows.
    side: usize,
    /// Of cell c: `members[starts[c]..starts[c + 1]]`, indices of areas, ascending.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Grid {
    pub(super) fn new(areas: &[PreparedArea]) -> Self {
        let far = f64::INFINITY;
        let (mut min, mut max) = (Coord { x: far, y: far }, Coord { x: -far, y: -far });
        for (lower, upper) in areas.iter().map(PreparedArea::bounds) {
            min = Coord { x: min.x.min(lower.x), y: min.y.min(lower.y) };
            max = Coord { x: max.x.max(upper.x), y: max.y.max(upper.y) };
        }
        // Some cells for each edge, and none so small that rounding would matter.
        let edges: usize = areas.iter().map(|area| area.lines().count()).sum();
        let finest = (max.x - min.x).min(max.y - min.y) / 1e-9;
        let side = ((4.0 * edges as f64).sqrt().min(1024.0).min(finest) as usize).max(1);
        let scale = Coord { x: side as f64 / (max.x - min.x), y: side as f64 / (max.y - min.y) };
        let mut grid = Self { min, max, scale, side, starts: Vec::new(), members: Vec::new() };
        grid.fill(areas);
        grid
    }

    fn column(&self, x: f64) -> usize {
        (((x - self.min.x) * self.scale.x) as usize).min(self.side - 1)
    }

    fn row(&self, y: f64) -> usize {
        (((y - self.min.y) * self.scale.y) as usize).min(self.side - 1)
    }

    fn centre(&self, column: usize, row: usize) -> Coord<f64> {
        Coord {
            x: self.min.x + (column as f64 + 0.5) / self.scale.x,
            y: self.min.y + (row as f64 + 0.5) / self.scale.y,
        }
    }

    /// Cells that a line may meet. One more on each side costs little and makes up for rounding.
    fn along(&self, (a, b): (Coord<f64>, Coord<f64>), mut met: impl FnMut(usize)) {
        let (first, last) = (self.row(a.y.min(b.y)), self.row(a.y.max(b.y)));
        for row in first..=last {
            let (mut left, mut right) = (a.x.min(b.x), a.x.max(b.x));
            if first < last {
                let x_at = |y: f64| a.x + (b.x - a.x) * ((y - a.y) / (b.y - a.y)).clamp(0.0, 1.0);
                let x = [row, row + 1].map(|row| x_at(self.min.y + row as f64 / self.scale.y));
                (left, right) = (left.max(x[0].min(x[1])), right.min(x[0].max(x[1])));
            }
            let (left, right) = (self.column(left).saturating_sub(1), self.column(right) + 1);
            (left..=right.min(self.side - 1)).for_each(|column| met(row * self.side + column));
        }
    }

    /// Cells that the areas meet, ascending by area; those they have whole are marked.
    ///
    /// - `first`: index of the first of the areas.
    fn meetings(&self, first: u32, areas: &[PreparedArea]) -> Vec<(u32, u32)> {
        let mut borders = vec![u32::MAX; self.side * self.side];
        let mut found = Vec::new();
        for (index, area) in (first..).zip(areas) {
            let (lower, upper) = area.bounds();
            if lower.x > upper.x {
                continue;
            }
            area.lines().for_each(|line| self.along(line, |cell| borders[cell] = index));
            for row in self.row(lower.y)..=self.row(upper.y) {
                // Between two cells without a border nothing changes.
                let mut before = None;
                for column in self.column(lower.x)..=self.column(upper.x) {
                    let cell = row * self.side + column;
                    if borders[cell] == index {
                        found.push((cell as u32, index));
                        before = None;
                        continue;
                    }
                    let is_in = before.unwrap_or_else(|| area.contains(self.centre(column, row)));
                    if is_in {
                        found.push((cell as u32, index | WHOLE));
                    }
                    before = Some(is_in);
                }
            }
        }
        found
    }

    fn fill(&mut self, areas: &[PreparedArea]) {
        // A piece for each processor: each needs a mark for every cell.
        let piece = areas.len().div_ceil(rayon::current_num_threads()).max(1);
        let found: Vec<Vec<(u32, u32)>> = areas
            .par_chunks(piece)
            .enumerate()
            .map(|(number, areas)| self.meetings((number * piece) as u32, areas))
            .collect();
        let found = || found.iter().flatten();
        // Stable, so that the areas of a cell stay in their order.
        self.starts = vec![0; self.side * self.side + 1];
        for (cell, _) in found() {
            self.starts[*cell as usize + 1] += 1;
        }
        for cell in 1..self.starts.len() {
            self.starts[cell] += self.starts[cell - 1];
        }
        let mut next = self.starts.clone();
        self.members = vec![0; found().count()];
        for (cell, member) in found() {
            let slot = &mut next[*cell as usize];
            self.members[*slot as usize] = *member;
            *slot += 1;
        }
    }

    /// A number that near places share, also beyond the grid.
    pub(super) fn cell(&self, place: Coord<f64>) -> u32 {
        (self.row(place.y) * self.side + self.column(place.x)) as u32
    }

    /// The first of the areas that has the place.
    pub(super) fn first(&self, areas: &[PreparedArea], place: Coord<f64>) -> Option<usize> {
        let Coord { x, y } = place;
        if !(x >= self.min.x && x <= self.max.x && y >= self.min.y && y <= self.max.y) {
            return None;
        }
        let cell = self.row(y) * self.side + self.column(x);
        let members = self.starts[cell] as usize..self.starts[cell + 1] as usize;
        self.members[members].iter().find_map(|member| {
            let index = (member & !WHOLE) as usize;
            (member & WHOLE != 0 || areas[index].contains(place)).then_some(index)
        })
    }
}

#[cfg(test)]
mod tests {
    use geo_types::{LineString, MultiPolygon, Polygon};
    use proptest::prelude::*;

    use super::*;

    /// Stars around a place: not convex, and overlapping each other.
    fn star() -> impl Strategy<Value = PreparedArea> {
        let corners = prop::collection::vec(0.2..6.0_f64, 3..12);
        (-20..20_i32, -20..20_i32, corners).prop_map(|(x, y, reaches)| {
            let step = std::f64::consts::TAU / reaches.len() as f64;
            let ring: LineString<f64> = (0..)
                .map(f64::from)
                .zip(&reaches)
                .map(|(corner, reach)| {
                    let (sin, cos) = (corner * step).sin_cos();
                    // On a grid, so that edges and places meet exactly.
                    (f64::from(x) + (reach * cos).round(), f64::from(y) + (reach * sin).round())
                })
                .collect();
            PreparedArea::new(&MultiPolygon(vec![Polygon::new(ring, Vec::new())]))
        })
    }

    proptest! {
        #[test]
        fn the_grid_answers_as_the_areas_do(
            areas in prop::collection::vec(star(), 0..12),
            places in prop::collection::vec((-120..120_i32, -120..120_i32), 60),
        ) {
            let grid = Grid::new(&areas);
            for (x, y) in places {
                let place = Coord { x: f64::from(x) / 4.0, y: f64::from(y) / 4.0 };
                let first = areas.iter().position(|area| area.contains(place));
                prop_assert_eq!(grid.first(&areas, place), first, "{:?}", place);
            }
        }
    }
}
