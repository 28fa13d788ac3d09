//! The city as a territory's folder.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::Path,
};

use geo_types::Geometry;

use super::frame;
use crate::{
    domain::{DataType, Feature, Schema, ValueRef},
    formats::geojson::FeatureWriter,
    store::{Seed, SeedLayer},
};

/// How the events are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventsAs {
    /// As every layer, so that `gumei init --from` reads the folder.
    GeoJson,
    /// With columns `longitude` and `latitude`: a quarter of the size, and quick to read for
    /// `ogr2ogr` and `COPY`. A `.csvt` beside it tells GDAL the types.
    Csv,
}

/// Writes the folder that `gumei init --from` reads: territory, code lists, catalogue, layers.
///
/// - returns: the number of features written.
///
/// # Errors
/// What the operating system says; files written until then stay.
pub fn write_files(folder: &Path, seed: &Seed, events: EventsAs) -> io::Result<u64> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("territory.toml"), &seed.territory)?;
    std::fs::write(folder.join("codes.csv"), frame::CODES)?;
    std::fs::write(folder.join("catalogue.toml"), frame::catalogue())?;
    let mut written = 0;
    for layer in &seed.layers {
        let id = layer.schema.id.as_str();
        let file = |extension: &str| folder.join(format!("{id}.{extension}"));
        // What another run may have left would be read along.
        for extension in ["geojson", "csv", "csvt"] {
            match std::fs::remove_file(file(extension)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        let as_csv = events == EventsAs::Csv && id == "violations";
        written += if layer.schema.geometry.is_some() && !as_csv {
            write_geojson(&file("geojson"), layer)?
        } else {
            if as_csv {
                std::fs::write(file("csvt"), csv_types(&layer.schema))?;
            }
            write_csv(&file("csv"), layer)?
        };
    }
    Ok(written)
}

/// One feature a line, without its empty properties.
fn write_geojson(path: &Path, layer: &SeedLayer) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    out.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[\n")?;
    let mut written = 0;
    let (writer, mut line) = (FeatureWriter::new(&layer.schema), Vec::new());
    for features in layer.rows.pieces() {
        for feature in features.iter() {
            line.clear();
            if written > 0 {
                line.extend_from_slice(b",\n");
            }
            let values = feature.values.iter().map(ValueRef::from).enumerate();
            let filled = values.filter(|(_, value)| *value != ValueRef::Null);
            writer.write(&mut line, feature.id.as_str(), feature.geometry.as_deref(), filled, None);
            out.write_all(&line)?;
            written += 1;
        }
    }
    out.write_all(b"\n]}\n")?;
    out.flush()?;
    Ok(written)
}

fn write_csv(path: &Path, layer: &SeedLayer) -> io::Result<u64> {
    let schema = &layer.schema;
    let spatial = schema.geometry.is_some();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let position = ["longitude", "latitude"].into_iter().filter(|_| spatial);
    let names = schema.properties.iter().map(|property| &*property.name);
    let header: Vec<&str> = std::iter::once("id").chain(position).chain(names).collect();
    writeln!(out, "{}", header.join(","))?;
    let mut written = 0;
    for features in layer.rows.pieces() {
        for feature in features.iter() {
            write_line(&mut out, feature, spatial)?;
            written += 1;
        }
    }
    out.flush()?;
    Ok(written)
}

/// Nothing that is generated needs quotes: ids, codes, dates, numbers and one constant text.
fn write_line(out: &mut impl Write, feature: &Feature, spatial: bool) -> io::Result<()> {
    write!(out, "{}", feature.id)?;
    if spatial {
        match feature.geometry.as_deref() {
            Some(Geometry::Point(point)) => write!(out, ",{},{}", point.x(), point.y())?,
            _ => write!(out, ",,")?,
        }
    }
    for value in &feature.values {
        write!(out, ",{value}")?;
    }
    writeln!(out)
}

/// The types of the columns as GDAL's CSV driver reads them.
fn csv_types(schema: &Schema) -> String {
    let types = schema.properties.iter().map(|property| match property.data_type {
        DataType::Boolean => "Integer(Boolean)",
        DataType::Integer => "Integer64",
        DataType::Real => "Real",
        DataType::Date => "Date",
        DataType::DateTime => "DateTime",
        DataType::Text | DataType::TextList => "String",
    });
    let all: Vec<&str> = ["String", "CoordX", "CoordY"].into_iter().chain(types).collect();
    format!("{}\n", all.join(","))
}
