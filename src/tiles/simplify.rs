//! Fewer positions for the same look (Douglas and Peucker 1973).

/// Longer lines are simplified piece by piece: a zigzag takes time by the square of its length.
const PIECE: usize = 1024;

/// The line without the positions that lie within `tolerance` of what is left; both ends stay,
/// and of a long line every [`PIECE`]th.
///
/// - returns: indices into `line`, ascending.
pub fn line(line: &[[f64; 2]], tolerance: f64) -> Vec<usize> {
    if line.len() < 3 || tolerance <= 0.0 {
        return (0..line.len()).collect();
    }
    let mut kept = vec![false; line.len()];
    let last = line.len() - 1;
    let ends: Vec<usize> = (0..last).step_by(PIECE).chain([last]).collect();
    ends.iter().for_each(|end| kept[*end] = true);
    let mut spans: Vec<(usize, usize)> = ends.windows(2).map(|pair| (pair[0], pair[1])).collect();
    while let Some((from, to)) = spans.pop() {
        let (mut worst, mut place) = (tolerance * tolerance, None);
        for index in from + 1..to {
            let distance = distance_squared(line[index], line[from], line[to]);
            if distance > worst {
                (worst, place) = (distance, Some(index));
            }
        }
        if let Some(place) = place {
            kept[place] = true;
            spans.push((from, place));
            spans.push((place, to));
        }
    }
    (0..line.len()).filter(|index| kept[*index]).collect()
}

/// The same for a ring that ends where it starts: its first position stays, and the one farthest
/// from it.
pub fn ring(ring: &[[f64; 2]], tolerance: f64) -> Vec<usize> {
    if ring.len() < 5 {
        return (0..ring.len()).collect();
    }
    let from_first = |p: &[f64; 2]| (p[0] - ring[0][0]).powi(2) + (p[1] - ring[0][1]).powi(2);
    let far = (1..ring.len() - 1)
        .max_by(|a, b| from_first(&ring[*a]).total_cmp(&from_first(&ring[*b])))
        .expect("a ring has more than two positions");
    let mut kept = line(&ring[..=far], tolerance);
    kept.extend(line(&ring[far..], tolerance).into_iter().skip(1).map(|index| index + far));
    kept
}

fn distance_squared(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx * dx + dy * dy;
    let share = if length == 0.0 {
        0.0
    } else {
        (((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length).clamp(0.0, 1.0)
    };
    (p[0] - a[0] - share * dx).powi(2) + (p[1] - a[1] - share * dy).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_the_line_goes_and_corners_stay() {
        let path = [[0.0, 0.0], [5.0, 0.4], [10.0, 0.0], [10.0, 10.0]];
        assert_eq!(line(&path, 1.0), [0, 2, 3]);
        assert_eq!(line(&path, 0.1), [0, 1, 2, 3]);
    }

    #[test]
    fn a_long_zigzag_is_soon_done_and_a_long_straight_line_is_short() {
        let zigzag: Vec<[f64; 2]> =
            (0..300_000).map(|n| [f64::from(n) * 0.1, f64::from(n % 2) * 9.0]).collect();
        // A few lie on the way between the ends of their piece.
        assert!(line(&zigzag, 3.0).len() > 250_000);
        let straight: Vec<[f64; 2]> = (0..300_000).map(|n| [f64::from(n), 0.0]).collect();
        assert!(line(&straight, 3.0).len() <= 300_000 / PIECE + 2);
    }

    #[test]
    fn a_ring_keeps_two_positions_apart() {
        let path = [[0.0, 0.0], [5.0, 0.1], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0], [0.0, 0.0]];
        assert_eq!(ring(&path, 1.0), [0, 2, 3, 4, 5]);
    }
}
