//! Between CRS84 and the other reference systems, by PROJ.
//!
//! The one place that knows axis order. Positions on the wire follow the order
//! of the system's register (OGC API – Features Part 2); databases and files
//! hold easting or longitude first, whatever the register says.

mod area;
mod cache;
mod definition;
#[cfg(test)]
mod tests;

use std::sync::{Arc, LazyLock};

use geo::{Coord, Geometry, MapCoords};
use proj::Proj;

use crate::domain::{BboxError, Crs};
pub use area::{BoxArea, Curved};
pub use definition::{Axis, Definition};
use definition::{Way, is_guess};

/// Why coordinates, or a whole system, cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReprojectError {
    #[error("PROJ does not know {}: {reason}", .crs.short_name())]
    Unknown { crs: Crs, reason: String },
    #[error("{} is a {kind}; only geographic and projected systems of two axes are read", .crs.short_name())]
    NotPlanar { crs: Crs, kind: String },
    #[error(
        "PROJ has no transformation between {} ({name}) and WGS 84, and a guess would be up to \
         hundreds of metres off; transform it beforehand, with the survey office's parameters",
        .crs.short_name()
    )]
    Ballpark { crs: Crs, name: String },
    #[error("longitude `{lon}`, latitude `{lat}` has no place in {}", .crs.short_name())]
    Place { crs: Crs, lon: f64, lat: f64 },
    #[error("`{first}`, `{second}` is no place in {}, whose axes are {axes}", .crs.short_name())]
    Position { crs: Crs, first: f64, second: f64, axes: String },
    #[error(
        "`bbox` has its lower {axis} (`{lower}`) above its upper one (`{upper}`); {} wants {axes}, \
         twice",
        .crs.short_name()
    )]
    Corners { crs: Crs, axis: String, lower: f64, upper: f64, axes: String },
    #[error("`bbox` reaches beyond what {} can show; make it smaller", .crs.short_name())]
    Reach { crs: Crs },
    #[error(transparent)]
    Bbox(#[from] BboxError),
}

/// The way between CRS84 and one reference system. A value; cheap to copy about.
#[derive(Debug, Clone, PartialEq)]
pub struct Reprojection(Arc<Definition>);

/// No ordinate of a place on earth is larger, in metres or feet; Mercator's poles are.
const LARGEST: f64 = 1e8;
/// How far a place may be from where it comes back to: 1 mm.
const BACK_DEG: f64 = 1e-8;
const BACK: f64 = 1e-3;

impl Reprojection {
    /// Leaves coordinates as they are.
    pub fn crs84() -> Self {
        static CRS84: LazyLock<Reprojection> = LazyLock::new(|| {
            Reprojection::of(Crs::Crs84).expect("PROJ's own register has its default system")
        });
        CRS84.clone()
    }

    /// # Errors
    /// [`ReprojectError::Unknown`], [`ReprojectError::NotPlanar`], [`ReprojectError::Ballpark`].
    pub fn of(crs: Crs) -> Result<Self, ReprojectError> {
        definition::definition(crs).map(Self)
    }

    pub fn crs(&self) -> Crs {
        self.0.crs
    }

    /// Name, axes and area of use.
    pub fn definition(&self) -> &Definition {
        &self.0
    }

    /// Whether every coordinate pair stays as it is.
    pub fn is_crs84(&self) -> bool {
        self.0.way == Way::Same && !self.0.northing_first
    }

    /// Longitude, latitude to the system in **its own axis order**, for the wire.
    ///
    /// Where WGS 84 and the system are the same (EPSG:4326, EPSG:4490) the numbers stay exact;
    /// others are rounded to 0.1 mm: 4 decimals of lengths, 9 of degrees. Vertices are
    /// transformed, edges stay straight between them; rings keep their turn on the ground.
    ///
    /// # Errors
    /// [`ReprojectError::Place`] for a position that the system cannot show within 1 mm: a pole in
    /// a Mercator projection, or what lies a quarter of the globe from a central meridian.
    pub fn forward(&self, geometry: &Geometry) -> Result<Geometry, ReprojectError> {
        let there = self.to_storage(geometry)?;
        Ok(if self.0.northing_first {
            there.map_coords(|coord| self.ordered(coord))
        } else {
            there
        })
    }

    /// The same as databases and files hold it: easting or longitude **first whatever the register
    /// says**.
    ///
    /// # Errors
    /// As [`Self::forward`].
    pub fn to_storage(&self, geometry: &Geometry) -> Result<Geometry, ReprojectError> {
        let unit = if self.0.is_metric() { 1e4 } else { 1e9 };
        let rounded = |value: f64| (value * unit).round() / unit;
        match self.0.way {
            Way::Same => Ok(geometry.clone()),
            _ => self.run(|proj| {
                geometry.try_map_coords(|place| {
                    let Coord { x, y } = self.forward_xy(proj, place)?;
                    Ok(Coord { x: rounded(x), y: rounded(y) })
                })
            }),
        }
    }

    /// The system's positions, in **its own axis order**, to longitude, latitude.
    ///
    /// # Errors
    /// [`ReprojectError::Position`] for what is no place in the system.
    pub fn inverse(&self, geometry: &Geometry) -> Result<Geometry, ReprojectError> {
        match self.0.way {
            Way::Same => Ok(geometry.map_coords(|coord| self.ordered(coord))),
            _ => self.run(|proj| {
                geometry.try_map_coords(|coord| self.inverse_xy(proj, self.ordered(coord)))
            }),
        }
    }

    /// The system's coordinates as databases and files hold them, easting or longitude **first
    /// whatever the register says**, to longitude, latitude.
    ///
    /// # Errors
    /// As [`Self::inverse`].
    pub fn from_storage(&self, geometry: Geometry) -> Result<Geometry, ReprojectError> {
        match self.0.way {
            Way::Same => Ok(geometry),
            _ => self.run(|proj| geometry.try_map_coords(|coord| self.inverse_xy(proj, coord))),
        }
    }

    /// Transforms one geometry, and refuses it where PROJ could only guess.
    fn run(
        &self,
        work: impl FnOnce(&Proj) -> Result<Geometry, ReprojectError>,
    ) -> Result<Geometry, ReprojectError> {
        cache::with(&self.0, |proj| {
            let done = work(proj)?;
            if self.0.way == Way::Search && is_guess(proj) {
                let name = self.0.name.clone();
                return Err(ReprojectError::Ballpark { crs: self.crs(), name });
            }
            Ok(done)
        })
    }

    /// From x, y to the register's order or back.
    fn ordered(&self, coord: Coord) -> Coord {
        let Coord { x, y } = coord;
        if self.0.northing_first { Coord { x: y, y: x } } else { coord }
    }

    /// The axes in the order of the wire: `Northing (X), Easting (Y)`.
    fn axes(&self) -> String {
        let [first, second] =
            self.0.axes.each_ref().map(|a| format!("{} ({})", a.name, a.abbreviation));
        format!("{first}, {second}")
    }

    /// Longitude, latitude to x, y.
    fn forward_xy(&self, proj: &Proj, place: Coord) -> Result<Coord, ReprojectError> {
        let Coord { x: lon, y: lat } = place;
        let nowhere = || ReprojectError::Place { crs: self.crs(), lon, lat };
        let done = proj.project(place, false).map_err(|_| nowhere())?;
        // Written so that NaN fails too.
        if !(done.x.abs() <= LARGEST && done.y.abs() <= LARGEST) {
            return Err(nowhere());
        }
        // Far from where it is meant for, a projection may answer with a wrong place.
        if !self.0.covers(lon, lat) {
            let back = proj.project(done, true).map_err(|_| nowhere())?;
            let east = (back.x - lon + 540.0).rem_euclid(360.0) - 180.0;
            let apart = (east * lat.to_radians().cos()).hypot(back.y - lat);
            if apart.is_nan() || apart > BACK_DEG {
                return Err(nowhere());
            }
        }
        Ok(done)
    }

    /// x, y to longitude, latitude.
    fn inverse_xy(&self, proj: &Proj, coord: Coord) -> Result<Coord, ReprojectError> {
        let nowhere = || {
            let Coord { x: first, y: second } = self.ordered(coord);
            ReprojectError::Position { crs: self.crs(), first, second, axes: self.axes() }
        };
        if !(coord.x.abs() <= LARGEST && coord.y.abs() <= LARGEST) {
            return Err(nowhere());
        }
        let place = proj.project(coord, true).map_err(|_| nowhere())?;
        if !(place.x.abs() <= 180.0 && place.y.abs() <= 90.0) {
            return Err(nowhere());
        }
        // What lies beyond the world would come out on its other side.
        let back = proj.project(place, false).map_err(|_| nowhere())?;
        let apart = (back.x - coord.x).hypot(back.y - coord.y);
        let allowed = match (&self.0.way, self.0.is_metric()) {
            // The way back may be by another operation, some metres off.
            (Way::Search, true) => 1e5 * BACK,
            (Way::Search, false) => 1e5 * BACK_DEG,
            (_, true) => BACK,
            (_, false) => BACK_DEG,
        };
        if apart.is_nan() || apart > allowed {
            return Err(nowhere());
        }
        Ok(place)
    }
}

/// Asks PROJ about the usual systems, so that no request has to wait for it: up to 0.2 s each.
pub fn warm_up() {
    for crs in Crs::OFFERED {
        // An unknown one shows, with its reason, where it is asked for.
        let _ = Reprojection::of(crs);
    }
}
