//! How far one feature has come on a day, and how long it has taken.

use chrono::NaiveDate;

use super::{Step, Workflow};
use crate::{atlas::Layer, plan::WorkingDays, table::Row};

/// A step that a feature has reached.
#[derive(Debug, Clone)]
pub struct Passed<'w> {
    pub step: &'w Step,
    /// None where no column tells.
    pub on: Option<NaiveDate>,
    /// The day the next one was reached.
    pub until: Option<NaiveDate>,
    /// Working days it has stayed, or has stayed so far.
    pub used: Option<i64>,
    /// Working days it may stay.
    pub limit: Option<u32>,
    /// The last day it may stay.
    pub by: Option<NaiveDate>,
}

impl Passed<'_> {
    pub fn is_late(&self) -> bool {
        self.used.zip(self.limit).is_some_and(|(used, limit)| used > i64::from(limit))
    }
}

/// A feature's way through the workflow up to a day.
#[derive(Debug, Clone)]
pub struct Course<'w> {
    pub row: Row,
    pub tier: Option<String>,
    /// With a date, or the one it is at.
    pub passed: Vec<Passed<'w>>,
    /// By when it must be closed.
    pub due: Option<NaiveDate>,
    /// Days since then, while it is open.
    pub overdue_days: i64,
    /// The feature that has come back with it.
    pub recurrence: Option<String>,
    /// From the first step to its close.
    pub closed_in: Option<i64>,
    /// The day it was closed.
    pub closed_on: Option<NaiveDate>,
    /// Days were counted for which there is no calendar.
    pub guessed: bool,
}

impl<'w> Course<'w> {
    /// The step it is at; none for one that has not begun.
    pub fn at(&self) -> Option<&Passed<'w>> {
        self.passed.last()
    }

    pub fn is_open(&self) -> bool {
        self.at().is_some_and(|passed| !passed.step.closes)
    }

    /// Whether it has stayed too long at its step.
    pub fn is_late(&self) -> bool {
        self.is_open() && self.at().is_some_and(Passed::is_late)
    }

    /// Whether either time limit is over.
    pub fn is_overdue(&self) -> bool {
        self.is_late() || self.overdue_days > 0
    }

    /// - `at`: the day. The row tells when dated steps were reached; one without a date is taken
    ///   for the present one on every day since the step before.
    pub fn new(
        workflow: &'w Workflow,
        calendar: &WorkingDays,
        layer: &Layer,
        row: Row,
        at: NaiveDate,
    ) -> Self {
        let schema = layer.schema();
        let column = |name: &str| schema.index_of(name).map(|index| layer.table.column(index));
        let text = |name: &str| column(name).and_then(|column| column.text(row as usize));
        let date = |name: &str| column(name).and_then(|column| column.date(row as usize));
        let tier = workflow.tier.as_deref().and_then(text);
        let status = text(&workflow.status);
        let day = |step: &Step| step.on.as_deref().and_then(date);
        // The dated steps reached by then; what was gone back from has no date any more.
        let mut reached: Vec<(&Step, Option<NaiveDate>)> = workflow
            .steps
            .iter()
            .filter_map(|step| Some((step, Some(day(step).filter(|on| *on <= at)?))))
            .collect();
        let present = status.and_then(|status| workflow.step(status));
        if let Some(step) = present {
            match day(step) {
                // It is among them, at whatever place of the list.
                Some(on) if on <= at => {
                    reached.retain(|(other, _)| other.code != step.code);
                    reached.push((step, Some(on)));
                }
                Some(_) => {}
                None if reached.is_empty()
                    && workflow.steps.iter().any(|step| day(step).is_some()) => {}
                None => reached.push((step, None)),
            }
        }
        let mut guessed = false;
        let passed: Vec<Passed<'w>> = reached
            .iter()
            .enumerate()
            .map(|(place, (step, on))| {
                // Without a date of its own it stays since the last that is known.
                let from = on.or_else(|| reached[..place].iter().rev().find_map(|(_, on)| *on));
                let until = reached[place + 1..].iter().find_map(|(_, on)| *on);
                let ends = if reached.len() > place + 1 { until } else { Some(at) };
                let limit = step.limit(tier).filter(|_| !step.closes);
                let counted = from.zip(ends).filter(|_| !step.closes);
                let by = from.zip(limit).map(|(from, limit)| calendar.after(from, limit));
                guessed |= counted
                    .is_some_and(|(from, to)| calendar.guesses(from, to.max(by.unwrap_or(to))));
                let used = counted.map(|(from, to)| calendar.between(from, to));
                Passed { step, on: *on, until, used, limit, by }
            })
            .collect();
        let due = workflow.due.as_deref().and_then(date);
        let closed = passed.last().filter(|passed| passed.step.closes);
        let closed_on = closed.and_then(|passed| passed.on);
        let began = passed.first().and_then(|passed| passed.on);
        Self {
            row,
            tier: tier.map(str::to_owned),
            overdue_days: match (due, closed, passed.is_empty()) {
                (Some(due), None, false) => (at - due).num_days().max(0),
                _ => 0,
            },
            recurrence: workflow.recurrence.as_deref().and_then(text).map(str::to_owned),
            closed_in: began.zip(closed_on).map(|(from, to)| calendar.between(from, to)),
            closed_on,
            due,
            passed,
            guessed,
        }
    }
}
