use axum::{Json, extract::State};

use crate::{
    analysis::place::{Place, place as look},
    api::{
        error::ApiError,
        params::Params,
        state::{AppState, blocking},
        wire::{
            place::{SpotLoad, Where},
            responsibilities::{ChainOf, LoadOf},
        },
    },
    atlas::View,
    domain::UnitRef,
    plan::{
        Plan,
        duties::{Chains, Loads},
    },
};

/// `GET /api/where`: the units, responsibilities and open items at one spot.
pub async fn place(
    State(state): State<AppState>,
    mut params: Params,
) -> Result<Json<Where>, ApiError> {
    let plan = params.plan().or_else(|| state.plans.current());
    let view = state.view(&mut params)?;
    let needed = |name: &str| ApiError::parameter(name, format!("`{name}` is needed"));
    let longitude = params.number("lon", -180.0..=180.0)?.ok_or_else(|| needed("lon"))?;
    let latitude = params.number("lat", -90.0..=90.0)?.ok_or_else(|| needed("lat"))?;
    params.finish()?;
    blocking(move || {
        let place = look(&view, longitude, latitude)?;
        let (chain, load) = match plan.filter(|plan| !plan.duties.duties.is_empty()) {
            Some(plan) => chain(&plan, &view, &place)?,
            None => (None, None),
        };
        Ok(Json(Where::new(longitude, latitude, view.at(), &place, chain, load)))
    })
    .await
}

/// The chain at the spot, and what is open in the smallest unit that has roles.
fn chain(
    plan: &Plan,
    view: &View,
    place: &Place,
) -> Result<(Option<ChainOf>, Option<SpotLoad>), ApiError> {
    let chains = Chains::new(plan, view)?;
    let chain = chains.at(&place.units);
    let smallest = place.units.iter().rev().find_map(|(layer, row)| {
        let level = &layer.schema().id;
        plan.duties.of(level).next()?;
        Some(UnitRef { collection: level.clone(), id: layer.table.id((*row)?).to_id() })
    });
    let load = match smallest {
        Some(unit) => {
            let loads = Loads::new(plan, view, std::slice::from_ref(&unit.collection))?;
            let load = LoadOf::new(&loads, std::slice::from_ref(&unit));
            Some(SpotLoad { unit: unit.to_string(), load })
        }
        None => None,
    };
    Ok((Some(ChainOf::new(&chains, &chain)), load))
}
