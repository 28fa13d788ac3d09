use axum::{
    http::Method,
    routing::{delete, post, put},
};

use crate::api::{
    handlers as h,
    language::text,
    links::{GEOJSON, JSON},
    openapi::{Answer, Body, Content, Group, Operation, parameters as p},
};

fn feature() -> Body {
    Body {
        description: text("一个 GeoJSON 要素", "A GeoJSON Feature"),
        media: vec![(GEOJSON, Content::NewFeature), (JSON, Content::NewFeature)],
    }
}

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::new(
            Method::POST,
            "/api/collections/{collectionId}/items",
            "create",
            Group::Editing,
            post(h::edit::create),
        )
        .summary("新增要素", "Add a feature")
        .description("带 `id` 则用它，否则由服务生成。", "With the id it brings, or a fresh one.")
        .takes([p::collection_id(), p::at()])
        .body(feature())
        .each(|schema| schema.editable)
        .protected()
        .answers(Answer::new(201, "已新增", "Added").header("Location").header("ETag")),
        Operation::new(
            Method::PUT,
            "/api/collections/{collectionId}/items/{featureId}",
            "replace",
            Group::Editing,
            put(h::edit::replace),
        )
        .summary("替换整个要素", "Replace a feature as a whole")
        .takes([p::collection_id(), p::feature_id(), p::at(), p::if_match()])
        .body(feature())
        .each(|schema| schema.editable)
        .protected()
        .answers(Answer::new(204, "已替换", "Replaced").header("ETag")),
        Operation::new(
            Method::DELETE,
            "/api/collections/{collectionId}/items/{featureId}",
            "delete",
            Group::Editing,
            delete(h::edit::delete),
        )
        .summary("删除要素", "Delete a feature")
        .takes([p::collection_id(), p::feature_id(), p::at(), p::if_match()])
        .each(|schema| schema.editable)
        .protected()
        .answers(Answer::new(204, "已删除", "Deleted")),
    ]
}
