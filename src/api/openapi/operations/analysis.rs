use axum::{http::Method, routing::get};
use serde_json::json;

use crate::api::{
    handlers as h,
    links::{GEOJSON, HTML, JSON},
    openapi::{Answer, Content, Group, Operation, Parameter, parameters as p},
    wire::{
        counts::{CountShapes, WireCounts},
        coverage::Coverage,
        nearest::Nearest,
        place::Where,
    },
};

pub(super) fn operations() -> Vec<Operation> {
    vec![counts(), coverage(), nearest(), place()]
}

fn counts() -> Operation {
    Operation::new(
        Method::GET,
        "/api/counts/{collectionId}",
        "counts",
        Group::Analysis,
        get(h::counts::counts),
    )
    .summary("按单元和分组计数", "Features counted by unit and group")
    .description(
        "每个要素只属于一个单元，各单元与“outside”之和等于总数；线按边界切开计长度。",
        "Each feature belongs to exactly one unit, so that the units and “outside” sum to the \
         total; lines are cut at the borders and measured.",
    )
    .takes([
        p::collection_id(),
        p::f("f.counts", &["json", "geojson", "csv", "html"]),
        p::at(),
        p::by().required(),
        p::group(),
        p::sum(),
        p::within(),
        p::crs("crs"),
    ])
    .takes(p::conditions())
    .filtered()
    .each(|_| true)
    .answers(
        Answer::new(200, "计数", "The counts")
            .media(JSON, Content::of::<WireCounts>())
            .media(GEOJSON, Content::of::<CountShapes>())
            .media("text/csv", Content::Text)
            .media(HTML, Content::Text)
            .header("Content-Crs"),
    )
}

fn coverage() -> Operation {
    Operation::new(
        Method::GET,
        "/api/coverage/{collectionId}",
        "coverage",
        Group::Analysis,
        get(h::coverage::coverage),
    )
    .summary("设施覆盖的人口与面积", "People and area within reach of facilities")
    .description(
        "给 `reach`（米），或 `minutes` 与 `speed`；都不给时用本地区的默认值。",
        "Give `reach` in metres, or `minutes` and `speed`; without either the territory's defaults.",
    )
    .takes([
        p::collection_id(),
        p::f("f.json", &["json"]),
        p::at(),
        Parameter::query(
            "mode",
            "距离的算法。",
            "How distance is measured.",
            json!({ "type": "string", "enum": ["straight"], "default": "straight" }),
        ),
        p::number("reach", "服务半径，米。", "Reach in metres.", 0.0..=20_000.0),
        p::number("minutes", "步行时间，分钟。", "Minutes of walking.", 0.0..=240.0),
        p::number("speed", "步行速度，米/秒。", "Walking speed in m/s.", 0.01..=3.0),
        p::by(),
        Parameter::query(
            "demand",
            "人口所在的图层（面或点）；缺省为本地区设定的图层。",
            "The collection of people, of areas or points; without it the territory's.",
            json!({ "type": "string" }),
        ),
        p::within(),
        p::crs("crs"),
        p::switch("gaps", "同时给出未覆盖的范围。", "With what is not reached, as geometry."),
        p::switch("reaches", "同时给出覆盖的范围。", "With the area reached, as geometry."),
        p::switch("curve", "同时给出覆盖率随距离的曲线。", "With the share over distance."),
    ])
    .takes(p::conditions())
    .filtered()
    .each(|schema| schema.geometry.is_some())
    .answers(
        Answer::new(200, "覆盖情况", "The coverage")
            .media(JSON, Content::of::<Coverage>())
            .header("Content-Crs"),
    )
}

fn nearest() -> Operation {
    Operation::new(
        Method::GET,
        "/api/nearest/{collectionId}",
        "nearest",
        Group::Analysis,
        get(h::nearest::nearest),
    )
    .summary("每个要素最近的设施及距离", "The nearest facilities of each feature, and how far")
    .description(
        "按直线距离（米），面与线以内部一点为准；同时给出全部要素距离的平均数、中位数、九成位数和最大值。",
        "In a straight line, in metres, areas and lines from a point inside; with the mean, the \
         median, the 90th percentile and the maximum over all features.",
    )
    .takes([
        p::collection_id(),
        p::f("f.nearest", &["json", "csv"]),
        p::at(),
        Parameter::query(
            "to",
            "在哪个图层中找最近的要素。",
            "The collection of the neighbours.",
            json!({ "type": "string" }),
        )
        .required()
        .example("elder_facilities"),
        Parameter::query(
            "to-filter",
            "对 `to` 图层的条件，CQL2 文本。",
            "A condition on the neighbours, CQL2 text in CRS84.",
            json!({ "type": "string" }),
        ),
        Parameter::query(
            "count",
            "每个要素给出几个。",
            "Neighbours of each feature.",
            json!({ "type": "integer", "minimum": 1, "maximum": 20, "default": 1 }),
        ),
        p::switch("farthest", "距离远的排在前面。", "Those with the farthest way first."),
        p::within(),
        p::limit("limit.nearest", 1_000, 100_000),
        p::number("offset", "跳过多少个。", "How many to pass over.", 0.0..=1e9),
    ])
    .takes(p::conditions())
    .filtered()
    .each(|schema| schema.geometry.is_some())
    .answers(
        Answer::new(200, "最近的要素", "The neighbours")
            .media(JSON, Content::of::<Nearest>())
            .media("text/csv", Content::Text),
    )
}

fn place() -> Operation {
    Operation::new(Method::GET, "/api/where", "where", Group::Analysis, get(h::place::place))
        .summary(
            "某一点的单元、包干责任和未了事项",
            "Units, responsibilities and open items at a spot",
        )
        .takes([
            p::at(),
            p::number("lon", "经度，度。", "Longitude in degrees.", -180.0..=180.0)
                .required()
                .example(121.39),
            p::number("lat", "纬度，度。", "Latitude in degrees.", -90.0..=90.0)
                .required()
                .example(31.14),
        ])
        .answers(Answer::new(200, "这一点", "The spot").media(JSON, Content::of::<Where>()))
}
