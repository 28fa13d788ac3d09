//! The steps of cases and other features, and how these stand.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{
    body, format,
    plan::{level, one_of, plan_of},
    shaped::{self, Shown},
};
use crate::{
    api::{
        error::ApiError,
        links::{GEOJSON, Here, JSON, linked},
        params::{Params, Path},
        state::{AppState, blocking},
        wire::{
            responsibilities::CalendarOf,
            workflows::{
                CourseAnswer, CourseOf, FiguresOf, UnitFigures, WorkflowAnswer, WorkflowScore,
                Workflows,
            },
        },
    },
    atlas::Layer,
    domain::FeatureId,
    formats::csv,
    plan::{
        Plan,
        workflow::{Board, Course, Workflow},
    },
};

pub const STATES: [&str; 4] = ["open", "overdue", "within", "closed"];
const DEFAULT_ITEMS: usize = 1_000;
const MOST_ITEMS: usize = 10_000;

fn workflow_of<'p>(plan: &'p Plan, layer: &str) -> Result<&'p Workflow, ApiError> {
    let found = layer.parse().ok().and_then(|id| plan.workflow(&id));
    let missing = || ApiError::not_found(format!("the plan has no workflow of `{layer}`"));
    found.map(|placed| &placed.it).ok_or_else(missing)
}

/// `GET /api/workflows`.
pub async fn list(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    format(&mut params, &headers, &[("json", JSON)])?;
    let within = params.within()?;
    params.finish()?;
    blocking(move || {
        let mut workflows = Vec::new();
        for workflow in &plan.workflows {
            // What the audience may not see is not there.
            if view.layer(&workflow.layer).is_ok() {
                let board = Board::new(&plan, workflow, &view, within.as_ref())?;
                workflows.push(WorkflowScore::new(&plan, &board));
            }
        }
        let mut links = vec![here.itself(JSON)];
        for workflow in &plan.workflows {
            links.push(here.link("related", JSON, &format!("/workflows/{}", workflow.layer)));
        }
        let answer = Workflows {
            at: view.at(),
            calendar: CalendarOf::new(&plan),
            number_matched: workflows.len(),
            workflows,
            links: links.clone(),
        };
        Ok(linked(Json(answer).into_response(), &links))
    })
    .await
}

/// `GET /api/workflows/{layer}`: by tier, and by unit where `by` asks.
pub async fn one(
    State(state): State<AppState>,
    Path(name): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &[("json", JSON), ("csv", "text/csv")])?;
    let by = level(&mut params, &view)?;
    let within = params.within()?;
    params.finish()?;
    blocking(move || {
        let workflow = workflow_of(&plan, &name)?;
        let board = Board::new(&plan, workflow, &view, within.as_ref())?;
        // A table is one of units, without a level of the largest.
        let largest = || view.levels().next().cloned();
        let by = if format == "csv" { by.or_else(largest) } else { by };
        let (mut units, mut outside) = (None, None);
        if let Some(by) = &by {
            let (lines, rest) = board.units(&view, by, within.as_ref())?;
            let layer = view.layer(by)?;
            let lines = lines.into_iter().map(|(row, figures)| UnitFigures {
                id: layer.table.id(row).to_string(),
                name: layer.table.title(row).to_owned(),
                figures: FiguresOf::new(workflow, &figures),
            });
            units = Some(lines.collect());
            outside = Some(FiguresOf::new(workflow, &rest));
        }
        if format == "csv" {
            let rows = table(units.unwrap_or_default(), outside);
            return Ok(body("text/csv; charset=utf-8", csv::encode(rows)));
        }
        let mut links = vec![here.itself(JSON)];
        let items = format!("/workflows/{name}/items?state=overdue");
        links.push(here.link("related", GEOJSON, &items));
        let tiers = if workflow.tier.is_some() { board.tiers() } else { Vec::new() };
        let answer = WorkflowAnswer {
            at: view.at(),
            calendar: CalendarOf::new(&plan),
            score: WorkflowScore::new(&plan, &board),
            tiers: tiers
                .into_iter()
                .map(|(tier, figures)| (tier, FiguresOf::new(workflow, &figures)))
                .collect(),
            by: by.map(|by| by.to_string()),
            units,
            outside,
            links: links.clone(),
        };
        Ok(linked(Json(answer).into_response(), &links))
    })
    .await
}

fn table(units: Vec<UnitFigures>, outside: Option<FiguresOf>) -> Vec<Vec<String>> {
    let outside = outside.map(|figures| UnitFigures {
        id: "outside".to_owned(),
        name: String::new(),
        figures,
    });
    let mut rows: Vec<Vec<String>> = Vec::new();
    for UnitFigures { id, name, figures } in units.into_iter().chain(outside) {
        let cells = figures.cells();
        if rows.is_empty() {
            let names = cells.iter().map(|(name, _)| name.clone());
            rows.push(["id", "name"].map(str::to_owned).into_iter().chain(names).collect());
        }
        rows.push([id, name].into_iter().chain(cells.into_iter().map(|(_, cell)| cell)).collect());
    }
    rows
}

/// `GET /api/workflows/{layer}/items`: features by how they stand, the most overdue first.
pub async fn items(
    State(state): State<AppState>,
    Path(name): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &[("geojson", GEOJSON), ("csv", "text/csv")])?;
    let wanted = one_of(&mut params, "state", STATES.into_iter())?;
    let workflow = workflow_of(&plan, &name)?;
    let codes = workflow.steps.iter().map(|step| &*step.code);
    let step = one_of(&mut params, "step", codes)?;
    let tier = params.text("tier")?;
    let within = params.within()?;
    let limit = params.limit(DEFAULT_ITEMS, MOST_ITEMS)?;
    let offset = params.number("offset", 0.0..=1e9)?.unwrap_or(0.0) as usize;
    params.finish()?;
    let plan: Arc<Plan> = plan.clone();
    blocking(move || {
        let board = Board::new(&plan, workflow_of(&plan, &name)?, &view, within.as_ref())?;
        let stands = |course: &Course<'_>| match wanted.as_deref().unwrap_or("open") {
            "overdue" => course.is_overdue(),
            "within" => course.is_open() && !course.is_overdue(),
            "closed" => !course.is_open(),
            _ => course.is_open(),
        };
        let mut found: Vec<&Course<'_>> = board
            .courses
            .iter()
            .filter(|course| {
                let at = course.at().map(|passed| &*passed.step.code);
                stands(course)
                    && step.as_deref().is_none_or(|step| at == Some(step))
                    && tier.as_ref().is_none_or(|tier| course.tier.as_ref() == Some(tier))
            })
            .collect();
        // Those that have waited for longest first.
        found.sort_by_key(|course| {
            let over = course.at().and_then(|at| Some(at.used? - i64::from(at.limit?)));
            std::cmp::Reverse((course.overdue_days, over))
        });
        if format == "csv" {
            let page = found.iter().skip(offset).take(limit);
            let rows = listed(&board.layer, page.copied());
            return Ok(body("text/csv; charset=utf-8", csv::encode(rows)));
        }
        shaped::page(&view, &here, &found, limit, offset, |course| {
            let mut extra =
                serde_json::to_value(CourseOf::new(course)).map_err(ApiError::internal)?;
            extra["collection"] = board.layer.schema().id.as_str().into();
            Ok(Shown { layer: board.layer.clone(), row: course.row, extra })
        })
    })
    .await
}

fn listed<'c>(layer: &Layer, courses: impl Iterator<Item = &'c Course<'c>>) -> Vec<Vec<String>> {
    let header = [
        "id",
        "title",
        "step",
        "since",
        "used",
        "limit",
        "by",
        "due",
        "overdue_days",
        "late",
        "overdue",
        "tier",
    ];
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map_or_else(String::new, |value| value.to_string())
    }
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    rows.extend(courses.map(|course| {
        let at = course.at();
        vec![
            layer.table.id(course.row).to_string(),
            layer.table.title(course.row).to_owned(),
            text(at.map(|at| &at.step.code)),
            text(at.and_then(|at| at.on)),
            text(at.and_then(|at| at.used)),
            text(at.and_then(|at| at.limit)),
            text(at.and_then(|at| at.by)),
            text(course.due),
            course.overdue_days.to_string(),
            course.is_late().to_string(),
            course.is_overdue().to_string(),
            text(course.tier.as_ref()),
        ]
    }));
    rows
}

/// `GET /api/workflows/{layer}/items/{feature}`: how far one feature has come.
pub async fn course(
    State(state): State<AppState>,
    Path((name, feature)): Path<(String, String)>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Json<CourseAnswer>, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    format(&mut params, &headers, &[("json", JSON)])?;
    params.finish()?;
    let workflow = workflow_of(&plan, &name)?;
    let layer = view.layer(&workflow.layer)?;
    let missing = || ApiError::not_found(format!("there is no feature `{feature}`"));
    let row = FeatureId::new(&feature).ok().and_then(|id| view.row(layer, &id));
    let row = row.ok_or_else(missing)?;
    let course = Course::new(workflow, &plan.calendar, layer, row, view.at());
    Ok(Json(CourseAnswer::new(&plan, workflow, layer, row, &course, view.at())))
}
