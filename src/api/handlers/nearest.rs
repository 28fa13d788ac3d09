use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{body, format, layer};
use crate::{
    analysis::nearest::{Answer, MOST_COUNT, Question, nearest as search},
    api::{
        error::ApiError,
        links::{Here, JSON, linked},
        params::{Params, Path},
        state::{AppState, blocking},
        wire::nearest::Nearest,
    },
    domain::CollectionId,
    formats::csv,
    query::{
        Filter,
        cql2::{self, Language},
    },
};

const OFFERED: [(&str, &str); 2] = [("json", JSON), ("csv", "text/csv")];
/// Features that one answer holds.
const DEFAULT_LIMIT: usize = 1_000;
const MOST: usize = 100_000;

/// Of each feature the nearest ones of another collection.
pub async fn nearest(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let from = layer(&view, &id)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    let needed = || ApiError::parameter("to", "`to` is needed: the collection of the neighbours");
    let question = Question {
        from: from.schema().id.clone(),
        to: params.parse::<CollectionId>("to")?.ok_or_else(needed)?,
        to_filter: to_filter(&mut params)?,
        count: params.number("count", 1.0..=MOST_COUNT as f64)?.unwrap_or(1.0) as usize,
        filter: {
            let mut parts = vec![params.conditions(from.schema(), &view.visible(from))?];
            parts.extend(params.within()?.map(Filter::Within));
            Filter::And(parts)
        },
    };
    let farthest = params.flag("farthest")?;
    let limit = params.limit(DEFAULT_LIMIT, MOST)?;
    let offset = params.number("offset", 0.0..=1e9)?.unwrap_or(0.0) as usize;
    params.finish()?;
    blocking(move || {
        let answer = search(&view, &question)?;
        let order = order(&answer, farthest);
        let end = order.len().min(offset.saturating_add(limit));
        let page = &order[offset.min(end)..end];
        let media = if format == "csv" { "text/csv" } else { JSON };
        let mut links = vec![here.itself(media)];
        if end < order.len() {
            links.push(here.with("next", media, "offset", &end.to_string()));
        }
        let response = match format {
            "csv" => body("text/csv; charset=utf-8", table(&answer, page)),
            _ => Json(Nearest::new(&question, &answer, view.at(), page, links.clone()))
                .into_response(),
        };
        Ok(linked(response, &links))
    })
    .await
}

/// CQL2 text about the neighbours, in CRS84.
fn to_filter(params: &mut Params) -> Result<Filter, ApiError> {
    let Some(text) = params.text("to-filter")? else { return Ok(Filter::And(Vec::new())) };
    let expression = cql2::parse(&text, Language::default())
        .map_err(|error| ApiError::parameter("to-filter", error))?;
    Ok(Filter::Expression(expression.into()))
}

/// Positions of the features, those first that have the farthest way where that is asked for.
fn order(answer: &Answer, farthest: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..answer.features.len()).collect();
    if farthest {
        let distances: Vec<f64> = answer.distances().collect();
        if !distances.is_empty() {
            order.sort_by(|a, b| distances[*b].total_cmp(&distances[*a]));
        }
    }
    order
}

/// A line for each neighbour.
fn table(answer: &Answer, page: &[usize]) -> Vec<u8> {
    let header = ["id", "name", "rank", "nearest_id", "nearest_name", "distance_m"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for index in page {
        let (from, to) = (&answer.from.table, &answer.to.table);
        let row = answer.features[*index];
        let feature = [from.id(row).to_string(), from.title(row).to_owned()];
        for (rank, (metres, neighbour)) in (1..).zip(answer.neighbours(*index)) {
            let rest = [
                rank.to_string(),
                to.id(*neighbour).to_string(),
                to.title(*neighbour).to_owned(),
                format!("{metres:.2}"),
            ];
            rows.push(feature.iter().cloned().chain(rest).collect());
        }
    }
    csv::encode(rows)
}
