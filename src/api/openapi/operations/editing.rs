use axum::{
    http::Method,
    routing::{delete, patch, post, put},
};

use crate::api::{
    handlers as h,
    language::text,
    links::{GEOJSON, JSON},
    openapi::{Answer, Body, Content, Group, Operation, parameters as p},
    wire::transaction::{Transaction, TransactionResult},
};

const MERGE_PATCH: &str = "application/merge-patch+json";

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
        .takes([p::collection_id(), p::at(), p::content_crs()])
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
        .takes([p::collection_id(), p::feature_id(), p::at(), p::if_match(), p::content_crs()])
        .body(feature())
        .each(|schema| schema.editable)
        .protected()
        .answers(Answer::new(204, "已替换", "Replaced").header("ETag")),
        Operation::new(
            Method::PATCH,
            "/api/collections/{collectionId}/items/{featureId}",
            "patch",
            Group::Editing,
            patch(h::edit::patch),
        )
        .summary("修改要素的一部分", "Change members of a feature")
        .description(
            "合并补丁（RFC 7396）：列出的成员被替换，`null` 去掉，其余不变。",
            "A merge patch (RFC 7396): members named are replaced, `null` takes one away, all \
             others stay.",
        )
        .takes([p::collection_id(), p::feature_id(), p::at(), p::if_match(), p::content_crs()])
        .body(Body {
            description: text("要改的成员", "The members to change"),
            media: vec![(MERGE_PATCH, Content::Patch)],
        })
        .each(|schema| schema.editable)
        .protected()
        .answers(Answer::new(204, "已修改", "Changed").header("ETag")),
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
        Operation::new(
            Method::POST,
            "/api/transactions",
            "transact",
            Group::Editing,
            post(h::transactions::transact),
        )
        .summary("一次多项修改", "Several changes at once")
        .description("全部成功，或什么都不变。", "Of several collections: all of them or none.")
        .takes([p::at(), p::content_crs()])
        .body(Body {
            description: text("各项修改，依次进行", "The changes, in their order"),
            media: vec![(JSON, Content::sent::<Transaction>())],
        })
        .protected()
        .answers(
            Answer::new(200, "已完成", "Done").media(JSON, Content::of::<TransactionResult>()),
        ),
    ]
}
