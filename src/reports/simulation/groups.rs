//! Groups of changes: how many, how much together, and in the middle.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::vocabulary::Kronor;

/// Those of some cases whose amount changes in one direction, each change
/// without its sign.
#[derive(Default)]
pub struct Changes {
    counts: BTreeMap<Kronor, u64>,
    sum: Kronor,
}

/// What a report says of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Group {
    /// How many; null where it is hidden.
    pub cases: Option<u64>,
    /// Kronor a month together; null where the count is hidden.
    pub sum: Option<Kronor>,
    /// The change in the middle, in kronor a month; null where the count is
    /// hidden or zero.
    pub median: Option<Kronor>,
}

/// The limits of the bars in whole kronor: a bar holds what is above one and up
/// to the next. The last has no end.
pub const LIMITS: [i64; 6] = [0, 100, 250, 500, 1_000, 2_000];

impl Changes {
    /// Adds so many of a change of this size.
    pub fn add(&mut self, size: Kronor, count: u64) {
        *self.counts.entry(size).or_default() += count;
        let times = u32::try_from(count).unwrap_or(u32::MAX);
        self.sum = self.sum + size.fraction_rounded_up(times, 1).unwrap_or_default();
    }

    /// How many.
    pub fn cases(&self) -> u64 {
        self.counts.values().sum()
    }

    /// What may be said of them, with the count that may be shown.
    pub fn group(&self, cases: Option<u64>) -> Group {
        Group {
            cases,
            sum: cases.map(|_| self.sum),
            median: cases.and_then(|_| self.median()),
        }
    }

    /// How many are in each bar.
    pub fn bars(&self) -> [u64; LIMITS.len()] {
        let mut bars = [0; LIMITS.len()];
        for (size, count) in &self.counts {
            let bar = LIMITS.iter().zip(&mut bars).rev();
            let mut bar = bar.filter(|(limit, _)| *size > Kronor::whole(**limit));
            if let Some((_, bar)) = bar.next() {
                *bar += count;
            }
        }
        bars
    }

    /// The change in the middle; of an even number, halfway between the two.
    fn median(&self) -> Option<Kronor> {
        let cases = self.cases();
        let below = self.at(cases.checked_sub(1)? / 2)?;
        let above = self.at(cases / 2)?;
        (below + above).fraction_rounded_up(1, 2)
    }

    /// The change at a place in the order of their sizes, from 0.
    fn at(&self, place: u64) -> Option<Kronor> {
        let mut passed = 0;
        self.counts.iter().find_map(|(size, count)| {
            passed += count;
            (passed > place).then_some(*size)
        })
    }
}
