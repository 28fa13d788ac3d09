use axum::{
    Json,
    response::{IntoResponse, Response},
};

use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{Here, JSON, linked},
        params::Params,
        wire::functions::{Described, DescribedArgument, Functions},
    },
    query::functions::{Function, functions as known},
};

/// The functions a filter may call (CQL2, `/req/functions/get-functions-operation`).
pub async fn functions(
    here: Here,
    language: Language,
    params: Params,
) -> Result<Response, ApiError> {
    params.finish()?;
    let describe = |function: &Function| Described {
        name: function.name,
        description: language.say(function.zh, function.en),
        arguments: function
            .arguments
            .iter()
            .map(|argument| DescribedArgument {
                title: argument.name,
                r#type: [argument.value_type.name()],
            })
            .collect(),
        returns: [function.returns.name()],
    };
    let links = [here.itself(JSON)];
    let body =
        Functions { functions: known().iter().map(describe).collect(), links: links.to_vec() };
    Ok(linked(Json(body).into_response(), &links))
}
