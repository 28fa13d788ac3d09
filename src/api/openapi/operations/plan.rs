use axum::{http::Method, routing::get};
use serde_json::json;

use crate::{
    api::{
        handlers as h,
        links::{GEOJSON, JSON},
        openapi::{Answer, Content, Group, Operation, Parameter, parameters as p},
        wire::{
            geojson::Shapes,
            plan::{PlanAnswer, PlanRow, TargetAnswer, Targets},
            warnings::WarningsAnswer,
        },
    },
    plan::model::{Became, KINDS},
};

pub(super) fn operations() -> Vec<Operation> {
    vec![plan(), row(), targets(), target(), rows(), warnings()]
}

fn theme() -> Parameter {
    Parameter::query(
        "theme",
        "只要这个主题：计划的一章。",
        "Only this theme: a chapter of the plan.",
        json!({ "type": "string" }),
    )
    .example("safe")
}

fn key() -> Parameter {
    Parameter::path(
        "key",
        "目标代号。",
        "Key of the target.",
        json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
    )
    .example("illegal_build_res")
}

fn plan() -> Operation {
    Operation::new(Method::GET, "/api/plan", "plan", Group::Plan, get(h::plan::plan))
        .summary("工作计划逐句，以及每句的去向", "The work plan's phrases and what became of each")
        .takes([
            p::f("f.json", &["json"]),
            theme(),
            Parameter::query(
                "kind",
                "只要这类语句。",
                "Only phrases of this kind.",
                json!({ "type": "string", "enum": KINDS }),
            ),
            Parameter::query(
                "became",
                "只要有这种去向的语句。",
                "Only phrases that became this.",
                json!({ "type": "string", "enum": Became::ALL.map(Became::name) }),
            ),
        ])
        .answers(Answer::new(200, "计划", "The plan").media(JSON, Content::of::<PlanAnswer>()))
}

fn row() -> Operation {
    Operation::new(Method::GET, "/api/plan/{rowId}", "planRow", Group::Plan, get(h::plan::row))
        .summary("计划中的一句", "One phrase of the plan")
        .takes([
            Parameter::path(
                "rowId",
                "语句编号：章(部分)条-序号。",
                "Id of the phrase: chapter(part)item-serial.",
                json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
            )
            .example("三(二)1-08"),
            p::f("f.json", &["json"]),
        ])
        .answers(Answer::new(200, "这一句", "The phrase").media(JSON, Content::of::<PlanRow>()))
}

fn targets() -> Operation {
    Operation::new(Method::GET, "/api/targets", "targets", Group::Plan, get(h::plan::targets))
        .summary("目标进度", "The scoreboard")
        .description(
            "每个目标的分子、分母、未知数与七种状态之一；`by` 另给各单元。",
            "Numerator, denominator, unknown and one of seven states of each target; with `by` for \
             the units as well.",
        )
        .takes([p::f("f.json", &["json"]), p::at(), p::by(), p::within(), theme()])
        .answers(Answer::new(200, "目标", "The targets").media(JSON, Content::of::<Targets>()))
}

fn target() -> Operation {
    Operation::new(Method::GET, "/api/targets/{key}", "target", Group::Plan, get(h::plan::target))
        .summary("一个目标及其依据", "One target and what explains it")
        .description(
            "原句、口径、趋势、拖后腿的要素；GeoJSON 与 CSV 是各单元，不给 `by` 时取最小的一级。",
            "Phrases, formula, trend, what holds it back; GeoJSON and CSV are the units, without `by` the smallest.",
        )
        .takes([
            key(),
            p::f("f.target", &["json", "geojson", "csv"]),
            p::at(),
            p::by(),
            p::within(),
        ])
        .answers(
            Answer::new(200, "目标", "The target")
                .media(JSON, Content::of::<TargetAnswer>())
                .media(GEOJSON, Content::of::<Shapes>())
                .media("text/csv", Content::Text),
        )
}

fn rows() -> Operation {
    Operation::new(
        Method::GET,
        "/api/targets/{key}/rows",
        "targetRows",
        Group::Plan,
        get(h::plan::rows),
    )
    .summary("数字背后的要素", "The features behind a number")
    .takes([
        key(),
        p::f("f.geojson", &["geojson"]),
        p::at(),
        p::within(),
        Parameter::query(
            "part",
            "分子、分母，或拖后腿的。",
            "Numerator, denominator, or those that hold the target back.",
            json!({ "type": "string", "enum": ["numerator", "denominator", "laggards"], "default": "numerator" }),
        ),
        p::limit("limit.rows", 1_000, 10_000),
        p::number("offset", "跳过多少条。", "How many to pass over.", 0.0..=1e9),
    ])
    .answers(Answer::new(200, "要素", "The features").media(GEOJSON, Content::of::<Shapes>()))
}

fn warnings() -> Operation {
    Operation::new(
        Method::GET,
        "/api/warnings",
        "warnings",
        Group::Plan,
        get(h::warnings::warnings),
    )
    .summary("分级分色预警", "Graded warnings per unit")
    .description(
        "各单元的预警等级与依据，最严重的在前；等级与阈值是数据，随计划而定。",
        "The warning level of each unit and what raised it, the worst first; levels and thresholds \
             are data of the plan.",
    )
    .takes([
        p::f("f.target", &["json", "geojson", "csv"]),
        p::at(),
        p::within(),
        Parameter::query(
            "level",
            "只要这些等级的单元，逗号分隔；`none` 是没有预警的。",
            "Only units of these levels, separated by commas; `none` are those without a warning.",
            json!({ "type": "string" }),
        )
        .example("orange,red"),
    ])
    .answers(
        Answer::new(200, "预警", "The warnings")
            .media(JSON, Content::of::<WarningsAnswer>())
            .media(GEOJSON, Content::of::<Shapes>())
            .media("text/csv", Content::Text),
    )
}
