//! The one table of operations: the router is built from it, and so is the OpenAPI document.

mod collection;
mod document;
mod kept;
mod operation;
mod operations;
mod parameters;

pub use document::{Scope, document};
pub use kept::Documents;
pub use operation::{Answer, Body, Content, Group, Operation, Parameter, Place};
pub use operations::operations;
