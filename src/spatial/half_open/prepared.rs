//! An area made ready for many questions.

use geo::{Coord, MultiPolygon, Polygon};

use super::Edge;
use crate::spatial::validity::rings;

/// An area made ready for many questions: its edges sorted into bands of y.
///
/// Answers as [`contains`](super::contains) does, from the edges of one band, about four.
#[derive(Debug, Clone)]
pub struct PreparedArea {
    edges: Vec<Edge>,
    /// Members of band b: `members[starts[b]..starts[b + 1]]`, edge indices.
    starts: Vec<u32>,
    members: Vec<u32>,
    min: Coord,
    max: Coord,
    bands_per_y: f64,
    area: f64,
}

impl PreparedArea {
    /// Prepares the polygons of `area`; rings may be wound either way.
    pub fn new(area: &MultiPolygon) -> Self {
        let mut edges = Vec::new();
        let mut total = 0.0;
        for polygon in area {
            for (index, ring) in rings(polygon).enumerate() {
                let doubled = doubled_area(&ring.0);
                let is_hole = index > 0;
                total += doubled.abs() / if is_hole { -2.0 } else { 2.0 };
                let backwards = (doubled < 0.0) != is_hole;
                edges.extend(ring.lines().map(|line| {
                    let mut edge = Edge::new(line.start, line.end);
                    edge.rising ^= backwards;
                    edge
                }));
            }
        }
        Self::from_edges(edges, total)
    }

    fn from_edges(edges: Vec<Edge>, area: f64) -> Self {
        let far = f64::INFINITY;
        let (mut min, mut max) = (Coord { x: far, y: far }, Coord { x: -far, y: -far });
        for point in edges.iter().flat_map(|edge| [edge.lower, edge.upper]) {
            min = Coord { x: min.x.min(point.x), y: min.y.min(point.y) };
            max = Coord { x: max.x.max(point.x), y: max.y.max(point.y) };
        }
        let bands = band_count(&edges, max.y - min.y);
        #[expect(clippy::cast_precision_loss, reason = "a number of edges")]
        let bands_per_y = bands as f64 / (max.y - min.y);
        let mut prepared = Self {
            edges,
            starts: vec![0; bands + 1],
            members: Vec::new(),
            min,
            max,
            bands_per_y,
            area,
        };
        prepared.fill_bands();
        prepared
    }

    /// Counting sort: first how many edges a band has, then which.
    fn fill_bands(&mut self) {
        let spans: Vec<(usize, usize)> = self
            .edges
            .iter()
            .map(|edge| (self.band(edge.lower.y), self.band(edge.upper.y)))
            .collect();
        for &(first, last) in &spans {
            for band in first..=last {
                self.starts[band + 1] += 1;
            }
        }
        for band in 1..self.starts.len() {
            self.starts[band] += self.starts[band - 1];
        }
        let mut next = self.starts.clone();
        self.members = vec![0; *next.last().expect("at least one band") as usize];
        for (edge, &(first, last)) in (0_u32..).zip(&spans) {
            for slot in &mut next[first..=last] {
                self.members[*slot as usize] = edge;
                *slot += 1;
            }
        }
    }

    /// Non-decreasing in `y`, so that an edge's bands hold all of its ys.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "saturating: below the area is band 0"
    )]
    fn band(&self, y: f64) -> usize {
        (((y - self.min.y) * self.bands_per_y) as usize).min(self.starts.len() - 2)
    }

    /// Whether the area has `point`, by the half-open rule.
    pub fn contains(&self, point: Coord) -> bool {
        self.contains_beside(point, |_| false)
    }

    /// As [`Self::contains`], where `point` is known to lie exactly on the
    /// edges for which `on_edge` holds, though its coordinates are rounded.
    pub(in crate::spatial) fn contains_beside(
        &self,
        point: Coord,
        on_edge: impl Fn(usize) -> bool,
    ) -> bool {
        // The left side is left to the count: a rounded point may be beside it.
        if point.x >= self.max.x || point.y < self.min.y || point.y >= self.max.y {
            return false;
        }
        let band = self.band(point.y);
        let crossings = self
            .members_of(band)
            .filter(|&index| self.edges[index].is_right_of(point) && !on_edge(index));
        crossings.count() % 2 == 1
    }

    /// Lower left and upper right corner of the bounding box; not finite when
    /// the area is empty.
    pub fn bounds(&self) -> (Coord, Coord) {
        (self.min, self.max)
    }

    /// Planar area, in the square of the coordinates' unit.
    pub fn area(&self) -> f64 {
        self.area
    }

    /// The edges from end to end, in no order.
    pub fn lines(&self) -> impl Iterator<Item = (Coord, Coord)> {
        self.edges.iter().map(|edge| (edge.lower, edge.upper))
    }

    pub(in crate::spatial) fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// Edges that may reach into `y_min` to `y_max`, each once, by index.
    pub(in crate::spatial) fn edges_between(
        &self,
        y_min: f64,
        y_max: f64,
    ) -> impl Iterator<Item = (usize, &Edge)> {
        let bands = if self.edges.is_empty() || y_max < self.min.y || y_min > self.max.y {
            0..0
        } else {
            self.band(y_min)..self.band(y_max) + 1
        };
        let first = bands.start;
        bands.flat_map(move |band| {
            self.members_of(band).filter_map(move |index| {
                let edge = &self.edges[index];
                // An edge of several bands is named in the first asked for.
                (self.band(edge.lower.y).max(first) == band).then_some((index, edge))
            })
        })
    }

    fn members_of(&self, band: usize) -> impl Iterator<Item = usize> {
        let range = self.starts[band] as usize..self.starts[band + 1] as usize;
        self.members[range].iter().map(|&index| index as usize)
    }
}

impl From<&Polygon> for PreparedArea {
    fn from(polygon: &Polygon) -> Self {
        Self::new(&MultiPolygon(vec![polygon.clone()]))
    }
}

/// One band for two edges, or fewer when most edges would be in many bands (a
/// comb of long teeth): the members stay below five for each edge.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of edges"
)]
fn band_count(edges: &[Edge], height: f64) -> usize {
    let climbed: f64 = edges.iter().map(|edge| edge.upper.y - edge.lower.y).sum();
    let within_memory = 4.0 * edges.len() as f64 * height / climbed;
    (within_memory as usize).clamp(1, edges.len() / 2 + 1)
}

/// Twice the signed area, positive when counter-clockwise. Taken from the
/// first point, so that large coordinates cost no digits.
fn doubled_area(ring: &[Coord]) -> f64 {
    let Some(&origin) = ring.first() else {
        return 0.0;
    };
    ring.windows(2)
        .map(|pair| (pair[0] - origin, pair[1] - origin))
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comb_stays_small_and_an_empty_area_has_nothing() {
        let teeth = (0..20_000).map(|i| (f64::from(i), f64::from(i % 2) * 1000.0));
        let ring: Vec<(f64, f64)> = teeth.chain([(19_999.0, -1.0), (0.0, -1.0)]).collect();
        let comb = PreparedArea::from(&Polygon::new(ring.into(), vec![]));
        assert!(comb.members.len() < 6 * comb.edges.len());
        assert!(comb.contains(Coord { x: 1.0, y: 500.0 }));
        assert!(!comb.contains(Coord { x: 2.0, y: 500.0 }));

        let empty = PreparedArea::new(&MultiPolygon::new(vec![]));
        assert!(!empty.contains(Coord { x: 0.0, y: 0.0 }));
        assert_eq!(empty.edges_between(-1.0, 1.0).count(), 0);
    }

    #[test]
    fn edges_between_names_each_edge_once() {
        let ring: Vec<(f64, f64)> = (0..60)
            .map(|i| f64::from(i) / 60.0 * std::f64::consts::TAU)
            .map(|angle| (angle.cos(), angle.sin()))
            .collect();
        let area = PreparedArea::from(&Polygon::new(ring.into(), vec![]));
        let mut named: Vec<usize> = area.edges_between(-0.3, 0.4).map(|(index, _)| index).collect();
        named.sort_unstable();
        let count = named.len();
        named.dedup();
        assert_eq!(named.len(), count);
        for (index, edge) in area.edges().iter().enumerate() {
            let reaches = edge.upper.y >= -0.3 && edge.lower.y <= 0.4;
            assert!(!reaches || named.contains(&index));
        }
    }
}
