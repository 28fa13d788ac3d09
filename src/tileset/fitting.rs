//! How a tile that would be too large becomes smaller.

/// No tile is larger, in bytes before compression.
pub const LARGEST: usize = 500_000;
/// A smaller share of the shapes is none.
const LEAST_SHARE: f64 = 1e-6;

/// How much goes into a tile at most; less where it would be too large.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Bytes of the tile.
    pub bytes: usize,
    /// More points than this are counted in cells.
    pub points: usize,
    /// Cells from one side to the other, a power of two.
    pub cells: u32,
    /// Of each layer's lines and areas that could be drawn, the part that is: the largest of them,
    /// and none that alone takes more than this part of the tile, unless that is a small one.
    pub(super) share: f64,
    /// Whether cells tell how many of each class they have.
    pub(super) classes: bool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { bytes: LARGEST, points: 2_000, cells: 32, share: 1.0, classes: true }
    }
}

/// What went into a tile, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Written {
    pub shapes: usize,
    pub points: usize,
}

impl Budget {
    /// Less of what takes most; `None` when there is nothing to be left out any more. Points are
    /// never left out: at last all of a layer are one cell.
    pub(super) fn less(self, written: Written) -> Option<Self> {
        let fewer_points = self.points > 0 || self.cells > 1;
        if self.share > 0.0 && (written.shapes >= written.points || !fewer_points) {
            let room = self.bytes.saturating_sub(written.points) as f64;
            let fits = 0.9 * room / written.shapes.max(1) as f64;
            let share = self.share * fits.min(0.75);
            let share = if share < LEAST_SHARE { 0.0 } else { share };
            Some(Self { share, ..self })
        } else if fewer_points {
            Some(Self { points: self.points / 2, cells: (self.cells / 2).max(1), ..self })
        } else {
            self.classes.then_some(Self { classes: false, ..self })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_part_gives_way_and_it_ends() {
        let mut budget = Budget::default();
        let shapes = Written { shapes: 900_000, points: 100_000 };
        let next = budget.less(shapes).unwrap();
        assert!(next.share < 0.5 && next.points == budget.points);
        let points = Written { shapes: 100_000, points: 900_000 };
        let next = budget.less(points).unwrap();
        assert!(next.share == 1.0 && next.points == 1_000 && next.cells == 16);

        let mut steps = 0;
        while let Some(next) = budget.less(points) {
            budget = next;
            steps += 1;
        }
        assert!(steps < 80, "{steps}");
        assert_eq!((budget.points, budget.cells), (0, 1));
        assert!(budget.share == 0.0 && !budget.classes);
    }
}
