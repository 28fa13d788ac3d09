//! Walks over a whole [`Expression`], without recursion.

use std::{collections::BTreeSet, sync::Arc};

use geo::MapCoords;
use geo_types::{Coord, LineString, Polygon};

use super::Expression;
use crate::domain::{Bbox, BboxError};

/// Why a filter's ordinates are none of CRS84.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OrdinateError {
    #[error(
        "`{lon}`, `{lat}` in the filter is no longitude (-180 to 180), latitude (-90 to 90) in degrees"
    )]
    Position { lon: f64, lat: f64 },
    #[error("in the filter: {0}")]
    Bbox(BboxError),
}

/// Pieces an edge of a box is cut into before it is brought to another CRS, where it may be a curve.
const EDGE_PIECES: u32 = 32;

impl Expression {
    /// This expression and all within it, each before those it is made of.
    pub fn walk(&self) -> impl Iterator<Item = &Expression> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let next = open.pop()?;
            open.extend(next.children().into_iter().rev());
            Some(next)
        })
    }

    /// The names of all properties, each once.
    pub fn property_names(&self) -> BTreeSet<&Arc<str>> {
        self.walk()
            .filter_map(|part| match part {
                Self::Property(name) => Some(name),
                _ => None,
            })
            .collect()
    }

    /// The names of all functions, each once.
    pub fn function_names(&self) -> BTreeSet<&Arc<str>> {
        self.walk()
            .filter_map(|part| match part {
                Self::Function { name, .. } => Some(name),
                _ => None,
            })
            .collect()
    }

    /// The expression in another CRS.
    ///
    /// - `position`: a position of a geometry, to where it is in the other CRS.
    /// - `bbox`: the four numbers of a box as written, to what stands for it: a box again when the
    ///   CRS is one of longitude and latitude, else a polygon, see [`bbox_outline`].
    ///
    /// # Errors
    ///
    /// The first one of `position` or `bbox`.
    pub fn try_map_coords<E>(
        mut self,
        position: impl Fn(Coord) -> Result<Coord, E>,
        bbox: impl Fn([f64; 4]) -> Result<Expression, E>,
    ) -> Result<Self, E> {
        let mut open = vec![&mut self];
        while let Some(part) = open.pop() {
            match part {
                Self::Geometry(geometry) => {
                    *geometry = Arc::new(geometry.try_map_coords(&position)?);
                }
                Self::Bbox(corners) => {
                    let corners = *corners;
                    *part = bbox(corners)?;
                }
                _ => open.extend(part.children_mut()),
            }
        }
        Ok(self)
    }

    /// Whether all ordinates may stand for CRS84: longitudes and latitudes in degrees, boxes with
    /// their south edge not above their north one.
    ///
    /// # Errors
    ///
    /// [`OrdinateError`] for the first one that may not.
    pub fn check_crs84(&self) -> Result<(), OrdinateError> {
        use geo::CoordsIter;
        for part in self.walk() {
            match part {
                Self::Bbox([west, south, east, north]) => {
                    Bbox::new(*west, *south, *east, *north).map_err(OrdinateError::Bbox)?;
                }
                Self::Geometry(geometry) => {
                    let beyond = |coord: &Coord| {
                        // Negated, so that NaN is beyond.
                        !(coord.x.abs() <= 180.0 && coord.y.abs() <= 90.0)
                    };
                    if let Some(Coord { x: lon, y: lat }) = geometry.coords_iter().find(beyond) {
                        return Err(OrdinateError::Position { lon, lat });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn children_mut(&mut self) -> Vec<&mut Expression> {
        match self {
            Self::And(parts) | Self::Or(parts) | Self::List(parts) => parts.iter_mut().collect(),
            Self::Not(one) | Self::IsNull(one) | Self::CaseI(one) | Self::AccentI(one) => {
                vec![one]
            }
            Self::Compare { left, right, .. }
            | Self::Spatial { left, right, .. }
            | Self::Temporal { left, right, .. }
            | Self::Array { left, right, .. }
            | Self::Arithmetic { left, right, .. } => vec![left, right],
            Self::Like { value, pattern } => vec![value, pattern],
            Self::Between { value, lower, upper } => vec![value, lower, upper],
            Self::In { value, list } => std::iter::once(&mut **value).chain(list).collect(),
            Self::Function { arguments, .. } => arguments.iter_mut().collect(),
            Self::Interval { start, end } => {
                [start, end].into_iter().flatten().map(|end| &mut **end).collect()
            }
            Self::Property(_)
            | Self::Boolean(_)
            | Self::Integer(_)
            | Self::Real(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::Timestamp(_)
            | Self::Geometry(_)
            | Self::Bbox(_) => Vec::new(),
        }
    }
}

/// The outline of a box in its own CRS, to be brought to another: each edge in 32 pieces,
/// counter-clockwise, closed.
///
/// - `corners`: first and second ordinate of one corner, then of the opposite one.
/// - returns: none when the second corner is not beyond the first in both ordinates; a box that wraps
///   round has no outline here.
pub fn bbox_outline([left, bottom, right, top]: [f64; 4]) -> Option<Polygon> {
    // Negated, so that NaN has no outline.
    if !(left < right && bottom < top) {
        return None;
    }
    let corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)];
    let mut ring = vec![Coord::from(corners[0])];
    for edge in corners.windows(2) {
        let ((from_x, from_y), (to_x, to_y)) = (edge[0], edge[1]);
        for piece in 1..EDGE_PIECES {
            let share = f64::from(piece) / f64::from(EDGE_PIECES);
            let between = |from: f64, to: f64| from * (1.0 - share) + to * share;
            ring.push(Coord { x: between(from_x, to_x), y: between(from_y, to_y) });
        }
        ring.push(Coord { x: to_x, y: to_y });
    }
    Some(Polygon::new(LineString(ring), vec![]))
}
