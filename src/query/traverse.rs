//! Walks over a whole [`Expression`], without recursion.

use std::{collections::BTreeSet, sync::Arc};

use geo::MapCoords;
use geo_types::{Coord, Geometry, GeometryCollection, LineString, Polygon};

use super::Expression;
use crate::{
    domain::{Bbox, BboxError, GeometryKind},
    spatial::gate::{self, GateError, Limits},
};

/// Why a filter's geometry cannot be asked about.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LiteralError {
    #[error("geometry {number} of the filter: {error}")]
    Geometry {
        /// Counted from 1 in reading order, the members of a collection and boxes as well.
        number: usize,
        error: GateError,
    },
    #[error("geometry {number} of the filter: {error}")]
    Bbox { number: usize, error: BboxError },
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
                _ => open.extend(part.children_mut().into_iter().rev()),
            }
        }
        Ok(self)
    }

    /// The expression with every geometry as [`gate::admit`] lets it pass: in CRS84, valid, without
    /// repeated points, wound by RFC 7946; of a collection, every member.
    ///
    /// DE-9IM says nothing of a polygon that is invalid, and `geo` panics on some. Readers of CQL2 admit
    /// them, as the range and the validity of a geometry are only known in the CRS it will be asked in.
    ///
    /// # Errors
    ///
    /// [`LiteralError`] for the first geometry that does not pass, and for a box beyond the globe or
    /// with its south edge above its north one.
    pub fn admit_crs84(mut self) -> Result<Self, LiteralError> {
        let mut number = 0;
        let mut open = vec![&mut self];
        while let Some(part) = open.pop() {
            match part {
                Self::Bbox([west, south, east, north]) => {
                    number += 1;
                    Bbox::new(*west, *south, *east, *north)
                        .map_err(|error| LiteralError::Bbox { number, error })?;
                }
                Self::Geometry(geometry) => {
                    *geometry = Arc::new(admitted(geometry, &mut number)?);
                }
                _ => open.extend(part.children_mut().into_iter().rev()),
            }
        }
        Ok(self)
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

/// - `number`: of the geometry before; counted on.
fn admitted(geometry: &Geometry, number: &mut usize) -> Result<Geometry, LiteralError> {
    if let Geometry::GeometryCollection(parts) = geometry {
        let parts = parts.iter().map(|part| admitted(part, number)).collect::<Result<_, _>>()?;
        return Ok(Geometry::GeometryCollection(GeometryCollection(parts)));
    }
    *number += 1;
    gate::admit(geometry.clone(), GeometryKind::Geometry, Limits::default())
        .map_err(|error| LiteralError::Geometry { number: *number, error })
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
