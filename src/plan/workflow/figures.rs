//! How the features of a workflow stand, as a whole, by unit and by tier.

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;

use super::{Course, Workflow};
use crate::{
    analysis::AnalysisError,
    atlas::{Layer, View},
    domain::{CollectionId, UnitRef},
    plan::Plan,
    query::Filter,
    table::{NO_UNIT, Row},
};

/// The open features at one step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stage {
    pub open: usize,
    /// Of which have stayed there too long.
    pub late: usize,
    /// Of which have any of their time limits over.
    pub overdue: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    pub open: usize,
    pub overdue: usize,
    /// Too long at their step.
    pub late: usize,
    /// Their own day is over.
    pub past_due: usize,
    /// Closed in the plan's period up to the day.
    pub closed: usize,
    /// Of all that began in the period: those that are with a tier they are handed on to.
    pub hand_offs: usize,
    /// Of the same: those that had come back.
    pub recurrences: usize,
    /// Working days from the first step to the close, of those closed in the period.
    pub median_days: Option<i64>,
    /// In the order of the steps.
    pub stages: Vec<Stage>,
}

/// The features of a workflow on a day.
#[derive(Debug)]
pub struct Board<'p> {
    pub workflow: &'p Workflow,
    pub layer: Arc<Layer>,
    pub courses: Vec<Course<'p>>,
    period: (NaiveDate, NaiveDate),
    at: NaiveDate,
}

impl<'p> Board<'p> {
    /// # Errors
    /// [`AnalysisError`] for units that do not exist and layers that the audience may not see.
    pub fn new(
        plan: &'p Plan,
        workflow: &'p Workflow,
        view: &View,
        within: Option<&UnitRef>,
    ) -> Result<Self, AnalysisError> {
        let layer = view.layer(&workflow.layer)?.clone();
        let filter = within.map_or(Filter::And(Vec::new()), |unit| Filter::Within(unit.clone()));
        let at = view.at();
        let courses = view
            .select(&layer, &filter)?
            .into_iter()
            .map(|row| Course::new(workflow, &plan.calendar, &layer, row, at))
            // What has not begun by then is not there.
            .filter(|course| course.at().is_some())
            .collect();
        Ok(Self { workflow, layer, courses, period: plan.period, at })
    }

    pub fn total(&self) -> Figures {
        self.figures(self.courses.iter())
    }

    /// By tier, in the order of their names.
    pub fn tiers(&self) -> Vec<(String, Figures)> {
        let mut tiers: BTreeMap<&str, Vec<&Course<'_>>> = BTreeMap::new();
        for course in &self.courses {
            tiers.entry(course.tier.as_deref().unwrap_or_default()).or_default().push(course);
        }
        let figures = |(tier, courses): (&str, Vec<&Course<'_>>)| {
            (tier.to_owned(), self.figures(courses.into_iter()))
        };
        tiers.into_iter().map(figures).collect()
    }

    /// For the units of a level (inside `within`), and for what lies in none.
    ///
    /// # Errors
    /// [`AnalysisError`] for a level that does not exist.
    pub fn units(
        &self,
        view: &View,
        level: &CollectionId,
        within: Option<&UnitRef>,
    ) -> Result<(Vec<(Row, Figures)>, Figures), AnalysisError> {
        let units = view.layer(level)?;
        let membership = view.membership(&self.layer, level)?;
        let filter = within.map_or(Filter::And(Vec::new()), |unit| Filter::Within(unit.clone()));
        let mut by: BTreeMap<Row, Vec<&Course<'_>>> = BTreeMap::new();
        for course in &self.courses {
            by.entry(membership.unit(course.row)).or_default().push(course);
        }
        let mut figures = |row: Row| self.figures(by.remove(&row).unwrap_or_default().into_iter());
        let rows = view.select(units, &filter)?;
        let lines = rows.into_iter().map(|row| (row, figures(row))).collect();
        let _ = figures(NO_UNIT);
        // Whatever is in none of the listed units: also what a larger unit has beyond them.
        let rest = by.into_values().flatten();
        let outside = self.courses.iter().filter(|course| membership.unit(course.row) == NO_UNIT);
        let outside = self.figures(outside.chain(rest));
        Ok((lines, outside))
    }

    fn in_period(&self, day: Option<NaiveDate>) -> bool {
        day.is_some_and(|day| self.period.0 <= day && day <= self.period.1.min(self.at))
    }

    fn figures<'c>(&self, courses: impl Iterator<Item = &'c Course<'p>>) -> Figures
    where
        'p: 'c,
    {
        let mut sum = Figures {
            stages: vec![Stage::default(); self.workflow.steps.len()],
            ..Figures::default()
        };
        let mut took = Vec::new();
        let handed = |tier: &str| self.workflow.hand_off.iter().any(|hand_off| hand_off.to == tier);
        for course in courses {
            if let Some(at) = course.at().filter(|_| course.is_open()) {
                sum.open += 1;
                sum.overdue += usize::from(course.is_overdue());
                sum.late += usize::from(course.is_late());
                sum.past_due += usize::from(course.overdue_days > 0);
                let place = self.workflow.steps.iter().position(|step| step.code == at.step.code);
                if let Some(stage) = place.and_then(|place| sum.stages.get_mut(place)) {
                    stage.open += 1;
                    stage.late += usize::from(course.is_late());
                    stage.overdue += usize::from(course.is_overdue());
                }
            }
            if self.in_period(course.closed_on) {
                sum.closed += 1;
                took.extend(course.closed_in);
            }
            if self.in_period(course.passed.first().and_then(|passed| passed.on)) {
                sum.hand_offs += usize::from(course.tier.as_deref().is_some_and(handed));
                sum.recurrences += usize::from(course.recurrence.is_some());
            }
        }
        took.sort_unstable();
        // The nearest rank, as percentiles of targets are taken.
        sum.median_days = took.get(took.len().div_ceil(2).saturating_sub(1)).copied();
        sum
    }
}
