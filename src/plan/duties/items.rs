//! What is open and overdue, and in which unit it lies.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use chrono::NaiveDate;

use super::Obligation;
use crate::{
    analysis::AnalysisError,
    atlas::{Layer, View},
    domain::{CollectionId, UnitRef},
    plan::Plan,
    table::{NO_UNIT, Row},
};

/// An open feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    pub row: Row,
    /// None where no column tells.
    pub due: Option<NaiveDate>,
    /// Days since then; 0 for one that is not overdue.
    pub overdue_days: i64,
    /// Its time limit reaches into a year without a calendar.
    pub guessed: bool,
}

/// The open features of one obligation.
#[derive(Debug)]
pub struct Obliged<'p> {
    pub obligation: &'p Obligation,
    pub layer: Arc<Layer>,
    pub items: Vec<Item>,
}

/// How much is open of one obligation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Load {
    pub open: usize,
    pub overdue: usize,
    /// Of the item that has been overdue for longest.
    pub most_days: i64,
}

impl Load {
    fn add(&mut self, item: &Item) {
        self.open += 1;
        self.overdue += usize::from(item.overdue_days > 0);
        self.most_days = self.most_days.max(item.overdue_days);
    }

    /// Of several obligations.
    pub fn sum(all: &[Self]) -> Self {
        all.iter().fold(Self::default(), |sum, load| Self {
            open: sum.open + load.open,
            overdue: sum.overdue + load.overdue,
            most_days: sum.most_days.max(load.most_days),
        })
    }
}

/// All that is open on a day, by obligation and unit.
#[derive(Debug)]
pub struct Loads<'a> {
    view: &'a View,
    pub obliged: Vec<Obliged<'a>>,
    /// By level and unit: of each obligation the positions of its items.
    places: HashMap<CollectionId, HashMap<Row, Vec<Vec<usize>>>>,
}

impl<'a> Loads<'a> {
    /// - `levels`: those whose units will be asked for.
    ///
    /// # Errors
    /// [`AnalysisError`] where the plan names what the audience may not see.
    pub fn new(
        plan: &'a Plan,
        view: &'a View,
        levels: &[CollectionId],
    ) -> Result<Self, AnalysisError> {
        let obliged = plan
            .duties
            .obligations
            .iter()
            .map(|obligation| obliged(plan, view, &obligation.it))
            .collect::<Result<Vec<_>, _>>()?;
        let mut places = HashMap::new();
        for level in levels {
            let mut units: HashMap<Row, Vec<Vec<usize>>> = HashMap::new();
            for (number, one) in obliged.iter().enumerate() {
                let membership = view.membership(&one.layer, level)?;
                for (position, item) in one.items.iter().enumerate() {
                    let unit = membership.unit(item.row);
                    if unit != NO_UNIT {
                        let lists =
                            units.entry(unit).or_insert_with(|| vec![Vec::new(); obliged.len()]);
                        lists[number].push(position);
                    }
                }
            }
            places.insert(level.clone(), units);
        }
        Ok(Self { view, obliged, places })
    }

    /// Of each obligation the items in any of the units, each once.
    pub fn items(&self, units: &[UnitRef]) -> Vec<Vec<Item>> {
        let mut found: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); self.obliged.len()];
        for unit in units {
            let Ok(layer) = self.view.layer(&unit.collection) else { continue };
            let lists = layer
                .table
                .row_of(&unit.id)
                .and_then(|row| self.places.get(&unit.collection)?.get(&row));
            for (number, positions) in lists.into_iter().flatten().enumerate() {
                found[number].extend(positions);
            }
        }
        found
            .into_iter()
            .zip(&self.obliged)
            .map(|(positions, one)| positions.into_iter().map(|i| one.items[i]).collect())
            .collect()
    }

    /// Of each obligation how much is open in the units.
    pub fn of(&self, units: &[UnitRef]) -> Vec<Load> {
        let loads = self.items(units).into_iter().map(|items| {
            let mut load = Load::default();
            items.iter().for_each(|item| load.add(item));
            load
        });
        loads.collect()
    }
}

fn obliged<'a>(
    plan: &Plan,
    view: &View,
    obligation: &'a Obligation,
) -> Result<Obliged<'a>, AnalysisError> {
    let layer = view.layer(&obligation.layer)?.clone();
    let at = view.at();
    // Not the plan's days: what is open today is open, even after the year is over.
    let days = crate::plan::model::Days { at, ..plan.days(at) };
    let schema = layer.schema();
    let items = view
        .select(&layer, &obligation.open.filter(&days))?
        .into_iter()
        .map(|row| {
            let date = |name: &str| layer.table.column(schema.index_of(name)?).date(row as usize);
            let due = obligation.due_on(&plan.calendar, date);
            let start = obligation.start.as_deref().and_then(date);
            let guessed = obligation.due.is_none()
                && start.zip(due).is_some_and(|(start, due)| plan.calendar.guesses(start, due));
            let overdue_days = due.map_or(0, |due| (at - due).num_days().max(0));
            Item { row, due, overdue_days, guessed }
        })
        .collect();
    Ok(Obliged { obligation, layer, items })
}
