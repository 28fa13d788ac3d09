//! HTTP: the only layer that serialises answers and knows status codes.

mod body;
mod caching;
mod coding;
mod cors;
mod crs;
mod error;
mod filter;
mod handlers;
mod html;
mod language;
mod links;
mod methods;
mod negotiation;
pub mod openapi;
mod page;
mod params;
mod proxy;
mod replay;
mod router;
mod selection;
mod state;
mod token;
mod wire;

pub use language::Language;
pub use replay::USUAL_MB as ANSWERS_MB;
pub use router::router;
pub use state::{AppState, Service, Settings};
