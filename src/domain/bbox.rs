use std::str::FromStr;

/// Axis-aligned box in CRS84: longitude then latitude, decimal degrees.
///
/// `east < west` means the box crosses the antimeridian.
/// Invariant: all ordinates are finite and `south <= north`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bbox {
    west: f64,
    south: f64,
    east: f64,
    north: f64,
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BboxError {
    #[error("`bbox` needs 4 or 6 numbers, got {0}")]
    Length(usize),
    #[error("`{0}` in `bbox` is not a finite number")]
    Number(String),
    #[error("`bbox` has its south edge ({south}) above its north edge ({north})")]
    SouthAboveNorth { south: f64, north: f64 },
    #[error("`bbox` leaves the range of longitude (−180 to 180) or latitude (−90 to 90)")]
    Range,
}

impl Bbox {
    /// # Errors
    /// [`BboxError`] when an ordinate is not finite, out of range, or south is above north.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BboxError> {
        for ordinate in [west, south, east, north] {
            if !ordinate.is_finite() {
                return Err(BboxError::Number(ordinate.to_string()));
            }
        }
        if west.abs() > 180.0 || east.abs() > 180.0 || south.abs() > 90.0 || north.abs() > 90.0 {
            return Err(BboxError::Range);
        }
        if south > north {
            return Err(BboxError::SouthAboveNorth { south, north });
        }
        Ok(Self { west, south, east, north })
    }

    pub fn west(&self) -> f64 {
        self.west
    }
    pub fn south(&self) -> f64 {
        self.south
    }
    pub fn east(&self) -> f64 {
        self.east
    }
    pub fn north(&self) -> f64 {
        self.north
    }

    /// One box, or two when it crosses the antimeridian; none has `east < west`.
    ///
    /// An index must be asked with these, never with a box that wraps.
    pub fn unwrapped(&self) -> impl Iterator<Item = Self> {
        let whole = (self.west <= self.east).then_some(*self);
        let halves = (self.west > self.east)
            .then_some([Self { east: 180.0, ..*self }, Self { west: -180.0, ..*self }]);
        whole.into_iter().chain(halves.into_iter().flatten())
    }

    /// Whether the position (longitude, latitude) lies in the box, edges included.
    pub fn covers(&self, longitude: f64, latitude: f64) -> bool {
        self.unwrapped().any(|part| {
            (part.west..=part.east).contains(&longitude)
                && (part.south..=part.north).contains(&latitude)
        })
    }

    /// `[west, south, east, north]`.
    pub fn to_array(&self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }
}

impl Bbox {
    /// The lower and the upper corner as written, whatever the reference system; heights dropped.
    ///
    /// # Errors
    /// [`BboxError::Length`], [`BboxError::Number`].
    pub fn corners(text: &str) -> Result<[f64; 4], BboxError> {
        let ordinates = text
            .split(',')
            .map(|part| {
                part.trim()
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
                    .ok_or_else(|| BboxError::Number(part.trim().to_owned()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        match ordinates[..] {
            // Four or six numbers are legal; our data is 2-D, so heights are ignored.
            [a, b, c, d] | [a, b, _, c, d, _] => Ok([a, b, c, d]),
            _ => Err(BboxError::Length(ordinates.len())),
        }
    }
}

impl FromStr for Bbox {
    type Err = BboxError;

    fn from_str(text: &str) -> Result<Self, BboxError> {
        let [west, south, east, north] = Self::corners(text)?;
        Self::new(west, south, east, north)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<[f64; 4], BboxError>) {
        assert_eq!(text.parse::<Bbox>().map(|bbox| bbox.to_array()), expected);
    }

    #[test]
    fn four_and_six_numbers_are_read_and_everything_else_is_named() {
        check("121,31,122,32", Ok([121.0, 31.0, 122.0, 32.0]));
        check("121,31,-5,122,32,9", Ok([121.0, 31.0, 122.0, 32.0]));
        check("170,-20,-170,-10", Ok([170.0, -20.0, -170.0, -10.0]));
        check("1,2,3", Err(BboxError::Length(3)));
        check("1,2,3,x", Err(BboxError::Number("x".into())));
        check("1,2,NaN,4", Err(BboxError::Number("NaN".into())));
        check("1,9,2,4", Err(BboxError::SouthAboveNorth { south: 9.0, north: 4.0 }));
        check("1,2,500,4", Err(BboxError::Range));
    }

    #[test]
    fn a_box_across_the_antimeridian_is_two_boxes() {
        let bbox = Bbox::new(170.0, -20.0, -170.0, -10.0).unwrap();
        assert_eq!(bbox.unwrapped().count(), 2);
        assert!(bbox.covers(175.0, -15.0) && bbox.covers(-175.0, -15.0));
        assert!(!bbox.covers(0.0, -15.0));
    }
}
