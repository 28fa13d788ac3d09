//! Union, intersection and difference of areas in metres.
//!
//! `geo`'s boolean operations (i_overlay) snap to a lattice of about 2⁻³⁰ of
//! the extent of their input, micrometres over a subdistrict. They can panic on
//! odd input; here a panic is an error.

use std::f64::consts::TAU;

use geo::bool_ops::FillRule;
use geo::orient::{Direction, Orient};
use geo::{
    Area, BooleanOps, BoundingRect, Coord, Intersects, LineString, MultiPolygon, OpType, Polygon,
};

use super::guard;

/// A boolean operation gave up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{operation} of areas failed: {reason}")]
pub struct OverlayError {
    pub operation: &'static str,
    pub reason: String,
}

/// The ground that lies in at least one of `areas`; empty for none.
///
/// # Errors
///
/// [`OverlayError`] if the operation panics, as for all below.
pub fn union<'a>(
    areas: impl IntoIterator<Item = &'a MultiPolygon>,
) -> Result<MultiPolygon, OverlayError> {
    // One winding for all: `unary_union` counts how often ground is wound round.
    let oriented: Vec<MultiPolygon> = areas
        .into_iter()
        .filter(|area| !area.0.is_empty())
        .map(|area| area.orient(Direction::Default))
        .collect();
    if oriented.is_empty() {
        return Ok(MultiPolygon::new(Vec::new()));
    }
    run("union", || geo::unary_union(&oriented))
}

/// The ground that lies in both.
///
/// # Errors
///
/// As [`union`].
pub fn intersection(a: &MultiPolygon, b: &MultiPolygon) -> Result<MultiPolygon, OverlayError> {
    if !may_meet(a, b) {
        return Ok(MultiPolygon::new(Vec::new()));
    }
    run("intersection", || a.intersection(b))
}

/// The ground of `a` that is not in `b`.
///
/// # Errors
///
/// As [`union`].
pub fn difference(a: &MultiPolygon, b: &MultiPolygon) -> Result<MultiPolygon, OverlayError> {
    if !may_meet(a, b) {
        return Ok(a.clone());
    }
    run("difference", || a.difference(b))
}

/// The ground of `a` that is in none of `others`, which may overlap.
///
/// One operation, without their union.
///
/// # Errors
///
/// As [`union`].
pub fn difference_of_many(
    a: &MultiPolygon,
    others: Vec<Polygon>,
) -> Result<MultiPolygon, OverlayError> {
    let others = MultiPolygon(others).orient(Direction::Default);
    if !may_meet(a, &others) {
        return Ok(a.clone());
    }
    let a = a.orient(Direction::Default);
    run("difference", || {
        a.boolean_op_with_fill_rule(&others, OpType::Difference, FillRule::NonZero)
    })
}

/// Planar area of what lies in both, in the square of the coordinates' unit.
///
/// # Errors
///
/// As [`union`].
pub fn intersection_area(a: &MultiPolygon, b: &MultiPolygon) -> Result<f64, OverlayError> {
    Ok(intersection(a, b)?.unsigned_area())
}

/// A disc as a regular polygon of `segments` sides, at least 3, wound
/// counter-clockwise, with the true disc's area.
///
/// Its corners lie a little outside of the circle and its sides a little
/// inside: of 96 sides, 0.04 % of the radius either way.
pub fn circle(centre: Coord, radius_m: f64, segments: u32) -> Polygon {
    let segments = segments.max(3);
    let step = TAU / f64::from(segments);
    let corner_m = radius_m * (step / step.sin()).sqrt();
    let corner = |index: u32| {
        let (sin, cos) = (f64::from(index) * step).sin_cos();
        centre + Coord { x: cos, y: sin } * corner_m
    };
    Polygon::new(LineString((0..segments).map(corner).collect()), Vec::new())
}

/// Whether the bounding boxes meet; an empty area meets nothing.
fn may_meet(a: &MultiPolygon, b: &MultiPolygon) -> bool {
    match (a.bounding_rect(), b.bounding_rect()) {
        (Some(a), Some(b)) => a.intersects(&b),
        _ => false,
    }
}

fn run(
    operation: &'static str,
    work: impl FnOnce() -> MultiPolygon,
) -> Result<MultiPolygon, OverlayError> {
    guard::catch(work).map_err(|reason| OverlayError { operation, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
        let ring = vec![(x, y), (x, y + side), (x + side, y + side), (x + side, y)];
        Polygon::new(ring.into(), vec![]).into()
    }

    #[track_caller]
    fn check(area: Result<MultiPolygon, OverlayError>, wanted_m2: f64) {
        let got = area.unwrap().unsigned_area();
        assert!((got - wanted_m2).abs() < 1e-3, "{got}, wanted {wanted_m2}");
    }

    #[test]
    fn the_operations_do_what_they_are_called() {
        let (a, b) = (square(0.0, 0.0, 100.0), square(50.0, 50.0, 100.0));
        check(union([&a, &b]), 17_500.0);
        check(intersection(&a, &b), 2_500.0);
        check(difference(&a, &b), 7_500.0);
        let many = vec![b.0[0].clone(), square(40.0, 40.0, 20.0).0[0].clone()];
        check(difference_of_many(&a, many), 7_500.0 - 300.0);
        assert!((intersection_area(&a, &b).unwrap() - 2_500.0).abs() < 1e-3);
    }

    #[test]
    fn empty_areas_are_neutral() {
        let (a, none) = (square(0.0, 0.0, 100.0), MultiPolygon::new(vec![]));
        check(union([]), 0.0);
        check(union([&none, &a]), 10_000.0);
        check(intersection(&a, &none), 0.0);
        check(difference(&a, &none), 10_000.0);
        check(difference(&none, &a), 0.0);
        check(difference_of_many(&a, vec![]), 10_000.0);
    }

    #[test]
    fn a_panic_is_an_error() {
        let error = run("union", || panic!("odd input")).unwrap_err();
        assert_eq!(error.to_string(), "union of areas failed: odd input");
    }

    #[test]
    fn a_circle_has_the_area_of_the_disc() {
        let polygon = circle(Coord { x: 1e5, y: -2e5 }, 250.0, 96);
        let wanted = std::f64::consts::PI * 250.0 * 250.0;
        assert!((polygon.signed_area() / wanted - 1.0).abs() < 1e-9);
        assert_eq!(polygon.exterior().0.len(), 97);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn areas_include_and_exclude(
            a in prop::collection::vec(0.1..1.0, 3..30),
            b in prop::collection::vec(0.1..1.0, 3..30),
            shift in (-300.0..300.0, -300.0..300.0),
        ) {
            let star = |radii: &[f64], shift: (f64, f64)| {
                let step = TAU / radii.len() as f64;
                let ring: Vec<(f64, f64)> = (0..)
                    .zip(radii)
                    .map(|(i, radius)| ((f64::from(i) * step).sin_cos(), radius * 500.0))
                    .map(|((sin, cos), radius)| (shift.0 + cos * radius, shift.1 + sin * radius))
                    .collect();
                MultiPolygon::from(Polygon::new(ring.into(), vec![]))
            };
            let (a, b) = (star(&a, (0.0, 0.0)), star(&b, shift));
            let both = intersection_area(&a, &b).unwrap();
            let (area_a, area_b) = (a.unsigned_area(), b.unsigned_area());
            // The lattice of a micrometre times kilometres of border.
            let close = |x: f64, y: f64| (x - y).abs() < 0.05;
            prop_assert!(close(union([&a, &b]).unwrap().unsigned_area(), area_a + area_b - both));
            prop_assert!(close(difference(&a, &b).unwrap().unsigned_area(), area_a - both));
            let many = difference_of_many(&a, b.0.clone()).unwrap();
            prop_assert!(close(many.unsigned_area(), area_a - both));
        }
    }
}
