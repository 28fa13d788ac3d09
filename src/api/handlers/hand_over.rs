//! A role goes from one holder to the next: the old row ends and a new one begins, in one transaction.

use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::{HeaderMap, header},
};
use chrono::NaiveDate;

use super::{
    edit::{if_match, writer},
    plan::plan_of,
};
use crate::{
    api::{
        body,
        error::ApiError,
        links::JSON,
        params::Params,
        state::AppState,
        wire::responsibilities::{HandOver, HandedOver},
    },
    atlas::{Action, Condition, Intent, Layer, View},
    domain::{Edit, EditContext, Feature, FeatureId, Patch, UnitRef, Value, parse_date},
    plan::{
        Plan,
        duties::{Duty, Holding, Holdings},
    },
};

/// Characters of a reference and of a reason.
const LONGEST_REF: usize = 200;
const LONGEST_WHY: usize = 1_000;

fn rule(member: &str, detail: String) -> ApiError {
    ApiError::Rule { member: Some(member.to_owned()), detail: format!("`{member}`: {detail}") }
}

fn malformed(member: &str, detail: impl ToString) -> ApiError {
    let detail = format!("`{member}`: {}", detail.to_string());
    ApiError::Body { member: Some(member.to_owned()), detail }
}

/// What is asked for, once it is known to be possible.
struct Wish<'p> {
    unit: UnitRef,
    duty: &'p Duty,
    on: NaiveDate,
    sent: &'p HandOver,
}

pub async fn hand_over(
    State(state): State<AppState>,
    headers: HeaderMap,
    params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<HandedOver>, ApiError> {
    let who = writer(&state, &headers).await?;
    let plan = plan_of(&state, &params)?;
    params.finish()?;
    let json = body::json(&headers, body, &[JSON])?;
    let sent: HandOver = serde_json::from_value(json)
        .map_err(|error| ApiError::Body { member: None, detail: error.to_string() })?;
    let known = match headers.get(header::IF_MATCH) {
        Some(tag) => Some(if_match(tag.to_str().unwrap_or_default())?),
        None if state.settings.require_if_match => return Err(ApiError::precondition_required()),
        None => None,
    };
    // Two that hand over a vacant role have no row whose version would tell them apart.
    let _turn = state.handing_over.lock().await;
    state.atlas.follow().await?;
    let snapshot = state.atlas.snapshot();
    let view = snapshot.view(crate::domain::Audience::Internal, None);
    let wish = wish(&plan, &view, &sent)?;
    let holdings = Holdings::read(&view)?;
    let old = present(&wish, &holdings)?;
    let layer = &holdings.layer;
    let collection = layer.schema().id.clone();
    let mut actions = Vec::new();
    if let Some(old) = &old {
        let id = layer.table.id(old.row).to_id();
        let patch = ending(layer, wish.on)?;
        let intent = Intent::Update { collection: collection.clone(), id, patch };
        // Whoever was faster has made another version of it.
        let version = Condition::OneOf(vec![snapshot.version(layer, old.row)]);
        if let Some(Condition::OneOf(wanted)) = &known
            && !wanted.contains(&snapshot.version(layer, old.row))
        {
            let detail = "the present holder's row is not at the version in `If-Match`".to_owned();
            return Err(ApiError::PreconditionFailed { detail });
        }
        actions.push(Action { intent, condition: Some(version) });
    } else if known.is_some() {
        let detail = "nobody holds the role, so that no version of a row is current".to_owned();
        return Err(ApiError::PreconditionFailed { detail });
    }
    let feature = beginning(layer, &wish)?;
    let began = feature.id.to_string();
    actions.push(Edit::Insert { collection, feature }.into());
    let batch = uuid::Uuid::now_v7().to_string();
    let why = sent.why.clone();
    let context = EditContext { who: Some(who), why, batch: Some(batch.clone()) };
    let after = state.atlas.apply(&actions, &context).await?;
    let ended = old.map(|old| layer.table.id(old.row).to_string());
    Ok(Json(HandedOver { batch, seq: after.seq, ended, began }))
}

fn wish<'p>(plan: &'p Plan, view: &View, sent: &'p HandOver) -> Result<Wish<'p>, ApiError> {
    let unit: UnitRef = sent.unit.parse().map_err(|error| malformed("unit", error))?;
    let on = parse_date(&sent.on)
        .ok_or_else(|| malformed("on", format!("`{}` is not a date (2016-09-30)", sent.on)))?;
    let holder = sent.holder_ref.trim();
    if holder.is_empty() || holder.len() != sent.holder_ref.len() {
        return Err(malformed("holder_ref", "it is empty, or begins or ends with a blank"));
    }
    if holder.chars().count() > LONGEST_REF {
        return Err(malformed("holder_ref", format!("it is longer than {LONGEST_REF} characters")));
    }
    if sent.why.as_ref().is_some_and(|why| why.chars().count() > LONGEST_WHY) {
        return Err(malformed("why", format!("it is longer than {LONGEST_WHY} characters")));
    }
    let units = view.layer(&unit.collection).map_err(|error| rule("unit", error.to_string()))?;
    if view.row(units, &unit.id).is_none() {
        return Err(rule("unit", format!("there is no unit `{unit}`")));
    }
    let duty = plan.duties.of(&unit.collection).find(|duty| duty.role == sent.role);
    let Some(duty) = duty else {
        let known: Vec<&str> = plan.duties.of(&unit.collection).map(|duty| &*duty.role).collect();
        let reason = match known.is_empty() {
            true => format!("units of `{}` have no roles", unit.collection),
            false => format!("`{}` is not one of {}", sent.role, known.join(", ")),
        };
        return Err(rule("role", reason));
    };
    Ok(Wish { unit, duty, on, sent })
}

/// Whose time ends; none for a role that is vacant.
fn present<'h>(wish: &Wish<'_>, holdings: &'h Holdings) -> Result<Option<&'h Holding>, ApiError> {
    let Wish { on, sent, .. } = wish;
    let all = holdings.of(&wish.unit, &wish.duty.role);
    // Who begins on the day or later would be cut off, or be beside the new holder.
    if let Some(later) = all.iter().find(|held| held.from.is_some_and(|from| from >= *on)) {
        let from = later.from.unwrap_or(*on);
        return Err(rule(
            "on",
            format!("`{}` begins on {from}; a hand-over comes after", later.holder),
        ));
    }
    let open: Vec<&Holding> = all.iter().filter(|held| held.on(*on)).collect();
    if open.iter().any(|held| held.holder == sent.holder_ref) {
        return Err(rule("holder_ref", format!("`{}` holds the role already", sent.holder_ref)));
    }
    match &sent.from {
        Some(from) => match open.iter().find(|held| held.holder == *from) {
            Some(held) => Ok(Some(held)),
            None => Err(rule("from", format!("`{from}` does not hold the role on {on}"))),
        },
        None if open.len() > 1 => {
            let names: Vec<String> = open.iter().map(|held| format!("`{}`", held.holder)).collect();
            Err(rule("from", format!("several hold the role, say which: {}", names.join(", "))))
        }
        None => Ok(open.first().copied()),
    }
}

fn column(layer: &Layer, name: &str) -> Result<usize, ApiError> {
    let missing = || rule("role", format!("`{}` has no column `{name}`", layer.schema().id));
    layer.schema().index_of(name).ok_or_else(missing)
}

fn ending(layer: &Layer, on: NaiveDate) -> Result<Patch, ApiError> {
    let values = vec![(column(layer, "valid_to")?, Value::Date(on))];
    Ok(Patch { geometry: None, values })
}

fn beginning(layer: &Layer, wish: &Wish<'_>) -> Result<Feature, ApiError> {
    let schema = layer.schema();
    let mut values = vec![Value::Null; schema.properties.len()];
    let text = |text: &str| Value::Text(text.into());
    for (name, value) in [
        ("unit", text(&wish.unit.to_string())),
        ("role", text(&wish.duty.role)),
        ("holder_ref", text(&wish.sent.holder_ref)),
        ("valid_from", Value::Date(wish.on)),
    ] {
        values[column(layer, name)?] = value;
    }
    // Where a store asks for where it comes from: it was reported, here.
    for (name, value) in [("provenance", "reported"), ("source", "hand-over")] {
        if let Some(index) = schema.index_of(name) {
            values[index] = text(value);
        }
    }
    let id = FeatureId::new(&uuid::Uuid::now_v7().to_string()).expect("a UUID is an identifier");
    Ok(Feature { fid: 0, id, geometry: None, values })
}
