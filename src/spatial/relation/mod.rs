//! The eight relations of OGC Simple Features (06-103r4, 6.1.15) by DE-9IM, exactly.
//!
//! Planar, in the coordinates as they are. One side, usually the literal of a filter, is made
//! ready once as a [`PreparedShape`] and asked about many geometries. Points, lines among
//! themselves, and areas whose borders the other does not meet or plainly crosses, are decided here
//! by exact orientation tests (Shewchuk 1997) over an index of segments; an area that is touched
//! goes to `geo`'s `relate`.

mod areas;
mod bounds;
mod contact;
mod lines;
pub(in crate::spatial) mod parts;
mod points;
mod shape;

pub use shape::PreparedShape;

/// One of the relations; `a` and `b` as in `a CONTAINS b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    Contains,
    Crosses,
    Disjoint,
    Equals,
    Intersects,
    Overlaps,
    Touches,
    Within,
}

impl Relation {
    pub const ALL: [Self; 8] = [
        Self::Contains,
        Self::Crosses,
        Self::Disjoint,
        Self::Equals,
        Self::Intersects,
        Self::Overlaps,
        Self::Touches,
        Self::Within,
    ];

    /// The relation that `b` has to `a` when `a` has this one to `b`.
    pub fn converse(self) -> Self {
        match self {
            Self::Contains => Self::Within,
            Self::Within => Self::Contains,
            other => other,
        }
    }

    /// Whether a geometry that is not empty has this relation to itself.
    pub fn is_reflexive(self) -> bool {
        matches!(self, Self::Contains | Self::Equals | Self::Intersects | Self::Within)
    }
}

/// The engine gave up on a pair of geometries.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the geometry engine failed: {0}")]
pub struct RelationError(pub String);
