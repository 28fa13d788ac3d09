//! HTTP: the only layer that serialises answers and knows status codes.

mod error;
mod handlers;
mod html;
mod language;
mod links;
mod negotiation;
pub mod openapi;
mod page;
mod params;
mod router;
mod state;
mod wire;

pub use language::Language;
pub use router::router;
pub use state::{AppState, Settings};
