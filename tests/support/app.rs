//! The router without a socket.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, Response, StatusCode},
};
use gumei::{
    api::{AppState, Service, Settings, router},
    atlas::Atlas,
    city::{self, Scale},
    plan::{Plans, Source},
    store::{
        PrivateStore, Seed,
        geopackage::{self, GeoPackage},
    },
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::OnceCell;
use tower::ServiceExt;

use super::territory;

/// The service on a store of its own.
#[derive(Debug)]
pub struct TestApp {
    router: Router,
    pub atlas: Arc<Atlas>,
    pub plans: Arc<Plans>,
    /// The GeoPackage behind it.
    pub file: PathBuf,
    /// A token that may write, in the name of `tester`.
    pub token: Option<String>,
    _folder: TempDir,
    /// Streams end when it goes.
    _stop: tokio::sync::watch::Sender<bool>,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl TestApp {
    /// The new territory, shared by all tests that only read.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<TestApp> = OnceCell::const_new();
        SHARED.get_or_init(Self::own).await
    }

    /// The new territory, for one test that writes.
    pub async fn own() -> Self {
        Self::on(territory::store_in).await
    }

    /// The same territory in a store that was made by another `init`.
    pub async fn made_anew() -> Self {
        Self::of(&gumei::seed::read(&territory::folder()).await.unwrap()).await
    }

    /// A store made of a seed.
    async fn of(seed: &Seed) -> Self {
        let place = TempDir::new().unwrap();
        let made = place.path().join("made.gpkg");
        geopackage::create(&made, seed, false).await.unwrap();
        Self::on(|folder| {
            let file = folder.join("gumei.gpkg");
            std::fs::copy(&made, &file).unwrap();
            file
        })
        .await
    }

    /// One subdistrict of the test city, shared by all tests that only read.
    pub async fn city() -> &'static Self {
        static CITY: OnceCell<TestApp> = OnceCell::const_new();
        let make = async || Self::of(&city::seed(Scale::Subdistrict, 1).await.unwrap().0).await;
        CITY.get_or_init(make).await
    }

    /// Another's GeoPackage.
    pub async fn foreign() -> Self {
        Self::on(territory::foreign_store_in).await
    }

    /// The new territory, served as an operator has decided.
    pub async fn with(settings: Settings) -> Self {
        Self::served(territory::store_in, settings).await
    }

    /// Whatever GeoPackage the function puts into a folder.
    pub async fn on(store_in: impl FnOnce(&Path) -> PathBuf) -> Self {
        Self::served(store_in, Settings::default()).await
    }

    async fn served(store_in: impl FnOnce(&Path) -> PathBuf, settings: Settings) -> Self {
        let folder = TempDir::new().unwrap();
        let file = store_in(folder.path());
        let store = Arc::new(GeoPackage::open(&file).await.unwrap());
        let (private, token) = if store.is_ours() {
            let private = PrivateStore::open(&PrivateStore::path_beside(&file)).await.unwrap();
            let token = private.create_token("tester").await.unwrap();
            (Some(Arc::new(private)), Some(token))
        } else {
            (None, None)
        };
        let atlas = Arc::new(Atlas::open(store).await.unwrap());
        let plans = Arc::new(Plans::new(Source::Store(atlas.store().clone())));
        plans.look(&atlas).await.unwrap();
        atlas.obey(plans.clone());
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let state = AppState::from(Service {
            atlas: atlas.clone(),
            private,
            settings: Arc::new(settings),
            grounds: Arc::default(),
            totals: Arc::default(),
            documents: Arc::default(),
            plans: plans.clone(),
            handing_over: Arc::default(),
            tiles: Arc::default(),
            stopping,
        });
        Self { router: router(state), atlas, plans, file, token, _folder: folder, _stop: stop }
    }

    /// - `target`: path and query; what must be escaped there is escaped here.
    pub async fn send(
        &self,
        method: &str,
        target: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder()
            .method(Method::from_bytes(method.as_bytes()).unwrap())
            .uri(escaped(target));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// An answer whose body is read as it comes.
    pub async fn stream(&self, target: &str, headers: &[(&str, &str)]) -> Response<Body> {
        let mut request = Request::builder().uri(escaped(target));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
    }

    pub async fn get(&self, target: &str) -> Reply {
        self.send("GET", target, &[], Body::empty()).await
    }

    /// The JSON of an answer that must be 200.
    #[track_caller]
    pub fn json(&self, target: &str) -> impl Future<Output = Value> {
        let place = std::panic::Location::caller();
        async move {
            let reply = self.get(target).await;
            assert_eq!(reply.status, 200, "{target} at {place}: {}", reply.text());
            reply.json()
        }
    }

    /// Sends a feature with the token.
    pub async fn write(&self, method: &str, target: &str, feature: &Value) -> Reply {
        self.write_if(method, target, feature, &[]).await
    }

    /// The same with further headers.
    pub async fn write_if(
        &self,
        method: &str,
        target: &str,
        feature: &Value,
        further: &[(&str, &str)],
    ) -> Reply {
        let bearer = format!("Bearer {}", self.token.as_deref().expect("a store of ours"));
        let mut headers =
            vec![("authorization", &*bearer), ("content-type", "application/geo+json")];
        headers.extend_from_slice(further);
        self.send(method, target, &headers, feature.to_string()).await
    }

    /// Sends JSON of another media type with the token.
    pub async fn send_as(&self, media: &str, method: &str, target: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.token.as_deref().expect("a store of ours"));
        let headers = [("authorization", &*bearer), ("content-type", media)];
        self.send(method, target, &headers, body.to_string()).await
    }

    /// Sends a merge patch with the token.
    pub async fn patch(&self, target: &str, patch: &Value) -> Reply {
        self.send_as("application/merge-patch+json", "PATCH", target, patch).await
    }

    pub async fn delete(&self, target: &str) -> Reply {
        self.write("DELETE", target, &Value::Null).await
    }

    /// All features of a query in one answer.
    pub async fn features(&self, target: &str) -> Vec<Value> {
        let join = if target.contains('?') { '&' } else { '?' };
        let page = self.json(&format!("{target}{join}limit=10000")).await;
        assert_eq!(page["numberMatched"], page["numberReturned"], "{target} needs two pages");
        page["features"].as_array().unwrap().clone()
    }
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}", self.text()))
    }

    /// A header as text; empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Asserts a problem (RFC 9457) and gives it back.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        let problem = self.json();
        assert_eq!(problem["type"], format!("urn:gumei:problem:{code}"), "{problem}");
        assert_eq!(problem["code"], code);
        assert_eq!(problem["status"], status);
        assert!(problem["title"].as_str().is_some_and(|title| !title.is_empty()));
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
        problem
    }
}

/// The target with blanks, quotes and all beyond ASCII percent-encoded.
pub fn escaped(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for byte in target.bytes() {
        if byte.is_ascii_graphic() && !b"\"<>`{}".contains(&byte) {
            out.push(byte as char);
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
