use axum::response::Response;
use maud::html;

use super::{
    Context,
    layout::Page,
    map::{Drawn, map},
    value::number,
};
use crate::api::links::{JSON, OPENAPI, segment};

/// The territory, its clock, and the doors.
pub fn page(context: &Context<'_>) -> Response {
    let Context { here, language, view } = *context;
    let territory = &view.snapshot().territory;
    let title = match language.pick(&territory.titles) {
        "" => language.say("数据服务", "Data service"),
        title => title,
    };
    let features: usize = view.layers().map(|layer| layer.table.len()).sum();
    let level = view.levels().nth(1).or(view.levels().next());
    let units = level.and_then(|level| view.layer(level).ok());
    let drawn: Vec<Drawn<'_>> = units
        .iter()
        .flat_map(|layer| {
            let rows = layer.table.rows();
            rows.filter_map(|row| {
                let (collection, id) = (&layer.schema().id, layer.table.id(row));
                let path = format!(
                    "/collections/{}/items/{}",
                    segment(collection.as_str()),
                    segment(id.as_str())
                );
                Some(Drawn {
                    geometry: layer.table.geometry(row)?,
                    title: layer.table.title(row),
                    address: Some(here.page(&path)),
                    shade: None,
                })
            })
        })
        .collect();
    let doors = [
        (
            "/collections",
            language.say("数据", "Data"),
            language.say("全部集合、要素与属性", "Collections, features, properties"),
        ),
        (
            "/docs",
            language.say("接口说明", "API documentation"),
            language.say("每个请求、参数与答复", "Every request, parameter and answer"),
        ),
        (
            "/openapi.json",
            "OpenAPI 3.0",
            language.say("供程序读取的描述", "The description for programs"),
        ),
        ("/conformance", language.say("符合的标准", "Conformance"), "OGC API – Features"),
    ];
    let body = html! {
        section.hero {
            p.eyebrow { (language.say("街道年度工作计划的空间服务", "The spatial service of a year's work plan")) }
            h1 { (title) }
            dl.facts {
                div { dt { (language.say("集合", "Collections")) } dd { (view.layers().count()) } }
                div { dt { (language.say("要素", "Features")) } dd { (number(features)) } }
                div { dt { (language.say("数据截至", "As of")) } dd { (view.at()) } }
                @if !territory.code.is_empty() {
                    div { dt { (language.say("统计代码", "Code")) } dd { (territory.code) } }
                }
                div {
                    dt { (language.say("期间", "Period")) }
                    dd { (territory.period.0) " – " (territory.period.1) }
                }
            }
        }
        (map(context, &drawn, None, true))
        nav.doors aria-label=(language.say("入口", "Doors")) {
            @for (path, name, what) in doors {
                a.card href=(here.page(path)) { strong { (name) } span { (what) } }
            }
            a.card href=(format!("{}/", here.root())) {
                strong { (language.say("地图", "The map")) }
                span { (language.say("图层、问题与选择", "Layers, questions, selection")) }
            }
        }
    };
    Page {
        title: title.to_owned(),
        crumbs: Vec::new(),
        alternates: vec![
            here.with("alternate", JSON, "f", "json"),
            here.link("service-desc", OPENAPI, "/openapi.json"),
        ],
        body,
    }
    .respond(context)
}
