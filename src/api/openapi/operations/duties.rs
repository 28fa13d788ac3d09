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
        geojson::Shapes,
        responsibilities::{HandOver, HandedOver, Responsibilities},
        workflows::{CourseAnswer, WorkflowAnswer, Workflows},
    },
};

pub(super) fn operations() -> Vec<Operation> {
    vec![list(), items(), hand_over(), workflows(), workflow(), workflow_items(), course()]
}

fn offset() -> Parameter {
    p::number("offset", "跳过多少条。", "How many to pass over.", 0.0..=1e9)
}

fn list() -> Operation {
    Operation::new(
        Method::GET,
        "/api/responsibilities",
        "responsibilities",
        Group::Plan,
        get(h::responsibilities::list),
    )
    .summary("包干责任链与超期", "Chains of responsibility, and what is overdue")
    .description(
        "某级每个单元的责任链（含所在上级单元的）、缺谁、重复或中断；每位责任人名下未结与超期数。\
         不给 `by` 时取有责任人的最小一级。",
        "Of each unit of a level its chain, inherited from the larger units it lies in, and what of it is missing, \
         held twice or was interrupted; of each holder what is open and overdue. Without `by` the smallest level \
         with roles.",
    )
    .takes([
        p::f("f.responsibilities", &["json", "csv"]),
        p::at(),
        p::by(),
        p::within(),
        Parameter::query(
            "role",
            "只看这种责任。",
            "Only this role.",
            json!({ "type": "string" }),
        )
        .example("secretary"),
        Parameter::query(
            "holder",
            "只看这位责任人（代号）的单元。",
            "Only the units of this holder, by reference.",
            json!({ "type": "string" }),
        )
        .example("holder:L01"),
    ])
    .answers(
        Answer::new(200, "责任链", "The chains")
            .media(JSON, Content::of::<Responsibilities>())
            .media("text/csv", Content::Text),
    )
}

fn items() -> Operation {
    Operation::new(
        Method::GET,
        "/api/responsibilities/{holder}/items",
        "responsibilityItems",
        Group::Plan,
        get(h::responsibilities::items),
    )
    .summary("责任人名下的超期事项", "What is overdue where somebody answers for the place")
    .takes([
        Parameter::path(
            "holder",
            "责任人代号，不是姓名。",
            "Reference of the holder, never a name.",
            json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
        )
        .example("holder:L01"),
        p::f("f.geojson", &["geojson"]),
        p::at(),
        Parameter::query(
            "state",
            "超期的，或全部未结的。",
            "What is overdue, or all that is open.",
            json!({ "type": "string", "enum": ["overdue", "open"], "default": "overdue" }),
        ),
        p::limit("limit.rows", 1_000, 10_000),
        offset(),
    ])
    .answers(Answer::new(200, "事项", "The items").media(GEOJSON, Content::of::<Shapes>()))
}

fn hand_over() -> Operation {
    Operation::new(
        Method::POST,
        "/api/responsibilities/hand-over",
        "handOver",
        Group::Editing,
        post(h::hand_over::hand_over),
    )
    .summary("交接责任", "Hand a role over")
    .description(
        "一次事务：旧的一行在该日结束，新的一行从该日开始；历史保留。`If-Match` 是现任那一行的标签。",
        "One transaction: the old row ends on the day and the new one begins; history stays. `If-Match` is the tag \
         of the present holder's row.",
    )
    .takes([p::if_match()])
    .body(Body {
        description: text("单元、责任、新责任人与日期", "Unit, role, new holder and day"),
        media: vec![(JSON, Content::sent::<HandOver>())],
    })
    .protected()
    .answers(Answer::new(200, "已交接", "Done").media(JSON, Content::of::<HandedOver>()))
}

fn workflows() -> Operation {
    Operation::new(
        Method::GET,
        "/api/workflows",
        "workflows",
        Group::Plan,
        get(h::workflows::list),
    )
    .summary("办理流程", "Workflows")
    .description(
        "每个流程的步骤、时限（工作日）、结案条件，以及未结、超期等数。",
        "Steps, time limits in working days and closing condition of each, with what is open and overdue.",
    )
    .takes([p::f("f.json", &["json"]), p::at(), p::within()])
    .answers(Answer::new(200, "流程", "The workflows").media(JSON, Content::of::<Workflows>()))
}

fn layer() -> Parameter {
    Parameter::path(
        "layerId",
        "图层编号。",
        "Id of the layer.",
        json!({ "type": "string", "minLength": 1, "maxLength": 200 }),
    )
    .example("cases")
}

fn workflow() -> Operation {
    Operation::new(
        Method::GET,
        "/api/workflows/{layerId}",
        "workflow",
        Group::Plan,
        get(h::workflows::one),
    )
    .summary("一个流程，按层级与单元", "One workflow, by tier and unit")
    .description(
        "未结、限内、各步超期、移交、复发、办结工作日中位数；CSV 是各单元，不给 `by` 时取最大的一级。",
        "Open, within the limits, overdue by step, hand-offs, recurrences, median of working days; CSV is the units, \
         without `by` the largest.",
    )
    .takes([layer(), p::f("f.workflow", &["json", "csv"]), p::at(), p::by(), p::within()])
    .answers(
        Answer::new(200, "流程", "The workflow")
            .media(JSON, Content::of::<WorkflowAnswer>())
            .media("text/csv", Content::Text),
    )
}

fn workflow_items() -> Operation {
    Operation::new(
        Method::GET,
        "/api/workflows/{layerId}/items",
        "workflowItems",
        Group::Plan,
        get(h::workflows::items),
    )
    .summary("流程中的要素", "The features of a workflow")
    .takes([
        layer(),
        p::f("f.workflow_items", &["geojson", "csv"]),
        p::at(),
        p::within(),
        Parameter::query(
            "state",
            "未结、超期、限内或已结。",
            "Open, overdue, within the limits or closed.",
            json!({ "type": "string", "enum": h::workflows::STATES, "default": "open" }),
        ),
        Parameter::query(
            "step",
            "只要在这一步的。",
            "Only those at this step.",
            json!({ "type": "string" }),
        )
        .example("dispatched"),
        Parameter::query(
            "tier",
            "只要这个层级的。",
            "Only of this tier.",
            json!({ "type": "string" }),
        )
        .example("back"),
        p::limit("limit.rows", 1_000, 10_000),
        offset(),
    ])
    .answers(
        Answer::new(200, "要素", "The features")
            .media(GEOJSON, Content::of::<Shapes>())
            .media("text/csv", Content::Text),
    )
}

fn course() -> Operation {
    Operation::new(
        Method::GET,
        "/api/workflows/{layerId}/items/{featureId}",
        "workflowCourse",
        Group::Plan,
        get(h::workflows::course),
    )
    .summary("一个要素走到哪一步", "How far one feature has come")
    .takes([layer(), p::feature_id(), p::f("f.json", &["json"]), p::at()])
    .answers(Answer::new(200, "步骤", "Its steps").media(JSON, Content::of::<CourseAnswer>()))
}
