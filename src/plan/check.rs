//! Holds a plan against the layers: what it names must be there, and its numbers must agree.

use std::collections::BTreeMap;

use super::{
    PlanError,
    measure::{INDICATOR_COLUMNS, INDICATORS},
    model::{Condition, Days, Denominator, Measure, Need, Placed, Plan, Target},
    warnings::model::Warnings,
};
use crate::{
    atlas::View,
    domain::{CollectionId, DataType, Schema},
    query::{Expression, Filter, Unbound, cql2},
    store::Schemas,
    table::Table,
};

/// What the plan names and the layers do not have: layers, columns, values of code lists.
pub fn check(plan: &Plan, schemas: &Schemas) -> Vec<PlanError> {
    let mut check = Check { days: plan.days(plan.period.1), schemas, errors: Vec::new() };
    for row in &plan.rows {
        check.at(row, &format!("row `{}`", row.id), |check| {
            row.layers.iter().for_each(|layer| drop(check.layer(layer)));
            row.indicators.iter().for_each(|indicator| check.indicator(indicator));
        });
    }
    for denominator in &plan.denominators {
        check.at(denominator, &format!("denominator `{}`", denominator.zh), |check| {
            check.condition(&denominator.layer, denominator.filter.as_ref());
        });
    }
    for target in &plan.targets {
        check.at(target, &format!("target `{}`", target.key), |check| check.target(target));
    }
    if let Some(warnings) = &plan.warnings {
        check.warnings(warnings);
    }
    super::duties::check(plan, &mut check);
    super::workflow::check(plan, &mut check);
    for level in &plan.public_levels {
        if schemas.get(level).is_none_or(|schema| schema.unit_level.is_none()) {
            let reason = format!("`public_levels`: `{level}` is no unit level");
            check.errors.push(PlanError { file: "the plan".into(), line: None, reason });
        }
    }
    check.errors
}

/// Where the layers count otherwise than the plan: its denominators, and those its targets declare.
///
/// # Errors
/// [`AnalysisError`](crate::analysis::AnalysisError) of a plan that [`check`] has found wanting.
pub fn check_counts(
    plan: &Plan,
    view: &View,
) -> Result<Vec<PlanError>, crate::analysis::AnalysisError> {
    let days = plan.days(view.at());
    let mut errors = Vec::new();
    for denominator in &plan.denominators {
        let Placed { file, line, it: Denominator { layer, filter, count, zh, .. } } = denominator;
        let everything = Filter::And(Vec::new());
        let filter = filter.as_ref().map_or(everything, |filter| filter.filter(&days));
        let found = view.select(view.layer(layer)?, &filter)?.len() as i64;
        if found != *count {
            let reason =
                format!("denominator `{zh}`: the plan says {count}, `{layer}` has {found}");
            errors.push(PlanError { file: file.clone(), line: Some(*line), reason });
        }
    }
    let grounds = Default::default();
    let board = super::Board::new(plan, view, None, &grounds);
    for target in &plan.targets {
        let Some(declared) = target.declared else { continue };
        let found = board.score(target, None)?.total.value.den;
        if found != Some(declared) {
            let found = found.map_or("no denominator".to_owned(), |found| found.to_string());
            let reason = format!("target `{}`: declared {declared}, counted {found}", target.key);
            let (file, line) = (target.file.clone(), Some(target.line));
            errors.push(PlanError { file, line, reason });
        }
    }
    Ok(errors)
}

pub(super) struct Check<'s> {
    /// Any days: only whether a condition can be asked matters.
    days: Days,
    schemas: &'s Schemas,
    errors: Vec<PlanError>,
}

impl Check<'_> {
    /// Puts the place and the name of what is checked before what is found.
    pub(super) fn at<T>(&mut self, place: &Placed<T>, name: &str, check: impl FnOnce(&mut Self)) {
        let before = self.errors.len();
        check(self);
        for error in &mut self.errors[before..] {
            error.file = place.file.clone();
            error.line = Some(place.line);
            error.reason = format!("{name}: {}", error.reason);
        }
    }

    pub(super) fn say(&mut self, reason: String) {
        self.errors.push(PlanError { file: String::new(), line: None, reason });
    }

    pub(super) fn layer(&mut self, id: &CollectionId) -> Option<std::sync::Arc<Schema>> {
        let found = self.schemas.get(id).cloned();
        if found.is_none() {
            self.say(format!("there is no layer `{id}`"));
        }
        found
    }

    pub(super) fn level(&mut self, id: &CollectionId) {
        if self.layer(id).is_some_and(|schema| schema.unit_level.is_none()) {
            self.say(format!("`{id}` is no unit level"));
        }
    }

    pub(super) fn column(&mut self, layer: &CollectionId, name: &str, types: &[DataType]) {
        let Some(schema) = self.schemas.get(layer) else { return };
        match schema.index_of(name) {
            None => self.say(format!("layer `{layer}` has no column `{name}`")),
            Some(index) if !types.contains(&schema.properties[index].data_type) => {
                let is = schema.properties[index].data_type;
                self.say(format!("`{name}` of `{layer}` is {is:?}, not {types:?}"));
            }
            Some(_) => {}
        }
    }

    fn indicator(&mut self, code: &str) {
        let Ok(id) = INDICATORS.parse::<CollectionId>() else { return };
        let Some(schema) = self.layer(&id) else { return };
        for name in INDICATOR_COLUMNS {
            if schema.index_of(name).is_none() {
                self.say(format!("layer `{id}` has no column `{name}`"));
            }
        }
        let codes = schema.index_of("indicator").and_then(|i| schema.properties[i].codes.clone());
        if codes.is_some_and(|codes| codes.iter().all(|known| &*known.code != code)) {
            self.say(format!("there is no indicator `{code}`"));
        }
    }

    /// Whether a layer can be asked this.
    pub(super) fn condition(&mut self, layer: &CollectionId, condition: Option<&Condition>) {
        let Some(schema) = self.layer(layer) else { return };
        let Some(condition) = condition else { return };
        let text = condition.text(&self.days);
        let Ok(expression) = cql2::parse(&text, cql2::Language::Text) else { return };
        let table = Table::new(schema.clone(), Vec::new(), &BTreeMap::new());
        let filter = Filter::Expression(std::sync::Arc::new(expression.clone()));
        if let Err(error) =
            crate::query::select(&table, &filter, &Unbound(self.days.at), Default::default())
        {
            self.say(format!("`{text}`: {error}"));
        }
        codes(&expression, &schema, &mut |column, code| {
            self.say(format!("`{code}` is not in the code list of `{column}` of `{layer}`"));
        });
    }

    fn need(&mut self, need: &Need) {
        self.condition(&need.layer, Some(&need.filter));
    }

    fn target(&mut self, target: &Target) {
        target.levels.iter().for_each(|level| self.level(level));
        target.public_levels.iter().flatten().for_each(|level| self.level(level));
        let also = target.also.iter().flat_map(|also| &also.measures);
        for measure in target.measures.iter().chain(&target.begun).chain(also) {
            self.measure(measure);
        }
        if let (Some(column), Some(Measure::Features { layer, .. })) =
            (&target.next_step, target.measures.first())
        {
            self.column(layer, column, &[DataType::Text]);
        }
    }

    fn warnings(&mut self, warnings: &Warnings) {
        let by = &warnings.head.by;
        if self.schemas.get(by).is_none_or(|schema| schema.unit_level.is_none()) {
            let reason = format!("`[warnings]`: `{by}` is no unit level");
            self.errors.push(PlanError { file: "the plan".into(), line: None, reason });
        }
        for rule in &warnings.rules {
            self.at(rule, &format!("warning `{}`", rule.key), |check| {
                rule.measures.iter().for_each(|measure| check.measure(measure));
                for set in &rule.thresholds {
                    check.condition(by, set.among.as_ref());
                }
            });
        }
    }

    fn measure(&mut self, measure: &Measure) {
        const NUMBER: [DataType; 2] = [DataType::Integer, DataType::Real];
        const DATE: [DataType; 2] = [DataType::Date, DataType::DateTime];
        match measure {
            Measure::Features { layer, among, met, unknown, sum_met, sum_among, .. } => {
                self.condition(layer, among.as_ref());
                self.condition(layer, Some(met));
                self.condition(layer, unknown.as_ref());
                for column in [sum_met, sum_among].into_iter().flatten() {
                    self.column(layer, column, &NUMBER);
                }
            }
            Measure::Units { level, among, needs, .. } => {
                self.level(level);
                self.condition(level, among.as_ref());
                needs.iter().for_each(|need| self.need(need));
            }
            Measure::Inherits { layer, among, levels, needs } => {
                self.condition(layer, Some(among));
                levels.iter().for_each(|level| self.level(level));
                self.need(needs);
            }
            Measure::Reported { indicator, level, .. } => {
                self.level(level);
                self.indicator(indicator);
            }
            Measure::Days { layer, among, start, end, .. } => {
                self.condition(layer, Some(among));
                self.column(layer, start, &DATE);
                self.column(layer, end, &DATE);
            }
            Measure::Coverage { layer, filter, .. } => self.condition(layer, Some(filter)),
        }
    }
}

/// Texts that are compared with a column of codes and are none of them.
fn codes(expression: &Expression, schema: &Schema, unknown: &mut dyn FnMut(&str, &str)) {
    let among = |column: &str, texts: &[&Expression], unknown: &mut dyn FnMut(&str, &str)| {
        let property = schema.index_of(column).map(|index| &schema.properties[index]);
        let Some(codes) = property.and_then(|property| property.codes.as_ref()) else { return };
        for text in texts {
            if let Expression::Text(text) = text
                && codes.iter().all(|code| code.code != *text)
            {
                unknown(column, text);
            }
        }
    };
    match expression {
        Expression::Compare { left, right, .. } => match (&**left, &**right) {
            (Expression::Property(column), text) | (text, Expression::Property(column)) => {
                among(column, &[text], unknown);
            }
            _ => {}
        },
        Expression::In { value, list } => {
            if let Expression::Property(column) = &**value {
                among(column, &list.iter().collect::<Vec<_>>(), unknown);
            }
        }
        Expression::Array { left, right, .. } => {
            if let (Expression::Property(column), Expression::List(list)) = (&**left, &**right) {
                among(column, &list.iter().collect::<Vec<_>>(), unknown);
            }
        }
        _ => {}
    }
    for part in expression.children() {
        codes(part, schema, unknown);
    }
}
