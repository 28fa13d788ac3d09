//! PROJ's objects, which stay on the thread that made them.

use std::cell::RefCell;

use proj::Proj;

use super::{Definition, ReprojectError, definition::Way};
use crate::domain::Crs;

/// What PROJ takes for “longitude, latitude of WGS 84”: it knows more operations by this name than
/// by CRS84, and GDAL and PostGIS ask for it too.
pub(super) const HUB: Crs = Crs::Epsg(4326);

/// Systems a thread remembers.
const CACHED: usize = 16;

thread_local! {
    static MADE: RefCell<Vec<(Crs, Proj)>> = const { RefCell::new(Vec::new()) };
}

/// Longitude, latitude to the system in x, y order (easting or longitude first), and back by the
/// inverse. Costs up to 0.2 s.
pub(super) fn search(crs: Crs) -> Result<Proj, ReprojectError> {
    Proj::new_known_crs(&HUB.short_name(), &crs.short_name(), None)
        .map_err(|error| ReprojectError::Unknown { crs, reason: error.to_string() })
}

/// Runs `work` with this thread's object.
pub(super) fn with<T>(
    definition: &Definition,
    work: impl FnOnce(&Proj) -> Result<T, ReprojectError>,
) -> Result<T, ReprojectError> {
    let crs = definition.crs;
    MADE.with_borrow_mut(|made| {
        if let Some(index) = made.iter().position(|(known, _)| *known == crs) {
            // Most recently used last, so that the oldest goes first.
            made[index..].rotate_left(1);
        } else {
            let proj = match &definition.way {
                Way::Pipeline(text) => Proj::new(text)
                    .map_err(|error| ReprojectError::Unknown { crs, reason: error.to_string() })?,
                _ => search(crs)?,
            };
            if made.len() == CACHED {
                made.remove(0);
            }
            made.push((crs, proj));
        }
        work(&made[made.len() - 1].1)
    })
}
