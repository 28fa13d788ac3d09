use axum::response::Response;
use maud::{Markup, html};

use super::{
    Context,
    layout::Page,
    map::{Drawn, map},
    value::{number, title, value},
};
use crate::{
    api::{
        handlers::features::Parts,
        links::{GEOJSON, HTML, segment},
    },
    atlas::Layer,
    domain::{DataType, Property, Role},
    table::Row,
};

/// Columns beside the title: a page stays readable, the feature's own has all.
const MOST_COLUMNS: usize = 7;
/// Codes of a property that are offered as links.
const MOST_CODES: usize = 24;

/// One page of features.
pub struct Shown<'s> {
    pub layer: &'s Layer,
    pub rows: &'s [Row],
    /// What of each is to be seen.
    pub parts: &'s Parts,
    /// How many there are on all pages.
    pub matched: usize,
    /// The token of the next page.
    pub next: Option<String>,
    /// The token of the page before.
    pub prev: Option<String>,
}

pub fn page(context: &Context<'_>, shown: &Shown<'_>) -> Response {
    let Context { here, language, .. } = *context;
    let layer = shown.layer;
    let schema = layer.schema();
    let name = language.pick(&schema.titles);
    let path = format!("/collections/{}", segment(schema.id.as_str()));
    let address =
        |row: Row| here.page(&format!("{path}/items/{}", segment(layer.table.id(row).as_str())));
    let drawn: Vec<Drawn<'_>> = shown
        .rows
        .iter()
        .filter(|_| shown.parts.geometry)
        .filter_map(|row| {
            Some(Drawn {
                geometry: layer.table.geometry(*row)?,
                title: layer.table.title(*row),
                address: Some(address(*row)),
                shade: None,
            })
        })
        .collect();
    let body = html! {
        section.hero {
            p.eyebrow { code { (schema.id) } }
            h1 { (name) }
            p.lede {
                @match language {
                    crate::api::Language::Chinese => { "符合条件 " strong { (number(shown.matched)) } " 个，本页 " strong { (number(shown.rows.len())) } " 个" },
                    crate::api::Language::English => { strong { (number(shown.rows.len())) } " of " strong { (number(shown.matched)) } " that match" },
                }
            }
            (conditions(context, &path))
        }
        (choices(context, layer))
        (map(context, &drawn, None, true))
        @if shown.rows.is_empty() {
            p.empty { (language.say("没有符合条件的要素。", "Nothing matches.")) " "
                a href=(here.page(&format!("{path}/items"))) { (language.say("去掉条件", "Drop the conditions")) } }
        } @else {
            (table(context, shown, &address))
        }
        (paging(context, shown))
    };
    Page {
        title: name.to_owned(),
        crumbs: vec![
            (language.say("数据", "Data").to_owned(), here.page("/collections")),
            (name.to_owned(), here.page(&path)),
            (language.say("要素", "Features").to_owned(), here.page(&format!("{path}/items"))),
        ],
        alternates: vec![here.with("alternate", GEOJSON, "f", "geojson")],
        body,
    }
    .respond(context)
}

/// What the request asked for, each to be dropped by a click.
fn conditions(context: &Context<'_>, path: &str) -> Markup {
    let Context { here, language, .. } = *context;
    let hidden = ["f", "lang", "token", "limit"];
    let asked: Vec<_> =
        here.pairs().into_iter().filter(|(name, _)| !hidden.contains(&&**name)).collect();
    html! {
        @if !asked.is_empty() {
            ul.chips {
                @for (name, value) in &asked {
                    li.on {
                        code { (name) } " " (value) " "
                        a href=(here.without(&[name, "token"])) aria-label=(format!("{} {name}", language.say("去掉", "drop"))) { "×" }
                    }
                }
                li { a href=(here.page(&format!("{path}/items"))) { (language.say("全部去掉", "drop all")) } }
            }
        }
    }
}

/// Coded properties as links that narrow the page down.
fn choices(context: &Context<'_>, layer: &Layer) -> Markup {
    let Context { here, language, view } = *context;
    let schema = layer.schema();
    let coded: Vec<&Property> = view
        .visible(layer)
        .into_iter()
        .map(|index| &schema.properties[index])
        .filter(|p| p.codes.as_ref().is_some_and(|codes| codes.len() <= MOST_CODES))
        .collect();
    html! {
        @if !coded.is_empty() {
            details.choices {
                summary { (language.say("按属性筛选", "Narrow down")) }
                dl {
                    @for property in &coded {
                        dt { (title(context, property)) }
                        dd { ul.chips { @for code in property.codes.iter().flat_map(|codes| codes.iter()) {
                            li { a href=(here.changed(&property.name, &code.code, &["token"])) { (language.pick(&code.titles)) } }
                        } } }
                    }
                }
            }
        }
    }
}

/// The properties that say most: titles are the first column, codes and dates come before notes.
fn columns(layer: &Layer, parts: &Parts) -> Vec<usize> {
    let schema = layer.schema();
    let mut chosen: Vec<usize> = parts
        .properties
        .iter()
        .copied()
        .filter(|index| Some(*index) != schema.title)
        .filter(|index| schema.properties[*index].role != Some(Role::Alias))
        .collect();
    let weight = |index: &usize| {
        let property = &schema.properties[*index];
        match property.data_type {
            _ if property.codes.is_some() && &*property.name != "provenance" => 0,
            DataType::Date | DataType::DateTime => 1,
            DataType::Integer | DataType::Real | DataType::Boolean => 2,
            DataType::Text if property.refers.is_some() => 3,
            _ => 4,
        }
    };
    let mut ranked = chosen.clone();
    ranked.sort_by_key(weight);
    ranked.truncate(MOST_COLUMNS);
    chosen.retain(|index| ranked.contains(index));
    chosen
}

fn table(context: &Context<'_>, shown: &Shown<'_>, address: &dyn Fn(Row) -> String) -> Markup {
    let language = context.language;
    let layer = shown.layer;
    let schema = layer.schema();
    let columns = columns(layer, shown.parts);
    let numeric = |index: usize| {
        matches!(schema.properties[index].data_type, DataType::Integer | DataType::Real)
    };
    html! {
        div.wide tabindex="0" {
            table.grid {
                thead { tr {
                    th { (language.say("要素", "Feature")) }
                    @for index in &columns {
                        th.number[numeric(*index)] { (title(context, &schema.properties[*index])) }
                    }
                } }
                tbody {
                    @for row in shown.rows {
                        tr {
                            td { a href=(address(*row)) { (layer.table.title(*row)) } }
                            @for index in &columns {
                                td.number[numeric(*index)] {
                                    (value(context, &schema.properties[*index], &layer.table.column(*index).get(*row as usize)))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn paging(context: &Context<'_>, shown: &Shown<'_>) -> Markup {
    let Context { here, language, .. } = *context;
    let page = |rel: &'static str, token: &str| here.with(rel, HTML, "token", token).href;
    html! {
        @if shown.prev.is_some() || shown.next.is_some() {
            nav.paging aria-label=(language.say("翻页", "Pages")) {
                @if let Some(prev) = &shown.prev {
                    a.button href=(here.without(&["token"])) { (language.say("第一页", "First page")) }
                    a.button rel="prev" href=(page("prev", prev)) { (language.say("上一页", "Previous page")) }
                }
                @if let Some(next) = &shown.next {
                    a.button.primary rel="next" href=(page("next", next)) {
                        (language.say("下一页", "Next page"))
                    }
                }
            }
        }
    }
}
