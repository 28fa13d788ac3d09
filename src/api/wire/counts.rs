use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::value;
use crate::analysis::counts::{Counts, Line, Question, Tally};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WireCounts {
    collection: String,
    by: String,
    group: Vec<String>,
    at: String,
    number_matched: u64,
    total: Json,
    units: Vec<Json>,
    outside: Json,
}

fn members(tally: &Tally, counts: &Counts, question: &Question, into: &mut Map<String, Json>) {
    into.insert("count".into(), tally.count.into());
    if counts.has_lines {
        into.insert("length_m".into(), tally.length_m.into());
    }
    for (name, sum) in question.sum.iter().zip(&tally.sums) {
        into.insert(format!("sum_{name}"), (*sum).into());
    }
}

/// A unit's numbers; groups with nothing are left out.
fn line(line: &Line, counts: &Counts, question: &Question, into: &mut Map<String, Json>) {
    members(&line.total, counts, question, into);
    if question.group.is_empty() {
        return;
    }
    let groups = counts
        .groups
        .iter()
        .zip(&line.groups)
        .filter(|(_, tally)| tally.count > 0 || tally.length_m > 0.0);
    let groups = groups
        .map(|(values, tally)| {
            let key: Map<String, Json> =
                question.group.iter().cloned().zip(values.iter().map(value)).collect();
            let mut group = Map::new();
            group.insert("key".into(), key.into());
            members(tally, counts, question, &mut group);
            Json::Object(group)
        })
        .collect();
    into.insert("groups".into(), Json::Array(groups));
}

fn object(l: &Line, counts: &Counts, question: &Question) -> Json {
    let mut members = Map::new();
    line(l, counts, question, &mut members);
    members.into()
}

impl WireCounts {
    pub fn new(counts: &Counts, question: &Question, at: chrono::NaiveDate) -> Self {
        let table = &counts.units_layer.table;
        Self {
            collection: question.collection.to_string(),
            by: question.by.to_string(),
            group: question.group.clone(),
            at: at.to_string(),
            number_matched: counts.total.total.count,
            total: object(&counts.total, counts, question),
            units: counts
                .units
                .iter()
                .map(|(row, l)| {
                    let mut members = Map::new();
                    members.insert("id".into(), table.id(*row).as_str().into());
                    members.insert("name".into(), table.title(*row).into());
                    line(l, counts, question, &mut members);
                    members.into()
                })
                .collect(),
            outside: object(&counts.outside, counts, question),
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
