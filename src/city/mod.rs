//! A made-up city of any of three sizes, for measurements and tests.
//!
//! The same seed gives the same city. A district is a part of the city and a
//! subdistrict a part of the district, feature by feature. Nothing in it is
//! real, and every feature says so (`provenance` is `synthetic`).

mod compound;
mod district;
mod events;
mod files;
mod frame;
mod lattice;
mod numbers;
mod random;
mod roads;
mod row;
mod services;
mod units;

use std::sync::Arc;

use rayon::prelude::*;

use district::Subdistrict;
use lattice::Lattice;

use crate::{
    domain::Schema,
    store::{Chunks, Rows, Seed, SeedLayer, StoreError, geopackage::discover_empty},
};

pub use files::{EventsAs, write_files};

/// How much of the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// 1 subdistrict, 22,727 events.
    Subdistrict,
    /// 14 subdistricts, 318,000 events.
    District,
    /// 220 subdistricts, 5,000,000 events.
    City,
}

impl Scale {
    /// Columns and rows of subdistricts, out of 20 × 11.
    fn window(self) -> [std::ops::Range<usize>; 2] {
        match self {
            Self::Subdistrict => [10..11, 5..6],
            Self::District => [7..14, 5..7],
            Self::City => [0..numbers::COLUMNS, 0..numbers::ROWS],
        }
    }
}

/// Units and compounds of a city; all other layers are made from them when asked for.
#[derive(Debug)]
struct City {
    scale: Scale,
    lattice: Lattice,
    subdistricts: Vec<Subdistrict>,
}

impl City {
    fn new(scale: Scale, seed: u64) -> Self {
        let lattice = Lattice { seed };
        let [columns, rows] = scale.window();
        let indices: Vec<usize> = rows
            .flat_map(|row| columns.clone().map(move |column| row * numbers::COLUMNS + column))
            .collect();
        let subdistricts =
            indices.into_par_iter().map(|index| Subdistrict::new(&lattice, index)).collect();
        Self { scale, lattice, subdistricts }
    }
}

/// What a new store is filled with to hold the city, and the number of features of each layer.
///
/// Rows are made while they are read, by all cores.
///
/// # Errors
/// [`StoreError`] when the tables cannot be made in memory.
pub async fn seed(scale: Scale, seed: u64) -> Result<(Seed, Vec<usize>), StoreError> {
    let city = Arc::new(City::new(scale, seed));
    let mut seed = frame::seed(scale);
    let schemas = discover_empty(&seed).await?;
    let (layers, counts) = schemas.into_iter().map(|schema| layer(&city, schema)).unzip();
    seed.layers = layers;
    Ok((seed, counts))
}

fn layer(city: &Arc<City>, schema: Arc<Schema>) -> (SeedLayer, usize) {
    let count = numbers::features(city, schema.id.as_str());
    let (pieces, make): (usize, row::Make) = match schema.id.as_str() {
        "subdistricts" => (city.subdistricts.len(), units::subdistrict),
        "pianqu" => (city.subdistricts.len(), units::pianqu),
        "committees" => (city.subdistricts.len(), units::committees),
        "compounds" => (city.subdistricts.len(), units::compounds),
        "buildings" => (city.subdistricts.len(), services::buildings),
        "elder_facilities" => (city.subdistricts.len(), services::elder),
        "civic_facilities" => (city.subdistricts.len(), services::civic),
        "roads" => (roads::pieces(city), roads::piece),
        "violations" => (events::pieces(city), events::piece),
        _ => return (SeedLayer { schema, rows: Rows::All(Vec::new()) }, 0),
    };
    let table = row::Table::new(&schema);
    let city = city.clone();
    let make = Arc::new(move |index| make(&city, &table, index));
    (SeedLayer { schema, rows: Rows::Chunks(Chunks { count: pieces, make }) }, count)
}
