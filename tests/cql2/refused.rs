//! What is refused, and what is said about it.

use gumei::query::cql2::{parse_json, parse_json_bytes, parse_text};
use serde_json::{Value, json};

#[track_caller]
fn text(filter: &str, message: &str) {
    match parse_text(filter) {
        Ok(expression) => panic!("`{filter}` is read as {expression:?}"),
        Err(error) => assert_eq!(error.to_string(), message, "`{filter}`"),
    }
}

#[track_caller]
fn document(filter: Value, message: &str) {
    match parse_json(&filter) {
        Ok(expression) => panic!("`{filter}` is read as {expression:?}"),
        Err(error) => assert_eq!(error.to_string(), message, "`{filter}`"),
    }
}

#[test]
fn what_is_no_condition_is_refused_where_it_begins() {
    text("", "character 1: expected a value, found the end");
    text("   ", "character 4: expected a value, found the end");
    text("'abc'", "character 1: expected a condition, found the text `abc`");
    text("5", "character 1: expected a condition, found the number `5`");
    text("a + 1", "character 1: expected a condition, found a calculation");
    text("a AND 1", "character 7: expected a condition, found the number `1`");
    text(
        "NOT DATE('2016-09-30')",
        "character 5: expected a condition, found the date `2016-09-30`",
    );
    text("POINT(1 2)", "character 1: expected a condition, found a geometry");
}

#[test]
fn operators_that_do_not_fit_are_refused() {
    let operator = "expected an operator or the end";
    text("a = 1 = 2", &format!("character 7: {operator}, found `=`"));
    text("a = 1 b", &format!("character 7: {operator}, found `b`"));
    text("名称 '古美'", &format!("character 4: {operator}, found the text `古美`"));
    text("a = 1)", &format!("character 6: {operator}, found `)`"));
    text("(a = 1", "character 7: expected an operator or `)`, found the end");
    text("a =", "character 4: expected a value, found the end");
    text("a = AND", "character 5: expected a value, found `AND`");
    text("a == 1", "character 3: `==` is no sign of CQL2, write `=`");
    text("a != 1", "character 3: `!=` is no sign of CQL2, write `<>`");
    text("a # 1", "character 3: `#` is no sign of CQL2");
    text("a IS 5", "character 6: expected `NULL` or `NOT NULL`, found the number `5`");
    text("a NOT = 5", "character 7: expected `LIKE`, `BETWEEN` or `IN` after `NOT`, found `=`");
    text(
        "a BETWEEN 1 OR 2",
        "character 13: expected `AND` and the upper end of `BETWEEN`, found `OR`",
    );
    text("a LIKE b", "character 8: expected a pattern in single quotes, found the property `b`");
    text("5 LIKE 'b'", "character 1: expected a text, property or function, found the number `5`");
    text("a = b ^ 2 ^ 3", "character 11: powers do not chain, put brackets around one `^`");
    text("a = 'b' + 1", "character 5: expected a number, property or function, found the text `b`");
    text("a = +b", "character 6: expected a number after `+`, found `b`");
    text("a IN 5", "character 6: expected `(`, found the number `5`");
    text("a IN (1, 2", "character 11: expected `,` or `)`, found the end");
    text(
        "(a > 1) = TRUE",
        "character 1: expected a text, number, truth value, date, timestamp, property or function, found a comparison",
    );
    text(
        "a = (1, 2)",
        "character 7: expected `)`, as an array may only stand in `A_…` predicates and functions, found `,`",
    );
    text(
        "f((1, 2)) IS NULL AND (f((1, 2) = 3))",
        "character 26: expected a text, number, truth value, date, timestamp, property or function, found an array",
    );
}

#[test]
fn literals_that_are_wrong_are_quoted() {
    text("a = 'b", "character 5: `'` opens what nothing closes");
    text("a = 'b\\'", "character 5: `'` opens what nothing closes");
    text("\"a = 1", "character 1: `\"` opens what nothing closes");
    text("\"\" = 1", "character 1: a name is empty");
    text("a = 1e999", "character 5: `1e999` is beyond the range of numbers");
    text("a = -1e999", "character 5: `-1e999` is beyond the range of numbers");
    text("a = 5米", "character 5: `5米` is no number");
    text("a = 1.2.3", "character 5: `1.2.3` is no number");
    text("a = 1e", "character 5: `1e` is no number");
    text("a = DATE('2016-02-30')", "character 10: `2016-02-30` is no date, such as `2016-09-30`");
    text("a = DATE(2016)", "character 10: expected a date in quotes, found the number `2016`");
    text(
        "a = TIMESTAMP('2016-09-30')",
        "character 15: `2016-09-30` is no timestamp, such as `2016-09-30T08:00:00Z`",
    );
    text(
        "T_AFTER(a, INTERVAL('2016', '..'))",
        "character 21: `2016` is no end of an interval: a date, a timestamp or `..` is",
    );
    text(
        "T_AFTER(a, INTERVAL('..'))",
        "character 25: expected `,` and the end of the interval, found `)`",
    );
    text(
        "T_AFTER(a, INTERVAL(5, '..'))",
        "character 21: expected a date, timestamp, `'..'`, property or function, found the number `5`",
    );
}

#[test]
fn predicates_and_functions_take_what_they_take() {
    text("S_WITHIN(g)", "character 11: expected `,` and the second operand, found `)`");
    text("S_WITHIN(g, g, g)", "character 14: expected `)` after two operands, found `,`");
    text(
        "S_WITHIN(g, 'POINT(1 2)')",
        "character 13: expected a geometry, bounding box, property or function, found the text `POINT(1 2)`",
    );
    text(
        "T_AFTER(a, '2016-09-30')",
        "character 12: expected a date, timestamp, interval, property or function, found the text `2016-09-30`",
    );
    text(
        "A_EQUALS(a, 1)",
        "character 13: expected an array, property or function, found the number `1`",
    );
    text(
        "CASEI(5) = 'a'",
        "character 7: expected a text, property or function, found the number `5`",
    );
    text("isNull(a)", "character 1: `isNull` is an operator of CQL2, no function");
    text("f(a", "character 4: expected an operator, `,` or `)`, found the end");
    text("f(a,)", "character 5: expected a value, found `)`");
}

#[test]
fn geometries_that_no_predicate_can_take_are_refused() {
    let meets = |geometry: &str, message: &str| {
        text(&format!("S_WITHIN(g,{geometry})"), &format!("character {message}"));
    };
    meets("POINT EMPTY", "18: an empty geometry meets nothing, give it positions");
    meets("POLYGON()", "19: an empty geometry meets nothing, give it positions");
    meets("POLYGON(EMPTY)", "20: an empty geometry meets nothing, give it positions");
    meets("POINT(1)", "19: expected a number, found `)`");
    meets("POINT(1 2 3 4)", "24: expected `)` after one position, found the number `4`");
    meets("POINT M (1 2 3)", "18: measures are not admitted, only `Z`");
    meets("POINT(1e999 2)", "18: `1e999` is beyond the range of numbers");
    meets("POINT(NaN 2)", "18: expected a number, found `NaN`");
    meets("LINESTRING(1 2)", "22: a line of 1 different points, at least 2 are needed");
    meets("LINESTRING(1 2,1 2)", "22: a line of 1 different points, at least 2 are needed");
    meets("POLYGON((0 0,1 0,0 0))", "20: a ring of 3 positions, at least 4 are needed");
    meets("POLYGON((0 0,1 0,1 1,0 1))", "20: a ring does not end where it begins");
    meets("POLYGON((0 0,1 0,1 0,0 0))", "20: a ring of 2 different points, at least 3 are needed");
    meets("POLYGON(0 0,1 0,1 1,0 0)", "20: expected `(`, found the number `0`");
    meets(
        "GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 2)))",
        "31: a geometry collection within another is not admitted",
    );
    meets("GEOMETRYCOLLECTION(1 2)", "31: expected a geometry, found the number `1`");
    meets("BBOX(1,2,3)", "16: a bounding box needs 4 or 6 numbers, got 3");
    meets("BBOX(a,2,3,4)", "17: expected a number, found `a`");
}

#[test]
fn full_width_punctuation_is_pointed_at() {
    text(
        "类别＝'土地'",
        "character 4: expected an operator or the end, found the text `土地`; character 3 is a full-width `＝`, CQL2 has `=`",
    );
    text(
        "类别 = ‘土地’",
        "character 6: `‘` is no sign of CQL2; character 6 is a full-width `‘`, CQL2 has `'`",
    );
    text(
        "S_WITHIN(g，POINT(1 2))",
        "character 20: expected an operator, `,` or `)`, found the number `2`; character 11 is a full-width `，`, CQL2 has `,`",
    );
    // Quoted, it is not the cause.
    text(
        "类别 = '（一）' 1",
        "character 12: expected an operator or the end, found the number `1`",
    );
}

#[test]
fn json_that_is_no_filter_is_refused_with_a_pointer() {
    document(json!(null), "filter: expected a condition, or the operator `isNull`, found `null`");
    document(json!([]), "filter: expected a condition, found an array");
    document(json!("a > 5"), "filter: expected a condition, found the text `a > 5`");
    let known =
        "(an object with `op`, `property`, `date`, `timestamp`, `interval`, `bbox` or `type`)";
    document(json!({}), &format!("filter: expected a condition {known}, found an empty object"));
    document(
        json!({ "and": [true, false] }),
        &format!("filter: expected a condition {known}, found an object with `and`"),
    );
    document(json!({ "op": "and" }), "filter: expected `args` beside the `op` `and`, found none");
    document(
        json!({ "op": 5, "args": [] }),
        "`/op`: expected the name of an operator or function, found the number `5`",
    );
    document(json!({ "op": "", "args": [] }), "`/op`: a name is empty");
    document(
        json!({ "op": "and", "args": true }),
        "`/args`: expected an array of arguments, found `true`",
    );
    document(
        json!({ "op": "and", "args": [true] }),
        "`/args`: `and` takes two or more arguments, got 1",
    );
    document(json!({ "op": "not", "args": [] }), "`/args`: `not` takes one argument, got 0");
    document(
        json!({ "op": "between", "args": [1, 2] }),
        "`/args`: `between` takes three arguments, got 2",
    );
    document(
        json!({ "op": "in", "args": [1, 2, 3] }),
        "`/args`: `in` takes a value and an array, got 3",
    );
    document(
        json!({ "op": "in", "args": [1, 2] }),
        "`/args/1`: expected an array of values, found the number `2`",
    );
    document(
        json!({ "op": "=", "args": [1, null] }),
        "`/args/1`: expected a text, number, truth value, date, timestamp, property or function, or the operator `isNull`, found `null`",
    );
    document(
        json!({ "op": "not", "args": [{ "op": "like", "args": [{ "property": "a" }, { "property": "b" }] }] }),
        "`/args/0/args/1`: expected a pattern in single quotes, found the property `b`",
    );
    document(
        json!({ "property": 5 }),
        "`/property`: expected the name of a property, found the number `5`",
    );
    document(json!({ "property": "" }), "`/property`: a name is empty");
    document(
        json!({ "op": "=", "args": [{ "property": "a" }, { "date": "2016-13-01" }] }),
        "`/args/1/date`: `2016-13-01` is no date, such as `2016-09-30`",
    );
    document(
        json!({ "op": "t_after", "args": [{ "property": "a" }, { "interval": [".."] }] }),
        "`/args/1/interval`: expected an array of two ends, found an array of 1",
    );
    document(
        json!({ "op": "t_after", "args": [{ "property": "a" }, { "interval": ["..", "now"] }] }),
        "`/args/1/interval/1`: `now` is no end of an interval: a date, a timestamp or `..` is",
    );
}

#[test]
fn geometries_in_json_are_checked_as_in_text() {
    let meets = |geometry: Value, message: &str| {
        let filter = json!({ "op": "s_within", "args": [{ "property": "g" }, geometry] });
        document(filter, &format!("`/args/1{message}"));
    };
    meets(
        json!({ "type": "Circle", "coordinates": [] }),
        "`: `Circle` is no type of GeoJSON's geometries",
    );
    meets(json!({ "type": "Point" }), "`: expected `coordinates` in the geometry, found none");
    meets(
        json!({ "type": "Point", "coordinates": [1] }),
        "/coordinates`: expected a position of two or three numbers, found an array of 1",
    );
    meets(
        json!({ "type": "Point", "coordinates": ["1", 2] }),
        "/coordinates`: expected a number, found the text `1`",
    );
    meets(
        json!({ "type": "MultiPoint", "coordinates": [] }),
        "/coordinates`: an empty geometry meets nothing, give it positions",
    );
    meets(
        json!({ "type": "LineString", "coordinates": [[1, 2]] }),
        "/coordinates`: a line of 1 different points, at least 2 are needed",
    );
    meets(
        json!({ "type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]] }),
        "/coordinates/0`: a ring does not end where it begins",
    );
    meets(
        json!({ "type": "GeometryCollection", "geometries": [{ "type": "GeometryCollection", "geometries": [] }] }),
        "/geometries/0`: a geometry collection within another is not admitted",
    );
    meets(json!({ "bbox": [1, 2, 3] }), "/bbox`: a bounding box needs 4 or 6 numbers, got 3");
    meets(json!({ "bbox": [1, 2, 3, "4"] }), "/bbox/3`: expected a number, found the text `4`");
}

#[test]
fn bytes_that_are_no_json_are_refused() {
    let refused = |bytes: &[u8]| parse_json_bytes(bytes).unwrap_err().to_string();
    assert_eq!(
        refused(b"{\"op\":"),
        "filter: no JSON: EOF while parsing a value at line 1 column 6"
    );
    assert_eq!(refused(b"a > 5"), "filter: no JSON: expected value at line 1 column 1");
    assert_eq!(
        refused(b"{\"op\":\"=\",\"args\":[1,1e999]}"),
        "filter: no JSON: number out of range at line 1 column 25"
    );
    assert!(refused(b"\"\xff\"").starts_with("filter: no JSON: "));
}
