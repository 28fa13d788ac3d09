use axum::response::Response;
use maud::{Markup, html};

use super::{
    Context, collections,
    layout::Page,
    map::{Drawn, map},
    value::{number, title, unit},
};
use crate::{
    api::{
        links::{JSON, segment},
        wire::collection::geometry,
    },
    atlas::Layer,
    domain::{DataType, Property},
    query::Filter,
};

/// More features than these are too many to click on: their page stays small.
const MOST_LINKED: usize = 400;

/// The collection: where it lies, and what its features have.
pub fn page(context: &Context<'_>, layer: &Layer) -> Response {
    let Context { here, language, view } = *context;
    let schema = layer.schema();
    let path = format!("/collections/{}", segment(schema.id.as_str()));
    let name = language.pick(&schema.titles);
    let rows = view.select(layer, &Filter::And(Vec::new())).unwrap_or_default();
    let drawn: Vec<Drawn<'_>> = rows
        .iter()
        .filter_map(|row| {
            Some(Drawn {
                geometry: layer.table.geometry(*row)?,
                title: layer.table.title(*row),
                address: (rows.len() <= MOST_LINKED).then(|| {
                    let id = segment(layer.table.id(*row).as_str());
                    here.page(&format!("{path}/items/{id}"))
                }),
                shade: None,
            })
        })
        .collect();
    let provenance = layer.provenance();
    let origin = schema.index_of("provenance").map(|index| &schema.properties[index]);
    let body = html! {
        section.hero {
            p.eyebrow { code { (schema.id) } }
            h1 { (name) }
            @if !language.pick(&schema.descriptions).is_empty() {
                p.lede { (language.pick(&schema.descriptions)) }
            }
            dl.facts {
                div { dt { (language.say("要素", "Features")) } dd { (number(rows.len())) } }
                div { dt { (language.say("几何", "Geometry")) } dd { (collections::shape(language, geometry(schema))) } }
                div { dt { (language.say("编辑", "Editing")) } dd {
                    @if schema.editable { (language.say("可以", "yes")) } @else { (language.say("只读", "read-only")) }
                } }
                @for (code, count) in &provenance {
                    @let titles = origin.and_then(|p| p.codes.as_ref()?.iter().find(|c| &*c.code == code));
                    div {
                        dt { (titles.map_or(&**code, |c| language.pick(&c.titles))) }
                        dd { (number(count)) }
                    }
                }
            }
            p.actions {
                a.button.primary href=(here.page(&format!("{path}/items"))) {
                    (language.say("浏览要素", "Browse the features"))
                }
                @if let Some(level) = view.levels().nth(1).or(view.levels().next()) {
                    a.button href=(here.page(&format!("/counts/{}?by={}", segment(schema.id.as_str()), segment(level.as_str())))) {
                        (language.say("按单元计数", "Counts by unit"))
                    }
                }
                (super::schema::links(context, &path))
            }
        }
        (map(context, &drawn, layer.table.extent(), false))
        section {
            h2 { (language.say("属性", "Properties")) }
            (properties(context, layer))
        }
    };
    Page {
        title: name.to_owned(),
        crumbs: vec![
            (language.say("数据", "Data").to_owned(), here.page("/collections")),
            (name.to_owned(), here.page(&path)),
        ],
        alternates: vec![here.with("alternate", JSON, "f", "json")],
        body,
    }
    .respond(context)
}

fn properties(context: &Context<'_>, layer: &Layer) -> Markup {
    let Context { here, language, view } = *context;
    let schema = layer.schema();
    let visible = view.visible(layer).into_iter().map(|index| &schema.properties[index]);
    html! {
        div.wide {
            table.list {
                thead { tr {
                    th { (language.say("属性", "Property")) }
                    th { (language.say("类型", "Type")) }
                    th { (language.say("取值", "Values")) }
                } }
                tbody {
                    @for property in visible {
                        tr {
                            td { strong { (title(context, property)) } code { (property.name) } }
                            td {
                                (kind(context, property))
                                @if let Some(unit) = unit(property) { " · " (unit) }
                                @if property.required && property.data_type != DataType::TextList {
                                    " · " (language.say("必填", "required"))
                                }
                            }
                            td {
                                @if let Some(collection) = &property.refers {
                                    a href=(here.page(&format!("/collections/{}", segment(collection.as_str())))) { (collection) }
                                }
                                @if let Some(codes) = &property.codes {
                                    ul.chips { @for code in codes.iter() {
                                        li title=(code.code) { (language.pick(&code.titles)) }
                                    } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn kind(context: &Context<'_>, property: &Property) -> &'static str {
    let language = context.language;
    match property.data_type {
        DataType::Boolean => language.say("是/否", "yes or no"),
        DataType::Integer => language.say("整数", "whole number"),
        DataType::Real => language.say("数值", "number"),
        DataType::Text if property.codes.is_some() => language.say("代码", "code"),
        DataType::Text => language.say("文本", "text"),
        DataType::Date => language.say("日期", "date"),
        DataType::DateTime => language.say("时刻", "instant"),
        DataType::TextList => language.say("多值", "several values"),
    }
}
