use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{
    body, format,
    shaped::{self, Shown},
};
use crate::{
    api::{
        error::ApiError,
        links::{GEOJSON, Here, JSON, linked},
        params::{Params, Path},
        state::{AppState, blocking},
        wire::plan::{PlanAnswer, PlanRow, TargetAnswer, Targets, may_see},
    },
    atlas::View,
    domain::{Audience, CollectionId, UnitRef},
    formats::{csv, geojson::write_geometry},
    plan::{
        Board, Plan, Score,
        board::Behind,
        model::{Became, KINDS, Placed, Target},
    },
};

const SHAPES: [(&str, &str); 3] = [("json", JSON), ("geojson", GEOJSON), ("csv", "text/csv")];
/// Features behind a number that one answer holds.
const DEFAULT_ROWS: usize = 1_000;
const MOST_ROWS: usize = 10_000;

pub(super) fn plan_of(state: &AppState, params: &Params) -> Result<Arc<Plan>, ApiError> {
    let plan = params.plan().or_else(|| state.plans.current());
    plan.ok_or_else(|| ApiError::not_found("there is no work plan here"))
}

/// A parameter that is one of the names, or absent.
pub(super) fn one_of<'n>(
    params: &mut Params,
    name: &str,
    names: impl Iterator<Item = &'n str>,
) -> Result<Option<String>, ApiError> {
    let Some(text) = params.text(name)? else { return Ok(None) };
    let names: Vec<&str> = names.collect();
    if names.contains(&&*text) {
        return Ok(Some(text));
    }
    let detail = format!("`{text}` is not one of {}", names.join(", "));
    Err(ApiError::parameter(name, detail))
}

fn theme(params: &mut Params, plan: &Plan) -> Result<Option<String>, ApiError> {
    one_of(params, "theme", plan.themes.iter().map(|theme| &*theme.key))
}

/// The plan's phrases.
pub async fn plan(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    format(&mut params, &headers, &[("json", JSON)])?;
    let theme = theme(&mut params, &plan)?;
    let kind = one_of(&mut params, "kind", KINDS.into_iter())?;
    let became = one_of(&mut params, "became", Became::ALL.into_iter().map(Became::name))?;
    params.finish()?;
    let rows = plan.rows.iter().filter(|row| {
        let own = plan.theme_of(row).map(|theme| &theme.key);
        theme.as_ref().is_none_or(|theme| own == Some(theme))
            && kind.as_ref().is_none_or(|kind| row.kind == *kind)
            && became.as_ref().is_none_or(|became| row.became.name() == became)
    });
    let links = vec![here.itself(JSON), here.link("related", JSON, "/targets")];
    let answer = PlanAnswer::new(&plan, rows, links.clone());
    Ok(linked(Json(answer).into_response(), &links))
}

/// One phrase.
pub async fn row(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    format(&mut params, &headers, &[("json", JSON)])?;
    params.finish()?;
    let row = plan.row(&id);
    let row = row.ok_or_else(|| ApiError::not_found(format!("the plan has no phrase `{id}`")))?;
    Ok(Json(PlanRow::new(&plan, row)).into_response())
}

/// The unit level asked for, which must be one.
pub(super) fn level(params: &mut Params, view: &View) -> Result<Option<CollectionId>, ApiError> {
    let levels: Vec<String> = view.levels().map(ToString::to_string).collect();
    let name = one_of(params, "by", levels.iter().map(|level| &**level))?;
    name.map(|name| name.parse().map_err(|error| ApiError::parameter("by", error))).transpose()
}

/// A whole of one unit would tell the public what `by` does not.
///
/// - `levels`: those the public sees.
pub(super) fn single_unit(
    unit: &UnitRef,
    audience: Audience,
    levels: &[CollectionId],
) -> Result<(), ApiError> {
    if audience == Audience::Internal || levels.contains(&unit.collection) {
        return Ok(());
    }
    let detail = format!("numbers of single units of `{}` are internal", unit.collection);
    Err(ApiError::parameter("within", detail))
}

/// The scoreboard.
pub async fn targets(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    format(&mut params, &headers, &[("json", JSON)])?;
    let level = level(&mut params, &view)?;
    let theme = theme(&mut params, &plan)?;
    let within = params.within()?;
    params.finish()?;
    let audience = view.audience();
    if let Some(unit) = &within {
        single_unit(unit, audience, &plan.public_levels)?;
    }
    blocking(move || {
        let board = Board::new(&plan, &view, within.as_ref(), &state.grounds);
        let scores = plan
            .targets
            .iter()
            .filter(|target| {
                let own = plan.theme(target).map(|theme| &theme.key);
                let seen = |unit: &UnitRef| may_see(&plan, target, audience, &unit.collection);
                theme.as_ref().is_none_or(|theme| own == Some(theme))
                    && within.as_ref().is_none_or(seen)
            })
            .map(|target| board.score(&target.it, level.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let links = vec![here.itself(JSON), here.link("related", JSON, "/plan")];
        let by = level.as_ref().map(ToString::to_string);
        let answer = Targets::new(&plan, &board, &scores, by, view.audience(), links.clone());
        Ok(linked(Json(answer).into_response(), &links))
    })
    .await
}

fn target_of<'p>(plan: &'p Plan, key: &str) -> Result<&'p Placed<Target>, ApiError> {
    let missing = || ApiError::not_found(format!("the plan has no target `{key}`"));
    plan.target(key).ok_or_else(missing)
}

/// One target: its number, per unit where `by` asks, and all that explains it.
pub async fn target(
    State(state): State<AppState>,
    Path(key): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &SHAPES)?;
    let level = level(&mut params, &view)?;
    let within = params.within()?;
    params.finish()?;
    blocking(move || {
        let target = target_of(&plan, &key)?;
        let audience = view.audience();
        if let Some(level) = &level
            && !(target.levels.contains(level) && may_see(&plan, target, audience, level))
        {
            let levels: Vec<&str> = target
                .levels
                .iter()
                .filter(|level| may_see(&plan, target, audience, level))
                .map(CollectionId::as_str)
                .collect();
            let detail = format!("target `{key}` has {}", levels.join(", "));
            return Err(ApiError::parameter("by", detail));
        }
        if let Some(unit) = &within {
            let levels = target.public_levels.as_ref().unwrap_or(&plan.public_levels);
            single_unit(unit, audience, levels)?;
        }
        // A table or a map is one of units, of the smallest that the reader may see.
        let smallest =
            || target.levels.iter().rfind(|level| may_see(&plan, target, audience, level)).cloned();
        let level = if format == "json" { level } else { level.or_else(smallest) };
        let board = Board::new(&plan, &view, within.as_ref(), &state.grounds);
        let score = board.score(&target.it, level.as_ref())?;
        Ok(match format {
            "csv" => body("text/csv; charset=utf-8", table(&score)),
            "geojson" => body(GEOJSON, shapes(&score)),
            _ => {
                let mut links = vec![here.itself(JSON)];
                if audience == Audience::Internal {
                    for part in ["numerator", "denominator", "laggards"] {
                        let path = format!("/targets/{key}/rows?part={part}");
                        links.push(here.link("related", GEOJSON, &path));
                    }
                }
                let links_too = links.clone();
                let answer = TargetAnswer::new(&plan, &board, &score, audience, links)?;
                linked(Json(answer).into_response(), &links_too)
            }
        })
    })
    .await
}

fn table(score: &Score<'_>) -> Vec<u8> {
    let header = ["id", "name", "num", "den", "unknown", "state"].map(str::to_owned).to_vec();
    let line = |id: &str, name: &str, line: &crate::plan::Line| {
        let value = &line.value;
        let den = value.den.map_or_else(String::new, |den| den.to_string());
        let (num, unknown) = (value.num.to_string(), value.unknown.to_string());
        vec![id.to_owned(), name.to_owned(), num, den, unknown, line.state.name().to_owned()]
    };
    let mut rows = vec![header];
    if let Some(units) = &score.units {
        let table = &units.layer.table;
        rows.extend(
            units.lines.iter().map(|(row, l)| line(table.id(*row).as_str(), table.title(*row), l)),
        );
        rows.push(line("outside", "", &units.outside));
    }
    csv::encode(rows)
}

/// The units with their numbers and states as properties.
fn shapes(score: &Score<'_>) -> Vec<u8> {
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    for (position, (row, line)) in score.units.iter().flat_map(|u| &u.lines).enumerate() {
        let Some(units) = &score.units else { break };
        let table = &units.layer.table;
        if position > 0 {
            out.extend_from_slice(b",\n");
        }
        let id = table.id(*row).as_str();
        let properties = serde_json::json!({
            "id": id, "name": table.title(*row), "num": line.value.num, "den": line.value.den,
            "unknown": line.value.unknown, "state": line.state.name(),
        });
        let id = serde_json::Value::from(id);
        out.extend_from_slice(
            format!("{{\"type\":\"Feature\",\"id\":{id},\"geometry\":").as_bytes(),
        );
        match table.geometry(*row) {
            Some(geometry) => write_geometry(&mut out, &geometry),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(format!(",\"properties\":{properties}}}").as_bytes());
    }
    out.extend_from_slice(b"\n]}");
    out
}

/// The features behind a number, as GeoJSON.
pub async fn rows(
    State(state): State<AppState>,
    Path(key): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    format(&mut params, &headers, &[("geojson", GEOJSON)])?;
    let names = ["numerator", "denominator", "laggards"];
    let part = match one_of(&mut params, "part", names.into_iter())?.as_deref() {
        Some("denominator") => Behind::Denominator,
        Some("laggards") => Behind::Laggards,
        _ => Behind::Numerator,
    };
    let limit = params.limit(DEFAULT_ROWS, MOST_ROWS)?;
    let offset = params.number("offset", 0.0..=1e9)?.unwrap_or(0.0) as usize;
    let within = params.within()?;
    params.finish()?;
    if view.audience() == Audience::Public {
        return Err(ApiError::not_found("the features behind a number are internal"));
    }
    blocking(move || {
        let target = target_of(&plan, &key)?;
        let board = Board::new(&plan, &view, within.as_ref(), &state.grounds);
        let rows = board.rows(target, part)?;
        shaped::page(&view, &here, &rows, limit, offset, |one| {
            let (layer, atom) = (one.layer.clone(), one.atom);
            let extra = serde_json::json!({
                "collection": layer.schema().id.as_str(),
                "num": atom.num, "den": atom.den, "unknown": atom.unknown,
            });
            Ok(Shown { layer, row: atom.row, extra })
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_gets_no_whole_of_a_small_unit() {
        let levels = ["pianqu".parse().unwrap(), "committees".parse().unwrap()];
        let (area, compound) = ("pianqu:P01".parse().unwrap(), "compounds:C01".parse().unwrap());

        assert!(single_unit(&area, Audience::Public, &levels).is_ok());
        assert!(single_unit(&compound, Audience::Internal, &levels).is_ok());
        let refused = single_unit(&compound, Audience::Public, &levels);
        assert!(
            matches!(refused, Err(ApiError::Parameter { parameter, .. }) if parameter == "within")
        );
    }
}
