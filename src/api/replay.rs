//! Answers that were sent before, sent again ahead of everything else a request goes through.
//!
//! What `caching` gives a tag follows from the state in memory, the address and a few headers of the
//! request. While the state is the same, who asks the same gets the same answer, compressed already.
//! After any change it goes the long way again (where most tiles are still kept: `tileset`).

use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use quick_cache::{Weighter, sync::Cache};

use super::{error::ApiError, proxy, state::AppState};
use crate::{atlas::Snapshot, plan::Plan};

/// How many answers are reckoned with; more is no mistake.
const USUAL_REPLIES: usize = 20_000;
/// What the answers that are kept may weigh when nobody says otherwise, in MB.
pub const USUAL_MB: u64 = 128;
/// No answer may take more than such a part of it.
const LARGEST_PART: u64 = 16;
/// Requests with one of these are answered in their own way.
const SPECIAL: [HeaderName; 8] = [
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
    header::ORIGIN,
    header::AUTHORIZATION,
    HeaderName::from_static("last-event-id"),
];
/// What of a request an answer follows from besides its address, and where it was sent to.
const HEARD: [HeaderName; 3] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::ACCEPT_ENCODING];

/// Says of an answer that it follows from the state in memory and the request alone, and how long its
/// body is before it is compressed, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Repeatable {
    length: u64,
}

impl Repeatable {
    /// Marks an answer whose body lies in memory as a whole.
    pub fn mark(response: &mut Response) {
        if let Some(length) = response.body().size_hint().exact() {
            response.extensions_mut().insert(Self { length });
        }
    }
}

/// What an answer follows from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    /// Address, place of the service and headers, one after the other.
    asked: Box<[u8]>,
    /// The state in memory.
    clock: u64,
}

/// The newest state that was asked for.
#[derive(Debug)]
struct Present {
    snapshot: Arc<Snapshot>,
    plan: Option<Arc<Plan>>,
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
        (key.asked.len() + reply.body.len() + 600) as u64
    }
}

/// The answers that are kept.
#[derive(Debug, Clone)]
pub struct Replies {
    state: AppState,
    present: Arc<ArcSwap<Present>>,
    kept: Arc<Cache<Key, Arc<Reply>, Weight>>,
    /// In bytes.
    largest: u64,
}

impl Replies {
    /// `None` where nothing is to be kept.
    pub fn new(state: AppState) -> Option<Self> {
        let most = state.settings.answer_cache << 20;
        let present =
            Present { snapshot: state.atlas.snapshot(), plan: state.plans.current(), clock: 0 };
        let cache = Cache::with_weighter(USUAL_REPLIES, most, Weight);
        (most > 0).then(|| Self {
            state,
            present: Arc::new(ArcSwap::from_pointee(present)),
            kept: Arc::new(cache),
            largest: most / LARGEST_PART,
        })
    }

    /// A number that no two states share.
    ///
    /// States follow each other: an answer that is made after this is of this state or of a newer one.
    fn clock(&self) -> u64 {
        let (snapshot, plan) = (self.state.atlas.snapshot(), self.state.plans.current());
        let is_present = |present: &Present| {
            let same_plan = match (&present.plan, &plan) {
                (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                (None, None) => true,
                _ => false,
            };
            same_plan && Arc::ptr_eq(&present.snapshot, &snapshot)
        };
        let present = self.present.load();
        if is_present(&present) {
            return present.clock;
        }
        let next = self.present.rcu(|present| {
            if is_present(present) {
                return present.clone();
            }
            let (snapshot, plan) = (snapshot.clone(), plan.clone());
            Arc::new(Present { snapshot, plan, clock: present.clock + 1 })
        });
        if is_present(&next) { next.clock } else { next.clock + 1 }
    }

    fn key(&self, request: &Request) -> Option<Key> {
        let headers = request.headers();
        let target = request.uri().path_and_query()?.as_str();
        let is_special = || SPECIAL.iter().any(|name| headers.contains_key(name));
        if !target.starts_with("/api") || request.method() != Method::GET || is_special() {
            return None;
        }
        let place = proxy::base(&self.state.settings, headers);
        let mut asked = Vec::with_capacity(target.len() + place.len() + 256);
        asked.extend_from_slice(target.as_bytes());
        asked.push(b' ');
        asked.extend_from_slice(place.as_bytes());
        for name in HEARD {
            asked.push(b'\n');
            for line in headers.get_all(name) {
                asked.extend_from_slice(line.as_bytes());
                asked.push(b',');
            }
        }
        Some(Key { asked: asked.into(), clock: self.clock() })
    }
}

/// Middleware around everything else.
pub async fn replay(State(replies): State<Replies>, request: Request, next: Next) -> Response {
    let Some(key) = replies.key(&request) else { return next.run(request).await };
    if let Some(known) = replies.kept.get(&key) {
        return (&*known).into_response();
    }
    let response = next.run(request).await;
    let is_kept = |answer: &Repeatable| answer.length <= replies.largest;
    if !response.extensions().get().is_some_and(is_kept) {
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
