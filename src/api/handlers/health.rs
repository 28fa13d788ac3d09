use axum::{Json, extract::State};

use crate::api::{
    error::ApiError,
    params::Params,
    state::AppState,
    wire::health::{Live, Readiness, Ready, Refused},
};

/// The process answers.
pub async fn live(params: Params) -> Result<Json<Live>, ApiError> {
    params.finish()?;
    Ok(Json(Live { status: "live" }))
}

/// The layers are loaded; what is not served is named.
pub async fn ready(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Json<Ready>, ApiError> {
    let view = state.view(&mut params)?;
    params.finish()?;
    let snapshot = view.snapshot();
    let stale_since = state.atlas.stale_since();
    let standby = state.atlas.store().is_standby();
    let refused: Vec<Refused> = snapshot
        .refused
        .iter()
        .map(|refused| Refused { table: refused.table.clone(), reason: refused.reason.clone() })
        .collect();
    let sound = refused.is_empty() && stale_since.is_none() && !standby;
    Ok(Json(Ready {
        status: if sound { Readiness::Ready } else { Readiness::Degraded },
        stale_since,
        standby,
        seq: snapshot.seq,
        territory: snapshot.territory.code.clone(),
        as_of: snapshot.territory.as_of,
        layers: view.layers().count(),
        features: view.layers().map(|layer| layer.table.len()).sum(),
        refused,
        store: state.atlas.store().describe(),
    }))
}
