use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::api::{error::ApiError, params::Params, state::AppState};

/// The process answers.
pub async fn live(params: Params) -> Result<Json<Value>, ApiError> {
    params.finish()?;
    Ok(Json(json!({ "status": "live" })))
}

/// The layers are loaded; what is not served is named.
pub async fn ready(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Json<Value>, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let snapshot = view.snapshot();
    let features: usize = view.layers().map(|layer| layer.table.len()).sum();
    let stale_since = state.atlas.stale_since();
    let standby = state.atlas.store().is_standby();
    let refused: Vec<Value> = snapshot
        .refused
        .iter()
        .map(|refused| json!({ "table": refused.table, "reason": refused.reason }))
        .collect();
    let all_well = refused.is_empty() && stale_since.is_none() && !standby;
    Ok(Json(json!({
        "status": if all_well { "ready" } else { "degraded" },
        "stale_since": stale_since,
        "standby": standby,
        "seq": snapshot.seq,
        "territory": snapshot.territory.code,
        "as_of": snapshot.territory.as_of,
        "layers": view.layers().count(),
        "features": features,
        "refused": refused,
        "store": state.atlas.store().describe(),
    })))
}
