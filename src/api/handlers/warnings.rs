use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::{
    body, format,
    plan::{plan_of, single_unit},
};
use crate::{
    api::{
        error::ApiError,
        links::{GEOJSON, Here, JSON, linked},
        params::Params,
        state::{AppState, blocking},
        wire::warnings::Question,
    },
    domain::{Audience, CollectionId},
    formats::{csv, geojson::write_geometry},
    plan::warnings::{self, Log, Standing, model::Warnings},
};

const SHAPES: [(&str, &str); 3] = [("json", JSON), ("geojson", GEOJSON), ("csv", "text/csv")];
/// What `level` calls units without a warning.
const NONE: &str = "none";

/// The levels asked for; empty for all.
fn wanted(params: &mut Params, warnings: &Warnings) -> Result<Vec<Option<usize>>, ApiError> {
    let level = |name: String| match warnings.level(&name) {
        Some(level) => Ok(Some(level)),
        None if name == NONE => Ok(None),
        None => {
            let keys = warnings.levels.iter().map(|level| level.key.as_str());
            let keys: Vec<&str> = keys.chain([NONE]).collect();
            let detail = format!("`{name}` is not one of {}", keys.join(", "));
            Err(ApiError::parameter("level", detail))
        }
    };
    params.list("level")?.into_iter().map(level).collect()
}

/// Whether the audience sees the levels of single units.
fn are_seen(by: &CollectionId, public_levels: &[CollectionId], audience: Audience) -> bool {
    audience == Audience::Internal || public_levels.contains(by)
}

/// The warning level of each unit, with what raised it.
pub async fn warnings(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &SHAPES)?;
    let within = params.within()?;
    let Some(rules) = plan.warnings.clone() else {
        return Err(ApiError::not_found("the work plan has no rules for warnings"));
    };
    let wanted = wanted(&mut params, &rules)?;
    params.finish()?;
    let audience = view.audience();
    if let Some(unit) = &within {
        single_unit(unit, audience, &plan.public_levels)?;
    }
    let are_seen = are_seen(&rules.head.by, &plan.public_levels, audience);
    if format != "json" && !are_seen {
        return Err(ApiError::not_found("the levels of single units are internal"));
    }
    blocking(move || {
        let levels = warnings::levels(&plan, &rules, &view, within.as_ref(), &state.grounds)?;
        let log = Log::of(&view.snapshot().view(Audience::Internal, None));
        let logged =
            log.is_some() && state.plans.is_of_store() && !state.atlas.store().is_standby();
        let is_today = levels.days.at == view.snapshot().territory.as_of;
        let log = log.filter(|_| is_today);
        let question = Question { plan: &plan, warnings: &rules, levels: &levels, log, logged };
        let mut units: Vec<&Standing> = levels
            .units
            .iter()
            .filter(|unit| wanted.is_empty() || wanted.contains(&unit.level))
            .collect();
        // Stable: equals stay in the order of the layer.
        units.sort_by_key(|unit| std::cmp::Reverse((unit.level, unit.reasons.len())));
        Ok(match format {
            "csv" => body("text/csv; charset=utf-8", table(&question, &units)),
            "geojson" => body(GEOJSON, shapes(&question, &units)),
            _ => {
                let mut links = vec![here.itself(JSON), here.link("related", JSON, "/plan")];
                if logged {
                    let path = format!("/collections/{}", warnings::COLLECTION);
                    links.push(here.link("related", JSON, &path));
                }
                let answer = question.answer(&units, are_seen, links.clone());
                linked(Json(answer).into_response(), &links)
            }
        })
    })
    .await
}

/// `cases_overdue 5/40, burglary 2`.
fn reasons(question: &Question<'_>, unit: &Standing) -> String {
    let reason = |reason: &warnings::Reason| {
        let den = reason.value.den.map_or_else(String::new, |den| format!("/{den}"));
        format!("{} {}{den}", question.warnings.rules[reason.rule].key, reason.value.num)
    };
    unit.reasons.iter().map(reason).collect::<Vec<_>>().join(", ")
}

fn table(question: &Question<'_>, units: &[&Standing]) -> Vec<u8> {
    let header = ["id", "name", "level", "since", "reasons"].map(str::to_owned).to_vec();
    let table = &question.levels.layer.table;
    let line = |unit: &&Standing| {
        vec![
            table.id(unit.unit).to_string(),
            table.title(unit.unit).to_owned(),
            question.level(unit).unwrap_or(NONE).to_owned(),
            question.since(unit).map_or_else(String::new, |day| day.to_string()),
            reasons(question, unit),
        ]
    };
    let mut rows = vec![header];
    rows.extend(units.iter().map(line));
    csv::encode(rows)
}

/// The units with their levels as properties.
fn shapes(question: &Question<'_>, units: &[&Standing]) -> Vec<u8> {
    let table = &question.levels.layer.table;
    let mut out = b"{\"type\":\"FeatureCollection\",\"features\":[\n".to_vec();
    for (position, unit) in units.iter().enumerate() {
        if position > 0 {
            out.extend_from_slice(b",\n");
        }
        let id = table.id(unit.unit).as_str();
        let level = unit.level.map(|level| &question.warnings.levels[level]);
        let properties = json!({
            "id": id, "name": table.title(unit.unit), "level": level.map(|level| &level.key),
            "colour": level.map(|level| level.colour.name()), "since": question.since(unit),
            "reasons": reasons(question, unit),
        });
        let id = serde_json::Value::from(id);
        out.extend_from_slice(
            format!("{{\"type\":\"Feature\",\"id\":{id},\"geometry\":").as_bytes(),
        );
        match table.geometry(unit.unit) {
            Some(geometry) => write_geometry(&mut out, &geometry),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(format!(",\"properties\":{properties}}}").as_bytes());
    }
    out.extend_from_slice(b"\n]}");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_sees_units_down_to_its_levels() {
        let levels = ["pianqu".parse().unwrap(), "committees".parse().unwrap()];
        let (committees, compounds) = ("committees".parse().unwrap(), "compounds".parse().unwrap());

        assert!(are_seen(&committees, &levels, Audience::Public));
        assert!(!are_seen(&compounds, &levels, Audience::Public));
        assert!(are_seen(&compounds, &levels, Audience::Internal));
    }
}
