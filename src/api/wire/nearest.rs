use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    analysis::nearest::{Answer, Question},
    api::links::Link,
    table::{Row, Table},
};

/// Features with their neighbours in another collection.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Nearest {
    collection: String,
    to: String,
    at: NaiveDate,
    number_matched: usize,
    number_returned: usize,
    /// Metres to the nearest, over all that match; `null` where there is nothing to be near.
    #[serde(rename = "distance_m")]
    distance_m: Option<Distances>,
    features: Vec<NearestFeature>,
    links: Vec<Link>,
}

/// Nearest rank: so many per cent of the features are not farther.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Distances {
    mean: f64,
    p50: f64,
    p90: f64,
    max: f64,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NearestFeature {
    id: String,
    name: String,
    /// The nearest first.
    nearest: Vec<Neighbour>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Neighbour {
    id: String,
    name: String,
    distance_m: f64,
}

impl Distances {
    fn new(answer: &Answer) -> Option<Self> {
        let mut all: Vec<f64> = answer.distances().collect();
        all.sort_unstable_by(f64::total_cmp);
        let max = *all.last()?;
        let rank = |percent: usize| all[(all.len() * percent).div_ceil(100) - 1];
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        Some(Self { mean, p50: rank(50), p90: rank(90), max })
    }
}

impl Nearest {
    /// - `page`: positions in the answer's features.
    pub fn new(
        question: &Question,
        answer: &Answer,
        at: NaiveDate,
        page: &[usize],
        links: Vec<Link>,
    ) -> Self {
        let named =
            |table: &Table, row: Row| (table.id(row).to_string(), table.title(row).to_owned());
        let neighbour = |(distance_m, row): &(f64, Row)| {
            let (id, name) = named(&answer.to.table, *row);
            Neighbour { id, name, distance_m: *distance_m }
        };
        let feature = |index: &usize| {
            let (id, name) = named(&answer.from.table, answer.features[*index]);
            let nearest = answer.neighbours(*index).iter().map(neighbour).collect();
            NearestFeature { id, name, nearest }
        };
        Self {
            collection: question.from.to_string(),
            to: question.to.to_string(),
            at,
            number_matched: answer.features.len(),
            number_returned: page.len(),
            distance_m: Distances::new(answer),
            features: page.iter().map(feature).collect(),
            links,
        }
    }
}
