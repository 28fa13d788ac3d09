//! Gumei: one map for the work plan of a subdistrict.
//!
//! The database holds the truth, memory answers. A lower module knows nothing
//! of a higher one; ARCHITECTURE.md draws how they stand.

pub mod analysis;
pub mod api;
pub mod atlas;
pub mod city;
pub mod cli;
pub mod domain;
pub mod formats;
pub mod plan;
pub mod query;
pub mod saved;
pub mod seed;
pub mod spatial;
pub mod store;
pub mod table;
pub mod tiles;
pub mod tileset;

/// Answers are made of many short-lived pieces on every core, and what a thread gave back is free
/// for all again: see docs/performance.md. Benchmarks and tests run with it too.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
