//! Tiles that were sent before, sent again ahead of everything else a request goes through.
//!
//! A tile's answer follows from the state in memory, the address and a few headers of the request.
//! While the state is the same, who asks the same gets the same answer, compressed already. After
//! any change the tile goes the long way again, where most are still kept (`tileset`).

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use quick_cache::{Weighter, sync::Cache};

use super::{error::ApiError, state::AppState};

/// How many answers are reckoned with; more is no mistake.
const USUAL_REPLIES: usize = 20_000;
/// Requests with one of these are answered in their own way.
const SPECIAL: [HeaderName; 4] =
    [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::ORIGIN, header::AUTHORIZATION];

/// What an answer follows from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    target: Box<str>,
    /// What the client can unpack.
    codings: Option<Box<[u8]>>,
    /// The state in memory.
    clock: u64,
}

#[derive(Debug)]
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl IntoResponse for &Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<Key, Arc<Reply>> for Weight {
    fn weight(&self, key: &Key, reply: &Arc<Reply>) -> u64 {
        (key.target.len() + reply.body.len() + 600) as u64
    }
}

/// The answers that are kept.
#[derive(Debug, Clone)]
pub struct Replies {
    state: AppState,
    kept: Arc<Cache<Key, Arc<Reply>, Weight>>,
}

impl Replies {
    /// `None` where nothing is to be kept.
    pub fn new(state: AppState) -> Option<Self> {
        let most = state.tiles.most_bytes();
        let cache = || Arc::new(Cache::with_weighter(USUAL_REPLIES, most, Weight));
        (most > 0).then(|| Self { kept: cache(), state })
    }

    fn key(&self, request: &Request) -> Option<Key> {
        let path = request.uri().path();
        let is_tile = path.starts_with("/api/tiles/")
            || path.starts_with("/api/collections/") && path.contains("/tiles/");
        let headers = request.headers();
        let special = || SPECIAL.iter().any(|name| headers.contains_key(name));
        if !is_tile || request.method() != Method::GET || special() {
            return None;
        }
        let mut codings = headers.get_all(header::ACCEPT_ENCODING).iter();
        let (first, more) = (codings.next(), codings.next());
        if more.is_some() {
            return None;
        }
        Some(Key {
            target: request.uri().path_and_query()?.as_str().into(),
            codings: first.map(|codings| codings.as_bytes().into()),
            clock: self.state.tiles.clock(&self.state.atlas)?,
        })
    }
}

/// Whether the answer is a tile: TileJSON has the address of the service in it.
fn is_tile(response: &Response) -> bool {
    let media = response.headers().get(header::CONTENT_TYPE).map(|media| media.as_bytes());
    response.status() == StatusCode::NO_CONTENT
        || response.status() == StatusCode::OK && media == Some(super::links::MVT.as_bytes())
}

/// Middleware around everything else.
pub async fn replay(State(replies): State<Replies>, request: Request, next: Next) -> Response {
    let Some(key) = replies.key(&request) else { return next.run(request).await };
    if let Some(known) = replies.kept.get(&key) {
        return (&*known).into_response();
    }
    let response = next.run(request).await;
    if !is_tile(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    // It lies in memory as a whole already.
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return ApiError::Internal.into_response();
    };
    let mut headers = parts.headers;
    headers.remove(header::TRANSFER_ENCODING);
    let reply = Arc::new(Reply { status: parts.status, headers, body });
    replies.kept.insert(key, reply.clone());
    (&*reply).into_response()
}
