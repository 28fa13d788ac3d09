use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Middleware around the whole router, which says in `Allow` what there is at the address:
/// `OPTIONS` everywhere.
pub async fn options(request: Request, next: Next) -> Response {
    let asked = request.method() == Method::OPTIONS;
    let mut response = next.run(request).await;
    if response.status() != StatusCode::METHOD_NOT_ALLOWED {
        return response;
    }
    let known = response.headers().get(header::ALLOW).and_then(|allow| allow.to_str().ok());
    let mut methods: Vec<&str> = known.unwrap_or_default().split(',').map(str::trim).collect();
    methods.retain(|method| !method.is_empty() && *method != "OPTIONS");
    methods.push("OPTIONS");
    let allow = allow(&methods);
    response.headers_mut().insert(header::ALLOW, allow);
    if !asked {
        return response;
    }
    // What the problem said of itself does not hold for an answer without a body.
    let (mut parts, _) = response.into_parts();
    parts.status = StatusCode::OK;
    for name in [
        header::CONTENT_TYPE,
        header::CONTENT_LENGTH,
        header::CONTENT_LANGUAGE,
        header::CONTENT_ENCODING,
    ] {
        parts.headers.remove(name);
    }
    Response::from_parts(parts, Body::empty())
}

/// A list of methods as `Allow` has it.
pub fn allow(methods: &[&str]) -> HeaderValue {
    HeaderValue::from_str(&methods.join(", ")).expect("names of methods are a header value")
}
