//! The snapshot in a file, so that a start need not read the store row by row.
//!
//! A file is a state of long ago: what the store has changed since is caught up from the log, as
//! any follower does. It serves only a store that has the same log up to there.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::NaiveDate;
use rayon::prelude::*;

use super::{Layer, Snapshot, snapshot::Parts};
use crate::{
    domain::{CollectionId, Schema},
    saved::{Field, Fields, Reader, SavedError, Writer, fields},
    store::{LogMark, Outline, Refused, Store, StoreError},
    table::{Membership, Table},
};

fields!(Outline { definitions, rows });
fields!(Refused { table, reason });

/// What a file says of its snapshot before the layers.
struct Title {
    epoch: Arc<str>,
    seq: i64,
    looked_at: i64,
    as_of: NaiveDate,
    /// The territory file's text.
    territory: Option<Arc<str>>,
    outline: Outline,
    refused: Vec<Refused>,
    /// [`LogMark::lines`] at `seq`.
    lines: Arc<str>,
    /// One past the largest row of each layer, in the order of the layers.
    bounds: Vec<(CollectionId, usize)>,
}

fields!(Title { epoch, seq, looked_at, as_of, territory, outline, refused, lines, bounds });

/// A snapshot that a file held.
#[derive(Debug)]
pub struct Saved {
    pub(super) snapshot: Snapshot,
    lines: Arc<str>,
    /// What reading it took.
    pub(super) took: Duration,
}

impl Saved {
    pub(super) fn read(path: &Path) -> Result<Self, SavedError> {
        let began = Instant::now();
        let reader = Reader::open(path)?;
        let mut values = reader.values();
        let title = Title::take(&mut values)?;
        let bounds: BTreeMap<&CollectionId, usize> =
            title.bounds.iter().map(|(id, bound)| (id, *bound)).collect();
        let parts: Vec<Fields<'_>> =
            title.bounds.iter().map(|_| values.part()).collect::<Result<_, _>>()?;
        values.end()?;
        // The largest layer is not the last to be begun.
        let layers = parts.into_par_iter().map(|part| layer(part, &bounds));
        let layers = layers.collect::<Result<Vec<Layer>, SavedError>>()?;
        let Title { epoch, seq, looked_at, as_of, territory, outline, .. } = title;
        let refused = title.refused.into();
        let parts = Parts { epoch, seq, looked_at, territory, outline, refused };
        let snapshot = Snapshot::of_parts(parts, as_of, layers)
            .ok_or(SavedError::Damaged("the territory cannot be read"))?;
        Ok(Self { snapshot, lines: title.lines, took: began.elapsed() })
    }

    /// The state, when the store has come from it; else why it has not.
    pub(super) async fn of_store(
        self,
        store: &dyn Store,
    ) -> Result<Result<Snapshot, String>, StoreError> {
        let snapshot = self.snapshot;
        let LogMark { epoch, last, lines } = store.log_mark(snapshot.seq).await?;
        let behind = last - snapshot.seq;
        let features: usize = snapshot.layers().iter().map(|layer| layer.table.len()).sum();
        Ok(if epoch != snapshot.epoch {
            Err("the store has another history: it was made anew, restored or replaced".to_owned())
        } else if lines != self.lines {
            Err("the store's log went another way".to_owned())
        } else if store.outline().await?.definitions != snapshot.outline.definitions {
            Err("tables were changed".to_owned())
        } else if behind > worth(features) {
            Err(format!("{behind} changes were made since"))
        } else {
            Ok(snapshot)
        })
    }
}

/// Changes up to which catching up is sooner than reading the store: a line takes several times as
/// long as a row.
fn worth(features: usize) -> i64 {
    10_000 + features as i64 / 10
}

/// One layer with its memberships.
///
/// - `bounds`: one past the largest row, by layer.
fn layer(
    mut from: Fields<'_>,
    bounds: &BTreeMap<&CollectionId, usize>,
) -> Result<Layer, SavedError> {
    let schema = Arc::new(Schema::take(&mut from)?);
    let (read_at, mark) = (i64::take(&mut from)?, Field::take(&mut from)?);
    let (mut table, mut memberships) = (from.part()?, from.part()?);
    from.end()?;
    let bound = |id: &CollectionId| {
        bounds.get(id).copied().ok_or(SavedError::Damaged("a layer that there is not"))
    };
    let own = bound(&schema.id)?;
    let (table, memberships) = rayon::join(
        || {
            let read = Table::load(schema.clone(), &mut table)?;
            table.end().map(|()| read)
        },
        || {
            let mut found = Vec::new();
            for _ in 0..memberships.count(1)? {
                let level = CollectionId::take(&mut memberships)?;
                let units = bound(&level)?;
                found.push((level, Arc::new(Membership::load(own, units, &mut memberships)?)));
            }
            memberships.end().map(|()| found)
        },
    );
    let table = table?;
    if table.row_bound() != own {
        return Err(SavedError::Damaged("a layer of another length"));
    }
    let mut layer = Layer::new(table, read_at, mark);
    layer.memberships = memberships?.into_iter().collect();
    Ok(layer)
}

/// - `lines`: what stands for the log up to the snapshot.
/// - `whole`: without it, layers that the log does not follow are left out.
pub(super) fn write(
    snapshot: &Snapshot,
    lines: Arc<str>,
    whole: bool,
    to: &mut Writer,
) -> io::Result<()> {
    let layers = snapshot.layers().iter().filter(|layer| whole || layer.mark.is_empty());
    let layers: Vec<&Arc<Layer>> = layers.collect();
    let bound = |layer: &&Arc<Layer>| (layer.schema().id.clone(), layer.table.row_bound());
    let bounds: Vec<(CollectionId, usize)> = layers.iter().map(bound).collect();
    let Parts { epoch, seq, looked_at, territory, refused, .. } = snapshot.parts();
    let outline = outline(snapshot, whole);
    let (as_of, refused) = (snapshot.territory.as_of, refused.to_vec());
    let is_in = |id: &CollectionId| bounds.iter().any(|(layer, _)| layer == id);
    let mut levels: Vec<Vec<(&CollectionId, &Arc<Membership>)>> = Vec::new();
    for layer in &layers {
        levels.push(layer.memberships.iter().filter(|(level, _)| is_in(level)).collect());
    }
    let title = Title { epoch, seq, looked_at, as_of, territory, outline, refused, lines, bounds };
    to.put(&title);
    for (layer, levels) in layers.into_iter().zip(levels) {
        to.part(|to| {
            to.put(&**layer.schema());
            to.put(&layer.read_at);
            to.put(&layer.mark);
            to.part(|to| layer.table.save(to))?;
            to.part(|to| {
                to.put(&(levels.len() as u32));
                levels.iter().try_for_each(|(level, membership)| {
                    to.put(*level);
                    membership.save(to)
                })
            })
        })?;
    }
    Ok(())
}

/// What of it stands for rows that are in the file.
pub(super) fn outline(snapshot: &Snapshot, whole: bool) -> Outline {
    match whole {
        true => snapshot.outline.clone(),
        false => Outline { rows: BTreeMap::new(), ..snapshot.outline.clone() },
    }
}
