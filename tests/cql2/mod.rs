//! CQL2 read and written, against the standard's own examples.

mod hostile;
mod published;
mod random;
mod reading;
mod refused;
mod trees;

use gumei::query::{
    Expression,
    cql2::{parse_json, parse_json_bytes, parse_text, write_json, write_text},
};

/// Written in both encodings and read again, the expression is the same.
#[track_caller]
fn survives(expression: &Expression) {
    let text = write_text(expression);
    assert_eq!(parse_text(&text).as_ref(), Ok(expression), "{text}");
    let json = write_json(expression);
    assert_eq!(parse_json(&json).as_ref(), Ok(expression), "{json}");
    let bytes = serde_json::to_vec(&json).unwrap();
    assert_eq!(parse_json_bytes(&bytes).as_ref(), Ok(expression), "{json}");
}
