//! What a letter says of itself: the facts that every check needs.

use chrono::NaiveDate;

use super::book::Book;
use super::figures::Ore;
use super::rows::Row;
use crate::vocabulary::Month;

/// The outcome that follows from the calculation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Granted,
    PartlyGranted,
    Rejected,
}

impl Outcome {
    /// As the rule book calls it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::Granted => "bifall",
            Self::PartlyGranted => "delvis avslag",
            Self::Rejected => "avslag",
        }
    }
}

/// What the head of a letter says, beside the book.
pub struct Letter<'a> {
    pub book: &'a Book,
    pub day: NaiveDate,
    pub case_number: &'a str,
    /// Whether a person has yet to decide.
    pub is_proposal: bool,
    /// Whether there is a co-applicant.
    pub is_couple: bool,
}

impl Letter<'_> {
    pub fn month(&self) -> Month {
        self.book.month
    }

    /// The month whose incomes count.
    pub fn control_month(&self) -> String {
        self.book.month.plus(-1).in_swedish()
    }

    pub fn you(&self) -> &'static str {
        if self.is_couple { "ni" } else { "du" }
    }

    pub fn you_first(&self) -> &'static str {
        if self.is_couple { "Ni" } else { "Du" }
    }

    pub fn your(&self) -> &'static str {
        if self.is_couple { "er" } else { "din" }
    }

    pub fn own_application(&self) -> String {
        format!("{} ansökan", self.your())
    }
}

/// A claim of one kind, as the letter tells it.
pub struct Claim {
    pub label: String,
    pub claimed: Ore,
    pub approved: Ore,
    /// The municipality's limit, where there is one.
    pub cap: Option<Ore>,
    /// Whether a person judges the kind.
    pub is_left_to_person: bool,
    /// Whether a person decides above the limit.
    pub over_cap_needs_person: bool,
    /// The rule it rests on.
    pub citation: String,
}

/// The calculation, read and judged.
#[derive(Default)]
pub struct Calculation {
    pub norm: Vec<Row>,
    /// Children, as the letter names them.
    pub children: Vec<String>,
    /// Whether the shared costs rest on the rule for shared dwellings and
    /// large households, and then on which half of it.
    pub shared_dwelling: bool,
    pub beyond_table: bool,
    pub claims: Vec<Claim>,
    pub incomes: Vec<Row>,
    pub disregarded: Vec<Row>,
    /// The sum before rounding.
    pub sum: Ore,
    /// The aid that follows from it.
    pub total: Ore,
}

impl Calculation {
    pub fn outcome(&self) -> Outcome {
        let is_cut = self
            .claims
            .iter()
            .any(|claim| claim.approved < claim.claimed);
        match (self.total > 0, is_cut) {
            (false, _) => Outcome::Rejected,
            (true, true) => Outcome::PartlyGranted,
            (true, false) => Outcome::Granted,
        }
    }
}
