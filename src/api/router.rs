use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, OriginalUri},
    middleware,
    response::IntoResponse,
    routing::{get, post},
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
    page::page,
    state::AppState,
};

/// Largest body of a request.
const BODY_LIMIT: usize = 10 * 1024 * 1024;
/// No answer may take longer.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// All routes: the API below `/api`, health, and the page.
pub fn router(state: AppState) -> Router {
    let api = Router::new()
        .route("/", get(h::landing::landing))
        .route("/conformance", get(h::landing::conformance))
        .route("/collections", get(h::collections::collections))
        .route("/collections/{id}", get(h::collections::collection))
        .route("/collections/{id}/queryables", get(h::schemas::queryables))
        .route("/collections/{id}/sortables", get(h::schemas::sortables))
        .route("/collections/{id}/schema", get(h::schemas::features))
        .route(
            "/collections/{id}/items",
            get(h::items::items).post(h::edit::create).options(h::edit::options_of_items),
        )
        .route(
            "/collections/{id}/items/{feature}",
            get(h::items::item)
                .put(h::edit::replace)
                .patch(h::edit::patch)
                .delete(h::edit::delete)
                .options(h::edit::options_of_item),
        )
        .route("/collections/{id}/items/{feature}/history", get(h::history::history))
        .route("/functions", get(h::functions::functions))
        .route("/search", post(h::search::search))
        .route("/transactions", post(h::transactions::transact))
        .route("/counts/{collection}", get(h::counts::counts))
        .route("/coverage/{collection}", get(h::coverage::coverage))
        .route("/changes", get(h::changes::changes))
        .route("/where", get(h::place::place))
        .route("/find", get(h::find::find))
        .route("/export", get(h::export::export))
        .fallback(nothing_here)
        .method_not_allowed_fallback(no_such_method);
    let all = Router::new()
        .nest("/api", api)
        // `/api/` is `/api`.
        .route("/api/", get(h::landing::landing))
        .route("/health/live", get(h::health::live))
        .route("/health/ready", get(h::health::ready))
        .fallback_service(get(page))
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(state.clone(), caching))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn(time_limit))
        .layer(CatchPanicLayer::custom(|_| ApiError::Internal.into_response()))
        .layer(middleware::from_fn(localise))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn(entity_tags))
        .layer(middleware::from_fn_with_state(state.clone(), cors))
        .layer(TraceLayer::new_for_http())
        .with_state(state);
    // The router says what is allowed only when all else is done.
    Router::new().fallback_service(all).layer(middleware::from_fn(options))
}

async fn nothing_here(OriginalUri(uri): OriginalUri) -> ApiError {
    ApiError::not_found(format!("there is nothing at `{}`", uri.path()))
}

async fn no_such_method() -> ApiError {
    ApiError::MethodNotAllowed
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
