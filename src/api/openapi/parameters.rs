//! The parameters that several operations share.

use serde_json::{Value, json};

use super::{Parameter, operation::Parameter as P};
use crate::domain::Crs;

/// Comma-separated texts.
fn list() -> Value {
    json!({ "type": "array", "minItems": 1, "uniqueItems": true, "items": { "type": "string", "pattern": "^[^,\\s]+$" } })
}

fn flag() -> Value {
    json!({ "type": "boolean", "default": false })
}

pub fn lang() -> Parameter {
    let schema = json!({ "type": "string", "enum": ["zh", "en"] });
    P::query(
        "lang",
        "标题、页面和错误信息的语言；优先于 Accept-Language。",
        "Language of titles, pages and error texts; wins over Accept-Language.",
        schema,
    )
}

/// - `key`: among the components, since the choice differs from one resource to the next.
pub fn f(key: &'static str, names: &[&str]) -> Parameter {
    P::query(
        "f",
        "格式；优先于 Accept。",
        "Representation; wins over Accept.",
        json!({ "type": "string", "enum": names }),
    )
    .keyed(key)
}

pub fn at() -> Parameter {
    P::query(
        "at",
        "按哪一天的状态回答；默认为本地区的时钟。",
        "The day the answer holds for; by default the territory's clock.",
        json!({ "type": "string", "format": "date" }),
    )
}

pub fn limit(key: &'static str, default: usize, maximum: usize) -> Parameter {
    // No `maximum`: more is taken, and means it.
    let mut parameter =
        P::query("limit", "", "", json!({ "type": "integer", "minimum": 1, "default": default }))
            .keyed(key);
    parameter.description_zh = format!("最多返回多少条；超过 {maximum} 的按 {maximum} 计。").into();
    parameter.description =
        format!("The most that is answered at once; more than {maximum} means {maximum}.").into();
    parameter
}

fn bbox() -> Parameter {
    P::query(
        "bbox",
        "范围：西、南、东、北（或含高程的六个数），单位为度，WGS 84 经度在前；西大于东时跨越 180° 经线。没有几何的要素总是符合。",
        "Box: west, south, east, north (or six numbers with heights), degrees in WGS 84, longitude \
         first; west above east crosses the antimeridian. Features without a geometry always match.",
        json!({ "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } }),
    )
    .example(json!([121.38, 31.13, 121.4, 31.15]))
}

fn datetime() -> Parameter {
    P::query(
        "datetime",
        "时间：一天、一个时刻（RFC 3339）或区间 `起/止`，`..` 表示不限。没有时间的要素总是符合。",
        "Time: a day, an instant (RFC 3339) or an interval `start/end`, `..` where it is open. \
         Features without a time always match.",
        json!({ "type": "string" }),
    )
    .example("2016-01-01/2016-06-30")
}

pub fn within() -> Parameter {
    P::query(
        "within",
        "只要属于这个单元的要素：`<集合>:<编号>`。",
        "Only what belongs to this unit: `<collection>:<id>`.",
        json!({ "type": "string", "pattern": "^[^:]+:.+$" }),
    )
    .example("pianqu:310112006-P02")
}

/// What every list of features can be asked: box, time and filter.
pub fn conditions() -> [Parameter; 6] {
    [bbox(), crs("bbox-crs"), datetime(), filter(), filter_lang(), crs("filter-crs")]
}

/// - `name`: `crs` of the answer, or that of another parameter.
pub fn crs(name: &'static str) -> Parameter {
    let (zh, en) = match name {
        "crs" => (
            "答复的坐标参照系（URI）；轴序从其定义。",
            "Reference system of the answer (URI), in its own axis order.",
        ),
        "bbox-crs" => ("`bbox` 的坐标参照系（URI）。", "Reference system of `bbox` (URI)."),
        _ => ("`filter` 的坐标参照系（URI）。", "Reference system of `filter` (URI)."),
    };
    let offered: Vec<String> = Crs::OFFERED.iter().map(ToString::to_string).collect();
    let default = offered[0].clone();
    P::query(
        name,
        zh,
        en,
        json!({ "type": "string", "format": "uri", "enum": offered, "default": default }),
    )
    .example(default)
}

fn filter() -> Parameter {
    P::query(
        "filter",
        "CQL2 条件。",
        "A condition in CQL2.",
        json!({ "type": "string", "minLength": 1 }),
    )
    .example("provenance = 'synthetic'")
}

fn filter_lang() -> Parameter {
    P::query(
        "filter-lang",
        "`filter` 的写法。",
        "How `filter` is written.",
        json!({ "type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text" }),
    )
    .example("cql2-text")
}

pub fn content_crs() -> Parameter {
    let schema = json!({ "type": "string", "pattern": "^<[^<>]+>$" });
    P::header(
        "Content-Crs",
        "内容的坐标参照系（尖括号里的 URI）；默认 CRS84。",
        "Reference system of the body (a URI in angle brackets); CRS84 without it.",
        schema,
    )
    .example(format!("<{}>", Crs::Crs84))
}

pub fn token() -> Parameter {
    P::query(
        "token",
        "`next` 链接里的翻页标记。",
        "Where the page starts, from a `next` link.",
        json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }),
    )
}

pub fn since() -> Parameter {
    P::query(
        "since",
        "已读到的位置（`seq`）。",
        "The last `seq` that the reader has.",
        json!({ "type": "integer", "format": "int64", "minimum": 0, "default": 0 }),
    )
    .example(0)
}

pub fn sortby() -> Parameter {
    P::query(
        "sortby",
        "按这些属性排序，逗号分隔；前面加 `-` 为降序，`+` 或不加为升序。",
        "Properties to sort by; `-` before one for descending, `+` or nothing for ascending.",
        json!({ "type": "array", "minItems": 1, "maxItems": 8, "uniqueItems": true,
            "items": { "type": "string", "pattern": "^[+-]?[^,+-][^,]*$" } }),
    )
}

pub fn properties() -> Parameter {
    P::query(
        "properties",
        "只返回这些属性，逗号分隔；空值为不返回属性。",
        "The properties that are sent; none when it is empty.",
        list(),
    )
    .may_be_empty()
}

pub fn skip_geometry() -> Parameter {
    switch("skipGeometry", "不返回几何。", "Without geometries.")
}

pub fn by() -> Parameter {
    P::query(
        "by",
        "单元级别：一个单元集合。",
        "The unit level: a collection of units.",
        json!({ "type": "string" }),
    )
    .example("committees")
}

pub fn collections() -> Parameter {
    P::query("collections", "集合编号，逗号分隔。", "Ids of collections.", list()).required()
}

pub fn group() -> Parameter {
    P::query(
        "group",
        "按这些属性的取值分组，逗号分隔。",
        "Properties whose values make the groups.",
        list(),
    )
    .may_be_empty()
}

pub fn sum() -> Parameter {
    P::query("sum", "要求和的数值属性，逗号分隔。", "Numeric properties to add up.", list())
        .may_be_empty()
}

pub fn switch(name: &'static str, zh: &'static str, en: &'static str) -> Parameter {
    P::query(name, zh, en, flag())
}

pub fn number(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    range: std::ops::RangeInclusive<f64>,
) -> Parameter {
    let schema = json!({ "type": "number", "minimum": range.start(), "maximum": range.end() });
    P::query(name, zh, en, schema)
}

pub fn collection_id() -> Parameter {
    P::path(
        "collectionId",
        "集合编号。",
        "Id of the collection.",
        json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
    )
}

pub fn feature_id() -> Parameter {
    P::path(
        "featureId",
        "要素编号。",
        "Id of the feature.",
        json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
    )
}

pub fn if_match() -> Parameter {
    P::header(
        "If-Match",
        "只有要素仍是这个版本（ETag）时才写。",
        "Write only if the feature still has this version (its ETag).",
        json!({ "type": "string", "pattern": "^(\\*|\"[^\"]+\")$" }),
    )
}

pub fn if_none_match() -> Parameter {
    P::header(
        "If-None-Match",
        "已有的版本（ETag）；没有变化时答复 304。",
        "Versions at hand (ETag); 304 when nothing changed.",
        json!({ "type": "string" }),
    )
}
