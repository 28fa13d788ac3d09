//! Which representation a client gets.

use axum::http::{HeaderMap, Uri, header};

use super::{error::ApiError, params::Params};

/// The representation asked for: `f` wins over `Accept`.
///
/// - `offered`: names for `f` with their media types; the first is the default.
pub fn format(
    params: &mut Params,
    headers: &HeaderMap,
    offered: &[(&'static str, &'static str)],
) -> Result<&'static str, ApiError> {
    let names = || offered.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = params.text("f")? {
        let found = offered.iter().find(|(name, _)| *name == wanted);
        return found.map(|(name, _)| *name).ok_or_else(|| {
            ApiError::parameter("f", format!("`{wanted}` is not one of {}", names()))
        });
    }
    let accept = accept(headers);
    preferred(&accept, offered).ok_or_else(|| ApiError::NotAcceptable {
        detail: format!("none of `{accept}` is offered here; `f` takes {}", names()),
    })
}

/// Whether a problem is better told in a page: to a browser, not to a script.
pub fn wants_page(uri: &Uri, headers: &HeaderMap) -> bool {
    let query = uri.query().unwrap_or_default();
    let f = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "f");
    match f {
        Some((_, name)) => name == "html",
        None => {
            let offered = [
                ("json", "application/json"),
                ("problem", "application/problem+json"),
                ("html", "text/html"),
            ];
            preferred(&accept(headers), &offered) == Some("html")
        }
    }
}

/// The lines of the header as one list; without a wish everything is welcome.
fn accept(headers: &HeaderMap) -> String {
    let lines: Vec<&str> = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .filter(|line| !line.trim().is_empty())
        .collect();
    if lines.is_empty() { "*/*".to_owned() } else { lines.join(", ") }
}

/// What `Accept` likes best of what is offered; the first offer where it likes several.
///
/// A media type itself counts before `text/*`, and that before `*/*` (RFC 9110, 12.5.1).
fn preferred(accept: &str, offered: &[(&'static str, &'static str)]) -> Option<&'static str> {
    let mut best: Option<(f32, &'static str)> = None;
    for (name, media) in offered {
        let quality = quality(accept, media);
        if quality > 0.0 && best.is_none_or(|(known, _)| quality > known) {
            best = Some((quality, name));
        }
    }
    best.map(|(_, name)| name)
}

/// How much `Accept` likes a media type, from 0 to 1.
fn quality(accept: &str, offer: &str) -> f32 {
    let mut found = (0, 0.0);
    for wish in accept.split(',') {
        let mut parts = wish.split(';');
        let range = parts.next().unwrap_or_default().trim();
        let quality = parts
            .find_map(|part| {
                part.trim().strip_prefix(['q', 'Q'])?.strip_prefix('=')?.parse::<f32>().ok()
            })
            .unwrap_or(1.0);
        let precise = if range.eq_ignore_ascii_case(offer) {
            3
        } else if range.strip_suffix("/*").is_some_and(|kind| offer.split('/').next() == Some(kind))
        {
            2
        } else if range == "*/*" {
            1
        } else {
            continue;
        };
        if precise > found.0 {
            found = (precise, quality);
        }
    }
    found.1
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFERED: [(&str, &str); 3] =
        [("geojson", "application/geo+json"), ("json", "application/json"), ("html", "text/html")];

    #[track_caller]
    fn check(accept: &str, expected: Option<&str>) {
        assert_eq!(preferred(accept, &OFFERED), expected, "{accept}");
    }

    #[test]
    fn a_browser_gets_the_page_and_a_script_the_data() {
        check("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some("html"));
        check("*/*", Some("geojson"));
        check("application/json", Some("json"));
        check("text/html;q=0.5, */*;q=0.8", Some("geojson"));
        check("text/*", Some("html"));
    }

    #[test]
    fn lines_of_the_header_are_one_list_and_no_wish_is_every_wish() {
        let accepted = |lines: &[&str]| {
            let lines = lines.iter().map(|line| (header::ACCEPT, line.parse().unwrap()));
            let mut headers = HeaderMap::new();
            lines.for_each(|(name, value)| _ = headers.append(name, value));
            preferred(&accept(&headers), &OFFERED)
        };
        assert_eq!(accepted(&["image/png", "text/html"]), Some("html"));
        assert_eq!(accepted(&[""]), Some("geojson"));
        assert_eq!(accepted(&[]), Some("geojson"));
    }

    #[test]
    fn the_precise_wish_counts_before_the_general_one() {
        check("*/*, application/geo+json;q=0", Some("json"));
        check("application/*;q=0.2, text/html;q=0.1", Some("geojson"));
        check("application/xml", None);
        check("application/geo+json;q=0", None);
        check("application/json;Q=0.5, text/html;Q=0.9", Some("html"));
    }
}
