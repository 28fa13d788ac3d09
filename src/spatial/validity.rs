//! Whether polygons are valid by OGC Simple Features (06-103r4, 6.1.11.1).
//!
//! `geo::Validation` asks the same, but compares every segment of a ring with
//! every other: 100,000 vertices would hold a thread for minutes. Here an
//! R-tree finds the candidates; `geo`'s `relate` decides between rings, as it
//! does there. It also passes a ring folded flat onto one line, refused here.
//! Not checked, as in `geo`: holes that touch so as to split the interior.

use std::cell::LazyCell;

use geo::coordinate_position::CoordPos;
use geo::dimensions::Dimensions;
use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{BoundingRect, Coord, Intersects, Line, LineString, Polygon, PreparedGeometry, Relate};
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::gate::Place;
use super::guard;
use super::half_open::PreparedArea;

/// Why a polygon is not valid. Parts, rings and vertices count from 1.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Flaw {
    #[error("the ring turns back onto itself (a spike)")]
    Spike,
    #[error("the ring crosses or touches itself at its segment {other_segment}")]
    SelfIntersection { other_segment: usize },
    #[error("the hole is not inside its exterior ring")]
    HoleOutside,
    #[error("the hole overlaps or runs along ring {other_ring}")]
    HolesMeet { other_ring: usize },
    #[error("the part overlaps or runs along part {other_part}")]
    PartsMeet { other_part: usize },
    #[error("validity could not be decided: {0}")]
    Undecided(String),
}

/// Checks the parts of one (multi)polygon; closed rings of at least 4 finite
/// points each, no consecutive duplicates.
///
/// # Errors
///
/// The first flaw and its place.
pub fn check(parts: &[Polygon]) -> Result<(), (Place, Flaw)> {
    for (index, polygon) in parts.iter().enumerate() {
        let place = Place::default().part(parts, index);
        for (ring_index, ring) in rings(polygon).enumerate() {
            simple_ring(ring)
                .map_err(|(segment, flaw)| (place.ring(ring_index).vertex(segment), flaw))?;
        }
    }
    // Only simple rings reach `relate`, which is not made for others.
    guard::catch(|| relations(parts))
        .unwrap_or_else(|panic| Err((Place::default(), Flaw::Undecided(panic))))
}

/// Exterior first, then the holes.
pub(super) fn rings(polygon: &Polygon) -> impl Iterator<Item = &LineString> {
    std::iter::once(polygon.exterior()).chain(polygon.interiors())
}

fn simple_ring(ring: &LineString) -> Result<(), (usize, Flaw)> {
    let segments: Vec<Line> = ring.lines().collect();
    let tree = RTree::bulk_load(
        segments
            .iter()
            .enumerate()
            .map(|(index, line)| GeomWithData::new(rectangle(line.start, line.end), index))
            .collect(),
    );
    for (i, line) in segments.iter().enumerate() {
        let next = segments[(i + 1) % segments.len()];
        if doubles_back(line.start, line.end, next.end) {
            return Err((i + 1, Flaw::Spike));
        }
        let flaw = tree
            .locate_in_envelope_intersecting(&envelope(line.start, line.end))
            .map(|candidate| candidate.data)
            .filter(|&j| j > i + 1 && !(i == 0 && j == segments.len() - 1))
            .filter(|&j| line.intersects(&segments[j]))
            .min();
        if let Some(j) = flaw {
            let other_segment = j + 1;
            return Err((i, Flaw::SelfIntersection { other_segment }));
        }
    }
    Ok(())
}

/// Whether the path a, b, c goes straight back from b.
fn doubles_back(a: Coord, b: Coord, c: Coord) -> bool {
    let dot = (a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y);
    dot > 0.0 && RobustKernel::orient2d(a, b, c) == Orientation::Collinear
}

fn relations(parts: &[Polygon]) -> Result<(), (Place, Flaw)> {
    for (index, polygon) in parts.iter().enumerate() {
        let place = Place::default().part(parts, index);
        let holes: Vec<Polygon> = polygon.interiors().iter().map(filled).collect();
        if let Some(hole) = first_hole_outside(polygon.exterior(), &holes) {
            return Err((place.ring(hole + 1), Flaw::HoleOutside));
        }
        if let Some((i, j)) = first_meeting(&holes) {
            let other_ring = i + 2;
            return Err((place.ring(j + 1), Flaw::HolesMeet { other_ring }));
        }
    }
    first_meeting(parts).map_or(Ok(()), |(i, j)| {
        let other_part = i + 1;
        Err((Place::default().part(parts, j), Flaw::PartsMeet { other_part }))
    })
}

/// The first hole not inside `exterior`, but for points on it.
fn first_hole_outside(exterior: &LineString, holes: &[Polygon]) -> Option<usize> {
    if holes.is_empty() {
        return None;
    }
    let exterior = filled(exterior);
    let edges = PreparedArea::from(&exterior);
    // Costs as much as the whole exterior for each hole: only for those near it.
    let relating = LazyCell::new(|| PreparedGeometry::from(&exterior));
    holes.iter().position(|hole| {
        let bounds = hole.bounding_rect().expect("rings have points");
        let (min, max) = (bounds.min(), bounds.max());
        let is_near = edges.edges_between(min.y, max.y).any(|(_, edge)| edge.meets_box(min, max));
        if !is_near {
            return !edges.contains(min);
        }
        let matrix = relating.relate(hole);
        let along = matrix.get(CoordPos::OnBoundary, CoordPos::OnBoundary);
        !matrix.is_contains() || along == Dimensions::OneDimensional
    })
}

/// The first pair that shares more than points, `i < j`.
fn first_meeting(polygons: &[Polygon]) -> Option<(usize, usize)> {
    if polygons.len() < 2 {
        return None;
    }
    let boxes = |(index, polygon): (usize, &Polygon)| {
        let bounds = polygon.bounding_rect()?;
        Some(GeomWithData::new(rectangle(bounds.min(), bounds.max()), index))
    };
    let tree = RTree::bulk_load(polygons.iter().enumerate().filter_map(boxes).collect());
    polygons.iter().enumerate().find_map(|(j, polygon)| {
        let bounds = polygon.bounding_rect()?;
        tree.locate_in_envelope_intersecting(&envelope(bounds.min(), bounds.max()))
            .map(|candidate| candidate.data)
            .filter(|&i| i < j && meet(&polygons[i], polygon))
            .min()
            .map(|i| (i, j))
    })
}

fn meet(a: &Polygon, b: &Polygon) -> bool {
    let matrix = a.relate(b);
    matrix.get(CoordPos::Inside, CoordPos::Inside) == Dimensions::TwoDimensional
        || matrix.get(CoordPos::OnBoundary, CoordPos::OnBoundary) == Dimensions::OneDimensional
}

fn filled(ring: &LineString) -> Polygon {
    Polygon::new(ring.clone(), Vec::new())
}

fn rectangle(a: Coord, b: Coord) -> Rectangle<[f64; 2]> {
    Rectangle::from_corners([a.x, a.y], [b.x, b.y])
}

fn envelope(a: Coord, b: Coord) -> AABB<[f64; 2]> {
    AABB::from_corners([a.x, a.y], [b.x, b.y])
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::wkt;

    #[track_caller]
    fn flaw(parts: &[Polygon]) -> Flaw {
        check(parts).unwrap_err().1
    }

    #[test]
    fn each_flaw_is_named() {
        let bowtie = wkt!(POLYGON((0. 0.,10. 10.,10. 0.,0. 10.,0. 0.)));
        assert_eq!(flaw(&[bowtie]), Flaw::SelfIntersection { other_segment: 3 });
        let pinched = wkt!(POLYGON((0. 0.,4. 0.,2. 2.,4. 4.,0. 4.,2. 2.,0. 0.)));
        assert!(matches!(flaw(&[pinched]), Flaw::SelfIntersection { .. }));
        let spike = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,4. 2.,0. 2.,0. 0.)));
        assert_eq!(flaw(&[spike]), Flaw::Spike);
        let flat = wkt!(POLYGON((0. 0.,1. 1.,2. 2.,0. 0.)));
        assert_eq!(flaw(&[flat]), Flaw::Spike);
        let outside = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(5. 5.,6. 5.,6. 6.,5. 5.)));
        assert_eq!(flaw(&[outside]), Flaw::HoleOutside);
        let holes = wkt!(POLYGON((0. 0.,9. 0.,9. 9.,0. 9.,0. 0.),
            (1. 1.,4. 1.,4. 4.,1. 1.),(2. 1.5,5. 1.5,5. 4.,2. 1.5)));
        assert_eq!(flaw(&[holes]), Flaw::HolesMeet { other_ring: 2 });
        let square = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)));
        let beside = wkt!(POLYGON((4. 0.,8. 0.,8. 4.,4. 4.,4. 0.)));
        assert_eq!(flaw(&[square.clone(), beside]), Flaw::PartsMeet { other_part: 1 });
        let corner = wkt!(POLYGON((4. 4.,8. 4.,8. 8.,4. 8.,4. 4.)));
        assert_eq!(check(&[square, corner]), Ok(()));
    }

    #[test]
    fn a_hole_may_touch_its_exterior_in_a_point() {
        let touching = wkt!(POLYGON((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(2. 0.,3. 1.,1. 1.,2. 0.)));
        assert_eq!(check(&[touching]), Ok(()));
    }

    #[test]
    fn a_ring_of_many_vertices_is_checked_in_moderate_time() {
        let ring: Vec<(f64, f64)> = (0..100_000)
            .map(|i| f64::from(i) / 100_000.0 * std::f64::consts::TAU)
            .map(|angle| (angle.cos() * 90.0, angle.sin() * 45.0))
            .collect();
        assert_eq!(check(&[Polygon::new(ring.into(), vec![])]), Ok(()));
    }

    #[test]
    fn many_holes_are_checked_in_moderate_time() {
        let ring: Vec<(f64, f64)> = (0..50_000)
            .map(|i| f64::from(i) / 50_000.0 * std::f64::consts::TAU)
            .map(|angle| (angle.cos() * 90.0, angle.sin() * 85.0))
            .collect();
        let hole = |k: i32| {
            let (x, y) = (f64::from(k % 60 - 30), f64::from(k / 60 - 30));
            LineString::from(vec![(x, y), (x + 0.5, y), (x + 0.5, y + 0.5), (x, y)])
        };
        let mut holes: Vec<LineString> = (0..60 * 60).map(hole).collect();
        let sound = Polygon::new(ring.clone().into(), holes.clone());
        assert_eq!(check(&[sound]), Ok(()));
        holes.push(vec![(91.0, 0.0), (92.0, 0.0), (92.0, 1.0)].into());
        let odd = Polygon::new(ring.into(), holes);
        let place = Place::default().ring(3601);
        assert_eq!(check(&[odd]), Err((place, Flaw::HoleOutside)));
    }
}
