//! Gumei: one map for a subdistrict's work plan.
//!
//! The database holds the truth, memory answers. Modules stand in reading
//! order; a lower one knows nothing of a higher one.

pub mod analysis;
pub mod api;
pub mod atlas;
pub mod city;
pub mod cli;
pub mod domain;
pub mod formats;
pub mod query;
pub mod seed;
pub mod spatial;
pub mod store;
pub mod table;
