//! `CASEI` and `ACCENTI`.

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Full case folding, so that texts that differ only in case become the same.
///
/// Lower case of upper case of lower case, by character, is Unicode's folding but for the dotless
/// i, which folds to itself, and for Cherokee, which folds to lower instead of upper case: the
/// same texts become the same. Checked over all of Unicode 14 against Python's `str.casefold`.
pub(super) fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().fold(String::with_capacity(text.len()), |mut folded, character| {
        match character {
            'ı' => folded.push('ı'),
            _ => folded.extend(
                character.to_lowercase().flat_map(char::to_uppercase).flat_map(char::to_lowercase),
            ),
        }
        folded
    })
}

/// Without accents: decomposed (NFD), combining marks taken off, composed again (NFC).
///
/// Marks that make another letter stay: the voicing of kana (as the standard recommends), nuktas
/// and viramas. Letters with a stroke, which Unicode does not decompose, lose it.
pub(super) fn strip_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    // Combining classes 7 to 9 are nukta, kana voicing and virama.
    let is_accent = |character: char| !matches!(canonical_combining_class(character), 0 | 7..=9);
    text.nfd().filter(|character| !is_accent(*character)).map(without_stroke).nfc().collect()
}

fn without_stroke(letter: char) -> char {
    match letter {
        'ø' => 'o',
        'Ø' => 'O',
        'ł' => 'l',
        'Ł' => 'L',
        'đ' => 'd',
        'Đ' => 'D',
        'ħ' => 'h',
        'Ħ' => 'H',
        'ŧ' => 't',
        'Ŧ' => 'T',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_folds_in_full() {
        // Pairs that CaseFolding.txt folds to the same (statuses C and F).
        for (one, other) in [
            ("CHIȘINĂU", "chișinău"),
            ("Straße", "STRASSE"),
            ("ẞ", "ss"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ﬃ", "FFI"),
            ("İ", "i\u{307}"),
            ("\u{212A}", "k"),
            ("Ꭰ", "ꭰ"),
            ("ᾳ", "ΑΙ"),
        ] {
            assert_eq!(fold_case(one), fold_case(other), "{one} {other}");
        }
        assert_ne!(fold_case("ı"), fold_case("I"));
        assert_eq!(fold_case("古美路 ABC"), "古美路 abc");
    }

    #[test]
    fn accents_go_and_letters_stay() {
        for (text, stripped) in [
            ("Chișinău", "Chisinau"),
            ("København", "Kobenhavn"),
            ("e\u{301}", "e"),
            ("Łódź", "Lodz"),
            ("が", "が"),
            ("か\u{3099}", "が"),
            ("한", "한"),
            ("क़", "क\u{93c}"),
            ("古美", "古美"),
        ] {
            assert_eq!(strip_accents(text), strip_accents(stripped), "{text}");
        }
        assert_eq!(strip_accents("Chișinău"), "Chisinau");
        assert_ne!(strip_accents("が"), strip_accents("か"));
    }
}
