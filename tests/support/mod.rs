//! What the tests are written with.

pub mod app;
pub mod cluster;
pub mod command;
pub mod content;
pub mod features;
pub mod gdal;
pub mod random;
pub mod schema;
pub mod server;
pub mod shape;
pub mod sql;
pub mod table;
pub mod territory;

pub use app::TestApp;

/// Snapshots of answers all lie in `tests/snapshots/`.
macro_rules! assert_answer {
    ($name:expr, $($rest:tt)+) => {
        insta::with_settings!({
            snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/snapshots"),
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, { insta::assert_json_snapshot!($name, $($rest)+) })
    };
}
pub(crate) use assert_answer;
