//! What texts mean, told by the JSON they are written as, and the other way round.

use gumei::query::{
    Expression,
    cql2::{Language, parse, parse_json, parse_text, write_json, write_text},
};
use serde_json::{Value, json};

use super::survives;

#[track_caller]
fn means(text: &str, expected: Value) {
    let expression = parse_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(write_json(&expression), expected, "{text}");
    survives(&expression);
}

#[track_caller]
fn same(one: &str, other: &str) {
    let read = |text| parse_text(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(read(one), read(other), "{one}");
    survives(&read(one));
}

fn op(op: &str, args: Value) -> Value {
    json!({ "op": op, "args": args })
}

fn name(name: &str) -> Value {
    json!({ "property": name })
}

#[test]
fn and_binds_before_or_and_chains_are_flat() {
    let [a, b, c] = ["a", "b", "c"].map(name);
    means("a OR b AND c", op("or", json!([a, op("and", json!([b, c]))])));
    means("a AND b AND c", op("and", json!([a, b, c])));
    means("(a AND b) AND c", op("and", json!([op("and", json!([a, b])), c])));
    means("NOT a AND b", op("and", json!([op("not", json!([a])), b])));
    means("NOT (a AND b)", op("not", json!([op("and", json!([a, b]))])));
    means("not not a", op("not", json!([op("not", json!([a]))])));
}

#[test]
fn arithmetic_binds_as_the_grammar_has_it() {
    let [a, b] = ["a", "b"].map(name);
    let is = |calculation: Value| op("=", json!([name("x"), calculation]));
    means("x = a + b * 2", is(op("+", json!([a, op("*", json!([b, 2]))]))));
    means("x = a - b - 2", is(op("-", json!([op("-", json!([a, b])), 2]))));
    means("x = a - (b - 2)", is(op("-", json!([a, op("-", json!([b, 2]))]))));
    means("x = a div 2 % b", is(op("%", json!([op("div", json!([a, 2])), b]))));
    means("x = a * b ^ 2", is(op("*", json!([a, op("^", json!([b, 2]))]))));
    means("x = -2 ^ 2", is(op("^", json!([-2, 2]))));
    means("x = (a ^ 2) ^ b", is(op("^", json!([op("^", json!([a, 2])), b]))));
    means("x = -a", is(op("*", json!([-1, a]))));
    means("x = -(a + b)", is(op("*", json!([-1, op("+", json!([a, b]))]))));
    means("x = a - -5", is(op("-", json!([a, -5]))));
    means("x = a-5", is(op("-", json!([a, 5]))));
    means("x = +5", is(json!(5)));
}

#[test]
fn numbers_keep_whether_they_are_whole() {
    for (text, expected) in [
        ("1", json!(1)),
        ("1.0", json!(1.0)),
        ("1.", json!(1.0)),
        (".5", json!(0.5)),
        ("-1E3", json!(-1000.0)),
        ("1e-3", json!(0.001)),
        ("9223372036854775807", json!(i64::MAX)),
        ("-9223372036854775808", json!(i64::MIN)),
        ("9223372036854775808", json!(9223372036854775808.0)),
        ("1.7976931348623157E308", json!(f64::MAX)),
    ] {
        means(&format!("a = {text}"), op("=", json!([name("a"), expected])));
    }
}

#[test]
fn names_are_of_any_script_and_quoted_when_they_are_keywords() {
    means("类别 = '五违'", op("=", json!([name("类别"), "五违"])));
    means("类别　=　'土地'", op("=", json!([name("类别"), "土地"])));
    means("面积（平方米） > 5", op(">", json!([name("面积（平方米）"), 5])));
    means("\"and\" = \"面积 (m2)\"", op("=", json!([name("and"), name("面积 (m2)")])));
    means("\"say \"\"hi\"\"\" = 1", op("=", json!([name("say \"hi\""), 1])));
    means("date = DATE('2016-09-30')", op("=", json!([name("date"), { "date": "2016-09-30" }])));
    same("point IS NULL", "\"point\" IS NULL");
    same("z > m", "\"z\" > \"m\"");
    let text = write_text(&parse_text("\"OR\" = \"a b\" OR \"a\" = \"Div\"").unwrap());
    assert_eq!(text, "\"OR\" = \"a b\" OR a = \"Div\"");
}

#[test]
fn keywords_are_read_in_any_case() {
    same(
        "a Between 1 aNd 2 oR NoT b iS nUlL anD c lIkE 'x' Or d iN (1) AND tRuE",
        "a BETWEEN 1 AND 2 OR b IS NOT NULL AND c LIKE 'x' OR d IN (1) AND TRUE",
    );
    same("s_Intersects(g, pOiNt z (1 2 3))", "S_INTERSECTS(g, POINT(1 2))");
    same(
        "t_finishedby(Interval('..', b), timeStamp('2016-09-30T00:00:00Z'))",
        "T_FINISHEDBY(INTERVAL('..', b), TIMESTAMP('2016-09-30T08:00:00+08:00'))",
    );
    same("casei(AccentI(a)) = Casei('B')", "CASEI(ACCENTI(a)) = CASEI('B')");
}

#[test]
fn a_value_alone_in_brackets_is_an_array_where_one_may_stand() {
    let contains = |list: Value| op("a_contains", json!([name("v"), list]));
    means("A_CONTAINS(v, ('a'))", contains(json!(["a"])));
    means("A_CONTAINS(v, ())", contains(json!([])));
    means("A_CONTAINS(v, ((1, 2), (3), ()))", contains(json!([[1, 2], [3], []])));
    means(
        "A_CONTAINS(v, ((1 + 2) * 3))",
        contains(json!([op("*", json!([op("+", json!([1, 2])), 3]))])),
    );
    means(
        "A_CONTAINS(v, (((1 + 2)) * 3, (a OR b) AND c))",
        contains(json!([
            op("*", json!([op("+", json!([1, 2])), 3])),
            op("and", json!([op("or", json!([name("a"), name("b")])), name("c")])),
        ])),
    );
    means("f((a)) AND f()", op("and", json!([op("f", json!([[name("a")]])), op("f", json!([]))])));
    means("((a)) = ((1))", op("=", json!([name("a"), 1])));
    means("(a) IN ((1), 2 + 3)", op("in", json!([name("a"), [1, op("+", json!([2, 3]))]])));
}

#[test]
fn geometries_of_all_kinds_are_read_and_lose_their_height() {
    let meets = |geometry: Value| op("s_intersects", json!([name("g"), geometry]));
    let kind =
        |kind: &str, coordinates: Value| meets(json!({ "type": kind, "coordinates": coordinates }));
    means("S_INTERSECTS(g, POINT(1 -2.5))", kind("Point", json!([1.0, -2.5])));
    means("S_INTERSECTS(g, POINT Z (1 2 3))", kind("Point", json!([1.0, 2.0])));
    means("S_INTERSECTS(g, POINT(1 2 3))", kind("Point", json!([1.0, 2.0])));
    let line = json!([[1.0, 2.0], [3.0, 4.0]]);
    means("S_INTERSECTS(g, LINESTRING(1 2,3 4))", kind("LineString", line.clone()));
    let ring = json!([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [0.0, 0.0]]);
    means("S_INTERSECTS(g, POLYGON((0 0,4 0,0 4,0 0)))", kind("Polygon", json!([ring])));
    means("S_INTERSECTS(g, MULTIPOINT((1 2),(3 4)))", kind("MultiPoint", line.clone()));
    same("S_INTERSECTS(g, MULTIPOINT(1 2,3 4))", "S_INTERSECTS(g, MULTIPOINT((1 2),(3 4)))");
    means("S_INTERSECTS(g, MULTILINESTRING((1 2,3 4)))", kind("MultiLineString", json!([line])));
    means(
        "S_INTERSECTS(g, MULTIPOLYGON(((0 0,4 0,0 4,0 0))))",
        kind("MultiPolygon", json!([[ring]])),
    );
    means(
        "S_INTERSECTS(g, GEOMETRYCOLLECTION(POINT(1 2),LINESTRING Z (1 2 0,3 4 0)))",
        meets(json!({ "type": "GeometryCollection", "geometries": [
            { "type": "Point", "coordinates": [1.0, 2.0] },
            { "type": "LineString", "coordinates": line },
        ] })),
    );
    means(
        "S_WITHIN(g, BBOX(1,2,3,4))",
        op("s_within", json!([name("g"), { "bbox": [1.0, 2.0, 3.0, 4.0] }])),
    );
    same("S_WITHIN(g, BBOX(1,2,-9,3,4,9))", "S_WITHIN(g, BBOX(1,2,3,4))");
    survives(&parse_text("S_WITHIN(g, BBOX(179, -1, -179, 1E-300))").unwrap());
}

#[test]
fn json_is_read_as_the_schema_has_it_and_a_little_beyond() {
    let read = |json: Value| parse_json(&json).unwrap_or_else(|error| panic!("{json}: {error}"));
    let text = |json: Value| write_text(&read(json));
    assert_eq!(text(json!(true)), "TRUE");
    assert_eq!(text(op("isNull", json!([name("a")]))), "a IS NULL");
    assert_eq!(
        text(op("S_Intersects", json!([name("a"), { "bbox": [1, 2, 3, 4] }]))),
        "S_INTERSECTS(a, BBOX(1, 2, 3, 4))"
    );
    assert_eq!(text(op("in", json!([name("a"), []]))), "a IN ()");
    // A geometry may bring its box, and any object members of its own.
    let point = json!({ "type": "Point", "bbox": [1, 2, 1, 2], "coordinates": [1, 2], "note": 0 });
    assert_eq!(text(op("s_equals", json!([name("a"), point]))), "S_EQUALS(a, POINT(1 2))");
    // A function that has the name of a keyword of the text only.
    let date = read(op("date", json!([name("a")])));
    assert_eq!(write_text(&date), "\"date\"(a)");
    survives(&date);
}

#[test]
fn a_filter_is_read_in_the_language_that_is_named() {
    let text: Language = "cql2-text".parse().unwrap();
    let json: Language = "cql2-json".parse().unwrap();
    assert_eq!([text.name(), json.name()], ["cql2-text", "cql2-json"]);
    let expected = parse("a > 5", text).unwrap();
    assert_eq!(parse(r#"{"op":">","args":[{"property":"a"},5]}"#, json), Ok(expected));
    let unknown = "cql-text".parse::<Language>().unwrap_err().to_string();
    assert_eq!(unknown, "`cql-text` is no filter language, `cql2-text` or `cql2-json` is");
}

#[test]
fn names_of_properties_and_functions_are_found_everywhere() {
    let filter = "f(a, (b, g())) = c + 1 AND T_DURING(INTERVAL(d, '..'), e) AND h IN (i, CASEI(a))";
    let expression = parse_text(filter).unwrap();
    let listed = |names: std::collections::BTreeSet<&std::sync::Arc<str>>| {
        names.into_iter().map(|name| &**name).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(listed(expression.property_names()), "a b c d e h i");
    assert_eq!(listed(expression.function_names()), "f g");
}

#[test]
fn all_ordinates_are_brought_to_another_crs() {
    let filter = "S_WITHIN(g, BBOX(1, 2, 3, 4)) OR A_EQUALS(v, (LINESTRING(1 2, 3 4), POINT(5 6)))";
    let swapped = parse_text(filter)
        .unwrap()
        .try_map_coords(
            |coord| Ok::<_, String>(geo_types::Coord { x: coord.y, y: coord.x }),
            |[a, b, c, d]| Ok(Expression::Bbox([b, a, d, c])),
        )
        .unwrap();
    let expected =
        "S_WITHIN(g, BBOX(2, 1, 4, 3)) OR A_EQUALS(v, (LINESTRING(2 1, 4 3), POINT(6 5)))";
    assert_eq!(write_text(&swapped), expected);
    let refused = parse_text(filter).unwrap().try_map_coords(
        |coord| if coord.x > 4.0 { Err("too far") } else { Ok(coord) },
        |corners| Ok(Expression::Bbox(corners)),
    );
    assert_eq!(refused, Err("too far"));
}

#[test]
fn a_box_has_an_outline_unless_it_wraps() {
    use geo::Area;
    let outline = gumei::query::bbox_outline([1.0, 2.0, 3.0, 5.0]).unwrap();
    assert_eq!(outline.exterior().0.len(), 4 * 32 + 1);
    // Counter-clockwise is positive; the points between are exact, 32 being a power of two.
    assert!((outline.signed_area() - 6.0).abs() < 1e-12);
    assert_eq!(gumei::query::bbox_outline([3.0, 2.0, 1.0, 5.0]), None);
    assert_eq!(gumei::query::bbox_outline([1.0, 2.0, 1.0, 5.0]), None);
}

#[test]
fn geometries_pass_the_gate_once_their_crs_is_known() {
    let admitted = |text: &str| {
        let expression = parse_text(text).unwrap();
        expression.admit_crs84().map(|admitted| write_text(&admitted)).map_err(|e| e.to_string())
    };
    let fine = "S_WITHIN(g, BBOX(179, -90, -179, 90)) AND S_WITHIN(g, POINT(-180 90))";
    assert_eq!(admitted(fine), Ok(fine.to_owned()));
    let clockwise = "S_WITHIN(g, POLYGON((0 0, 0 4, 0 4, 4 0, 0 0)))";
    let wound = "S_WITHIN(g, POLYGON((0 0, 4 0, 0 4, 0 0)))";
    assert_eq!(admitted(clockwise), Ok(wound.to_owned()));
    let members = "A_EQUALS(v, (GEOMETRYCOLLECTION(POINT(1 2), POINT(31.1 121.4)), POINT(0 99)))";
    let swapped = "geometry 2 of the filter: geometry: `31.1`, `121.4` is no longitude (-180 to 180), latitude (-90 to 90) in degrees";
    assert_eq!(admitted(members), Err(swapped.to_owned()));
    let bowtie = "S_WITHIN(g, POINT(1 2)) AND S_WITHIN(g, POLYGON((0 0, 10 10, 10 0, 0 10, 0 0)))";
    let crossing = "geometry 2 of the filter: ring 1, vertex 1: the ring crosses or touches itself at its segment 3";
    assert_eq!(admitted(bowtie), Err(crossing.to_owned()));
    let upside_down =
        "geometry 1 of the filter: `bbox` has its south edge (4) above its north edge (2)";
    assert_eq!(admitted("S_WITHIN(g, BBOX(1, 4, 3, 2))"), Err(upside_down.to_owned()));
}
