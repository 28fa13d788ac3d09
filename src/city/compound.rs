//! Residential compounds: irregular outlines inside a block.

use std::f64::consts::TAU;

use geo_types::{Coord, LineString};

use super::{
    district::Committee,
    lattice::{Lattice, degrees},
    numbers::{self, share},
    random::{Random, Stream},
};

#[derive(Debug)]
pub(super) struct Compound {
    /// Among those of the subdistrict.
    pub(super) committee: usize,
    pub(super) middle: Coord,
    /// In metres, counter-clockwise around the middle, not closed.
    pub(super) ring: Vec<Coord>,
    /// How often something happens here, relative to others.
    pub(super) weight: f64,
    /// Corners where it happens most.
    pub(super) hot: [usize; 2],
    /// People aged 60 and over, and 80 and over, in each building.
    pub(super) elders: Vec<[i64; 2]>,
}

impl Compound {
    /// The compounds of a subdistrict, two or three to a committee.
    pub(super) fn of_subdistrict(
        lattice: &Lattice,
        subdistrict: usize,
        committees: &[Committee],
    ) -> Vec<Self> {
        let total = numbers::compounds(subdistrict);
        let mut compounds = Vec::with_capacity(total);
        for (number, committee) in committees.iter().enumerate() {
            let mut blocks = committee.blocks.clone();
            // The first key after those of the compounds themselves.
            let key = [subdistrict, total + number];
            Random::new(lattice.seed, Stream::Compound, key).shuffle(&mut blocks);
            for block in &blocks[..share(total, number, committees.len())] {
                let index = compounds.len();
                let mut random = Random::new(lattice.seed, Stream::Compound, [subdistrict, index]);
                let middle = lattice.centre(*block);
                let ring = outline(&lattice.block(*block), middle, &mut random);
                let corners = ring.len();
                let buildings = share(numbers::buildings(subdistrict), index, total);
                compounds.push(Self {
                    committee: number,
                    middle,
                    // Heavy-tailed: the worst twentieth has some seven times the mean.
                    weight: (1.2 * random.normal()).exp(),
                    hot: [random.below(corners), random.below(corners)],
                    elders: (0..buildings).map(|_| elders(&mut random)).collect(),
                    ring,
                });
            }
        }
        compounds
    }

    /// In degrees, closed.
    pub(super) fn outline(&self) -> LineString {
        let mut ring: Vec<Coord> = self.ring.iter().copied().map(degrees).collect();
        ring.push(ring[0]);
        LineString(ring)
    }

    /// A place well inside, towards the side after a corner, in metres.
    pub(super) fn inside(&self, corner: usize, random: &mut Random) -> Coord {
        let (a, b) = (self.ring[corner], self.ring[(corner + 1) % self.ring.len()]);
        let edge = a + (b - a) * random.unit();
        // The root spreads evenly over the triangle.
        self.middle + (edge - self.middle) * (0.97 * random.unit().sqrt())
    }

    pub(super) fn anywhere(&self, random: &mut Random) -> Coord {
        let corner = random.below(self.ring.len());
        self.inside(corner, random)
    }
}

/// Most houses have a few, some are tall.
fn elders(random: &mut Random) -> [i64; 2] {
    let all = 1 + (60.0 * random.unit() * random.unit()) as i64;
    let old = (all as f64 * random.between(0.05, 0.3)) as i64;
    [all, old]
}

/// A ring around `middle` that reaches 31 to 87 % of the way to the block's border.
///
/// Its vertices stand in order around the middle, so it never crosses itself.
fn outline(border: &[Coord], middle: Coord, random: &mut Random) -> Vec<Coord> {
    // Closed, it has 31 to 200 positions.
    let corners = random.whole(30, 199) as usize;
    let waves: Vec<[f64; 3]> = [(2.0, 0.08), (3.0, 0.06), (5.0, 0.05)]
        .into_iter()
        .map(|(count, height)| [count, height * random.unit(), random.between(0.0, TAU)])
        .collect();
    let reach = random.between(0.52, 0.66);
    (0..corners)
        .map(|corner| {
            let angle = (corner as f64 + random.between(-0.3, 0.3)) / corners as f64 * TAU;
            let wave: f64 = waves
                .iter()
                .map(|[count, height, phase]| height * (count * angle + phase).sin())
                .sum();
            let part = reach + wave + random.between(-0.015, 0.015);
            let ray = Coord { x: angle.cos(), y: angle.sin() };
            middle + ray * (part * distance(border, middle, ray))
        })
        .collect()
}

/// Metres from `from` along the unit vector `ray` to the ring around it.
fn distance(ring: &[Coord], from: Coord, ray: Coord) -> f64 {
    let cross = |a: Coord, b: Coord| a.x * b.y - a.y * b.x;
    (0..ring.len())
        .filter_map(|index| {
            let (a, b) = (ring[index] - from, ring[(index + 1) % ring.len()] - from);
            let (side_a, side_b) = (cross(ray, a), cross(ray, b));
            if (side_a <= 0.0) == (side_b <= 0.0) {
                return None;
            }
            let crossing = a + (b - a) * (side_a / (side_a - side_b));
            let along = crossing.x * ray.x + crossing.y * ray.y;
            (along > 0.0).then_some(along)
        })
        .fold(f64::INFINITY, f64::min)
}
