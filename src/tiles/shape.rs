//! Lines and areas on the grid of a zoom, and what a tile shows of them.

use geo_types::{Geometry, LineString, Polygon};
use hashbrown::HashMap;
use rayon::prelude::*;

use super::{
    BUFFER, EXTENT, MatrixSet, Tile,
    clip::{self, Square},
    grid,
    mvt::{Commands, Drawn},
    simplify,
    topology::Topology,
    valid,
};

/// The deepest zoom that shapes are simplified for: below it a grid step is a few centimetres,
/// and few shapes are in a tile.
pub const DEEPEST: u8 = 16;
/// How far a line may move, in grid steps.
const TOLERANCE: f64 = 3.0;
/// What is drawn is that wide or long, in grid steps.
const SMALLEST: u64 = 4;

const CLIP: Square = Square { low: -BUFFER, high: EXTENT + BUFFER };

/// A line, area or set of points, as far as tiles tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Points,
    Lines,
    Areas,
}

/// A shape on the grid of one zoom of the whole world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    kind: Kind,
    /// Lines, or rings as [`valid::areas`] has them.
    parts: Vec<Box<[[i32; 2]]>>,
    low: [i32; 2],
    high: [i32; 2],
    /// Grid steps, squared for areas.
    size: u64,
}

impl Shape {
    fn new(kind: Kind, parts: &[Vec<[i64; 2]>]) -> Option<Self> {
        let positions = || parts.iter().flatten();
        let end = |pick: fn(i64, i64) -> i64, axis: usize| {
            positions().map(|p| p[axis]).reduce(pick).map(|end| end as i32)
        };
        Some(Self {
            low: [end(i64::min, 0)?, end(i64::min, 1)?],
            high: [end(i64::max, 0)?, end(i64::max, 1)?],
            size: size(kind, parts),
            kind,
            parts: parts
                .iter()
                .map(|part| part.iter().map(|p| p.map(|c| c as i32)).collect())
                .collect(),
        })
    }

    /// - `rings`: as [`valid::areas`] has them. `None` when there is none.
    pub fn areas(rings: Vec<valid::Ring>) -> Option<Self> {
        Self::new(Kind::Areas, &rings)
    }

    /// Its parts in grid numbers of the world.
    pub fn parts_of_world(&self) -> Vec<Vec<[i64; 2]>> {
        self.parts_at([0, 0]).map(Iterator::collect).collect()
    }

    fn parts_at(&self, origin: [i64; 2]) -> impl Iterator<Item = impl Positions> {
        let local = move |p: &[i32; 2]| [i64::from(p[0]) - origin[0], i64::from(p[1]) - origin[1]];
        self.parts.iter().map(move |part| part.iter().map(local))
    }

    /// Whether it is large enough to be drawn.
    pub fn is_seen(&self) -> bool {
        is_seen(self.kind, self.size)
    }

    /// How large it is beside others of its layer: grid steps, squared for areas.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// West, north, east and south end in grid numbers of the world.
    pub fn bounds(&self) -> [i32; 4] {
        [self.low[0], self.low[1], self.high[0], self.high[1]]
    }

    /// Writes what the tile shows of it; nothing where it shows nothing.
    pub fn draw(&self, tile: &Tile, commands: &mut Commands) -> Option<Drawn> {
        let origin = tile.origin();
        let within = |low: i64, high: i64| {
            (0..2).all(|axis| {
                i64::from(self.low[axis]) - origin[axis] <= high
                    && i64::from(self.high[axis]) - origin[axis] >= low
            })
        };
        if !within(CLIP.low, CLIP.high) {
            return None;
        }
        let whole = (0..2).all(|axis| {
            i64::from(self.low[axis]) - origin[axis] >= CLIP.low
                && i64::from(self.high[axis]) - origin[axis] <= CLIP.high
        });
        let parts = self.parts_at(origin);
        match whole {
            true => write(self.kind, parts, commands),
            false => cut(self.kind, parts.map(Iterator::collect).collect(), commands),
        }
    }
}

/// Whether a shape can be told from a point: an area of 4 × 4 grid steps, a line of 4.
fn is_seen(kind: Kind, size: u64) -> bool {
    match kind {
        Kind::Points => true,
        Kind::Lines => size >= SMALLEST,
        Kind::Areas => size >= SMALLEST * SMALLEST,
    }
}

fn size(kind: Kind, parts: &[Vec<[i64; 2]>]) -> u64 {
    match kind {
        Kind::Points => u64::MAX,
        Kind::Areas => {
            (parts.iter().map(|ring| valid::double_area(ring)).sum::<i64>() / 2).max(0) as u64
        }
        Kind::Lines => {
            let step = |pair: &[[i64; 2]]| {
                ((pair[0][0] - pair[1][0]) as f64).hypot((pair[0][1] - pair[1][1]) as f64)
            };
            parts.iter().flat_map(|line| line.windows(2)).map(step).sum::<f64>() as u64
        }
    }
}

fn cut(kind: Kind, parts: Vec<Vec<[i64; 2]>>, commands: &mut Commands) -> Option<Drawn> {
    let parts: Vec<_> = match kind {
        Kind::Points => parts,
        Kind::Lines => parts.iter().flat_map(|line| clip::line(line, CLIP)).collect(),
        Kind::Areas => {
            let rings: Vec<_> = parts.iter().map(|ring| clip::ring(ring, CLIP)).collect();
            valid::areas(&rings)
        }
    };
    write(kind, parts.iter().map(|part| part.iter().copied()), commands)
}

/// Positions of a line or ring, or points, in a tile.
trait Positions: ExactSizeIterator<Item = [i64; 2]> {}
impl<I: ExactSizeIterator<Item = [i64; 2]>> Positions for I {}

fn write<P: Positions>(
    kind: Kind,
    parts: impl Iterator<Item = P>,
    commands: &mut Commands,
) -> Option<Drawn> {
    commands.clear();
    let drawn = match kind {
        Kind::Points => {
            let own = |p: &[i64; 2]| p.iter().all(|c| (0..EXTENT).contains(c));
            let mut points: Vec<[i64; 2]> = parts.flatten().filter(own).collect();
            // Those at one place are one dot.
            points.sort_unstable();
            points.dedup();
            if !points.is_empty() {
                commands.points(&points);
            }
            Drawn::Points
        }
        Kind::Lines => {
            parts.for_each(|line| commands.line(line));
            Drawn::Lines
        }
        Kind::Areas => {
            parts.for_each(|ring| commands.ring(ring));
            Drawn::Areas
        }
    };
    (!commands.is_empty()).then_some(drawn)
}

/// What a geometry is drawn as; `None` for a single point, which is a place, and for collections.
pub fn kind(geometry: &Geometry) -> Option<Kind> {
    match geometry {
        Geometry::MultiPoint(_) => Some(Kind::Points),
        Geometry::LineString(_) | Geometry::MultiLineString(_) => Some(Kind::Lines),
        Geometry::Polygon(_) | Geometry::MultiPolygon(_) => Some(Kind::Areas),
        _ => None,
    }
}

/// The parts of a geometry in units: its lines, rings or points.
fn parts(set: MatrixSet, geometry: &Geometry) -> Vec<Vec<[f64; 2]>> {
    let line = |line: &LineString| line.coords().map(|p| set.units(p.x, p.y)).collect();
    let rings = |area: &Polygon| -> Vec<Vec<[f64; 2]>> {
        std::iter::once(area.exterior()).chain(area.interiors()).map(line).collect()
    };
    match geometry {
        Geometry::MultiPoint(points) => {
            points.iter().map(|p| vec![set.units(p.x(), p.y())]).collect()
        }
        Geometry::LineString(one) => vec![line(one)],
        Geometry::MultiLineString(lines) => lines.iter().map(line).collect(),
        Geometry::Polygon(area) => rings(area),
        Geometry::MultiPolygon(areas) => areas.iter().flat_map(rings).collect(),
        _ => Vec::new(),
    }
}

/// Writes what a tile shows of a geometry, and says how large it is, as [`Shape::size`]; nothing
/// of one too small to be seen. Down to [`DEEPEST`] it is simplified, by itself: neighbours may
/// part or overlap by as much as that moves them.
pub fn draw(tile: &Tile, geometry: &Geometry, commands: &mut Commands) -> Option<(Drawn, u64)> {
    let kind = kind(geometry)?;
    let (scale, origin) = (tile.scale(), tile.origin());
    let local = |p: [f64; 2]| {
        [(p[0] * scale).round() as i64 - origin[0], (p[1] * scale).round() as i64 - origin[1]]
    };
    let tolerance = if tile.zoom > DEEPEST { 0.0 } else { TOLERANCE / scale };
    let parts: Vec<Vec<[i64; 2]>> = parts(tile.set, geometry)
        .into_iter()
        .map(|part| {
            let whole = || (0..part.len()).collect();
            let kept: Vec<usize> = match kind {
                Kind::Areas if tolerance > 0.0 => {
                    // A narrow one would be gone.
                    Some(simplify::ring(&part, tolerance)).filter(|kept| kept.len() > 3)
                }
                Kind::Lines => Some(simplify::line(&part, tolerance)),
                _ => None,
            }
            .unwrap_or_else(whole);
            let mut part: Vec<[i64; 2]> =
                kept.into_iter().map(|index| local(part[index])).collect();
            part.dedup();
            if kind == Kind::Areas && part.first() == part.last() {
                part.pop();
            }
            part
        })
        .collect();
    let size = match kind {
        // Which way its rings run is not known.
        Kind::Areas => parts
            .iter()
            .map(|ring| valid::double_area(ring).unsigned_abs() / 2)
            .fold(0, u64::saturating_add),
        _ => size(kind, &parts),
    };
    if !is_seen(kind, size) {
        return None;
    }
    cut(kind, parts, commands).map(|drawn| (drawn, size))
}

/// The lines and areas of a layer, ready to be drawn at any zoom down to [`DEEPEST`].
#[derive(Debug)]
pub struct Shapes {
    topology: Topology,
    /// Rows with their lines or points in units.
    others: Vec<(u32, Kind, Vec<Part>)>,
}

/// A part in units.
type Part = Vec<[f64; 2]>;

/// Collects the lines and areas of a layer.
#[derive(Debug)]
pub struct Collecting {
    set: MatrixSet,
    areas: Vec<(u32, Vec<Part>)>,
    others: Vec<(u32, Kind, Vec<Part>)>,
}

impl Collecting {
    /// Takes a feature; single points are left out.
    pub fn add(&mut self, row: u32, geometry: &Geometry) {
        match kind(geometry) {
            Some(Kind::Areas) => self.areas.push((row, parts(self.set, geometry))),
            Some(kind) => self.others.push((row, kind, parts(self.set, geometry))),
            None => {}
        }
    }

    pub fn finish(self) -> Shapes {
        Shapes { topology: Topology::new(self.areas), others: self.others }
    }
}

impl Shapes {
    pub fn collecting(set: MatrixSet) -> Collecting {
        Collecting { set, areas: Vec::new(), others: Vec::new() }
    }

    /// The shapes by row, on the grid of a zoom down to [`DEEPEST`]; those too small to be seen
    /// are left out.
    pub fn at(&self, zoom: u8) -> HashMap<u32, Shape> {
        let scale = grid::scale(zoom);
        let others = self.others.par_iter().filter_map(|(row, kind, parts)| {
            let parts: Vec<Vec<[i64; 2]>> = parts
                .iter()
                .map(|part| {
                    let scaled: Vec<[f64; 2]> = part.iter().map(|p| p.map(|c| c * scale)).collect();
                    let mut line: Vec<[i64; 2]> = simplify::line(&scaled, TOLERANCE)
                        .into_iter()
                        .map(|index| scaled[index].map(|c| c.round() as i64))
                        .collect();
                    line.dedup();
                    line
                })
                .filter(|part| *kind == Kind::Points || part.len() > 1)
                .collect();
            Some((*row, Shape::new(*kind, &parts)?))
        });
        let mut shapes: HashMap<u32, Shape> = others.collect();
        shapes.extend(self.topology.at(zoom));
        shapes
    }
}
