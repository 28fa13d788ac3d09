//! `territory.toml`.

use chrono::{Local, NaiveDate};
use serde::Deserialize;

use crate::domain::{Bbox, CollectionId, CoverageDefaults, Territory, Titles, parse_date};

/// What is wrong with a territory file, and in which line when that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TerritoryError {
    pub line: Option<usize>,
    pub reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    code: String,
    title: Text,
    period: Period,
    as_of: Day,
    bbox: [f64; 4],
    /// Collections of units, the largest first.
    unit_levels: Vec<String>,
    /// How metres are measured; the local transverse Mercator is the only way so far.
    metric: Metric,
    coverage: Coverage,
    people: People,
    synthetic_note: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    zh: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Period {
    from: Day,
    to: Day,
}

#[derive(Deserialize)]
enum Metric {
    #[serde(rename = "local-tm")]
    LocalTransverseMercator,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    minimum: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    minutes: f64,
    speed_m_s: f64,
    stops_m: Vec<f64>,
    demand: String,
    columns: Vec<String>,
    by: String,
}

/// A date as TOML has it or as text; `now` is the machine's day.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Toml(toml::value::Datetime),
    Text(String),
}

impl Day {
    fn date(&self, key: &str) -> Result<NaiveDate, TerritoryError> {
        let text = match self {
            Self::Toml(date) => date.to_string(),
            Self::Text(text) if key == "as_of" && text == "now" => {
                return Ok(Local::now().date_naive());
            }
            Self::Text(text) => text.clone(),
        };
        parse_date(&text)
            .ok_or_else(|| wrong(format!("`{key}`: `{text}` is not a date (2016-09-30)")))
    }
}

fn wrong(reason: impl Into<String>) -> TerritoryError {
    TerritoryError { line: None, reason: reason.into() }
}

/// Line number, from 1, of a byte offset.
pub fn line_of(text: &str, offset: usize) -> usize {
    text[..offset.min(text.len())].matches('\n').count() + 1
}

/// Reads and checks a territory file.
///
/// # Errors
/// [`TerritoryError`] naming the key.
pub fn parse(text: &str) -> Result<Territory, TerritoryError> {
    let file: File = toml::from_str(text).map_err(|error| TerritoryError {
        line: error.span().map(|span| line_of(text, span.start)),
        reason: error.message().to_owned(),
    })?;
    let [west, south, east, north] = file.bbox;
    let bbox =
        Bbox::new(west, south, east, north).map_err(|error| wrong(format!("`bbox`: {error}")))?;
    let period = (file.period.from.date("period.from")?, file.period.to.date("period.to")?);
    if period.0 > period.1 {
        return Err(wrong("`period` ends before it starts"));
    }
    let positive = |key: &str, number: f64| {
        if number.is_finite() && number > 0.0 {
            Ok(number)
        } else {
            Err(wrong(format!("`coverage.{key}`: {number} is not above 0")))
        }
    };
    let collection = |key: &str, name: &str| {
        CollectionId::new(name).map_err(|error| wrong(format!("`coverage.{key}`: {error}")))
    };
    for stop in &file.coverage.stops_m {
        positive("stops_m", *stop)?;
    }
    let Metric::LocalTransverseMercator = file.metric;
    Ok(Territory {
        code: file.code,
        titles: Titles { zh: file.title.zh, en: file.title.en },
        period,
        as_of: file.as_of.date("as_of")?,
        bbox,
        unit_levels: file
            .unit_levels
            .iter()
            .map(|name| {
                CollectionId::new(name).map_err(|error| wrong(format!("`unit_levels`: {error}")))
            })
            .collect::<Result<_, _>>()?,
        people_minimum: file.people.minimum,
        coverage: CoverageDefaults {
            minutes: positive("minutes", file.coverage.minutes)?,
            speed_m_s: positive("speed_m_s", file.coverage.speed_m_s)?,
            stops_m: file.coverage.stops_m,
            demand: collection("demand", &file.coverage.demand)?,
            columns: file.coverage.columns,
            by: collection("by", &file.coverage.by)?,
        },
        synthetic_note: Titles { zh: file.synthetic_note.zh, en: file.synthetic_note.en },
    })
}

/// The territory of a GeoPackage that says nothing of one: the whole world, today.
pub fn of_a_foreign_store() -> Territory {
    let today = Local::now().date_naive();
    let name = |name: &str| CollectionId::new(name).expect("a plain name is an identifier");
    Territory {
        code: String::new(),
        titles: Titles { zh: "地理数据".into(), en: "Geodata".into() },
        period: (today, today),
        as_of: today,
        bbox: Bbox::new(-180.0, -90.0, 180.0, 90.0).expect("the world is a box"),
        unit_levels: Vec::new(),
        people_minimum: 0,
        coverage: CoverageDefaults {
            minutes: 5.0,
            speed_m_s: 0.83,
            stops_m: Vec::new(),
            demand: name("compounds"),
            columns: Vec::new(),
            by: name("committees"),
        },
        synthetic_note: Titles::default(),
    }
}
