use std::sync::Arc;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::Titles;
use crate::{
    api::links::Link,
    atlas::Layer,
    domain::Audience,
    plan::{
        Board, Line, Plan, Score, Value,
        board::{Behind, Laggard},
        model::{self, Commitment, Measure, Placed, Status},
        spread::Rate,
    },
    table::Row,
};

/// The plan's phrases, and what became of each.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlanAnswer {
    year: i32,
    title: Titles,
    from: NaiveDate,
    to: NaiveDate,
    themes: Vec<PlanTheme>,
    number_matched: usize,
    rows: Vec<PlanRow>,
    ambiguities: Vec<PlanAmbiguity>,
    systems: Vec<PlanSystem>,
    pub links: Vec<Link>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PlanTheme {
    key: String,
    title: Titles,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PlanAmbiguity {
    id: String,
    issue: String,
    clauses: Vec<String>,
    handling: Titles,
}

/// A system with a life of its own: what the service receives from it and gives to it.
#[derive(Debug, Serialize, JsonSchema)]
struct PlanSystem {
    key: String,
    title: Titles,
    clauses: Vec<String>,
    receives: String,
    gives: String,
    status: String,
}

/// One phrase of the plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanRow {
    id: String,
    /// None in the preamble.
    chapter: Option<String>,
    part: Option<String>,
    item: Option<u32>,
    /// As the plan's text has it.
    phrase: String,
    /// With the plus signs that the text has lost, where it has.
    restored: Option<String>,
    gloss: String,
    /// T, D, N, P, F, W, M, S, O, C.
    kind: String,
    unit: String,
    theme: Option<String>,
    /// target, reported, milestone, layer, feature, text.
    became: &'static str,
    /// Keys of the targets made of it.
    targets: Vec<String>,
    indicators: Vec<String>,
    layers: Vec<String>,
    feature: Option<String>,
    /// available or planned.
    status: &'static str,
    note: Option<String>,
}

impl PlanRow {
    pub fn new(plan: &Plan, row: &model::Row) -> Self {
        let place = row.place();
        Self {
            id: row.id.clone(),
            chapter: place.chapter,
            part: place.part,
            item: place.item,
            phrase: row.phrase.clone(),
            restored: row.restored.clone(),
            gloss: row.gloss.clone(),
            kind: row.kind.clone(),
            unit: row.unit.clone(),
            theme: plan.theme_of(row).map(|theme| theme.key.clone()),
            became: row.became.name(),
            targets: row.targets.clone(),
            indicators: row.indicators.clone(),
            layers: row.layers.iter().map(ToString::to_string).collect(),
            feature: row.feature.clone(),
            status: match row.status {
                Status::Available => "available",
                Status::Planned => "planned",
            },
            note: row.note.clone(),
        }
    }
}

fn titles(zh: &str, en: &str) -> Titles {
    Titles { zh: zh.to_owned(), en: en.to_owned() }
}

impl PlanAnswer {
    pub fn new<'p>(
        plan: &'p Plan,
        rows: impl Iterator<Item = &'p Placed<model::Row>>,
        links: Vec<Link>,
    ) -> Self {
        let rows: Vec<PlanRow> = rows.map(|row| PlanRow::new(plan, row)).collect();
        let theme =
            |t: &model::Theme| PlanTheme { key: t.key.clone(), title: titles(&t.zh, &t.en) };
        Self {
            year: plan.year,
            title: titles(&plan.title.zh, &plan.title.en),
            from: plan.period.0,
            to: plan.period.1,
            themes: plan.themes.iter().map(theme).collect(),
            number_matched: rows.len(),
            rows,
            ambiguities: plan.ambiguities.iter().map(ambiguity).collect(),
            systems: plan
                .systems
                .iter()
                .map(|system| PlanSystem {
                    key: system.key.clone(),
                    title: titles(&system.zh, &system.en),
                    clauses: system.clauses.clone(),
                    receives: system.receives.clone(),
                    gives: system.gives.clone(),
                    status: system.status.clone(),
                })
                .collect(),
            links,
        }
    }
}

fn ambiguity(ambiguity: &model::Ambiguity) -> PlanAmbiguity {
    PlanAmbiguity {
        id: ambiguity.id.clone(),
        issue: ambiguity.issue.clone(),
        clauses: ambiguity.clauses.clone(),
        handling: titles(&ambiguity.handling, &ambiguity.en),
    }
}

/// The scoreboard.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Targets {
    /// The day the numbers hold for.
    at: NaiveDate,
    /// The unit level asked for.
    by: Option<String>,
    number_matched: usize,
    targets: Vec<TargetScore>,
    pub links: Vec<Link>,
}

/// A number and how it stands to its target.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TargetValue {
    num: i64,
    /// None where only the numerator means something.
    den: Option<i64>,
    /// The part of the denominator that nothing is known of; it counts as not met.
    unknown: i64,
    as_of: NaiveDate,
    source: String,
    /// What is counted: features, units, reported, m, m2, people, days, targets.
    basis: &'static str,
}

impl From<&Value> for TargetValue {
    fn from(value: &Value) -> Self {
        Self {
            num: value.num,
            den: value.den,
            unknown: value.unknown,
            as_of: value.as_of,
            source: value.source.clone(),
            basis: value.basis,
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct TargetLine {
    #[serde(flatten)]
    value: TargetValue,
    /// met, clean_so_far, on_pace, behind, failed, no_data, not_applicable.
    state: &'static str,
    /// Whether the stretch is reached; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    stretch_met: Option<bool>,
    /// What the numerator should be by the calendar.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<i64>,
    /// The number it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<TargetValue>,
}

impl From<&Line> for TargetLine {
    fn from(line: &Line) -> Self {
        Self {
            value: (&line.value).into(),
            state: line.state.name(),
            stretch_met: line.stretch,
            expected: line.expected,
            baseline: line.before.as_ref().map(Into::into),
        }
    }
}

#[derive(Debug, Serialize, JsonSchema)]
struct TargetUnit {
    id: String,
    name: String,
    #[serde(flatten)]
    line: TargetLine,
}

/// The rate of one unit.
#[derive(Debug, Serialize, JsonSchema)]
struct UnitRate {
    id: String,
    name: String,
    num: i64,
    den: i64,
}

impl UnitRate {
    fn new(layer: &Layer, rate: Rate) -> Self {
        Self {
            id: layer.table.id(rate.unit).to_string(),
            name: layer.table.title(rate.unit).to_owned(),
            num: rate.num,
            den: rate.den,
        }
    }
}

/// The worst unit and the spread.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetSpread {
    level: String,
    worst: UnitRate,
    /// A tenth of the units is at this rate or worse.
    p10: UnitRate,
    best: UnitRate,
    /// Units with a rate.
    units: usize,
    /// Units without: there is nothing it could be about, or nothing is known.
    without: usize,
}

/// Another reading of the target, which does not decide.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetAlso {
    title: Titles,
    #[serde(flatten)]
    value: TargetValue,
}

/// A part of a composite.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetTile {
    key: String,
    state: &'static str,
}

/// A target, its threshold and its number.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TargetScore {
    key: String,
    title: Titles,
    theme: Option<String>,
    clauses: Vec<String>,
    /// progress, guard, state, cadence, milestone, partition, direction, composite, analysis.
    r#type: &'static str,
    /// must (确保), strive (力争, 争取) or plain.
    commitment: &'static str,
    /// ≥, ≤, =, <, >.
    compare: Option<&'static str>,
    percent: Option<i64>,
    count: Option<i64>,
    /// A second, higher percentage.
    stretch: Option<i64>,
    due: NaiveDate,
    /// Unit levels that `by` takes here.
    levels: Vec<String>,
    unit: Option<String>,
    /// A stand-in for what cannot be observed.
    proxy: bool,
    /// Whether past days show today's state, for want of dates.
    undated: bool,
    /// What the plan says the denominator is; another count is a mismatch that is shown.
    declared: Option<i64>,
    #[serde(flatten)]
    total: TargetLine,
    /// Absent for the public where the level is internal, and where it means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    units: Option<Vec<TargetUnit>>,
    /// What lies in none of the units.
    #[serde(skip_serializing_if = "Option::is_none")]
    outside: Option<TargetLine>,
    spread: Option<TargetSpread>,
    also: Vec<TargetAlso>,
    /// Of a composite.
    tiles: Vec<Vec<TargetTile>>,
}

/// Whether an audience sees a target's values at a level.
pub fn may_see(
    plan: &Plan,
    target: &model::Target,
    audience: Audience,
    level: &crate::domain::CollectionId,
) -> bool {
    audience == Audience::Internal
        || target.public_levels.as_ref().unwrap_or(&plan.public_levels).contains(level)
}

impl TargetScore {
    pub fn new(plan: &Plan, score: &Score<'_>, audience: Audience) -> Self {
        let target = score.target;
        let sees = |level: &crate::domain::CollectionId| may_see(plan, target, audience, level);
        let units = score.units.as_ref().filter(|units| sees(&units.level));
        let spread = score.spread.as_ref().filter(|(layer, _)| sees(&layer.schema().id));
        let also = |(also, value): (&model::Also, &Value)| TargetAlso {
            title: titles(&also.zh, &also.en),
            value: value.into(),
        };
        let tile = |(key, state): &(&str, crate::plan::State)| TargetTile {
            key: (*key).to_owned(),
            state: state.name(),
        };
        let unit = |layer: &Arc<Layer>, row: Row, line: &Line| TargetUnit {
            id: layer.table.id(row).to_string(),
            name: layer.table.title(row).to_owned(),
            line: line.into(),
        };
        Self {
            key: target.key.clone(),
            title: titles(&target.zh, &target.en),
            theme: plan.theme(target).map(|theme| theme.key.clone()),
            clauses: target.clauses.clone(),
            r#type: target.kind.name(),
            commitment: match target.commitment {
                Commitment::Must => "must",
                Commitment::Strive => "strive",
                Commitment::Plain => "plain",
            },
            compare: target.compare.map(model::Compare::sign),
            percent: target.percent,
            count: target.count,
            stretch: target.stretch,
            due: plan.due(target),
            levels: target
                .levels
                .iter()
                .filter(|level| sees(level))
                .map(ToString::to_string)
                .collect(),
            unit: target.unit.clone(),
            proxy: target.proxy,
            undated: target.undated,
            declared: target.declared,
            total: (&score.total).into(),
            units: units.map(|units| {
                units.lines.iter().map(|(row, line)| unit(&units.layer, *row, line)).collect()
            }),
            outside: units.map(|units| (&units.outside).into()),
            spread: spread.map(|(layer, spread)| TargetSpread {
                level: layer.schema().id.to_string(),
                worst: UnitRate::new(layer, spread.worst),
                p10: UnitRate::new(layer, spread.p10),
                best: UnitRate::new(layer, spread.best),
                units: spread.units,
                without: spread.without,
            }),
            also: target.also.iter().zip(&score.also).map(also).collect(),
            tiles: score.tiles.iter().map(|tiles| tiles.iter().map(tile).collect()).collect(),
        }
    }
}

impl Targets {
    pub fn new(
        plan: &Plan,
        board: &Board<'_>,
        scores: &[Score<'_>],
        by: Option<String>,
        audience: Audience,
        links: Vec<Link>,
    ) -> Self {
        Self {
            at: board.days().at,
            by,
            number_matched: scores.len(),
            targets: scores.iter().map(|score| TargetScore::new(plan, score, audience)).collect(),
            links,
        }
    }
}

/// A feature that holds a target back.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetLaggard {
    collection: String,
    id: String,
    title: String,
    num: i64,
    den: i64,
    unknown: i64,
    /// What comes next for it, where the data say so.
    next_step: Option<String>,
}

impl TargetLaggard {
    fn new(target: &model::Target, laggard: &Laggard) -> Self {
        let (layer, row) = (&laggard.layer, laggard.atom.row);
        let index = target.next_step.as_ref().and_then(|name| layer.schema().index_of(name));
        let text = index.and_then(|index| layer.table.column(index).text(row as usize));
        Self {
            collection: layer.schema().id.to_string(),
            id: layer.table.id(row).to_string(),
            title: layer.table.title(row).to_owned(),
            num: laggard.atom.num,
            den: laggard.atom.den,
            unknown: laggard.atom.unknown,
            next_step: text.map(|text| text.to_string()),
        }
    }
}

/// One day of the trend.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetMonth {
    at: NaiveDate,
    #[serde(flatten)]
    line: TargetLine,
}

/// How a number is counted, in the words of the plan file.
#[derive(Debug, Serialize, JsonSchema)]
struct TargetFormula {
    /// features, units, inherits, reported, days, coverage.
    kind: &'static str,
    /// The layer or indicator.
    of: String,
    /// The numerator's condition, CQL2, dates put in.
    numerator: Option<String>,
    /// The denominator's; none where it is all of the layer or there is none.
    denominator: Option<String>,
    /// What is added up instead of counting.
    sum: Option<String>,
}

impl TargetFormula {
    fn new(measure: &Measure, days: &model::Days) -> Self {
        let text = |condition: &model::Condition| condition.text(days);
        let (kind, of, numerator, denominator, sum) = match measure {
            Measure::Features { layer, among, met, sum_met, .. } => {
                let among = among.as_ref().map(text);
                ("features", layer.to_string(), Some(text(met)), among, sum_met.clone())
            }
            Measure::Units { level, among, needs, absent } => {
                let needs = needs.iter().map(|need| {
                    let not = if *absent { "no " } else { "" };
                    format!("{not}{}: {}", need.layer, text(&need.filter))
                });
                let needs = Some(needs.collect::<Vec<_>>().join("; "));
                ("units", level.to_string(), needs, among.as_ref().map(text), None)
            }
            Measure::Inherits { layer, among, needs, .. } => {
                let need = format!("{}: {}", needs.layer, text(&needs.filter));
                ("inherits", layer.to_string(), Some(need), Some(text(among)), None)
            }
            Measure::Reported { indicator, .. } => {
                ("reported", indicator.clone(), None, None, None)
            }
            Measure::Days { layer, among, start, end, percentile } => {
                let sum = format!("p{percentile} of {end} - {start}");
                ("days", layer.to_string(), Some(text(among)), None, Some(sum))
            }
            Measure::Coverage { layer, filter, people } => {
                ("coverage", layer.to_string(), Some(text(filter)), None, Some(people.clone()))
            }
        };
        Self { kind, of, numerator, denominator, sum }
    }
}

/// One target with all that explains its number.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TargetAnswer {
    at: NaiveDate,
    #[serde(flatten)]
    score: TargetScore,
    phrases: Vec<PlanRow>,
    formula: Vec<TargetFormula>,
    ambiguities: Vec<PlanAmbiguity>,
    /// The end of each month that is over, and the day itself.
    trend: Vec<TargetMonth>,
    /// The first hundred; absent for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    laggards: Option<Vec<TargetLaggard>>,
    /// How many there are; absent for the public.
    #[serde(skip_serializing_if = "Option::is_none")]
    laggards_matched: Option<usize>,
    pub links: Vec<Link>,
}

/// Most features that hold a target back which an answer lists; `/rows` has all.
const MOST_LAGGARDS: usize = 100;

impl TargetAnswer {
    /// # Errors
    /// As [`Board::score`].
    pub fn new<'a>(
        plan: &Plan,
        board: &Board<'a>,
        score: &Score<'a>,
        audience: Audience,
        links: Vec<Link>,
    ) -> Result<Self, crate::analysis::AnalysisError> {
        let target = score.target;
        let laggards = match audience {
            Audience::Internal => Some(board.rows(target, Behind::Laggards)?),
            Audience::Public => None,
        };
        let months = board.days().months();
        let trend = board.trend(target)?;
        let listed = |all: &Vec<Laggard>| {
            all.iter().take(MOST_LAGGARDS).map(|one| TargetLaggard::new(target, one)).collect()
        };
        let known = |a: &&model::Ambiguity| target.ambiguities.contains(&a.id);
        let phrases = target.clauses.iter().filter_map(|id| plan.row(id));
        let days = board.days();
        Ok(Self {
            at: days.at,
            score: TargetScore::new(plan, score, audience),
            phrases: phrases.map(|row| PlanRow::new(plan, row)).collect(),
            formula: target.measures.iter().map(|m| TargetFormula::new(m, &days)).collect(),
            ambiguities: plan.ambiguities.iter().filter(known).map(ambiguity).collect(),
            trend: months
                .iter()
                .zip(&trend)
                .map(|(days, line)| TargetMonth { at: days.at, line: line.into() })
                .collect(),
            laggards_matched: laggards.as_ref().map(Vec::len),
            laggards: laggards.as_ref().map(listed),
            links,
        })
    }
}
