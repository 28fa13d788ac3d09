//! Lines and rings cut to a square, in whole numbers.

/// A square by its lowest and highest coordinate on both axes, both included.
#[derive(Debug, Clone, Copy)]
pub struct Square {
    pub low: i64,
    pub high: i64,
}

type P = [i64; 2];

/// Where the straight way from `a` to `b` crosses the line on which `axis` is `at`.
///
/// The same for both directions, so that neighbours are cut at the same place.
fn crossing(a: P, b: P, axis: usize, at: i64) -> P {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let other = 1 - axis;
    let share = (at - a[axis]) as f64 / (b[axis] - a[axis]) as f64;
    let along = a[other] as f64 + (b[other] - a[other]) as f64 * share;
    let mut place = [at; 2];
    place[other] = along.round() as i64;
    place
}

/// The part of a ring in the square (Sutherland and Hodgman 1974). Where the ring leaves and
/// comes back, the way between runs along the side.
///
/// - `ring`: not closed; so is the answer, which may be empty.
pub fn ring(ring: &[P], square: Square) -> Vec<P> {
    let sides =
        [(0, square.low, 1), (0, square.high, -1), (1, square.low, 1), (1, square.high, -1)];
    let mut kept = ring.to_vec();
    for (axis, at, sign) in sides {
        if kept.is_empty() {
            break;
        }
        let inside = |p: P| (p[axis] - at) * sign >= 0;
        let mut next = Vec::with_capacity(kept.len() + 4);
        let mut before = kept[kept.len() - 1];
        for p in kept {
            match (inside(before), inside(p)) {
                (true, true) => next.push(p),
                (true, false) => next.push(crossing(before, p, axis, at)),
                (false, true) => {
                    next.push(crossing(before, p, axis, at));
                    next.push(p);
                }
                (false, false) => {}
            }
            before = p;
        }
        next.dedup();
        kept = next;
    }
    kept
}

/// The parts of a line in the square, each of two positions or more.
pub fn line(line: &[P], square: Square) -> Vec<Vec<P>> {
    let mut parts: Vec<Vec<P>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let Some((a, b)) = segment(pair[0], pair[1], square) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open && part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
        open = b == pair[1];
    }
    for part in &mut parts {
        part.dedup();
    }
    parts.retain(|part| part.len() > 1);
    parts
}

/// The part of one segment in the square, side after side.
fn segment(mut a: P, mut b: P, square: Square) -> Option<(P, P)> {
    for axis in 0..2 {
        for (at, sign) in [(square.low, 1), (square.high, -1)] {
            let inside = |p: P| (p[axis] - at) * sign >= 0;
            match (inside(a), inside(b)) {
                (true, true) => {}
                (true, false) => b = crossing(a, b, axis, at),
                (false, true) => a = crossing(a, b, axis, at),
                (false, false) => return None,
            }
        }
    }
    Some((a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Square = Square { low: 0, high: 10 };

    #[test]
    fn a_ring_around_the_square_is_the_square() {
        let kept = ring(&[[-5, -5], [20, -5], [20, 20], [-5, 20]], SQUARE);
        assert_eq!(kept.len(), 4);
        assert!(kept.iter().all(|p| p.iter().all(|c| [0, 10].contains(c))));
    }

    #[test]
    fn what_lies_outside_leaves_nothing() {
        assert!(ring(&[[11, 0], [20, 0], [20, 9]], SQUARE).is_empty());
        assert!(line(&[[11, 0], [20, 0], [20, 9]], SQUARE).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_comes_back_is_two() {
        let parts = line(&[[2, 5], [15, 5], [15, 7], [2, 7]], SQUARE);
        assert_eq!(parts, [vec![[2, 5], [10, 5]], vec![[10, 7], [2, 7]]]);
    }

    #[test]
    fn both_directions_are_cut_at_one_place() {
        let (a, b) = ([3, 3], [17, 8]);
        assert_eq!(crossing(a, b, 0, 10), crossing(b, a, 0, 10));
    }
}
