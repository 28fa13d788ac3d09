//! Walks over a whole [`Expression`], without recursion.

use std::{collections::BTreeSet, sync::Arc};

use geo::MapCoords;
use geo_types::Coord;

use super::Expression;

/// The expressions that one is made of, in reading order, borrowed as it is.
macro_rules! parts {
    ($whole:expr, $iter:ident $(, $mutable:tt)?) => {
        match $whole {
            Self::And(parts) | Self::Or(parts) | Self::List(parts) => parts.$iter().collect(),
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
            Self::In { value, list } => {
                std::iter::once(&$($mutable)? **value).chain(list.$iter()).collect()
            }
            Self::Function { arguments, .. } => arguments.$iter().collect(),
            Self::Interval { start, end } => {
                [start, end].into_iter().flatten().map(|end| &$($mutable)? **end).collect()
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
    };
}

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
    ///   CRS is one of longitude and latitude, else a polygon.
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

    /// The expressions this one is made of, in reading order.
    pub fn children(&self) -> Vec<&Expression> {
        parts!(self, iter)
    }

    fn children_mut(&mut self) -> Vec<&mut Expression> {
        parts!(self, iter_mut, mut)
    }
}
