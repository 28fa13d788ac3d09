use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};

use super::{changes::line, edit::existing, layer};
use crate::api::{
    error::ApiError,
    links::{GEOJSON, Here, JSON, linked, segment},
    params::{Params, Path},
    state::AppState,
    wire::changes::History,
};

const DEFAULT_LIMIT: usize = 100;
const MAX_LIMIT: usize = 10_000;

/// What the change log tells of one feature, in order; also of one that is gone.
///
/// A feature that has not changed since the store was filled has an empty history.
pub async fn history(
    State(state): State<AppState>,
    Path((id, feature)): Path<(String, String)>,
    here: Here,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT)?;
    let since = match params.text("since")? {
        Some(text) => text.parse::<i64>().ok().filter(|seq| *seq >= 0).ok_or_else(|| {
            ApiError::parameter("since", format!("`{text}` is not a whole number from 0"))
        })?,
        None => 0,
    };
    params.finish()?;
    let named = existing(&feature)?;
    let collection = &layer.schema().id;
    let snapshot = view.snapshot();
    let mut changes = state.atlas.history(snapshot, collection, &named, since).await?;
    let is_there = layer.table.row_of(&named).is_some();
    if changes.is_empty() && !is_there {
        // Nothing after `since`, or nothing at all?
        let ever = state.atlas.history(snapshot, collection, &named, 0).await?;
        if ever.is_empty() {
            let detail = format!("collection `{id}` never had a feature `{feature}`");
            return Err(ApiError::not_found(detail));
        }
    }
    let more = changes.len() > limit;
    changes.truncate(limit);
    let path = format!("/collections/{}/items/{}", segment(&id), segment(&feature));
    let mut links = vec![here.itself(JSON)];
    if let (true, Some(last)) = (more, changes.last()) {
        links.push(here.with("next", JSON, "since", &last.seq.to_string()));
    }
    if is_there {
        links.push(here.link("item", GEOJSON, &path));
    }
    let body = History {
        collection: collection.to_string(),
        id: named.to_string(),
        epoch: snapshot.epoch.to_string(),
        deleted: !is_there,
        number_returned: changes.len(),
        links: links.clone(),
        changes: changes.iter().map(|change| line(&view, change)).collect(),
    };
    Ok(linked(Json(body).into_response(), &links))
}
