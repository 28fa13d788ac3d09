//! The rows a new store is filled with: all at hand, or made while they are written.

use std::{borrow::Cow, fmt, sync::Arc, sync::mpsc::sync_channel, thread};

use futures_util::stream::{self, BoxStream, StreamExt};
use rayon::prelude::*;
use tokio::sync::mpsc;

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

impl Chunks {
    /// Makes all pieces on a thread of its own, for as long as they are taken.
    fn produce(self, mut send: impl FnMut(Vec<Feature>) -> bool + Send + 'static) {
        thread::spawn(move || {
            for start in (0..self.count).step_by(AHEAD) {
                let end = self.count.min(start + AHEAD);
                let made: Vec<_> =
                    (start..end).into_par_iter().map(|index| (self.make)(index)).collect();
                if !made.into_iter().all(&mut send) {
                    return;
                }
            }
        });
    }
}

impl Rows {
    /// How many pieces there are; more for a larger layer, about.
    pub fn piece_count(&self) -> usize {
        match self {
            Self::All(_) => 1,
            Self::Chunks(chunks) => chunks.count,
        }
    }

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
        chunks.produce(move |piece| sender.send(piece).is_ok());
        Box::new(receiver.into_iter().map(Cow::from))
    }

    /// As [`pieces`](Self::pieces), for a consumer that has other things to do while it waits.
    pub fn stream(&self) -> BoxStream<'_, Cow<'_, [Feature]>> {
        let chunks = match self {
            Self::All(features) => return stream::iter([Cow::from(features)]).boxed(),
            Self::Chunks(chunks) => chunks.clone(),
        };
        let (sender, receiver) = mpsc::channel(AHEAD);
        chunks.produce(move |piece| sender.blocking_send(piece).is_ok());
        let next = async |mut receiver: mpsc::Receiver<Vec<Feature>>| {
            let piece = receiver.recv().await?;
            Some((Cow::from(piece), receiver))
        };
        stream::unfold(receiver, next).boxed()
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
