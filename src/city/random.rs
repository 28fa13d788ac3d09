//! Random numbers by counter: each thing draws from its own stream, keyed by what it is, so that
//! no thing depends on the order in which others are made.

/// What a stream is for; two purposes never share numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    Node,
    Across,
    Along,
    Committees,
    Compound,
    Building,
    Elder,
    Civic,
    Street,
    Event,
}

/// SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195).
#[derive(Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64, stream: Stream, key: [usize; 2]) -> Self {
        let parts = [stream as u64, key[0] as u64, key[1] as u64];
        Self(parts.into_iter().fold(mix(seed), |state, part| mix(state ^ mix(part))))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// From 0 inclusive to 1 exclusive.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    /// From `low` to `high`, both inclusive.
    pub(super) fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as usize) as i64
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Nearly normal, of mean 0 and deviation 1, within ±3.5: four uniform numbers added.
    pub(super) fn normal(&mut self) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit()).sum();
        (sum - 2.0) * 3.0_f64.sqrt()
    }

    /// Index by weight; the weights need not sum to 1.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut rest = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            rest -= weight;
            if rest < 0.0 {
                return index;
            }
        }
        weights.len() - 1
    }

    /// Index by cumulative weight.
    pub(super) fn cumulative(&mut self, sums: &[f64]) -> usize {
        let spot = self.unit() * sums.last().expect("there is something to choose from");
        sums.partition_point(|sum| *sum <= spot).min(sums.len() - 1)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

fn mix(mut word: u64) -> u64 {
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// Cumulative sums, for [`Random::cumulative`].
pub(super) fn sums(weights: impl Iterator<Item = f64>) -> Vec<f64> {
    weights
        .scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread_evenly_and_depend_on_every_part_of_the_key() {
        let mut random = Random::new(1, Stream::Event, [0, 0]);
        let mut tenths = [0; 10];
        (0..10_000).for_each(|_| tenths[random.below(10)] += 1);
        // Standard deviation 30.
        assert!(tenths.iter().all(|count| (850..1150).contains(count)), "{tenths:?}");
        let first = |seed, stream, key| Random::new(seed, stream, key).next();
        let firsts = [
            first(1, Stream::Event, [0, 0]),
            first(2, Stream::Event, [0, 0]),
            first(1, Stream::Street, [0, 0]),
            first(1, Stream::Event, [1, 0]),
            first(1, Stream::Event, [0, 1]),
        ];
        for (index, number) in firsts.iter().enumerate() {
            assert!(!firsts[..index].contains(number));
        }
    }
}
