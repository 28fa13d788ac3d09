use super::*;
use geo::{MultiPolygon, Polygon};
use proptest::prelude::*;
use std::f64::consts::PI;

fn square(side: f64) -> PreparedArea {
    let ring = vec![(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    PreparedArea::from(&Polygon::new(ring.into(), vec![]))
}

#[track_caller]
fn check(area: &PreparedArea, centres: &[(f64, f64)], radius: f64, wanted: [f64; 2]) {
    let discs = discs(centres.iter().map(|&(x, y)| Coord { x, y }));
    let got = Near::new(area, &discs, radius).areas(area);
    for (got, wanted) in got.into_iter().zip(wanted) {
        assert!((got - wanted).abs() < 1e-6 * radius * radius, "{got} {wanted}");
    }
}

#[test]
fn known_shapes_have_their_areas() {
    let area = square(1000.0);
    let disc = PI * 1e4;
    check(&area, &[], 100.0, [0.0, 0.0]);
    check(&area, &[(500.0, 500.0)], 100.0, [disc, 0.0]);
    check(&area, &[(500.0, 500.0); 3], 100.0, [disc, disc]);
    check(&area, &[(0.0, 0.0)], 100.0, [disc / 4.0, 0.0]);
    check(&area, &[(1000.0, 500.0)], 100.0, [disc / 2.0, 0.0]);
    check(&area, &[(500.0, 500.0), (700.0, 500.0)], 100.0, [2.0 * disc, 0.0]);
    check(&area, &[(500.0, 500.0)], 5000.0, [1e6, 0.0]);
    check(&area, &[(500.0, 500.0), (0.0, 0.0)], 5000.0, [1e6, 1e6]);
    // A lens of two discs a radius apart: r² (2π/3 - √3/2).
    let lens = 1e4 * (2.0 * PI / 3.0 - 3.0_f64.sqrt() / 2.0);
    check(&area, &[(500.0, 500.0), (600.0, 500.0)], 100.0, [2.0 * disc - lens, lens]);
}

#[test]
fn circles_through_corners_and_along_edges_do_no_harm() {
    let area = square(200.0);
    let disc = PI * 1e4;
    // Touches all four sides from within.
    check(&area, &[(100.0, 100.0)], 100.0, [disc, 0.0]);
    // Goes through two corners, exactly and by rounding.
    let segment = |chord: f64, r: f64| {
        let half = (chord / 2.0 / r).asin();
        r * r * (half - half.sin() * half.cos())
    };
    check(&area, &[(-75.0, 100.0)], 125.0, [segment(200.0, 125.0), 0.0]);
    let (far, r) = (100.0 * 3.0_f64.sqrt(), 200.0);
    let radius = far.hypot(100.0);
    let got = {
        let discs = vec![Disc { centre: Coord { x: -far, y: 100.0 }, count: 1 }];
        Near::new(&area, &discs, radius).areas(&area)[0]
    };
    assert!((got - segment(200.0, r)).abs() < 1e-3, "{got}");
}

#[test]
fn holes_and_parts_count() {
    let ring = |x: f64, side: f64| vec![(x, x), (x + side, x), (x + side, x + side), (x, x + side)];
    let holed = Polygon::new(ring(0.0, 100.0).into(), vec![ring(40.0, 20.0).into()]);
    let apart = Polygon::new(ring(500.0, 10.0).into(), vec![]);
    let area = PreparedArea::new(&MultiPolygon(vec![holed, apart]));
    check(&area, &[(50.0, 50.0)], 10.0, [0.0, 0.0]);
    check(&area, &[(50.0, 50.0)], 30.0, [PI * 900.0 - 400.0, 0.0]);
    check(&area, &[(50.0, 50.0), (505.0, 505.0)], 100.0, [1e4 - 400.0 + 100.0, 0.0]);
}

#[test]
fn large_coordinates_cost_little() {
    let (x, y) = (514_000.0, 3_351_000.0);
    let ring = vec![(x, y), (x + 1000.0, y), (x + 1000.0, y + 1000.0), (x, y + 1000.0)];
    let area = PreparedArea::from(&Polygon::new(ring.into(), vec![]));
    check(&area, &[(x + 500.0, y + 500.0), (x, y)], 250.0, [PI * 62_500.0 * 1.25, 0.0]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Against a count of sample points. Of n points in the box, the share
    /// in a region errs by about √(border cells) / n; 1 % is generous.
    #[test]
    fn areas_agree_with_samples(
        radii in prop::collection::vec(100.0..500.0, 3..20),
        centres in prop::collection::vec((-60..60, -60..60), 0..25),
        radius in 50.0..600.0,
    ) {
        let step = TAU / radii.len() as f64;
        let ring: Vec<(f64, f64)> = (0..)
            .zip(&radii)
            .map(|(i, r)| ((f64::from(i) * step).sin_cos(), r))
            .map(|((sin, cos), r)| (cos * r, sin * r))
            .collect();
        let area = PreparedArea::from(&Polygon::new(ring.into(), vec![]));
        // On a lattice of 10 m: repeated centres, tangent and equal chords.
        let discs = discs(centres.iter().map(|&(x, y)| {
            Coord { x: f64::from(x) * 10.0, y: f64::from(y) * 10.0 }
        }));
        let got = Near::new(&area, &discs, radius).areas(&area);

        let mut sampled = [0_u32; 2];
        for sample in 0..150 * 150 {
            let at = |cell: i32| (f64::from(cell) + 0.5) / 150.0 * 1000.0 - 500.0;
            let point = Coord { x: at(sample % 150), y: at(sample / 150) };
            if area.contains(point) {
                let over = |disc: &&Disc| (disc.centre - point).x.hypot((disc.centre - point).y) <= radius;
                let depth: u32 = discs.iter().filter(over).map(|disc| disc.count).sum();
                for (sum, k) in sampled.iter_mut().zip(1..) {
                    *sum += u32::from(depth >= k);
                }
            }
        }
        for (got, sampled) in got.into_iter().zip(sampled) {
            let sampled = f64::from(sampled) / f64::from(150 * 150) * 1e6;
            prop_assert!((got - sampled).abs() < 1e4, "{got} {sampled}");
        }
    }
}
