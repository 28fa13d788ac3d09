//! Tiles of some zooms in one file (PMTiles 3), for maps without the service.

use std::io::{Seek, Write};

use pmtiles::{PmTilesWriter, TileCoord, TileId, TileType};
use rayon::prelude::*;
use serde_json::{Value as Json, json};

use super::{Content, build, fields};
use crate::{
    atlas::ViewError,
    domain::Bbox,
    query::Filter,
    tiles::{MatrixSet, Tile},
};

/// More tiles than this are not looked at: no map needs them in one file.
const MOST_TILES: u64 = 1_000_000;
/// Tiles that are made before any of them is written.
const AT_ONCE: usize = 512;

#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("there is nothing of these layers")]
    Nothing,
    #[error("down to zoom {zoom} the layers lie in {tiles} tiles; that is more than {MOST_TILES}")]
    TooMany { zoom: u8, tiles: u64 },
    #[error(transparent)]
    View(#[from] ViewError),
    #[error("the archive cannot be written")]
    Write(#[from] pmtiles::PmtError),
}

/// What went into an archive.
#[derive(Debug, Clone, Copy, Default)]
pub struct Archived {
    /// Tiles that have something in them.
    pub tiles: u64,
    /// Their bytes, before compression.
    pub bytes: u64,
}

/// Writes the tiles of these zooms that have something in them; equal ones are stored once.
///
/// - `content`: its parts have the same filter; what it selects is in the archive.
/// - `done`: is told how many tiles of how many were made.
///
/// # Errors
/// [`ArchiveError`]; what was written is no archive then.
pub fn write_archive(
    content: &Content,
    zooms: std::ops::RangeInclusive<u8>,
    out: impl Write + Seek,
    done: impl Fn(u64, u64),
) -> Result<Archived, ArchiveError> {
    let bounds = extent(content)?.ok_or(ArchiveError::Nothing)?;
    let (first, last) = (*zooms.start(), *zooms.end());
    let mut total = 0;
    for zoom in zooms.clone() {
        let [columns, rows] = span(&bounds, zoom);
        total += (u64::from(columns[1] - columns[0]) + 1) * (u64::from(rows[1] - rows[0]) + 1);
        if total > MOST_TILES {
            return Err(ArchiveError::TooMany { zoom, tiles: total });
        }
    }
    let [west, south, east, north] = bounds.to_array();
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(first)
        .max_zoom(last)
        .bounds(west, south, east, north)
        .center((west + east) / 2.0, (south + north) / 2.0)
        .center_zoom(last.min(first.max(12)))
        .metadata(metadata(content, first, last).to_string())
        .create(out)?;
    let mut archived = Archived::default();
    let mut looked = 0;
    for zoom in zooms {
        // In the format's own order the file is read in one go.
        let [columns, rows] = span(&bounds, zoom);
        let mut ids: Vec<TileId> = (columns[0]..=columns[1])
            .flat_map(|x| (rows[0]..=rows[1]).map(move |y| TileCoord::new(zoom, x, y)))
            .map(|coord| coord.map(TileId::from))
            .collect::<Result<_, _>>()?;
        ids.sort_unstable();
        for some in ids.chunks(AT_ONCE) {
            let made = some.par_iter().map(|id| -> Result<(TileCoord, Vec<u8>), ViewError> {
                let coord = TileCoord::from(*id);
                let set = MatrixSet::WebMercatorQuad;
                let tile = Tile { set, zoom, column: coord.x(), row: coord.y() };
                Ok((coord, build(content, &tile)?))
            });
            let made: Vec<(TileCoord, Vec<u8>)> = made.collect::<Result<_, _>>()?;
            for (coord, bytes) in made.iter().filter(|(_, bytes)| !bytes.is_empty()) {
                writer.add_tile(*coord, bytes)?;
                archived.tiles += 1;
                archived.bytes += bytes.len() as u64;
            }
            looked += some.len() as u64;
            done(looked, total);
        }
    }
    writer.finalize()?;
    Ok(archived)
}

/// The box of all that is selected, in degrees; `None` when that is nothing.
fn extent(content: &Content) -> Result<Option<Bbox>, ViewError> {
    let mut whole: Option<[f64; 4]> = None;
    for part in &content.parts {
        let layer = &part.tiled.layer;
        let all = Filter::And(Vec::new());
        for row in content.view.select(layer, part.filter.as_ref().unwrap_or(&all))? {
            let Some(geometry) = layer.table.geometry(row) else { continue };
            let Some(rect) = geo::BoundingRect::bounding_rect(&*geometry) else { continue };
            let [west, south, east, north] =
                whole.unwrap_or([rect.min().x, rect.min().y, rect.max().x, rect.max().y]);
            whole = Some([
                west.min(rect.min().x),
                south.min(rect.min().y),
                east.max(rect.max().x),
                north.max(rect.max().y),
            ]);
        }
    }
    Ok(whole.and_then(|[west, south, east, north]| Bbox::new(west, south, east, north).ok()))
}

/// First and last column and row of the tiles that the box lies in, their surroundings included.
fn span(bounds: &Bbox, zoom: u8) -> [[u32; 2]; 2] {
    let (columns, rows) = MatrixSet::WebMercatorQuad.size(zoom);
    // A shape reaches into the margin of the next tile.
    let margin = crate::tiles::BUFFER as f64 / crate::tiles::EXTENT as f64;
    let whole = |units: f64, by: f64, count: u32| {
        ((units * f64::from(count) + by).floor().max(0.0) as u32).min(count - 1)
    };
    let [west, south, east, north] = bounds.to_array();
    let [left, top] = MatrixSet::WebMercatorQuad.units(west, north);
    let [right, bottom] = MatrixSet::WebMercatorQuad.units(east, south);
    [
        [whole(left, -margin, columns), whole(right, margin, columns)],
        [whole(top, -margin, rows), whole(bottom, margin, rows)],
    ]
}

/// What the file says of itself: its layers as TileJSON has them, the day and the origin of the data.
fn metadata(content: &Content, first: u8, last: u8) -> Json {
    let view = &content.view;
    let territory = &view.snapshot().territory;
    let described = |part: &super::Part| {
        let schema = part.tiled.layer.schema();
        let carried: serde_json::Map<String, Json> =
            fields(schema, &part.properties).into_iter().map(|(n, k)| (n, k.into())).collect();
        let mut layers = vec![json!({
            "id": schema.id.as_str(), "description": schema.titles.zh,
            "fields": carried, "minzoom": first, "maxzoom": last,
        })];
        if part.tiled.has_areas() {
            layers.push(json!({
                "id": format!("{}_labels", schema.id), "description": schema.titles.zh,
                "fields": { "id": "String", "title": "String" }, "minzoom": first, "maxzoom": last,
            }));
        }
        layers
    };
    let note = [&territory.synthetic_note.zh, &territory.synthetic_note.en];
    let attribution: Vec<&str> = [&territory.titles.zh, &territory.titles.en]
        .into_iter()
        .chain(note)
        .map(|text| &**text)
        .filter(|text| !text.is_empty())
        .collect();
    json!({
        "name": territory.titles.zh,
        "description": format!("{} · {}", territory.titles.en, view.at()),
        "attribution": attribution.join(" · "),
        "type": "overlay",
        "version": view.at().to_string(),
        "generator": concat!("gumei ", env!("CARGO_PKG_VERSION")),
        "territory": territory.code,
        "as_of": view.at().to_string(),
        "vector_layers": content.parts.iter().flat_map(described).collect::<Vec<_>>(),
    })
}
