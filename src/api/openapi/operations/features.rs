use axum::{http::Method, routing::get};

use crate::api::{
    handlers as h,
    links::{GEOJSON, HTML},
    openapi::{Answer, Content, Group, Operation, parameters as p},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}/items",
            "items",
            Group::Features,
            get(h::items::items),
        )
        .summary("集合的要素，分页", "Features of a collection, page by page")
        .description(
            "所有条件同时成立才符合。每个属性也是一个参数：`a,b` 表示“a 或 b”。",
            "All conditions must hold. Every property is a parameter too: `a,b` means “a or b”.",
        )
        .takes([
            p::collection_id(),
            p::f("f.items", &["geojson", "json", "html"]),
            p::at(),
            p::limit("limit", 100, 10_000),
            p::token(),
            p::bbox(),
            p::datetime(),
            p::within(),
        ])
        .filtered()
        .each(|_| true)
        .answers(
            Answer::new(200, "一页要素", "A page of features")
                .media(GEOJSON, Content::FeatureCollection)
                .media(HTML, Content::Text),
        ),
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}/items/{featureId}",
            "item",
            Group::Features,
            get(h::items::item),
        )
        .summary("一个要素", "One feature")
        .takes([
            p::collection_id(),
            p::feature_id(),
            p::f("f.items", &["geojson", "json", "html"]),
            p::at(),
            p::if_none_match(),
        ])
        .each(|_| true)
        .answers(
            Answer::new(200, "要素", "The feature")
                .media(GEOJSON, Content::Feature)
                .media(HTML, Content::Text)
                .header("ETag"),
        )
        .answers(Answer::new(304, "没有变化", "Nothing changed").header("ETag")),
    ]
}
