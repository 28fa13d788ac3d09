use axum::{http::Method, routing::get};
use serde_json::{Map, Value, json};

use crate::api::{
    handlers as h,
    links::{JSON, MVT},
    openapi::{Answer, Content, Group, Operation, Parameter, parameters as p},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![matrix_sets(), matrix_set(), tilesets(), tileset(), ogc(), xyz(), tilejson()]
}

fn number(name: &'static str, zh: &'static str, en: &'static str, example: u32) -> Parameter {
    Parameter::path(name, zh, en, json!({ "type": "integer", "minimum": 0 })).example(example)
}

/// What every tile can be asked beside its conditions.
fn common() -> [Parameter; 9] {
    let version = Parameter::query(
        "v",
        "图层内容的版本（来自 TileJSON）；相符时可永久缓存。",
        "Version of the layers' content, from a TileJSON; the tile never changes while it is right.",
        json!({ "type": "string" }),
    );
    let counts = Parameter::query(
        "counts",
        "把这个集合按单元的计数并入单元图层；条件这时针对它。",
        "Joins the counts of this collection to a layer of units; conditions are about it then.",
        json!({ "type": "string" }),
    );
    let points = Parameter::query(
        "points",
        "一个瓦片中的点多于此数时按格计数。",
        "More points than this in a tile are counted in cells.",
        json!({ "type": "integer", "minimum": 0, "maximum": 2000, "default": 2000 }),
    );
    let cells = Parameter::query(
        "cells",
        "计数时每边的格数。",
        "Cells from one side of the tile to the other, where points are counted.",
        json!({ "type": "integer", "enum": [1, 2, 4, 8, 16, 32], "default": 32 }),
    );
    [p::at(), p::within(), p::properties(), p::group(), p::sum(), counts, points, cells, version]
}

fn set() -> Parameter {
    Parameter::path(
        "tileMatrixSetId",
        "瓦片矩阵集。",
        "The tile matrix set.",
        json!({ "type": "string", "enum": ["WebMercatorQuad", "WorldCRS84Quad"] }),
    )
}

fn layers() -> Parameter {
    Parameter::path(
        "layers",
        "集合编号，逗号分隔。",
        "Ids of collections, separated by commas.",
        json!({ "type": "string" }),
    )
    .example("violations")
}

/// A document whose shape a standard defines.
fn document(zh: &'static str, en: &'static str) -> Answer {
    Answer::new(200, zh, en).media(JSON, Content::of::<Map<String, Value>>())
}

fn matrix_sets() -> Operation {
    let path = "/api/tileMatrixSets";
    Operation::new(Method::GET, path, "matrixSets", Group::Tiles, get(h::tilesets::matrix_sets))
        .summary("瓦片矩阵集", "The tile matrix sets")
        .answers(document("矩阵集的清单", "The sets"))
}

fn matrix_set() -> Operation {
    let path = "/api/tileMatrixSets/{tileMatrixSetId}";
    Operation::new(Method::GET, path, "matrixSet", Group::Tiles, get(h::tilesets::one_matrix_set))
        .summary("一个瓦片矩阵集", "One tile matrix set")
        .takes([set()])
        .answers(document("矩阵集（OGC 17-083r4）", "The set, by OGC 17-083r4"))
}

fn tilesets() -> Operation {
    let path = "/api/collections/{collectionId}/tiles";
    Operation::new(Method::GET, path, "tilesets", Group::Tiles, get(h::tilesets::of_collection))
        .summary("一个集合的瓦片集", "The tilesets of a collection")
        .takes([p::collection_id()])
        .each(|schema| schema.geometry.is_some())
        .answers(document("瓦片集的清单", "The tilesets"))
}

fn tileset() -> Operation {
    let path = "/api/collections/{collectionId}/tiles/{tileMatrixSetId}";
    Operation::new(Method::GET, path, "tileset", Group::Tiles, get(h::tilesets::one_of_collection))
        .summary("一个瓦片集", "One tileset")
        .takes([p::collection_id(), set(), p::at()])
        .each(|schema| schema.geometry.is_some())
        .answers(document("瓦片集", "The tileset"))
}

fn tilejson() -> Operation {
    let path = "/api/tiles/{layers}/tilejson.json";
    Operation::new(Method::GET, path, "tilejson", Group::Tiles, get(h::tilesets::tilejson))
        .summary("图层的 TileJSON", "TileJSON of layers")
        .description(
            "瓦片地址带有版本；条件照样带入地址。",
            "With tiles' addresses that have their version; conditions go into them.",
        )
        .takes([layers()])
        .takes(common())
        .takes(p::conditions())
        .answers(document("TileJSON 3.0", "TileJSON 3.0"))
}

fn answers(operation: Operation) -> Operation {
    operation
        .answers(Answer::new(200, "瓦片", "The tile").media(MVT, Content::Binary).header("ETag"))
        .answers(Answer::new(204, "瓦片是空的", "Nothing is in the tile"))
        .answers(Answer::new(304, "没有变化", "Nothing changed").header("ETag"))
}

fn ogc() -> Operation {
    let operation = Operation::new(
        Method::GET,
        "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
        "tile",
        Group::Tiles,
        get(h::tiles::ogc),
    )
    .summary("一个集合的矢量瓦片", "A vector tile of a collection")
    .description(
        "Mapbox Vector Tile 2.1。点太多时按格计数，不漏计。",
        "Mapbox Vector Tile 2.1. Points that are too many are counted in cells; none is lost.",
    )
    .takes([
        p::collection_id(),
        set(),
        number("tileMatrix", "级别，0 到 24。", "The zoom, 0 to 24.", 13),
        number("tileRow", "行，自北。", "The row, from the north.", 3349),
        number("tileCol", "列，自西。", "The column, from the west.", 6858),
    ])
    .takes(common())
    .takes(p::conditions())
    .filtered()
    .each(|schema| schema.geometry.is_some());
    answers(operation)
}

fn xyz() -> Operation {
    let operation = Operation::new(
        Method::GET,
        "/api/tiles/{layers}/{z}/{x}/{y}",
        "xyz",
        Group::Tiles,
        get(h::tiles::xyz),
    )
    .summary("一个或多个集合的矢量瓦片", "A vector tile of one or several collections")
    .description(
        "Web 墨卡托；`y` 后可带 `.mvt`。只有一个集合时，还可按其属性设条件，同该集合自己的瓦片。",
        "In Web Mercator; `.mvt` may follow `y`. One collection alone also takes conditions on its \
         properties, as its own tiles do.",
    )
    .takes([
        layers(),
        number("z", "级别，0 到 24。", "The zoom, 0 to 24.", 13),
        number("x", "列，自西。", "The column, from the west.", 6858),
        number("y", "行，自北。", "The row, from the north.", 3349),
    ])
    .takes(common())
    .takes(p::conditions());
    answers(operation)
}
