use std::{ops::Deref, sync::Arc};

use chrono::NaiveDate;
use tokio::sync::watch;

use super::{error::ApiError, openapi::Documents, params::Params, replay};
use crate::{
    analysis::{counts::Totals, coverage::Grounds},
    atlas::{Atlas, Snapshot, View},
    domain::{Audience, parse_date},
    plan::Plans,
    store::PrivateStore,
    tileset::Tiles,
};

/// What the operator decides.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where clients reach the service; derived from the `Host` header when absent.
    pub base_url: Option<String>,
    /// Believe the `Forwarded` and `X-Forwarded-*` headers of a proxy in front.
    pub trust_proxy: bool,
    /// Origins whose pages may ask from a browser; `*` is any.
    pub cors_origins: Vec<String>,
    /// Refuse to replace, change or delete a feature without `If-Match`.
    pub require_if_match: bool,
    /// A layer with more features than this is drawn from tiles on the map.
    pub tiled_above: usize,
    /// What answers that are kept may weigh, in MB; 0 makes each anew.
    pub answer_cache: u64,
}

impl Settings {
    pub const TILED_ABOVE: usize = 5_000;
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            base_url: None,
            trust_proxy: false,
            cors_origins: Vec::new(),
            require_if_match: false,
            tiled_above: Self::TILED_ABOVE,
            answer_cache: replay::USUAL_MB,
        }
    }
}

/// What all requests share.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Service>);

impl From<Service> for AppState {
    fn from(service: Service) -> Self {
        Self(Arc::new(service))
    }
}

impl Deref for AppState {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.0
    }
}

/// What answers are made from.
#[derive(Debug)]
pub struct Service {
    pub atlas: Arc<Atlas>,
    /// `None` for a store that cannot be written to.
    pub private: Option<Arc<PrivateStore>>,
    pub settings: Arc<Settings>,
    /// Becomes true when the service is told to stop, for answers without an end.
    pub stopping: watch::Receiver<bool>,
    /// What the coverage analysis prepares once for many questions.
    pub grounds: Arc<Grounds>,
    /// Counts of whole layers, kept up to date.
    pub totals: Arc<Totals>,
    /// The OpenAPI documents of the present state.
    pub documents: Arc<Documents>,
    /// The work plan in use.
    pub plans: Arc<Plans>,
    /// One hand-over at a time.
    pub handing_over: Arc<tokio::sync::Mutex<()>>,
    /// What tiles are made from, and tiles that were made.
    pub tiles: Arc<Tiles>,
}

impl AppState {
    /// The territory as this request sees it: its audience, and its day (`at`).
    pub fn view(&self, params: &mut Params) -> Result<View, ApiError> {
        let snapshot = params.snapshot().unwrap_or_else(|| self.atlas.snapshot());
        Self::view_of(&snapshot, params)
    }

    /// The same of a state that is at hand.
    pub fn view_of(snapshot: &Arc<Snapshot>, params: &mut Params) -> Result<View, ApiError> {
        let at: Option<NaiveDate> = match params.text("at")? {
            Some(text) => Some(parse_date(&text).ok_or_else(|| {
                ApiError::parameter("at", format!("`{text}` is not a date (2016-09-30)"))
            })?),
            None => None,
        };
        Ok(snapshot.view(Audience::Internal, at))
    }

    /// The same on the territory's own day, for what does not take `at`.
    pub fn now(&self, params: &Params) -> View {
        let snapshot = params.snapshot().unwrap_or_else(|| self.atlas.snapshot());
        snapshot.view(Audience::Internal, None)
    }
}

/// Runs geometry work where it cannot hold up other requests.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(result) => result,
        Err(panic) => Err(ApiError::internal(panic)),
    }
}
