//! Answers that are kept, and brought up to date by what was written since.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use chrono::NaiveDate;

use super::{
    Counts, Line, Question, Tally, assemble, counts, places_of,
    quick::{Counted, Quick, Room},
};
use crate::{
    analysis::AnalysisError,
    atlas::{Layer, View},
    domain::{Audience, CollectionId},
    query::Filter,
    table::{Membership, UnitIndex},
};

/// How many questions have an answer kept.
const KEPT: usize = 16;

/// Cells of all kept answers, of some 40 bytes each.
const MOST_CELLS: usize = 1 << 20;

/// Counts of whole layers, which need no counting while nothing changes.
///
/// Of a layer that was written to, only the chunks of rows that it no longer shares with the state
/// that was counted are counted, in both: their difference is that of the answers.
#[derive(Debug, Default)]
pub struct Totals {
    /// The latest asked first.
    kept: Mutex<Vec<(Key, Place)>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    collection: CollectionId,
    by: CollectionId,
    group: Vec<String>,
    at: NaiveDate,
    audience: Audience,
}

/// Who counts holds it, so that others with the same question wait for the answer.
type Place = Arc<Mutex<Option<Kept>>>;

/// An answer and what it was counted from. Holding that keeps addresses from being used again.
#[derive(Debug)]
struct Kept {
    layer: Arc<Layer>,
    membership: Arc<Membership>,
    /// Differs whenever a unit does.
    index: Arc<UnitIndex>,
    /// By unit row.
    slot_of: Vec<usize>,
    /// The place of each group's number in the answer; none that does not occur.
    place_of: Vec<Option<u32>>,
    counts: Arc<Counts>,
}

/// What a question is asked of.
struct Asked<'v> {
    view: &'v View,
    layer: &'v Arc<Layer>,
    units_layer: &'v Arc<Layer>,
    membership: Arc<Membership>,
    index: Arc<UnitIndex>,
    group: &'v [String],
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Totals {
    /// As [`counts`], from what is kept where that answers the question.
    ///
    /// # Errors
    /// As [`counts`].
    pub fn counts(&self, view: &View, question: &Question) -> Result<Arc<Counts>, AnalysisError> {
        let is_whole = question.within.is_none()
            && question.sum.is_empty()
            && matches!(&question.filter, Filter::And(parts) if parts.is_empty());
        // One of the threads that count must not wait for who waits for it.
        if !is_whole || rayon::current_thread_index().is_some() {
            return counts(view, question).map(Arc::new);
        }
        let layer = view.layer(&question.collection)?;
        let asked = Asked {
            view,
            layer,
            units_layer: view.layer(&question.by)?,
            membership: view.membership(layer, &question.by)?,
            index: view.units(&question.by)?,
            group: &question.group,
        };
        // Units of another day are placed for each question.
        if !view.keeps(layer, &question.by) || asked.membership.has_lines() {
            return counts(view, question).map(Arc::new);
        }
        let key = Key {
            collection: question.collection.clone(),
            by: question.by.clone(),
            group: question.group.clone(),
            at: view.at(),
            audience: view.audience(),
        };
        let place = self.place(&key);
        let mut kept = lock(&place);
        if let Some(kept) = &*kept
            && kept.is_of(&asked)
        {
            return Ok(kept.counts.clone());
        }
        let next = kept.as_ref().and_then(|kept| kept.moved(&asked)).or_else(|| asked.count());
        let Some(next) = next else {
            *kept = None;
            drop(kept);
            self.forget(&key);
            return counts(view, question).map(Arc::new);
        };
        let answer = next.counts.clone();
        *kept = Some(next);
        drop(kept);
        self.tidy(layer);
        Ok(answer)
    }

    fn place(&self, key: &Key) -> Place {
        let mut kept = lock(&self.kept);
        let known = kept.iter().position(|(known, _)| known == key);
        let entry = match known {
            Some(position) => kept.remove(position),
            None => (key.clone(), Place::default()),
        };
        let place = entry.1.clone();
        kept.insert(0, entry);
        kept.truncate(KEPT);
        place
    }

    fn forget(&self, key: &Key) {
        lock(&self.kept).retain(|(known, _)| known != key);
    }

    /// Lets go of what was asked longest ago, so that the rest is small, and of states of the layer
    /// from which little is left.
    fn tidy(&self, layer: &Arc<Layer>) {
        let mut cells = 0;
        lock(&self.kept).retain(|(_, place)| {
            // What is being counted is looked at when it is done.
            let Ok(kept) = place.try_lock() else { return true };
            let Some(kept) = &*kept else { return true };
            cells += kept.cells();
            cells <= MOST_CELLS && !kept.is_old(layer)
        });
    }
}

impl Asked<'_> {
    fn quick<'q>(
        &'q self,
        layer: &'q Layer,
        membership: &'q Membership,
        slot_of: &'q [usize],
    ) -> Option<Quick<'q>> {
        let scan = self.view.scan(layer, &Filter::And(Vec::new()))?;
        let outside = self.index.rows().len();
        Quick::new(layer, scan, self.group, membership, slot_of, outside)
    }

    /// `None` for a question that needs the rows.
    fn count(&self) -> Option<Kept> {
        let (units, slot_of) = places_of(self.units_layer, self.index.rows().to_vec());
        let quick = self.quick(self.layer, &self.membership, &slot_of)?;
        let Counted { groups, numbers, cells } = quick.count();
        let mut place_of = vec![None; quick.width()];
        for (place, number) in (0..).zip(numbers) {
            place_of[number] = Some(place);
        }
        let cells = cells.into_iter().map(|count| Tally { count, ..Tally::default() }).collect();
        let counts = assemble(self.layer, self.units_layer, groups, cells, units, false);
        Some(self.kept(slot_of, place_of, counts))
    }

    fn kept(&self, slot_of: Vec<usize>, place_of: Vec<Option<u32>>, counts: Counts) -> Kept {
        Kept {
            layer: self.layer.clone(),
            membership: self.membership.clone(),
            index: self.index.clone(),
            slot_of,
            place_of,
            counts: Arc::new(counts),
        }
    }
}

impl Kept {
    fn is_of(&self, asked: &Asked<'_>) -> bool {
        Arc::ptr_eq(&self.layer, asked.layer)
            && Arc::ptr_eq(&self.membership, &asked.membership)
            && Arc::ptr_eq(&self.index, &asked.index)
            && Arc::ptr_eq(&self.counts.units_layer, asked.units_layer)
    }

    /// Whether it holds another state of the layer that has hardly anything in common with this.
    fn is_old(&self, layer: &Arc<Layer>) -> bool {
        self.layer.schema().id == layer.schema().id
            && !Arc::ptr_eq(&self.layer, layer)
            && (!self.layer.same_reading(layer) || self.layer.table.has_parted(&layer.table))
    }

    fn cells(&self) -> usize {
        (self.counts.units.len() + 1) * self.counts.groups.len() + self.place_of.len()
    }

    /// The answer for another state of the layer; `None` when it must be counted from scratch.
    fn moved(&self, asked: &Asked<'_>) -> Option<Self> {
        let same_schema = Arc::ptr_eq(self.layer.schema(), asked.layer.schema())
            || self.layer.schema() == asked.layer.schema();
        if !Arc::ptr_eq(&self.index, &asked.index) || !same_schema {
            return None;
        }
        let before = asked.quick(&self.layer, &self.membership, &self.slot_of)?;
        let after = asked.quick(asked.layer, &asked.membership, &self.slot_of)?;
        if !before.same_groups(&after) {
            return None;
        }
        let chunks = before.chunks().max(after.chunks());
        let changed: Vec<usize> =
            (0..chunks).filter(|chunk| !before.shares(&after, *chunk)).collect();
        // Both are counted, by one thread.
        if changed.len() > 2 + chunks / 16 {
            return None;
        }
        let (mut room, mut differences) = (Room::default(), HashMap::<(usize, usize), i64>::new());
        for chunk in changed {
            let mut add = |cell, more| *differences.entry(cell).or_default() += more;
            before.chunk(chunk, &mut room, |slot, group| add((slot, group), -1));
            after.chunk(chunk, &mut room, |slot, group| add((slot, group), 1));
        }
        differences.retain(|_, difference| *difference != 0);
        let counts = self.with(asked, &differences)?;
        Some(asked.kept(self.slot_of.clone(), self.place_of.clone(), counts))
    }

    /// The answer with differences by slot and group; `None` when other groups occur by them.
    fn with(
        &self,
        asked: &Asked<'_>,
        differences: &HashMap<(usize, usize), i64>,
    ) -> Option<Counts> {
        let known = &*self.counts;
        let mut units = known.units.clone();
        let (mut outside, mut total) = (known.outside.clone(), known.total.clone());
        for ((slot, group), difference) in differences {
            let place = (*self.place_of.get(*group)?)? as usize;
            let line = match units.get_mut(*slot) {
                Some((_, line)) => Arc::make_mut(line),
                None => &mut outside,
            };
            line.move_by(place, *difference)?;
            total.move_by(place, *difference)?;
        }
        if !differences.is_empty() && total.groups.iter().any(|group| group.count == 0) {
            return None;
        }
        Some(Counts {
            layer: asked.layer.clone(),
            units_layer: asked.units_layer.clone(),
            groups: known.groups.clone(),
            units,
            outside,
            total,
            has_lines: false,
        })
    }
}

impl Line {
    fn move_by(&mut self, group: usize, difference: i64) -> Option<()> {
        let Self { total, groups } = self;
        for tally in [total, groups.get_mut(group)?] {
            tally.count = tally.count.checked_add_signed(difference)?;
        }
        Some(())
    }
}
