use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, OriginalUri},
    middleware,
    response::IntoResponse,
    routing::get,
};
use tower_http::{
    CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer,
    trace::TraceLayer,
};

use super::{
    caching::caching,
    coding::entity_tags,
    cors::cors,
    error::{ApiError, localise},
    handlers as h,
    methods::options,
    openapi::operations,
    page::page,
    replay::{Replies, replay},
    state::AppState,
};

/// Largest body of a request.
const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// No answer may take longer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// All routes: the operations of the OpenAPI document, and the page.
pub fn router(state: AppState) -> Router {
    let (mut api, mut beside) = (Router::new(), Router::new());
    for operation in operations() {
        match operation.path.strip_prefix("/api") {
            Some("") => api = api.route("/", operation.handler),
            Some(path) => api = api.route(path, operation.handler),
            None => beside = beside.route(operation.path, operation.handler),
        }
    }
    let api = api.fallback(nothing_here).method_not_allowed_fallback(no_such_method);
    let all = beside
        .nest("/api", api)
        // `/api/` is `/api`.
        .route("/api/", get(h::landing::landing))
        .fallback_service(get(page))
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(state.clone(), caching))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(time_limit))
        .layer(CatchPanicLayer::custom(|_| ApiError::Internal.into_response()))
        .layer(middleware::from_fn_with_state(state.clone(), localise))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn(entity_tags))
        .layer(middleware::from_fn_with_state(state.clone(), cors))
        .layer(TraceLayer::new_for_http())
        .with_state(state.clone());
    // The router says what is allowed only when all else is done.
    let all = Router::new().fallback_service(all).layer(middleware::from_fn(options));
    match Replies::new(state) {
        Some(replies) => all.layer(middleware::from_fn_with_state(replies, replay)),
        None => all,
    }
}

async fn nothing_here(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::not_found(format!("there is nothing at `{}`", uri.path()))
}

async fn no_such_method() -> ApiError {
    ApiError::MethodNotAllowed { allow: None }
}

async fn time_limit(
    request: axum::extract::Request,
    next: middleware::Next,
) -> axum::response::Response {
    match tokio::time::timeout(TIME_LIMIT, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::Timeout.into_response(),
    }
}
