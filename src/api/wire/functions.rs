use schemars::JsonSchema;
use serde::Serialize;

use crate::api::links::Link;

/// The functions a filter may call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Functions {
    pub functions: Vec<Described>,
    pub links: Vec<Link>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Function")]
pub struct Described {
    pub name: &'static str,
    pub description: &'static str,
    pub arguments: Vec<DescribedArgument>,
    pub returns: [&'static str; 1],
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "FunctionArgument")]
pub struct DescribedArgument {
    pub title: &'static str,
    pub r#type: [&'static str; 1],
}
