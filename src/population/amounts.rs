//! Money in whole öre, and the amounts a believable household needs.
//!
//! The tables here only make the invented households plausible; what anybody
//! is granted is the assessment's business and rests on `config/`. They are
//! written by hand on purpose: a population that read the rules it is to test
//! would follow them into a mistake.

use std::ops::{Add, AddAssign, Mul, Neg, Sub};

use serde::{Serialize, Serializer};

/// An amount in öre, written in JSON as kronor with two decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Ore(pub(super) i64);

impl Ore {
    pub(super) const ZERO: Ore = Ore(0);

    pub(super) const fn kronor(kronor: i64) -> Ore {
        Ore(kronor * 100)
    }

    pub(super) fn percent(self, percent: i64) -> Ore {
        Ore(self.0 * percent / 100)
    }

    /// Down to whole kronor, as tax is withheld.
    pub(super) fn whole(self) -> Ore {
        Ore(self.0 / 100 * 100)
    }
}

impl Serialize for Ore {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sign = if self.0 < 0 { "-" } else { "" };
        let ore = self.0.unsigned_abs();
        serializer.collect_str(&format_args!("{sign}{}.{:02}", ore / 100, ore % 100))
    }
}

impl Add for Ore {
    type Output = Ore;
    fn add(self, other: Ore) -> Ore {
        Ore(self.0 + other.0)
    }
}

impl AddAssign for Ore {
    fn add_assign(&mut self, other: Ore) {
        self.0 += other.0;
    }
}

impl Sub for Ore {
    type Output = Ore;
    fn sub(self, other: Ore) -> Ore {
        Ore(self.0 - other.0)
    }
}

impl Neg for Ore {
    type Output = Ore;
    fn neg(self) -> Ore {
        Ore(-self.0)
    }
}

impl Mul<i64> for Ore {
    type Output = Ore;
    fn mul(self, factor: i64) -> Ore {
        Ore(self.0 * factor)
    }
}

/// The personal costs of the adults, riksnorm 2026.
pub(super) fn norm_of_adults(adults: usize) -> Ore {
    Ore::kronor(if adults > 1 { 7_100 } else { 3_940 })
}

/// The personal costs of a child, riksnorm 2026.
pub(super) fn norm_of_child(age: u32, lunch_outside_home: bool) -> Ore {
    let lunch_away = |with: i64, without: i64| if lunch_outside_home { without } else { with };
    Ore::kronor(match age {
        0 => lunch_away(2_740, 2_560),
        1..=2 => lunch_away(3_060, 2_800),
        3 => lunch_away(2_720, 2_500),
        4..=6 => lunch_away(3_060, 2_720),
        7..=10 => 3_820,
        11..=14 => 4_390,
        15..=18 => 4_960,
        _ => 5_000,
    })
}

/// The shared household costs by persons, riksnorm 2026.
pub(super) fn norm_shared(persons: usize) -> Ore {
    let table = [1_280, 1_410, 1_790, 2_030, 2_330, 2_640, 2_830];
    let beyond = persons.saturating_sub(table.len()) as i64 * 190;
    Ore::kronor(table[persons.clamp(1, table.len()) - 1] + beyond)
}

/// The example municipality's rent ceiling by members.
pub(super) fn rent_ceiling(members: usize) -> Ore {
    let table = [5_800, 7_300, 8_500, 9_700, 10_900, 12_000];
    let beyond = members.saturating_sub(table.len()) as i64 * 900;
    Ore::kronor(table[members.clamp(1, table.len()) - 1] + beyond)
}

/// The example municipality's cap for household electricity by members.
pub(super) fn electricity_cap(members: usize) -> Ore {
    let table = [450, 600, 750, 900, 1_000];
    Ore::kronor(table[members.clamp(1, table.len()) - 1])
}

/// Child allowance for so many children, with the large-family supplement.
pub(super) fn child_allowance(children: usize) -> Ore {
    let supplement = match children {
        0 | 1 => 0,
        2 => 150,
        3 => 730,
        4 => 1_740,
        more => 1_740 + (more as i64 - 4) * 1_250,
    };
    Ore::kronor(children as i64 * 1_250 + supplement)
}
