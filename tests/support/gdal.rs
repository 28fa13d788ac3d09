//! GDAL's command line, the judge of what others see.

use std::process::Command;

use serde_json::Value;

/// What the tool printed; it must succeed without an error or a warning.
#[track_caller]
pub fn run(tool: &str, arguments: &[&str]) -> String {
    let (stdout, stderr) = run_noisily(tool, arguments);
    for bad in ["ERROR", "Warning", "warning"] {
        assert!(!stderr.contains(bad), "{tool} {arguments:?}: {stderr}");
    }
    stdout
}

/// What the tool printed to its two outputs; it must succeed.
#[track_caller]
fn run_noisily(tool: &str, arguments: &[&str]) -> (String, String) {
    let output = Command::new(tool)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("`{tool}` does not run ({error}): install gdal-bin"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{tool} {arguments:?}: {stderr}");
    (String::from_utf8(output.stdout).unwrap(), stderr.into_owned())
}

/// Features as GDAL reads them, at full precision.
///
/// - `source`: data source, layer and options, as `ogr2ogr` takes them.
#[track_caller]
pub fn features(source: &[&str]) -> Vec<Value> {
    read(&run("ogr2ogr", &to_geojson(source)))
}

/// The same where GDAL first looks for what need not be there, and says so.
#[track_caller]
pub fn features_noisily(source: &[&str]) -> Vec<Value> {
    read(&run_noisily("ogr2ogr", &to_geojson(source)).0)
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
