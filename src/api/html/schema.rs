//! What a collection can be asked and told: queryables, sortables, schema.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::{Context, layout::Page};
use crate::{
    api::{
        language::{Text, text},
        links::{JSON_SCHEMA, segment},
    },
    atlas::Layer,
};

const RESOURCES: [(&str, Text); 3] = [
    ("queryables", text("可筛选的属性", "Queryables")),
    ("sortables", text("可排序的属性", "Sortables")),
    ("schema", text("数据结构", "Schema")),
];

/// Links from a collection to its schema resources.
///
/// - `path`: of the collection, below `/api`.
pub fn links(context: &Context<'_>, path: &str) -> Markup {
    let Context { here, language, .. } = *context;
    html! {
        @for (name, title) in RESOURCES {
            a.button href=(here.page(&format!("{path}/{name}"))) { (language.read(title)) }
        }
    }
}

/// - `name`: the last segment of the address.
/// - `schema`: the JSON Schema that scripts get.
pub fn page(context: &Context<'_>, layer: &Layer, name: &str, schema: &Value) -> Response {
    let Context { here, language, .. } = *context;
    let collection = language.pick(&layer.schema().titles);
    let path = format!("/collections/{}", segment(layer.schema().id.as_str()));
    let known = RESOURCES.iter().find(|(known, _)| *known == name);
    let title = known.map_or(name, |(_, title)| language.read(*title));
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let body = html! {
        section.hero {
            p.eyebrow { a href=(here.page(&path)) { (collection) } }
            h1 { (title) }
        }
        div.wide {
            table.list {
                thead { tr {
                    th { (language.say("属性", "Property")) }
                    th { (language.say("类型", "Type")) }
                    th { (language.say("取值", "Values")) }
                } }
                tbody {
                    @for (name, property) in schema["properties"].as_object().into_iter().flatten() {
                        tr {
                            td {
                                strong { (property["title"].as_str().filter(|t| !t.is_empty()).unwrap_or(name)) }
                                code { (name) }
                            }
                            td {
                                (kind(property))
                                @if let Some(unit) = property["x-ogc-unit"].as_str() { " · " (unit) }
                                @if required.contains(&name.as_str()) { " · " (language.say("必填", "required")) }
                                @if property["readOnly"] == true { " · " (language.say("只读", "read-only")) }
                            }
                            td {
                                @if let Some(id) = property["x-ogc-collectionId"].as_str() {
                                    a href=(here.page(&format!("/collections/{}", segment(id)))) { (id) }
                                }
                                (choices(property))
                            }
                        }
                    }
                }
            }
        }
    };
    Page {
        title: format!("{collection} · {title}"),
        crumbs: vec![
            (language.say("数据", "Data").to_owned(), here.page("/collections")),
            (collection.to_owned(), here.page(&path)),
            (title.to_owned(), here.page(&format!("{path}/{name}"))),
        ],
        alternates: vec![here.with("alternate", JSON_SCHEMA, "f", "schema")],
        body,
    }
    .respond(context)
}

fn kind(property: &Value) -> &str {
    let format = property["format"].as_str().filter(|format| !["int64", "double"].contains(format));
    format.or(property["type"].as_str()).unwrap_or_default()
}

/// Codes by their titles.
fn choices(property: &Value) -> Markup {
    let described = if property["type"] == "array" { &property["items"] } else { property };
    let codes = described["oneOf"].as_array();
    html! {
        @if let Some(codes) = codes {
            ul.chips {
                @for code in codes {
                    li title=(code["const"].as_str().unwrap_or_default()) {
                        (code["title"].as_str().unwrap_or_default())
                    }
                }
            }
        }
    }
}
