//! The work plan as data: its phrases, its targets, and what the layers say about them.
//!
//! `file` reads the plan's files, `check` holds them against the layers, `source` keeps the plan in
//! use, `measure` counts what a target is about, `judge` says how it stands, and `board` puts
//! these together for units and dates; `warnings` grades units by rules. The plan's own texts are in no code.

pub mod board;
mod check;
mod days;
pub mod duties;
mod file;
pub mod judge;
mod measure;
pub mod model;
mod source;
pub mod spread;
pub mod warnings;
pub mod workflow;
mod working_days;

pub use board::{Board, Line, Score};
pub use check::{check, check_counts};
pub use file::parse;
pub use judge::State;
pub use measure::Value;
pub use model::Plan;
pub use source::{Plans, Source};
pub use working_days::WorkingDays;

use std::fmt;

/// Where in the plan's files something is wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    pub file: String,
    pub line: Option<usize>,
    pub reason: String,
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for PlanError {}

fn say<T>(errors: &mut Vec<PlanError>, at: &model::Placed<T>, reason: String) {
    errors.push(PlanError { file: at.file.clone(), line: Some(at.line), reason });
}
