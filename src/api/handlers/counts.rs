use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};

use super::{body, format, layer};
use crate::{
    analysis::counts::{Counts, Question},
    api::{
        crs::{Shown, declare},
        error::ApiError,
        html,
        language::Language,
        links::{GEOJSON, HTML, Here, JSON},
        params::{Params, Path},
        state::{AppState, blocking},
        wire::counts::{WireCounts, cells, columns},
    },
    domain::CollectionId,
    formats::{csv, geojson::write_geometry},
};

const OFFERED: [(&str, &str); 4] =
    [("json", JSON), ("geojson", GEOJSON), ("csv", "text/csv"), ("html", HTML)];

/// Features per unit and group.
pub async fn counts(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    let by = params.parse::<CollectionId>("by")?.ok_or_else(|| {
        let levels: Vec<_> = view.levels().map(CollectionId::as_str).collect();
        ApiError::parameter("by", format!("`by` is needed: one of {}", levels.join(", ")))
    })?;
    if !view.levels().any(|level| *level == by) {
        let levels: Vec<_> = view.levels().map(CollectionId::as_str).collect();
        let detail = format!("`{by}` is not a unit level; levels are {}", levels.join(", "));
        return Err(ApiError::parameter("by", detail));
    }
    let shown = Shown::from(params.crs("crs", layer.schema())?);
    let question = Question {
        collection: layer.schema().id.clone(),
        by,
        group: params.list("group")?,
        sum: params.list("sum")?,
        filter: params.conditions(layer.schema(), &view.visible(layer))?,
        within: params.within()?,
    };
    params.finish()?;
    blocking(move || {
        let counts = state.totals.counts(&view, &question)?;
        Ok(match format {
            "csv" => csv_answer(&counts, &question),
            "geojson" => declare(body(GEOJSON, geojson(&counts, &question, &shown)?), &shown.crs),
            "html" => {
                let context = html::Context { here: &here, language, view: &view };
                html::counts::page(&context, &counts, &question)
            }
            _ => Json(WireCounts::new(&counts, &question, view.at())).into_response(),
        })
    })
    .await
}

fn csv_answer(counts: &Counts, question: &Question) -> Response {
    let table = &counts.units_layer.table;
    let text = |cell: serde_json::Value| cell.to_string();
    let mut header = vec!["id".to_owned(), "name".to_owned()];
    header.extend(columns(counts, question));
    let mut rows = vec![header];
    for (row, line) in &counts.units {
        let mut cells_of_row = vec![table.id(*row).to_string(), table.title(*row).to_owned()];
        cells_of_row.extend(cells(line, counts).into_iter().map(text));
        rows.push(cells_of_row);
    }
    let mut outside = vec!["outside".to_owned(), String::new()];
    outside.extend(cells(&counts.outside, counts).into_iter().map(text));
    rows.push(outside);
    let name = format!("attachment; filename=\"{}-by-{}.csv\"", question.collection, question.by);
    let mut response = body("text/csv; charset=utf-8", csv::encode(rows));
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

/// The units with their counts as properties. “outside” has no place and stands beside them.
fn geojson(counts: &Counts, question: &Question, shown: &Shown) -> Result<Vec<u8>, ApiError> {
    let table = &counts.units_layer.table;
    let names = columns(counts, question);
    let object = |id: Option<(&str, &str)>, line: &crate::analysis::counts::Line| {
        let mut properties = serde_json::Map::new();
        if let Some((id, name)) = id {
            properties.insert("id".into(), id.into());
            properties.insert("name".into(), name.into());
        }
        properties.extend(names.iter().cloned().zip(cells(line, counts)));
        serde_json::Value::from(properties).to_string()
    };
    let mut out = b"{\"type\":\"FeatureCollection\",\"numberMatched\":".to_vec();
    out.extend_from_slice(counts.total.total.count.to_string().as_bytes());
    out.extend_from_slice(b",\"outside\":");
    out.extend_from_slice(object(None, &counts.outside).as_bytes());
    out.extend_from_slice(b",\"features\":[\n");
    for (position, (row, line)) in counts.units.iter().enumerate() {
        if position > 0 {
            out.extend_from_slice(b",\n");
        }
        let id = table.id(*row).as_str();
        out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":");
        out.extend_from_slice(serde_json::Value::from(id).to_string().as_bytes());
        out.extend_from_slice(b",\"geometry\":");
        match table.geometry(*row) {
            Some(geometry) => write_geometry(&mut out, &*shown.geometry(&id, &geometry)?),
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"properties\":");
        out.extend_from_slice(object(Some((id, table.title(*row))), line).as_bytes());
        out.push(b'}');
    }
    out.extend_from_slice(b"\n]}");
    Ok(out)
}
