//! A local plane in metres, by transverse Mercator.

use std::cell::RefCell;

use geo::{BoundingRect, Coord, Geometry, MapCoords};
use proj::Proj;

/// Transverse Mercator on the CGCS2000 ellipsoid (= GRS 80), scale 1 at the
/// origin, which lies at (0, 0).
///
/// A value, `Send` and `Sync`; PROJ's own objects, which are neither, are kept
/// per thread. Lengths grow by x²/2R² with the distance x east or west of
/// `lon0`: 3e-7 at 5 km, 1.2e-6 at 10 km, 5e-5 at 64 km.
///
/// Invariant: `lon0` in -180 to 180 and `lat0` in -90 to 90 degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LocalMetric {
    lon0: f64,
    lat0: f64,
}

/// Why coordinates could not be projected.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProjectError {
    #[error(
        "`{lon0}`, `{lat0}` is no origin: longitude -180 to 180, latitude -90 to 90, in degrees"
    )]
    Origin { lon0: f64, lat0: f64 },
    #[error("PROJ refused `{definition}`: {reason}")]
    Definition { definition: String, reason: String },
    #[error("`{x}`, `{y}` cannot be projected: {reason}")]
    Coordinate { x: f64, y: f64, reason: String },
}

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Forward,
    Inverse,
}

/// Origins a thread remembers; creating one costs PROJ about a millisecond.
const CACHED_ORIGINS: usize = 8;

thread_local! {
    static PROJECTIONS: RefCell<Vec<(LocalMetric, Proj)>> = const { RefCell::new(Vec::new()) };
}

impl LocalMetric {
    /// The plane around longitude `lon0`, latitude `lat0`, in degrees.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Origin`] when not finite or out of range.
    pub fn new(lon0: f64, lat0: f64) -> Result<Self, ProjectError> {
        // Written so that NaN fails too.
        if lon0.abs() <= 180.0 && lat0.abs() <= 90.0 {
            Ok(Self { lon0, lat0 })
        } else {
            Err(ProjectError::Origin { lon0, lat0 })
        }
    }

    /// The plane around the middle of the bounding box of `geometry`
    /// (longitude, latitude); `None` when it is empty or out of range.
    pub fn around(
        geometry: &impl BoundingRect<f64, Output: Into<Option<geo::Rect>>>,
    ) -> Option<Self> {
        let bounds: geo::Rect = geometry.bounding_rect().into()?;
        let centre = bounds.center();
        Self::new(centre.x, centre.y).ok()
    }

    /// Longitude and latitude of the origin, in degrees.
    pub fn origin(&self) -> Coord {
        Coord { x: self.lon0, y: self.lat0 }
    }

    /// Longitude, latitude in degrees to easting, northing in metres.
    ///
    /// Vertices are projected, edges stay straight between them: over an edge
    /// of 1 km the two straights part by some millimetres.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Coordinate`] for what lies about 90° or more away.
    pub fn forward(&self, geometry: &Geometry) -> Result<Geometry, ProjectError> {
        self.with(|proj| geometry.try_map_coords(|coord| convert(proj, coord, Direction::Forward)))
    }

    /// Easting, northing in metres to longitude, latitude in degrees.
    ///
    /// # Errors
    ///
    /// [`ProjectError::Coordinate`] for what is no image of a place.
    pub fn inverse(&self, geometry: &Geometry) -> Result<Geometry, ProjectError> {
        self.with(|proj| geometry.try_map_coords(|coord| convert(proj, coord, Direction::Inverse)))
    }

    /// [`Self::forward`] for one coordinate.
    ///
    /// # Errors
    ///
    /// As [`Self::forward`].
    pub fn forward_coord(&self, coord: Coord) -> Result<Coord, ProjectError> {
        self.with(|proj| convert(proj, coord, Direction::Forward))
    }

    /// [`Self::inverse`] for one coordinate.
    ///
    /// # Errors
    ///
    /// As [`Self::inverse`].
    pub fn inverse_coord(&self, coord: Coord) -> Result<Coord, ProjectError> {
        self.with(|proj| convert(proj, coord, Direction::Inverse))
    }

    /// Runs `work` with this thread's PROJ object for the origin.
    fn with<T>(
        &self,
        work: impl FnOnce(&Proj) -> Result<T, ProjectError>,
    ) -> Result<T, ProjectError> {
        PROJECTIONS.with_borrow_mut(|cached| {
            let known = cached.iter().position(|(metric, _)| metric == self);
            if let Some(index) = known {
                // Most recently used last, so that the oldest goes first.
                cached[index..].rotate_left(1);
            } else {
                if cached.len() == CACHED_ORIGINS {
                    cached.remove(0);
                }
                cached.push((*self, self.create()?));
            }
            work(&cached[cached.len() - 1].1)
        })
    }

    /// A pipeline, so that degrees go in and come out; PROJ alone speaks
    /// radians. It needs no database, and so no proj.db.
    fn create(&self) -> Result<Proj, ProjectError> {
        let Self { lon0, lat0 } = self;
        let definition = format!(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad \
             +step +proj=tmerc +lat_0={lat0} +lon_0={lon0} +k=1 +x_0=0 +y_0=0 \
             +ellps=GRS80 +units=m"
        );
        Proj::new(&definition)
            .map_err(|error| ProjectError::Definition { reason: error.to_string(), definition })
    }
}

fn convert(proj: &Proj, coord: Coord, direction: Direction) -> Result<Coord, ProjectError> {
    let fail = |reason: String| ProjectError::Coordinate { x: coord.x, y: coord.y, reason };
    let done = proj
        .project(coord, direction == Direction::Inverse)
        .map_err(|error| fail(error.to_string()))?;
    if done.x.is_finite() && done.y.is_finite() {
        Ok(done)
    } else {
        Err(fail("outside the projection".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::measure::distance_m;
    use geo::{Distance, Euclidean, Point, wkt};
    use proptest::prelude::*;

    // Gumei, Minhang district, Shanghai.
    const LON0: f64 = 121.397;
    const LAT0: f64 = 31.144;

    const _: () = {
        const fn is_shared<T: Send + Sync + Copy>() {}
        is_shared::<LocalMetric>();
    };

    fn gumei() -> LocalMetric {
        LocalMetric::new(LON0, LAT0).unwrap()
    }

    #[test]
    fn the_plane_agrees_with_the_national_grid() {
        // EPSG:4549 is this projection about 120°E, with 500 km added to x and
        // y counted from the equator; PROJ has it from the EPSG database.
        let point = Coord { x: 120.151_2, y: 30.278_5 };
        let national = Proj::new_known_crs("EPSG:4490", "EPSG:4549", None).unwrap();
        let wanted = national.convert(point).unwrap();
        let plane = LocalMetric::new(120.0, 0.0).unwrap();
        let got = plane.forward_coord(point).unwrap();
        assert!((got.x + 500_000.0 - wanted.x).abs() < 1e-6, "{got:?} {wanted:?}");
        assert!((got.y - wanted.y).abs() < 1e-6, "{got:?} {wanted:?}");
    }

    #[test]
    fn the_meridian_arc_is_the_published_one() {
        // Quarter meridian of GRS 80: 10 001 965.729 m (Moritz 2000).
        let plane = LocalMetric::new(121.0, 0.0).unwrap();
        let pole = plane.forward_coord(Coord { x: 121.0, y: 90.0 }).unwrap();
        assert!((pole.y - 10_001_965.729).abs() < 1e-3, "{pole:?}");
        assert!(pole.x.abs() < 1e-6);
    }

    #[test]
    fn every_geometry_goes_there_and_back() {
        let polygon = wkt!(POLYGON((121.39 31.13,121.40 31.13,121.40 31.15,121.39 31.13)));
        let there = gumei().forward(&polygon.clone().into()).unwrap();
        let Geometry::Polygon(back) = gumei().inverse(&there).unwrap() else {
            panic!("the kind stays");
        };
        for (a, b) in back.exterior().coords().zip(polygon.exterior().coords()) {
            assert!((a.x - b.x).abs() < 1e-11 && (a.y - b.y).abs() < 1e-11);
        }
    }

    #[test]
    fn what_is_no_place_is_refused() {
        assert!(LocalMetric::new(f64::NAN, 0.0).is_err());
        assert!(LocalMetric::new(0.0, 91.0).is_err());
        let nan = Coord { x: f64::NAN, y: 31.0 };
        let nowhere = Coord { x: 1e12, y: 1e12 };
        assert!(gumei().forward_coord(nan).is_err());
        assert!(gumei().inverse_coord(nowhere).is_err());
    }

    #[test]
    fn a_thread_forgets_the_oldest_origin_only() {
        for step in 0..20 {
            let plane = LocalMetric::new(f64::from(step), 10.0).unwrap();
            assert!(plane.forward_coord(plane.origin()).unwrap().x.abs() < 1e-9);
            assert!(gumei().forward_coord(gumei().origin()).unwrap().y.abs() < 1e-9);
        }
        PROJECTIONS.with_borrow(|cached| assert_eq!(cached.len(), CACHED_ORIGINS));
    }

    #[test]
    fn the_origin_is_the_middle_of_the_data() {
        let line = wkt!(LINESTRING(121. 31.,122. 32.));
        let plane = LocalMetric::around(&line).unwrap();
        assert_eq!(plane.origin(), Coord { x: 121.5, y: 31.5 });
        assert_eq!(LocalMetric::around(&geo::LineString::<f64>::new(vec![])), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        /// 0.05° is 4.8 km east or west and 5.5 km north or south.
        #[test]
        fn round_trips_and_distances_hold(
            a in (-0.05..0.05, -0.05..0.05),
            b in (-0.05..0.05, -0.05..0.05),
        ) {
            let place = |(x, y)| Coord { x: LON0 + x, y: LAT0 + y };
            let (a, b): (Coord, Coord) = (place(a), place(b));
            let (p, q) = (gumei().forward_coord(a).unwrap(), gumei().forward_coord(b).unwrap());
            let back = gumei().inverse_coord(p).unwrap();
            prop_assert!(distance_m(back, a) < 1e-3);
            let flat = Euclidean.distance(Point::from(p), Point::from(q));
            let curved = distance_m(a, b);
            // 1e-7 m is what doubles hold of such a distance.
            prop_assert!((flat - curved).abs() <= 1e-6 * curved + 1e-7, "{flat} {curved}");
        }
    }
}
