//! Holds a feature that is to be written against the workflow of its layer.

use std::{collections::BTreeMap, fmt, sync::Arc};

use chrono::NaiveDate;

use super::Workflow;
use crate::{
    domain::{Feature, Schema, Value},
    plan::model::Days,
    query::{Unbound, select},
    table::Table,
};

/// What of a feature stands against the workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    pub property: String,
    pub reason: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.property, self.reason)
    }
}

/// Values of one feature by name.
#[derive(Clone, Copy)]
struct Named<'f> {
    schema: &'f Schema,
    feature: &'f Feature,
}

impl<'f> Named<'f> {
    fn get(self, name: &str) -> Option<&'f Value> {
        self.schema.index_of(name).and_then(|index| self.feature.values.get(index))
    }

    fn text(self, name: &str) -> Option<&'f str> {
        self.get(name).and_then(Value::as_text)
    }

    fn date(self, name: &str) -> Option<NaiveDate> {
        self.get(name).and_then(Value::as_date)
    }
}

impl Workflow {
    /// - `before`: the feature as it is; `None` for a new one, which may come with a past of its own.
    /// - `days`: those that the closing condition may name.
    ///
    /// # Errors
    /// What of it is not allowed, the first thing.
    pub fn allows(
        &self,
        schema: &Arc<Schema>,
        before: Option<&Feature>,
        after: &Feature,
        days: &Days,
    ) -> Result<(), Broken> {
        let after_named = Named { schema, feature: after };
        if let Some(before) = before {
            let before = Named { schema, feature: before };
            // A row that stands wrongly already can still be mended where the workflow does not look.
            if !self.columns().any(|column| before.get(column) != after_named.get(column)) {
                return Ok(());
            }
            self.moves(before, after_named)?;
        }
        self.stands(schema, after, days)
    }

    /// The columns that the workflow is about.
    fn columns(&self) -> impl Iterator<Item = &str> {
        let dates = self.steps.iter().filter_map(|step| step.on.as_deref());
        dates.chain([&*self.status]).chain(self.tier.as_deref())
    }

    fn moves(&self, before: Named<'_>, after: Named<'_>) -> Result<(), Broken> {
        let column = &self.status;
        let (from, to) = (before.text(column), after.text(column));
        if let (Some(from), Some(to)) = (from.and_then(|from| self.step(from)), to)
            && from.code != to
            && !from.allowed().any(|allowed| allowed == to)
        {
            let allowed: Vec<String> = from.allowed().map(|code| format!("`{code}`")).collect();
            let allowed = match allowed.is_empty() {
                true => "nothing follows".to_owned(),
                false => format!("allowed is {}", allowed.join(", ")),
            };
            let reason = format!("from `{}` to `{to}` is no step; {allowed}", from.code);
            return Err(Broken { property: column.clone(), reason });
        }
        let Some(tier) = &self.tier else { return Ok(()) };
        if let (Some(from), Some(to)) = (before.text(tier), after.text(tier))
            && from != to
            && !self.hand_off.iter().any(|known| known.from == from && known.to == to)
        {
            let allowed = self.hand_off.iter().filter(|known| known.from == from);
            let allowed: Vec<String> = allowed.map(|known| format!("`{}`", known.to)).collect();
            let allowed = match allowed.is_empty() {
                true => "it goes nowhere from there".to_owned(),
                false => format!("allowed is {}", allowed.join(", ")),
            };
            let reason = format!("from `{from}` to `{to}` is no hand-off; {allowed}");
            return Err(Broken { property: tier.clone(), reason });
        }
        Ok(())
    }

    /// Whether the status, the dates and the closing condition of a feature fit together.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn stands(
        &self,
        schema: &Arc<Schema>,
        feature: &Feature,
        days: &Days,
    ) -> Result<(), Broken> {
        let named = Named { schema, feature };
        let Some(status) = named.text(&self.status) else {
            return Err(Broken {
                property: self.status.clone(),
                reason: "it has no step".to_owned(),
            });
        };
        let Some(step) = self.step(status) else {
            let reason = format!("`{status}` is no step");
            return Err(Broken { property: self.status.clone(), reason });
        };
        let mut last: Option<(&str, NaiveDate)> = None;
        for on in self.passed(status).iter().filter_map(|step| step.on.as_deref()) {
            let Some(date) = named.date(on) else {
                let reason = format!("`{status}` needs this date");
                return Err(Broken { property: on.to_owned(), reason });
            };
            if let Some((earlier, day)) = last.filter(|(_, day)| *day > date) {
                let reason = format!("{date} is before `{earlier}` ({day})");
                return Err(Broken { property: on.to_owned(), reason });
            }
            last = Some((on, date));
        }
        for later in self.later(status) {
            if let Some(on) = &later.on
                && named.date(on).is_some()
            {
                let reason = format!("it has a date, but `{status}` comes before `{}`", later.code);
                return Err(Broken { property: on.clone(), reason });
            }
        }
        if let Some(closing) = self.closing.as_ref().filter(|_| step.closes) {
            let table = Table::new(schema.clone(), vec![feature.clone()], &BTreeMap::new());
            let met = select(&table, &closing.filter(days), &Unbound(days.at), Default::default());
            if !met.is_ok_and(|rows| !rows.is_empty()) {
                let reason = format!("`{status}` closes, which needs {}", closing.text(days));
                return Err(Broken { property: self.status.clone(), reason });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workflow() -> Workflow {
        let text = r#"
            layer = "cases"
            zh = ""
            en = ""
            clauses = []
            status = "stage"
            steps = [
                { code = "a", on = "a_on", next = ["b", "c"] },
                { code = "b", on = "b_on", next = ["d"], limit = 2, limits = { back = 5 } },
                { code = "c", next = ["d"] },
                { code = "d", on = "d_on", next = ["e"], back = ["b"], closes = true },
                { code = "e", next = [], back = ["b"] },
            ]
        "#;
        toml::from_str(text).unwrap()
    }

    fn codes(steps: &[&super::super::Step]) -> Vec<String> {
        steps.iter().map(|step| step.code.clone()).collect()
    }

    #[test]
    fn what_every_way_passes_is_needed() {
        let workflow = workflow();
        assert_eq!(codes(&workflow.passed("a")), ["a"]);
        assert_eq!(codes(&workflow.passed("b")), ["a", "b"]);
        // Two ways lead to `d`, and neither of their steps is on both.
        assert_eq!(codes(&workflow.passed("d")), ["a", "d"]);
        assert_eq!(codes(&workflow.passed("e")), ["a", "d", "e"]);
        assert_eq!(codes(&workflow.later("b")), ["d", "e"]);
        assert!(workflow.later("e").is_empty());
    }

    #[test]
    fn a_tier_has_its_own_limit() {
        let workflow = workflow();
        let step = workflow.step("b").unwrap();
        assert_eq!(
            [step.limit(None), step.limit(Some("front")), step.limit(Some("back"))],
            [Some(2), Some(2), Some(5)]
        );
        assert_eq!(step.allowed().collect::<Vec<_>>(), ["d"]);
    }
}
