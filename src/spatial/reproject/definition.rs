//! What PROJ's register says of a reference system, asked once a process.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
};

use geo::Coord;
use proj::Proj;
use serde_json::Value as Json;

use super::{
    ReprojectError,
    cache::{HUB, search},
};
use crate::domain::Crs;

/// One axis, in the words of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// `Northing`.
    pub name: String,
    /// `X`; what Chinese surveys call the northing.
    pub abbreviation: String,
    /// `north`, `east`; towards a pole both axes can have the same.
    pub direction: String,
    /// `metre`, `degree`.
    pub unit: String,
}

/// A two-dimensional reference system.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    pub crs: Crs,
    /// `CGCS2000 / 3-degree Gauss-Kruger CM 120E`.
    pub name: String,
    /// In the register's order, which is that of positions on the wire.
    pub axes: [Axis; 2],
    /// Where the register says it is to be used: west, south, east, north in degrees; west > east
    /// across the antimeridian.
    pub area: Option<[f64; 4]>,
    /// Whether the northing or latitude comes first.
    pub(super) northing_first: bool,
    pub(super) way: Way,
    /// Whether the easting depends on the longitude only and the northing on the latitude only,
    /// so that a box is a box in CRS84 too.
    pub(super) aligned: bool,
}

/// How coordinates get there from longitude, latitude of WGS 84.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Way {
    /// They are the same.
    Same,
    /// By this definition of PROJ's, which needs no database and is made in a moment.
    Pipeline(String),
    /// By whichever operation PROJ finds best for the place.
    Search,
}

static KNOWN: RwLock<BTreeMap<Crs, Arc<Definition>>> = RwLock::new(BTreeMap::new());

/// # Errors
/// [`ReprojectError::Unknown`], [`ReprojectError::NotPlanar`], [`ReprojectError::Ballpark`].
pub(super) fn definition(crs: Crs) -> Result<Arc<Definition>, ReprojectError> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&crs).cloned();
    if let Some(known) = known {
        return Ok(known);
    }
    let made = Arc::new(read(crs)?);
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).insert(crs, made.clone());
    Ok(made)
}

fn read(crs: Crs) -> Result<Definition, ReprojectError> {
    let unknown = |reason: String| ReprojectError::Unknown { crs, reason };
    let entry = Proj::new(&crs.short_name()).map_err(|error| unknown(error.to_string()))?;
    // PROJ tells a system's axes in JSON or in WKT only.
    let text = entry.to_projjson(Some(false), None, None);
    let json: Json = text
        .map_err(|error| error.to_string())
        .and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()))
        .map_err(unknown)?;
    let kind = json["type"].as_str().unwrap_or_default();
    let system = &json["coordinate_system"];
    let flat = matches!(system["subtype"].as_str(), Some("Cartesian" | "ellipsoidal"));
    let (Some(first), Some(second)) = (axis(&system["axis"][0]), axis(&system["axis"][1])) else {
        return Err(ReprojectError::NotPlanar { crs, kind: kind.to_owned() });
    };
    if !flat || !matches!(kind, "GeographicCRS" | "ProjectedCRS") {
        return Err(ReprojectError::NotPlanar { crs, kind: kind.to_owned() });
    }
    let area = entry.area_of_use().ok().and_then(|(area, _)| area);
    let mut definition = Definition {
        crs,
        name: json["name"].as_str().unwrap_or_default().to_owned(),
        northing_first: northing_first(&first, &second),
        axes: [first, second],
        area: area.map(|area| [area.west, area.south, area.east, area.north]),
        way: Way::Same,
        aligned: true,
    };
    if crs != Crs::Crs84 && crs != HUB {
        let datum = |json: &Json| json["datum"]["name"].as_str() == Some("China 2000");
        let cgcs2000 = datum(&json) || datum(&json["base_crs"]);
        (definition.way, definition.aligned) = way(&definition, cgcs2000)?;
    }
    Ok(definition)
}

fn axis(json: &Json) -> Option<Axis> {
    let text = |json: &Json| json.as_str().map(str::to_owned);
    let unit = &json["unit"];
    Some(Axis {
        name: text(&json["name"])?,
        abbreviation: text(&json["abbreviation"])?,
        direction: text(&json["direction"])?,
        unit: text(unit).or_else(|| text(&unit["name"]))?,
    })
}

/// PROJ's own rule, by which it brings every system to easting, northing
/// (`mustAxisOrderSwitchForVisualization`); near a pole only the names tell.
fn northing_first(first: &Axis, second: &Axis) -> bool {
    match (&*first.direction, &*second.direction) {
        ("north", "east") => true,
        ("north", "north") | ("south", "south") => {
            first.name.eq_ignore_ascii_case("northing")
                && second.name.eq_ignore_ascii_case("easting")
        }
        _ => false,
    }
}

/// The way there, and whether boxes stay boxes.
///
/// - `cgcs2000`: EPSG has no operation between CGCS2000 and WGS 84, and PROJ calls it a guess
///   that they are the same. They are, within decimetres: both follow the ITRF.
fn way(definition: &Definition, cgcs2000: bool) -> Result<(Way, bool), ReprojectError> {
    let crs = definition.crs;
    let proj = search(crs)?;
    // Before the first use PROJ tells the operation only where there is just one.
    let pipeline = proj.def().ok().filter(|text| !text.starts_with("unavailable"));
    let mut grid = [[None; 7]; 7];
    let mut guessed = 0;
    for (column, row) in (0..7).flat_map(|column| (0..7).map(move |row| (column, row))) {
        let done: Option<(f64, f64)> = proj.project(definition.place(column, row), false).ok();
        grid[column][row] = done;
        guessed += usize::from(is_guess(&proj));
    }
    if guessed == 49 && !cgcs2000 {
        return Err(ReprojectError::Ballpark { crs, name: definition.name.clone() });
    }
    let metres = definition.is_metric();
    let close = |a: f64, b: f64| (a - b).abs() <= if metres { 1e-6 } else { 1e-12 };
    let all = |test: &dyn Fn(usize, usize, (f64, f64)) -> bool| {
        (0..7).all(|c| (0..7).all(|r| grid[c][r].is_some_and(|done| test(c, r, done))))
    };
    let same = all(&|c, r, (x, y)| {
        let (lon, lat) = definition.place(c, r);
        !metres && close(x, lon) && close(y, lat)
    });
    if same {
        return Ok((Way::Same, true));
    }
    let aligned = all(&|c, r, (x, y)| {
        grid[c][0].is_some_and(|(other, _)| close(x, other))
            && grid[0][r].is_some_and(|(_, other)| close(y, other))
    });
    Ok((pipeline.map_or(Way::Search, Way::Pipeline), aligned))
}

/// Whether PROJ took two datums for the same because it knows no better.
pub(super) fn is_guess(proj: &Proj) -> bool {
    proj.proj_info().description.is_some_and(|text| text.contains("Ballpark"))
}

impl Definition {
    /// Whether ordinates are lengths; else they are angles.
    pub fn is_metric(&self) -> bool {
        let angles = ["degree", "grad", "radian", "arc-second", "arc-minute", "gon"];
        !angles.iter().any(|angle| self.axes[0].unit.contains(angle))
    }

    /// The names of the axes in the order of databases and files: `easting, northing`.
    pub fn storage_axes(&self) -> String {
        let [first, second] = self.axes.each_ref().map(|axis| axis.name.to_lowercase());
        if self.northing_first {
            format!("{second}, {first}")
        } else {
            format!("{first}, {second}")
        }
    }

    fn bounds(&self) -> [f64; 4] {
        self.area.unwrap_or([-180.0, -80.0, 180.0, 80.0])
    }

    /// A point of a grid of 7 × 7 within the area of use: longitude, latitude.
    fn place(&self, column: usize, row: usize) -> (f64, f64) {
        let [west, south, east, north] = self.bounds();
        let width = if west <= east { east - west } else { east - west + 360.0 };
        let lon = west + width * (column as f64 + 1.0) / 8.0;
        let lat = south + (north - south) * (row as f64 + 1.0) / 8.0;
        (if lon > 180.0 { lon - 360.0 } else { lon }, lat)
    }

    /// The middle of the area of use.
    pub(super) fn middle(&self) -> Coord {
        self.place(3, 3).into()
    }

    /// Whether a place lies where the system is to be used.
    pub(super) fn covers(&self, lon: f64, lat: f64) -> bool {
        self.area.is_some_and(|[west, south, east, north]| {
            let across = if west <= east {
                (west..=east).contains(&lon)
            } else {
                lon >= west || lon <= east
            };
            across && (south..=north).contains(&lat)
        })
    }
}
