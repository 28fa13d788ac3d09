//! Gumei: one map for the work plan of a subdistrict.

pub mod spatial;
