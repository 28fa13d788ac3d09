//! Boxes of other reference systems, as areas in CRS84.

use geo::{BoundingRect, Coord, Geometry, LineString, MapCoords, MultiPolygon, Polygon};
use proj::Proj;

use super::{LARGEST, ReprojectError, Reprojection, cache, definition::Way};
use crate::domain::Bbox;

/// Where a box of some reference system lies.
#[derive(Debug, Clone, PartialEq)]
pub enum BoxArea {
    /// A box in CRS84 too, edges included.
    Aligned(Bbox),
    /// Its edges are curves in CRS84, followed to about a millimetre.
    Curved(Curved),
}

/// A box whose edges are no meridians and parallels.
#[derive(Debug, Clone, PartialEq)]
pub struct Curved {
    envelope: Bbox,
    /// Once, or twice across the antimeridian.
    shape: Geometry,
}

impl Curved {
    /// The box as a polygon in CRS84, or two across the antimeridian.
    pub fn shape(&self) -> &Geometry {
        &self.shape
    }

    /// What an index is to be asked with.
    pub fn envelope(&self) -> Bbox {
        self.envelope
    }
}

/// A segment of the box's edge is halved at most this often: 2048 points an edge, 1 mm for an edge
/// of some hundred kilometres.
const HALVINGS: usize = 8;
const SEGMENTS: usize = 8;
/// About 1 mm.
const TOLERANCE_DEG: f64 = 1e-8;

impl Reprojection {
    /// The area of a box.
    ///
    /// - `corners`: lower and upper corner, each in the system's own axis order. A geographic
    ///   system that is WGS 84's may cross the antimeridian, its lower longitude the larger.
    ///
    /// Widened by half of what coordinates are rounded to, so that a feature is found by the
    /// position it was answered with.
    ///
    /// # Errors
    /// [`ReprojectError::Corners`], [`ReprojectError::Reach`], [`ReprojectError::Bbox`].
    pub fn area(&self, corners: [f64; 4]) -> Result<BoxArea, ReprojectError> {
        let [a, b, c, d] = corners;
        let (lower, upper) = (self.ordered((a, b).into()), self.ordered((c, d).into()));
        if self.0.way == Way::Same {
            return Ok(BoxArea::Aligned(Bbox::new(lower.x, lower.y, upper.x, upper.y)?));
        }
        for (index, (lower, upper)) in [(a, c), (b, d)].into_iter().enumerate() {
            if lower > upper {
                let axis = self.0.axes[index].name.clone();
                let (crs, axes) = (self.crs(), self.axes());
                return Err(ReprojectError::Corners { crs, axis, lower, upper, axes });
            }
        }
        let half = if self.0.is_metric() { 5e-5 } else { 5e-10 };
        let lower = Coord { x: lower.x - half, y: lower.y - half };
        let upper = Coord { x: upper.x + half, y: upper.y + half };
        cache::with(&self.0, |proj| {
            if self.0.aligned {
                self.aligned(proj, lower, upper)
            } else {
                self.curved(proj, lower, upper)
            }
        })
    }

    /// Each edge is a meridian or a parallel. A box as wide as the world is all of it.
    fn aligned(&self, proj: &Proj, lower: Coord, upper: Coord) -> Result<BoxArea, ReprojectError> {
        let reach = |_| ReprojectError::Reach { crs: self.crs() };
        let middle = self.0.middle();
        let easting = |lon: f64| {
            let place = Coord { x: lon, y: middle.y };
            proj.project(place, false).map(|coord| coord.x).map_err(reach)
        };
        let origin = easting(middle.x)?;
        let world = (easting(middle.x + 0.5)? - easting(middle.x - 0.5)?).abs() * 360.0;
        let longitude = |x: f64| {
            let coord = Coord { x: x.clamp(-LARGEST, LARGEST), y: 0.0 };
            proj.project(coord, true).map(|place| place.x).map_err(reach)
        };
        let latitude = |y: f64| match y {
            y if y >= LARGEST => Ok(90.0),
            y if y <= -LARGEST => Ok(-90.0),
            y => proj.project(Coord { x: origin, y }, true).map(|place| place.y).map_err(reach),
        };
        let (west, east) = match upper.x - lower.x >= world {
            true => (-180.0, 180.0),
            false => (longitude(lower.x)?, longitude(upper.x)?),
        };
        Ok(BoxArea::Aligned(Bbox::new(west, latitude(lower.y)?, east, latitude(upper.y)?)?))
    }

    fn curved(&self, proj: &Proj, lower: Coord, upper: Coord) -> Result<BoxArea, ReprojectError> {
        let reach = || ReprojectError::Reach { crs: self.crs() };
        let corners =
            [lower, Coord { x: upper.x, y: lower.y }, upper, Coord { x: lower.x, y: upper.y }];
        let place = |coord| self.inverse_xy(proj, coord).map_err(|_| reach());
        let mut ring = vec![place(lower)?];
        for side in 0..4 {
            let (from, to) = (corners[side], corners[(side + 1) % 4]);
            for step in 0..SEGMENTS {
                let at = |part: usize| from + (to - from) * (part as f64 / SEGMENTS as f64);
                follow(&place, at(step), at(step + 1), HALVINGS, &mut ring)?;
            }
        }
        // A ring that does not come back to its start goes around a pole.
        if (ring[0].x - ring[ring.len() - 1].x).abs() > 180.0 {
            return Err(reach());
        }
        let polygon = Polygon::new(LineString::new(ring), Vec::new());
        let bounds = polygon.bounding_rect().ok_or_else(reach)?;
        let turn = if bounds.min().x < -180.0 { 360.0 } else { 0.0 };
        let shifted = |by: f64| polygon.map_coords(|c| Coord { x: c.x + by, y: c.y });
        let (west, east) = (bounds.min().x + turn, bounds.max().x + turn);
        let crosses = east > 180.0;
        let mut parts = vec![shifted(turn)];
        if crosses {
            parts.push(shifted(turn - 360.0));
        }
        let envelope = Bbox::new(
            west,
            bounds.min().y.max(-90.0),
            if crosses { east - 360.0 } else { east },
            bounds.max().y.min(90.0),
        )?;
        Ok(BoxArea::Curved(Curved { envelope, shape: MultiPolygon(parts).into() }))
    }
}

/// Appends the places of the edge after `from`, as many as its curve needs. Longitudes run on
/// beyond ±180 instead of jumping.
fn follow(
    place: &impl Fn(Coord) -> Result<Coord, ReprojectError>,
    from: Coord,
    to: Coord,
    halvings: usize,
    ring: &mut Vec<Coord>,
) -> Result<(), ReprojectError> {
    let start = ring[ring.len() - 1];
    let beside = |mut place: Coord| {
        place.x += ((start.x - place.x) / 360.0).round() * 360.0;
        place
    };
    let middle = (from + to) / 2.0;
    let (half, end) = (beside(place(middle)?), beside(place(to)?));
    let off = half - (start + end) / 2.0;
    if halvings > 0 && off.x.hypot(off.y) > TOLERANCE_DEG {
        follow(place, from, middle, halvings - 1, ring)?;
        return follow(place, middle, to, halvings - 1, ring);
    }
    ring.extend([half, end]);
    Ok(())
}
