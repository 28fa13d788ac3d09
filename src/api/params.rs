use std::sync::Arc;

use axum::{extract::FromRequestParts, http::request::Parts};
use serde::de::DeserializeOwned;

use super::{error::ApiError, language::Language};
use crate::{
    atlas::Snapshot,
    domain::{DataType, Interval, Schema, UnitRef, Value},
    plan::Plan,
    query::Filter,
};

/// The query string, taken apart name by name.
///
/// A handler takes what it knows and calls [`finish`](Self::finish): whatever
/// is left is unknown, and that is 400 on every route.
#[derive(Debug)]
pub struct Params {
    pairs: Vec<(String, String)>,
    known: Vec<String>,
    /// As it was sent.
    query: String,
    /// The state that the answer is made from, where that is settled already.
    snapshot: Option<Arc<Snapshot>>,
    /// The same of the work plan.
    plan: Option<Arc<Plan>>,
}

impl Params {
    /// - `query`: as it is sent.
    #[cfg(test)]
    pub(super) fn of(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Self { pairs, known: Vec::new(), query: query.to_owned(), snapshot: None, plan: None }
    }

    /// The query string as it was sent.
    pub(super) fn query(&self) -> &str {
        &self.query
    }

    /// The state that the answer is made from, where that is settled already: its entity tag is
    /// that of this state.
    pub(super) fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.snapshot.clone()
    }

    /// The work plan that the answer is made from, where that is settled already.
    pub(super) fn plan(&self) -> Option<Arc<Plan>> {
        self.plan.clone()
    }

    /// The parameter's text, if it was given once.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        self.known.push(name.to_owned());
        let mut found = None;
        let mut index = 0;
        while index < self.pairs.len() {
            if self.pairs[index].0 == name {
                if found.replace(self.pairs.remove(index).1).is_some() {
                    return Err(ApiError::parameter(name, format!("`{name}` is given twice")));
                }
            } else {
                index += 1;
            }
        }
        Ok(found)
    }

    /// Whether the parameter was given.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(given, _)| given == name)
    }

    /// The parameter as a value that can say what is wrong with its text.
    pub fn parse<T>(&mut self, name: &str) -> Result<Option<T>, ApiError>
    where
        T: std::str::FromStr,
        T::Err: std::fmt::Display,
    {
        self.text(name)?
            .map(|text| text.parse().map_err(|error| ApiError::parameter(name, error)))
            .transpose()
    }

    /// A finite number within a range, both ends included.
    pub fn number(
        &mut self,
        name: &str,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<Option<f64>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.parse::<f64>() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(ApiError::parameter(
                name,
                format!("`{text}` is not a number from {} to {}", range.start(), range.end()),
            )),
        }
    }

    /// A whole number above 0; above `maximum` it is the maximum (`/req/core/fc-limit-response-1`).
    pub fn limit(&mut self, default: usize, maximum: usize) -> Result<usize, ApiError> {
        let Some(text) = self.text("limit")? else { return Ok(default) };
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || text.bytes().all(|byte| byte == b'0') {
            let detail = format!("`{text}` is not a whole number above 0");
            return Err(ApiError::parameter("limit", detail));
        }
        // More digits than a machine word holds are above every maximum.
        Ok(text.parse::<usize>().map_or(maximum, |limit| limit.min(maximum)))
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str) -> Result<bool, ApiError> {
        match self.text(name)?.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(other) => {
                Err(ApiError::parameter(name, format!("`{other}` is neither true nor false")))
            }
        }
    }

    /// Comma-separated names, each once; empty when absent.
    pub fn list(&mut self, name: &str) -> Result<Vec<String>, ApiError> {
        let text = self.text(name)?.unwrap_or_default();
        if text.is_empty() {
            return Ok(Vec::new());
        }
        let names: Vec<String> = text.split(',').map(str::to_owned).collect();
        if names.iter().any(String::is_empty) {
            return Err(ApiError::parameter(name, "it has a comma without a name beside it"));
        }
        if let Some(twice) = names.iter().enumerate().find(|(i, n)| names[..*i].contains(n)) {
            return Err(ApiError::parameter(name, format!("`{}` stands in it twice", twice.1)));
        }
        Ok(names)
    }

    /// The conditions that every list of features takes: `bbox` (with `bbox-crs`), `datetime`,
    /// `filter` (with `filter-lang` and `filter-crs`), and each property by its name.
    pub fn conditions(&mut self, schema: &Schema, visible: &[usize]) -> Result<Filter, ApiError> {
        let mut parts = Vec::new();
        parts.extend(self.bbox(schema)?);
        parts.extend(self.parse::<Interval>("datetime")?.map(Filter::During));
        parts.extend(self.filter(schema)?);
        if let Some(text) = self.text(&schema.id_column)? {
            no_empty_value(&schema.id_column, &text)?;
            // What cannot be an id is no feature's.
            parts.push(Filter::Ids(text.split(',').filter_map(|id| id.parse().ok()).collect()));
        }
        for index in visible {
            let property = &schema.properties[*index];
            let Some(text) = self.text(&property.name)? else { continue };
            no_empty_value(&property.name, &text)?;
            let values = match property.data_type {
                // `a,b` is “a or b”; texts with commas are for the filter language.
                DataType::TextList => {
                    vec![Value::TextList(text.split(',').map(Into::into).collect())]
                }
                other => text
                    .split(',')
                    .map(|part| Value::parse(part, other))
                    .collect::<Result<_, _>>()
                    .map_err(|error| ApiError::parameter(&property.name, error))?,
            };
            if let Some(codes) = &property.codes {
                let known = |text: &str| codes.iter().any(|code| &*code.code == text);
                if let Some(unknown) = text.split(',').find(|text| !known(text)) {
                    let all: Vec<&str> = codes.iter().map(|code| &*code.code).collect();
                    return Err(ApiError::parameter(
                        &property.name,
                        format!("`{unknown}` is not one of {}", all.join(", ")),
                    ));
                }
            }
            parts.push(Filter::In { property: property.name.clone(), values });
        }
        Ok(Filter::And(parts))
    }

    pub fn within(&mut self) -> Result<Option<UnitRef>, ApiError> {
        self.parse("within")
    }

    /// # Errors
    /// [`ApiError::UnknownParameter`] for the first name nobody took.
    pub fn finish(mut self) -> Result<(), ApiError> {
        if self.pairs.is_empty() {
            return Ok(());
        }
        self.known.sort();
        self.known.dedup();
        let parameter = self.pairs.swap_remove(0).0;
        Err(ApiError::UnknownParameter { parameter, known: self.known })
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let query = parts.uri.query().unwrap_or_default();
        let pairs: Vec<(String, String)> =
            form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        // The decoder puts this sign where the bytes were no UTF-8.
        if let Some((name, _)) = pairs
            .iter()
            .find(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}'))
        {
            return Err(ApiError::parameter(name, "it is not UTF-8"));
        }
        let (query, snapshot) = (query.to_owned(), parts.extensions.get().cloned());
        let plan = parts.extensions.get().cloned();
        let mut params = Self { pairs, known: Vec::new(), query, snapshot, plan };
        // Taken on every route: `Language` reads it where it is needed.
        params.parse::<Language>("lang")?;
        Ok(params)
    }
}

/// Every one of the comma-separated values must be there.
fn no_empty_value(name: &str, text: &str) -> Result<(), ApiError> {
    match text.split(',').any(str::is_empty) {
        true => Err(ApiError::parameter(
            name,
            "a value is empty; an empty text is asked for with `filter`, nothing with `IS NULL`",
        )),
        false => Ok(()),
    }
}

/// The variable segments of the path; one that cannot be read names nothing that exists.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(segments)) => Ok(Self(segments)),
            Err(rejection) => Err(ApiError::not_found(rejection.body_text())),
        }
    }
}
