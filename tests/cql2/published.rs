//! The examples and the abstract test suite of OGC 21-065r2, as the standard's repository has them.

use gumei::query::cql2::{parse_json, parse_text};
use serde::Deserialize;

use super::survives;

#[derive(Deserialize)]
struct Published {
    examples: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    name: String,
    /// The example and what the standard's repository calls alternatives to it.
    text: Vec<String>,
    json: serde_json::Value,
}

#[test]
fn every_published_example_is_the_same_tree_in_text_and_json() {
    let published: Published =
        serde_json::from_str(include_str!("../fixtures/cql2/examples.json")).unwrap();
    assert_eq!(published.examples.len(), 109);
    for Example { name, text, json } in &published.examples {
        let expression = parse_json(json).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!text.is_empty());
        for text in text {
            let from_text = parse_text(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(from_text, expression, "{name}: {text}");
        }
        survives(&expression);
    }
}

#[test]
fn every_predicate_of_the_abstract_test_suite_is_read() {
    let predicates: Vec<&str> =
        include_str!("../fixtures/cql2/abstract_tests.txt").lines().collect();
    assert_eq!(predicates.len(), 262);
    for predicate in &predicates {
        let read = |text: &str| parse_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        survives(&read(predicate));
    }
    for four in predicates.windows(4) {
        let [p1, p2, p3, p4] = four else { unreachable!() };
        let combined =
            format!("((NOT {p1} AND {p2}) OR ({p3} and NOT {p4}) or not ({p1} AND {p4}))");
        let expression =
            parse_text(&combined).unwrap_or_else(|error| panic!("{combined}: {error}"));
        survives(&expression);
    }
}
