//! Cuts lines at the borders of areas and gives each its metres.

use std::collections::BTreeMap;

use geo::kernels::{Kernel, Orientation, RobustKernel};
use geo::{Coord, Geometry, Line, LineString};

use super::half_open::{Edge, PreparedArea};
use super::measure::distance_m;

/// Metres of `line` in each of `areas`, and outside of them all (`None`).
///
/// - `line`: a line string or multi line string, longitude, latitude in
///   degrees; other kinds have no metres.
/// - `areas`: candidates and what to call them, in the same coordinates; where
///   they overlap, the first has the piece.
/// - returns: each call once, ascending, `None` first, with its geodesic
///   metres; pieces of no length are not named. The sum is the length of the
///   line.
///
/// Every segment is split where it meets an edge; each piece goes by its middle
/// and the half-open rule. A piece that runs exactly along a shared edge
/// therefore belongs to one of the two areas, whatever its middle rounds to.
pub fn cut_line<'a>(
    line: &Geometry,
    areas: impl IntoIterator<Item = (usize, &'a PreparedArea)>,
) -> Vec<(Option<usize>, f64)> {
    let areas: Vec<_> = areas.into_iter().collect();
    let lines: &[LineString] = match line {
        Geometry::LineString(line) => std::slice::from_ref(line),
        Geometry::MultiLineString(lines) => &lines.0,
        _ => &[],
    };
    let mut metres = BTreeMap::new();
    for segment in lines.iter().flat_map(LineString::lines) {
        cut_segment(segment, &areas, &mut metres);
    }
    metres.into_iter().collect()
}

/// Pieces up to this come from rounding: a degree near 180 is held to 3 nm.
const NOISE_M: f64 = 1e-7;

/// Where a segment runs along an edge: between two fractions of the segment.
struct Shared {
    area: usize,
    edge: usize,
    from: f64,
    to: f64,
}

fn cut_segment(
    segment: Line,
    areas: &[(usize, &PreparedArea)],
    metres: &mut BTreeMap<Option<usize>, f64>,
) {
    let length_m = distance_m(segment.start, segment.end);
    if length_m == 0.0 {
        return;
    }
    let mut cuts = vec![0.0, 1.0];
    let mut shared = Vec::new();
    for (area, (_, prepared)) in areas.iter().enumerate() {
        let (y_min, y_max) = ascending(segment.start.y, segment.end.y);
        for (index, edge) in prepared.edges_between(y_min, y_max) {
            match meeting(segment, edge) {
                Meeting::None => {}
                Meeting::At(fraction) => cuts.push(fraction),
                Meeting::Along(from, to) => {
                    cuts.extend([from, to]);
                    shared.push(Shared { area, edge: index, from, to });
                }
            }
        }
    }
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    // Geodesics between points of the straight on the chart are together a
    // trifle longer than the one between its ends: share out the latter.
    let pieces: Vec<(Option<usize>, f64)> = cuts
        .windows(2)
        .map(|cut| {
            let ends = [cut[0], cut[1]].map(|fraction| at(segment, fraction));
            let owner = owner(segment, (cut[0] + cut[1]) / 2.0, areas, &shared);
            (owner, distance_m(ends[0], ends[1]))
        })
        .collect();
    let noise_m = NOISE_M.min(length_m / 1000.0);
    let kept = || pieces.iter().filter(|(_, piece_m)| *piece_m > noise_m);
    let together: f64 = kept().map(|(_, piece_m)| piece_m).sum();
    for (owner, piece_m) in kept() {
        *metres.entry(*owner).or_default() += piece_m * (length_m / together);
    }
}

fn owner(
    segment: Line,
    fraction: f64,
    areas: &[(usize, &PreparedArea)],
    shared: &[Shared],
) -> Option<usize> {
    let middle = at(segment, fraction);
    let has = |(area, (_, prepared)): &(usize, &(usize, &PreparedArea))| {
        prepared.contains_beside(middle, |edge| {
            shared.iter().any(|run| {
                run.area == *area && run.edge == edge && run.from < fraction && fraction < run.to
            })
        })
    };
    areas.iter().enumerate().find(has).map(|(_, (call, _))| *call)
}

enum Meeting {
    None,
    At(f64),
    /// Two fractions of the segment, ascending, within 0 to 1.
    Along(f64, f64),
}

/// How a segment meets an edge; whether it does is decided exactly.
fn meeting(segment: Line, edge: &Edge) -> Meeting {
    let (x_min, x_max) = ascending(segment.start.x, segment.end.x);
    let (edge_min, edge_max) = ascending(edge.lower.x, edge.upper.x);
    if edge_max < x_min || x_max < edge_min {
        return Meeting::None;
    }
    let sides = [segment.start, segment.end].map(|end| side(edge.lower, edge.upper, end));
    if sides == [Orientation::Collinear; 2] {
        let [a, b] = [edge.lower, edge.upper].map(|end| project(segment, end).clamp(0.0, 1.0));
        let (from, to) = ascending(a, b);
        return if from < to { Meeting::Along(from, to) } else { Meeting::None };
    }
    let apart = [edge.lower, edge.upper].map(|end| side(segment.start, segment.end, end));
    if sides[0] == sides[1] || apart[0] == apart[1] {
        return Meeting::None;
    }
    let (across, along) = (edge.upper - edge.lower, segment.delta());
    let offset = edge.lower - segment.start;
    let fraction = cross(offset, across) / cross(along, across);
    if fraction > 0.0 && fraction < 1.0 { Meeting::At(fraction) } else { Meeting::None }
}

fn side(a: Coord, b: Coord, c: Coord) -> Orientation {
    RobustKernel::orient2d(a, b, c)
}

fn cross(a: Coord, b: Coord) -> f64 {
    a.x * b.y - a.y * b.x
}

fn at(segment: Line, fraction: f64) -> Coord {
    segment.start + segment.delta() * fraction
}

/// Fraction of the segment at which `point`, in line with it, lies.
fn project(segment: Line, point: Coord) -> f64 {
    let (along, offset) = (segment.delta(), point - segment.start);
    (offset.x * along.x + offset.y * along.y) / (along.x * along.x + along.y * along.y)
}

fn ascending(a: f64, b: f64) -> (f64, f64) {
    (a.min(b), a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spatial::measure::length_m;
    use geo::{Polygon, polygon, wkt};
    use proptest::prelude::*;

    /// Two squares side by side and one above both, near Gumei.
    fn units() -> Vec<Polygon> {
        let at = |x: f64, y: f64| (121.4 + x / 100.0, 31.1 + y / 100.0);
        let ring = |corners: &[(f64, f64)]| {
            let ring: Vec<(f64, f64)> = corners.iter().map(|&(x, y)| at(x, y)).collect();
            Polygon::new(ring.into(), vec![])
        };
        vec![
            ring(&[(0.0, 0.0), (1.0, 0.0), (1.3, 1.0), (0.0, 1.0)]),
            ring(&[(1.0, 0.0), (3.0, 0.0), (3.0, 1.0), (1.3, 1.0)]),
            ring(&[(0.0, 1.0), (1.3, 1.0), (3.0, 1.0), (3.0, 2.0), (0.0, 2.0)]),
        ]
    }

    fn cut(line: &Geometry, areas: &[Polygon]) -> Vec<(Option<usize>, f64)> {
        let prepared: Vec<PreparedArea> = areas.iter().map(PreparedArea::from).collect();
        cut_line(line, prepared.iter().enumerate())
    }

    #[track_caller]
    fn check_sum(line: &Geometry, pieces: &[(Option<usize>, f64)]) {
        let sum: f64 = pieces.iter().map(|(_, metres)| metres).sum();
        assert!((sum - length_m(line)).abs() < 1e-6, "{sum}");
    }

    #[test]
    fn a_line_through_the_units_is_cut_at_their_borders() {
        let line: Geometry = wkt!(LINESTRING(121.395 31.105,121.435 31.105)).into();
        let pieces = cut(&line, &units());
        check_sum(&line, &pieces);
        let metres: Vec<f64> = pieces.iter().map(|(_, metres)| *metres).collect();
        assert_eq!(
            pieces.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(),
            [None, Some(0), Some(1)]
        );
        // By widths 0.5 + 0.5 outside, 1.15, 1.85 of 4 hundredths of a degree.
        for (got, width) in metres.iter().zip([1.0, 1.15, 1.85]) {
            assert!((got / length_m(&line) - width / 4.0).abs() < 1e-6, "{got}");
        }
    }

    #[test]
    fn a_line_along_a_shared_edge_goes_to_one_side_whole() {
        let units = units();
        let edge = units[0].exterior().0[1..3].to_vec();
        // The slanting edge between 0 and 1, whole and in uneven steps.
        for steps in [1, 3, 7] {
            let at =
                |step: i32| edge[0] + (edge[1] - edge[0]) * (f64::from(step) / f64::from(steps));
            let mut points: Vec<Coord> = (0..steps).map(at).collect();
            points.push(edge[1]);
            let line: Geometry = LineString(points).into();
            let pieces = cut(&line, &units);
            check_sum(&line, &pieces);
            assert!(pieces.iter().all(|(unit, _)| matches!(unit, Some(0 | 1))));
            if steps == 1 {
                assert_eq!(pieces.len(), 1);
            }
        }
        // A level edge belongs to what is above, a piece of it as well.
        let y = units[2].exterior().0[0].y;
        let level: Geometry = LineString::from(vec![(121.405, y), (121.42, y)]).into();
        let pieces = cut(&level, &units);
        check_sum(&level, &pieces);
        assert_eq!(pieces.iter().map(|(unit, _)| *unit).collect::<Vec<_>>(), [Some(2)]);
    }

    #[test]
    fn lines_of_several_parts_and_other_kinds() {
        let lines: Geometry =
            wkt!(MULTILINESTRING((121.405 31.101,121.405 31.119),(120. 31.,120.1 31.,120.1 31.)))
                .into();
        let pieces = cut(&lines, &units());
        check_sum(&lines, &pieces);
        assert_eq!(pieces.len(), 3);
        assert_eq!(cut(&geo::Point::new(121.405, 31.101).into(), &units()), vec![]);
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        assert_eq!(cut(&square.into(), &units()), vec![]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        /// Corners on a lattice that the borders share: touching, along, across.
        #[test]
        fn the_pieces_sum_to_the_line(
            corners in prop::collection::vec((-2..8, -2..6), 2..12),
        ) {
            let place = |&(x, y): &(i32, i32)| (121.4 + f64::from(x) / 200.0, 31.1 + f64::from(y) / 200.0);
            let points: Vec<(f64, f64)> = corners.iter().map(place).collect();
            let line: Geometry = LineString::from(points).into();
            let pieces = cut(&line, &units());
            let sum: f64 = pieces.iter().map(|(_, metres)| metres).sum();
            prop_assert!((sum - length_m(&line)).abs() < 1e-6);
            // Turned round, every unit keeps its metres.
            let Geometry::LineString(mut turned) = line else { unreachable!() };
            turned.0.reverse();
            for (there, back) in pieces.iter().zip(cut(&turned.into(), &units())) {
                prop_assert_eq!(there.0, back.0);
                prop_assert!((there.1 - back.1).abs() < 1e-6);
            }
        }
    }
}
