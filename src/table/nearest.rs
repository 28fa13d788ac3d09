use super::{Row, packed::Packed};

/// Places in a plane under a packed R-tree, for asking which are nearest to many others.
#[derive(Debug)]
pub struct Places(Packed);

impl Places {
    /// - `places`: x, y in the plane's unit, finite.
    pub fn new(places: &[[f64; 2]]) -> Self {
        let rows = (0..places.len() as Row).collect();
        Self(Packed::new(rows, |row| {
            let [x, y] = places[row as usize];
            [x, y, x, y]
        }))
    }

    /// The nearest places, the nearest first; of equally near ones the first of the list.
    ///
    /// - `found`: cleared, then filled with up to `count` squares of the distance and places in
    ///   the list.
    pub fn nearest(&self, [x, y]: [f64; 2], count: usize, found: &mut Vec<(f64, Row)>) {
        self.0.few(x, y, count, found);
    }
}
