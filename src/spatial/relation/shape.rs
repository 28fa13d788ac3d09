use std::cell::OnceCell;

use geo::{
    BoundingRect, Coord, Geometry, HasDimensions, PreparedGeometry, Rect, Relate,
    coordinate_position::CoordPos, dimensions::Dimensions,
};

use super::{
    Relation, RelationError,
    areas::{areas, position_in_area},
    bounds::{by_bounds, covers, is_rectangle},
    contact::{Contact, Segments},
    lines::LinesMatrix,
    parts,
    points::PointsMatrix,
};
use crate::spatial::{PreparedArea, guard};

/// A geometry made ready to be related to many others.
///
/// Coordinates are finite and polygons valid; the same goes for what it is asked about.
#[derive(Debug)]
pub struct PreparedShape {
    geometry: Geometry,
    bounds: Option<Rect>,
    dimension: Dimensions,
    /// Members of different dimensions, or areas that may overlap.
    is_collection: bool,
    /// Whether it fills its bounds.
    is_rectangle: bool,
    segments: Segments,
    /// One for all polygons; for a collection one for each.
    areas: Vec<PreparedArea>,
    points: Vec<Coord>,
    line_ends: Vec<Coord>,
    samples: Vec<Coord>,
    /// Made when first needed: it holds the segments a second time.
    relating: OnceCell<PreparedGeometry<'static, Geometry>>,
}

/// How two geometries of lines or areas lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lie {
    Apart,
    /// The other is in our interior and does not meet our boundary.
    Inside,
    /// We are in the interior of the other and do not meet its boundary.
    Around,
    /// Two areas whose borders cross, or a line that crosses the border of an area.
    Across,
    /// They share a point.
    Undecided,
}

impl PreparedShape {
    pub fn new(geometry: Geometry) -> Self {
        let is_collection = matches!(geometry, Geometry::GeometryCollection(_));
        Self {
            bounds: geometry.bounding_rect(),
            dimension: geometry.dimensions(),
            is_collection,
            is_rectangle: is_rectangle(&geometry),
            segments: Segments::new(&geometry),
            areas: areas(&geometry),
            points: parts::points(&geometry),
            line_ends: parts::line_ends(&geometry),
            samples: parts::samples(&geometry),
            relating: OnceCell::new(),
            geometry,
        }
    }

    pub fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Lower left and upper right corner; `None` when empty.
    pub fn bounds(&self) -> Option<Rect> {
        self.bounds
    }

    /// Where a point lies: in the interior, on the boundary or outside.
    ///
    /// Ends of lines are boundary by the mod-2 rule; points have none.
    pub fn position(&self, point: Coord) -> CoordPos {
        let mut found = CoordPos::Outside;
        for area in &self.areas {
            match position_in_area(area, point) {
                CoordPos::Inside => return CoordPos::Inside,
                CoordPos::OnBoundary => found = CoordPos::OnBoundary,
                CoordPos::Outside => {}
            }
        }
        if self.points.contains(&point) {
            return CoordPos::Inside;
        }
        let lines_only = self.areas.is_empty();
        if (lines_only || self.is_collection) && self.segments.hold(point) {
            if self.line_ends.contains(&point) {
                return CoordPos::OnBoundary;
            }
            // In a collection the segment may be a ring's, found above.
            if found == CoordPos::Outside {
                return CoordPos::Inside;
            }
        }
        found
    }

    /// Whether the relation means something: a collection's members may overlap, so that it has
    /// points, but no interior and boundary of its own.
    pub fn defines(&self, relation: Relation) -> bool {
        !self.is_collection || matches!(relation, Relation::Intersects | Relation::Disjoint)
    }

    /// Whether `other` has the relation to this shape, as in `other WITHIN shape`.
    ///
    /// Empty geometries are disjoint from all, and equal to each other.
    ///
    /// # Errors
    /// [`RelationError`] when the engine fails on the pair, or the relation is not
    /// [defined](Self::defines) for one of them.
    pub fn relates(&self, relation: Relation, other: &Geometry) -> Result<bool, RelationError> {
        let (Some(ours), Some(theirs)) = (self.bounds, other.bounding_rect()) else {
            return Ok(match relation {
                Relation::Disjoint => true,
                Relation::Equals => self.bounds.is_none() && other.is_empty(),
                _ => false,
            });
        };
        if let Some(answer) = by_bounds(relation, &theirs, &ours) {
            return Ok(answer);
        }
        let is_inside = self.is_rectangle && covers(&ours, &theirs);
        match relation {
            Relation::Intersects => return Ok(is_inside || self.intersects(other)),
            Relation::Disjoint => return Ok(!is_inside && !self.intersects(other)),
            _ => {}
        }
        if !self.defines(relation) || matches!(other, Geometry::GeometryCollection(_)) {
            return Err(RelationError("a collection has no boundary of its own".to_owned()));
        }
        if let Some(answer) = self.by_points(relation, other) {
            return Ok(answer);
        }
        let is_line = |dimension| dimension == Dimensions::OneDimensional;
        if is_line(self.dimension) && is_line(other.dimensions()) {
            let matrix = LinesMatrix::new(other, &self.segments, &self.line_ends);
            return Ok(matrix.holds(relation));
        }
        match self.by_lie(relation, other) {
            Some(answer) => Ok(answer),
            None => self.by_matrix(relation, other),
        }
    }

    /// Whether they share a point.
    fn intersects(&self, other: &Geometry) -> bool {
        if let Geometry::GeometryCollection(members) = other {
            return members.iter().any(|member| self.intersects(member));
        }
        let is_met = |point: Coord| self.position(point) != CoordPos::Outside;
        let meets_ours = |point: &Coord| parts::position(other, *point) != CoordPos::Outside;
        parts::points(other).into_iter().any(is_met)
            || parts::samples(other).into_iter().any(is_met)
            || self.segments.intersect(other)
            || self.points.iter().any(meets_ours)
            || self.samples_near(other).any(|point| meets_ours(&point))
    }

    fn samples_near(&self, other: &Geometry) -> impl Iterator<Item = Coord> {
        let bounds = other.bounding_rect();
        self.samples.iter().copied().filter(move |point| {
            bounds.is_some_and(|rect| {
                let (min, max) = (rect.min(), rect.max());
                (min.x..=max.x).contains(&point.x) && (min.y..=max.y).contains(&point.y)
            })
        })
    }

    /// When one side is points.
    fn by_points(&self, relation: Relation, other: &Geometry) -> Option<bool> {
        let theirs = matches!(other, Geometry::Point(_) | Geometry::MultiPoint(_));
        let ours = self.dimension == Dimensions::ZeroDimensional;
        let other_is_points = other.dimensions() == Dimensions::ZeroDimensional;
        let mut matrix =
            PointsMatrix { both_points: ours && other_is_points, ..PointsMatrix::default() };
        if theirs || other_is_points {
            let points = parts::points(other);
            points.iter().for_each(|point| matrix.add(self.position(*point)));
            matrix.rest = !ours || self.points.iter().any(|point| !points.contains(point));
            return Some(matrix.holds(relation));
        }
        if ours {
            for point in &self.points {
                matrix.add(parts::position(other, *point));
            }
            matrix.rest = true;
            return Some(matrix.holds(relation.converse()));
        }
        None
    }

    /// When lines and areas do not meet, or cross plainly.
    fn by_lie(&self, relation: Relation, other: &Geometry) -> Option<bool> {
        if relation == Relation::Crosses
            && self.dimension == other.dimensions()
            && self.dimension == Dimensions::TwoDimensional
        {
            return Some(false);
        }
        if relation == Relation::Overlaps && self.dimension != other.dimensions() {
            return Some(false);
        }
        let is = |answer| Some(relation == answer);
        match self.lie(other) {
            Lie::Apart => Some(false),
            Lie::Inside => is(Relation::Within),
            Lie::Around => is(Relation::Contains),
            Lie::Across if self.dimension == other.dimensions() => is(Relation::Overlaps),
            Lie::Across => is(Relation::Crosses),
            Lie::Undecided => None,
        }
    }

    fn lie(&self, other: &Geometry) -> Lie {
        let is_area = |dimension| dimension == Dimensions::TwoDimensional;
        let (ours, theirs) = (is_area(self.dimension), is_area(other.dimensions()));
        match self.segments.contact(other) {
            Contact::Crossing if ours || theirs => return Lie::Across,
            Contact::Crossing | Contact::Touch => return Lie::Undecided,
            Contact::None => {}
        }
        // Nothing touches, so every part lies whole on one side of every ring.
        let their_samples = parts::samples(other);
        let among_ours =
            |wanted: CoordPos| their_samples.iter().all(|point| self.position(*point) == wanted);
        let position = |point: &Coord| parts::position(other, *point);
        let outside_theirs =
            || self.samples_near(other).all(|point| position(&point) == CoordPos::Outside);
        let inside_theirs = || self.samples.iter().all(|point| position(point) == CoordPos::Inside);
        if among_ours(CoordPos::Outside) {
            if outside_theirs() {
                return Lie::Apart;
            }
            if inside_theirs() {
                return Lie::Around;
            }
        } else if among_ours(CoordPos::Inside) && outside_theirs() {
            return Lie::Inside;
        }
        Lie::Undecided
    }

    fn by_matrix(&self, relation: Relation, other: &Geometry) -> Result<bool, RelationError> {
        let matrix = guard::catch(|| {
            let relating = self
                .relating
                .get_or_init(|| PreparedGeometry::from(parts::opened(self.geometry.clone())));
            match other {
                Geometry::LineString(_) | Geometry::MultiLineString(_) => {
                    relating.relate(&parts::opened(other.clone()))
                }
                other => relating.relate(other),
            }
        })
        .map_err(RelationError)?;
        // Of us to the other.
        Ok(match relation.converse() {
            Relation::Contains => matrix.is_contains(),
            Relation::Crosses => matrix.is_crosses(),
            Relation::Disjoint => matrix.is_disjoint(),
            Relation::Equals => matrix.is_equal_topo(),
            Relation::Intersects => matrix.is_intersects(),
            Relation::Overlaps => matrix.is_overlaps(),
            Relation::Touches => matrix.is_touches(),
            Relation::Within => matrix.is_within(),
        })
    }
}
