//! Units and demand, ready to be asked about any sites.

use geo::{BoundingRect, Coord, CoordsIter, MultiPolygon};
use rayon::prelude::*;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::points::Points;
use super::{
    Coverage, CoverageError, DemandArea, DemandPoint, Detail, MOST_OVERLAPS, Row, Share, Site,
};
use crate::spatial::depth::{Disc, Near, Strips, discs, overlaps};
use crate::spatial::half_open::PreparedArea;
use crate::spatial::overlay::{self, OverlayError};

/// Sides of a drawn disc.
const DISC_SIDES: u32 = 96;

/// What overlays may change of an area, relatively.
const ROUNDING: f64 = 1e-7;

/// Units and demand, cut against each other and ready to be asked.
#[derive(Debug)]
pub struct Ground {
    units: Vec<Unit>,
    unit_tree: RTree<GeomWithData<Rectangle<[f64; 2]>, usize>>,
    /// All units as one, each spot once; `None` when they are disjoint, so that
    /// their sum is the same and quicker.
    whole: Option<PreparedArea>,
    demand: Vec<Demand>,
    points: Points,
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
                return Err(CoverageError::Columns { index, found, expected });
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
        let prepare =
            |area: &MultiPolygon| Unit { prepared: PreparedArea::new(area), area: area.clone() };
        let units_alone: Vec<Unit> = units.iter().map(prepare).collect();
        let sum: f64 = units_alone.iter().map(|unit| unit.prepared.area()).sum();
        let whole = PreparedArea::new(&overlay::union(units)?);
        let are_disjoint = sum - whole.area() <= ROUNDING * sum;
        let mut ground = Self {
            units: units_alone,
            unit_tree: RTree::bulk_load(unit_boxes.collect()),
            whole: (!are_disjoint).then_some(whole),
            demand: Vec::new(),
            points: Points::default(),
            columns: expected,
        };
        ground.demand = demand
            .par_iter()
            .enumerate()
            .map(|(index, demand)| ground.cut(index, demand))
            .collect::<Result<_, _>>()?;
        Ok(ground)
    }

    /// The same with demand at spots too.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] for numbers that are not finite and uneven columns.
    pub fn with_points(self, points: &[DemandPoint]) -> Result<Self, CoverageError> {
        let columns = match (self.demand.is_empty(), points.first()) {
            (true, Some(first)) => first.weights.len(),
            _ => self.columns,
        };
        let points = Points::new(points, self.units.len(), columns)?;
        Ok(Self { points, columns, ..self })
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
            let parts = near.iter().flat_map(|&unit| self.units[unit].area.0.clone());
            let rest = overlay::difference_of_many(&demand.area, parts.collect())?;
            pieces.extend(piece(None, &rest, whole));
        }
        let weights = demand.weights.clone();
        Ok(Demand { prepared, weights, pieces })
    }

    /// What `sites` reach within `reach_m` metres, inclusive.
    ///
    /// Sites are moved by up to half a millimetre, so that those at one spot
    /// are known as such; each still counts.
    ///
    /// # Errors
    ///
    /// [`CoverageError`] for numbers that are not finite, a negative reach, too
    /// many overlaps, and overlays that fail.
    pub fn coverage(
        &self,
        sites: &[Site],
        reach_m: f64,
        detail: Detail,
    ) -> Result<Coverage, CoverageError> {
        check_sites(sites)?;
        check_reach(reach_m)?;
        let discs = discs(sites.iter().map(|site| Coord { x: site.x, y: site.y }));
        check_overlaps(&discs, reach_m)?;
        let mut units: Vec<Row> = self
            .units
            .par_iter()
            .map(|unit| self.row_of(share_of(&unit.prepared, &discs, reach_m)))
            .collect();
        let mut outside = self.row_of(Share::default());
        let mut total =
            self.row_of(self.whole_of(units.iter().map(|row| row.area_m2), &discs, reach_m));
        let counted: Vec<(Share, Vec<Share>)> =
            self.demand.par_iter().map(|demand| demand.shares(&discs, reach_m)).collect();
        for (demand, (all, pieces)) in self.demand.iter().zip(counted) {
            demand.add(&mut total, all);
            for (piece, share) in demand.pieces.iter().zip(pieces) {
                let row = piece.unit.map_or(&mut outside, |unit| &mut units[unit]);
                demand.add(row, share);
            }
        }
        self.points.add(&Strips::new(&discs, reach_m), &mut units, &mut outside, &mut total);
        self.add_sites(sites, &mut units, &mut outside, &mut total);
        let gaps = detail.gaps.then(|| self.gaps(&units, &discs, reach_m)).transpose()?;
        let reached = detail.reached.then(|| reached(&discs, reach_m)).transpose()?;
        Ok(Coverage { units, outside, total, gaps, reached })
    }

    /// The total row for each of `reaches_m`, in their order.
    ///
    /// # Errors
    ///
    /// As [`Self::coverage`].
    pub fn curve(&self, sites: &[Site], reaches_m: &[f64]) -> Result<Vec<Row>, CoverageError> {
        check_sites(sites)?;
        reaches_m.iter().try_for_each(|&reach_m| check_reach(reach_m))?;
        let discs = discs(sites.iter().map(|site| Coord { x: site.x, y: site.y }));
        if let Some(longest) = reaches_m.iter().copied().reduce(f64::max) {
            check_overlaps(&discs, longest)?;
        }
        let total = |&reach_m: &f64| {
            let units = self.units.iter();
            let shares = units.map(|unit| share_of(&unit.prepared, &discs, reach_m));
            let mut total = self.row_of(self.whole_of(shares, &discs, reach_m));
            for demand in &self.demand {
                demand.add(&mut total, share_of(&demand.prepared, &discs, reach_m));
            }
            let mut units = vec![self.row_of(Share::default()); self.units.len()];
            let mut outside = self.row_of(Share::default());
            let strips = Strips::new(&discs, reach_m);
            self.points.add(&strips, &mut units, &mut outside, &mut total);
            total.sites = sites.len();
            total.capacity = sites.iter().map(|site| site.capacity).sum();
            total
        };
        Ok(reaches_m.par_iter().map(total).collect())
    }

    fn row_of(&self, area_m2: Share) -> Row {
        Row { area_m2, weights: vec![Share::default(); self.columns], ..Row::default() }
    }

    /// The ground of all units, in m²; `units` are the shares of each.
    fn whole_of(&self, units: impl Iterator<Item = Share>, discs: &[Disc], reach_m: f64) -> Share {
        match &self.whole {
            Some(whole) => share_of(whole, discs, reach_m),
            None => units.fold(Share::default(), |mut sum, unit| {
                sum.add(unit, 1.0);
                sum
            }),
        }
    }

    fn add_sites(&self, sites: &[Site], units: &mut [Row], outside: &mut Row, total: &mut Row) {
        for site in sites {
            let at = Coord { x: site.x, y: site.y };
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

    fn gaps(
        &self,
        rows: &[Row],
        discs: &[Disc],
        reach_m: f64,
    ) -> Result<Vec<MultiPolygon>, OverlayError> {
        let gap = |(unit, row): (&Unit, &Row)| {
            let Share { total, reached, .. } = row.area_m2;
            if total - reached <= ROUNDING * total {
                return Ok(MultiPolygon::new(Vec::new()));
            }
            let near = Near::new(&unit.prepared, discs, reach_m);
            let circle = |centre| overlay::circle(centre, reach_m, DISC_SIDES);
            overlay::difference_of_many(&unit.area, near.partial().map(circle).collect())
        };
        self.units.par_iter().zip(rows).map(gap).collect()
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
            sum.add(part, per_m2);
        }
    }
}

/// Areas in m².
fn share_of(area: &PreparedArea, discs: &[Disc], reach_m: f64) -> Share {
    let [reached, twice] = Near::new(area, discs, reach_m).areas(area);
    Share { total: area.area(), reached, twice }
}

/// Nothing when the piece is rounding, the whole when all but rounding.
fn piece(unit: Option<usize>, cut: &MultiPolygon, whole: f64) -> Option<Piece> {
    let prepared = PreparedArea::new(cut);
    if prepared.area() <= ROUNDING * whole {
        return None;
    }
    let is_whole = prepared.area() >= (1.0 - ROUNDING) * whole;
    let cut = (!is_whole).then_some(prepared);
    Some(Piece { unit, cut })
}

fn reached(discs: &[Disc], reach_m: f64) -> Result<MultiPolygon, OverlayError> {
    let circles: Vec<MultiPolygon> =
        discs.iter().map(|disc| overlay::circle(disc.centre, reach_m, DISC_SIDES).into()).collect();
    overlay::union(&circles)
}

fn check_reach(reach_m: f64) -> Result<(), CoverageError> {
    if reach_m.is_finite() && reach_m >= 0.0 { Ok(()) } else { Err(CoverageError::Reach(reach_m)) }
}

fn check_overlaps(discs: &[Disc], reach_m: f64) -> Result<(), CoverageError> {
    match overlaps(discs, reach_m, MOST_OVERLAPS) {
        Some(_) => Ok(()),
        None => Err(CoverageError::Overlaps(reach_m)),
    }
}

fn check_sites(sites: &[Site]) -> Result<(), CoverageError> {
    let odd = |site: &Site| ![site.x, site.y, site.capacity].iter().all(|n| n.is_finite());
    sites.iter().position(odd).map_or(Ok(()), |index| Err(CoverageError::Site(index)))
}

fn is_finite(area: &MultiPolygon) -> bool {
    area.coords_iter().all(|coord| coord.x.is_finite() && coord.y.is_finite())
}
