//! What a target counts: features that each carry a numerator and a denominator, so that any unit's
//! number is a sum of theirs.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use chrono::{Datelike, NaiveDate};

use super::model::{Condition, Days, Measure, Need, Take};
use crate::{
    analysis::{
        AnalysisError,
        coverage::{self, Grounds},
    },
    atlas::{Layer, View},
    domain::{CollectionId, Role, UnitRef, Value as Cell},
    query::Filter,
    spatial::coverage::Detail,
    table::{Column, NO_UNIT, Row},
};

/// The layer of reported numbers, and its columns.
pub const INDICATORS: &str = "unit_indicators";
pub(super) const INDICATOR_COLUMNS: [&str; 6] =
    ["unit", "indicator", "stands_on", "num", "den", "unknown"];

/// What one feature adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Atom {
    pub row: Row,
    pub num: i64,
    pub den: i64,
    /// The part of the denominator that nothing is known of; it counts as not met.
    pub unknown: i64,
}

/// The atoms of one measure.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where the atoms' rows are.
    pub layer: Arc<Layer>,
    pub atoms: Vec<Atom>,
    /// Without one, only the numerator means something.
    pub has_den: bool,
    /// The numerators are not added up: this percentile of them is the number.
    pub percentile: Option<u8>,
    /// The newest day the numbers are from.
    pub as_of: NaiveDate,
    /// The layers or indicators they come from.
    pub source: String,
    /// What is counted.
    pub basis: &'static str,
}

/// A number with everything needed to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub num: i64,
    pub den: Option<i64>,
    pub unknown: i64,
    /// How many features it was made of.
    pub features: usize,
    pub as_of: NaiveDate,
    pub source: String,
    pub basis: &'static str,
    percentile: bool,
}

impl Value {
    /// Whether there is nothing that the number could be about.
    pub fn is_empty(&self) -> bool {
        // What is counted against nothing is a rate of its own kind: 3 of none.
        self.den == Some(0) && self.num == 0 || self.percentile && self.features == 0
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        self.unknown > 0 && Some(self.unknown) == self.den
    }

    /// The numbers of a whole of targets.
    pub(super) fn of_targets(met: i64, of: i64, at: NaiveDate) -> Self {
        Self {
            num: met,
            den: Some(of),
            unknown: 0,
            features: 0,
            as_of: at,
            source: "targets".to_owned(),
            basis: "targets",
            percentile: false,
        }
    }

    /// Adds up atoms; parts of one target are of one kind.
    pub(super) fn sum<'a>(
        atoms: impl Iterator<Item = (&'a Part, &'a Atom)>,
        parts: &[Part],
    ) -> Self {
        let first = &parts[0];
        let mut sum = Self {
            num: 0,
            den: first.has_den.then_some(0),
            unknown: 0,
            features: 0,
            as_of: parts.iter().map(|part| part.as_of).max().unwrap_or(first.as_of),
            source: {
                let mut sources: Vec<&str> = parts.iter().map(|part| &*part.source).collect();
                sources.dedup();
                sources.join(", ")
            },
            basis: first.basis,
            percentile: first.percentile.is_some(),
        };
        let mut numbers = Vec::new();
        for (_, atom) in atoms {
            sum.features += 1;
            sum.unknown += atom.unknown;
            if let Some(den) = &mut sum.den {
                *den += atom.den;
            }
            match first.percentile {
                Some(_) => numbers.push(atom.num),
                None => sum.num += atom.num,
            }
        }
        if let Some(percentile) = first.percentile {
            numbers.sort_unstable();
            // Nearest rank: the smallest number that so many per cent do not exceed.
            let rank = (numbers.len() * usize::from(percentile)).div_ceil(100);
            sum.num = numbers.get(rank.saturating_sub(1)).copied().unwrap_or(0);
        }
        sum
    }
}

/// Counts what the measures say on one day.
#[derive(Debug, Clone, Copy)]
pub struct Counter<'a> {
    /// On the day that `days.at` names.
    pub view: &'a View,
    pub days: &'a Days,
    pub grounds: &'a Grounds,
}

fn everything() -> Filter {
    Filter::And(Vec::new())
}

impl Counter<'_> {
    /// # Errors
    /// [`AnalysisError`] where the plan names what the layers do not have.
    pub fn part(&self, measure: &Measure) -> Result<Part, AnalysisError> {
        match measure {
            Measure::Features { layer, among, met, unknown, sum_met, sum_among, apart } => {
                let conditions = Conditions { among, met, unknown, apart: *apart };
                self.features(layer, &conditions, sum_met.as_deref(), sum_among.as_deref())
            }
            Measure::Units { level, among, needs, absent } => {
                self.units(level, among.as_ref(), needs, *absent)
            }
            Measure::Inherits { layer, among, levels, needs } => {
                self.inherits(layer, among, levels, needs)
            }
            Measure::Reported { indicator, level, take, den, per_month, scale } => {
                let report =
                    Report { take: *take, den: den.unwrap_or(1), scale: scale.unwrap_or(1) };
                let months = per_month.map(|number| number * self.months_over());
                self.reported(indicator, level, &report, months)
            }
            Measure::Days { layer, among, start, end, percentile } => {
                self.durations(layer, among, start, end, *percentile)
            }
            Measure::Coverage { layer, filter, people } => self.coverage(layer, filter, people),
        }
    }

    fn made(&self, layer: &Arc<Layer>, atoms: Vec<Atom>, basis: &'static str) -> Part {
        Part {
            atoms,
            has_den: true,
            percentile: None,
            as_of: self.days.at,
            source: layer.schema().id.to_string(),
            basis,
            layer: layer.clone(),
        }
    }

    fn select(
        &self,
        layer: &Layer,
        condition: Option<&Condition>,
    ) -> Result<Vec<Row>, AnalysisError> {
        let filter = condition.map_or_else(everything, |condition| condition.filter(self.days));
        Ok(self.view.select(layer, &filter)?)
    }

    fn features(
        &self,
        layer: &CollectionId,
        conditions: &Conditions<'_>,
        sum_met: Option<&str>,
        sum_among: Option<&str>,
    ) -> Result<Part, AnalysisError> {
        let layer = self.view.layer(layer)?;
        let whole = |name: Option<&str>| -> Result<Box<dyn Fn(Row) -> i64 + '_>, AnalysisError> {
            let Some(name) = name else { return Ok(Box::new(|_| 1)) };
            let column = column(layer, name)?;
            // Each row is rounded, so that parts sum to the whole.
            Ok(Box::new(move |row| column.number(row as usize).map_or(0, |n| n.round() as i64)))
        };
        let (num, den) = (whole(sum_met)?, whole(sum_among)?);
        let mut atoms: BTreeMap<Row, Atom> = BTreeMap::new();
        let atom = |row| Atom { row, num: 0, den: 0, unknown: 0 };
        let has_den = conditions.among.is_some() || sum_among.is_some();
        let among: Option<HashSet<Row>> = match has_den {
            true => Some(self.select(layer, conditions.among.as_ref())?.into_iter().collect()),
            false => None,
        };
        for row in among.iter().flatten() {
            atoms.entry(*row).or_insert_with(|| atom(*row)).den = den(*row);
        }
        let inside = |row: &Row| conditions.apart || among.as_ref().is_none_or(|a| a.contains(row));
        for row in self.select(layer, Some(conditions.met))?.into_iter().filter(inside) {
            atoms.entry(row).or_insert_with(|| atom(row)).num = num(row);
        }
        if let Some(unknown) = conditions.unknown {
            for row in self.select(layer, Some(unknown))? {
                if let Some(atom) = atoms.get_mut(&row)
                    && (atom.num == 0 || sum_met.is_some())
                {
                    atom.unknown = atom.den;
                }
            }
        }
        let basis = match sum_met.or(sum_among) {
            Some("area_m2") => "m2",
            Some(name) if name.ends_with("_m") => "m",
            Some(_) => "people",
            None => "features",
        };
        Ok(Part { has_den, ..self.made(layer, atoms.into_values().collect(), basis) })
    }

    /// Units of a level that hold a feature of the need, or that a feature names.
    ///
    /// What a feature names beats where it lies.
    fn holders(&self, level: &CollectionId, need: &Need) -> Result<HashSet<Row>, AnalysisError> {
        let layer = self.view.layer(&need.layer)?;
        let units = self.view.layer(level)?;
        let named: Vec<&Column> = layer
            .schema()
            .properties
            .iter()
            .enumerate()
            .filter(|(_, property)| property.role == Some(Role::Unit))
            .map(|(index, _)| layer.table.column(index))
            .collect();
        let membership = match layer.schema().geometry {
            Some(_) => Some(self.view.membership(layer, level)?),
            None => None,
        };
        let mut holders = HashSet::new();
        for row in self.select(layer, Some(&need.filter))? {
            let mut texts = Vec::new();
            for column in &named {
                match column.get(row as usize) {
                    Cell::Text(text) => texts.push(text),
                    Cell::TextList(list) => texts.extend(list.iter().cloned()),
                    _ => {}
                }
            }
            let refs: Vec<UnitRef> = texts
                .iter()
                .filter_map(|text| text.parse::<UnitRef>().ok())
                .filter(|unit| unit.collection == *level)
                .collect();
            if refs.is_empty() {
                let unit = membership.as_ref().map_or(NO_UNIT, |membership| membership.unit(row));
                if unit != NO_UNIT {
                    holders.insert(unit);
                }
            } else {
                holders.extend(refs.iter().filter_map(|unit| self.view.row(units, &unit.id)));
            }
        }
        Ok(holders)
    }

    fn units(
        &self,
        level: &CollectionId,
        among: Option<&Condition>,
        needs: &[Need],
        absent: bool,
    ) -> Result<Part, AnalysisError> {
        let layer = self.view.layer(level)?;
        let holders =
            needs.iter().map(|need| self.holders(level, need)).collect::<Result<Vec<_>, _>>()?;
        let atoms = self
            .select(layer, among)?
            .into_iter()
            .map(|row| {
                let met = holders.iter().all(|holders| holders.contains(&row) != absent);
                Atom { row, num: met.into(), den: 1, unknown: 0 }
            })
            .collect();
        let layers: Vec<&str> = needs.iter().map(|need| need.layer.as_str()).collect();
        let mut part = self.made(layer, atoms, "units");
        part.source = format!("{level}: {}", layers.join(", "));
        Ok(part)
    }

    fn inherits(
        &self,
        layer: &CollectionId,
        among: &Condition,
        levels: &[CollectionId],
        needs: &Need,
    ) -> Result<Part, AnalysisError> {
        let layer = self.view.layer(layer)?;
        let levels = levels
            .iter()
            .map(|level| Ok((self.view.membership(layer, level)?, self.holders(level, needs)?)))
            .collect::<Result<Vec<_>, AnalysisError>>()?;
        let atoms = self
            .select(layer, Some(among))?
            .into_iter()
            .map(|row| {
                let met = levels.iter().any(|(of, holders)| holders.contains(&of.unit(row)));
                Atom { row, num: met.into(), den: 1, unknown: 0 }
            })
            .collect();
        Ok(self.made(layer, atoms, "features"))
    }

    /// Months of the plan's period that are over on the day.
    fn months_over(&self) -> i64 {
        let next = self.days.at.succ_opt().unwrap_or(self.days.at);
        let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month0());
        (months(next) - months(self.days.from)).max(0)
    }

    fn reported(
        &self,
        indicator: &str,
        level: &CollectionId,
        report: &Report,
        expected: Option<i64>,
    ) -> Result<Part, AnalysisError> {
        let id: CollectionId = INDICATORS.parse().map_err(engine)?;
        let table = self.view.layer(&id)?;
        let units = self.view.layer(level)?;
        let mut columns = Vec::new();
        for name in INDICATOR_COLUMNS {
            columns.push(column(table, name)?);
        }
        let [unit, _, stands_on, num, den, unknown] = columns[..] else {
            return Err(engine("the columns are six"));
        };
        let filter =
            Filter::In { property: "indicator".into(), values: vec![Cell::Text(indicator.into())] };
        let whole = |column: &Column, row: Row| {
            column.number(row as usize).map(|number| (number * report.scale as f64).round() as i64)
        };
        let mut found: BTreeMap<Row, (NaiveDate, Atom)> = BTreeMap::new();
        for row in self.view.select(table, &filter)? {
            let Some(day) = stands_on.date(row as usize).filter(|day| *day <= self.days.at) else {
                continue;
            };
            // A report of the year before tells nothing of this one; only a baseline is older.
            if day < self.days.from && (report.take == Take::Sum || self.days.at >= self.days.from)
            {
                continue;
            }
            let Some(unit) = unit
                .text(row as usize)
                .and_then(|text| text.parse::<UnitRef>().ok())
                .filter(|unit| unit.collection == *level)
                .and_then(|unit| self.view.row(units, &unit.id))
            else {
                continue;
            };
            let of = whole(den, row).unwrap_or(report.den);
            let met = whole(num, row);
            let unknown = unknown.number(row as usize).map_or(0, |number| number as i64);
            let unknown = if met.is_none() && unknown == 0 { of } else { unknown.min(of) };
            let atom = Atom { row: unit, num: met.unwrap_or(0), den: of, unknown };
            match found.get_mut(&unit) {
                None => drop(found.insert(unit, (day, atom))),
                Some((newest, known)) => match report.take {
                    Take::Latest if day > *newest => (*newest, *known) = (day, atom),
                    Take::Latest => {}
                    Take::Sum => {
                        *newest = day.max(*newest);
                        known.num += atom.num;
                        known.den += atom.den;
                        known.unknown += atom.unknown;
                    }
                },
            }
        }
        let as_of = found.values().map(|(day, _)| *day).max();
        let mut atoms = Vec::new();
        for row in self.view.select(units, &everything())? {
            // Who has reported nothing is not covered, and counted as unknown.
            let silent = || Atom { row, num: 0, den: report.den, unknown: report.den };
            let mut atom = found.get(&row).map_or_else(silent, |(_, atom)| *atom);
            if let Some(missing) = expected.map(|months| months - atom.den).filter(|m| *m > 0) {
                atom.den += missing;
                atom.unknown += missing;
            }
            atoms.push(atom);
        }
        let mut part = self.made(units, atoms, "reported");
        part.as_of = as_of.unwrap_or(self.days.at);
        part.source = format!("{INDICATORS}: {indicator}");
        Ok(part)
    }

    fn durations(
        &self,
        layer: &CollectionId,
        among: &Condition,
        start: &str,
        end: &str,
        percentile: u8,
    ) -> Result<Part, AnalysisError> {
        let layer = self.view.layer(layer)?;
        let (start, end) = (column(layer, start)?, column(layer, end)?);
        let days =
            |row: Row| Some((end.date(row as usize)? - start.date(row as usize)?).num_days());
        let atoms = self
            .select(layer, Some(among))?
            .into_iter()
            .filter_map(|row| Some(Atom { row, num: days(row)?, den: 0, unknown: 0 }))
            .collect();
        let part = self.made(layer, atoms, "days");
        Ok(Part { has_den: false, percentile: Some(percentile), ..part })
    }

    /// People of each unit that carries them, rounded there.
    fn coverage(
        &self,
        layer: &CollectionId,
        filter: &Condition,
        people: &str,
    ) -> Result<Part, AnalysisError> {
        let defaults = &self.view.snapshot().territory.coverage;
        let question = coverage::Question {
            demand: None,
            collection: layer.clone(),
            by: defaults.demand.clone(),
            reach_m: defaults.reach_m(),
            filter: filter.filter(self.days),
            within: None,
            detail: Detail::default(),
            curve_m: Vec::new(),
        };
        let answer = coverage::coverage(self.view, &question, self.grounds)?;
        let index = answer.columns.iter().position(|column| column == people).ok_or_else(|| {
            engine(format!("`{people}` is no column of people in territory.toml"))
        })?;
        let whole = |people: f64| people.round() as i64;
        let atoms = answer
            .units
            .iter()
            .map(|(row, reached)| {
                let share = &reached.weights[index];
                Atom { row: *row, num: whole(share.reached), den: whole(share.total), unknown: 0 }
            })
            .collect();
        let mut part = self.made(&answer.units_layer, atoms, "people");
        part.source = format!("{layer}, {}", answer.demand);
        Ok(part)
    }
}

struct Conditions<'m> {
    among: &'m Option<Condition>,
    met: &'m Condition,
    unknown: &'m Option<Condition>,
    apart: bool,
}

struct Report {
    take: Take,
    den: i64,
    scale: i64,
}

fn engine(error: impl std::fmt::Display) -> AnalysisError {
    AnalysisError::Engine(error.to_string())
}

fn column<'l>(layer: &'l Layer, name: &str) -> Result<&'l Column, AnalysisError> {
    let schema = layer.schema();
    let index = schema
        .index_of(name)
        .ok_or_else(|| engine(format!("collection `{}` has no property `{name}`", schema.id)))?;
    Ok(layer.table.column(index))
}
