use axum::response::Response;
use maud::html;

use super::{Context, layout::Page};
use crate::api::{links::JSON, wire::functions::Functions};

/// What filters may call.
pub fn page(context: &Context<'_>, functions: &Functions) -> Response {
    let Context { here, language, .. } = *context;
    let title = language.say("筛选函数", "Filter functions");
    let body = html! {
        section.hero {
            h1 { (title) }
            p.lede { (language.say(
                "CQL2 筛选条件（参数 filter）中可以使用的函数；参数为空时结果为空。",
                "What a CQL2 filter may call; the result is null where an argument is.",
            )) }
        }
        div.wide {
            table.list {
                thead { tr {
                    th { (language.say("函数", "Function")) }
                    th { (language.say("结果", "Result")) }
                    th { (language.say("说明", "Meaning")) }
                } }
                tbody {
                    @for function in &functions.functions {
                        tr {
                            td {
                                strong { (function.name) }
                                code {
                                    "("
                                    @for (index, argument) in function.arguments.iter().enumerate() {
                                        @if index > 0 { ", " }
                                        (argument.title) ": " (argument.r#type[0])
                                    }
                                    ")"
                                }
                            }
                            td { (function.returns[0]) }
                            td { (function.description) }
                        }
                    }
                }
            }
        }
    };
    Page {
        title: title.to_owned(),
        crumbs: vec![(title.to_owned(), here.page("/functions"))],
        alternates: vec![here.with("alternate", JSON, "f", "json")],
        body,
    }
    .respond(context)
}
