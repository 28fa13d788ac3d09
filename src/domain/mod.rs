//! The words everything else is said in: identifiers, values, schemas, boxes,
//! time, territory. Knows no async, HTTP, SQL or JSON.

mod audience;
mod bbox;
mod change;
mod crs;
mod feature;
mod geometry_kind;
mod id;
mod interval;
mod schema;
mod territory;
mod value;

pub use audience::Audience;
pub use bbox::{Bbox, BboxError};
pub use change::{Change, Edit, EditContext, Effect, Operation, Patch};
pub use crs::{Crs, CrsError};
pub use feature::Feature;
pub use geometry_kind::{GeometryKind, UnknownKind};
pub use id::{CollectionId, FeatureId, FeatureIdRef, IdError, UnitRef};
pub use interval::{Interval, IntervalError};
pub use schema::{Access, Code, GeometryColumn, Property, Relation, Role, Schema, Titles};
pub use territory::{CoverageDefaults, Territory};
pub use value::{DataType, Value, ValueError, ValueRef, format_instant, parse_date, parse_instant};
