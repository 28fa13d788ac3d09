/// A pattern of `LIKE`: `%` any text, `_` one character, `\` the next character as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Character(char),
    One,
    Any,
}

impl Pattern {
    /// A `\` at the end stands for itself.
    pub(super) fn new(pattern: &str) -> Self {
        let mut characters = pattern.chars();
        let mut parts = Vec::new();
        while let Some(character) = characters.next() {
            let part = match character {
                '%' if parts.last() == Some(&Part::Any) => continue,
                '%' => Part::Any,
                '_' => Part::One,
                '\\' => Part::Character(characters.next().unwrap_or('\\')),
                other => Part::Character(other),
            };
            parts.push(part);
        }
        Self { parts }
    }

    /// Whether the whole text matches.
    ///
    /// On a mismatch only the last `%` is extended, so the time is at most the product of the two
    /// lengths.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut rest = text.chars();
        let mut at = 0;
        // Where to go on when the last `%` takes one character more.
        let mut again = None;
        loop {
            if self.parts.get(at) == Some(&Part::Any) {
                at += 1;
                again = Some((at, rest.clone()));
                continue;
            }
            let mut ahead = rest.clone();
            match (self.parts.get(at), ahead.next()) {
                (None, None) => return true,
                (Some(Part::One), Some(_)) => {
                    (at, rest) = (at + 1, ahead);
                }
                (Some(Part::Character(wanted)), Some(found)) if *wanted == found => {
                    (at, rest) = (at + 1, ahead);
                }
                _ => {
                    let Some((start, mut later)) = again else { return false };
                    if later.next().is_none() {
                        return false;
                    }
                    (at, rest) = (start, later.clone());
                    again = Some((start, later));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, expected: bool) {
        assert_eq!(Pattern::new(pattern).matches(text), expected, "{text} like {pattern}");
    }

    #[test]
    fn wildcards_and_escapes() {
        check("B_r%", "Bern", true);
        check("B_r%", "Br", false);
        check("", "", true);
        check("", "a", false);
        check("%", "", true);
        check("_%", "", false);
        check("古_路", "古美路", true);
        check("%路", "古美路", true);
        check(r"50\%", "50%", true);
        check(r"50\%", "500", false);
        check(r"\_", "a", false);
        check(r"a\\b", r"a\b", true);
        check(r"a\", r"a\", true);
        check("%ab%ab", "abaabab", true);
        check("a%b%c", "acb", false);
    }

    #[test]
    fn patterns_that_make_others_hang_are_quick() {
        let text = "a".repeat(5_000);
        check(&"%a".repeat(2_000), &text, true);
        check(&format!("{}b", "%a".repeat(2_000)), &text, false);
    }

    /// Straight from the definition.
    fn matches(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, rest) => rest.is_none(),
            (Some(('%', pattern)), _) => {
                (0..=text.len()).any(|skipped| matches(pattern, &text[skipped..]))
            }
            (Some(('_', pattern)), Some((_, text))) => matches(pattern, text),
            (Some((wanted, pattern)), Some((found, text))) => {
                wanted == found && matches(pattern, text)
            }
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn it_is_the_definition(pattern in "[ab%_]{0,8}", text in "[ab]{0,8}") {
            let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
            prop_assert_eq!(Pattern::new(&pattern).matches(&text), matches(&p, &t));
        }
    }
}
