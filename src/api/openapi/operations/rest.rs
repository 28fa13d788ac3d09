use axum::{
    http::Method,
    routing::{get, post},
};
use serde_json::json;

use crate::api::{
    handlers as h,
    language::text,
    links::{GEOJSON, JSON},
    openapi::{Answer, Body, Content, Group, Operation, Parameter, parameters as p},
    wire::{
        changes::Changes,
        find::Found,
        geojson::FeatureCollection,
        health::{Live, Ready},
        search::{Search, SearchResult},
    },
};

pub(super) fn operations() -> Vec<Operation> {
    vec![find(), search(), export(), export_one(), changes(), live(), ready()]
}

fn find() -> Operation {
    let q = Parameter::query(
        "q",
        "名称、别名、代码、拼音或首字母。",
        "A name, alias, code, pinyin or initials.",
        json!({ "type": "string", "maxLength": 100 }),
    );
    Operation::new(Method::GET, "/api/find", "find", Group::Search, get(h::find::find))
        .summary("按名称查找", "Find by name")
        .takes([p::at(), q.required().example("gumei"), p::limit("limit.find", 10, 100)])
        .answers(
            Answer::new(200, "结果，最好的在前", "Results, the best first")
                .media(JSON, Content::of::<Found>()),
        )
}

fn search() -> Operation {
    Operation::new(Method::POST, "/api/search", "search", Group::Search, post(h::search::search))
        .summary("同时检索多个集合", "Several collections at once")
        .description(
            "每个集合的确切数目和最前面的要素。",
            "Of each collection the exact number, and the first features.",
        )
        .takes([p::at()])
        .body(Body {
            description: text("条件，须同时成立", "Conditions; all must hold"),
            media: vec![(JSON, Content::sent::<Search>())],
        })
        .answers(
            Answer::new(200, "结果", "What was found")
                .media(JSON, Content::of::<SearchResult>())
                .header("Content-Crs"),
        )
}

fn polygon() -> Parameter {
    Parameter::query(
        "polygon",
        "所画范围：WKT 的 POLYGON 或 MULTIPOLYGON，经度在前。",
        "A drawn area: POLYGON or MULTIPOLYGON in WKT, longitude first.",
        json!({ "type": "string" }),
    )
    .example("POLYGON((121.38 31.13,121.40 31.13,121.40 31.15,121.38 31.15,121.38 31.13))")
}

fn export() -> Operation {
    Operation::new(Method::GET, "/api/export", "export", Group::Search, get(h::export::export))
        .summary("导出图层", "Export layers")
        .description(
            "多个集合是带清单的 ZIP；只有一个集合时是 GeoJSON 文件，并接受 `/export/{collectionId}` 的条件。\
             坐标一律 x（东）在前，与 `crs` 定义的轴序无关。",
            "Several collections are a ZIP with a manifest; a single one is a GeoJSON file, and takes \
             the conditions of `/export/{collectionId}`. Easting or longitude comes first, whatever \
             the definition of `crs` says.",
        )
        .takes([p::at(), p::collections().example(json!(["violations"])), p::within(), polygon()])
        .takes([p::crs("crs")])
        .answers(
            Answer::new(200, "文件", "The file")
                .media(GEOJSON, Content::of::<FeatureCollection>())
                .media("application/zip", Content::Binary)
                .header("Content-Disposition"),
        )
}

fn export_one() -> Operation {
    let path = "/api/export/{collectionId}";
    Operation::new(Method::GET, path, "exportCollection", Group::Search, get(h::export::one))
        .summary("导出一个集合", "Export a collection")
        .description(
            "GeoJSON 文件，不分页。坐标一律 x（东）在前，与 `crs` 定义的轴序无关。",
            "A GeoJSON file, without pages. Easting or longitude comes first, whatever the \
             definition of `crs` says.",
        )
        .takes([p::collection_id(), p::at(), p::within(), polygon(), p::crs("crs")])
        .takes(p::conditions())
        .filtered()
        .each(|_| true)
        .answers(
            Answer::new(200, "文件", "The file")
                .media(GEOJSON, Content::FeatureCollection)
                .header("Content-Disposition"),
        )
}

fn changes() -> Operation {
    let epoch = Parameter::query(
        "epoch",
        "位置所属的历史；不符时答复 410。",
        "The history that the position counts in; 410 when it is another.",
        json!({ "type": "string" }),
    );
    let last = Parameter::header(
        "Last-Event-ID",
        "重新连接的事件流已收到的位置；优先于 `since`。",
        "Where a stream that reconnects stands; wins over `since`.",
        json!({ "type": "integer", "format": "int64", "minimum": 0 }),
    );
    Operation::new(Method::GET, "/api/changes", "changes", Group::Feed, get(h::changes::changes))
        .summary("按顺序列出的变更，含删除", "What changed, in order, deletions included")
        .description(
            "一页 JSON，或不结束的事件流（`f=sse`）：事件 `change` 带编号，`layers` 说明哪些集合需重读。",
            "A page of JSON, or a stream that goes on (`f=sse`): events `change` with their \
             position, and `layers` when collections must be read anew.",
        )
        .takes([
            p::at(),
            p::f("f.changes", &["json", "sse"]),
            p::since(),
            p::limit("limit.changes", 1_000, 10_000),
            epoch,
            last,
        ])
        .answers(
            Answer::new(200, "变更", "The changes")
                .media(JSON, Content::of::<Changes>())
                .media("text/event-stream", Content::Text),
        )
}

fn live() -> Operation {
    Operation::new(Method::GET, "/health/live", "live", Group::Operations, get(h::health::live))
        .summary("进程在运行", "The process answers")
        .answers(Answer::new(200, "在运行", "It does").media(JSON, Content::of::<Live>()))
}

fn ready() -> Operation {
    Operation::new(Method::GET, "/health/ready", "ready", Group::Operations, get(h::health::ready))
        .summary("图层已载入", "The layers are loaded")
        .takes([p::at()])
        .answers(
            Answer::new(200, "所服务的内容", "What is served").media(JSON, Content::of::<Ready>()),
        )
}
