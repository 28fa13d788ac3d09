use std::collections::HashMap;

use axum::http::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    Answer, Content, Group, Operation, Parameter, Place,
    collection::{self, component},
    operations, parameters,
};
use crate::{
    api::{
        language::{Language, Text, text},
        links::segment,
        wire::{geojson, problem::WireProblem},
    },
    atlas::{Layer, View},
};

/// What a document is made for.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'v> {
    /// Where clients reach the service; no slash at the end.
    pub root: &'v str,
    pub language: Language,
    /// The layers that get paths, parameters and schemas of their own. Without, the document tells
    /// what is the same for every store.
    pub view: Option<&'v View>,
}

/// The problems that an operation can end in.
const PROBLEMS: [(&str, Text); 12] = [
    ("400", text("参数或内容有误", "A parameter or the body is malformed")),
    ("401", text("需要令牌", "A token is needed")),
    ("403", text("不允许", "Not allowed")),
    ("404", text("未找到", "Not found")),
    ("406", text("没有所要的格式", "No such representation")),
    ("409", text("冲突", "Conflict")),
    ("410", text("已不存在", "Gone")),
    ("412", text("版本已变化", "The version has changed")),
    ("413", text("内容过大", "Too large")),
    ("415", text("不支持的内容类型", "Unsupported media type")),
    ("422", text("数据不符合规则", "The data break a rule")),
    ("428", text("需要 If-Match", "If-Match is needed")),
];
const OTHERWISE: Text = text("其他错误", "Any other problem");

/// The OpenAPI document, version 3.0.3.
pub fn document(scope: Scope<'_>) -> Value {
    let mut writer = Writer {
        scope,
        generator: SchemaSettings::openapi3().for_serialize().into_generator(),
        reader: SchemaSettings::openapi3().for_deserialize().into_generator(),
        parameters: Map::new(),
        written: HashMap::new(),
        schemas: Map::new(),
    };
    let mut paths = Map::new();
    for operation in operations() {
        writer.operation(&operation, &mut paths);
    }
    writer.generator.subschema_for::<WireProblem<'_>>();
    let mut schemas = writer.reader.take_definitions(true);
    schemas.append(&mut writer.generator.take_definitions(true));
    schemas.values_mut().for_each(tidy);
    schemas.append(&mut writer.schemas);
    schemas.sort_keys();
    let language = scope.language;
    let tags: Vec<Value> = Group::ALL
        .iter()
        .map(|group| json!({ "name": group.tag(), "description": language.read(group.title()) }))
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": title(scope),
            "description": language.say(
                "街道年度工作计划的空间服务：OGC API – Features，以及计数、覆盖、查找与变更。错误一律为 problem+json（RFC 9457）；未知的参数为 400。",
                "The spatial service of a subdistrict's work plan: OGC API – Features, and counts, \
                 coverage, search and a change feed. Every error is problem+json (RFC 9457); an \
                 unknown parameter is 400.",
            ),
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{ "url": format!("{}/api", scope.root) }],
        "tags": tags,
        "paths": paths,
        "components": {
            "parameters": writer.parameters,
            "responses": problems(language),
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn title(scope: Scope<'_>) -> String {
    match scope.view {
        Some(view) => {
            let title = scope.language.pick(&view.snapshot().territory.titles);
            let ours = scope.language.say("古美一张图", "Gumei");
            if title.is_empty() { ours.to_owned() } else { format!("{ours} · {title}") }
        }
        None => scope.language.say("古美一张图", "Gumei").to_owned(),
    }
}

fn problems(language: Language) -> Map<String, Value> {
    let content = json!({
        "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } },
        "text/html": { "schema": { "type": "string" } },
    });
    let all = PROBLEMS.iter().copied().chain([("default", OTHERWISE)]);
    all.map(|(status, description)| {
        let response = json!({ "description": language.read(description), "content": content });
        (format!("Problem.{status}"), response)
    })
    .collect()
}

/// Says what `schemars` says in the way of OpenAPI 3.0, and no more than is true of an answer.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(members) => {
            // `nullable` counts only beside a type; all that can be null by reference are objects.
            if let Some([one, null]) =
                members.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
                && null["nullable"] == true
            {
                let one = one.clone();
                members.remove("anyOf");
                members.insert("type".into(), "object".into());
                members.insert("nullable".into(), true.into());
                members.insert("allOf".into(), json!([one]));
            }
            if members.get("format").and_then(Value::as_str).is_some_and(|f| f.starts_with("uint"))
            {
                members.remove("format");
            }
            members.values_mut().for_each(tidy);
            let required = members.get("required").cloned().unwrap_or_default();
            let required: Vec<&str> =
                required.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            // A member that may be left out is left out where it would be null.
            for (name, member) in
                members.get_mut("properties").and_then(Value::as_object_mut).into_iter().flatten()
            {
                if !required.contains(&name.as_str())
                    && let Some(member) = member.as_object_mut()
                {
                    member.remove("nullable");
                }
            }
        }
        _ => {}
    }
}

struct Writer<'v> {
    scope: Scope<'v>,
    generator: SchemaGenerator,
    /// Makes the schemas of what is read.
    reader: SchemaGenerator,
    /// Components by key.
    parameters: Map<String, Value>,
    /// What was written under a key, to tell equal ones from others.
    written: HashMap<String, Parameter>,
    /// Schemas of collections.
    schemas: Map<String, Value>,
}

impl Writer<'_> {
    fn operation(&mut self, operation: &Operation, paths: &mut Map<String, Value>) {
        let layers: Vec<_> = match (self.scope.view, operation.each) {
            (Some(view), Some(wanted)) => {
                view.layers().filter(|layer| wanted(layer.schema())).cloned().collect()
            }
            _ => {
                self.put(operation, None, paths);
                return;
            }
        };
        for layer in layers {
            self.put(operation, Some(&layer), paths);
        }
    }

    fn put(
        &mut self,
        operation: &Operation,
        layer: Option<&Layer>,
        paths: &mut Map<String, Value>,
    ) {
        let (path, servers) = match operation.path.strip_prefix("/api") {
            Some("") => ("/", None),
            Some(path) => (path, None),
            None => (
                operation.path,
                Some(json!([{ "url": match self.scope.root {
                "" => "/",
                root => root,
            } }])),
            ),
        };
        let path = match layer {
            Some(layer) => path.replace("{collectionId}", &segment(layer.schema().id.as_str())),
            None => path.to_owned(),
        };
        let written = self.write(operation, layer);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(servers) = servers {
            item["servers"] = servers;
        }
        item[operation.method.as_str().to_lowercase()] = written;
    }

    fn write(&mut self, operation: &Operation, layer: Option<&Layer>) -> Value {
        let language = self.scope.language;
        let id = match layer {
            Some(layer) => component(&format!("{}.{}", operation.id, layer.schema().id)),
            None => operation.id.to_owned(),
        };
        let summary = language.read(operation.summary);
        let mut written = json!({
            "tags": [operation.group.tag()],
            "operationId": id,
            "summary": match layer {
                Some(layer) => format!("{}: {summary}", language.pick(&layer.schema().titles)),
                None => summary.to_owned(),
            },
        });
        if let Some(description) = operation.description {
            written["description"] = language.read(description).into();
        }
        let parameters: Vec<Value> = self
            .parameters_of(operation, layer)
            .into_iter()
            .map(|parameter| self.parameter(parameter))
            .collect();
        written["parameters"] = parameters.into();
        if let Some(body) = &operation.body {
            written["requestBody"] = json!({
                "description": language.read(body.description),
                "required": true,
                "content": self.content(&body.media, layer),
            });
        }
        let mut responses = Map::new();
        for answer in &operation.answers {
            responses.insert(answer.status.to_string(), self.answer(answer, layer));
        }
        for status in statuses(operation) {
            let problem = format!("#/components/responses/Problem.{status}");
            responses.insert(status.to_owned(), json!({ "$ref": problem }));
        }
        written["responses"] = responses.into();
        if operation.protected {
            written["security"] = json!([{ "token": [] }]);
        }
        written
    }

    /// The declared parameters, with what only this store knows.
    fn parameters_of(&self, operation: &Operation, layer: Option<&Layer>) -> Vec<Parameter> {
        let declared = operation.parameters.iter().cloned().chain([parameters::lang()]);
        let mut all: Vec<Parameter> = declared
            .filter(|parameter| layer.is_none() || parameter.name != "collectionId")
            .map(|parameter| self.fill(parameter, layer))
            .collect();
        match (layer, self.scope.view) {
            (Some(layer), Some(view)) if operation.filtered => {
                all.push(collection::ids(layer));
                for index in view.visible(layer) {
                    let property = collection::parameter(view, layer, index);
                    // A parameter of the service goes first; such a property needs `filter`.
                    if !all.iter().any(|known| known.name == property.name) {
                        all.push(property);
                    }
                }
            }
            (None, _) if operation.filtered => {
                let schema =
                    json!({ "type": "object", "additionalProperties": { "type": "string" } });
                all.push(Parameter::query(
                    "filters",
                    "集合的每个属性都是一个参数。",
                    "Every property of the collection is a parameter.",
                    schema,
                ));
            }
            _ => {}
        }
        all
    }

    /// Choices and examples that lead to something in this store.
    fn fill(&self, mut parameter: Parameter, layer: Option<&Layer>) -> Parameter {
        let Some(view) = self.scope.view else { return parameter };
        let snapshot = view.snapshot();
        let levels = || view.levels().map(ToString::to_string).collect::<Vec<_>>();
        let unit = || {
            let level = view.layer(view.levels().nth(1).or(view.levels().next())?).ok()?;
            let row = level.table.rows().next()?;
            Some(format!("{}:{}", level.schema().id, level.table.id(row)))
        };
        match &*parameter.name {
            "collectionId" => {
                let ids: Vec<&str> =
                    view.layers().map(|layer| layer.schema().id.as_str()).collect();
                parameter.schema["enum"] = ids.into();
            }
            "featureId" => {
                let Some(layer) = layer else { return parameter };
                let row = layer.table.rows().next();
                parameter.key = component(&format!("featureId.{}", layer.schema().id)).into();
                parameter.example = row.map(|row| layer.table.id(row).as_str().into());
            }
            "at" => parameter.example = Some(snapshot.territory.as_of.to_string().into()),
            "by" => {
                let levels = levels();
                parameter.example = levels.get(1).or(levels.first()).map(|id| id.as_str().into());
                if !levels.is_empty() {
                    parameter.schema["enum"] = levels.into();
                }
                if parameter.required {
                    parameter.key = "by.required".into();
                }
            }
            "group" | "sum" | "sortby" | "properties" => {
                let Some(layer) = layer else { return parameter };
                let names = match &*parameter.name {
                    "group" => collection::groups(view, layer),
                    "sum" => collection::sums(view, layer),
                    "sortby" => collection::sorted(view, layer),
                    _ => collection::properties(view, layer),
                };
                let key = format!("{}.{}", parameter.name, layer.schema().id);
                parameter.key = component(&key).into();
                parameter.example = names.first().map(|name| json!([name]));
                if names.is_empty() {
                    let none = json!({ "type": "string" });
                    parameter.schema = json!({ "type": "array", "maxItems": 0, "items": none });
                } else {
                    parameter.schema["items"] = json!({ "type": "string", "enum": names });
                }
            }
            "crs" | "bbox-crs" | "filter-crs" => {
                let Some(layer) = layer else { return parameter };
                let offered: Vec<String> =
                    layer.schema().offered_crs().map(|crs| crs.to_string()).collect();
                if parameter.schema["enum"] != json!(offered) {
                    let key = format!("{}.{}", parameter.name, layer.schema().id);
                    parameter.key = component(&key).into();
                    parameter.schema["enum"] = offered.into();
                }
            }
            "filter" => {
                let Some(layer) = layer else { return parameter };
                let schema = layer.schema();
                parameter.key = component(&format!("filter.{}", schema.id)).into();
                let id = layer.table.rows().next().map(|row| layer.table.id(row).to_string());
                parameter.example = id.map(|id| {
                    format!("\"{}\" = '{}'", schema.id_column, id.replace('\'', "''")).into()
                });
            }
            "within" => parameter.example = unit().map(Into::into),
            "collections" => {
                let ids: Vec<&str> =
                    view.layers().map(|layer| layer.schema().id.as_str()).collect();
                parameter.example = ids.first().map(|id| json!([id]));
                parameter.schema["items"] = json!({ "type": "string", "enum": ids });
            }
            "bbox" => {
                if let Some(layer) = layer {
                    parameter.key = component(&format!("bbox.{}", layer.schema().id)).into();
                    parameter.example = layer.table.extent().map(|extent| json!(extent));
                }
            }
            _ => {}
        }
        parameter
    }

    /// A reference to the parameter among the components.
    fn parameter(&mut self, parameter: Parameter) -> Value {
        let mut key = parameter.key.to_string();
        while self.written.get(&key).is_some_and(|other| *other != parameter) {
            key.push('_');
        }
        let reference = json!({ "$ref": format!("#/components/parameters/{key}") });
        if self.written.contains_key(&key) {
            return reference;
        }
        let mut component = json!({
            "name": parameter.name,
            "in": match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
            },
            "required": parameter.required,
            "description": match self.scope.language {
                Language::Chinese => &parameter.description_zh,
                Language::English => &parameter.description,
            },
            "schema": parameter.schema,
        });
        match parameter.schema["type"].as_str() {
            Some("array") => {
                component["style"] = "form".into();
                component["explode"] = false.into();
            }
            Some("object") => {
                component["style"] = "form".into();
                component["explode"] = true.into();
            }
            _ => {}
        }
        if parameter.may_be_empty {
            component["allowEmptyValue"] = true.into();
        }
        if let Some(example) = &parameter.example {
            component["example"] = example.clone();
        }
        self.parameters.insert(key.clone(), component);
        self.written.insert(key, parameter);
        reference
    }

    fn answer(&mut self, answer: &Answer, layer: Option<&Layer>) -> Value {
        let mut written = json!({ "description": self.scope.language.read(answer.description) });
        if !answer.media.is_empty() {
            written["content"] = self.content(&answer.media, layer).into();
        }
        if !answer.headers.is_empty() {
            let header = json!({ "schema": { "type": "string" } });
            let headers: Map<String, Value> =
                answer.headers.iter().map(|name| ((*name).to_owned(), header.clone())).collect();
            written["headers"] = headers.into();
        }
        written
    }

    fn content(
        &mut self,
        media: &[(&'static str, Content)],
        layer: Option<&Layer>,
    ) -> Map<String, Value> {
        let schema = |(media, content): &(&'static str, Content)| {
            ((*media).to_owned(), json!({ "schema": self.schema(*content, layer) }))
        };
        media.iter().map(schema).collect()
    }

    fn schema(&mut self, content: Content, layer: Option<&Layer>) -> Value {
        let generator = &mut self.generator;
        match (content, layer.zip(self.scope.view)) {
            (Content::Type(make), _) => match make(generator).to_value() {
                // “Anything” is `true` in JSON Schema and `{}` in OpenAPI 3.0.
                Value::Bool(_) => json!({}),
                schema => schema,
            },
            (Content::Sent(make), _) => make(&mut self.reader).to_value(),
            (Content::Patch, None) => json!({ "type": "object", "additionalProperties": true }),
            (Content::Text, _) => json!({ "type": "string" }),
            (Content::Binary, _) => json!({ "type": "string", "format": "binary" }),
            (Content::Feature | Content::NewFeature, None) => {
                generator.subschema_for::<geojson::Feature>().to_value()
            }
            (Content::FeatureCollection, None) => {
                generator.subschema_for::<geojson::FeatureCollection>().to_value()
            }
            (content, Some((layer, view))) => self.schema_of(content, view, layer),
        }
    }

    /// A reference to a schema of the collection's own.
    fn schema_of(&mut self, content: Content, view: &View, layer: &Layer) -> Value {
        let language = self.scope.language;
        let id = component(layer.schema().id.as_str());
        let feature = format!("Feature.{id}");
        if !self.schemas.contains_key(&feature) {
            let schema = collection::feature(&mut self.generator, view, layer, language);
            self.schemas.insert(feature.clone(), schema.to_value());
        }
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let (name, schema) = match content {
            Content::FeatureCollection => {
                let feature = reference(&feature).try_into().expect("an object is a schema");
                let schema = geojson::feature_collection(&mut self.generator, &feature);
                (format!("FeatureCollection.{id}"), schema.to_value())
            }
            Content::NewFeature => {
                let schema = collection::new_feature(&mut self.generator, view, layer, language);
                (format!("NewFeature.{id}"), schema)
            }
            Content::Patch => {
                let schema = collection::patch(&mut self.generator, view, layer, language);
                (format!("Patch.{id}"), schema)
            }
            _ => return reference(&feature),
        };
        let written = reference(&name);
        self.schemas.insert(name, schema);
        written
    }
}

/// The problems an operation names; any other is described by `default`.
fn statuses(operation: &Operation) -> impl Iterator<Item = &'static str> + use<> {
    let method = operation.method.clone();
    let in_path = operation.parameters.iter().any(|parameter| parameter.place == Place::Path);
    let chooses = operation.answers.iter().any(|answer| answer.media.len() > 1);
    let (protected, has_body) = (operation.protected, operation.body.is_some());
    let conditional = operation.parameters.iter().any(|parameter| parameter.name == "If-Match");
    let fits = move |status: &str| match status {
        "400" | "default" => true,
        "404" => in_path,
        "406" => chooses && method == Method::GET,
        "401" | "403" | "409" => protected,
        "412" | "428" => conditional,
        "413" | "415" | "422" => has_body,
        _ => false,
    };
    let all = PROBLEMS.iter().map(|(status, _)| *status).chain(["default"]);
    all.filter(move |status| fits(status))
}
