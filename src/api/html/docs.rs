//! The OpenAPI document for people.

use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value;

use super::{Context, layout::Page};
use crate::api::{
    language::Language,
    links::{OPENAPI, segment},
    openapi::{Group, Scope, document},
};

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Every request, its parameters and its answers; the schemas at the end.
pub fn page(context: &Context<'_>) -> Response {
    let Context { here, language, view } = *context;
    let general = document(Scope { root: here.root(), language, view: None });
    let title = language.say("接口说明", "API documentation");
    let schemas = general["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let body = html! {
        section.hero {
            h1 { (title) }
            p.lede { (general["info"]["description"].as_str().unwrap_or_default()) }
            p.actions {
                a.button.primary href=(here.page("/openapi.json")) { "OpenAPI 3.0" }
                a.button href=(here.page("/conformance")) { (language.say("符合的标准", "Conformance")) }
            }
        }
        div.docs {
            nav.contents aria-label=(language.say("目录", "Contents")) {
                @for group in Group::ALL {
                    a href=(format!("#{}", group.tag())) { (language.read(group.title())) }
                }
                a href="#collections" { (language.say("集合", "Collections")) }
                a href="#schemas" { (language.say("数据结构", "Schemas")) }
            }
            div {
                @for group in Group::ALL {
                    section id=(group.tag()) {
                        h2 { (language.read(group.title())) }
                        @for (path, method, operation) in operations(&general, group) {
                            (self::operation(context, &general, path, method, operation))
                        }
                    }
                }
                section id="collections" {
                    h2 { (language.say("集合", "Collections")) }
                    p.muted { (language.say(
                        "每个集合的属性也是查询参数；OpenAPI 文档为每个集合逐一列出。",
                        "The properties of a collection are query parameters too; the OpenAPI document \
                         lists them collection by collection.",
                    )) }
                    ul.chips { @for layer in view.layers() {
                        @let id = layer.schema().id.as_str();
                        li { a href=(here.page(&format!("/collections/{}", segment(id)))) {
                            (language.pick(&layer.schema().titles)) " " code { (id) }
                        } }
                    } }
                }
                section id="schemas" {
                    h2 { (language.say("数据结构", "Schemas")) }
                    @for (name, schema) in &schemas { (self::schema(language, name, schema)) }
                }
            }
        }
    };
    Page {
        title: title.to_owned(),
        crumbs: vec![(title.to_owned(), here.page("/docs"))],
        alternates: vec![here.link("service-desc", OPENAPI, "/openapi.json")],
        body,
    }
    .respond(context)
}

/// The group's operations: path below `/api`, method and what is said of it.
fn operations(general: &Value, group: Group) -> Vec<(&str, &'static str, &Value)> {
    let paths = general["paths"].as_object();
    let all = paths.into_iter().flatten().flat_map(|(path, item)| {
        METHODS
            .into_iter()
            .filter_map(move |method| Some((path.as_str(), method, item.get(method)?)))
    });
    all.filter(|(_, _, operation)| operation["tags"][0] == group.tag()).collect()
}

/// What a reference into the document stands for.
fn resolve<'g>(general: &'g Value, value: &'g Value) -> &'g Value {
    match value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => general.pointer(pointer).unwrap_or(value),
        None => value,
    }
}

fn operation(
    context: &Context<'_>,
    general: &Value,
    path: &str,
    method: &str,
    operation: &Value,
) -> Markup {
    let Context { here, language, .. } = *context;
    let parameters: Vec<&Value> = operation["parameters"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| resolve(general, parameter))
        .collect();
    let below = if path.starts_with("/health") { "" } else { "/api" };
    let shown = format!("{below}{}", if path == "/" { "" } else { path });
    html! {
        details.operation id=(operation["operationId"].as_str().unwrap_or_default()) {
            summary {
                span.method.(method) { (method.to_uppercase()) }
                code { (shown) }
                span.muted { (operation["summary"].as_str().unwrap_or_default()) }
            }
            div.inside {
                @if let Some(text) = operation["description"].as_str() { p { (text) } }
                @if operation.get("security").is_some() {
                    p.muted { (language.say("需要令牌：", "Needs a token: ")) code { "Authorization: Bearer …" } }
                }
                @if let Some(address) = example(&shown, method, &parameters) {
                    p { a href=(format!("{}{address}", here.root())) { code { (address) } } }
                }
                h3 { (language.say("参数", "Parameters")) }
                (self::parameters(language, &parameters))
                @if let Some(body) = operation.get("requestBody") {
                    h3 { (language.say("内容", "Body")) }
                    (content(&body["content"]))
                }
                h3 { (language.say("答复", "Answers")) }
                table.pairs { tbody {
                    @for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                        @let response = resolve(general, response);
                        tr {
                            th scope="row" { code { (status) } }
                            td {
                                (response["description"].as_str().unwrap_or_default()) " "
                                (content(&response["content"]))
                            }
                        }
                    }
                } }
            }
        }
    }
}

/// The address of a request that can be tried as it is: one without parts in its path.
fn example(path: &str, method: &str, parameters: &[&Value]) -> Option<String> {
    if method != "get" || path.contains('{') {
        return None;
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for parameter in parameters.iter().filter(|parameter| parameter["required"] == true) {
        let value = match &parameter["example"] {
            Value::String(text) => text.clone(),
            Value::Array(list) => {
                list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
            }
            Value::Null => return None,
            other => other.to_string(),
        };
        query.append_pair(parameter["name"].as_str()?, &value);
    }
    let query = query.finish();
    Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

fn parameters(language: Language, parameters: &[&Value]) -> Markup {
    html! {
        table.pairs { tbody {
            @for parameter in parameters {
                tr {
                    th scope="row" {
                        code { (parameter["name"].as_str().unwrap_or_default()) }
                        @if parameter["required"] == true { span.badge { (language.say("必需", "required")) } }
                        @if parameter["in"] != "query" { span.muted { (parameter["in"].as_str().unwrap_or_default()) } }
                    }
                    td {
                        p { (parameter["description"].as_str().unwrap_or_default()) }
                        p.muted { (kind(&parameter["schema"])) (limits(language, &parameter["schema"])) }
                    }
                }
            }
        } }
    }
}

/// Media types, each with its schema.
fn content(content: &Value) -> Markup {
    html! {
        @for (media, body) in content.as_object().into_iter().flatten() {
            span.media { code { (media) } " " (kind(&body["schema"])) }
        }
    }
}

/// A schema in a few words, references as links.
fn kind(schema: &Value) -> Markup {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return html! { a href=(format!("#schema-{name}")) { (name) } };
    }
    if let Some([only]) = schema["allOf"].as_array().map(Vec::as_slice) {
        return html! { (kind(only)) @if schema["nullable"] == true { " | null" } };
    }
    let choices = schema["enum"].as_array();
    html! {
        @if let Some(choices) = choices {
            @for (position, choice) in choices.iter().enumerate() {
                @if position > 0 { " | " }
                code { (choice.as_str().map_or_else(|| choice.to_string(), str::to_owned)) }
            }
        } @else if schema["type"] == "array" {
            (kind(&schema["items"])) "[]"
        } @else if let Some(kind) = schema["type"].as_str() {
            (kind)
            @if let Some(format) = schema["format"].as_str() { " (" (format) ")" }
        } @else if let Some(parts) = schema["oneOf"].as_array().or(schema["anyOf"].as_array()) {
            @for (position, part) in parts.iter().enumerate() {
                @if position > 0 { " | " }
                @match part["title"].as_str() { Some(title) => (title), None => (self::kind(part)) }
            }
        }
        @if choices.is_none() && schema["nullable"] == true { " | null" }
    }
}

fn limits(language: Language, schema: &Value) -> Markup {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    html! {
        @if let (Some(least), Some(most)) = (schema.get("minimum"), schema.get("maximum")) {
            ", " (least) " – " (most)
        }
        @if let Some(default) = schema.get("default") {
            ", " (language.say("默认", "default")) " " (plain(default))
        }
    }
}

fn schema(language: Language, name: &str, schema: &Value) -> Markup {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        details.operation id=(format!("schema-{name}")) {
            summary { code { (name) } span.muted { (schema["description"].as_str().unwrap_or_default()) } }
            div.inside {
                @if let Some(members) = schema["properties"].as_object() {
                    table.pairs { tbody {
                        @for (member, schema) in members {
                            tr {
                                th scope="row" { code { (member) } }
                                td {
                                    (kind(schema))
                                    @if !required.contains(&member.as_str()) {
                                        span.muted { " · " (language.say("可省略", "optional")) }
                                    }
                                    @if let Some(text) = schema["description"].as_str() { p.muted { (text) } }
                                }
                            }
                        }
                    } }
                } @else { p { (kind(schema)) } }
            }
        }
    }
}
