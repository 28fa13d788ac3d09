//! Workflows: their steps, and how the features stand that go through them.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

use super::{Titles, responsibilities::CalendarOf};
use crate::{
    api::links::Link,
    atlas::Layer,
    domain::{CollectionId, Schema},
    plan::{
        Plan,
        workflow::{self, Board, Course, Passed, Workflow},
    },
    table::Row,
};

/// All workflows, with the figures of the whole.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Workflows {
    pub at: NaiveDate,
    pub calendar: CalendarOf,
    pub number_matched: usize,
    pub workflows: Vec<WorkflowScore>,
    pub links: Vec<Link>,
}

/// A workflow and how its features stand.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkflowScore {
    #[serde(flatten)]
    pub definition: WorkflowOf,
    pub total: FiguresOf,
}

/// One workflow, by unit and tier.
#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkflowAnswer {
    pub at: NaiveDate,
    pub calendar: CalendarOf,
    #[serde(flatten)]
    pub score: WorkflowScore,
    /// By tier; empty where there are none.
    #[schemars(with = "BTreeMap<String, FiguresOf>")]
    pub tiers: IndexMap<String, FiguresOf>,
    /// Unit level of `units`.
    pub by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub units: Option<Vec<UnitFigures>>,
    /// What lies in none of them; units and outside sum to the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<FiguresOf>,
    pub links: Vec<Link>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct WorkflowOf {
    layer: String,
    title: Titles,
    clauses: Vec<String>,
    /// The column with the step.
    status: String,
    /// The column with the day by which it must be closed.
    due: Option<String>,
    /// The column with the tier.
    tier: Option<String>,
    hand_off: Vec<HandOffOf>,
    recurrence: Option<String>,
    /// What must be true of what is closed, in CQL2.
    closing: Option<String>,
    /// Where the time limits come from.
    limits_from: Option<String>,
    steps: Vec<StepOf>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct HandOffOf {
    from: String,
    to: String,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct StepOf {
    code: String,
    title: Titles,
    /// The column with the day it was reached.
    on: Option<String>,
    /// Steps that may follow.
    next: Vec<String>,
    /// Earlier steps that it may go back to.
    back: Vec<String>,
    /// Working days it may stay here.
    limit: Option<u32>,
    /// The same by tier, before `limit`.
    limits: BTreeMap<String, u32>,
    /// Whether nothing is left to do.
    closes: bool,
}

/// How features of a workflow stand.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FiguresOf {
    open: usize,
    /// Open and with no time limit over.
    within: usize,
    /// Any of their time limits is over.
    pub overdue: usize,
    /// Too long at their step.
    late: usize,
    /// Their own day is over.
    past_due: usize,
    /// In the plan's period up to the day.
    closed: usize,
    /// Begun in the period and handed on to another tier.
    hand_offs: usize,
    /// Begun in the period, and had been there before.
    recurrences: usize,
    /// Working days to the close, of those closed in the period.
    median_days: Option<i64>,
    /// By step.
    #[schemars(with = "BTreeMap<String, StageOf>")]
    stages: IndexMap<String, StageOf>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct StageOf {
    open: usize,
    late: usize,
    overdue: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct UnitFigures {
    pub id: String,
    pub name: String,
    #[serde(flatten)]
    pub figures: FiguresOf,
}

/// How far one feature has come.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CourseAnswer {
    pub at: NaiveDate,
    pub calendar: CalendarOf,
    pub layer: String,
    pub id: String,
    #[serde(flatten)]
    pub course: CourseOf,
    /// What has been reached, the present step last.
    passed: Vec<PassedOf>,
    /// The steps still to come on the usual way.
    ahead: Vec<AheadOf>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct CourseOf {
    /// The present step.
    step: Option<String>,
    /// The day it was reached.
    since: Option<NaiveDate>,
    /// Working days spent at it.
    used: Option<i64>,
    /// Working days it may take.
    limit: Option<u32>,
    /// Its last day.
    by: Option<NaiveDate>,
    open: bool,
    late: bool,
    /// Any time limit is over.
    overdue: bool,
    /// The day by which it must be closed.
    due: Option<NaiveDate>,
    /// Days since then.
    overdue_days: i64,
    tier: Option<String>,
    /// Working days from the first step to the close.
    closed_in: Option<i64>,
    recurrence_of: Option<String>,
    /// The steps that may follow.
    next: Vec<String>,
    /// Days were counted for which there is no calendar: Mondays to Fridays.
    beyond_calendar: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct PassedOf {
    code: String,
    title: Titles,
    on: Option<NaiveDate>,
    used: Option<i64>,
    limit: Option<u32>,
    by: Option<NaiveDate>,
    late: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AheadOf {
    code: String,
    title: Titles,
    limit: Option<u32>,
}

/// A step's title as the code list has it.
fn title(schema: &Schema, workflow: &Workflow, code: &str) -> Titles {
    let codes =
        schema.index_of(&workflow.status).and_then(|index| schema.properties[index].codes.as_ref());
    codes
        .and_then(|codes| codes.iter().find(|known| *known.code == *code))
        .map_or_else(|| Titles { zh: code.to_owned(), en: code.to_owned() }, |c| (&c.titles).into())
}

impl WorkflowOf {
    pub fn new(plan: &Plan, workflow: &Workflow, schema: &Schema) -> Self {
        let steps = workflow.steps.iter().map(|step| StepOf {
            code: step.code.clone(),
            title: title(schema, workflow, &step.code),
            on: step.on.clone(),
            next: step.next.clone(),
            back: step.back.clone(),
            limit: step.limit,
            limits: step.limits.clone(),
            closes: step.closes,
        });
        let hand_off = workflow.hand_off.iter();
        Self {
            layer: workflow.layer.to_string(),
            title: Titles { zh: workflow.zh.clone(), en: workflow.en.clone() },
            clauses: workflow.clauses.clone(),
            status: workflow.status.clone(),
            due: workflow.due.clone(),
            tier: workflow.tier.clone(),
            hand_off: hand_off
                .map(|one| HandOffOf { from: one.from.clone(), to: one.to.clone() })
                .collect(),
            recurrence: workflow.recurrence.clone(),
            closing: workflow.closing.as_ref().map(|it| it.text(&plan.days(plan.period.1))),
            limits_from: workflow.limits_from.clone(),
            steps: steps.collect(),
        }
    }
}

impl WorkflowScore {
    pub fn new(plan: &Plan, board: &Board<'_>) -> Self {
        Self {
            definition: WorkflowOf::new(plan, board.workflow, board.layer.schema()),
            total: FiguresOf::new(board.workflow, &board.total()),
        }
    }
}

impl FiguresOf {
    pub fn new(workflow: &Workflow, figures: &workflow::Figures) -> Self {
        let stages = workflow.steps.iter().zip(&figures.stages).filter(|(step, _)| !step.closes);
        let stages = stages.map(|(step, stage)| {
            let workflow::Stage { open, late, overdue } = *stage;
            (step.code.clone(), StageOf { open, late, overdue })
        });
        Self {
            open: figures.open,
            within: figures.open - figures.overdue,
            overdue: figures.overdue,
            late: figures.late,
            past_due: figures.past_due,
            closed: figures.closed,
            hand_offs: figures.hand_offs,
            recurrences: figures.recurrences,
            median_days: figures.median_days,
            stages: stages.collect(),
        }
    }

    /// As cells of a table, with their names.
    pub fn cells(&self) -> Vec<(String, String)> {
        let mut cells: Vec<(String, String)> = [
            ("open", self.open),
            ("within", self.within),
            ("overdue", self.overdue),
            ("late", self.late),
            ("past_due", self.past_due),
            ("closed", self.closed),
            ("hand_offs", self.hand_offs),
            ("recurrences", self.recurrences),
        ]
        .map(|(name, number)| (name.to_owned(), number.to_string()))
        .into();
        let median = self.median_days.map_or_else(String::new, |days| days.to_string());
        cells.push(("median_days".to_owned(), median));
        for (code, stage) in &self.stages {
            cells.push((format!("open_{code}"), stage.open.to_string()));
            cells.push((format!("overdue_{code}"), stage.overdue.to_string()));
        }
        cells
    }
}

impl CourseOf {
    pub fn new(course: &Course<'_>) -> Self {
        let at = course.at();
        let allowed = at.map(|passed| passed.step.allowed().map(str::to_owned).collect());
        Self {
            step: at.map(|passed| passed.step.code.clone()),
            since: at.and_then(|passed| passed.on),
            used: at.and_then(|passed| passed.used),
            limit: at.and_then(|passed| passed.limit),
            by: at.and_then(|passed| passed.by),
            open: course.is_open(),
            late: course.is_late(),
            overdue: course.is_overdue(),
            due: course.due,
            overdue_days: course.overdue_days,
            tier: course.tier.clone(),
            closed_in: course.closed_in,
            recurrence_of: course.recurrence.clone(),
            next: allowed.unwrap_or_default(),
            beyond_calendar: course.guessed,
        }
    }
}

impl CourseAnswer {
    pub fn new(
        plan: &Plan,
        workflow: &Workflow,
        layer: &Layer,
        row: Row,
        course: &Course<'_>,
        at: NaiveDate,
    ) -> Self {
        let schema = layer.schema();
        let passed = course.passed.iter().map(|passed: &Passed<'_>| PassedOf {
            code: passed.step.code.clone(),
            title: title(schema, workflow, &passed.step.code),
            on: passed.on,
            used: passed.used,
            limit: passed.limit,
            by: passed.by,
            late: passed.is_late(),
        });
        let tier = course.tier.as_deref();
        let ahead = course.at().map_or(Vec::new(), |at| workflow.usual(&at.step.code));
        let ahead = ahead.into_iter().map(|step| AheadOf {
            code: step.code.clone(),
            title: title(schema, workflow, &step.code),
            limit: step.limit(tier),
        });
        Self {
            at,
            calendar: CalendarOf::new(plan),
            layer: CollectionId::to_string(&schema.id),
            id: layer.table.id(row).to_string(),
            course: CourseOf::new(course),
            passed: passed.collect(),
            ahead: ahead.collect(),
        }
    }
}
