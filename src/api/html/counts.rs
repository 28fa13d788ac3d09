use axum::response::Response;
use maud::{Markup, html};
use serde_json::Value as Json;

use super::{
    Context,
    layout::Page,
    map::{Drawn, map},
    value::{number, title, value},
};
use crate::{
    analysis::counts::{Counts, Line, Question},
    api::{
        links::{GEOJSON, JSON, segment},
        wire::counts::cells,
    },
    domain::Property,
    table::Row,
};

/// Shades of the map above “none”.
const SHADES: u64 = 4;
/// What is about the counting, and no condition on features.
const OURS: [&str; 8] = ["by", "group", "sum", "within", "f", "lang", "crs", "limit"];

/// Counts by unit: a map whose shade says how many, and the numbers.
pub fn page(context: &Context<'_>, counts: &Counts, question: &Question) -> Response {
    let Context { here, language, .. } = *context;
    let schema = counts.layer.schema();
    let name = language.pick(&schema.titles);
    let units = language.pick(&counts.units_layer.schema().titles);
    let path = format!("/collections/{}", segment(schema.id.as_str()));
    let total = number(counts.total.total.count);
    let heading = language.say("按单元计数", "Counts by unit");
    let body = html! {
        section.hero {
            p.eyebrow { a href=(here.page(&path)) { (name) } }
            h1 { (name) " · " (units) }
            p.lede { @match language {
                crate::api::Language::Chinese => { "符合条件 " strong { (total) } " 个，每个只属于一个单元" },
                crate::api::Language::English => { strong { (total) } " that match, each in one unit" },
            } }
            (choices(context, counts, question))
        }
        (shaded(context, counts, question))
        (table(context, counts, question))
    };
    Page {
        title: format!("{name} · {units}"),
        crumbs: vec![
            (language.say("数据", "Data").to_owned(), here.page("/collections")),
            (name.to_owned(), here.page(&path)),
            (heading.to_owned(), here.changed("f", "html", &[])),
        ],
        alternates: [(JSON, "json"), (GEOJSON, "geojson"), ("text/csv", "csv")]
            .map(|(media, f)| here.with("alternate", media, "f", f))
            .into(),
        body,
    }
    .respond(context)
}

/// Other levels, and coded properties to group by.
fn choices(context: &Context<'_>, counts: &Counts, question: &Question) -> Markup {
    let Context { here, language, view } = *context;
    let schema = counts.layer.schema();
    let coded: Vec<&Property> = view
        .visible(&counts.layer)
        .into_iter()
        .map(|index| &schema.properties[index])
        .filter(|property| property.codes.is_some())
        .collect();
    let is_grouped = |property: &Property| question.group.iter().any(|g| **g == *property.name);
    html! {
        ul.chips {
            @for level in view.levels() {
                @let titles = view.layer(level).map(|layer| language.pick(&layer.schema().titles));
                li.on[*level == question.by] {
                    a href=(here.changed("by", level.as_str(), &[])) { (titles.unwrap_or(level.as_str())) }
                }
            }
        }
        @if !coded.is_empty() {
            ul.chips {
                @for property in coded {
                    li.on[is_grouped(property)] {
                        @if is_grouped(property) {
                            a href=(here.without(&["group"])) { (title(context, property)) " ×" }
                        } @else {
                            a href=(here.changed("group", &property.name, &[])) { (title(context, property)) }
                        }
                    }
                }
            }
        }
    }
}

/// The features of a unit that were counted.
fn address(context: &Context<'_>, counts: &Counts, question: &Question, row: Row) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in context.here.pairs() {
        if !OURS.contains(&&*name) {
            query.append_pair(&name, &value);
        }
    }
    let unit = format!("{}:{}", question.by, counts.units_layer.table.id(row));
    query.append_pair("within", &unit);
    let collection = segment(counts.layer.schema().id.as_str());
    context.here.page(&format!("/collections/{collection}/items?{}", query.finish()))
}

fn shaded(context: &Context<'_>, counts: &Counts, question: &Question) -> Markup {
    let table = &counts.units_layer.table;
    let most = counts.units.iter().map(|(_, line)| line.total.count).max().unwrap_or(0).max(1);
    let titles: Vec<String> = counts
        .units
        .iter()
        .map(|(row, line)| format!("{} {}", table.title(*row), number(line.total.count)))
        .collect();
    let drawn: Vec<Drawn<'_>> = counts
        .units
        .iter()
        .zip(&titles)
        .filter_map(|((row, line), title)| {
            Some(Drawn {
                geometry: table.geometry(*row)?,
                title,
                address: Some(address(context, counts, question, *row)),
                shade: Some((line.total.count * SHADES).div_ceil(most)),
            })
        })
        .collect();
    map(context, &drawn, None, true)
}

fn table(context: &Context<'_>, counts: &Counts, question: &Question) -> Markup {
    let language = context.language;
    let table = &counts.units_layer.table;
    let numbers = |line: &Line| {
        let all = cells(line, counts);
        html! { @for cell in &all { td.number { (shown(cell)) } } }
    };
    html! {
        div.wide tabindex="0" {
            table.grid {
                thead { tr {
                    th { (language.pick(&counts.units_layer.schema().titles)) }
                    (headings(context, counts, question))
                } }
                tbody {
                    @for (row, line) in &counts.units {
                        tr {
                            td { a href=(address(context, counts, question, *row)) { (table.title(*row)) } }
                            (numbers(line))
                        }
                    }
                    tr { td { em { (language.say("不在任何单元内", "Outside")) } } (numbers(&counts.outside)) }
                    tr { td { strong { (language.say("合计", "Total")) } } (numbers(&counts.total)) }
                }
            }
        }
    }
}

/// What the columns of [`cells`] are, one after the other.
fn headings(context: &Context<'_>, counts: &Counts, question: &Question) -> Markup {
    let language = context.language;
    let schema = counts.layer.schema();
    let property = |name: &String| schema.index_of(name).map(|index| &schema.properties[index]);
    let grouping: Vec<&Property> = question.group.iter().filter_map(property).collect();
    html! {
        th.number { (language.say("个数", "Count")) }
        @if counts.has_lines { th.number { (language.say("长度（米）", "Metres")) } }
        @for summed in question.sum.iter().filter_map(property) {
            th.number { "Σ " (title(context, summed)) }
        }
        @for values in counts.groups.iter().filter(|values| !values.is_empty()) {
            th.number {
                @for (position, (property, one)) in grouping.iter().zip(values).enumerate() {
                    @if position > 0 { " · " }
                    (value(context, property, one))
                }
            }
        }
    }
}

/// A whole number as it is, another with one decimal.
fn shown(cell: &Json) -> String {
    match cell.as_f64() {
        Some(real) if !cell.is_u64() => number(format!("{real:.1}")),
        _ => number(cell),
    }
}
