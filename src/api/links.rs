use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};
use serde::Serialize;

use super::{error::ApiError, proxy, state::AppState};

pub const GEOJSON: &str = "application/geo+json";
pub const JSON: &str = "application/json";
pub const JSON_SCHEMA: &str = "application/schema+json";

/// A link (RFC 8288) as OGC API writes it.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub href: String,
    pub rel: &'static str,
    pub r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// Where this request's client reaches the service, and what it asked.
#[derive(Debug, Clone)]
pub struct Here {
    base: String,
    /// Path and query as sent.
    target: String,
}

impl Here {
    /// An absolute address of a path below `/api`; segments must be escaped already.
    pub fn api(&self, path: &str) -> String {
        format!("{}/api{path}", self.base)
    }

    pub fn link(&self, rel: &'static str, media: &'static str, path: &str) -> Link {
        Link { href: self.api(path), rel, r#type: media, title: None }
    }

    /// The request's own address.
    pub fn itself(&self, media: &'static str) -> Link {
        Link {
            href: format!("{}{}", self.base, self.target),
            rel: "self",
            r#type: media,
            title: None,
        }
    }

    /// The request's own address with one parameter put in or replaced.
    pub fn with(&self, rel: &'static str, media: &'static str, name: &str, value: &str) -> Link {
        let (path, query) = self.target.split_once('?').unwrap_or((&self.target, ""));
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        for (key, old) in form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != name) {
            pairs.append_pair(&key, &old);
        }
        pairs.append_pair(name, value);
        let href = format!("{}{path}?{}", self.base, pairs.finish());
        Link { href, rel, r#type: media, title: None }
    }
}

impl FromRequestParts<AppState> for Here {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let base = proxy::base(&state.settings, &parts.headers);
        let original = axum::extract::OriginalUri::from_request_parts(parts, state).await;
        let uri = original.map_or_else(|never| match never {}, |original| original.0);
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Ok(Self { base, target })
    }
}

/// A path segment with everything escaped that could end it.
pub fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The links as `Link` headers too, so that they are found without reading the body (RFC 8288).
pub fn linked(mut response: Response, links: &[Link]) -> Response {
    for link in links {
        let text = format!("<{}>; rel=\"{}\"; type=\"{}\"", link.href, link.rel, link.r#type);
        // A query may have been sent with what a header cannot hold.
        if let Ok(value) = HeaderValue::from_str(&text) {
            response.headers_mut().append(header::LINK, value);
        }
    }
    response
}
