//! The chain of responsibility: who answers for a place, and what of it is overdue.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{
    body, format,
    plan::{level, one_of, plan_of},
    shaped::{self, Shown},
};
use crate::{
    api::{
        error::ApiError,
        links::{GEOJSON, Here, JSON, linked},
        params::{Params, Path},
        state::{AppState, blocking},
        wire::responsibilities::{CalendarOf, HolderLoad, LoadOf, Responsibilities, UnitChain},
    },
    atlas::View,
    domain::{CollectionId, UnitRef},
    formats::csv,
    plan::{
        Plan,
        duties::{Chain, Chains, Loads},
    },
    table::Row,
};

const DEFAULT_ITEMS: usize = 1_000;
const MOST_ITEMS: usize = 10_000;

fn needs_duties(plan: &Plan) -> Result<(), ApiError> {
    match plan.duties.duties.is_empty() {
        true => Err(ApiError::not_found("the work plan says nothing of responsibilities")),
        false => Ok(()),
    }
}

/// `GET /api/responsibilities`: the chains of a level's units, and who answers for them.
pub async fn list(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    needs_duties(&plan)?;
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &[("json", JSON), ("csv", "text/csv")])?;
    let by = level(&mut params, &view)?;
    let within = params.within()?;
    let roles = plan.duties.duties.iter().map(|duty| &*duty.role);
    let role = one_of(&mut params, "role", roles)?;
    let holder = params.text("holder")?;
    params.finish()?;
    blocking(move || {
        let chains = Chains::new(&plan, &view)?;
        // Without a level, the smallest that has roles.
        let with_roles = |level: &&CollectionId| plan.duties.of(level).next().is_some();
        let smallest = || view.levels().filter(with_roles).last().cloned();
        let by = by.or_else(smallest).ok_or_else(|| ApiError::not_found("no level has roles"))?;
        let mut found = chains.of_level(&by, within.as_ref())?;
        if let Some(role) = &role {
            for (_, chain) in &mut found {
                chain.links.retain(|link| link.duty.role == *role);
            }
        }
        if let Some(holder) = &holder {
            found.retain(|(_, chain)| held(chain).any(|(name, ..)| name == *holder));
        }
        let mut levels = levels(&plan);
        if !levels.contains(&by) {
            levels.push(by.clone());
        }
        let loads = Loads::new(&plan, &view, &levels)?;
        let layer = view.layer(&by)?;
        if format == "csv" {
            let rows = table(layer, &found, &loads);
            return Ok(body("text/csv; charset=utf-8", csv::encode(rows)));
        }
        let links = vec![here.itself(JSON), here.link("related", JSON, "/plan")];
        let answer = Responsibilities {
            at: view.at(),
            by: by.to_string(),
            duties: Responsibilities::duties(&plan),
            obligations: Responsibilities::obligations(&plan),
            calendar: CalendarOf::new(&plan),
            number_matched: found.len(),
            complete: found.iter().filter(|(_, chain)| chain.is_complete()).count(),
            holders: holders(&found, holder.as_deref(), &loads),
            units: found
                .iter()
                .map(|(row, chain)| UnitChain::new(layer, *row, &chains, chain, &loads))
                .collect(),
            links: links.clone(),
        };
        Ok(linked(Json(answer).into_response(), &links))
    })
    .await
}

/// The levels that have roles.
pub fn levels(plan: &Plan) -> Vec<CollectionId> {
    plan.duties.levels().into_iter().cloned().collect()
}

/// Who holds what in a chain: holder, role, unit.
fn held<'c>(chain: &'c Chain<'_>) -> impl Iterator<Item = (&'c str, &'c str, &'c UnitRef)> {
    chain.links.iter().flat_map(|link| {
        let present = link.standing.present.iter();
        present.map(|held| (&*held.holder, &*link.duty.role, &link.unit))
    })
}

/// Everybody in the chains, with the most overdue first.
fn holders(found: &[(Row, Chain<'_>)], only: Option<&str>, loads: &Loads<'_>) -> Vec<HolderLoad> {
    let mut by: BTreeMap<&str, (BTreeSet<&str>, Vec<UnitRef>)> = BTreeMap::new();
    for (holder, role, unit) in found.iter().flat_map(|(_, chain)| held(chain)) {
        if only.is_some_and(|only| only != holder) {
            continue;
        }
        let (roles, units) = by.entry(holder).or_default();
        roles.insert(role);
        if !units.contains(unit) {
            units.push(unit.clone());
        }
    }
    let mut all: Vec<HolderLoad> = by
        .into_iter()
        .map(|(holder, (roles, units))| HolderLoad {
            holder_ref: holder.to_owned(),
            roles: roles.into_iter().map(str::to_owned).collect(),
            load: LoadOf::new(loads, &units),
            units: units.iter().map(ToString::to_string).collect(),
        })
        .collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.load.overdue, one.load.most_days)));
    all
}

/// One line for each role of each unit.
fn table(
    layer: &crate::atlas::Layer,
    found: &[(Row, Chain<'_>)],
    loads: &Loads<'_>,
) -> Vec<Vec<String>> {
    let header = [
        "id",
        "name",
        "role",
        "role_unit",
        "state",
        "holder_ref",
        "from",
        "to",
        "open",
        "overdue",
        "most_days",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
    for (row, chain) in found {
        let id = layer.table.id(*row).to_id();
        let unit = UnitRef { collection: layer.schema().id.clone(), id };
        let load = LoadOf::new(loads, std::slice::from_ref(&unit));
        for link in &chain.links {
            let standing = &link.standing;
            let mut line = |holder: &str, from: String, to: String| {
                rows.push(vec![
                    unit.id.to_string(),
                    layer.table.title(*row).to_owned(),
                    link.duty.role.clone(),
                    link.unit.to_string(),
                    standing.state.name().to_owned(),
                    holder.to_owned(),
                    from,
                    to,
                    load.open.to_string(),
                    load.overdue.to_string(),
                    load.most_days.to_string(),
                ]);
            };
            if standing.present.is_empty() {
                line("", String::new(), String::new());
            }
            for held in &standing.present {
                line(&held.holder, day(held.from), day(held.to));
            }
        }
    }
    rows
}

/// `GET /api/responsibilities/{holder}/items`: what is open or overdue of what somebody answers for.
pub async fn items(
    State(state): State<AppState>,
    Path(holder): Path<String>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let plan = plan_of(&state, &params)?;
    needs_duties(&plan)?;
    let view = state.view(&mut params)?;
    format(&mut params, &headers, &[("geojson", GEOJSON)])?;
    let all = one_of(&mut params, "state", ["overdue", "open"].into_iter())?;
    let all = all.as_deref() == Some("open");
    let limit = params.limit(DEFAULT_ITEMS, MOST_ITEMS)?;
    let offset = params.number("offset", 0.0..=1e9)?.unwrap_or(0.0) as usize;
    params.finish()?;
    blocking(move || {
        let units = units_of(&plan, &view, &holder)?;
        let loads = Loads::new(&plan, &view, &levels(&plan))?;
        let each = loads.obliged.iter().zip(loads.items(&units));
        let mut found: Vec<_> = each
            .flat_map(|(one, items)| items.into_iter().map(move |item| (one, item)))
            .filter(|(_, item)| all || item.overdue_days > 0)
            .collect();
        // The longest first.
        found.sort_by_key(|(_, item)| std::cmp::Reverse(item.overdue_days));
        shaped::page(&view, &here, &found, limit, offset, |(one, item)| {
            let extra = serde_json::json!({
                "collection": one.layer.schema().id.as_str(), "obligation": one.obligation.key,
                "due": item.due, "overdue_days": item.overdue_days,
                "beyond_calendar": item.guessed,
            });
            Ok(Shown { layer: one.layer.clone(), row: item.row, extra })
        })
    })
    .await
}

/// The units of which somebody holds a role on the view's day.
fn units_of(plan: &Plan, view: &View, holder: &str) -> Result<Vec<UnitRef>, ApiError> {
    let chains = Chains::new(plan, view)?;
    let mut units: Vec<UnitRef> = Vec::new();
    for level in plan.duties.levels() {
        for (_, chain) in chains.of_level(level, None)? {
            let own = chain.links.iter().filter(|link| link.unit.collection == *level);
            units.extend(
                own.filter(|link| link.standing.present.iter().any(|held| held.holder == holder))
                    .map(|link| link.unit.clone()),
            );
        }
    }
    match units.is_empty() {
        true => Err(ApiError::not_found(format!("`{holder}` answers for nothing on that day"))),
        false => Ok(units),
    }
}
