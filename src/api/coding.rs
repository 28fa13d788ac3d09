//! Strong entity tags of compressed answers.
//!
//! A strong tag stands for exact bytes, so that each content coding needs one of its own
//! (RFC 9110, 8.8.3.3). Handlers know one tag; outside of the compression it gets the coding's
//! name behind it, and loses that again when a client sends it back.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Between the tag and the coding's name.
const MARK: char = ';';
const CODINGS: [&str; 2] = ["gzip", "br"];

/// Middleware around the compression.
pub async fn entity_tags(mut request: Request, next: Next) -> Response {
    let known = strip(request.headers_mut(), header::IF_NONE_MATCH);
    strip(request.headers_mut(), header::IF_MATCH);
    let mut response = next.run(request).await;
    let headers = response.headers();
    let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()) else {
        return response;
    };
    let coding = if response.status() == StatusCode::NOT_MODIFIED {
        // What the client has is in the coding it was sent in.
        known.iter().find(|(plain, _)| plain == tag).map(|(_, coding)| coding.as_str())
    } else {
        headers.get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok())
    };
    if let (Some(coding), Some(open)) = (coding, tag.strip_suffix('"'))
        && !tag.starts_with("W/")
        && let Ok(coded) = HeaderValue::from_str(&format!("{open}{MARK}{coding}\""))
    {
        response.headers_mut().insert(header::ETAG, coded);
    }
    response
}

/// Takes the codings' names out of a list of tags.
///
/// - returns: the tags that had one, without it, and its name.
fn strip(headers: &mut HeaderMap, name: HeaderName) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let Some(list) = headers.get(&name).and_then(|list| list.to_str().ok()) else {
        return found;
    };
    let mut plain = list.to_owned();
    for coding in CODINGS {
        let end = format!("{MARK}{coding}\"");
        for tag in list.split(',').map(str::trim).filter(|tag| tag.ends_with(&end)) {
            let stripped = format!("{}\"", &tag[..tag.len() - end.len()]);
            plain = plain.replace(tag, &stripped);
            let strong = stripped.strip_prefix("W/").unwrap_or(&stripped).to_owned();
            found.push((strong, coding.to_owned()));
        }
    }
    if !found.is_empty()
        && let Ok(plain) = HeaderValue::from_str(&plain)
    {
        headers.insert(name, plain);
    }
    found
}
