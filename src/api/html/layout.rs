use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::Context;
use crate::api::{
    language::Language,
    links::{HTML, JSON, Link, OPENAPI},
};

/// The map's own tokens, so that pages and map look alike, and what pages add.
const STYLE: &str =
    concat!(include_str!("../../../web/src/style/tokens.css"), include_str!("style.css"));

/// Nothing but the one style sheet inside the page: no scripts, no other host, no frames elsewhere.
static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data:; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'self'"
    );
    HeaderValue::from_str(&policy).expect("base64 is a header value")
});

/// One page.
pub struct Page {
    pub title: String,
    /// The way here from the landing page: texts and addresses.
    pub crumbs: Vec<(String, String)>,
    /// The same in other representations.
    pub alternates: Vec<Link>,
    pub body: Markup,
}

impl Page {
    pub fn respond(self, context: &Context<'_>) -> Response {
        respond(&self.render(context), context.language)
    }

    fn render(&self, context: &Context<'_>) -> Markup {
        let Context { here, language, view } = *context;
        let territory = &view.snapshot().territory;
        let note = language.pick(&territory.synthetic_note);
        let header = html! {
            a.brand href=(here.page("")) { (language.say("古美一张图", "Gumei")) }
            nav aria-label=(language.say("主要", "Main")) {
                a href=(here.page("/collections")) { (language.say("数据", "Data")) }
                a href=(here.page("/docs")) { (language.say("接口说明", "API")) }
                a href=(format!("{}/", here.root())) { (language.say("地图", "Map")) }
                a.language href=(here.with("self", HTML, "lang", language.other().tag()).href)
                    lang=(language.other().tag()) hreflang=(language.other().tag()) {
                    (language.say("English", "中文"))
                }
            }
        };
        let crumbs = html! {
            @if !self.crumbs.is_empty() {
                nav.crumbs aria-label=(language.say("路径", "Breadcrumb")) {
                    a href=(here.page("")) { (language.say("首页", "Home")) }
                    @for (text, address) in &self.crumbs {
                        span aria-hidden="true" { "/" }
                        a href=(address) { (text) }
                    }
                }
            }
        };
        let footer = html! {
            @if !self.alternates.is_empty() {
                p.alternates {
                    span { (language.say("本页的其他格式", "This page as")) }
                    @for link in &self.alternates {
                        a rel="alternate" type=(link.r#type) href=(link.href) { (name(link.r#type)) }
                    }
                }
            }
            @if !note.is_empty() { p { (note) } }
            p { (language.say("数据截至", "As of")) " " (view.at()) }
        };
        document(
            language,
            &self.title,
            &self.alternates,
            &html! {
                header.top { (header) }
                main { (crumbs) (self.body) }
                footer { (footer) }
            },
        )
    }
}

fn name(media: &str) -> &str {
    match media {
        "application/geo+json" => "GeoJSON",
        JSON => "JSON",
        OPENAPI => "OpenAPI 3.0",
        "application/schema+json" => "JSON Schema",
        "text/csv" => "CSV",
        other => other,
    }
}

/// A whole document around a body.
pub fn document(language: Language, title: &str, alternates: &[Link], body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(language.say("zh-CN", "en")) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " · " (language.say("古美一张图", "Gumei")) }
                @for link in alternates {
                    link rel="alternate" type=(link.r#type) href=(link.href);
                }
                // No request for an icon, and none refused by the policy.
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}

/// The page with its headers.
pub fn respond(page: &Markup, language: Language) -> Response {
    let mut response = page.0.clone().into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY.clone());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
