//! Questions over the layers. Knows units and time, not HTTP.

pub mod counts;
pub mod coverage;
pub mod nearest;
pub mod place;

/// Why an analysis cannot be made of what was asked.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    #[error(transparent)]
    View(#[from] crate::atlas::ViewError),
    #[error("{reason}")]
    Parameter { parameter: &'static str, reason: String },
    #[error("the geometry engine failed: {0}")]
    Engine(String),
}

impl From<crate::query::EvaluateError> for AnalysisError {
    fn from(error: crate::query::EvaluateError) -> Self {
        Self::View(error.into())
    }
}
