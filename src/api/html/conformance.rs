use axum::response::Response;
use maud::html;

use super::{Context, layout::Page};
use crate::api::links::JSON;

/// The classes kept, by standard.
pub fn page(context: &Context<'_>, classes: &[&str]) -> Response {
    let Context { here, language, .. } = *context;
    let title = language.say("符合的标准", "Conformance");
    let mut standards: Vec<(&str, Vec<&str>)> = Vec::new();
    for class in classes {
        let (standard, name) = class.split_once("/conf/").unwrap_or((class, ""));
        match standards.iter_mut().find(|(known, _)| *known == standard) {
            Some((_, names)) => names.push(name),
            None => standards.push((standard, vec![name])),
        }
    }
    let body = html! {
        section.hero {
            h1 { (title) }
            p.lede { (language.say("每一类都有测试守着。", "Tests hold the service to each class.")) }
        }
        @for (standard, names) in &standards {
            section.card {
                h2 { (standard.trim_start_matches("http://www.opengis.net/spec/")) }
                ul.plain {
                    @for name in names { li { code { (standard) "/conf/" strong { (name) } } } }
                }
            }
        }
    };
    Page {
        title: title.to_owned(),
        crumbs: vec![(title.to_owned(), here.page("/conformance"))],
        alternates: vec![here.with("alternate", JSON, "f", "json")],
        body,
    }
    .respond(context)
}
