use axum::{http::Method, routing::get};
use serde_json::{Value, json};

use crate::api::{
    handlers as h,
    links::{HTML, JSON, JSON_SCHEMA, OPENAPI},
    openapi::{Answer, Content, Group, Operation, Parameter, parameters as p},
    wire::{
        collection::{Collection, Collections},
        functions::Functions,
        landing::{Conformance, Landing},
    },
};

pub(super) fn operations() -> Vec<Operation> {
    let page = || p::f("f", &["json", "html"]);
    let mut all = vec![
        Operation::new(Method::GET, "/api", "landing", Group::Service, get(h::landing::landing))
            .summary("首页", "Landing page")
            .description(
                "地区、时钟、数据版本，以及通往其他资源的链接。",
                "The territory, its clock, the position of the data, and links to all else.",
            )
            .takes([page(), p::at()])
            .answers(
                Answer::new(200, "首页", "The landing page")
                    .media(JSON, Content::of::<Landing>())
                    .media(HTML, Content::Text),
            ),
        Operation::new(
            Method::GET,
            "/api/conformance",
            "conformance",
            Group::Service,
            get(h::landing::conformance),
        )
        .summary("符合的标准", "Conformance classes")
        .takes([page()])
        .answers(
            Answer::new(200, "符合类的清单", "The classes kept")
                .media(JSON, Content::of::<Conformance>())
                .media(HTML, Content::Text),
        ),
        Operation::new(
            Method::GET,
            "/api/openapi.json",
            "openapi",
            Group::Service,
            get(h::openapi::openapi),
        )
        .summary("本接口的 OpenAPI 3.0 描述", "This description, as OpenAPI 3.0")
        .answers(
            Answer::new(200, "OpenAPI 文档", "The OpenAPI document")
                .media(OPENAPI, Content::of::<serde_json::Value>()),
        ),
        Operation::new(Method::GET, "/api/docs", "docs", Group::Service, get(h::openapi::docs))
            .summary("接口说明网页", "This documentation as a page")
            .answers(Answer::new(200, "网页", "The page").media(HTML, Content::Text)),
        Operation::new(
            Method::GET,
            "/api/collections",
            "collections",
            Group::Service,
            get(h::collections::collections),
        )
        .summary("全部集合", "All collections")
        .takes([page(), p::at()])
        .answers(
            Answer::new(200, "集合的清单", "The collections")
                .media(JSON, Content::of::<Collections>())
                .media(HTML, Content::Text),
        ),
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}",
            "collection",
            Group::Service,
            get(h::collections::collection),
        )
        .summary("一个集合：属性、代码表、范围", "One collection: properties, code lists, extent")
        .takes([p::collection_id(), page(), p::at()])
        .answers(
            Answer::new(200, "集合", "The collection")
                .media(JSON, Content::of::<Collection>())
                .media(HTML, Content::Text),
        ),
    ];
    all.push(
        Operation::new(
            Method::GET,
            "/api/functions",
            "functions",
            Group::Service,
            get(h::functions::functions),
        )
        .summary("条件里可用的函数", "The functions a filter may call")
        .takes([page()])
        .answers(
            Answer::new(200, "函数", "The functions")
                .media(JSON, Content::of::<Functions>())
                .media(HTML, Content::Text),
        ),
    );
    all.extend([schema("queryables"), schema("sortables"), schema("schema")]);
    all
}

/// The schema resources of a collection.
fn schema(name: &'static str) -> Operation {
    let (path, handler, zh, en) = match name {
        "queryables" => (
            "/api/collections/{collectionId}/queryables",
            get(h::schemas::queryables),
            "可筛选的属性",
            "What filters may name",
        ),
        "sortables" => (
            "/api/collections/{collectionId}/sortables",
            get(h::schemas::sortables),
            "可排序的属性",
            "What lists can be sorted by",
        ),
        _ => (
            "/api/collections/{collectionId}/schema",
            get(h::schemas::features),
            "要素的数据结构",
            "What features have, and what may be written of them",
        ),
    };
    let kind = Parameter::query(
        "type",
        "新增或替换时必须发送的内容。",
        "What must be sent to create or replace a feature.",
        json!({ "type": "string", "enum": ["create", "replace"] }),
    );
    Operation::new(Method::GET, path, name, Group::Service, handler)
        .summary(zh, en)
        .takes([p::collection_id(), p::f("f.schema", &["schema", "json", "html"]), p::at()])
        .takes((name == "schema").then_some(kind))
        .answers(
            Answer::new(200, "JSON Schema", "A JSON Schema")
                .media(JSON_SCHEMA, Content::of::<serde_json::Map<String, Value>>())
                .media(JSON, Content::of::<serde_json::Map<String, Value>>())
                .media(HTML, Content::Text),
        )
}
