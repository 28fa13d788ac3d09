//! What one filter may cost.

use super::error::Problem;

/// Bytes of a filter in CQL2 Text.
pub const MAX_TEXT_BYTES: usize = 64 * 1024;
/// Bytes of a filter in CQL2 JSON.
pub const MAX_JSON_BYTES: usize = 1024 * 1024;
/// Levels from the whole filter down to a value, and of brackets around one. A chain of `AND` or
/// `OR` is one level; in `a + b + c` each sign adds one, since it applies to what stands before it.
pub const MAX_DEPTH: usize = 64;
/// Arrays and objects within each other in CQL2 JSON, before it is read as a filter (the bound of
/// `serde_json`).
pub const MAX_JSON_DEPTH: usize = 127;
/// Operators, values and names in a filter; a geometry is one.
pub const MAX_NODES: usize = 10_000;
/// Vertices of all geometries of a filter.
pub const MAX_VERTICES: usize = 100_000;

/// What one filter has used so far.
#[derive(Debug, Default)]
pub(super) struct Budget {
    nodes: usize,
    vertices: usize,
}

impl Budget {
    /// `height`: levels of the node with everything under it.
    pub(super) fn node(&mut self, height: usize) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Problem::TooManyNodes);
        }
        if height > MAX_DEPTH { Err(Problem::TooDeep) } else { Ok(()) }
    }

    pub(super) fn vertex(&mut self) -> Result<(), Problem> {
        self.vertices += 1;
        if self.vertices > MAX_VERTICES { Err(Problem::TooManyVertices) } else { Ok(()) }
    }
}
