use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};

use super::{PAGE, format};
use crate::api::{
    error::ApiError,
    html,
    language::Language,
    links::{Here, JSON, linked},
    params::Params,
    state::AppState,
    wire::functions::Functions,
};

/// What filters may call.
pub async fn functions(
    State(state): State<AppState>,
    here: Here,
    language: Language,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let format = format(&mut params, &headers, &PAGE)?;
    let view = state.now(&params);
    params.finish()?;
    let functions = Functions::new(language);
    if format == "html" {
        let context = html::Context { here: &here, language, view: &view };
        return Ok(html::functions::page(&context, &functions));
    }
    let links = here.representations(JSON, &PAGE);
    Ok(linked(Json(functions).into_response(), &links))
}
