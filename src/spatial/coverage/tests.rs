use super::*;
use crate::spatial::overlay;
use geo::{Area, BoundingRect, Polygon};
use proptest::prelude::*;
use std::f64::consts::PI;

fn rect(x: f64, y: f64, width: f64, height: f64) -> MultiPolygon {
    let ring = vec![(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
    Polygon::new(ring.into(), vec![]).into()
}

fn site(x: f64, y: f64) -> Site {
    Site { x, y, capacity: 10.0 }
}

fn people(area: MultiPolygon, weight: f64) -> DemandArea {
    DemandArea { area, weights: vec![weight, 2.0 * weight] }
}

const ALL: Detail = Detail { gaps: true, reached: true };

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "{got}, wanted {wanted}");
}

#[track_caller]
fn close_share(got: Share, wanted: Share, tolerance: f64) {
    close(got.total, wanted.total, tolerance);
    close(got.reached, wanted.reached, tolerance);
    close(got.twice, wanted.twice, tolerance);
}

fn sum(rows: &[Row]) -> Row {
    let mut sum = Row { weights: vec![Share::default(); rows[0].weights.len()], ..Row::default() };
    for row in rows {
        sum.area_m2.add(row.area_m2, 1.0);
        sum.weights.iter_mut().zip(&row.weights).for_each(|(to, from)| to.add(*from, 1.0));
        sum.sites += row.sites;
        sum.capacity += row.capacity;
    }
    sum
}

#[track_caller]
fn check_parts_sum(answer: &Coverage) {
    let mut rows = answer.units.clone();
    rows.push(answer.outside.clone());
    let (sum, total) = (sum(&rows), &answer.total);
    close_share(sum.area_m2, total.area_m2, 0.1);
    for (sum, total) in sum.weights.iter().zip(&total.weights) {
        close_share(*sum, *total, 1e-6 * total.total + 1e-6);
    }
    assert_eq!(sum.sites, total.sites);
    close(sum.capacity, total.capacity, 1e-9);
}

#[test]
fn a_demand_area_cut_by_units_counts_by_its_parts() {
    let units = [rect(0.0, 0.0, 1000.0, 1000.0), rect(1000.0, 0.0, 1000.0, 1000.0)];
    // A quarter in the first, a half in the second, a quarter above both.
    let demand = [
        people(rect(900.0, 900.0, 300.0, 100.0), 300.0),
        people(rect(900.0, 1000.0, 300.0, 100.0), 100.0),
    ];
    let sites = [site(1000.0, 500.0), site(1000.0, 500.0)];
    let answer = coverage(CoverageInput {
        sites: &sites,
        reach_m: 100.0,
        units: &units,
        demand: &demand,
        detail: ALL,
    })
    .unwrap();

    check_parts_sum(&answer);
    let half = PI * 1e4 / 2.0;
    let share = Share { total: 1e6, reached: half, twice: half };
    close_share(answer.units[0].area_m2, share, 0.01);
    close_share(answer.units[1].area_m2, share, 0.01);
    // The border is the left side of the second unit.
    assert_eq!((answer.units[0].sites, answer.units[1].sites), (0, 2));
    close(answer.units[0].weights[0].total, 100.0, 1e-3);
    close(answer.units[1].weights[1].total, 400.0, 1e-3);
    close(answer.outside.weights[0].total, 100.0, 1e-3);
    assert_eq!(answer.outside.area_m2, Share::default());
    let gap: f64 = answer.gaps.unwrap().iter().map(Area::unsigned_area).sum();
    close(gap, 2e6 - 2.0 * half, 1.0);
    close(answer.reached.unwrap().unsigned_area(), 2.0 * half, 1.0);
}

#[test]
fn nothing_is_answered_by_zeros() {
    let ground = Ground::new(&[MultiPolygon::new(vec![])], &[]).unwrap();
    let answer = ground.coverage(&[], 250.0, ALL).unwrap();
    assert_eq!(answer.units, vec![Row::default()]);
    assert_eq!(answer.total, Row::default());
    assert_eq!(answer.reached, Some(MultiPolygon::new(vec![])));

    let ground = Ground::new(&[rect(0.0, 0.0, 10.0, 10.0)], &[]).unwrap();
    let answer = ground.coverage(&[site(5.0, 5.0)], 0.0, ALL).unwrap();
    close(answer.total.area_m2.reached, 0.0, 1e-9);
    close(answer.gaps.unwrap()[0].unsigned_area(), 100.0, 1e-6);
}

#[test]
fn ground_of_overlapping_units_is_counted_once_in_all() {
    let units = [rect(0.0, 0.0, 100.0, 100.0), rect(50.0, 0.0, 100.0, 100.0)];
    let ground = Ground::new(&units, &[]).unwrap();
    let answer = ground.coverage(&[site(75.0, 50.0)], 1000.0, ALL).unwrap();
    close(answer.total.area_m2.total, 15_000.0, 0.01);
    close(answer.total.area_m2.reached, 15_000.0, 0.01);
    assert_eq!(answer.gaps.unwrap(), vec![MultiPolygon::new(vec![]); 2]);
    assert_eq!((answer.units[0].sites, answer.units[1].sites), (1, 0));
}

#[test]
fn odd_input_is_refused() {
    let unit = rect(0.0, 0.0, 10.0, 10.0);
    let ground = Ground::new(std::slice::from_ref(&unit), &[]).unwrap();
    let nan = [site(0.0, 0.0), site(f64::NAN, 0.0)];
    let error = ground.coverage(&nan, 1.0, ALL).unwrap_err();
    assert_eq!(error, CoverageError::Site(1));
    let error = ground.curve(&[], &[100.0, -1.0]).unwrap_err();
    assert_eq!(error, CoverageError::Reach(-1.0));
    let empty = people(MultiPolygon::new(vec![]), 1.0);
    assert_eq!(Ground::new(&[], &[empty]).unwrap_err(), CoverageError::Demand(0));
    let uneven = DemandArea { area: unit.clone(), weights: vec![1.0] };
    let wanted = CoverageError::Columns { index: 1, found: 1, expected: 2 };
    assert_eq!(Ground::new(&[], &[people(unit, 1.0), uneven]).unwrap_err(), wanted);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]

    #[test]
    fn the_parts_sum_to_the_whole_and_to_samples(
        columns in prop::collection::vec(50.0..400.0, 2..5),
        rows in prop::collection::vec(50.0..400.0, 2..4),
        demand in prop::collection::vec((-100.0..900.0, -100.0..700.0, 10.0..300.0, 10.0..300.0), 1..8),
        sites in prop::collection::vec((-100.0..1000.0, -100.0..900.0), 0..15),
        reach_m in 20.0..500.0,
    ) {
        let (mut units, mut x) = (Vec::new(), 0.0);
        for width in &columns {
            let mut y = 0.0;
            for height in &rows {
                units.push(rect(x, y, *width, *height));
                y += height;
            }
            x += width;
        }
        let demand: Vec<DemandArea> = demand
            .iter()
            .map(|&(x, y, width, height)| people(rect(x, y, width, height), 100.0))
            .collect();
        let sites: Vec<Site> = sites.iter().map(|&(x, y)| site(x, y)).collect();
        let ground = Ground::new(&units, &demand).unwrap();
        let answer = ground.coverage(&sites, reach_m, ALL).unwrap();

        check_parts_sum(&answer);
        prop_assert_eq!(answer.total.sites, sites.len());
        // The same ground as one unit, which knows no borders.
        let one = [overlay::union(&units).unwrap()];
        let apart = Ground::new(&one, &demand).unwrap();
        let apart = apart.coverage(&sites, reach_m, Detail::default()).unwrap();
        close_share(apart.total.area_m2, answer.total.area_m2, 0.1);
        close_share(apart.units[0].weights[0], sum(&answer.units).weights[0], 0.01);
        let curve = ground.curve(&sites, &[reach_m]).unwrap();
        prop_assert_eq!(&curve[0], &answer.total);
        // The drawn polygons agree with the numbers: 0.04 % of the reach
        // either way of each circle's border, hardly ever all one way.
        for (unit, gap) in answer.units.iter().zip(answer.gaps.unwrap()) {
            let gap_m2 = unit.area_m2.total - unit.area_m2.reached;
            close(gap.unsigned_area(), gap_m2, 0.001 * unit.area_m2.total + 1.0);
        }
        // 200 × 200 samples in each demand area: 1 % is twice their error.
        let mut sampled = Share::default();
        for DemandArea { area, .. } in &demand {
            let bounds = area.bounding_rect().unwrap();
            for sample in 0..200 * 200 {
                let at = |cell: i32| (f64::from(cell) + 0.5) / 200.0;
                let (x, y) = (at(sample % 200), at(sample / 200));
                let x = bounds.min().x + x * bounds.width();
                let y = bounds.min().y + y * bounds.height();
                let over = |site: &&Site| (site.x - x).hypot(site.y - y) <= reach_m;
                let depth = sites.iter().filter(over).take(2).count();
                let weight = 100.0 / 40_000.0;
                sampled.total += weight;
                sampled.reached += if depth >= 1 { weight } else { 0.0 };
                sampled.twice += if depth >= 2 { weight } else { 0.0 };
            }
        }
        close_share(answer.total.weights[0], sampled, 0.01 * sampled.total);
    }
}
