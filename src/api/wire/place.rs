use std::collections::BTreeMap;

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::responsibilities::{ChainOf, LoadOf};
use crate::analysis::place::Place;

/// What is at one spot.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Where {
    lon: f64,
    lat: f64,
    at: NaiveDate,
    /// By unit level, the largest first; `null` where the spot is in no unit.
    #[schemars(with = "BTreeMap<String, Option<Named>>")]
    units: IndexMap<String, Option<Named>>,
    responsibilities: Vec<Responsibility>,
    /// The chain by the work plan, with what of it is missing; null without a plan that has one.
    chain: Option<ChainOf>,
    /// What is open and overdue in the smallest unit of the chain.
    load: Option<SpotLoad>,
    open: Option<Open>,
    nearest: Vec<Near>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Named {
    id: String,
    name: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Responsibility {
    /// `<collection>:<id>`.
    unit: String,
    role: String,
    /// A reference, never a person's name.
    holder_ref: String,
    valid_from: Option<String>,
    valid_to: Option<String>,
}

/// What of the chain's obligations lies in one unit.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SpotLoad {
    /// `<collection>:<id>`.
    pub unit: String,
    #[serde(flatten)]
    pub load: LoadOf,
}

/// Items that have begun and not ended, by collection, in the smallest inhabited unit.
#[derive(Debug, Serialize, JsonSchema)]
struct Open {
    /// `<collection>:<id>`.
    unit: String,
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    items: IndexMap<String, usize>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Near {
    collection: String,
    id: String,
    name: String,
    distance_m: f64,
}

impl Where {
    pub fn new(
        lon: f64,
        lat: f64,
        at: NaiveDate,
        place: &Place,
        chain: Option<ChainOf>,
        load: Option<SpotLoad>,
    ) -> Self {
        let named = |(layer, row): &(std::sync::Arc<crate::atlas::Layer>, Option<u32>)| {
            let unit = row.map(|row| Named {
                id: layer.table.id(row).to_string(),
                name: layer.table.title(row).to_owned(),
            });
            (layer.schema().id.to_string(), unit)
        };
        Self {
            lon,
            lat,
            at,
            units: place.units.iter().map(named).collect(),
            responsibilities: place
                .responsibilities
                .iter()
                .map(|r| Responsibility {
                    unit: r.unit.to_string(),
                    role: r.role.clone(),
                    holder_ref: r.holder_ref.clone(),
                    valid_from: r.valid_from.clone(),
                    valid_to: r.valid_to.clone(),
                })
                .collect(),
            chain,
            load,
            open: place.open.as_ref().map(|open| Open {
                unit: open.unit.to_string(),
                items: open.items.iter().map(|(id, n)| (id.to_string(), *n)).collect(),
            }),
            nearest: place
                .nearest
                .iter()
                .map(|near| Near {
                    collection: near.layer.schema().id.to_string(),
                    id: near.layer.table.id(near.row).to_string(),
                    name: near.layer.table.title(near.row).to_owned(),
                    distance_m: near.distance_m,
                })
                .collect(),
        }
    }
}
