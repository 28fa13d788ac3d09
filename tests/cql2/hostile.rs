//! Inputs made to exhaust the stack, the memory or patience.

use gumei::query::{
    Expression,
    cql2::{
        Problem,
        limits::{MAX_DEPTH, MAX_JSON_BYTES, MAX_NODES, MAX_TEXT_BYTES, MAX_VERTICES},
        parse_json, parse_json_bytes, parse_text,
    },
};
use serde_json::{Value, json};

use super::survives;

#[track_caller]
fn refused(text: &str) -> Problem {
    *parse_text(text).unwrap_err().problem
}

/// `count` times `open`, `middle`, `count` times `close`.
fn nested(open: &str, middle: &str, close: &str, count: usize) -> String {
    format!("{}{middle}{}", open.repeat(count), close.repeat(count))
}

#[test]
fn a_text_beyond_the_limit_is_refused_before_it_is_read() {
    assert_eq!(refused(&"(".repeat(100_000)), Problem::TextTooLong(100_000));
    let spaces = " ".repeat(MAX_TEXT_BYTES - 1);
    assert!(parse_text(&format!("a{spaces}")).is_ok());
    assert_eq!(refused(&format!("a{spaces} ")), Problem::TextTooLong(MAX_TEXT_BYTES + 1));
    let error = parse_json_bytes(&vec![b'['; MAX_JSON_BYTES + 1]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "filter: CQL2 JSON of 1048577 bytes, at most 1048576 are admitted"
    );
}

#[test]
fn depth_is_limited_whatever_it_is_made_of() {
    for deep in [
        "(".repeat(MAX_TEXT_BYTES),
        nested("(", "a", ")", 30_000),
        nested("f(", "a", ")", 20_000),
        nested("f((", "a", "))", 10_000),
        nested("NOT ", "a", "", 16_000),
        nested("NOT (", "a", ")", 10_000),
        nested("(NOT ", "a", ")", 10_000),
        nested("CASEI(", "a", ")", 9_000),
        nested("-(", "a", ")", 20_000),
        nested("1+(", "a", ")", 15_000),
        nested("1+", "a", "", 30_000),
        nested("2*", "a", "", 30_000),
        nested("f(a IN (", "a", "))", 6_000),
        nested("a=(", "a", ")", 15_000),
        nested("A_EQUALS((", "a", "))", 5_000),
        nested("S_WITHIN(", "a", ")", 6_000),
        nested("INTERVAL(", "a", ")", 6_000),
        nested("(a AND ", "a", ")", 8_000),
    ] {
        assert_eq!(refused(&deep), Problem::TooDeep, "{}", &deep[..40]);
    }
    // What a sign before a sign would be is no CQL2 at all.
    assert!(matches!(refused(&"-".repeat(60_000)), Problem::Expected { .. }));
    let message = parse_text(&nested("(", "a", ")", 65)).unwrap_err().to_string();
    assert_eq!(message, "character 65: nested deeper than 64 levels");
}

#[test]
fn depth_up_to_the_limit_is_read_and_written() {
    for expression in [
        parse_text(&nested("(", "a", ")", MAX_DEPTH)),
        parse_text(&nested("f(", "a", ")", MAX_DEPTH - 1)),
        parse_text(&nested("NOT ", "a", "", MAX_DEPTH - 1)),
        parse_text(&format!("b = {}", nested("1+", "a", "", MAX_DEPTH - 2))),
        parse_text(&nested("(a AND (b OR ", "c", "))", 31)),
    ] {
        survives(&expression.unwrap());
    }
}

#[test]
fn long_chains_are_flat() {
    let long = vec!["a=1"; 3_000];
    for word in [" AND ", " OR "] {
        let expression = parse_text(&long.join(word)).unwrap();
        match &expression {
            Expression::And(parts) | Expression::Or(parts) => assert_eq!(parts.len(), 3_000),
            other => panic!("{other:?}"),
        }
        survives(&expression);
    }
    let list = vec!["1"; 9_000].join(",");
    survives(&parse_text(&format!("a IN ({list})")).unwrap());
}

#[test]
fn the_number_of_parts_is_limited() {
    let list = |count: usize| format!("a IN ({})", vec!["1"; count].join(","));
    assert!(parse_text(&list(MAX_NODES - 2)).is_ok());
    assert_eq!(refused(&list(MAX_NODES - 1)), Problem::TooManyNodes);
    let document = |count: usize| json!({ "op": "f", "args": vec![1; count] });
    assert!(parse_json(&document(MAX_NODES - 1)).is_ok());
    let error = parse_json(&document(MAX_NODES)).unwrap_err().to_string();
    assert_eq!(error, "`/args/9999`: more than 10000 operators, values and names");
}

#[test]
fn the_number_of_vertices_is_limited() {
    let document = |count: usize| {
        let coordinates: Vec<Value> = (0..count).map(|x| json!([x, 0])).collect();
        let line = json!({ "type": "LineString", "coordinates": coordinates });
        json!({ "op": "s_within", "args": [{ "property": "g" }, line] })
    };
    assert!(parse_json(&document(MAX_VERTICES)).is_ok());
    let error = parse_json(&document(MAX_VERTICES + 1)).unwrap_err().to_string();
    assert_eq!(error, "`/args/1/coordinates/100000`: more than 100000 vertices");
}

#[test]
fn deep_json_is_refused_from_bytes_and_from_a_value() {
    for deep in [
        "[".repeat(MAX_JSON_BYTES),
        nested("[", "1", "]", 200),
        nested(r#"{"op":"not","args":["#, "true", "]}", 10_000),
        nested(r#"{"a":"#, "1", "}", 1_000),
    ] {
        let error = parse_json_bytes(deep.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "filter: JSON nested deeper than 127 levels");
    }
    let mut value = json!(true);
    for _ in 0..MAX_DEPTH - 1 {
        value = json!({ "op": "not", "args": [value] });
    }
    survives(&parse_json(&value).unwrap());
    let error = parse_json(&json!({ "op": "not", "args": [value] })).unwrap_err();
    assert_eq!(*error.problem, Problem::TooDeep);
}
