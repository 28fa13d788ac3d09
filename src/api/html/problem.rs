use axum::response::Response;
use maud::html;

use super::layout::{document, respond};
use crate::api::language::Language;

/// What a browser shows when something went wrong.
///
/// - `title`, `detail`: as in the problem+json.
/// - `home`: where the landing page is.
pub fn page(language: Language, status: u16, title: &str, detail: &str, home: &str) -> Response {
    let page = document(
        language,
        title,
        &[],
        &html! {
            header.top { a.brand href=(home) { (language.say("古美一张图", "Gumei")) } }
            main {
                section.hero {
                    p.eyebrow { (status) }
                    h1 { (title) }
                    p.lede { (detail) }
                    p { a.button href=(home) { (language.say("回到首页", "To the landing page")) } }
                }
            }
        },
    );
    respond(&page, language)
}
