//! Reads a territory's folder (`geodata/<territory>/`) into what a new store is filled with.

use std::{
    collections::{HashMap, HashSet},
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    domain::{CollectionId, Feature, Schema, Territory},
    formats::geojson::{decode_csv_row, decode_feature},
    store::{
        CatalogueColumn, CatalogueLayer, PlanFile, Seed, SeedLayer, SeedPlace, StoreError,
        geopackage::discover_empty,
    },
};

mod rules;
pub mod territory;

pub use rules::{RuleError, check_rules};

/// Where in a territory's folder something is wrong, and what.
#[derive(Debug)]
pub struct SeedError {
    pub file: PathBuf,
    /// `line 3`, or `feature 12 (`id`)`.
    pub place: Option<String>,
    pub reason: String,
}

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(place) = &self.place {
            write!(f, ", {place}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for SeedError {}

#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn wrong(file: &Path, place: Option<String>, reason: impl fmt::Display) -> SeedError {
    SeedError { file: file.to_owned(), place, reason: reason.to_string() }
}

fn text(file: &Path) -> Result<String, SeedError> {
    std::fs::read_to_string(file).map_err(|error| wrong(file, None, error))
}

/// A layer as its file has it.
struct ReadLayer {
    file: PathBuf,
    schema: Arc<Schema>,
    features: Vec<Feature>,
}

/// Reads and checks everything; nothing is written.
///
/// # Errors
/// [`SeedError`] with file, line or feature number, and reason.
pub async fn read(folder: &Path) -> Result<Seed, ReadError> {
    let territory_file = folder.join("territory.toml");
    let definition = text(&territory_file)?;
    let territory = territory::parse(&definition)
        .map_err(|error| wrong(&territory_file, error.line.map(line), error.reason))?;
    let (catalogue_layers, catalogue_columns) = catalogue(&folder.join("catalogue.toml"))?;
    let mut seed = Seed {
        territory: definition,
        plan: plan_files(&folder.join("plan"))?,
        codes: codes(&folder.join("codes.csv"))?,
        catalogue_layers,
        catalogue_columns,
        layers: Vec::new(),
        log: None,
    };
    let schemas = discover_empty(&seed).await.map_err(|error| name_file(folder, error))?;
    let mut levels: Vec<_> = schemas.iter().filter(|schema| schema.unit_level.is_some()).collect();
    levels.sort_by_key(|schema| schema.unit_level);
    if !levels.iter().map(|schema| &schema.id).eq(&territory.unit_levels) {
        let reason = "`unit_levels` differs from the `unit_level`s of catalogue.toml";
        return Err(wrong(&territory_file, None, reason).into());
    }
    for entry in std::fs::read_dir(folder).map_err(|error| wrong(folder, None, error))? {
        let path = entry.map_err(|error| wrong(folder, None, error))?.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let is_layer = path.extension().is_some_and(|e| e == "geojson" || e == "csv");
        if is_layer && stem != "codes" && !schemas.iter().any(|s| s.id.as_str() == stem) {
            return Err(wrong(&path, None, format!("there is no layer `{stem}`")).into());
        }
    }
    let mut read = Vec::new();
    for schema in schemas {
        // A folder from before the layer came to be knows nothing of it.
        let is_named = seed.catalogue_layers.iter().any(|layer| layer.id == schema.id.as_str());
        let has_file = |extension| folder.join(format!("{}.{extension}", schema.id)).exists();
        if !is_named && !has_file("geojson") && !has_file("csv") {
            let file = folder.join(format!("{}.csv", schema.id));
            read.push(ReadLayer { file, schema, features: Vec::new() });
            continue;
        }
        let (file, features) = if schema.geometry.is_some() {
            let file = folder.join(format!("{}.geojson", schema.id));
            let features = geojson_layer(&file, &schema)?;
            (file, features)
        } else {
            let file = folder.join(format!("{}.csv", schema.id));
            let features = csv_layer(&file, &schema)?;
            (file, features)
        };
        read.push(ReadLayer { file, schema, features });
    }
    check(&read, &territory)?;
    let layers = read.into_iter();
    seed.layers = layers
        .map(|layer| SeedLayer { schema: layer.schema, rows: layer.features.into() })
        .collect();
    Ok(seed)
}

/// The files of a work plan, by name; none where there is no folder.
///
/// # Errors
/// [`SeedError`] when they cannot be read.
pub fn plan_files(folder: &Path) -> Result<Vec<PlanFile>, SeedError> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| wrong(folder, None, error))? {
        let path = entry.map_err(|error| wrong(folder, None, error))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(PlanFile { name: name.to_owned(), text: text(&path)? });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// Names the file and place of what the database refused.
pub fn name_file(folder: &Path, error: StoreError) -> ReadError {
    let StoreError::Seed { place, reason } = error else { return error.into() };
    let (file, place) = match place {
        SeedPlace::Code { .. } => ("codes.csv".to_owned(), place.to_string()),
        SeedPlace::CatalogueLayer(_) | SeedPlace::CatalogueColumn { .. } => {
            ("catalogue.toml".to_owned(), place.to_string())
        }
        SeedPlace::Feature { layer, number, id } => {
            let table = format!("{layer}.csv");
            if folder.join(&table).exists() {
                (table, csv_place(number, &id))
            } else {
                (format!("{layer}.geojson"), feature_place(number, &id))
            }
        }
    };
    wrong(&folder.join(file), Some(place), reason).into()
}

fn feature_place(number: usize, id: &str) -> String {
    format!("feature {number} (`{id}`)")
}

/// A CSV's first line is its header.
fn csv_place(number: usize, id: &str) -> String {
    format!("line {} (`{id}`)", number + 1)
}

fn line(number: usize) -> String {
    format!("line {number}")
}

fn codes(file: &Path) -> Result<Vec<[String; 4]>, SeedError> {
    let (header, rows) = csv_rows(file)?;
    if header != ["list", "code", "title_zh", "title_en"] {
        return Err(wrong(file, Some(line(1)), "the header must be list,code,title_zh,title_en"));
    }
    rows.into_iter()
        .map(|(number, cells)| {
            cells.try_into().map_err(|_| wrong(file, Some(line(number)), "it needs four cells"))
        })
        .collect()
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct CatalogueFile {
    layer: Vec<CatalogueLayer>,
    column: Vec<CatalogueColumn>,
}

fn catalogue(file: &Path) -> Result<(Vec<CatalogueLayer>, Vec<CatalogueColumn>), SeedError> {
    let text = text(file)?;
    let parsed: CatalogueFile = toml::from_str(&text).map_err(|error| {
        let number = error.span().map(|span| territory::line_of(&text, span.start));
        wrong(file, number.map(line), error.message())
    })?;
    Ok((parsed.layer, parsed.column))
}

type CsvRows = (Vec<String>, Vec<(usize, Vec<String>)>);

fn csv_rows(file: &Path) -> Result<CsvRows, SeedError> {
    let text = text(file)?;
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let failed = |error: csv::Error| {
        let number = error.position().map(|position| position.line() as usize);
        wrong(file, number.map(line), error)
    };
    let header = reader.headers().map_err(failed)?.iter().map(str::to_owned).collect();
    let rows = reader
        .records()
        .map(|record| {
            let record = record.map_err(failed)?;
            let number = record.position().map_or(0, |position| position.line() as usize);
            Ok((number, record.iter().map(str::to_owned).collect()))
        })
        .collect::<Result<_, SeedError>>()?;
    Ok((header, rows))
}

fn csv_layer(file: &Path, schema: &Schema) -> Result<Vec<Feature>, SeedError> {
    let (header, rows) = csv_rows(file)?;
    rows.iter()
        .map(|(number, cells)| {
            decode_csv_row(&header, cells, schema)
                .map_err(|error| wrong(file, Some(line(*number)), error))
        })
        .collect()
}

fn geojson_layer(file: &Path, schema: &Schema) -> Result<Vec<Feature>, SeedError> {
    let text = text(file)?;
    let document: serde_json::Value = serde_json::from_str(&text)
        .map_err(|error| wrong(file, Some(line(error.line())), error))?;
    if document["type"] != "FeatureCollection" {
        return Err(wrong(file, None, "it is not a GeoJSON FeatureCollection"));
    }
    let Some(features) = document["features"].as_array() else {
        return Err(wrong(file, None, "it has no `features` array"));
    };
    features
        .iter()
        .enumerate()
        .map(|(index, json)| {
            let place = || Some(format!("feature {}{}", index + 1, named(json)));
            let (id, feature) =
                decode_feature(json, schema).map_err(|error| wrong(file, place(), error))?;
            let id = id.ok_or_else(|| wrong(file, place(), "it has no id"))?;
            Ok(Feature { id, ..feature })
        })
        .collect()
}

fn named(json: &serde_json::Value) -> String {
    json["id"].as_str().map_or(String::new(), |id| format!(" (`{id}`)"))
}

/// Ids unique, references resolved, everything inside the territory's box.
fn check(layers: &[ReadLayer], territory: &Territory) -> Result<(), SeedError> {
    let mut ids: HashMap<&CollectionId, HashSet<&str>> = HashMap::new();
    for layer in layers {
        let known = ids.entry(&layer.schema.id).or_default();
        for (index, feature) in layer.features.iter().enumerate() {
            if !known.insert(feature.id.as_str()) {
                let place = place(layer, index);
                return Err(wrong(&layer.file, place, "its id stands in the file twice"));
            }
        }
    }
    let exists = |collection: &CollectionId, id: &str| {
        ids.get(collection).is_some_and(|known| known.contains(id))
    };
    for layer in layers {
        for (index, feature) in layer.features.iter().enumerate() {
            check_rules(&layer.schema, feature, territory, exists)
                .map_err(|error| wrong(&layer.file, place(layer, index), error))?;
        }
    }
    Ok(())
}

fn place(layer: &ReadLayer, index: usize) -> Option<String> {
    let id = &layer.features[index].id;
    Some(match layer.schema.geometry {
        Some(_) => feature_place(index + 1, id.as_str()),
        None => csv_place(index + 1, id.as_str()),
    })
}
