//! HTTP: the only layer that serialises answers and knows status codes.

mod crs;
mod error;
mod handlers;
mod language;
mod links;
mod page;
mod params;
mod router;
mod state;
mod wire;

pub use router::router;
pub use state::{AppState, Settings};
