//! CQL2 Text to tokens.

use super::{
    error::{Problem, shortened},
    words::{continues_identifier, is_space, starts_identifier},
};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind<'a> {
    /// A name or a keyword.
    Name(&'a str),
    /// A name in double quotes, without them.
    Quoted(String),
    /// A character literal, its escapes resolved.
    Text(String),
    /// An unsigned number.
    Number(&'a str),
    Sign(&'static str),
    End,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    /// Where it begins, in bytes.
    pub(super) start: usize,
}

/// Longer ones first, so that `<=` is not read as `<`.
const SIGNS: [&str; 15] =
    ["<>", "<=", ">=", "<", ">", "=", "(", ")", ",", "+", "-", "*", "/", "%", "^"];

const FOREIGN_SIGNS: [(&str, &str); 5] =
    [("!=", "<>"), ("==", "="), ("&&", "AND"), ("||", "OR"), ("**", "^")];

/// The tokens of `text`, the last one being [`Kind::End`].
///
/// # Errors
///
/// The problem, and where it is in bytes.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, (usize, Problem)> {
    let mut tokens = Vec::new();
    let mut start = 0;
    loop {
        start += text[start..].len() - text[start..].trim_start_matches(is_space).len();
        let (kind, length) = token(&text[start..]).map_err(|problem| (start, problem))?;
        let last = kind == Kind::End;
        tokens.push(Token { kind, start });
        if last {
            return Ok(tokens);
        }
        start += length;
    }
}

/// The token at the beginning of `rest` and its length in bytes.
fn token(rest: &str) -> Result<(Kind<'_>, usize), Problem> {
    let Some(first) = rest.chars().next() else {
        return Ok((Kind::End, 0));
    };
    if starts_identifier(first) {
        let end = rest.find(|character| !continues_identifier(character)).unwrap_or(rest.len());
        return Ok((Kind::Name(&rest[..end]), end));
    }
    let digit_follows = rest[first.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
    if first.is_ascii_digit() || (first == '.' && digit_follows) {
        return number(rest);
    }
    if let Some((found, right)) = FOREIGN_SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
        return Err(Problem::ForeignSign { found, right });
    }
    match first {
        '\'' => character_literal(rest),
        '"' => quoted_name(rest),
        _ => SIGNS
            .iter()
            .find(|sign| rest.starts_with(**sign))
            .map(|sign| (Kind::Sign(sign), sign.len()))
            .ok_or(Problem::Sign(first)),
    }
}

/// Rule `unsignedNumericLiteral`: `12`, `1.`, `1.5`, `.5`, each with an exponent or not.
fn number(rest: &str) -> Result<(Kind<'_>, usize), Problem> {
    let digits = |from: usize| rest[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if rest[end..].starts_with('.') {
        end += 1;
        end += digits(end);
    }
    if rest[end..].starts_with(['e', 'E']) {
        let signed = usize::from(rest[end + 1..].starts_with(['+', '-']));
        let exponent = digits(end + 1 + signed);
        if exponent > 0 {
            end += 1 + signed + exponent;
        }
    }
    let stray = rest[end..].find(|next| !continues_identifier(next)).unwrap_or(rest.len() - end);
    if stray > 0 {
        return Err(Problem::Number(shortened(&rest[..end + stray])));
    }
    Ok((Kind::Number(&rest[..end]), end))
}

/// Rule `characterLiteral`, with the escapes of `/req/cql2-text/escaping`.
///
/// `\\` is a backslash; one before any other character stands for itself, as in the pattern `'50\%'`.
fn character_literal(rest: &str) -> Result<(Kind<'_>, usize), Problem> {
    let mut value = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        match (character, next) {
            ('\'', Some('\'')) => {
                characters.next();
                value.push('\'');
            }
            ('\'', _) => return Ok((Kind::Text(value), at + 1)),
            ('\\', Some(next)) => match escaped(next) {
                Some(character) => {
                    characters.next();
                    value.push(character);
                }
                None => value.push('\\'),
            },
            _ => value.push(character),
        }
    }
    Err(Problem::Unclosed('\''))
}

/// What `\` and this character stand for.
fn escaped(character: char) -> Option<char> {
    Some(match character {
        '\'' | '\\' => character,
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{B}',
        'f' => '\u{C}',
        'r' => '\r',
        _ => return None,
    })
}

/// `text` as a character literal, with its quotes.
pub(super) fn write_character_literal(text: &str, to: &mut String) {
    to.push('\'');
    for character in text.chars() {
        match character {
            '\'' => to.push_str("''"),
            '\\' => to.push_str("\\\\"),
            '\u{7}' => to.push_str("\\a"),
            '\u{8}' => to.push_str("\\b"),
            '\t' => to.push_str("\\t"),
            '\n' => to.push_str("\\n"),
            '\u{B}' => to.push_str("\\v"),
            '\u{C}' => to.push_str("\\f"),
            '\r' => to.push_str("\\r"),
            _ => to.push(character),
        }
    }
    to.push('\'');
}

/// Any text but an empty one; `""` is a quote within. (The grammar only has identifiers here.)
fn quoted_name(rest: &str) -> Result<(Kind<'_>, usize), Problem> {
    let mut name = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '"' {
            name.push(character);
        } else if characters.next_if(|(_, next)| *next == '"').is_some() {
            name.push('"');
        } else if name.is_empty() {
            return Err(Problem::EmptyName);
        } else {
            return Ok((Kind::Quoted(name), at + 1));
        }
    }
    Err(Problem::Unclosed('"'))
}

impl Kind<'_> {
    /// The token as a phrase.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Name(name) => format!("`{}`", shortened(name)),
            Self::Quoted(name) => format!("`\"{}\"`", shortened(name)),
            Self::Text(text) => format!("the text `{}`", shortened(text)),
            Self::Number(number) => format!("the number `{}`", shortened(number)),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::End => "the end".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(text: &str) -> String {
        match &tokens(text).unwrap()[..] {
            [Token { kind: Kind::Text(value), .. }, Token { kind: Kind::End, .. }] => value.clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn escapes_of_the_standard_are_resolved() {
        for (text, value) in [
            ("''", ""),
            ("''''", "'"),
            ("'\\''", "'"),
            ("'Via dell''Avvento'", "Via dell'Avvento"),
            ("'dell\\'Avvento'", "dell'Avvento"),
            ("'\\a\\b\\t\\n\\v\\f\\r'", "\u{7}\u{8}\t\n\u{B}\u{C}\r"),
            ("'50\\% \\_'", "50\\% \\_"),
            ("'a\\\\'", "a\\"),
            ("'古美“路”'", "古美“路”"),
        ] {
            assert_eq!(literal(text), value);
            let mut written = String::new();
            write_character_literal(value, &mut written);
            assert_eq!(literal(&written), value);
        }
    }

    #[test]
    fn minus_and_colon_part_tokens_as_the_grammar_has_it() {
        let kinds = |text| -> Vec<Kind<'_>> {
            tokens(text).unwrap().into_iter().map(|token| token.kind).collect()
        };
        use Kind::{End, Name, Number, Sign};
        assert_eq!(kinds("a-1.5"), [Name("a"), Sign("-"), Number("1.5"), End]);
        assert_eq!(kinds("eo:cc<=.1E-2"), [Name("eo:cc"), Sign("<="), Number(".1E-2"), End]);
        assert_eq!(kinds("户数　> 1."), [Name("户数"), Sign(">"), Number("1."), End]);
    }
}
