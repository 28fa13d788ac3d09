//! The functions that filters may call, as the class “Functions” of CQL2 lists them.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{api::language::Language, query::functions};

#[derive(Debug, Serialize, JsonSchema)]
pub struct Functions {
    pub functions: Vec<Function>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Function {
    pub name: &'static str,
    pub description: &'static str,
    pub arguments: Vec<Argument>,
    /// The types of the result.
    pub returns: [&'static str; 1],
}

#[derive(Debug, Serialize, JsonSchema)]
pub struct Argument {
    pub title: &'static str,
    /// The types taken.
    pub r#type: [&'static str; 1],
}

impl Functions {
    pub fn new(language: Language) -> Self {
        let function = |function: &functions::Function| Function {
            name: function.name,
            description: language.say(function.zh, function.en),
            arguments: function
                .arguments
                .iter()
                .map(|argument| Argument {
                    title: argument.name,
                    r#type: [argument.value_type.name()],
                })
                .collect(),
            returns: [function.returns.name()],
        };
        Self { functions: functions::functions().iter().map(function).collect() }
    }
}
