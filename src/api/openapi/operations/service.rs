use axum::{http::Method, routing::get};

use crate::api::{
    handlers as h,
    links::{HTML, JSON, OPENAPI},
    openapi::{Answer, Content, Group, Operation, parameters as p},
    wire::{
        collection::{Collection, Collections},
        landing::{Conformance, Landing},
    },
};

pub(super) fn operations() -> Vec<Operation> {
    let page = || p::f("f", &["json", "html"]);
    vec![
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
    ]
}
