use axum::http::{HeaderMap, header};

use crate::domain::Titles;

/// The language of titles and error texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    Chinese,
    English,
}

impl Language {
    /// What `Accept-Language` likes best of Chinese and English; Chinese without a wish.
    pub fn of(headers: &HeaderMap) -> Self {
        let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let mut best = (0.0, Self::Chinese);
        for wish in wishes.unwrap_or_default().split(',') {
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

    /// The title in this language, or in the other where it has none.
    pub fn pick(self, titles: &Titles) -> &str {
        let (first, second) = match self {
            Self::Chinese => (&titles.zh, &titles.en),
            Self::English => (&titles.en, &titles.zh),
        };
        if first.is_empty() { second } else { first }
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
}
