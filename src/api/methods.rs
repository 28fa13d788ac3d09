use axum::{
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Middleware: `OPTIONS` everywhere, from what the router allows at the address.
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
    if asked {
        return (StatusCode::OK, [(header::ALLOW, allow)]).into_response();
    }
    response.headers_mut().insert(header::ALLOW, allow);
    response
}

/// A list of methods as `Allow` has it.
pub fn allow(methods: &[&str]) -> HeaderValue {
    HeaderValue::from_str(&methods.join(", ")).expect("names of methods are a header value")
}
