//! Random expressions survive writing and reading; random input is answered, never with a panic.

use gumei::query::cql2::{parse_json, parse_json_bytes, parse_text};
use proptest::{collection::vec, prelude::*, sample::select};
use serde_json::Value;

use super::{survives, trees::condition};

/// Text out of pieces of CQL2, so that much of it goes far before it fails.
fn pieces() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a",
        "\"b\"",
        "'c'",
        "1",
        "-",
        "2.5E3",
        "(",
        ")",
        ",",
        "AND",
        "OR",
        "NOT",
        "=",
        "<>",
        "LIKE",
        "BETWEEN",
        "IN",
        "IS",
        "NULL",
        "+",
        "*",
        "^",
        "div",
        "f(",
        "CASEI(",
        "S_WITHIN(",
        "T_AFTER(",
        "A_EQUALS(",
        "POINT",
        "Z",
        "EMPTY",
        "(1 2)",
        "POLYGON((0 0,1 0,1 1,0 0))",
        "BBOX(1,2,3,4)",
        "DATE('2016-09-30')",
        "INTERVAL('..',",
        "'..'",
        "TRUE",
        "类别",
        "＝",
        "'",
    ];
    vec(select(pieces), 0..14).prop_map(|pieces| pieces.join(" "))
}

fn any_json() -> impl Strategy<Value = Value> {
    let words = vec![
        "op",
        "args",
        "property",
        "date",
        "interval",
        "type",
        "coordinates",
        "bbox",
        "and",
        "not",
        "=",
        "in",
        "isNull",
        "s_within",
        "Point",
        "Polygon",
        "GeometryCollection",
        "geometries",
        "..",
        "2016-09-30",
        "f",
    ];
    let word = select(words).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..9).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 40, 4, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((word.clone(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn an_expression_survives_both_encodings(expression in condition(3)) {
        survives(&expression);
    }

    #[test]
    fn arbitrary_text_is_answered(text in any::<String>()) {
        let _ = parse_text(&text).map_err(|error| error.to_string());
    }

    #[test]
    fn arbitrary_bytes_are_answered(bytes in any::<Vec<u8>>()) {
        let _ = parse_json_bytes(&bytes).map_err(|error| error.to_string());
    }

    #[test]
    fn pieces_of_text_in_any_order_are_read_or_answered(text in pieces()) {
        if let Ok(expression) = parse_text(&text) {
            survives(&expression);
        }
    }

    #[test]
    fn arbitrary_json_is_read_or_answered(json in any_json()) {
        if let Ok(expression) = parse_json(&json) {
            survives(&expression);
        }
    }
}
