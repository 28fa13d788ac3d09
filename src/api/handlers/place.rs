use axum::{Json, extract::State};
use serde_json::{Map, Value, json};

use crate::{
    analysis::place::place as look,
    api::{
        error::ApiError,
        params::Params,
        state::{AppState, blocking},
    },
};

/// `GET /api/where`: the units, responsibilities and open items at one spot.
pub async fn place(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Json<Value>, ApiError> {
    let view = state.view(&mut params)?;
    let needed = |name: &str| ApiError::parameter(name, format!("`{name}` is needed"));
    let longitude = params.number("lon", -180.0..=180.0)?.ok_or_else(|| needed("lon"))?;
    let latitude = params.number("lat", -90.0..=90.0)?.ok_or_else(|| needed("lat"))?;
    params.finish()?;
    blocking(move || {
        let place = look(&view, longitude, latitude)?;
        let units: Map<String, Value> = place
            .units
            .iter()
            .map(|(layer, row)| {
                let unit = row.map(|row| {
                    json!({ "id": layer.table.id(row).as_str(), "name": layer.table.title(row) })
                });
                (layer.schema().id.to_string(), unit.into())
            })
            .collect();
        let responsibilities: Vec<Value> = place
            .responsibilities
            .iter()
            .map(|r| {
                json!({
                    "unit": r.unit.to_string(), "role": r.role, "holder_ref": r.holder_ref,
                    "valid_from": r.valid_from, "valid_to": r.valid_to,
                })
            })
            .collect();
        let open = place.open.map(|open| {
            let mut members: Map<String, Value> =
                open.items.iter().map(|(id, n)| (id.to_string(), (*n).into())).collect();
            members.insert("unit".into(), open.unit.to_string().into());
            members
        });
        let nearest: Vec<Value> = place
            .nearest
            .iter()
            .map(|near| {
                json!({
                    "collection": near.layer.schema().id.as_str(),
                    "id": near.layer.table.id(near.row).as_str(),
                    "name": near.layer.table.title(near.row),
                    "distance_m": near.distance_m,
                })
            })
            .collect();
        Ok(Json(json!({
            "lon": longitude, "lat": latitude, "at": view.at(), "units": units,
            "responsibilities": responsibilities, "open": open, "nearest": nearest,
        })))
    })
    .await
}
