//! Where clients reach the service when something stands in front of it.

use axum::http::{HeaderMap, header};

use super::state::Settings;

/// Scheme, host and path prefix, without a slash at the end.
///
/// What is configured wins; then what a trusted proxy says (RFC 7239 `Forwarded`, else the older
/// `X-Forwarded-*`); then `Host`.
pub fn base(settings: &Settings, headers: &HeaderMap) -> String {
    if let Some(base) = &settings.base_url {
        return base.trim_end_matches('/').to_owned();
    }
    let told = if settings.trust_proxy { told(headers) } else { Told::default() };
    let own = text(headers, header::HOST.as_str()).filter(|host| is_host(host));
    let scheme = told.scheme.as_deref().unwrap_or("http");
    let host = told.host.as_deref().or(own).unwrap_or("localhost");
    format!("{scheme}://{host}{}", told.prefix.unwrap_or_default())
}

#[derive(Debug, Default)]
struct Told {
    scheme: Option<String>,
    host: Option<String>,
    prefix: Option<String>,
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Letters, digits and what host names, addresses and ports have besides.
fn is_host(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]_".contains(&byte);
    !text.is_empty() && text.bytes().all(fits)
}

fn is_scheme(text: &str) -> bool {
    ["http", "https"].contains(&text)
}

fn is_prefix(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
    text.starts_with('/') && !text.starts_with("//") && text.bytes().all(fits)
}

/// The first entry of each list: that of the proxy the client talked to.
fn told(headers: &HeaderMap) -> Told {
    let first = |name: &str| {
        text(headers, name).and_then(|list| list.split(',').next()).map(|one| one.trim().to_owned())
    };
    let mut told = Told::default();
    if let Some(forwarded) = first("forwarded") {
        for pair in forwarded.split(';') {
            let Some((name, value)) = pair.split_once('=') else { continue };
            let value = value.trim().trim_matches('"').to_owned();
            match &*name.trim().to_ascii_lowercase() {
                "proto" => told.scheme = Some(value.to_ascii_lowercase()),
                "host" => told.host = Some(value),
                _ => {}
            }
        }
    } else {
        told.scheme = first("x-forwarded-proto").map(|scheme| scheme.to_ascii_lowercase());
        told.host = first("x-forwarded-host");
    }
    told.prefix = first("x-forwarded-prefix").map(|p| p.trim_end_matches('/').to_owned());
    told.scheme = told.scheme.filter(|scheme| is_scheme(scheme));
    told.host = told.host.filter(|host| is_host(host));
    told.prefix = told.prefix.filter(|prefix| is_prefix(prefix));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(trust_proxy: bool, headers: &[(&'static str, &str)], expected: &str) {
        let settings = Settings { trust_proxy, ..Settings::default() };
        let headers = headers.iter().map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()));
        assert_eq!(base(&settings, &headers.collect()), expected);
    }

    #[test]
    fn a_proxy_is_believed_only_when_trusted() {
        let own = ("host", "10.0.0.7:8080");
        let forwarded = [own, ("forwarded", "for=1.2.3.4;proto=https;host=\"map.gov.cn:8443\"")];
        check(true, &forwarded, "https://map.gov.cn:8443");
        check(false, &forwarded, "http://10.0.0.7:8080");
        let older = [
            own,
            ("x-forwarded-proto", "https, http"),
            ("x-forwarded-host", "map.gov.cn, inner"),
            ("x-forwarded-prefix", "/gumei/"),
        ];
        check(true, &older, "https://map.gov.cn/gumei");
        check(false, &older, "http://10.0.0.7:8080");
        // RFC 7239 goes before what it replaces.
        let both = [own, ("forwarded", "Host=a.cn"), ("x-forwarded-host", "b.cn")];
        check(true, &both, "http://a.cn");
    }

    #[test]
    fn what_cannot_be_an_address_is_not_taken() {
        let own = ("host", "gumei.cn");
        check(true, &[own, ("x-forwarded-host", "a.cn/\"><script>")], "http://gumei.cn");
        check(true, &[own, ("x-forwarded-proto", "javascript")], "http://gumei.cn");
        check(true, &[own, ("x-forwarded-prefix", "//evil.cn")], "http://gumei.cn");
        check(true, &[("host", "a b")], "http://localhost");
    }

    #[test]
    fn what_is_configured_wins() {
        let settings = Settings {
            base_url: Some("https://one.cn/map/".to_owned()),
            trust_proxy: true,
            ..Settings::default()
        };
        let headers = HeaderMap::from_iter([(
            "x-forwarded-host".parse().unwrap(),
            "other.cn".parse().unwrap(),
        )]);
        assert_eq!(base(&settings, &headers), "https://one.cn/map");
    }
}
