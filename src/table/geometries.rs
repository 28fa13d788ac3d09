use std::{borrow::Cow, sync::Arc};

use geo::BoundingRect;
use geo_types::{Geometry, Point};

use super::{
    Row,
    chunked::{Chunked, Shared},
    packed::Envelope,
};

/// The geometries of a layer: plain points lie side by side, all others are shared.
#[derive(Debug, Clone, Default)]
pub(super) struct Geometries {
    /// Longitude, latitude; NaN where there is no point.
    pub(super) points: Chunked<[f64; 2]>,
    pub(super) shapes: Chunked<Shared<Geometry<f64>>>,
}

type Parts = ([f64; 2], Shared<Geometry<f64>>);

fn parts(geometry: Option<Arc<Geometry<f64>>>) -> Parts {
    match geometry.as_deref() {
        Some(Geometry::Point(point)) => ([point.x(), point.y()], Shared(None)),
        _ => ([f64::NAN; 2], Shared(geometry)),
    }
}

impl Geometries {
    pub(super) fn len(&self) -> usize {
        self.points.len()
    }

    pub(super) fn get(&self, row: Row) -> Option<Cow<'_, Geometry<f64>>> {
        match self.point(row) {
            Some([x, y]) => Some(Cow::Owned(Point::new(x, y).into())),
            None => self.shapes.get(row as usize).0.as_deref().map(Cow::Borrowed),
        }
    }

    pub(super) fn shared(&self, row: Row) -> Option<Arc<Geometry<f64>>> {
        match &self.shapes.get(row as usize).0 {
            Some(shape) => Some(shape.clone()),
            None => self.point(row).map(|[x, y]| Arc::new(Point::new(x, y).into())),
        }
    }

    pub(super) fn is_some(&self, row: Row) -> bool {
        self.point(row).is_some() || self.shapes.get(row as usize).0.is_some()
    }

    /// Longitude, latitude of a plain point.
    pub(super) fn point(&self, row: Row) -> Option<[f64; 2]> {
        Some(*self.points.get(row as usize)).filter(|point| !point[0].is_nan())
    }

    /// West, south, east, north.
    pub(super) fn envelope(&self, row: Row) -> Option<Envelope> {
        if let Some([x, y]) = self.point(row) {
            return Some([x, y, x, y]);
        }
        let rect = self.shapes.get(row as usize).0.as_ref()?.bounding_rect()?;
        Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
    }

    pub(super) fn set(&mut self, row: Row, geometry: Option<Arc<Geometry<f64>>>) {
        let (point, shape) = parts(geometry);
        self.points.set(row as usize, point);
        self.shapes.set(row as usize, shape);
    }

    pub(super) fn append(&mut self, geometries: impl Iterator<Item = Option<Arc<Geometry<f64>>>>) {
        let (points, shapes): (Vec<_>, Vec<_>) = geometries.map(parts).unzip();
        self.points.append(points);
        self.shapes.append(shapes);
    }

    /// Puts the geometry of each of `order`, which has every row once, where it stands there.
    pub(super) fn reorder(&mut self, order: &[Row]) {
        self.points.reorder(order);
        self.shapes.reorder(order);
    }

    /// Rows whose geometry may be another one, each once.
    pub(super) fn differences(&self, other: &Self) -> Vec<Row> {
        let points = self.points.differences(&other.points);
        let shapes = self.shapes.differences(&other.shapes);
        let mut rows: Vec<Row> = points.chain(shapes).map(|row| row as Row).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}
