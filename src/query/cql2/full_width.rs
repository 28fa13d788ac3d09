//! Full-width punctuation, which Chinese input methods put where CQL2 has ASCII.
//!
//! The grammar takes most of it for letters of names (`面积（平方米）` is one), so it is no error in
//! itself; it is only named when something else went wrong.

use std::fmt;

/// A full-width sign outside quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FullWidth {
    pub found: char,
    /// Counted from 1.
    pub character: usize,
    /// What CQL2 has for it.
    pub right: char,
}

impl fmt::Display for FullWidth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { found, character, right } = self;
        write!(f, "character {character} is a full-width `{found}`, CQL2 has `{right}`")
    }
}

/// The first full-width sign of a text (or a name) outside quotes.
pub fn first(text: &str) -> Option<FullWidth> {
    let mut quote = None;
    for (index, found) in text.chars().enumerate() {
        match (quote, found) {
            (Some(open), _) if found == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(found),
            (None, _) => {
                if let Some(right) = half_width(found) {
                    return Some(FullWidth { found, character: index + 1, right });
                }
            }
        }
    }
    None
}

fn half_width(sign: char) -> Option<char> {
    Some(match sign {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '、' => ',',
        '。' => '.',
        '《' | '〈' => '<',
        '》' | '〉' => '>',
        // U+FF01 to U+FF5E repeat ASCII; letters, digits and `＿` are fit for names.
        '\u{FF01}'..='\u{FF5E}' => {
            let ascii = char::from_u32(u32::from(sign) - 0xFEE0)?;
            return (ascii.is_ascii_punctuation() && ascii != '_').then_some(ascii);
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_signs_are_found_outside_quotes_only() {
        let found = |text| first(text).map(|hint| (hint.found, hint.character, hint.right));
        assert_eq!(found("类别＝'土地'"), Some(('＝', 3, '=')));
        assert_eq!(found("类别 = ‘土地’"), Some(('‘', 6, '\'')));
        assert_eq!(found("类别 = '土地（一）' AND \"面积（平方米）\" > 5"), None);
        assert_eq!(found("Ａ１＿"), None);
    }
}
