use std::borrow::Cow;

use axum::{http::Method, routing::MethodRouter};
use schemars::{JsonSchema, Schema as JsonSchemaOf, SchemaGenerator};
use serde_json::Value;

use crate::{
    api::{
        language::{Text, text},
        state::AppState,
    },
    domain::Schema,
};

/// One method of one path: what it takes, what it answers, and who answers it.
#[derive(Debug)]
pub struct Operation {
    pub method: Method,
    /// As the router has it: `/api/collections/{collectionId}`.
    pub path: &'static str,
    /// `operationId`; where a collection has a path of its own, its id follows.
    pub id: &'static str,
    pub group: Group,
    pub summary: Text,
    pub description: Option<Text>,
    pub parameters: Vec<Parameter>,
    /// Whether every property of the collection is a query parameter.
    pub filtered: bool,
    /// Which collections have it under a path of their own in the document of a store.
    pub each: Option<fn(&Schema) -> bool>,
    pub body: Option<Body>,
    pub answers: Vec<Answer>,
    /// Whether it wants a token.
    pub protected: bool,
    pub handler: MethodRouter<AppState>,
}

/// What belongs together in the documentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    Service,
    Features,
    Tiles,
    Editing,
    Analysis,
    Plan,
    Search,
    Feed,
    Operations,
}

impl Group {
    pub const ALL: [Self; 9] = [
        Self::Service,
        Self::Features,
        Self::Tiles,
        Self::Editing,
        Self::Analysis,
        Self::Plan,
        Self::Search,
        Self::Feed,
        Self::Operations,
    ];

    pub fn title(self) -> Text {
        match self {
            Self::Service => text("服务", "The service"),
            Self::Features => text("要素", "Features"),
            Self::Tiles => text("瓦片", "Tiles"),
            Self::Editing => text("编辑", "Editing"),
            Self::Analysis => text("分析", "Analyses"),
            Self::Plan => text("工作计划", "The work plan"),
            Self::Search => text("查找与导出", "Finding and exporting"),
            Self::Feed => text("变更", "Changes"),
            Self::Operations => text("运行状态", "Operation"),
        }
    }

    /// The tag in the document.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Features => "features",
            Self::Tiles => "tiles",
            Self::Editing => "editing",
            Self::Analysis => "analysis",
            Self::Plan => "plan",
            Self::Search => "search",
            Self::Feed => "feed",
            Self::Operations => "operation",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    pub name: Cow<'static, str>,
    /// Its name among the document's components; equal ones are written once.
    pub key: Cow<'static, str>,
    pub place: Place,
    pub required: bool,
    /// Whether the name without a value means something too.
    pub may_be_empty: bool,
    pub description: Cow<'static, str>,
    pub description_zh: Cow<'static, str>,
    pub schema: Value,
    pub example: Option<Value>,
}

impl Parameter {
    pub fn query(name: &'static str, zh: &'static str, en: &'static str, schema: Value) -> Self {
        Self {
            name: name.into(),
            key: name.into(),
            place: Place::Query,
            required: false,
            may_be_empty: false,
            description: en.into(),
            description_zh: zh.into(),
            schema,
            example: None,
        }
    }

    pub fn path(name: &'static str, zh: &'static str, en: &'static str, schema: Value) -> Self {
        Self { place: Place::Path, required: true, ..Self::query(name, zh, en, schema) }
    }

    pub fn header(name: &'static str, zh: &'static str, en: &'static str, schema: Value) -> Self {
        Self { place: Place::Header, ..Self::query(name, zh, en, schema) }
    }

    /// Another meaning of a name that other operations use too.
    pub fn keyed(self, key: &'static str) -> Self {
        Self { key: key.into(), ..self }
    }

    pub fn required(self) -> Self {
        Self { required: true, ..self }
    }

    pub fn may_be_empty(self) -> Self {
        Self { may_be_empty: true, ..self }
    }

    pub fn example(self, example: impl Into<Value>) -> Self {
        Self { example: Some(example.into()), ..self }
    }
}

/// A schema that is made of a type, or that only a collection knows.
#[derive(Debug, Clone, Copy)]
pub enum Content {
    Type(fn(&mut SchemaGenerator) -> JsonSchemaOf),
    /// The same of what is read, where a member that may be left out may be null as well.
    Sent(fn(&mut SchemaGenerator) -> JsonSchemaOf),
    /// A GeoJSON Feature of the collection.
    Feature,
    /// A page of them.
    FeatureCollection,
    /// A Feature as a client sends it.
    NewFeature,
    /// A merge patch of one.
    Patch,
    Text,
    Binary,
}

impl Content {
    pub fn of<T: JsonSchema>() -> Self {
        Self::Type(|generator| generator.subschema_for::<T>())
    }

    pub fn sent<T: JsonSchema>() -> Self {
        Self::Sent(|generator| generator.subschema_for::<T>())
    }
}

/// What a client sends.
#[derive(Debug, Clone)]
pub struct Body {
    pub description: Text,
    pub media: Vec<(&'static str, Content)>,
}

/// What comes back when all is well.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub description: Text,
    pub media: Vec<(&'static str, Content)>,
    pub headers: Vec<&'static str>,
}

impl Answer {
    pub fn new(status: u16, zh: &'static str, en: &'static str) -> Self {
        Self { status, description: text(zh, en), media: Vec::new(), headers: Vec::new() }
    }

    pub fn media(mut self, media: &'static str, content: Content) -> Self {
        self.media.push((media, content));
        self
    }

    pub fn header(mut self, name: &'static str) -> Self {
        self.headers.push(name);
        self
    }
}

impl Operation {
    pub fn new(
        method: Method,
        path: &'static str,
        id: &'static str,
        group: Group,
        handler: MethodRouter<AppState>,
    ) -> Self {
        Self {
            method,
            path,
            id,
            group,
            summary: text("", ""),
            description: None,
            parameters: Vec::new(),
            filtered: false,
            each: None,
            body: None,
            answers: Vec::new(),
            protected: false,
            handler,
        }
    }

    pub fn summary(self, zh: &'static str, en: &'static str) -> Self {
        Self { summary: text(zh, en), ..self }
    }

    pub fn description(self, zh: &'static str, en: &'static str) -> Self {
        Self { description: Some(text(zh, en)), ..self }
    }

    pub fn takes(mut self, parameters: impl IntoIterator<Item = Parameter>) -> Self {
        self.parameters.extend(parameters);
        self
    }

    /// Every property of the collection filters.
    pub fn filtered(self) -> Self {
        Self { filtered: true, ..self }
    }

    pub fn each(self, which: fn(&Schema) -> bool) -> Self {
        Self { each: Some(which), ..self }
    }

    pub fn body(self, body: Body) -> Self {
        Self { body: Some(body), ..self }
    }

    pub fn answers(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    pub fn protected(self) -> Self {
        Self { protected: true, ..self }
    }
}
