//! Rings that are fit to be sent.

use i_overlay::{
    core::{
        fill_rule::FillRule,
        overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType},
        overlay_rule::OverlayRule,
    },
    i_float::int::point::IntPoint,
};

/// A ring without its closing position.
pub type Ring = Vec<[i64; 2]>;

/// Twice the area of a ring, positive when it runs clockwise as seen with `y` southwards: the
/// sign the tile format asks of an outer ring.
pub fn double_area(ring: &[[i64; 2]]) -> i64 {
    let Some(last) = ring.last() else { return 0 };
    let mut before = last;
    let mut sum = 0_i128;
    for p in ring {
        sum += i128::from(before[0]) * i128::from(p[1]) - i128::from(p[0]) * i128::from(before[1]);
        before = p;
    }
    sum.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}

/// The area that the rings enclose by the even-odd rule, as valid polygons: no ring crosses or
/// runs along itself or another, none is collapsed; each outer ring is followed by its holes,
/// outer ones with a positive area and holes with a negative one.
///
/// Positions stay where they are unless edges cross between them.
///
/// - `rings`: all coordinates within ±2^30 of the first.
pub fn areas(rings: &[Ring]) -> Vec<Ring> {
    let Some(origin) = rings.iter().flatten().next().copied() else { return Vec::new() };
    let options = IntOverlayOptions {
        preserve_input_collinear: true,
        // Counted with `y` northwards there.
        output_direction: ContourDirection::CounterClockwise,
        preserve_output_collinear: true,
        min_output_area: 0,
        ogc: true,
    };
    let count = rings.iter().map(Vec::len).sum();
    let mut overlay = Overlay::new_custom(count, options, Default::default());
    let mut contour = Vec::new();
    for ring in rings.iter().filter(|ring| ring.len() > 2) {
        contour.clear();
        contour.extend(
            ring.iter()
                .map(|p| IntPoint::new((p[0] - origin[0]) as i32, (p[1] - origin[1]) as i32)),
        );
        overlay.add_contour(&contour, ShapeType::Subject);
    }
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::EvenOdd);
    let mut found = Vec::new();
    for shape in shapes {
        for (place, contour) in shape.into_iter().enumerate() {
            let mut ring: Ring = contour
                .into_iter()
                .map(|p| [i64::from(p.x) + origin[0], i64::from(p.y) + origin[1]])
                .collect();
            if (double_area(&ring) > 0) != (place == 0) {
                ring.reverse();
            }
            found.push(ring);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bow_tie_becomes_two_triangles() {
        let rings = areas(&[vec![[0, 0], [10, 10], [10, 0], [0, 10]]]);
        assert_eq!(rings.len(), 2);
        assert!(rings.iter().all(|ring| double_area(ring) == 50));
    }

    #[test]
    fn collapsed_rings_are_gone_and_holes_turn_the_other_way() {
        assert!(areas(&[vec![[0, 0], [5, 5], [10, 10]]]).is_empty());
        let square = |low: i64, high: i64| vec![[low, low], [low, high], [high, high], [high, low]];
        let rings = areas(&[square(0, 10), square(2, 4)]);
        assert_eq!(rings.iter().map(|ring| double_area(ring)).collect::<Vec<_>>(), [200, -8]);
    }

    #[test]
    fn positions_on_a_straight_edge_stay() {
        let rings = areas(&[vec![[0, 0], [5, 0], [10, 0], [10, 10], [0, 10]]]);
        assert_eq!(rings[0].len(), 5);
    }
}
