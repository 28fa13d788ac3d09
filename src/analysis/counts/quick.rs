//! The common question, which needs no list of rows: counts by texts, a chunk of rows at a time.

use rayon::prelude::*;

use super::in_order;
use crate::{
    atlas::Layer,
    domain::Value,
    query::Scan,
    table::{CHUNK, Column, Membership, Row, Texts},
};

/// Cells of a scan beyond which the rows are better listed.
const MOST_CELLS: usize = 1 << 23;

/// A question that columns alone answer.
pub(super) struct Quick<'l> {
    layer: &'l Layer,
    scan: Scan<'l>,
    membership: &'l Membership,
    names: &'l [String],
    columns: Vec<&'l Texts>,
    /// A group's number has a digit for each column; its last value is null.
    bases: Vec<usize>,
    /// How many numbers of groups there are.
    width: usize,
    slot_of: &'l [usize],
    outside: usize,
}

/// Groups that occur, in order, and their numbers; for each unit and then the outside the count of
/// each.
pub(super) struct Counted {
    pub groups: Vec<Vec<Value>>,
    pub numbers: Vec<usize>,
    pub cells: Vec<u64>,
}

/// Where the rows of a chunk and their groups are put.
#[derive(Default)]
pub(super) struct Room {
    rows: Vec<Row>,
    groups: Vec<usize>,
}

impl<'l> Quick<'l> {
    /// `None` when not all groups are texts, or when there could be too many.
    ///
    /// - `slot_of`: the place of each unit's row; `outside` is the last.
    pub(super) fn new(
        layer: &'l Layer,
        scan: Scan<'l>,
        names: &'l [String],
        membership: &'l Membership,
        slot_of: &'l [usize],
        outside: usize,
    ) -> Option<Self> {
        let column = |name: &String| match layer.table.column(layer.schema().index_of(name)?) {
            Column::Text(texts) => Some(texts),
            _ => None,
        };
        let columns: Vec<&Texts> = names.iter().map(column).collect::<Option<_>>()?;
        let bases: Vec<usize> =
            columns.iter().map(|texts| texts.dictionary().count() + 1).collect();
        let width = bases.iter().try_fold(1_usize, |width, base| width.checked_mul(*base))?;
        if width.checked_mul(outside + 1)? > MOST_CELLS {
            return None;
        }
        Some(Self { layer, scan, membership, names, columns, bases, width, slot_of, outside })
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn chunks(&self) -> usize {
        self.scan.chunks()
    }

    /// Whether the numbers of groups mean the same in both.
    pub(super) fn same_groups(&self, other: &Self) -> bool {
        let same = |(one, other): (&&Texts, &&Texts)| {
            let (one, other) = (one.dictionary(), other.dictionary());
            one.count() == other.count()
                && (0..one.count() as u32).all(|number| one.get(number) == other.get(number))
        };
        self.columns.len() == other.columns.len()
            && self.columns.iter().zip(&other.columns).all(same)
    }

    /// Whether a chunk is known to count the same in both.
    pub(super) fn shares(&self, other: &Self, chunk: usize) -> bool {
        self.scan.shares(&other.scan, chunk)
            && self.membership.shares(other.membership, chunk)
            && self.columns.iter().zip(&other.columns).all(|(one, other)| one.shares(other, chunk))
    }

    /// Hands over the unit's slot and the group's number of each row of a chunk that counts.
    pub(super) fn chunk(&self, chunk: usize, room: &mut Room, mut take: impl FnMut(usize, usize)) {
        let Room { rows, groups } = room;
        let mut codes = [0; CHUNK];
        self.scan.select(chunk, rows);
        groups.clear();
        groups.resize(rows.len(), 0);
        for (texts, base) in self.columns.iter().zip(&self.bases) {
            let codes = texts.codes(chunk, &mut codes);
            for (group, row) in groups.iter_mut().zip(&*rows) {
                let code = codes[*row as usize % CHUNK] as usize;
                *group = *group * base + code.min(base - 1);
            }
        }
        let units = self.membership.units(chunk);
        for (group, row) in groups.iter().zip(&*rows) {
            let unit = units[*row as usize % CHUNK];
            take(self.slot_of.get(unit as usize).map_or(self.outside, |slot| *slot), *group);
        }
    }

    pub(super) fn count(&self) -> Counted {
        let parts = rayon::current_num_threads().min(self.chunks()).max(1);
        let chunks_of =
            |part: usize| self.chunks() * part / parts..self.chunks() * (part + 1) / parts;
        let count = |part: usize| {
            let mut cells = vec![0_u32; self.width * (self.outside + 1)];
            let mut seen = vec![false; self.width];
            let mut room = Room::default();
            for chunk in chunks_of(part) {
                self.chunk(chunk, &mut room, |slot, group| {
                    cells[slot * self.width + group] += 1;
                    seen[group] = true;
                });
            }
            (cells, seen)
        };
        let counted: Vec<(Vec<u32>, Vec<bool>)> = (0..parts).into_par_iter().map(count).collect();
        let total =
            |cell: usize| counted.iter().map(|(cells, _)| u64::from(cells[cell])).sum::<u64>();
        let occurs = |group: &usize| counted.iter().any(|(_, seen)| seen[*group]);
        let found: Vec<usize> = (0..self.width).filter(occurs).collect();
        if found.is_empty() {
            // Nothing to count still has one empty group, so that sums have a place.
            let cells = vec![0; self.outside + 1];
            return Counted { groups: vec![Vec::new()], numbers: Vec::new(), cells };
        }
        let values: Vec<Vec<Value>> = found.iter().map(|group| self.values(*group)).collect();
        let order = in_order(self.layer.schema(), self.names, &values);
        let numbers: Vec<usize> = order.iter().map(|place| found[*place]).collect();
        let cells = (0..=self.outside)
            .flat_map(|slot| numbers.iter().map(move |group| slot * self.width + group))
            .map(total)
            .collect();
        let groups = order.iter().map(|place| values[*place].clone()).collect();
        Counted { groups, numbers, cells }
    }

    /// The values of a group.
    fn values(&self, group: usize) -> Vec<Value> {
        let mut left = group;
        let digits = self.columns.iter().zip(&self.bases).rev().map(|(texts, base)| {
            let code = left % base;
            left /= base;
            texts.dictionary().get(code as u32).map_or(Value::Null, |t| Value::Text(t.clone()))
        });
        let mut values: Vec<Value> = digits.collect();
        values.reverse();
        values
    }
}
