//! The words of CQL2. Each stands once, as JSON spells it; text has it in any case.

use crate::query::{Arithmetic, ArrayPredicate, Comparison, SpatialPredicate, TemporalPredicate};

/// What an `op` of CQL2 JSON that is no function stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    And,
    Or,
    Not,
    Compare(Comparison),
    Like,
    Between,
    In,
    IsNull,
    CaseI,
    AccentI,
    Spatial(SpatialPredicate),
    Temporal(TemporalPredicate),
    Array(ArrayPredicate),
    Arithmetic(Arithmetic),
}

const OPERATORS: [(&str, Operator); 49] = {
    use {
        ArrayPredicate as A, Comparison as C, Operator as O, SpatialPredicate as S,
        TemporalPredicate as T,
    };
    [
        ("and", O::And),
        ("or", O::Or),
        ("not", O::Not),
        ("=", O::Compare(C::Equal)),
        ("<>", O::Compare(C::NotEqual)),
        ("<", O::Compare(C::Less)),
        ("<=", O::Compare(C::LessOrEqual)),
        (">", O::Compare(C::Greater)),
        (">=", O::Compare(C::GreaterOrEqual)),
        ("like", O::Like),
        ("between", O::Between),
        ("in", O::In),
        ("isNull", O::IsNull),
        ("casei", O::CaseI),
        ("accenti", O::AccentI),
        ("s_contains", O::Spatial(S::Contains)),
        ("s_crosses", O::Spatial(S::Crosses)),
        ("s_disjoint", O::Spatial(S::Disjoint)),
        ("s_equals", O::Spatial(S::Equals)),
        ("s_intersects", O::Spatial(S::Intersects)),
        ("s_overlaps", O::Spatial(S::Overlaps)),
        ("s_touches", O::Spatial(S::Touches)),
        ("s_within", O::Spatial(S::Within)),
        ("t_after", O::Temporal(T::After)),
        ("t_before", O::Temporal(T::Before)),
        ("t_contains", O::Temporal(T::Contains)),
        ("t_disjoint", O::Temporal(T::Disjoint)),
        ("t_during", O::Temporal(T::During)),
        ("t_equals", O::Temporal(T::Equals)),
        ("t_finishedBy", O::Temporal(T::FinishedBy)),
        ("t_finishes", O::Temporal(T::Finishes)),
        ("t_intersects", O::Temporal(T::Intersects)),
        ("t_meets", O::Temporal(T::Meets)),
        ("t_metBy", O::Temporal(T::MetBy)),
        ("t_overlappedBy", O::Temporal(T::OverlappedBy)),
        ("t_overlaps", O::Temporal(T::Overlaps)),
        ("t_startedBy", O::Temporal(T::StartedBy)),
        ("t_starts", O::Temporal(T::Starts)),
        ("a_containedBy", O::Array(A::ContainedBy)),
        ("a_contains", O::Array(A::Contains)),
        ("a_equals", O::Array(A::Equals)),
        ("a_overlaps", O::Array(A::Overlaps)),
        ("+", O::Arithmetic(Arithmetic::Add)),
        ("-", O::Arithmetic(Arithmetic::Subtract)),
        ("*", O::Arithmetic(Arithmetic::Multiply)),
        ("/", O::Arithmetic(Arithmetic::Divide)),
        ("div", O::Arithmetic(Arithmetic::IntegerDivide)),
        ("%", O::Arithmetic(Arithmetic::Modulo)),
        ("^", O::Arithmetic(Arithmetic::Power)),
    ]
};

/// Words of the text encoding that are no `op` of JSON.
const TEXT_ONLY: [&str; 16] = [
    "is",
    "null",
    "true",
    "false",
    "date",
    "timestamp",
    "interval",
    "bbox",
    "point",
    "linestring",
    "polygon",
    "multipoint",
    "multilinestring",
    "multipolygon",
    "geometrycollection",
    "empty",
];

impl Operator {
    /// In any case: JSON's own spelling, and the text's.
    pub(super) fn named(name: &str) -> Option<Self> {
        OPERATORS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)).map(|(_, op)| *op)
    }

    /// As JSON spells it.
    pub(super) fn name(self) -> &'static str {
        let found = OPERATORS.iter().find(|(_, op)| *op == self);
        found.map(|(word, _)| *word).expect("every operator is in the table")
    }
}

/// Words that end or join conditions in text: never a name there unless quoted.
pub(super) fn is_reserved(name: &str) -> bool {
    ["and", "or", "not", "like", "between", "in", "is", "null", "true", "false", "div"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(name))
}

/// Whether a name has to be quoted in text.
pub(super) fn is_keyword(name: &str) -> bool {
    Operator::named(name).is_some() || TEXT_ONLY.iter().any(|word| word.eq_ignore_ascii_case(name))
}

/// Rule `identifierStart`, which is XML's with the colon.
pub(super) fn starts_identifier(character: char) -> bool {
    matches!(character,
        ':' | '_' | 'A'..='Z' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFE}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
        // The ranges of the grammar hold one of its own white spaces.
        && character != '\u{1680}'
}

/// Rule `identifierPart`.
pub(super) fn continues_identifier(character: char) -> bool {
    starts_identifier(character)
        || matches!(character,
            '.' | '0'..='9' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

pub(super) fn is_identifier(name: &str) -> bool {
    name.starts_with(starts_identifier) && name.chars().all(continues_identifier)
}

/// Rule `whitespace`.
pub(super) fn is_space(character: char) -> bool {
    matches!(character,
        '\u{9}'..='\u{D}' | ' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
        | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}
