use axum::{http::Method, routing::get};

use crate::api::{
    handlers as h,
    links::{GEOJSON, HTML, JSON},
    openapi::{Answer, Content, Group, Operation, parameters as p},
    wire::changes::History,
};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}/items",
            "items",
            Group::Features,
            get(h::items::items).options(h::options::options_of_items),
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
            p::crs("crs"),
            p::within(),
            p::sortby(),
            p::properties(),
            p::skip_geometry(),
        ])
        .takes(p::conditions())
        .filtered()
        .each(|_| true)
        .answers(
            Answer::new(200, "一页要素", "A page of features")
                .media(GEOJSON, Content::FeatureCollection)
                .media(HTML, Content::Text)
                .header("Content-Crs"),
        ),
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}/items/{featureId}",
            "item",
            Group::Features,
            get(h::items::item).options(h::options::options_of_item),
        )
        .summary("一个要素", "One feature")
        .takes([
            p::collection_id(),
            p::feature_id(),
            p::f("f.items", &["geojson", "json", "html"]),
            p::at(),
            p::crs("crs"),
            p::properties(),
            p::skip_geometry(),
            p::if_none_match(),
        ])
        .each(|_| true)
        .answers(
            Answer::new(200, "要素", "The feature")
                .media(GEOJSON, Content::Feature)
                .media(HTML, Content::Text)
                .header("ETag")
                .header("Content-Crs"),
        )
        .answers(Answer::new(304, "没有变化", "Nothing changed").header("ETag")),
        Operation::new(
            Method::GET,
            "/api/collections/{collectionId}/items/{featureId}/history",
            "history",
            Group::Features,
            get(h::history::history),
        )
        .summary("一个要素的变更历史", "What the change log tells of a feature")
        .description("按顺序；已删除的要素也有。", "In order; also of a feature that is gone.")
        .takes([
            p::collection_id(),
            p::feature_id(),
            p::at(),
            p::since(),
            p::limit("limit", 100, 10_000),
        ])
        .each(|_| true)
        .answers(Answer::new(200, "历史", "The history").media(JSON, Content::of::<History>())),
    ]
}
