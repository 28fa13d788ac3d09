//! GDAL's command line, the judge of what others see.

use std::process::Command;

use serde_json::Value;

/// What the tool printed; it must succeed without an error or a warning.
#[track_caller]
pub fn run(tool: &str, arguments: &[&str]) -> String {
    let output = Command::new(tool)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("`{tool}` does not run ({error}): install gdal-bin"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {stderr}");
    for bad in ["ERROR", "Warning", "warning"] {
        assert!(!stderr.contains(bad), "{tool} {arguments:?}: {stderr}");
    }
    String::from_utf8(output.stdout).unwrap()
}

/// Features as GDAL reads them, at full precision.
///
/// - `source`: data source, layer and options, as `ogr2ogr` takes them.
#[track_caller]
pub fn features(source: &[&str]) -> Vec<Value> {
    read(&run("ogr2ogr", &to_geojson(source)))
}

fn to_geojson<'s>(source: &[&'s str]) -> Vec<&'s str> {
    let mut arguments = vec!["-f", "GeoJSON", "/vsistdout/"];
    arguments.extend_from_slice(source);
    arguments.extend_from_slice(&["-lco", "COORDINATE_PRECISION=15"]);
    arguments
}

#[track_caller]
fn read(text: &str) -> Vec<Value> {
    let mut collection: Value = serde_json::from_str(text).expect("ogr2ogr writes JSON");
    match collection["features"].take() {
        Value::Array(features) => features,
        other => panic!("no features but {other}"),
    }
}
