//! From longitude and latitude to the units of a small picture.

use geo_types::Coord;

use crate::domain::Bbox;

/// Metres of a degree of latitude, near enough for a scale bar.
const DEGREE_M: f64 = 111_195.0;
const WIDTH: f64 = 720.0;
const HEIGHTS: (f64, f64) = (260.0, 480.0);
const MARGIN: f64 = 16.0;

/// A place on the ground and the picture it is drawn in.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    west: f64,
    north: f64,
    east: f64,
    south: f64,
    /// Units of the picture a degree of latitude.
    scale: f64,
    /// How much shorter a degree of longitude is.
    narrowing: f64,
    pub height: f64,
}

impl Frame {
    pub const WIDTH: f64 = WIDTH;

    /// - `extent`: west, south, east, north, in degrees.
    /// - `least_m`: the least width and height on the ground, so that a point has surroundings.
    pub fn new([west, south, east, north]: [f64; 4], least_m: f64) -> Self {
        let middle = Coord { x: (west + east) / 2.0, y: (south + north) / 2.0 };
        let narrowing = middle.y.to_radians().cos().max(0.05);
        let least = least_m / DEGREE_M;
        let across = ((east - west) * narrowing).max(least);
        let up = (north - south).max(least);
        let (lowest, highest) = HEIGHTS;
        let height = (up / across * WIDTH).clamp(lowest, highest);
        let scale = ((WIDTH - 2.0 * MARGIN) / across).min((height - 2.0 * MARGIN) / up);
        let half_across = WIDTH / scale / narrowing / 2.0;
        let half_up = height / scale / 2.0;
        Self {
            west: middle.x - half_across,
            east: middle.x + half_across,
            north: middle.y + half_up,
            south: middle.y - half_up,
            scale,
            narrowing,
            height,
        }
    }

    /// Right and down from the upper left corner.
    pub fn place(&self, position: Coord<f64>) -> (f64, f64) {
        (
            (position.x - self.west) * self.narrowing * self.scale,
            (self.north - position.y) * self.scale,
        )
    }

    /// What the picture shows, and as much again to the left and right, where a wide page shows it
    /// too; cut to what a box can be.
    pub fn bbox(&self) -> Option<Bbox> {
        let beside = (self.east - self.west) / 2.0;
        Bbox::new(
            (self.west - beside).max(-180.0),
            self.south.max(-90.0),
            (self.east + beside).min(180.0),
            self.north.min(90.0),
        )
        .ok()
    }

    /// A round number of metres and its length in the picture, below a quarter of the width.
    pub fn scale_bar(&self) -> (f64, f64) {
        let metre = self.scale / DEGREE_M;
        let most = WIDTH / 4.0 / metre;
        let power = 10f64.powf(most.log10().floor());
        let metres = [5.0, 2.0, 1.0].map(|step| step * power);
        let chosen = metres.into_iter().find(|length| *length <= most).unwrap_or(power);
        (chosen, chosen * metre)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extent_lies_inside_the_picture_and_north_is_up() {
        for extent in [
            [121.36, 31.12, 121.415, 31.175],
            [-180.0, -90.0, 180.0, 83.6],
            [121.4, 31.1, 121.4, 31.1],
            [0.0, 0.0, 100.0, 0.001],
        ] {
            let frame = Frame::new(extent, 400.0);
            let [west, south, east, north] = extent;
            let (left, top) = frame.place(Coord { x: west, y: north });
            let (right, bottom) = frame.place(Coord { x: east, y: south });
            assert!(left >= 0.0 && top >= 0.0, "{extent:?}: {left}, {top}");
            assert!(right <= WIDTH + 1e-6 && bottom <= frame.height + 1e-6, "{extent:?}");
            assert!(left <= right && top <= bottom);
            let (metres, length) = frame.scale_bar();
            assert!(metres > 0.0 && length <= WIDTH / 4.0 && length > WIDTH / 12.0, "{length}");
        }
    }

    /// A kilometre on the ground, the geodesic way, is as long as the bar says.
    #[test]
    fn the_scale_bar_tells_the_truth() {
        use geo::{Destination, Distance, Geodesic};
        let frame = Frame::new([121.36, 31.12, 121.415, 31.175], 0.0);
        let start = geo_types::Point::new(121.38, 31.14);
        let (metres, length) = frame.scale_bar();
        for bearing in [0.0, 90.0, 45.0] {
            let end = Geodesic.destination(start, bearing, metres);
            assert!((Geodesic.distance(start, end) - metres).abs() < 1e-6);
            let ((x1, y1), (x2, y2)) = (frame.place(start.0), frame.place(end.0));
            let drawn = (x2 - x1).hypot(y2 - y1);
            assert!((drawn / length - 1.0).abs() < 0.005, "{bearing}: {drawn} for {length}");
        }
    }
}
