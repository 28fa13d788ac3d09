use axum::{extract::State, response::Response};
use serde_json::{Map, Value};

use super::{body, layer};
use crate::{
    analysis::coverage::{Answer, Question, coverage as cover},
    api::{
        crs::{Shown, declare},
        error::ApiError,
        links::JSON,
        params::{Params, Path},
        state::{AppState, blocking},
        wire::coverage::Coverage,
    },
    atlas::View,
    domain::CollectionId,
    formats::geojson::write_geometry,
    spatial::coverage::Detail,
};

/// A reach beyond this is no walk, and the whole territory is inside it.
const FARTHEST_M: f64 = 20_000.0;

/// People and area within reach of facilities, per unit.
pub async fn coverage(
    State(state): State<AppState>,
    Path(id): Path<String>,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let defaults = view.snapshot().territory.coverage.clone();
    if let Some(format) = params.text("f")?
        && format != "json"
    {
        return Err(ApiError::parameter("f", format!("`{format}` is not one of json")));
    }
    match params.text("mode")?.as_deref() {
        None | Some("straight") => {}
        Some(other) => {
            let detail = format!("`{other}` is not one of straight");
            return Err(ApiError::parameter("mode", detail));
        }
    }
    let reach = params.number("reach", 0.0..=FARTHEST_M)?;
    let minutes = params.number("minutes", 0.0..=240.0)?;
    let speed = params.number("speed", 0.01..=3.0)?;
    if reach.is_some() && (minutes.is_some() || speed.is_some()) {
        let detail = "give either `reach`, or `minutes` and `speed`";
        return Err(ApiError::parameter("reach", detail));
    }
    let walked = minutes.unwrap_or(defaults.minutes) * 60.0 * speed.unwrap_or(defaults.speed_m_s);
    let reach_m = reach.unwrap_or(walked);
    if reach_m > FARTHEST_M {
        let detail = format!("{walked} m are walked; the most is {FARTHEST_M}");
        return Err(ApiError::parameter("minutes", detail));
    }
    let shown = Shown::from(params.crs("crs", layer.schema())?);
    let by = params.parse::<CollectionId>("by")?.unwrap_or(defaults.by);
    let question = Question {
        collection: layer.schema().id.clone(),
        by,
        reach_m,
        demand: params.parse("demand")?,
        within: params.within()?,
        detail: Detail { gaps: params.flag("gaps")?, reached: params.flag("reaches")? },
        curve_m: if params.flag("curve")? { defaults.stops_m } else { Vec::new() },
        filter: params.conditions(layer.schema(), &view.visible(layer))?,
    };
    if !view.levels().any(|level| *level == question.by) {
        return Err(ApiError::parameter("by", format!("`{}` is not a unit level", question.by)));
    }
    params.finish()?;
    let grounds = state.grounds.clone();
    blocking(move || {
        let answer = cover(&view, &question, &grounds)?;
        Ok(declare(body(JSON, render(&view, &question, &answer, &shown)?), &shown.crs))
    })
    .await
}

fn render(
    view: &View,
    question: &Question,
    answer: &Answer,
    shown: &Shown,
) -> Result<Vec<u8>, ApiError> {
    let table = &answer.units_layer.table;
    let columns = &answer.columns;
    let numbers = Coverage::new(question, answer, view.at());
    let mut out = serde_json::to_vec(&numbers).expect("numbers are plain JSON");
    if answer.reached.is_none() && answer.gaps.is_none() {
        return Ok(out);
    }
    // Geometries are written directly behind the numbers.
    out.pop();
    if let Some(reached) = &answer.reached {
        out.extend_from_slice(b",\"reaches\":");
        write_geometry(&mut out, &*shown.geometry(&"reaches", reached)?);
    }
    if let Some(gaps) = &answer.gaps {
        out.extend_from_slice(b",\"gaps\":{\"type\":\"FeatureCollection\",\"features\":[");
        let mut first = true;
        for ((row, numbers_of), gap) in answer.units.iter().zip(gaps) {
            let area = &numbers_of.area_m2;
            if matches!(gap, geo_types::Geometry::MultiPolygon(parts) if parts.0.is_empty()) {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            let mut properties = Map::new();
            properties.insert("id".into(), table.id(*row).as_str().into());
            properties.insert("name".into(), table.title(*row).into());
            properties.insert("area_m2".into(), (area.total - area.reached).into());
            for (name, weight) in columns.iter().zip(&numbers_of.weights) {
                properties.insert(format!("{name}_missed"), (weight.total - weight.reached).into());
            }
            out.extend_from_slice(b"{\"type\":\"Feature\",\"geometry\":");
            write_geometry(&mut out, &*shown.geometry(&table.id(*row), gap)?);
            out.extend_from_slice(b",\"properties\":");
            out.extend_from_slice(Value::from(properties).to_string().as_bytes());
            out.push(b'}');
        }
        out.extend_from_slice(b"]}");
    }
    out.push(b'}');
    Ok(out)
}
