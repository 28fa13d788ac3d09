use axum::{
    Json,
    body::Bytes,
    extract::{State, rejection::BytesRejection},
    http::HeaderMap,
};

use super::{
    edit::{address, if_match, new_feature, replacement, update, writer},
    items::etag,
};
use crate::{
    api::{
        body, crs,
        error::ApiError,
        links::{Here, JSON},
        params::Params,
        state::AppState,
        wire::transaction::{Step, StepResult, Transaction, TransactionResult},
    },
    atlas::{Action, Condition, Intent, Layer, View},
    domain::{CollectionId, Edit, EditContext, FeatureId},
};

/// More than an editor sends at once; larger loads are files.
const MOST_ACTIONS: usize = 1_000;
/// Characters of the reason that goes to the log.
const LONGEST_WHY: usize = 1_000;

impl Step {
    fn name(&self) -> &'static str {
        match self {
            Self::Insert { .. } => "insert",
            Self::Replace { .. } => "replace",
            Self::Update { .. } => "update",
            Self::Delete { .. } => "delete",
        }
    }

    fn collection(&self) -> &str {
        let (Self::Insert { collection, .. }
        | Self::Replace { collection, .. }
        | Self::Update { collection, .. }
        | Self::Delete { collection, .. }) = self;
        collection
    }

    /// The member that holds what is written.
    fn content(&self) -> &'static str {
        match self {
            Self::Insert { .. } | Self::Replace { .. } => "feature",
            Self::Update { .. } => "patch",
            Self::Delete { .. } => "id",
        }
    }
}

/// Several changes of several collections: all of them or none.
pub async fn transact(
    State(state): State<AppState>,
    here: Here,
    headers: HeaderMap,
    mut params: Params,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<TransactionResult>, ApiError> {
    let who = writer(&state, &headers).await?;
    let view = state.view(&mut params)?;
    params.finish()?;
    let json = body::json(&headers, body, &[JSON])?;
    let refuse = |member: Option<&str>, detail: String| ApiError::Body {
        member: member.map(str::to_owned),
        detail,
    };
    let transaction: Transaction =
        serde_json::from_value(json).map_err(|error| refuse(None, error.to_string()))?;
    if transaction.why.as_ref().is_some_and(|why| why.chars().count() > LONGEST_WHY) {
        let detail = format!("`why` is longer than {LONGEST_WHY} characters");
        return Err(refuse(Some("why"), detail));
    }
    let number = transaction.actions.len();
    if number == 0 || number > MOST_ACTIONS {
        let detail = format!("`actions` has {number} entries; 1 to {MOST_ACTIONS} are taken");
        return Err(refuse(Some("actions"), detail));
    }
    let mut steps = Vec::with_capacity(number);
    let mut actions = Vec::with_capacity(number);
    for (index, value) in transaction.actions.into_iter().enumerate() {
        let place = format!("actions/{index}");
        let step: Step = serde_json::from_value(value)
            .map_err(|error| refuse(Some(&place), format!("`{place}`: {error}")))?;
        let action = action(&state, &view, &headers, &step)
            .map_err(|error| error.inside(&place, |member| inside(&view, &step, member)))?;
        actions.push(action);
        steps.push(step);
    }
    let batch = uuid::Uuid::now_v7().to_string();
    let context = EditContext { who: Some(who), why: transaction.why, batch: Some(batch.clone()) };
    let snapshot = state.atlas.apply(&actions, &context).await.map_err(|failed| {
        let index = failed.action;
        let error = ApiError::from(failed);
        match index {
            Some(index) => error
                .inside(&format!("actions/{index}"), |member| inside(&view, &steps[index], member)),
            None => error,
        }
    })?;
    let now = snapshot.view(view.audience(), None);
    let results = steps
        .iter()
        .zip(&actions)
        .map(|(step, action)| result(&now, &here, step, action))
        .collect();
    Ok(Json(TransactionResult { batch, seq: snapshot.seq, results }))
}

/// The place of a feature's member inside its action.
fn inside(view: &View, step: &Step, member: &str) -> String {
    let layer = layer(view, step).ok();
    let is_property = layer.is_some_and(|layer| layer.schema().index_of(member).is_some());
    match (step, member) {
        (Step::Insert { .. } | Step::Replace { .. }, member) if is_property => {
            format!("feature/properties/{member}")
        }
        (_, "if_match" | "collection") => member.to_owned(),
        (_, "id") if step.content() != "feature" => member.to_owned(),
        (_, member) if member == step.content() => member.to_owned(),
        (_, member) => format!("{}/{member}", step.content()),
    }
}

fn layer<'v>(view: &'v View, step: &Step) -> Result<&'v Layer, ApiError> {
    let unknown = || ApiError::Rule {
        member: Some("collection".to_owned()),
        detail: format!("there is no collection `{}`", step.collection()),
    };
    let id: CollectionId = step.collection().parse().map_err(|_| unknown())?;
    view.layer(&id).map(|layer| &**layer).map_err(|_| unknown())
}

fn action(
    state: &AppState,
    view: &View,
    headers: &HeaderMap,
    step: &Step,
) -> Result<Action, ApiError> {
    let layer = layer(view, step)?;
    let schema = layer.schema();
    let crs = crs::of_body(headers, schema)?;
    let named = |id: &str| {
        FeatureId::new(id).map_err(|error| ApiError::Body {
            member: Some("id".to_owned()),
            detail: format!("`id`: {error}"),
        })
    };
    let condition = |text: &Option<String>| -> Result<Option<Condition>, ApiError> {
        match text {
            Some(text) => if_match(text).map(Some),
            None if state.settings.require_if_match => Err(ApiError::precondition_required()),
            None => Ok(None),
        }
    };
    let collection = schema.id.clone();
    Ok(match step {
        Step::Insert { feature, .. } => {
            Edit::Insert { collection, feature: new_feature(feature, schema, &crs)? }.into()
        }
        Step::Replace { id, feature, if_match, .. } => {
            let feature = replacement(feature, schema, &crs, &named(id)?)?;
            let intent = Intent::Edit(Edit::Replace { collection, feature });
            Action { intent, condition: condition(if_match)? }
        }
        Step::Update { id, patch, if_match, .. } => {
            let intent = update(patch, layer, &crs, &named(id)?)?;
            Action { intent, condition: condition(if_match)? }
        }
        Step::Delete { id, if_match, .. } => {
            let intent = Intent::Edit(Edit::Delete { collection, id: named(id)? });
            Action { intent, condition: condition(if_match)? }
        }
    })
}

/// What became of one action; features that are there now come with their version.
fn result(now: &View, here: &Here, step: &Step, action: &Action) -> StepResult {
    let (collection, id) = (action.collection(), action.feature_id());
    let layer = now.layer(collection).ok();
    let there = layer.and_then(|layer| Some((layer, layer.table.row_of(id)?)));
    StepResult {
        action: step.name(),
        collection: collection.to_string(),
        id: id.to_string(),
        etag: there
            .map(|(layer, row)| etag(now, layer, row, "").to_str().unwrap_or_default().to_owned()),
        href: there.map(|_| here.api(&address(collection.as_str(), id))),
    }
}
