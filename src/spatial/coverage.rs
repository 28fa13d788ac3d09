//! Who and what lies within reach of the sites, in a straight line.
//!
//! Everything planar in metres ([`LocalMetric`](super::project::LocalMetric)).
//! Areas are exact for true discs ([`depth`](super::depth)); the polygons drawn
//! (gaps, reached ground) are made with discs of 96 sides of equal area, and
//! their areas agree within 0.1 %.
//!
//! [`Ground`] holds what does not depend on sites and reach, so that a slider
//! asks again in milliseconds.

use geo::{BoundingRect, Coord, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::depth::{Disc, Near, discs};
use super::half_open::PreparedArea;
use super::overlay::{self, OverlayError};

/// Sides of a drawn disc.
const DISC_SIDES: u32 = 96;

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

/// Why there is no answer. Sites and areas count from 0.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CoverageError {
    #[error("reach `{0}` m is not a finite number from 0")]
    Reach(f64),
    #[error("site {0} has a coordinate or capacity that is not finite")]
    Site(usize),
    #[error("unit {0} has a coordinate that is not finite")]
    Unit(usize),
    #[error("demand area {0} has no area, or a coordinate or weight that is not finite")]
    Demand(usize),
    #[error("demand area {index} has {found} weights, the first has {expected}")]
    Columns {
        index: usize,
        found: usize,
        expected: usize,
    },
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

/// Units and demand, cut against each other and ready to be asked.
#[derive(Debug)]
pub struct Ground {
    units: Vec<Unit>,
    unit_tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    /// All units as one, each spot once.
    whole: PreparedArea,
    demand: Vec<Demand>,
    columns: usize,
}

#[derive(Debug)]
struct Unit {
    area: MultiPolygon,
    prepared: PreparedArea,
}

#[derive(Debug)]
struct Demand {
    prepared: PreparedArea,
    weights: Vec<f64>,
    pieces: Vec<Piece>,
}

/// What of a demand area lies in a unit (`None`: in none of them).
#[derive(Debug)]
struct Piece {
    unit: Option<usize>,
    /// `None`: the whole demand area.
    cut: Option<PreparedArea>,
}

impl Ground {
    /// Cuts each of `demand` at the borders of `units`.
    ///
    /// - `units`: disjoint areas; empty ones have rows of zeros.
    /// - `demand`: areas of more than no area; they may lie anywhere.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] for numbers that are not finite, uneven columns, and
    /// overlays that fail.
    pub fn new(units: &[MultiPolygon], demand: &[DemandArea]) -> Result<Self, CoverageError> {
        if let Some(index) = units.iter().position(|unit| !is_finite(unit)) {
            return Err(CoverageError::Unit(index));
        }
        let expected = demand.first().map_or(0, |first| first.weights.len());
        for (index, DemandArea { area, weights }) in demand.iter().enumerate() {
            let found = weights.len();
            if found != expected {
                return Err(CoverageError::Columns {
                    index,
                    found,
                    expected,
                });
            }
            if !is_finite(area) || !weights.iter().all(|weight| weight.is_finite()) {
                return Err(CoverageError::Demand(index));
            }
        }
        let unit_boxes = units.iter().enumerate().filter_map(|(index, unit)| {
            let bounds = unit.bounding_rect()?;
            let (min, max) = (bounds.min(), bounds.max());
            let corners = Rectangle::from_corners([min.x, min.y], [max.x, max.y]);
            Some(GeomWithData::new(corners, index))
        });
        let prepare = |area: &MultiPolygon| Unit {
            prepared: PreparedArea::new(area),
            area: area.clone(),
        };
        let mut ground = Self {
            units: units.iter().map(prepare).collect(),
            unit_tree: RTree::bulk_load(unit_boxes.collect()),
            whole: PreparedArea::new(&overlay::union(units)?),
            demand: Vec::new(),
            columns: expected,
        };
        ground.demand = demand
            .par_iter()
            .enumerate()
            .map(|(index, demand)| ground.cut(index, demand))
            .collect::<Result<_, _>>()?;
        Ok(ground)
    }

    fn cut(&self, index: usize, demand: &DemandArea) -> Result<Demand, CoverageError> {
        let prepared = PreparedArea::new(&demand.area);
        let whole = prepared.area();
        if whole <= 0.0 {
            return Err(CoverageError::Demand(index));
        }
        let (min, max) = prepared.bounds();
        let mut near: Vec<usize> = self
            .unit_tree
            .locate_in_envelope_intersecting(&AABB::from_corners([min.x, min.y], [max.x, max.y]))
            .map(|candidate| candidate.data)
            .collect();
        near.sort_unstable();
        let mut pieces = Vec::new();
        for &unit in &near {
            let cut = overlay::intersection(&demand.area, &self.units[unit].area)?;
            pieces.extend(piece(Some(unit), &cut, whole));
        }
        let inside_one = matches!(pieces[..], [Piece { cut: None, .. }]);
        if !inside_one {
            let parts = near
                .iter()
                .flat_map(|&unit| self.units[unit].area.0.clone());
            let rest = overlay::difference_of_many(&demand.area, parts.collect())?;
            pieces.extend(piece(None, &rest, whole));
        }
        let weights = demand.weights.clone();
        Ok(Demand {
            prepared,
            weights,
            pieces,
        })
    }

    /// What `sites` reach within `reach_m` metres, inclusive.
    ///
    /// Sites are moved by up to half a millimetre, so that those at one spot
    /// are known as such; each still counts.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] for numbers that are not finite or a negative reach,
    /// and overlays that fail.
    pub fn coverage(
        &self,
        sites: &[Site],
        reach_m: f64,
        detail: Detail,
    ) -> Result<Coverage, CoverageError> {
        check_sites(sites)?;
        check_reach(reach_m)?;
        let discs = discs(sites.iter().map(|site| Coord {
            x: site.x,
            y: site.y,
        }));
        let mut units: Vec<Row> = self
            .units
            .par_iter()
            .map(|unit| self.row(&unit.prepared, &discs, reach_m))
            .collect();
        let mut outside = self.empty_row();
        let mut total = self.row(&self.whole, &discs, reach_m);
        let counted: Vec<(Share, Vec<Share>)> = self
            .demand
            .par_iter()
            .map(|demand| demand.shares(&discs, reach_m))
            .collect();
        for (demand, (all, pieces)) in self.demand.iter().zip(counted) {
            demand.add(&mut total, all);
            for (piece, share) in demand.pieces.iter().zip(pieces) {
                let row = piece.unit.map_or(&mut outside, |unit| &mut units[unit]);
                demand.add(row, share);
            }
        }
        self.add_sites(sites, &mut units, &mut outside, &mut total);
        let gaps = detail
            .gaps
            .then(|| self.gaps(&discs, reach_m))
            .transpose()?;
        let reached = detail
            .reached
            .then(|| reached(&discs, reach_m))
            .transpose()?;
        Ok(Coverage {
            units,
            outside,
            total,
            gaps,
            reached,
        })
    }

    /// The total row for each of `reaches_m`, in their order.
    ///
    /// # Errors
    ///
    /// As [`Self::coverage`].
    pub fn curve(&self, sites: &[Site], reaches_m: &[f64]) -> Result<Vec<Row>, CoverageError> {
        check_sites(sites)?;
        reaches_m
            .iter()
            .try_for_each(|&reach_m| check_reach(reach_m))?;
        let discs = discs(sites.iter().map(|site| Coord {
            x: site.x,
            y: site.y,
        }));
        let total = |&reach_m: &f64| {
            let mut total = self.row(&self.whole, &discs, reach_m);
            for demand in &self.demand {
                demand.add(&mut total, share_of(&demand.prepared, &discs, reach_m));
            }
            total.sites = sites.len();
            total.capacity = sites.iter().map(|site| site.capacity).sum();
            total
        };
        Ok(reaches_m.par_iter().map(total).collect())
    }

    fn empty_row(&self) -> Row {
        Row {
            weights: vec![Share::default(); self.columns],
            ..Row::default()
        }
    }

    fn row(&self, area: &PreparedArea, discs: &[Disc], reach_m: f64) -> Row {
        Row {
            area_m2: share_of(area, discs, reach_m),
            ..self.empty_row()
        }
    }

    fn add_sites(&self, sites: &[Site], units: &mut [Row], outside: &mut Row, total: &mut Row) {
        for site in sites {
            let at = Coord {
                x: site.x,
                y: site.y,
            };
            let mut homes: Vec<usize> = self
                .unit_tree
                .locate_in_envelope_intersecting(&AABB::from_point([at.x, at.y]))
                .map(|candidate| candidate.data)
                .filter(|&unit| self.units[unit].prepared.contains(at))
                .collect();
            // Units are disjoint; should they overlap, the first has the site.
            homes.sort_unstable();
            let home = match homes.first() {
                Some(&unit) => &mut units[unit],
                None => &mut *outside,
            };
            for row in [home, &mut *total] {
                row.sites += 1;
                row.capacity += site.capacity;
            }
        }
    }

    fn gaps(&self, discs: &[Disc], reach_m: f64) -> Result<Vec<MultiPolygon>, OverlayError> {
        let gap = |unit: &Unit| {
            let near = Near::new(&unit.prepared, discs, reach_m);
            if near.covering() > 0 {
                return Ok(MultiPolygon::new(Vec::new()));
            }
            let local = near
                .partial()
                .map(|centre| overlay::circle(centre, reach_m, DISC_SIDES));
            overlay::difference_of_many(&unit.area, local.collect())
        };
        self.units.par_iter().map(gap).collect()
    }
}

impl Demand {
    /// In m²: of the whole area, and of each piece.
    fn shares(&self, discs: &[Disc], reach_m: f64) -> (Share, Vec<Share>) {
        let all = share_of(&self.prepared, discs, reach_m);
        let of_piece = |piece: &Piece| match &piece.cut {
            Some(cut) => share_of(cut, discs, reach_m),
            None => all,
        };
        (all, self.pieces.iter().map(of_piece).collect())
    }

    /// Adds to each column of `row` the weight that `part`, in m², stands for.
    fn add(&self, row: &mut Row, part: Share) {
        for (sum, weight) in row.weights.iter_mut().zip(&self.weights) {
            let per_m2 = weight / self.prepared.area();
            sum.total += part.total * per_m2;
            sum.reached += part.reached * per_m2;
            sum.twice += part.twice * per_m2;
        }
    }
}

/// Areas in m².
fn share_of(area: &PreparedArea, discs: &[Disc], reach_m: f64) -> Share {
    let [reached, twice] = Near::new(area, discs, reach_m).areas(area);
    Share {
        total: area.area(),
        reached,
        twice,
    }
}

/// Nothing when the piece is rounding, the whole when all but rounding.
fn piece(unit: Option<usize>, cut: &MultiPolygon, whole: f64) -> Option<Piece> {
    const ROUNDING: f64 = 1e-7;
    let prepared = PreparedArea::new(cut);
    if prepared.area() <= ROUNDING * whole {
        return None;
    }
    let is_whole = prepared.area() >= (1.0 - ROUNDING) * whole;
    let cut = (!is_whole).then_some(prepared);
    Some(Piece { unit, cut })
}

fn reached(discs: &[Disc], reach_m: f64) -> Result<MultiPolygon, OverlayError> {
    let circles: Vec<MultiPolygon> = discs
        .iter()
        .map(|disc| overlay::circle(disc.centre, reach_m, DISC_SIDES).into())
        .collect();
    overlay::union(&circles)
}

fn check_reach(reach_m: f64) -> Result<(), CoverageError> {
    if reach_m.is_finite() && reach_m >= 0.0 {
        Ok(())
    } else {
        Err(CoverageError::Reach(reach_m))
    }
}

fn check_sites(sites: &[Site]) -> Result<(), CoverageError> {
    let odd = |site: &Site| {
        ![site.x, site.y, site.capacity]
            .iter()
            .all(|n| n.is_finite())
    };
    sites
        .iter()
        .position(odd)
        .map_or(Ok(()), |index| Err(CoverageError::Site(index)))
}

fn is_finite(area: &MultiPolygon) -> bool {
    use geo::CoordsIter;
    area.coords_iter()
        .all(|coord| coord.x.is_finite() && coord.y.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area, Polygon};
    use proptest::prelude::*;
    use std::f64::consts::PI;

    fn rect(x: f64, y: f64, width: f64, height: f64) -> MultiPolygon {
        let ring = vec![
            (x, y),
            (x + width, y),
            (x + width, y + height),
            (x, y + height),
        ];
        Polygon::new(ring.into(), vec![]).into()
    }

    fn site(x: f64, y: f64) -> Site {
        Site {
            x,
            y,
            capacity: 10.0,
        }
    }

    fn people(area: MultiPolygon, weight: f64) -> DemandArea {
        DemandArea {
            area,
            weights: vec![weight, 2.0 * weight],
        }
    }

    const ALL: Detail = Detail {
        gaps: true,
        reached: true,
    };

    #[track_caller]
    fn close(got: f64, wanted: f64, tolerance: f64) {
        assert!((got - wanted).abs() <= tolerance, "{got}, wanted {wanted}");
    }

    #[track_caller]
    fn close_share(got: Share, wanted: Share, tolerance: f64) {
        close(got.total, wanted.total, tolerance);
        close(got.reached, wanted.reached, tolerance);
        close(got.twice, wanted.twice, tolerance);
    }

    fn sum(rows: &[Row]) -> Row {
        let mut sum = Row {
            weights: vec![Share::default(); rows[0].weights.len()],
            ..Row::default()
        };
        let add = |to: &mut Share, from: Share| {
            to.total += from.total;
            to.reached += from.reached;
            to.twice += from.twice;
        };
        for row in rows {
            add(&mut sum.area_m2, row.area_m2);
            sum.weights
                .iter_mut()
                .zip(&row.weights)
                .for_each(|(to, from)| add(to, *from));
            sum.sites += row.sites;
            sum.capacity += row.capacity;
        }
        sum
    }

    #[track_caller]
    fn check_parts_sum(answer: &Coverage) {
        let mut rows = answer.units.clone();
        rows.push(answer.outside.clone());
        let (sum, total) = (sum(&rows), &answer.total);
        close_share(sum.area_m2, total.area_m2, 0.1);
        for (sum, total) in sum.weights.iter().zip(&total.weights) {
            close_share(*sum, *total, 1e-6 * total.total + 1e-6);
        }
        assert_eq!(sum.sites, total.sites);
        close(sum.capacity, total.capacity, 1e-9);
    }

    #[test]
    fn a_demand_area_cut_by_units_counts_by_its_parts() {
        let units = [
            rect(0.0, 0.0, 1000.0, 1000.0),
            rect(1000.0, 0.0, 1000.0, 1000.0),
        ];
        // A quarter in the first, a half in the second, a quarter above both.
        let demand = [
            people(rect(900.0, 900.0, 300.0, 100.0), 300.0),
            people(rect(900.0, 1000.0, 300.0, 100.0), 100.0),
        ];
        let sites = [site(1000.0, 500.0), site(1000.0, 500.0)];
        let answer = coverage(CoverageInput {
            sites: &sites,
            reach_m: 100.0,
            units: &units,
            demand: &demand,
            detail: ALL,
        })
        .unwrap();

        check_parts_sum(&answer);
        let half = PI * 1e4 / 2.0;
        let share = Share {
            total: 1e6,
            reached: half,
            twice: half,
        };
        close_share(answer.units[0].area_m2, share, 0.01);
        close_share(answer.units[1].area_m2, share, 0.01);
        // The border is the left side of the second unit.
        assert_eq!((answer.units[0].sites, answer.units[1].sites), (0, 2));
        close(answer.units[0].weights[0].total, 100.0, 1e-3);
        close(answer.units[1].weights[1].total, 400.0, 1e-3);
        close(answer.outside.weights[0].total, 100.0, 1e-3);
        assert_eq!(answer.outside.area_m2, Share::default());
        let gap: f64 = answer.gaps.unwrap().iter().map(Area::unsigned_area).sum();
        close(gap, 2e6 - 2.0 * half, 1.0);
        close(answer.reached.unwrap().unsigned_area(), 2.0 * half, 1.0);
    }

    #[test]
    fn nothing_is_answered_by_zeros() {
        let ground = Ground::new(&[MultiPolygon::new(vec![])], &[]).unwrap();
        let answer = ground.coverage(&[], 250.0, ALL).unwrap();
        assert_eq!(answer.units, vec![Row::default()]);
        assert_eq!(answer.total, Row::default());
        assert_eq!(answer.reached, Some(MultiPolygon::new(vec![])));

        let ground = Ground::new(&[rect(0.0, 0.0, 10.0, 10.0)], &[]).unwrap();
        let answer = ground.coverage(&[site(5.0, 5.0)], 0.0, ALL).unwrap();
        close(answer.total.area_m2.reached, 0.0, 1e-9);
        close(answer.gaps.unwrap()[0].unsigned_area(), 100.0, 1e-6);
    }

    #[test]
    fn odd_input_is_refused() {
        let unit = rect(0.0, 0.0, 10.0, 10.0);
        let ground = Ground::new(std::slice::from_ref(&unit), &[]).unwrap();
        let nan = [site(0.0, 0.0), site(f64::NAN, 0.0)];
        let error = ground.coverage(&nan, 1.0, ALL).unwrap_err();
        assert_eq!(error, CoverageError::Site(1));
        let error = ground.curve(&[], &[100.0, -1.0]).unwrap_err();
        assert_eq!(error, CoverageError::Reach(-1.0));
        let empty = people(MultiPolygon::new(vec![]), 1.0);
        assert_eq!(
            Ground::new(&[], &[empty]).unwrap_err(),
            CoverageError::Demand(0)
        );
        let uneven = DemandArea {
            area: unit.clone(),
            weights: vec![1.0],
        };
        let wanted = CoverageError::Columns {
            index: 1,
            found: 1,
            expected: 2,
        };
        assert_eq!(
            Ground::new(&[], &[people(unit, 1.0), uneven]).unwrap_err(),
            wanted
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]

        #[test]
        fn the_parts_sum_to_the_whole_and_to_samples(
            columns in prop::collection::vec(50.0..400.0, 2..5),
            rows in prop::collection::vec(50.0..400.0, 2..4),
            demand in prop::collection::vec((-100.0..900.0, -100.0..700.0, 10.0..300.0, 10.0..300.0), 1..8),
            sites in prop::collection::vec((-100.0..1000.0, -100.0..900.0), 0..15),
            reach_m in 20.0..500.0,
        ) {
            let (mut units, mut x) = (Vec::new(), 0.0);
            for width in &columns {
                let mut y = 0.0;
                for height in &rows {
                    units.push(rect(x, y, *width, *height));
                    y += height;
                }
                x += width;
            }
            let demand: Vec<DemandArea> = demand
                .iter()
                .map(|&(x, y, width, height)| people(rect(x, y, width, height), 100.0))
                .collect();
            let sites: Vec<Site> = sites.iter().map(|&(x, y)| site(x, y)).collect();
            let ground = Ground::new(&units, &demand).unwrap();
            let answer = ground.coverage(&sites, reach_m, ALL).unwrap();

            check_parts_sum(&answer);
            prop_assert_eq!(answer.total.sites, sites.len());
            let curve = ground.curve(&sites, &[reach_m]).unwrap();
            prop_assert_eq!(&curve[0], &answer.total);
            // The drawn polygons agree with the numbers: 0.04 % of the reach
            // either way of each circle's border, hardly ever all one way.
            for (unit, gap) in answer.units.iter().zip(answer.gaps.unwrap()) {
                let gap_m2 = unit.area_m2.total - unit.area_m2.reached;
                close(gap.unsigned_area(), gap_m2, 0.001 * unit.area_m2.total + 1.0);
            }
            // 200 × 200 samples in each demand area: 1 % is twice their error.
            let mut sampled = Share::default();
            for DemandArea { area, .. } in &demand {
                let bounds = area.bounding_rect().unwrap();
                for sample in 0..200 * 200 {
                    let at = |cell: i32| (f64::from(cell) + 0.5) / 200.0;
                    let (x, y) = (at(sample % 200), at(sample / 200));
                    let x = bounds.min().x + x * bounds.width();
                    let y = bounds.min().y + y * bounds.height();
                    let over = |site: &&Site| (site.x - x).hypot(site.y - y) <= reach_m;
                    let depth = sites.iter().filter(over).take(2).count();
                    let weight = 100.0 / 40_000.0;
                    sampled.total += weight;
                    sampled.reached += if depth >= 1 { weight } else { 0.0 };
                    sampled.twice += if depth >= 2 { weight } else { 0.0 };
                }
            }
            close_share(answer.total.weights[0], sampled, 0.01 * sampled.total);
        }
    }
}
