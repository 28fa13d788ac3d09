//! One subdistrict: its blocks, how they are grouped, its compounds.

use geo_types::Coord;

use super::{
    compound::Compound,
    lattice::{Cell, Lattice},
    numbers::{self, COLUMNS, PIANQU, share},
    random::{Random, Stream, sums},
};

/// Blocks of a 片区 from west to east, and from south to north.
const PIANQU_BLOCKS: [usize; 2] = [4, 5];
/// 片区 of a subdistrict likewise.
const PIANQU_LAYOUT: [usize; 2] = [2, 3];
/// Blocks of a subdistrict likewise.
pub(super) const SUBDISTRICT_BLOCKS: [usize; 2] =
    [PIANQU_BLOCKS[0] * PIANQU_LAYOUT[0], PIANQU_BLOCKS[1] * PIANQU_LAYOUT[1]];
/// The fewest blocks of a committee: one for each compound it can have.
const COMMITTEE_BLOCKS: usize = 3;

/// A block's border and its middle, in metres.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) border: Vec<Coord>,
    pub(super) middle: Coord,
}

#[derive(Debug)]
pub(super) struct Committee {
    pub(super) pianqu: usize,
    pub(super) blocks: Vec<Cell>,
}

#[derive(Debug)]
pub(super) struct Subdistrict {
    /// Among all of the city, whatever part of it is made.
    pub(super) index: usize,
    /// Nine digits; no real place has `3199`.
    pub(super) code: String,
    pub(super) pianqu: Vec<Vec<Cell>>,
    pub(super) committees: Vec<Committee>,
    pub(super) compounds: Vec<Compound>,
    pub(super) blocks: Vec<Block>,
    /// How often something happens in each compound, summed.
    pub(super) compound_sums: Vec<f64>,
    /// The same of the streets: four to a block.
    pub(super) street_sums: Vec<f64>,
}

impl Subdistrict {
    pub(super) fn new(lattice: &Lattice, index: usize) -> Self {
        let first =
            [index % COLUMNS * SUBDISTRICT_BLOCKS[0], index / COLUMNS * SUBDISTRICT_BLOCKS[1]];
        let pianqu: Vec<Vec<Cell>> = (0..PIANQU)
            .map(|number| {
                let at = [number % PIANQU_LAYOUT[0], number / PIANQU_LAYOUT[0]];
                let corner = [0, 1].map(|axis| first[axis] + at[axis] * PIANQU_BLOCKS[axis]);
                rectangle(corner, PIANQU_BLOCKS)
            })
            .collect();
        let total = numbers::committees(index);
        let committees: Vec<Committee> = (0..PIANQU)
            .flat_map(|number| {
                let count = share(total, number, PIANQU);
                let random = Random::new(lattice.seed, Stream::Committees, [index, number]);
                cut(&pianqu[number], count, random)
                    .into_iter()
                    .map(move |blocks| Committee { pianqu: number, blocks })
            })
            .collect();
        let compounds = Compound::of_subdistrict(lattice, index, &committees);
        let blocks: Vec<Block> = rectangle(first, SUBDISTRICT_BLOCKS)
            .into_iter()
            .map(|cell| Block { border: lattice.block(cell), middle: lattice.centre(cell) })
            .collect();
        let compound_sums = sums(compounds.iter().map(|compound| compound.weight));
        let street_sums = sums((0..blocks.len() * 4).map(|street| {
            let mut random = Random::new(lattice.seed, Stream::Street, [index, street]);
            // A few are market streets, the rest much alike.
            if random.chance(0.06) { random.between(12.0, 40.0) } else { random.between(0.3, 1.5) }
        }));
        Self {
            index,
            code: format!("319900{:03}", index + 1),
            pianqu,
            committees,
            compounds,
            blocks,
            compound_sums,
            street_sums,
        }
    }

    /// Short number for names.
    pub(super) fn number(&self) -> usize {
        self.index + 1
    }

    /// A place beside one of the streets, 1 to 10 m inside its block, in metres.
    ///
    /// - `along`: from 0 to 1.
    pub(super) fn beside_street(&self, street: usize, along: f64, aside_m: f64) -> Coord {
        let Block { border, middle } = &self.blocks[street / 4];
        let pieces = border.len() / 4;
        let spot = along.clamp(0.0, 0.999) * pieces as f64;
        let piece = street % 4 * pieces + spot as usize;
        let (a, b) = (border[piece], border[(piece + 1) % border.len()]);
        let on_street = a + (b - a) * spot.fract();
        let inwards = *middle - on_street;
        on_street + inwards * (aside_m / inwards.x.hypot(inwards.y))
    }

    /// The weight of a street, the mean being near 2.
    pub(super) fn street_weight(&self, street: usize) -> f64 {
        let before = if street == 0 { 0.0 } else { self.street_sums[street - 1] };
        self.street_sums[street] - before
    }
}

fn rectangle(corner: Cell, size: [usize; 2]) -> Vec<Cell> {
    (0..size[1])
        .flat_map(|row| (0..size[0]).map(move |column| [corner[0] + column, corner[1] + row]))
        .collect()
}

/// Cuts a rectangle of blocks into connected parts along a path that visits every block.
fn cut(blocks: &[Cell], parts: usize, mut random: Random) -> Vec<Vec<Cell>> {
    let path = snake(blocks, &mut random);
    let mut sizes = vec![COMMITTEE_BLOCKS; parts];
    for _ in 0..path.len() - parts * COMMITTEE_BLOCKS {
        sizes[random.below(parts)] += 1;
    }
    let mut rest = path.as_slice();
    sizes
        .into_iter()
        .map(|size| {
            let (part, after) = rest.split_at(size);
            rest = after;
            part.to_vec()
        })
        .collect()
}

/// Row by row or column by column, every second one backwards, from any of the corners.
fn snake(blocks: &[Cell], random: &mut Random) -> Vec<Cell> {
    let long = random.below(2);
    let [flip_lines, flip_steps] = [random.chance(0.5), random.chance(0.5)];
    let mut path = blocks.to_vec();
    let least = blocks[0];
    path.sort_by_key(|cell| {
        let line = (cell[long] - least[long]) as i64;
        let step = (cell[1 - long] - least[1 - long]) as i64;
        let backwards = (line % 2 == 1) != flip_steps;
        (if flip_lines { -line } else { line }, if backwards { -step } else { step })
    });
    path
}
