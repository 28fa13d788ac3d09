use std::{collections::VecDeque, convert::Infallible, sync::Arc};

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::sync::watch;

use super::format;
use crate::{
    api::{
        error::ApiError,
        links::JSON,
        params::Params,
        state::AppState,
        wire::changes::{Change as Line, Changes, Op, Relation},
    },
    atlas::{AtlasError, Snapshot, View},
    domain::{Change, Effect, Operation},
    formats::geojson::write_feature,
    store::StoreError,
};

const OFFERED: [(&str, &str); 2] = [("json", JSON), ("sse", "text/event-stream")];
const DEFAULT_LIMIT: usize = 1_000;
const MAX_LIMIT: usize = 10_000;

/// What changed, in order, deletions included: one page, or a stream that goes on.
///
/// The stream also has events `layers`, without an id: collections that came, went or were read
/// anew because the log does not follow them.
///
/// `since` is the last `seq` the reader has; a reader that begins takes the layers first and
/// goes on from the `seq` of the landing page.
pub async fn changes(
    State(state): State<AppState>,
    headers: HeaderMap,
    mut params: Params,
) -> Result<Response, ApiError> {
    let view = state.view(&mut params)?;
    let format = format(&mut params, &headers, &OFFERED)?;
    let since = position(&mut params, &headers)?;
    let limit = params.limit(DEFAULT_LIMIT, MAX_LIMIT)?;
    let epoch = params.text("epoch")?;
    params.finish()?;
    let snapshot = view.snapshot();
    if epoch.is_some_and(|epoch| *epoch != *snapshot.epoch) || since > snapshot.seq {
        return Err(ApiError::Gone { detail: GONE.to_owned() });
    }
    if format == "sse" {
        let stream = Sse::new(follow(state, since)).keep_alive(KeepAlive::default());
        // A proxy that collects answers would hold every event back.
        return Ok(([("x-accel-buffering", "no")], stream).into_response());
    }
    let mut changes = state.atlas.changes_since(since).await.map_err(refused)?;
    changes.truncate(limit);
    let last = changes.last().map_or(since, |change| change.seq);
    Ok(Json(Changes {
        epoch: snapshot.epoch.to_string(),
        since,
        last,
        more: last < snapshot.seq,
        changes: changes.iter().map(|change| line(&view, change)).collect(),
    })
    .into_response())
}

const GONE: &str = "the log this position belongs to is gone, after a restore for instance; \
    read the layers anew and go on from the `seq` of the landing page";

fn refused(error: AtlasError) -> ApiError {
    match error {
        AtlasError::Store(StoreError::History) => ApiError::Gone { detail: GONE.to_owned() },
        other => other.into(),
    }
}

/// Where the reader stands: `Last-Event-ID` of a browser that reconnects wins over `since`.
fn position(params: &mut Params, headers: &HeaderMap) -> Result<i64, ApiError> {
    let read = |text: &str| text.parse::<i64>().ok().filter(|seq| *seq >= 0);
    let since = match params.text("since")? {
        Some(text) => read(&text).ok_or_else(|| {
            ApiError::parameter("since", format!("`{text}` is not a whole number from 0"))
        })?,
        None => 0,
    };
    let Some(last) = headers.get("last-event-id") else { return Ok(since) };
    let text = String::from_utf8_lossy(last.as_bytes());
    // A browser that was never told a position may send none.
    if text.is_empty() {
        return Ok(since);
    }
    read(&text).ok_or_else(|| {
        ApiError::parameter("Last-Event-ID", format!("`{text}` is not a whole number from 0"))
    })
}

/// One line of the log as JSON.
pub fn line(view: &View, change: &Change) -> Line {
    let layer = view.layer(&change.collection).ok();
    let op = match (&change.effect, change.operation) {
        (Effect::Relation { .. }, _) => Op::Relation,
        (_, Operation::Insert) => Op::Insert,
        (_, Operation::Update) => Op::Update,
        (_, Operation::Delete) => Op::Delete,
        (_, Operation::Load) => Op::Load,
    };
    let mut line = Line {
        seq: change.seq,
        at: change.at,
        who: change.context.who.clone(),
        why: change.context.why.clone(),
        batch: change.context.batch.clone(),
        collection: change.collection.to_string(),
        id: change.feature_id.as_ref().map(ToString::to_string),
        op,
        feature: None,
        previous: None,
        relation: None,
    };
    match (&change.effect, layer) {
        (Effect::Put { previous, feature }, Some(layer)) => {
            let mut out = Vec::new();
            // Many-valued properties have lines of their own.
            let schema = layer.schema();
            let mut visible = view.visible(layer);
            visible.retain(|index| !schema.relations.iter().any(|r| r.property == *index));
            write_feature(&mut out, schema, feature, &visible);
            line.feature = serde_json::from_slice(&out).ok();
            line.previous = previous
                .as_ref()
                .filter(|previous| **previous != feature.id)
                .map(ToString::to_string);
        }
        (Effect::Relation { property, value, added, .. }, Some(layer)) => {
            line.relation = Some(Relation {
                property: layer.schema().properties[*property].name.to_string(),
                value: value.clone(),
                added: *added,
            });
        }
        _ => {}
    }
    line
}

/// The log from a position on, and then every change as it comes.
fn follow(state: AppState, since: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    let reader = Reader {
        moved: state.atlas.watch(),
        stopping: state.stopping.clone(),
        seen: state.atlas.snapshot(),
        state,
        position: since,
        waiting: VecDeque::new(),
    };
    stream::unfold(reader, |mut reader| async move {
        let event = reader.next().await?;
        Some((Ok(event), reader))
    })
}

struct Reader {
    state: AppState,
    moved: watch::Receiver<i64>,
    stopping: watch::Receiver<bool>,
    position: i64,
    /// The state whose layers the client knows.
    seen: Arc<Snapshot>,
    waiting: VecDeque<Event>,
}

impl Reader {
    /// The next event; `None` ends the stream, and the client comes back with its position.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Some(event);
            }
            // Seen before reading, so that what comes while we read wakes us again.
            self.moved.borrow_and_update();
            let now = self.state.atlas.snapshot();
            // The client comes back, and is told that its position means nothing any more.
            if now.epoch != self.seen.epoch {
                return None;
            }
            let read_anew = now.read_anew_since(&self.seen);
            self.seen = now;
            if !read_anew.is_empty() {
                let ids: Vec<&str> = read_anew.iter().map(|id| id.as_str()).collect();
                let data = json!({ "collections": ids }).to_string();
                self.waiting.push_back(Event::default().event("layers").data(data));
                continue;
            }
            let changes = self.state.atlas.changes_since(self.position).await.ok()?;
            if let Some(last) = changes.last() {
                self.position = last.seq;
                let view =
                    self.state.atlas.snapshot().view(crate::domain::Audience::Internal, None);
                self.waiting = changes.iter().map(|change| event(&view, change)).collect();
                continue;
            }
            tokio::select! {
                moved = self.moved.changed() => moved.ok()?,
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            }
        }
    }
}

fn event(view: &View, change: &Change) -> Event {
    let data = serde_json::to_string(&line(view, change)).expect("a line is plain JSON");
    Event::default().event("change").id(change.seq.to_string()).data(data)
}
