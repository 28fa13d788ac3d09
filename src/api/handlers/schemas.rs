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

/// What every request for a schema brings.
type Asked = (State<AppState>, Path<String>, Here, Language, HeaderMap, Params);

/// What filters may name.
pub async fn queryables(asked: Asked) -> Result<Response, ApiError> {
    answer(asked, "queryables", About::Queryables).await
}

/// What lists can be sorted by.
pub async fn sortables(asked: Asked) -> Result<Response, ApiError> {
    answer(asked, "sortables", About::Sortables).await
}

/// What features have and what may be written of them; `type=create` or `replace` asks what a
/// whole feature must have that is sent.
pub async fn features(mut asked: Asked) -> Result<Response, ApiError> {
    let (.., params) = &mut asked;
    let about = match params.text("type")?.as_deref() {
        None => About::Features,
        Some("create" | "replace") => About::Replacement,
        Some(other) => {
            let detail = format!("`{other}` is not one of create, replace");
            return Err(ApiError::parameter("type", detail));
        }
    };
    answer(asked, "schema", about).await
}

async fn answer(
    (State(state), Path(id), here, language, headers, mut params): Asked,
    name: &str,
    about: About,
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
