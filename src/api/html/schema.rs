//! What a collection can be asked and told: queryables, sortables, schema.

use maud::{Markup, html};

use super::Context;

/// Links from a collection to its schema resources.
pub fn links(_context: &Context<'_>, _path: &str) -> Markup {
    html! {}
}
