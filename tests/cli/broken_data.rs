//! `init` on a territory with one thing wrong: it names file, place and reason, and leaves nothing.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::init::names;
use crate::support::{command::gumei, territory};

/// Runs `init` on the territory with one file changed; it must be refused with all the words.
#[track_caller]
fn check(file: &str, spoil: impl FnOnce(&str) -> Option<String>, words: &[&str]) {
    let data = territory::copied_folder();
    let path = data.path().join(file);
    let text = fs::read_to_string(&path).unwrap_or_default();
    match spoil(&text) {
        Some(spoilt) => {
            assert_ne!(spoilt, text, "nothing was spoilt");
            fs::write(&path, spoilt).unwrap();
        }
        None => fs::remove_file(&path).unwrap(),
    }
    let place = TempDir::new().unwrap();
    let store = place.path().join("gumei.gpkg");

    let run = gumei([
        "init",
        "--store",
        store.to_str().unwrap(),
        "--from",
        data.path().to_str().unwrap(),
    ]);

    let mut all = vec![file];
    all.extend_from_slice(words);
    run.refuses(&all);
    assert_eq!(names(place.path()), Vec::<String>::new(), "something is left");
}

/// The same with the nth feature (from 1) of a GeoJSON file changed.
#[track_caller]
fn feature(file: &str, number: usize, spoil: impl FnOnce(&mut Value), words: &[&str]) {
    let edit = |text: &str| {
        let mut collection: Value = serde_json::from_str(text).unwrap();
        spoil(&mut collection["features"][number - 1]);
        Some(collection.to_string())
    };
    let place = format!(", feature {number}");
    let mut all = vec![&*place];
    all.extend_from_slice(words);
    check(file, edit, &all);
}

#[test]
fn json_that_ends_too_soon_is_named_with_its_line() {
    let cut = |text: &str| Some(text.lines().take(4).collect::<Vec<_>>().join("\n"));

    check("cases.geojson", cut, &["line 4"]);
}

#[test]
fn json_that_is_no_feature_collection_is_named() {
    check("cases.geojson", |_| Some("[]".into()), &["FeatureCollection"]);
    check("cases.geojson", |_| Some("{\"type\":\"FeatureCollection\"}".into()), &["features"]);
    check("cases.geojson", |_| Some(String::new()), &["line 1"]);
}

#[test]
fn a_wrong_value_is_named_with_its_feature() {
    feature(
        "violations.geojson",
        3,
        |f| f["properties"]["class"] = "nonsense".into(),
        &["310112006-V00003", "class", "nonsense"],
    );
    feature(
        "violations.geojson",
        2,
        |f| f["properties"]["found_on"] = "2016-02-30".into(),
        &["310112006-V00002", "found_on", "2016-02-30"],
    );
    feature(
        "compounds.geojson",
        1,
        |f| f["properties"]["residents"] = json!("many"),
        &["310112006-C001", "residents", "many"],
    );
    feature(
        "compounds.geojson",
        1,
        |f| f["properties"]["colour"] = json!("red"),
        &["310112006-C001", "colour"],
    );
    feature(
        "compounds.geojson",
        5,
        |f| f["properties"]["name"] = Value::Null,
        &["310112006-C005", "name", "required"],
    );
}

#[test]
fn a_missing_reference_is_named_with_its_feature() {
    feature(
        "compounds.geojson",
        2,
        |f| f["properties"]["committee_id"] = "nowhere".into(),
        &["310112006-C002", "committee_id", "nowhere"],
    );
    feature(
        "elder_facilities.geojson",
        1,
        |f| f["properties"]["serves"] = json!(["committees:nowhere"]),
        &["310112006-F001", "serves", "nowhere"],
    );
}

#[test]
fn a_wrong_geometry_is_named_with_its_feature() {
    let bow_tie = json!({ "type": "Polygon", "coordinates": [[[121.39, 31.15], [121.391, 31.151], [121.391, 31.15], [121.39, 31.151], [121.39, 31.15]]] });

    feature(
        "hazards.geojson",
        7,
        |f| f["geometry"]["coordinates"] = json!([121.5, 31.15]),
        &["outside", "121.5"],
    );
    feature(
        "compounds.geojson",
        3,
        |f| f["geometry"] = bow_tie,
        &["310112006-C003", "crosses or touches itself"],
    );
    feature(
        "hazards.geojson",
        7,
        |f| f["geometry"]["coordinates"] = json!([121.39]),
        &["geometry"],
    );
    feature(
        "waterlogging.geojson",
        1,
        |f| {
            f["geometry"] =
                json!({ "type": "LineString", "coordinates": [[121.39, 31.15], [121.391, 31.15]] })
        },
        &["310112006-WL01", "LINESTRING", "POINT"],
    );
}

#[test]
fn an_id_that_stands_twice_or_not_at_all_is_named() {
    feature(
        "waterlogging.geojson",
        2,
        |f| f["id"] = "310112006-WL01".into(),
        &["310112006-WL01", "twice"],
    );
    feature("waterlogging.geojson", 2, |f| f["id"] = Value::Null, &[]);
}

/// What only the tables check is named as well: file, feature, reason.
#[test]
fn a_broken_check_of_the_tables_is_named_with_its_file_and_feature() {
    feature(
        "compounds.geojson",
        4,
        |f| f["properties"]["residents_80"] = json!(9_999_999),
        &["310112006-C004"],
    );
}

#[test]
fn a_broken_check_of_a_table_without_places_is_named_with_its_line() {
    let again = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        // The same unit, indicator and day under another id.
        let mut cells: Vec<&str> = lines[1].split(',').collect();
        cells[0] = "again";
        let line = cells.join(",");
        lines.insert(2, line);
        Some(lines.join("\n"))
    };

    check("unit_indicators.csv", again, &["line 3"]);
}

#[test]
fn a_broken_csv_is_named_with_its_line() {
    check("responsibilities.csv", |text| Some(text.replacen(",synthetic,", ",", 1)), &["line 2"]);
    check(
        "responsibilities.csv",
        |text| Some(text.replacen("leader", "king", 1)),
        &["line 2", "role", "king"],
    );
    check(
        "responsibilities.csv",
        |text| Some(text.replacen("pianqu:310112006-P02", "pianqu:nowhere", 1)),
        &["line 3", "unit", "nowhere"],
    );
    check(
        "responsibilities.csv",
        |text| Some(text.replacen("holder_ref", "holder", 1)),
        &["holder"],
    );
    check(
        "unit_indicators.csv",
        |text| Some(text.replacen(",3,10,", ",three,10,", 1)),
        &["line 2", "num", "three"],
    );
}

#[test]
fn a_broken_code_list_is_named_with_its_line() {
    check("codes.csv", |text| Some(text.replacen("list,code", "list,kode", 1)), &["line 1"]);
    check(
        "codes.csv",
        |text| Some(text.replacen("provenance,osm,", "provenance,", 1)),
        &["line 2"],
    );
}

/// A list no table has, and a code that stands twice, are found by the database.
#[test]
fn a_code_of_no_list_is_named_with_its_file() {
    check(
        "codes.csv",
        |text| Some(text.replacen("provenance,osm", "colours,red", 1)),
        &["colours"],
    );
    check(
        "codes.csv",
        |text| Some(text.replacen("provenance,source", "provenance,osm", 1)),
        &["osm"],
    );
}

#[test]
fn broken_toml_is_named_with_its_line() {
    check(
        "territory.toml",
        |text| Some(text.replacen("code = \"310112006\"", "code = 310112006", 1)),
        &["line 2"],
    );
    check("territory.toml", |text| Some(format!("{text}\n[nonsense]\n")), &["nonsense"]);
    check(
        "territory.toml",
        |text| Some(text.replacen("as_of = 2016-09-30", "as_of = \"soon\"", 1)),
        &["as_of", "soon"],
    );
    check(
        "territory.toml",
        |text| Some(text.replacen("121.360, 31.120", "121.360, 91.120", 1)),
        &["bbox"],
    );
    check("territory.toml", |text| Some(text.replacen("\"pianqu\", ", "", 1)), &["unit_levels"]);
    check("catalogue.toml", |text| Some(text.replacen("layer = [", "layer = (", 1)), &["line"]);
}

#[test]
fn a_catalogue_of_what_is_not_there_is_named() {
    check(
        "catalogue.toml",
        |text| Some(text.replacen("access = \"public\"", "access = \"secret\"", 1)),
        &["subdistricts"],
    );
}

#[test]
fn a_missing_file_is_named() {
    for file in [
        "territory.toml",
        "catalogue.toml",
        "codes.csv",
        "violations.geojson",
        "responsibilities.csv",
    ] {
        check(file, |_| None, &[]);
    }
}

#[test]
fn a_file_of_no_layer_is_named() {
    check("unknown.geojson", |_| Some("{}".into()), &["unknown"]);
    check("unknown.csv", |_| Some("id".into()), &["unknown"]);
}

#[test]
fn text_that_is_no_utf_8_is_named() {
    let data = territory::copied_folder();
    fs::write(data.path().join("cases.geojson"), [b'{', 0xff, b'}']).unwrap();
    let place = TempDir::new().unwrap();
    let store = place.path().join("gumei.gpkg");

    let run = gumei([
        "init",
        "--store",
        store.to_str().unwrap(),
        "--from",
        data.path().to_str().unwrap(),
    ]);

    run.refuses(&["cases.geojson", "UTF-8"]);
    assert!(names(place.path()).is_empty());
}
