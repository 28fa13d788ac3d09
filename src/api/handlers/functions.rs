use axum::{
    Json,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    api::{
        error::ApiError,
        language::Language,
        links::{Here, JSON, linked},
        params::Params,
    },
    query::functions::{Argument, Function, functions as known},
};

/// The functions a filter may call (CQL2, `/req/functions/get-functions-operation`).
pub async fn functions(
    here: Here,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    params.finish()?;
    let language = Language::of(&headers);
    let argument = |argument: &Argument| json!({ "title": argument.name, "type": [argument.value_type.name()] });
    let describe = |function: &Function| {
        json!({
            "name": function.name,
            "description": match language {
                Language::Chinese => function.zh,
                Language::English => function.en,
            },
            "arguments": function.arguments.iter().map(argument).collect::<Vec<_>>(),
            "returns": [function.returns.name()],
        })
    };
    let functions: Vec<Value> = known().iter().map(describe).collect();
    let links = [here.itself(JSON)];
    let body = json!({ "functions": functions, "links": links });
    Ok(linked(Json(body).into_response(), &links))
}
