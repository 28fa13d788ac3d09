use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    response::Response,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{error::ApiError, language::Language, proxy, state::AppState};

pub const GEOJSON: &str = "application/geo+json";
pub const JSON: &str = "application/json";
pub const JSON_SCHEMA: &str = "application/schema+json";
pub const MVT: &str = "application/vnd.mapbox-vector-tile";
pub const HTML: &str = "text/html";
pub const OPENAPI: &str = "application/vnd.oai.openapi+json;version=3.0";

/// A link (RFC 8288) as OGC API writes it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
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
    /// `lang`, when the request named one: links carry it on.
    language: Option<Language>,
}

impl Here {
    /// - `uri`: as the client sent it.
    pub fn new(uri: &Uri, headers: &HeaderMap, state: &AppState) -> Self {
        let base = proxy::base(&state.settings, headers);
        let target = uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
        Self { base, target, language: Language::named(uri) }
    }

    /// An absolute address of a path below `/api`; segments must be escaped already.
    pub fn api(&self, path: &str) -> String {
        format!("{}/api{path}", self.base)
    }

    /// The root of the service, where the map is; without a slash at the end.
    pub fn root(&self) -> &str {
        &self.base
    }

    /// An address below `/api` for people: in the language that was asked for.
    pub fn page(&self, path: &str) -> String {
        let address = self.api(path);
        match self.language {
            Some(language) => {
                let join = if path.contains('?') { '&' } else { '?' };
                format!("{address}{join}lang={}", language.tag())
            }
            None => address,
        }
    }

    pub fn link(&self, rel: &'static str, media: &'static str, path: &str) -> Link {
        Link { href: self.page(path), rel, r#type: media, title: None }
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

    /// The request's own address as it was answered, and as what else it is offered.
    ///
    /// - `media`: the media type of the answer.
    /// - `offered`: names for `f` with their media types, each once.
    pub fn representations(
        &self,
        media: &'static str,
        offered: &[(&'static str, &'static str)],
    ) -> Vec<Link> {
        let others = offered.iter().filter(|(_, other)| *other != media);
        let alternates = others.map(|(name, media)| self.with("alternate", media, "f", name));
        std::iter::once(self.itself(media)).chain(alternates).collect()
    }

    /// The request's own address with one parameter put in or replaced.
    pub fn with(&self, rel: &'static str, media: &'static str, name: &str, value: &str) -> Link {
        Link { href: self.changed(name, value, &[]), rel, r#type: media, title: None }
    }

    /// The same address, with one parameter put in or replaced and others dropped.
    pub fn changed(&self, name: &str, value: &str, dropped: &[&str]) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(key, _)| key != name && !dropped.contains(&&**key));
        pairs.push((name.to_owned(), value.to_owned()));
        self.asking(&pairs)
    }

    /// The same address without some parameters.
    pub fn without(&self, dropped: &[&str]) -> String {
        let mut pairs = self.pairs();
        pairs.retain(|(key, _)| !dropped.contains(&&**key));
        self.asking(&pairs)
    }

    /// The parameters of the request, in their order.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    fn asking(&self, pairs: &[(String, String)]) -> String {
        let path = self.target.split('?').next().unwrap_or_default();
        if pairs.is_empty() {
            return format!("{}{path}", self.base);
        }
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{}{path}?{query}", self.base)
    }
}

impl FromRequestParts<AppState> for Here {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let original = axum::extract::OriginalUri::from_request_parts(parts, state).await;
        let uri = original.map_or_else(|never| match never {}, |original| original.0);
        Ok(Self::new(&uri, &parts.headers, state))
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
