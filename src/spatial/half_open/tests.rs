use super::*;
use geo::{Polygon, polygon};
use proptest::prelude::*;

const CELLS: usize = 4;
/// Corners sit on a lattice this fine, so that many points are exactly on
/// edges and many edges exactly in line or level.
const STEPS: i32 = 8;

/// A square [0, 4]² cut into cells with jittered corners, each cell whole
/// or split along either diagonal, wound either way.
fn tiling(jitter: &[(i32, i32)], split: &[u8]) -> Vec<Polygon> {
    let side = CELLS + 1;
    let corner = |column: usize, row: usize| {
        let (dx, dy) = jitter[row * side + column];
        let inner = |at: usize| at > 0 && at < CELLS;
        let shift =
            |free: bool, by: i32| f64::from(if free { by } else { 0 } % 3) / f64::from(STEPS);
        Coord { x: column as f64 + shift(inner(column), dx), y: row as f64 + shift(inner(row), dy) }
    };
    let mut tiles = Vec::new();
    for row in 0..CELLS {
        for column in 0..CELLS {
            let [a, b, c, d] = [(0, 0), (1, 0), (1, 1), (0, 1)]
                .map(|(right, up)| corner(column + right, row + up));
            let rings = match split[row * CELLS + column] % 4 {
                0 => vec![vec![a, b, c], vec![a, c, d]],
                1 => vec![vec![a, b, d], vec![d, c, b]],
                2 => vec![vec![d, c, b, a]],
                _ => vec![vec![a, b, c, d]],
            };
            tiles.extend(rings.into_iter().map(|ring| Polygon::new(ring.into(), vec![])));
        }
    }
    tiles
}

#[track_caller]
fn memberships(tiles: &[Polygon], point: Coord) -> usize {
    let of = |tile: &&Polygon| {
        let plain = contains(*tile, point);
        assert_eq!(PreparedArea::from(*tile).contains(point), plain, "{tile:?} {point:?}");
        plain
    };
    tiles.iter().filter(of).count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_point_of_a_tiling_is_in_exactly_one_tile(
        jitter in prop::collection::vec((-2..3, -2..3), (CELLS + 1) * (CELLS + 1)),
        split in prop::collection::vec(0_u8..4, CELLS * CELLS),
        lattice in prop::collection::vec((0..CELLS as i32 * STEPS, 0..CELLS as i32 * STEPS), 40),
        along in prop::collection::vec(0.0..1.0, 4),
    ) {
        let tiles = tiling(&jitter, &split);
        let mut points: Vec<Coord> = lattice
            .iter()
            .map(|&(x, y)| Coord { x: f64::from(x), y: f64::from(y) } / f64::from(STEPS))
            .collect();
        for line in tiles.iter().flat_map(|tile| tile.exterior().lines()) {
            points.push(line.start);
            points.push((line.start + line.end) / 2.0);
            // Rounded: as near to the edge as doubles come.
            points.extend(along.iter().map(|&t| line.start + line.delta() * t));
        }
        for point in points {
            // The whole is half-open too: left and lower side, not the others.
            let inside = point.x < CELLS as f64 && point.y < CELLS as f64;
            prop_assert_eq!(memberships(&tiles, point), usize::from(inside), "{:?}", point);
        }
    }
}

#[test]
fn a_square_has_its_left_and_lower_sides() {
    let square = polygon![(x: 0.0, y: 0.0), (x: 2.0, y: 0.0), (x: 2.0, y: 2.0), (x: 0.0, y: 2.0)];
    let at = |x, y| memberships(std::slice::from_ref(&square), Coord { x, y }) == 1;
    assert!(at(0.0, 0.0) && at(1.0, 0.0) && at(0.0, 1.0) && at(1.0, 1.0));
    assert!(!at(2.0, 0.0) && !at(2.0, 1.0) && !at(0.0, 2.0) && !at(1.0, 2.0));
    assert!(!at(f64::NAN, 1.0) && !at(1.0, f64::NAN));
}

#[test]
fn a_hole_and_its_filling_share_no_point() {
    let filling = polygon![(x: 1.0, y: 1.0), (x: 3.0, y: 2.0), (x: 2.0, y: 3.0)];
    let holed = Polygon::new(
        vec![(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)].into(),
        vec![filling.exterior().clone()],
    );
    assert!((PreparedArea::from(&holed).area() - (16.0 - 1.5)).abs() < 1e-12);
    let tiles = [holed, filling];
    for step in 0..32 * 32 {
        let point = Coord { x: f64::from(step % 32), y: f64::from(step / 32) } / 8.0;
        assert_eq!(memberships(&tiles, point), 1, "{point:?}");
    }
}
