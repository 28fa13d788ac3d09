use axum::{
    Json,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tracing::error;

use super::{
    html,
    language::Language,
    links::{Here, JSON},
    negotiation::wants_page,
    state::AppState,
    wire::problem::WireProblem,
};
use crate::{
    analysis::AnalysisError,
    atlas::{AtlasError, TransactionError, ViewError, WriteError},
    formats::geojson::FeatureError,
    query::EvaluateError,
    store::{StoreError, postgis::PostgisError},
};

/// Characters of one text of a problem.
const LONGEST_TEXT: usize = 2_000;

/// What went wrong, in the client's terms. The one place where errors become status codes.
#[derive(Debug)]
pub enum ApiError {
    /// A parameter that is malformed or out of range.
    Parameter {
        parameter: String,
        detail: String,
    },
    /// A parameter the route does not know (`/req/core/query-param-unknown`).
    UnknownParameter {
        parameter: String,
        known: Vec<String>,
    },
    /// A refused body, with the member at fault where there is one.
    Body {
        member: Option<String>,
        detail: String,
    },
    /// A well-formed feature that breaks a rule of the data.
    Rule {
        member: Option<String>,
        detail: String,
    },
    NotFound {
        detail: String,
    },
    /// - `allow`: what there is instead, where the router does not say so itself.
    MethodNotAllowed {
        allow: Option<HeaderValue>,
    },
    NotAcceptable {
        detail: String,
    },
    UnsupportedMediaType {
        detail: String,
    },
    TooLarge {
        detail: String,
    },
    Unauthorized {
        detail: String,
    },
    Forbidden {
        detail: String,
    },
    Gone {
        detail: String,
    },
    Conflict {
        detail: String,
    },
    PreconditionFailed {
        detail: String,
    },
    PreconditionRequired {
        detail: String,
    },
    /// What is wrong with one part of a body.
    Inside {
        member: String,
        error: Box<ApiError>,
    },
    Unavailable {
        detail: String,
    },
    Timeout,
    /// Logged here; the client learns no more than that.
    Internal,
}

impl ApiError {
    pub fn parameter(parameter: &str, detail: impl ToString) -> Self {
        Self::Parameter { parameter: parameter.to_owned(), detail: detail.to_string() }
    }

    pub fn not_found(detail: impl ToString) -> Self {
        Self::NotFound { detail: detail.to_string() }
    }

    pub fn precondition_required() -> Self {
        let detail = "send `If-Match` with the entity tag of the feature you know".to_owned();
        Self::PreconditionRequired { detail }
    }

    /// The same about a part of a larger body: status and code stay, the member is named from the
    /// top.
    ///
    /// - `rename`: from a member of the part to its place inside.
    pub fn inside(self, place: &str, rename: impl Fn(&str) -> String) -> Self {
        let member = match &self {
            Self::Body { member: Some(member), .. } | Self::Rule { member: Some(member), .. } => {
                format!("{place}/{}", rename(member))
            }
            Self::PreconditionFailed { .. } | Self::PreconditionRequired { .. } => {
                format!("{place}/if_match")
            }
            Self::Internal | Self::Timeout | Self::Unavailable { .. } => return self,
            _ => place.to_owned(),
        };
        Self::Inside { member, error: Box::new(self) }
    }

    pub fn internal(cause: impl std::error::Error) -> Self {
        let mut chain = cause.to_string();
        let mut next = cause.source();
        while let Some(cause) = next {
            chain.push_str(": ");
            chain.push_str(&cause.to_string());
            next = cause.source();
        }
        error!("internal error: {chain}");
        Self::Internal
    }

    fn problem(self) -> Problem {
        use StatusCode as S;
        let (mut names, mut allowed) = (None, None);
        let (status, code, member, detail) = match self {
            Self::Parameter { parameter, detail } => {
                (S::BAD_REQUEST, "invalid-parameter", Some(Named::Parameter(parameter)), detail)
            }
            Self::UnknownParameter { parameter, known } => {
                let detail =
                    format!("`{parameter}` is unknown here; known are {}", known.join(", "));
                names = Some(known);
                (S::BAD_REQUEST, "unknown-parameter", Some(Named::Parameter(parameter)), detail)
            }
            Self::Body { member, detail } => {
                (S::BAD_REQUEST, "invalid-body", member.map(Named::Member), detail)
            }
            Self::Rule { member, detail } => {
                (S::UNPROCESSABLE_ENTITY, "rule-broken", member.map(Named::Member), detail)
            }
            Self::NotFound { detail } => (S::NOT_FOUND, "not-found", None, detail),
            Self::MethodNotAllowed { allow } => {
                allowed = allow;
                let detail = "this resource does not have that method".to_owned();
                (S::METHOD_NOT_ALLOWED, "method-not-allowed", None, detail)
            }
            Self::NotAcceptable { detail } => (S::NOT_ACCEPTABLE, "not-acceptable", None, detail),
            Self::UnsupportedMediaType { detail } => {
                (S::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", None, detail)
            }
            Self::TooLarge { detail } => (S::PAYLOAD_TOO_LARGE, "too-large", None, detail),
            Self::Unauthorized { detail } => (S::UNAUTHORIZED, "unauthorized", None, detail),
            Self::Forbidden { detail } => (S::FORBIDDEN, "forbidden", None, detail),
            Self::Conflict { detail } => (S::CONFLICT, "conflict", None, detail),
            Self::Gone { detail } => (S::GONE, "gone", None, detail),
            Self::PreconditionFailed { detail } => {
                (S::PRECONDITION_FAILED, "precondition-failed", None, detail)
            }
            Self::PreconditionRequired { detail } => {
                (S::PRECONDITION_REQUIRED, "precondition-required", None, detail)
            }
            Self::Inside { member, error } => {
                let Problem { status, code, detail, .. } = error.problem();
                // A missing feature is no missing address.
                let (status, code) = match status {
                    S::NOT_FOUND => (S::UNPROCESSABLE_ENTITY, "rule-broken"),
                    status => (status, code),
                };
                let detail = format!("`{member}`: {detail}");
                (status, code, Some(Named::Member(member)), detail)
            }
            Self::Unavailable { detail } => (S::SERVICE_UNAVAILABLE, "unavailable", None, detail),
            Self::Timeout => {
                (S::GATEWAY_TIMEOUT, "timeout", None, "the answer took too long".to_owned())
            }
            Self::Internal => {
                (S::INTERNAL_SERVER_ERROR, "internal", None, "internal server error".to_owned())
            }
        };
        let (member, detail) = (member.map(Named::clipped), clipped(detail));
        Problem { status, code, member, detail, known: names, allow: allowed }
    }
}

#[derive(Debug, Clone)]
enum Named {
    Parameter(String),
    Member(String),
}

impl Named {
    fn clipped(self) -> Self {
        match self {
            Self::Parameter(name) => Self::Parameter(clipped(name)),
            Self::Member(name) => Self::Member(clipped(name)),
        }
    }
}

/// Errors repeat what was sent, but not all of a megabyte of it.
fn clipped(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[derive(Debug, Clone)]
struct Problem {
    status: StatusCode,
    code: &'static str,
    member: Option<Named>,
    detail: String,
    known: Option<Vec<String>>,
    allow: Option<HeaderValue>,
}

impl Problem {
    fn title(&self, language: Language) -> &'static str {
        let (zh, en) = match self.code {
            "invalid-parameter" => ("参数有误", "Invalid parameter"),
            "unknown-parameter" => ("未知参数", "Unknown parameter"),
            "invalid-body" => ("请求内容有误", "Invalid body"),
            "rule-broken" => ("数据不符合规则", "The data break a rule"),
            "not-found" => ("未找到", "Not found"),
            "method-not-allowed" => ("不支持该方法", "Method not allowed"),
            "not-acceptable" => ("没有所要的格式", "No such representation"),
            "unsupported-media-type" => ("不支持的内容类型", "Unsupported media type"),
            "too-large" => ("内容过大", "Too large"),
            "unauthorized" => ("需要令牌", "A token is needed"),
            "forbidden" => ("不允许", "Not allowed"),
            "gone" => ("已不存在", "Gone"),
            "conflict" => ("冲突", "Conflict"),
            "precondition-failed" => ("版本已变化", "The version has changed"),
            "precondition-required" => ("需要If-Match", "If-Match is needed"),
            "unavailable" => ("暂时不可用", "Unavailable for now"),
            "timeout" => ("处理超时", "Timed out"),
            _ => ("服务器内部错误", "Internal server error"),
        };
        if language == Language::Chinese { zh } else { en }
    }
}

/// - `home`: the landing page, where the answer is to be a page itself.
fn render(problem: &Problem, language: Language, home: Option<String>) -> Response {
    let (parameter, member) = match &problem.member {
        Some(Named::Parameter(name)) => (Some(name.as_str()), None),
        Some(Named::Member(name)) => (None, Some(name.as_str())),
        None => (None, None),
    };
    let status = problem.status.as_u16();
    let mut response = match home {
        Some(home) => {
            html::problem(language, status, problem.title(language), &problem.detail, &home)
        }
        None => Json(WireProblem {
            r#type: format!("urn:gumei:problem:{}", problem.code),
            code: problem.code,
            title: problem.title(language),
            status,
            detail: &problem.detail,
            parameter,
            member,
            known: problem.known.as_deref(),
        })
        .into_response(),
    };
    *response.status_mut() = problem.status;
    let headers = response.headers_mut();
    if headers.get(header::CONTENT_TYPE).is_some_and(|media| media == JSON) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    }
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(header::VARY, HeaderValue::from_static("accept, accept-language"));
    if let Some(allow) = &problem.allow {
        headers.insert(header::ALLOW, allow.clone());
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    if problem.status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let mut response = problem.status.into_response();
        // The language is the request's; `localise` writes the body.
        response.extensions_mut().insert(problem);
        response
    }
}

/// Middleware: gives every problem its body, in the request's language and as a page for browsers.
pub async fn localise(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let language = Language::asked(request.uri(), request.headers());
    let page = wants_page(request.uri(), request.headers());
    let here = Here::new(request.uri(), request.headers(), &state);
    let mut response = next.run(request).await;
    if let Some(problem) = response.extensions().get::<Problem>() {
        response = render(problem, language, page.then(|| here.page("")));
    }
    response
}

impl From<EvaluateError> for ApiError {
    fn from(error: EvaluateError) -> Self {
        let parameter = match &error {
            EvaluateError::UnknownUnit(_) => "within",
            EvaluateError::UnknownProperty { property, .. } => property.as_str(),
            EvaluateError::Expression(_) | EvaluateError::TooManyCandidates => "filter",
            // How much can be done in the time depends on what else the machine does.
            EvaluateError::TooExpensive { .. } => {
                return Self::Unavailable { detail: error.to_string() };
            }
            EvaluateError::Engine(_) => return Self::internal(error),
        };
        Self::parameter(parameter, &error)
    }
}

impl From<ViewError> for ApiError {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::UnknownCollection(_) => Self::not_found(error),
            ViewError::NotALevel(_) => Self::parameter("by", error),
            ViewError::Evaluate(error) => error.into(),
        }
    }
}

impl From<AnalysisError> for ApiError {
    fn from(error: AnalysisError) -> Self {
        match error {
            AnalysisError::View(error) => error.into(),
            AnalysisError::Parameter { parameter, reason } => Self::parameter(parameter, reason),
            AnalysisError::Engine(_) => Self::internal(error),
        }
    }
}

impl From<FeatureError> for ApiError {
    fn from(error: FeatureError) -> Self {
        Self::Body { member: Some(error.member.clone()), detail: error.to_string() }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Constraint(detail) => Self::Rule { member: None, detail },
            StoreError::Busy
            | StoreError::Away(_)
            | StoreError::Outdated(_)
            | StoreError::Postgis(PostgisError::ReadOnly | PostgisError::Rights(_)) => {
                Self::Unavailable { detail: error.to_string() }
            }
            other => Self::internal(other),
        }
    }
}

impl From<AtlasError> for ApiError {
    fn from(error: AtlasError) -> Self {
        match error {
            AtlasError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

impl From<WriteError> for ApiError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::UnknownCollection(_) | WriteError::UnknownFeature(..) => {
                Self::not_found(error)
            }
            WriteError::NotEditable(_) => Self::Forbidden { detail: error.to_string() },
            WriteError::Exists(..) | WriteError::ReferredTo(..) => {
                Self::Conflict { detail: error.to_string() }
            }
            WriteError::NoVersion(..) | WriteError::Version { .. } => {
                Self::PreconditionFailed { detail: error.to_string() }
            }
            WriteError::Required { property } => Self::Rule {
                detail: format!("`{property}`: it is required"),
                member: Some(property),
            },
            WriteError::Rule(rule) => {
                Self::Rule { member: Some(rule.member().to_owned()), detail: rule.to_string() }
            }
            WriteError::Refused(refusal) => {
                let detail = refusal.to_string();
                Self::Rule { member: Some(refusal.property), detail }
            }
            WriteError::Store(error) => error.into(),
            WriteError::Atlas(error) => error.into(),
        }
    }
}

impl From<TransactionError> for ApiError {
    fn from(error: TransactionError) -> Self {
        error.error.into()
    }
}
