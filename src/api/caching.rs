//! Entity tags, dates and conditional requests (RFC 9110, 8.8 and 13) for all that is read.
//!
//! An answer is made from the state in memory and the request, and from nothing else, so that its
//! tag is known before it is made: whoever has the answer already costs nothing.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::{proxy, replay::Repeatable, state::AppState};
use crate::{atlas::Snapshot, plan::Plan};

/// What answers below `/api` depend on besides the address.
const VARY: HeaderValue = HeaderValue::from_static("accept, accept-language");
/// What is made from the work plan too.
const OF_THE_PLAN: [&str; 6] = [
    "/api/plan",
    "/api/targets",
    "/api/warnings",
    "/api/responsibilities",
    "/api/workflows",
    "/api/where",
];
/// Ask whether it is still so, every time.
const REVALIDATE: HeaderValue = HeaderValue::from_static("no-cache");

/// The first 16 bytes of a hash as text.
fn short(hash: Sha256) -> String {
    hash.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tag of the answer that this state gives to this request.
fn tag(
    state: &AppState,
    snapshot: &Snapshot,
    plan: Option<&Plan>,
    request: &Request,
) -> HeaderValue {
    let headers = request.headers();
    let mut hash = Sha256::new()
        .chain_update(env!("CARGO_PKG_VERSION"))
        .chain_update(snapshot.state())
        .chain_update(plan.map_or("", |plan| &plan.digest))
        .chain_update(proxy::base(&state.settings, headers))
        .chain_update([0])
        .chain_update(request.uri().path_and_query().map_or("/", |target| target.as_str()));
    for name in [header::ACCEPT, header::ACCEPT_LANGUAGE] {
        hash.update([0]);
        for line in headers.get_all(name) {
            hash.update(line);
            hash.update(b",");
        }
    }
    HeaderValue::from_str(&format!("\"{}\"", short(hash))).expect("digits are a header value")
}

/// Whether `If-None-Match` names the tag: in a list, weakly, or by `*` (RFC 9110, 13.1.2).
pub fn names(headers: &HeaderMap, tag: &HeaderValue, star: bool) -> bool {
    let tag = tag.as_bytes();
    headers.get_all(header::IF_NONE_MATCH).iter().any(|value| {
        value
            .as_bytes()
            .split(|byte| *byte == b',')
            .map(<[u8]>::trim_ascii)
            .any(|one| star && one == b"*" || one.strip_prefix(b"W/").unwrap_or(one) == tag)
    })
}

/// A date as HTTP has it (RFC 9110, 5.6.7), in whole seconds.
fn date(at: DateTime<Utc>) -> HeaderValue {
    let text = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).expect("a date is a header value")
}

/// The time of the last change, once its second is over: before that another change could follow
/// that the date would not tell apart.
fn last_modified(snapshot: &Snapshot) -> Option<DateTime<Utc>> {
    snapshot.changed_at.filter(|at| at.timestamp() < Utc::now().timestamp())
}

/// Whether the client's copy is from after the last change. `If-None-Match` is asked instead
/// where there is one.
fn unmodified_since(headers: &HeaderMap, changed: Option<DateTime<Utc>>) -> bool {
    let since = headers
        .get(header::IF_MODIFIED_SINCE)
        .filter(|_| !headers.contains_key(header::IF_NONE_MATCH))
        .and_then(|value| DateTime::parse_from_rfc2822(value.to_str().ok()?).ok());
    matches!((since, changed), (Some(s), Some(c)) if c.timestamp() <= s.timestamp())
}

fn not_modified(tag: HeaderValue, changed: Option<DateTime<Utc>>) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    describe(response.headers_mut(), tag, changed);
    Repeatable::mark(&mut response);
    response
}

fn describe(headers: &mut HeaderMap, tag: HeaderValue, changed: Option<DateTime<Utc>>) {
    headers.insert(header::ETAG, tag);
    // An address that never changes its meaning says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(REVALIDATE);
    headers.append(header::VARY, VARY);
    if let Some(changed) = changed {
        headers.insert(header::LAST_MODIFIED, date(changed));
    }
}

/// Middleware: gives every answer below `/api` its tag, and 304 to those who have it.
pub async fn caching(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let read = [Method::GET, Method::HEAD].contains(request.method());
    if !read || path != "/api" && !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let snapshot = state.atlas.snapshot();
    let plan = state.plans.current();
    let tag = tag(&state, &snapshot, plan.as_deref(), &request);
    // The date of the last change to the layers says nothing of the plan.
    let of_the_plan = OF_THE_PLAN.iter().any(|start| path.starts_with(start));
    let changed = last_modified(&snapshot).filter(|_| !of_the_plan);
    // A tag names a state and a request: whoever knows it was answered 200.
    if names(request.headers(), &tag, false) {
        return not_modified(tag, changed);
    }
    let headers = request.headers().clone();
    request.extensions_mut().insert::<Arc<Snapshot>>(snapshot);
    if let Some(plan) = plan {
        request.extensions_mut().insert::<Arc<Plan>>(plan);
    }
    let mut response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    // A stream has no end that a tag could stand for.
    let streams = kind.is_some_and(|kind| kind.starts_with(b"text/event-stream"));
    if streams {
        return response;
    }
    if response.status() == StatusCode::NO_CONTENT {
        // An empty tile.
        Repeatable::mark(&mut response);
    }
    if response.status() != StatusCode::OK {
        return response;
    }
    // A feature's own tag tells more: it stays when other features change.
    let own = response.headers().get(header::ETAG).cloned();
    let changed = if own.is_some() { None } else { changed };
    let tag = own.unwrap_or(tag);
    if names(&headers, &tag, true) || unmodified_since(&headers, changed) {
        return not_modified(tag, changed);
    }
    describe(response.headers_mut(), tag, changed);
    Repeatable::mark(&mut response);
    response
}
