use std::collections::BTreeMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::{geojson, value};
use crate::analysis::counts::{Counts, Line, Question, Tally};

/// Features counted by unit and group. `units` and `outside` sum to `total`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Counts")]
pub struct WireCounts {
    collection: String,
    /// The unit level.
    by: String,
    group: Vec<String>,
    at: NaiveDate,
    number_matched: u64,
    total: Count,
    units: Vec<UnitCount>,
    outside: Count,
}

/// The numbers of a unit or of a whole.
#[derive(Debug, Serialize, JsonSchema)]
struct Count {
    #[serde(flatten)]
    tally: WireTally,
    /// What there is of each group; groups with nothing are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    groups: Option<Vec<CountGroup>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnitCount {
    id: String,
    name: String,
    #[serde(flatten)]
    count: Count,
}

/// One group: its values by property, and its numbers.
#[derive(Debug, Serialize, JsonSchema)]
struct CountGroup {
    #[schemars(with = "BTreeMap<String, Json>")]
    key: IndexMap<String, Json>,
    #[serde(flatten)]
    tally: WireTally,
}

/// Also `sum_<property>` for each property that was to be added up.
#[derive(Debug, Serialize, JsonSchema)]
struct WireTally {
    count: u64,
    /// Metres of lines, cut at the units' borders.
    #[serde(skip_serializing_if = "Option::is_none")]
    length_m: Option<f64>,
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, Json>")]
    sums: IndexMap<String, f64>,
}

/// The units as GeoJSON, with one number for each column of the CSV.
#[derive(Debug, Clone, Copy)]
pub struct CountShapes;

impl JsonSchema for CountShapes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CountShapes".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let properties = serde_json::json!({ "type": "object", "additionalProperties": true });
        let feature = geojson::feature(generator, &properties);
        schemars::json_schema!({
            "type": "object",
            "description": "The units as GeoJSON, with their counts as properties.",
            "required": ["type", "numberMatched", "outside", "features"],
            "properties": {
                "type": { "type": "string", "enum": ["FeatureCollection"] },
                "numberMatched": { "type": "integer", "minimum": 0 },
                "outside": { "type": "object", "additionalProperties": true },
                "features": { "type": "array", "items": feature },
            },
        })
    }
}

fn tally(tally: &Tally, counts: &Counts, question: &Question) -> WireTally {
    let names = question.sum.iter().map(|name| format!("sum_{name}"));
    WireTally {
        count: tally.count,
        length_m: counts.has_lines.then_some(tally.length_m),
        sums: names.zip(tally.sums.iter().copied()).collect(),
    }
}

fn count(line: &Line, counts: &Counts, question: &Question) -> Count {
    let groups = || {
        let present = counts
            .groups
            .iter()
            .zip(&line.groups)
            .filter(|(_, tally)| tally.count > 0 || tally.length_m > 0.0);
        present
            .map(|(values, numbers)| CountGroup {
                key: question.group.iter().cloned().zip(values.iter().map(value)).collect(),
                tally: tally(numbers, counts, question),
            })
            .collect()
    };
    Count {
        tally: tally(&line.total, counts, question),
        groups: (!question.group.is_empty()).then(groups),
    }
}

impl WireCounts {
    pub fn new(counts: &Counts, question: &Question, at: NaiveDate) -> Self {
        let table = &counts.units_layer.table;
        Self {
            collection: question.collection.to_string(),
            by: question.by.to_string(),
            group: question.group.clone(),
            at,
            number_matched: counts.total.total.count,
            total: count(&counts.total, counts, question),
            units: counts
                .units
                .iter()
                .map(|(row, line)| UnitCount {
                    id: table.id(*row).to_string(),
                    name: table.title(*row).to_owned(),
                    count: count(line, counts, question),
                })
                .collect(),
            outside: count(&counts.outside, counts, question),
        }
    }
}

/// The names of the columns of one row, as in the CSV and the GeoJSON: a count for each group,
/// named by its values joined with `_`.
pub fn columns(counts: &Counts, question: &Question) -> Vec<String> {
    let mut names = vec!["count".to_owned()];
    if counts.has_lines {
        names.push("length_m".to_owned());
    }
    names.extend(question.sum.iter().map(|name| format!("sum_{name}")));
    if has_groups(counts) {
        names.extend(counts.groups.iter().map(|values| {
            let texts: Vec<String> = values
                .iter()
                .map(|value| if value.is_null() { "null".to_owned() } else { value.to_string() })
                .collect();
            texts.join("_")
        }));
    }
    names
}

/// Whether there is a group with values: not without `group`, and not where nothing was found.
fn has_groups(counts: &Counts) -> bool {
    counts.groups.iter().any(|values| !values.is_empty())
}

/// The numbers of one row, in the order of [`columns`].
pub fn cells(line: &Line, counts: &Counts) -> Vec<Json> {
    let mut cells = vec![Json::from(line.total.count)];
    if counts.has_lines {
        cells.push(line.total.length_m.into());
    }
    cells.extend(line.total.sums.iter().map(|sum| Json::from(*sum)));
    if has_groups(counts) {
        cells.extend(line.groups.iter().map(|group| Json::from(group.count)));
    }
    cells
}
