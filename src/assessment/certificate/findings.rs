//! What the walk finds, as data: how often each promise was tested, and where
//! it was broken.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::oddity::OddityFound;
use crate::vocabulary::Month;

/// A promise the certificate makes for a rule version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Check {
    /// Every month of the tables has one table, and no other month has any.
    Calendar,
    /// The rows of ages follow each other, and a birthday counts from its day.
    AgeEdges,
    /// Each household has one line for its adults, one a child and one of
    /// shared costs, with the amounts an independent reading gives.
    Composition,
    /// What a child needs does not depend on its siblings or its place.
    Independence,
    /// A further member never lowers the need.
    FurtherMember,
    /// Granted one öre below the need, rejected at it, nowhere else.
    IncomeBoundary,
    /// More income never raises the aid, whatever kind of income it is.
    MoreIncome,
    /// Caps and ceilings cut from the first öre above them.
    Caps,
    /// Tolerances and thresholds are passed from the first öre above them.
    Thresholds,
    /// No amount of the tables falls from one period to the next.
    YearToYear,
    /// The oddities are those that are named, no more and no fewer.
    Oddities,
}

impl Check {
    /// Every promise, in the order of the report.
    pub const ALL: [Self; 11] = [
        Self::Calendar,
        Self::AgeEdges,
        Self::Composition,
        Self::Independence,
        Self::FurtherMember,
        Self::IncomeBoundary,
        Self::MoreIncome,
        Self::Caps,
        Self::Thresholds,
        Self::YearToYear,
        Self::Oddities,
    ];

    /// The stable word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::AgeEdges => "age_edges",
            Self::Composition => "composition",
            Self::Independence => "independence",
            Self::FurtherMember => "further_member",
            Self::IncomeBoundary => "income_boundary",
            Self::MoreIncome => "more_income",
            Self::Caps => "caps",
            Self::Thresholds => "thresholds",
            Self::YearToYear => "year_to_year",
            Self::Oddities => "oddities",
        }
    }

    /// The promise in words.
    pub const fn promise(self) -> &'static str {
        match self {
            Self::Calendar => "each month has exactly one table, and the law of its day",
            Self::AgeEdges => "no gap and no overlap of ages; a birthday counts from its day",
            Self::Composition => "each member has exactly one line, with the table's amount",
            Self::Independence => "a child's need does not depend on siblings or on its place",
            Self::FurtherMember => "a further member never lowers the need",
            Self::IncomeBoundary => "granted one öre below the need, rejected at it",
            Self::MoreIncome => "more income never raises the aid",
            Self::Caps => "caps and ceilings cut from the first öre above them",
            Self::Thresholds => "tolerances and thresholds are exact to the öre, and strict",
            Self::YearToYear => "no amount falls from one table to the next",
            Self::Oddities => "the oddities of the ordinance are those that are named",
        }
    }
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// Where a promise is broken. It names ages and amounts, never a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// The month applied for.
    pub month: Month,
    /// What was expected and what was found.
    pub problem: String,
}

/// How a promise fared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How often it was tested.
    pub tested: u64,
    /// How often it was broken.
    pub broken: u64,
    /// The first places where it was broken, at most [`MOST_TOLD`].
    pub first: Vec<Violation>,
}

/// So many violations of a promise are told; the rest are counted.
pub const MOST_TOLD: usize = 10;

/// What the walk has found so far.
#[derive(Debug)]
pub struct Notebook {
    /// Every promise, tested or not.
    pub tallies: BTreeMap<Check, Tally>,
    /// How many times `assess` was called.
    pub assessments: u64,
    /// How many compositions of a household were walked through.
    pub compositions: u64,
    /// The oddities found, month by month.
    pub oddities: Vec<OddityFound>,
    /// The month that is being walked through.
    pub month: Month,
}

impl Notebook {
    /// An empty notebook.
    pub fn new(month: Month) -> Self {
        Self {
            tallies: Check::ALL.map(|check| (check, Tally::default())).into(),
            assessments: 0,
            compositions: 0,
            oddities: Vec::new(),
            month,
        }
    }

    /// Tests a promise once. The problem is put into words only when it is
    /// broken, and only for the first places.
    pub fn expect(&mut self, check: Check, holds: bool, problem: impl FnOnce() -> String) {
        let month = self.month;
        let tally = self.tallies.entry(check).or_default();
        tally.tested = tally.tested.saturating_add(1);
        if !holds {
            tally.broken = tally.broken.saturating_add(1);
            if tally.first.len() < MOST_TOLD {
                let problem = problem();
                tally.first.push(Violation { month, problem });
            }
        }
    }
}
