use axum::{Json, extract::State};

use crate::{
    analysis::place::place as look,
    api::{
        error::ApiError,
        params::Params,
        state::{AppState, blocking},
        wire::place::Where,
    },
};

/// `GET /api/where`: the units, responsibilities and open items at one spot.
pub async fn place(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Json<Where>, ApiError> {
    let view = state.view(&mut params)?;
    let needed = |name: &str| ApiError::parameter(name, format!("`{name}` is needed"));
    let longitude = params.number("lon", -180.0..=180.0)?.ok_or_else(|| needed("lon"))?;
    let latitude = params.number("lat", -90.0..=90.0)?.ok_or_else(|| needed("lat"))?;
    params.finish()?;
    blocking(move || {
        let place = look(&view, longitude, latitude)?;
        Ok(Json(Where::new(longitude, latitude, view.at(), &place)))
    })
    .await
}
