//! A small picture of features among the units: SVG inside the page.

use std::{borrow::Cow, fmt::Write};

use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString, Point, Polygon};
use maud::{Markup, html};

use super::{Context, frame::Frame};

/// Positions closer than this in the picture are one.
const STEP: f64 = 0.6;
/// A picture of more positions is left unfinished, and says so.
const MOST_POSITIONS: usize = 60_000;
/// More units of a level than these would be a grey blot.
const MOST_UNITS: usize = 150;
/// More shapes than these cannot carry their names.
const MOST_NAMES: usize = 12;

/// One feature to draw.
pub struct Drawn<'d> {
    pub geometry: Cow<'d, Geometry<f64>>,
    pub title: &'d str,
    /// Where a click leads; `None` where there are too many to click on.
    pub address: Option<String>,
    /// From 0, none, to 4, most; the names carry the numbers.
    pub shade: Option<u64>,
}

/// Features among the units, or nothing where there is nothing to draw.
///
/// - `extent`: what to show; by default what the features cover.
/// - `named`: whether to write names onto a few polygons.
pub fn map(
    context: &Context<'_>,
    features: &[Drawn<'_>],
    extent: Option<[f64; 4]>,
    named: bool,
) -> Markup {
    let Some(extent) = extent.or_else(|| covered(features)) else { return html! {} };
    let frame = Frame::new(extent, 400.0);
    let mut pen = Pen { frame, left: MOST_POSITIONS };
    let units = units(context, &mut pen);
    let radius = if features.len() > 400 { 2.5 } else { 4.5 };
    // Lines and points above areas, small things above large ones as they come.
    let mut shapes: Vec<(u8, Markup)> = features
        .iter()
        .map_while(|feature| {
            let (rank, shape) = pen.shape(&feature.geometry, radius)?;
            let shape = match feature.shade {
                Some(shade) => html! { g class=(format!("shade-{shade}")) { (shape) } },
                None => shape,
            };
            let linked = match &feature.address {
                Some(address) => {
                    html! { a href=(address) { title { (feature.title) } (shape) } }
                }
                None => shape,
            };
            Some((rank, linked))
        })
        .collect();
    let unfinished = shapes.len() < features.len();
    shapes.sort_by_key(|(rank, _)| *rank);
    let names = names(features, &frame, named);
    let language = context.language;
    let (metres, length) = frame.scale_bar();
    let label =
        if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") };
    let bottom = frame.height - 14.0;
    let bar = format!("M14 {:.1}v5h{length:.1}v-5", bottom - 5.0);
    html! {
        figure.map {
            svg viewBox=(format!("0 0 {} {:.0}", Frame::WIDTH, frame.height)) role="img"
                aria-label=(language.say("要素的位置", "Where the features are")) {
                g.units { (units) }
                g.features { @for (_, shape) in &shapes { (shape) } }
                g.names { (names) }
                path.bar d=(bar) {}
                text.bar x="20" y=(format!("{:.1}", bottom - 5.0)) { (label) }
            }
            @if unfinished {
                figcaption { (language.say("图形过多，未全部画出。", "Too much to draw: some are left out.")) }
            }
        }
    }
}

/// What the features cover: west, south, east, north.
fn covered(features: &[Drawn<'_>]) -> Option<[f64; 4]> {
    features
        .iter()
        .filter_map(|feature| feature.geometry.bounding_rect())
        .map(|rect| [rect.min().x, rect.min().y, rect.max().x, rect.max().y])
        .reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])])
}

/// The ground: outlines of the units of every level that is not too crowded.
fn units(context: &Context<'_>, pen: &mut Pen) -> Markup {
    let view = context.view;
    let mut drawn = Vec::new();
    let Some(bbox) = pen.frame.bbox() else { return html! {} };
    for (rank, level) in view.levels().enumerate() {
        let Ok(layer) = view.layer(level) else { continue };
        let mut rows = layer.table.candidates(&bbox);
        layer.table.sort(&mut rows);
        if rows.len() > MOST_UNITS {
            break;
        }
        let class = format!("level-{}", (rank + 1).min(4));
        let shapes = rows.into_iter().filter_map(|row| layer.table.geometry(row));
        let parts: Vec<Markup> =
            shapes.map_while(|geometry| Some(pen.shape(&geometry, 1.0)?.1)).collect();
        drawn.push(html! { g class=(class) { @for part in &parts { (part) } } });
    }
    html! { @for level in &drawn { (level) } }
}

/// Names on polygons, while they are few.
fn names(features: &[Drawn<'_>], frame: &Frame, named: bool) -> Markup {
    use geo::InteriorPoint;
    let areas = |geometry: &Geometry<f64>| {
        matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_))
    };
    if !named || features.len() > MOST_NAMES {
        return html! {};
    }
    let placed: Vec<_> = features
        .iter()
        .filter(|feature| areas(&feature.geometry))
        .filter_map(|feature| {
            let rect = feature.geometry.bounding_rect()?.center();
            let inside = Point::from(rect);
            // The middle of the box reads best, where it is inside.
            let place = match geo::Contains::contains(&*feature.geometry, &inside) {
                true => inside,
                false => feature.geometry.interior_point()?,
            };
            let (x, y) = frame.place(place.0);
            Some((format!("{x:.1}"), format!("{:.1}", y + 4.0), feature.title))
        })
        .collect();
    html! { @for (x, y, title) in &placed { text x=(x) y=(y) { (title) } } }
}

struct Pen {
    frame: Frame,
    /// Positions that may still be drawn.
    left: usize,
}

impl Pen {
    /// The geometry as SVG with its rank, areas lowest; `None` when the picture is full.
    fn shape(&mut self, geometry: &Geometry<f64>, radius: f64) -> Option<(u8, Markup)> {
        if self.left == 0 {
            return None;
        }
        let mut path = String::new();
        let mut points = Vec::new();
        let rank = self.draw(geometry, &mut path, &mut points);
        let class = match rank {
            0 => "area",
            1 => "line",
            _ => "point",
        };
        Some((
            rank,
            html! {
                @if !path.is_empty() { path class=(class) d=(path) {} }
                @for (x, y) in &points {
                    circle class=(class) cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(radius) {}
                }
            },
        ))
    }

    fn draw(
        &mut self,
        geometry: &Geometry<f64>,
        path: &mut String,
        points: &mut Vec<(f64, f64)>,
    ) -> u8 {
        match geometry {
            Geometry::Point(point) => {
                self.point(*point, points);
                2
            }
            Geometry::MultiPoint(all) => {
                all.iter().for_each(|point| self.point(*point, points));
                2
            }
            Geometry::LineString(line) => {
                self.line(line, path, false);
                1
            }
            Geometry::MultiLineString(lines) => {
                lines.iter().for_each(|line| self.line(line, path, false));
                1
            }
            Geometry::Polygon(polygon) => {
                self.polygon(polygon, path);
                0
            }
            Geometry::MultiPolygon(polygons) => {
                polygons.iter().for_each(|polygon| self.polygon(polygon, path));
                0
            }
            Geometry::GeometryCollection(members) => {
                members.iter().map(|member| self.draw(member, path, points)).max().unwrap_or(0)
            }
            Geometry::Line(line) => {
                self.line(&LineString::from(vec![line.start, line.end]), path, false);
                1
            }
            Geometry::Rect(rect) => {
                self.polygon(&rect.to_polygon(), path);
                0
            }
            Geometry::Triangle(triangle) => {
                self.polygon(&triangle.to_polygon(), path);
                0
            }
        }
    }

    fn point(&mut self, point: Point<f64>, points: &mut Vec<(f64, f64)>) {
        self.left = self.left.saturating_sub(1);
        points.push(self.frame.place(point.0));
    }

    fn polygon(&mut self, polygon: &Polygon<f64>, path: &mut String) {
        self.line(polygon.exterior(), path, true);
        polygon.interiors().iter().for_each(|ring| self.line(ring, path, true));
    }

    /// A line, without the positions nobody could tell apart; its last one always.
    fn line(&mut self, line: &LineString<f64>, path: &mut String, closed: bool) {
        let mut last: Option<(f64, f64)> = None;
        let count = line.0.len();
        for (index, position) in line.0.iter().enumerate() {
            let (x, y) = self.frame.place(clamp(*position));
            let far = last.is_none_or(|(a, b)| (x - a).hypot(y - b) >= STEP);
            if !far && index + 1 < count {
                continue;
            }
            self.left = self.left.saturating_sub(1);
            let command = if last.is_none() { 'M' } else { 'L' };
            write!(path, "{command}{x:.1} {y:.1}").expect("a String takes everything");
            last = Some((x, y));
        }
        if closed {
            path.push('Z');
        }
    }
}

/// Far beyond the picture is far enough.
fn clamp(position: Coord<f64>) -> Coord<f64> {
    Coord { x: position.x.clamp(-360.0, 360.0), y: position.y.clamp(-90.0, 90.0) }
}
