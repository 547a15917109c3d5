//! The named checks, and what each found.

use serde::Serialize;

/// What is checked of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The code on the last line.
    ControlCode,
    /// Every part is there, in order, and none besides.
    Structure,
    /// The hashes of rules and policy.
    Versions,
    /// Day, case, month and authority, the same wherever they stand.
    Record,
    /// Riksnormen.
    Norm,
    /// Costs beside it.
    Costs,
    /// Incomes.
    Incomes,
    /// Jobbstimulans.
    JobStimulus,
    /// The sum, the rounding and the aid.
    Sum,
    /// The sentence that tells the outcome.
    Outcome,
    /// The grounds, with the provisions.
    Grounds,
    /// What was not approved.
    NotApproved,
    /// What would have changed the decision.
    Limits,
    /// The salary that is checked again.
    AfterChecks,
    /// Who decided, and by which right.
    Decider,
    /// The texts that every letter has.
    FixedTexts,
}

impl CheckName {
    /// Every check, in the order of the table.
    pub const ALL: [Self; 16] = [
        Self::ControlCode,
        Self::Structure,
        Self::Versions,
        Self::Record,
        Self::Norm,
        Self::Costs,
        Self::Incomes,
        Self::JobStimulus,
        Self::Sum,
        Self::Outcome,
        Self::Grounds,
        Self::NotApproved,
        Self::Limits,
        Self::AfterChecks,
        Self::Decider,
        Self::FixedTexts,
    ];

    /// As people read it.
    pub const fn in_swedish(self) -> &'static str {
        match self {
            Self::ControlCode => "Kontrollkoden",
            Self::Structure => "Brevets delar",
            Self::Versions => "Regler och riktlinjer",
            Self::Record => "Dag, ärende och månad",
            Self::Norm => "Riksnormen",
            Self::Costs => "Kostnaderna",
            Self::Incomes => "Inkomsterna",
            Self::JobStimulus => "Jobbstimulansen",
            Self::Sum => "Summan",
            Self::Outcome => "Beslutet",
            Self::Grounds => "Skälen och lagen",
            Self::NotApproved => "Det som inte räknas",
            Self::Limits => "Gränserna",
            Self::AfterChecks => "Lönen som kontrolleras igen",
            Self::Decider => "Vem som beslutar",
            Self::FixedTexts => "De fasta texterna",
        }
    }
}

/// Something that is not as the rule book and the arithmetic say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The check it belongs to.
    #[serde(skip)]
    pub check: CheckName,
    /// What follows from the rule book and the rest of the letter.
    pub expected: String,
    /// What the letter says.
    pub found: String,
}

/// The faults of a letter, as they are found.
#[derive(Debug, Default)]
pub(super) struct Faults(pub Vec<Fault>);

/// What stands in a fault where there is no line.
const NOTHING: &str = "ingenting";

impl Faults {
    pub fn add(&mut self, check: CheckName, expected: impl Into<String>, found: impl Into<String>) {
        self.0.push(Fault {
            check,
            expected: expected.into(),
            found: found.into(),
        });
    }

    /// Text that must be this very text.
    pub fn same(&mut self, check: CheckName, expected: impl AsRef<str>, found: &str) {
        if expected.as_ref() != found {
            self.add(check, expected.as_ref(), found);
        }
    }

    /// Lines that must be these very lines: the first that is not is told.
    pub fn same_lines(&mut self, check: CheckName, expected: &[String], found: &[&str]) {
        let longest = expected.len().max(found.len());
        for place in 0..longest {
            let wanted = expected.get(place).map_or(NOTHING, String::as_str);
            let is = found.get(place).copied().unwrap_or(NOTHING);
            if wanted != is {
                return self.add(check, wanted, is);
            }
        }
    }
}
