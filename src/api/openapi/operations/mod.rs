//! What the service offers, one file a group.

mod analysis;
mod duties;
mod editing;
mod features;
mod plan;
mod rest;
mod service;
mod tiles;

use super::Operation;

/// Every operation, in the order of the documentation.
///
/// The router is built from these, so that none is undocumented.
pub fn operations() -> Vec<Operation> {
    let parts = [
        service::operations(),
        features::operations(),
        editing::operations(),
        tiles::operations(),
        analysis::operations(),
        plan::operations(),
        duties::operations(),
        rest::operations(),
    ];
    parts.into_iter().flatten().collect()
}
