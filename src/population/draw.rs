//! The dice: every draw of a household comes from one generator, whose state
//! follows from the population's seed and the household's place in it.

use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::amounts::Ore;

/// Integers of fixed width only, so that the draws are the same everywhere.
pub(super) struct Draw(Pcg64);

impl Draw {
    pub(super) fn new(seed: u64, index: u32) -> Draw {
        // The golden-ratio multiple spreads neighbouring seeds and places.
        let state = seed
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(u64::from(index));
        Draw(Pcg64::seed_from_u64(state))
    }

    /// True in so many cases of a hundred.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_ratio(percent, 100)
    }

    /// A whole number between the two, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// So many days, both included.
    pub(super) fn days(&mut self, least: u32, most: u32) -> chrono::Days {
        chrono::Days::new(u64::from(self.0.random_range(least..=most)))
    }

    /// Whole kronor between the two, both included.
    pub(super) fn kronor(&mut self, least: i64, most: i64) -> Ore {
        Ore::kronor(self.between(least, most))
    }

    /// One of several, each as likely. There must be at least one.
    pub(super) fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        let last = choices.len() as i64 - 1;
        choices[self.between(0, last) as usize]
    }

    /// One of several by weight.
    pub(super) fn weighted<T: Copy>(&mut self, choices: &[(T, i64)]) -> T {
        let total: i64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut place = self.between(0, total - 1);
        for (choice, weight) in choices {
            if place < *weight {
                return *choice;
            }
            place -= weight;
        }
        choices[0].0
    }

    /// 64 hexadecimal digits, as of a document's hash.
    pub(super) fn hash(&mut self) -> String {
        let words: [u64; 4] = std::array::from_fn(|_| self.0.next_u64());
        words.iter().map(|word| format!("{word:016x}")).collect()
    }

    /// A ULID of an instant in milliseconds.
    pub(super) fn ulid(&mut self, milliseconds: u64) -> String {
        let high = u128::from(self.0.next_u64()) << 64;
        let random = high | u128::from(self.0.next_u64());
        ulid::Ulid::from_parts(milliseconds, random).to_string()
    }
}
