//! What a tile is made from.

use std::sync::Arc;

use super::{
    Tiled, UnitCounts,
    layer::{Grid, label_place},
    tags::{Classes, Tagger},
};
use crate::{
    atlas::{View, ViewError},
    query::Filter,
    table::Row,
    tiles::{
        Place, Tile,
        mvt::{Commands, Drawn, LayerWriter},
        places::{Cells, Stretch},
        shape,
    },
};

/// No tile is larger, in bytes.
pub const LARGEST: usize = 500_000;

/// One layer of a tile.
#[derive(Debug, Clone)]
pub struct Part {
    pub tiled: Arc<Tiled>,
    /// Indices of the properties that features carry.
    pub properties: Vec<usize>,
    /// The property by whose codes points are counted.
    pub class: Option<usize>,
    /// Whether `class` is the layer's usual one, by which points are ordered ahead.
    pub usual_class: bool,
    /// Which features; without, all that exist on the territory's day.
    pub filter: Option<Filter>,
    pub counts: Option<Arc<UnitCounts>>,
}

/// The layers of a tile, as one view has them.
#[derive(Debug, Clone)]
pub struct Content {
    pub view: View,
    pub parts: Vec<Part>,
    pub budget: Budget,
}

/// How much goes into a tile at most; less where it would be too large.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// More points than this are counted in cells.
    pub points: usize,
    /// Cells from one side to the other, a power of two.
    pub cells: u32,
    /// Shapes smaller than this, in grid steps squared, are left out.
    smallest: u64,
}

impl Default for Budget {
    fn default() -> Self {
        Self { points: 2_000, cells: 32, smallest: 16 }
    }
}

impl Budget {
    fn less(self) -> Self {
        Self {
            points: self.points / 2,
            cells: (self.cells / 2).max(1),
            smallest: self.smallest.saturating_mul(4),
        }
    }
}

/// The tile's bytes; none when nothing is in it.
///
/// Points are in the tile that has them (its western and northern side count, the others do not)
/// and in no other, as themselves or, where there are too many, counted in cells. Lines and areas
/// reach a little beyond the tile's sides; an area's label is in the tile of its interior point.
///
/// # Errors
/// [`ViewError`] as filters have them.
pub fn build(content: &Content, tile: &Tile) -> Result<Vec<u8>, ViewError> {
    let chosen: Vec<Chosen> = content
        .parts
        .iter()
        .map(|part| Chosen::new(&content.view, part, tile))
        .collect::<Result<_, _>>()?;
    let mut budget = content.budget;
    loop {
        let mut bytes = Vec::new();
        chosen.iter().for_each(|chosen| chosen.write(tile, budget, &mut bytes));
        if bytes.len() <= LARGEST || budget.smallest == u64::MAX {
            return Ok(bytes);
        }
        budget = budget.less();
    }
}

/// What of a layer may be in the tile.
struct Chosen<'c> {
    view: &'c View,
    part: &'c Part,
    /// Points and labels of filtered features, in the tile.
    points: Vec<(Place, Row, u8)>,
    labels: Vec<(Place, Row)>,
    /// Lines and areas whose box meets the tile.
    shapes: Vec<Row>,
    grid: Option<Arc<Grid>>,
    classes: Classes<'c>,
    /// Whether points and labels are those that are ordered ahead.
    ordered: bool,
}

impl<'c> Chosen<'c> {
    fn new(view: &'c View, part: &'c Part, tile: &Tile) -> Result<Self, ViewError> {
        let tiled = &*part.tiled;
        let layer = &tiled.layer;
        let mut chosen = Self {
            view,
            part,
            points: Vec::new(),
            labels: Vec::new(),
            shapes: Vec::new(),
            grid: tiled.grid(view, tile.set, tile.zoom),
            classes: Classes::new(layer, part.class),
            ordered: part.filter.is_none() && part.usual_class,
        };
        if chosen.ordered {
            if tiled.has_shapes() {
                chosen.shapes = layer.table.candidates(&tile.bbox());
                chosen.shapes.sort_unstable();
                if chosen.grid.is_none() {
                    chosen.shapes.retain(|row| view.exists(layer, *row));
                }
            }
            return Ok(chosen);
        }
        let here = Filter::Bbox(tile.bbox());
        let filter = part.filter.clone().map_or(here.clone(), |filter| filter.and(here));
        let inside = |place: &Place| place.tile(tile.zoom) == (tile.column, tile.row);
        for row in view.select(layer, &filter)? {
            if let Some([longitude, latitude]) = layer.table.point(row) {
                let place = Place::new(tile.set, longitude, latitude);
                if inside(&place) {
                    chosen.points.push((place, row, chosen.classes.of(row)));
                }
                continue;
            }
            chosen.shapes.push(row);
            if let Some(place) = label_place(tile.set, &layer.table, row).filter(inside) {
                chosen.labels.push((place, row));
            }
        }
        Ok(chosen)
    }

    fn write(&self, tile: &Tile, budget: Budget, bytes: &mut Vec<u8>) {
        let tiled = &*self.part.tiled;
        let name = tiled.layer.schema().id.as_str();
        let mut writer = LayerWriter::new(name);
        let mut tagger = Tagger::new(&tiled.layer, &self.part.properties, &mut writer);
        if !self.shapes.is_empty() {
            self.write_shapes(tile, budget, &mut writer, &mut tagger);
        }
        if tiled.has_points() {
            self.write_points(tile, budget, &mut writer, &mut tagger);
        }
        writer.finish(bytes);
        if tiled.has_areas() {
            let mut writer = LayerWriter::new(format!("{name}_labels"));
            self.write_labels(tile, budget, &mut writer);
            writer.finish(bytes);
        }
    }

    fn write_shapes(
        &self,
        tile: &Tile,
        budget: Budget,
        writer: &mut LayerWriter,
        tagger: &mut Tagger<'_>,
    ) {
        let mut commands = Commands::default();
        let mut tags = Vec::new();
        for row in &self.shapes {
            let Some(drawn) = self.draw(tile, *row, budget.smallest, &mut commands) else {
                continue;
            };
            tags.clear();
            tagger.write(writer, *row, &mut tags);
            if let Some(counts) = &self.part.counts {
                counts.write(writer, *row, &mut tags);
            }
            writer.feature(tagger.feature_id(*row), &tags, drawn, &commands);
        }
    }

    /// What the tile shows of a line or area; nothing of one too small.
    fn draw(&self, tile: &Tile, row: Row, smallest: u64, commands: &mut Commands) -> Option<Drawn> {
        let simplified = self.grid.as_ref().map(|grid| grid.shapes.get(&row));
        match simplified {
            Some(Some(shape)) if shape.is_seen(smallest) => shape.draw(tile, commands),
            Some(Some(_)) => None,
            // It does not exist on the territory's day, is too small, or no shape.
            Some(None) if self.ordered => None,
            _ => {
                let geometry = self.part.tiled.layer.table.geometry(row)?;
                shape::draw(tile, &geometry, commands)
            }
        }
    }

    fn write_points(
        &self,
        tile: &Tile,
        budget: Budget,
        writer: &mut LayerWriter,
        tagger: &mut Tagger<'_>,
    ) {
        let (mut places, mut rows, mut classes) = (Vec::new(), Vec::new(), Vec::new());
        let stretches = if self.ordered {
            self.part.tiled.points(self.view, tile.set).of_tile(tile)
        } else {
            for (place, row, class) in &self.points {
                places.push(*place);
                rows.push(*row);
                classes.push(*class);
            }
            vec![Stretch { places: &places, rows: &rows, classes: &classes }]
        };
        let count: usize = stretches.iter().map(|stretch| stretch.rows.len()).sum();
        if count > budget.points {
            let cells = Cells::new(stretches, tile, budget.cells, self.classes.len());
            self.write_cells(&cells, writer);
            return;
        }
        let mut commands = Commands::default();
        let mut tags = Vec::new();
        for stretch in stretches {
            for (place, row) in stretch.places.iter().zip(stretch.rows) {
                commands.clear();
                commands.points(&[place.in_tile(tile.zoom)]);
                tags.clear();
                tagger.write(writer, *row, &mut tags);
                writer.feature(tagger.feature_id(*row), &tags, Drawn::Points, &commands);
            }
        }
    }

    fn write_cells(&self, cells: &Cells, writer: &mut LayerWriter) {
        let count_key = writer.key("count");
        let keys: Vec<u32> = self.classes.keys().iter().map(|key| writer.key(key)).collect();
        let mut commands = Commands::default();
        let mut tags = Vec::new();
        for cell in cells.iter() {
            commands.clear();
            commands.points(&[cell.position]);
            tags.clear();
            tags.extend([count_key, writer.unsigned(cell.count.into())]);
            for (key, count) in keys.iter().zip(cell.classes).filter(|(_, count)| **count > 0) {
                tags.extend([*key, writer.unsigned((*count).into())]);
            }
            writer.feature(None, &tags, Drawn::Points, &commands);
        }
    }

    /// A point with id and title for each area that is drawn.
    fn write_labels(&self, tile: &Tile, budget: Budget, writer: &mut LayerWriter) {
        let tiled = &*self.part.tiled;
        let ordered: Vec<(Place, Row)> = if self.ordered {
            let stretches = tiled.labels(self.view, tile.set).of_tile(tile);
            stretches
                .iter()
                .flat_map(|stretch| stretch.places.iter().zip(stretch.rows))
                .map(|(place, row)| (*place, *row))
                .collect()
        } else {
            Vec::new()
        };
        let (id, title) = (writer.key("id"), writer.key("title"));
        let table = &tiled.layer.table;
        let mut commands = Commands::default();
        for (place, row) in ordered.iter().chain(&self.labels) {
            let seen = self.grid.as_ref().is_none_or(|grid| {
                grid.shapes.get(row).map_or(!self.ordered, |s| s.is_seen(budget.smallest))
            });
            if !seen {
                continue;
            }
            commands.clear();
            commands.points(&[place.in_tile(tile.zoom)]);
            let tags = [
                id,
                writer.unique_text(table.id(*row).as_str()),
                title,
                writer.text(table.title(*row)),
            ];
            let number = u64::try_from(table.fid(*row)).ok();
            writer.feature(number, &tags, Drawn::Points, &commands);
        }
    }
}
