//! What a tile is made from.

use std::sync::Arc;

use hashbrown::HashSet;

use super::{
    Budget, Tiled, UnitCounts,
    fitting::Written,
    layer::{Grid, label_place},
    sketch::{Sketch, Sketches},
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

/// The tile's bytes; none when nothing is in it.
///
/// Points are in the tile that has them (its western and northern side count, the others do not)
/// and in no other, as themselves or, where there are too many, counted in cells. Lines and areas
/// reach a little beyond the tile's sides; an area's label is in the tile of its interior point.
/// What would be more than the budget's bytes has fewer and larger cells, and the largest shapes
/// only.
///
/// # Errors
/// [`ViewError`] as filters have them.
pub fn build(content: &Content, tile: &Tile) -> Result<Vec<u8>, ViewError> {
    let chosen: Vec<Chosen> = content
        .parts
        .iter()
        .map(|part| Chosen::new(content, part, tile))
        .collect::<Result<_, _>>()?;
    let mut budget = content.budget;
    loop {
        let (mut bytes, mut written) = (Vec::new(), Written::default());
        chosen.iter().for_each(|chosen| chosen.write(tile, &budget, &mut bytes, &mut written));
        if bytes.len() <= budget.bytes {
            return Ok(bytes);
        }
        // Even one cell of each layer may be too much for a very small budget.
        let Some(less) = budget.less(written) else { return Ok(bytes) };
        budget = less;
    }
}

/// What of a layer may be in the tile.
struct Chosen<'c> {
    view: &'c View,
    part: &'c Part,
    /// Points and labels of filtered features, in the tile.
    points: Vec<(Place, Row, u8)>,
    labels: Vec<(Place, Row)>,
    sketches: Sketches,
    classes: Classes<'c>,
    /// Whether points and labels are those that are ordered ahead.
    ordered: bool,
}

impl<'c> Chosen<'c> {
    fn new(content: &'c Content, part: &'c Part, tile: &Tile) -> Result<Self, ViewError> {
        let view = &content.view;
        let tiled = &*part.tiled;
        let layer = &tiled.layer;
        let mut chosen = Self {
            view,
            part,
            points: Vec::new(),
            labels: Vec::new(),
            sketches: Sketches::default(),
            classes: Classes::new(layer, part.class),
            ordered: part.filter.is_none() && part.usual_class,
        };
        let grid = tiled.grid(view, tile.set, tile.zoom);
        if chosen.ordered {
            if tiled.has_shapes() {
                let mut rows = layer.table.candidates(&tile.bbox());
                layer.table.sort(&mut rows);
                if grid.is_none() {
                    rows.retain(|row| view.exists(layer, *row));
                }
                chosen.sketch(rows, grid.as_deref(), tile, content.budget.bytes);
            }
            return Ok(chosen);
        }
        let here = Filter::Bbox(tile.bbox());
        let filter = part.filter.clone().map_or(here.clone(), |filter| filter.and(here));
        let inside = |place: &Place| place.tile(tile.zoom) == (tile.column, tile.row);
        let mut shapes = Vec::new();
        for row in view.select(layer, &filter)? {
            let Some([longitude, latitude]) = layer.table.point(row) else {
                shapes.push(row);
                continue;
            };
            let place = Place::new(tile.set, longitude, latitude);
            if inside(&place) {
                chosen.points.push((place, row, chosen.classes.of(row)));
            }
        }
        chosen.sketch(shapes, grid.as_deref(), tile, content.budget.bytes);
        for sketch in chosen.sketches.iter().filter(|sketch| sketch.drawn == Drawn::Areas) {
            let place = label_place(tile.set, &layer.table, sketch.row).filter(inside);
            chosen.labels.extend(place.map(|place| (place, sketch.row)));
        }
        Ok(chosen)
    }

    /// Draws lines and areas.
    fn sketch(&mut self, rows: Vec<Row>, grid: Option<&Grid>, tile: &Tile, largest: usize) {
        for row in rows {
            let mut commands = Commands::default();
            if let Some((drawn, size)) = self.draw(row, grid, tile, &mut commands) {
                self.sketches.push(Sketch::new(row, drawn, commands, size), largest);
            }
        }
    }

    /// What the tile shows of a line or area, and its size; nothing of one too small.
    fn draw(
        &self,
        row: Row,
        grid: Option<&Grid>,
        tile: &Tile,
        commands: &mut Commands,
    ) -> Option<(Drawn, u64)> {
        match grid.map(|grid| grid.shapes.get(&row)) {
            Some(Some(shape)) if shape.is_seen() => {
                shape.draw(tile, commands).map(|drawn| (drawn, shape.size()))
            }
            Some(Some(_)) => None,
            // It does not exist on the territory's day, is too small, or no shape.
            Some(None) if self.ordered => None,
            _ => shape::draw(tile, &*self.part.tiled.layer.table.geometry(row)?, commands),
        }
    }

    fn write(&self, tile: &Tile, budget: &Budget, bytes: &mut Vec<u8>, written: &mut Written) {
        let tiled = &*self.part.tiled;
        let name = tiled.layer.schema().id.as_str();
        let mut writer = LayerWriter::new(name);
        let mut tagger = Tagger::new(&tiled.layer, &self.part.properties);
        let sketches = self.sketches.chosen(budget);
        self.write_shapes(&sketches, &mut writer, &mut tagger);
        let shapes = writer.written();
        if tiled.has_points() {
            self.write_points(tile, budget, &mut writer, &mut tagger);
        }
        written.shapes += shapes;
        written.points += writer.written() - shapes;
        writer.finish(bytes);
        if tiled.has_areas() && !sketches.is_empty() {
            let mut writer = LayerWriter::new(format!("{name}_labels"));
            self.write_labels(tile, &sketches, &mut writer);
            written.shapes += writer.written();
            writer.finish(bytes);
        }
    }

    fn write_shapes(
        &self,
        sketches: &[&Sketch],
        writer: &mut LayerWriter,
        tagger: &mut Tagger<'_>,
    ) {
        let mut tags = Vec::new();
        for Sketch { row, drawn, commands, .. } in sketches {
            tags.clear();
            tagger.write(writer, *row, &mut tags);
            if let Some(counts) = &self.part.counts {
                counts.write(writer, *row, &mut tags);
            }
            writer.feature(tagger.feature_id(*row), &tags, *drawn, commands);
        }
    }

    fn write_points(
        &self,
        tile: &Tile,
        budget: &Budget,
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
            self.write_cells(&cells, budget.classes, writer);
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

    /// - `classes`: whether to tell how many of each class there are.
    fn write_cells(&self, cells: &Cells, classes: bool, writer: &mut LayerWriter) {
        let count_key = writer.key("count");
        let names = if classes { self.classes.keys() } else { Vec::new() };
        let mut keys: Vec<Option<u32>> = vec![None; names.len()];
        let mut commands = Commands::default();
        let mut tags = Vec::new();
        for cell in cells.iter() {
            commands.clear();
            commands.points(&[cell.position]);
            tags.clear();
            tags.extend([count_key, writer.unsigned(cell.count.into())]);
            let columns = keys.iter_mut().zip(&names).zip(cell.classes);
            for ((key, name), count) in columns.filter(|(_, count)| **count > 0) {
                let key = *key.get_or_insert_with(|| writer.key(name));
                tags.extend([key, writer.unsigned((*count).into())]);
            }
            writer.feature(None, &tags, Drawn::Points, &commands);
        }
    }

    /// A point with id and title for each area that is drawn.
    fn write_labels(&self, tile: &Tile, sketches: &[&Sketch], writer: &mut LayerWriter) {
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
        let drawn: HashSet<Row> = sketches.iter().map(|sketch| sketch.row).collect();
        let (id, title) = (writer.key("id"), writer.key("title"));
        let table = &tiled.layer.table;
        let mut commands = Commands::default();
        let seen = ordered.iter().chain(&self.labels).filter(|(_, row)| drawn.contains(row));
        for (place, row) in seen {
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
