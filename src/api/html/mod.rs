//! Pages for people: the same resources as the JSON, without scripts. `maud` escapes every value.

pub mod collection;
pub mod collections;
pub mod conformance;
pub mod counts;
pub mod docs;
mod frame;
pub mod functions;
pub mod item;
pub mod items;
pub mod landing;
mod layout;
mod map;
mod problem;
pub mod schema;
mod value;

pub use problem::page as problem;

use super::{language::Language, links::Here};
use crate::atlas::View;

/// What every page is written with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    pub here: &'c Here,
    pub language: Language,
    pub view: &'c View,
}
