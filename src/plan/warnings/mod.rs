//! Graded warnings per unit: rules that are data, levels on any day, and the log of their changes.

mod check;
mod keep;
mod levels;
mod log;
pub mod model;
mod record;

pub use keep::keep;
pub use levels::{Levels, Reason, Standing, levels};
pub use log::{COLLECTION, Found, Log};
pub use record::{KeepError, record};

pub(super) use check::{check, complete};
