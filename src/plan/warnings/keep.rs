//! Keeps the log while the service runs.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use chrono::NaiveDate;
use tracing::warn;

use super::{super::Plans, check::layers, log::COLLECTION, record::record};
use crate::{
    analysis::coverage::Grounds,
    atlas::{Atlas, Layer},
    domain::{Audience, CollectionId},
};

/// Edits come in bursts: the levels are counted once it has gone quiet this long.
const QUIET: Duration = Duration::from_millis(300);
/// The plan may have changed, which no layer tells.
const LOOK: Duration = Duration::from_secs(5);
/// What the levels are counted from: another of it may give other levels.
struct Inputs {
    plan: String,
    at: NaiveDate,
    layers: Vec<Weak<Layer>>,
}

impl Inputs {
    fn of(atlas: &Atlas, plans: &Plans) -> Option<Self> {
        let plan = plans.current()?;
        let read = layers(plan.warnings.as_ref()?);
        let snapshot = atlas.snapshot();
        let counts = |layer: &&Arc<Layer>| {
            let id: &CollectionId = &layer.schema().id;
            id.as_str() == COLLECTION || read.as_ref().is_none_or(|read| read.contains(id))
        };
        let view = snapshot.view(Audience::Internal, None);
        let layers = view.layers().filter(counts).map(Arc::downgrade).collect();
        Some(Self { plan: plan.digest.clone(), at: snapshot.territory.as_of, layers })
    }
}

impl PartialEq for Inputs {
    fn eq(&self, other: &Self) -> bool {
        (&self.plan, self.at) == (&other.plan, other.at)
            && self.layers.len() == other.layers.len()
            && self.layers.iter().zip(&other.layers).all(|(a, b)| a.ptr_eq(b))
    }
}

/// Keeps the log for as long as it is polled.
pub async fn keep(atlas: &Atlas, plans: &Plans, grounds: &Arc<Grounds>) {
    let mut moved = atlas.watch();
    let mut seen: Option<Inputs> = None;
    let mut failing = false;
    loop {
        moved.borrow_and_update();
        let now = Inputs::of(atlas, plans);
        if now.is_some() && now != seen {
            match record(atlas, plans, grounds).await {
                Ok(_) => (seen, failing) = (now, false),
                Err(error) => {
                    // Said once, not every five seconds.
                    if !failing {
                        warn!("changes of warning levels are not logged: {error}");
                    }
                    failing = true;
                    tokio::time::sleep(LOOK).await;
                    continue;
                }
            }
        }
        tokio::select! {
            moved = moved.changed() => match moved {
                Ok(()) => tokio::time::sleep(QUIET).await,
                Err(_) => return,
            },
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}
