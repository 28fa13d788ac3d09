use std::{convert::Infallible, str::FromStr};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Uri, header, request::Parts},
};

use crate::domain::Titles;

/// The language of titles, pages and error texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

/// A text of the service's own in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
}

/// Chinese first, as everywhere.
pub const fn text(zh: &'static str, en: &'static str) -> Text {
    Text { zh, en }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not one of zh, en")]
pub struct UnknownLanguage(String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, UnknownLanguage> {
        match tag {
            "zh" => Ok(Self::Chinese),
            "en" => Ok(Self::English),
            other => Err(UnknownLanguage(other.to_owned())),
        }
    }
}

impl Language {
    /// The language of an answer: `lang` of the query wins over `Accept-Language`.
    ///
    /// A `lang` that is neither is refused by [`Params`](super::params::Params), in the language
    /// of the header.
    pub fn asked(uri: &Uri, headers: &HeaderMap) -> Self {
        Self::named(uri).unwrap_or_else(|| Self::of(headers))
    }

    /// `lang` of the query, which links then carry on.
    pub fn named(uri: &Uri) -> Option<Self> {
        let query = uri.query().unwrap_or_default();
        let (_, tag) = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "lang")?;
        tag.parse().ok()
    }

    /// What `Accept-Language` likes best of Chinese and English; Chinese without a wish.
    fn of(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(header::ACCEPT_LANGUAGE).iter();
        let wishes = lines.filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(','));
        let mut best = (0.0, Self::Chinese);
        for wish in wishes {
            let mut parts = wish.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q=")?.parse::<f32>().ok())
                .unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("zh") => Self::Chinese,
                Some("en") => Self::English,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }

    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// One of two texts of the service's own.
    pub fn say<'t>(self, zh: &'t str, en: &'t str) -> &'t str {
        match self {
            Self::Chinese => zh,
            Self::English => en,
        }
    }

    pub fn read(self, text: Text) -> &'static str {
        self.say(text.zh, text.en)
    }

    /// The title in this language, or in the other where it has none.
    pub fn pick(self, titles: &Titles) -> &str {
        let (first, second) = match self {
            Self::Chinese => (&titles.zh, &titles.en),
            Self::English => (&titles.en, &titles.zh),
        };
        if first.is_empty() { second } else { first }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::asked(&parts.uri, &parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wish: &str, expected: Language) {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, wish.parse().unwrap())]);
        assert_eq!(Language::of(&headers), expected);
    }

    #[test]
    fn the_highest_quality_wins_and_chinese_is_the_default() {
        check("en-GB,en;q=0.9,zh;q=0.8", Language::English);
        check("zh-CN,zh;q=0.9,en;q=0.8", Language::Chinese);
        check("de", Language::Chinese);
        check("zh;q=0.2,en;q=0.7", Language::English);
    }

    #[test]
    fn lang_wins_over_the_header() {
        let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, "zh".parse().unwrap())]);
        let asked = |uri: &'static str| Language::asked(&Uri::from_static(uri), &headers);
        assert_eq!(asked("/api?f=html&lang=en"), Language::English);
        assert_eq!(asked("/api?lang=fr"), Language::Chinese);
        assert_eq!(asked("/api"), Language::Chinese);
    }
}
