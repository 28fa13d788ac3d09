//! The rows a new store is filled with: all at hand, or made while they are written.

use std::{borrow::Cow, fmt, sync::Arc, sync::mpsc::sync_channel, thread};

use rayon::prelude::*;

use crate::domain::Feature;

/// Rows of one layer, in the order they are stored.
#[derive(Debug, Clone)]
pub enum Rows {
    All(Vec<Feature>),
    /// Made in pieces, for layers too large to hold twice.
    Chunks(Chunks),
}

/// A number of pieces and how to make each, the same whenever it is asked.
#[derive(Clone)]
pub struct Chunks {
    pub count: usize,
    pub make: Arc<dyn Fn(usize) -> Vec<Feature> + Send + Sync>,
}

impl fmt::Debug for Chunks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Chunks").field("count", &self.count).finish_non_exhaustive()
    }
}

/// Pieces made at once by all cores, before the consumer asks for them.
const AHEAD: usize = 4;

impl Rows {
    /// All rows, piece by piece; each call starts anew.
    ///
    /// Pieces are made on other threads while the caller works on the last one; at most
    /// twice [`AHEAD`] are held at a time.
    pub fn pieces(&self) -> Box<dyn Iterator<Item = Cow<'_, [Feature]>> + Send + '_> {
        let chunks = match self {
            Self::All(features) => return Box::new(std::iter::once(Cow::from(features))),
            Self::Chunks(chunks) => chunks.clone(),
        };
        let (sender, receiver) = sync_channel(AHEAD);
        thread::spawn(move || {
            for start in (0..chunks.count).step_by(AHEAD) {
                let end = chunks.count.min(start + AHEAD);
                let made: Vec<_> =
                    (start..end).into_par_iter().map(|index| (chunks.make)(index)).collect();
                for piece in made {
                    // The reader gave up; so do we.
                    let Ok(()) = sender.send(piece) else { return };
                }
            }
        });
        Box::new(receiver.into_iter().map(Cow::from))
    }
}

impl Rows {
    /// All rows in one piece.
    pub fn whole(&self) -> Cow<'_, [Feature]> {
        match self {
            Self::All(features) => Cow::from(features),
            Self::Chunks(_) => self.pieces().flat_map(Cow::into_owned).collect(),
        }
    }
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        self.whole() == other.whole()
    }
}

impl From<Vec<Feature>> for Rows {
    fn from(features: Vec<Feature>) -> Self {
        Self::All(features)
    }
}
