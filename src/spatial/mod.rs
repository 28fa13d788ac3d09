//! The lowest geometry layer: predicates, measures, projections, overlays.
//!
//! Pure functions and values. No IO, no logging, no HTTP, SQL or JSON (but for
//! what PROJ says of a reference system). A
//! geometry enters through [`gate::admit`] and is trusted afterwards: finite,
//! in range, not empty, valid, rings wound by RFC 7946. Coordinates are
//! x, y: longitude, latitude in degrees (CRS84) as stored, or easting,
//! northing in metres once through [`project::LocalMetric`]; each function
//! says which of the two it wants.

pub mod coverage;
pub mod cut;
pub mod depth;
pub mod distance;
pub mod gate;
mod guard;
pub mod half_open;
pub mod interior_point;
mod kind;
pub mod measure;
pub mod overlay;
pub mod predicate;
pub mod project;
pub mod relation;
pub mod reproject;
pub mod validity;

pub use gate::{GateError, Limits, admit};
pub use half_open::PreparedArea;
pub use interior_point::interior_point;
pub use project::{LocalMetric, ProjectError};
pub use relation::{PreparedShape, Relation, RelationError};
pub use reproject::{ReprojectError, Reprojection};
