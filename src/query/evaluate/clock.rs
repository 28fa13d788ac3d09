use std::{
    cell::{Cell, RefCell},
    time::Instant,
};

use super::{EvaluateError, Limits};
use crate::spatial::RelationError;

/// What an evaluation took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Rows the whole filter was asked about.
    pub rows: usize,
    /// Geometries that were tested exactly, after the index.
    pub geometries: usize,
}

/// Rows between two looks at the clock.
const ROWS_PER_LOOK: usize = 1024;

/// Counts the work of one evaluation and ends it when it costs too much.
#[derive(Debug)]
pub(super) struct Clock {
    limits: Limits,
    /// `None`: without end.
    until: Option<Instant>,
    rows: Cell<usize>,
    geometries: Cell<usize>,
    bytes: Cell<usize>,
    late: Cell<bool>,
    failure: RefCell<Option<RelationError>>,
}

impl Clock {
    pub(super) fn new(limits: Limits, now: Instant) -> Self {
        Self {
            limits,
            until: now.checked_add(limits.time),
            rows: Cell::new(0),
            geometries: Cell::new(0),
            bytes: Cell::new(0),
            late: Cell::new(false),
            failure: RefCell::new(None),
        }
    }

    /// Counts a row.
    pub(super) fn row(&self) -> Result<(), EvaluateError> {
        self.rows.set(self.rows.get() + 1);
        if self.rows.get().is_multiple_of(ROWS_PER_LOOK) {
            self.look();
        }
        if self.late.get() { self.check() } else { Ok(()) }
    }

    /// Counts an exact test; false when there is no time left for it.
    pub(super) fn geometry(&self) -> bool {
        self.geometries.set(self.geometries.get() + 1);
        self.look();
        !self.late.get()
    }

    fn look(&self) {
        if self.until.is_some_and(|until| Instant::now() >= until) {
            self.late.set(true);
        }
    }

    /// Counts memory for candidates.
    pub(super) fn candidates(&self, bytes: usize) -> Result<(), EvaluateError> {
        self.bytes.set(self.bytes.get() + bytes);
        if self.bytes.get() > self.limits.candidate_bytes {
            return Err(EvaluateError::TooManyCandidates);
        }
        self.look();
        self.check()
    }

    /// The pair could not be decided, so the whole evaluation cannot.
    pub(super) fn fail(&self, error: RelationError) {
        self.failure.borrow_mut().get_or_insert(error);
        self.late.set(true);
    }

    pub(super) fn check(&self) -> Result<(), EvaluateError> {
        if let Some(error) = self.failure.borrow().as_ref() {
            return Err(EvaluateError::Engine(error.clone()));
        }
        if self.late.get() {
            return Err(EvaluateError::TooExpensive { seconds: self.limits.time.as_secs() });
        }
        Ok(())
    }

    pub(super) fn work(&self) -> Work {
        Work { rows: self.rows.get(), geometries: self.geometries.get() }
    }
}
