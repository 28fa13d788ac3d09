use axum::response::Response;
use maud::html;

use super::{Context, layout::Page, value::number};
use crate::{
    api::{
        language::Language,
        links::{JSON, segment},
        wire::collection::{Shape, geometry},
    },
    query::Filter,
};

pub fn shape(language: Language, shape: Shape) -> &'static str {
    match shape {
        Shape::Point => language.say("点", "points"),
        Shape::Line => language.say("线", "lines"),
        Shape::Polygon => language.say("面", "areas"),
        Shape::Mixed => language.say("混合", "mixed"),
        Shape::None => language.say("无几何", "no geometry"),
    }
}

/// All collections in the catalogue's order.
pub fn page(context: &Context<'_>) -> Response {
    let Context { here, language, view } = *context;
    let title = language.say("数据", "Data");
    let body = html! {
        section.hero {
            h1 { (title) }
            p.lede {
                (view.layers().count()) " "
                (language.say("个集合", "collections"))
            }
        }
        div.wide {
            table.list {
                thead { tr {
                    th { (language.say("集合", "Collection")) }
                    th { (language.say("说明", "About")) }
                    th { (language.say("几何", "Geometry")) }
                    th.number { (language.say("要素", "Features")) }
                } }
                tbody {
                    @for layer in view.layers() {
                        @let schema = layer.schema();
                        @let path = format!("/collections/{}", segment(schema.id.as_str()));
                        @let count = view.select(layer, &Filter::And(Vec::new())).map_or(0, |rows| rows.len());
                        tr {
                            td {
                                a href=(here.page(&path)) { strong { (language.pick(&schema.titles)) } }
                                code { (schema.id) }
                            }
                            td.muted { (language.pick(&schema.descriptions)) }
                            td { (shape(language, geometry(schema))) }
                            td.number { a href=(here.page(&format!("{path}/items"))) { (number(count)) } }
                        }
                    }
                }
            }
        }
    };
    Page {
        title: title.to_owned(),
        crumbs: vec![(title.to_owned(), here.page("/collections"))],
        alternates: vec![here.with("alternate", JSON, "f", "json")],
        body,
    }
    .respond(context)
}
