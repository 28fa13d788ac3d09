use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{body, format, layer};
use crate::api::{
    error::ApiError,
    html,
    language::Language,
    links::{HTML, Here, JSON, JSON_SCHEMA, linked, segment},
    params::{Params, Path},
    state::AppState,
    wire::schema::{About, schema},
};

const OFFERED: [(&str, &str); 3] = [("schema", JSON_SCHEMA), ("json", JSON), ("html", HTML)];

/// What filters may name.
pub async fn queryables(
    state: State<AppState>,
    id: Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    answer(state, id, here, language, headers, params, ("queryables", About::Queryables)).await
}

/// What lists can be sorted by.
pub async fn sortables(
    state: State<AppState>,
    id: Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    answer(state, id, here, language, headers, params, ("sortables", About::Sortables)).await
}

/// What features have and what may be written of them; `type=create` or `replace` asks what a
/// whole feature must have that is sent.
pub async fn features(
    state: State<AppState>,
    id: Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let about = match params.text("type")?.as_deref() {
        None => About::Features,
        Some("create" | "replace") => About::Replacement,
        Some(other) => {
            let detail = format!("`{other}` is not one of create, replace");
            return Err(ApiError::parameter("type", detail));
        }
    };
    answer(state, id, here, language, headers, params, ("schema", about)).await
}

async fn answer(
    State(state): State<AppState>,
    Path(id): Path<String>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
    (name, about): (&str, About),
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let layer = layer(&view, &id)?;
    let wanted = format(&mut params, &headers, &OFFERED)?;
    params.finish()?;
    let path = format!("/collections/{}", segment(&id));
    let address = here.api(&format!("{path}/{name}"));
    let schema = schema(&view, layer, about, language, &address);
    if wanted == "html" {
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::schema::page(&context, layer, name, &schema));
    }
    let media = if wanted == "json" { JSON } else { JSON_SCHEMA };
    let mut links = here.representations(media, &OFFERED);
    links.push(here.link("collection", JSON, &path));
    let bytes = serde_json::to_vec(&schema).map_err(ApiError::internal)?;
    Ok(linked(body(media, bytes).into_response(), &links))
}
