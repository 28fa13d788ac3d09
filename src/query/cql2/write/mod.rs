//! The tree to CQL2's text and JSON. What is written reads back as the same tree.

mod geometry;
mod json;
mod text;

pub use json::write_json;
pub use text::write_text;
